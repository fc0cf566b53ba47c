import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Listing } from '../../core/lists.ts'
import { askedOfLists } from '../list-subjects.ts'
import {
  isAllowlist,
  isOfNetwork,
  leaving,
  listAbout,
  listEvidence,
  listedOutcome,
  notTold,
  unanswered,
} from '../list-told.ts'

const cause =
  'End the cause first, else the entry comes back: look in the mail log and queue for mail that nobody here meant to send, for an account or a web page that was broken into, and for a machine behind the same address.'
const fixes = {
  accused: `${cause}{expires} Then ask to be taken off:\n\n    {page}`,
  'accused-no-page': `${cause}{expires}`,
  policy:
    'This is no accusation: the address is not declared as that of a mail server. See that its reverse DNS is a name of your own.{expires} Then have the entry taken out:\n\n    {page}\n\nOr send through a relay: then receivers see its address, not this one.',
  'policy-no-page':
    'This is no accusation: the address is not declared as that of a mail server. See that its reverse DNS is a name of your own.{expires} Or send through a relay: then receivers see its address, not this one.',
} as const

const outcomes = {
  clear: { verdict: 'pass', says: '{list} does not list {ip}, and proved itself in this run.' },
  allowed: { verdict: 'info', says: '{list} speaks for {ip}: {means}.' },
  listed: { verdict: 'fail', says: '{list} lists {ip}: {means}. {acts}', fix: fixes.accused, fixes },
  scored: { verdict: 'warn', says: '{list} lists {ip}: {means}. {acts}', fix: fixes.accused, fixes },
  unheeded: { verdict: 'info', says: '{list} lists {ip}: {means}. {acts}{expires}' },
  'unknown-code': { verdict: 'info', says: '{list} answered {why}: it is not counted.' },
  unanswered: { verdict: 'skip', says: '{list} did not answer the question, which says nothing about {ip}: {why}' },
  'none-asked': { verdict: 'skip', says: 'none of the lists asked holds addresses like {ip}' },
} as const

export default defineCheck({
  id: 'ip-listed',
  step: 'lists',
  title: 'The address is on no blocklist that counts',
  why: 'Receivers refuse or mark mail from addresses on the lists that they use. Most lists are used by nobody who matters: what counts is who acts.',
  refs: ['RFC 5782', 'RFC 6471'],
  subject: askedOfLists,
  needs: ['ipListings', 'address'],
  outcomes,
  judge({ ipListings, address }) {
    const own = ipListings.filter(({ list }) => !isOfNetwork(list) && !isAllowlist(list))
    if (own.length === 0) return { outcome: 'none-asked', about: { ip: address.display } }
    return own.map((listing) => judgeOne(listing, address.display))
  },
})

function judgeOne(listing: Listing, ip: string): Ruling<keyof typeof outcomes> {
  const { list, state } = listing
  if (list.decides && unanswered.includes(state)) return notTold(listing)
  const about = { ...listAbout(listing), ip }
  const evidence = listEvidence(listing)
  switch (state) {
    case 'listed':
      return { ...listedOutcome(listing), about: { ...about, ...leaving(listing) }, evidence }
    case 'allowed':
      return { outcome: 'allowed', about, evidence }
    case 'not-listed':
      return { outcome: 'clear', about, evidence }
    case 'unknown-code':
      return { outcome: 'unknown-code', about, evidence }
    default:
      return { outcome: 'unanswered', about: { why: '', ...about }, evidence }
  }
}
