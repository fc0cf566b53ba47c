import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Listing } from '../../core/lists.ts'
import { askedOfLists } from '../list-subjects.ts'
import {
  isAllowlist,
  isNeutral,
  isOfNetwork,
  leaving,
  listAbout,
  listEvidence,
  listedOutcome,
  notTold,
  unanswered,
  wasNotAsked,
} from '../list-told.ts'

const cause =
  'End the cause first, else the entry comes back: look in the mail log and queue for mail that nobody here meant to send, for an account or a web page that was broken into, and for a machine behind the same address.'
const noAccusation =
  'This is no accusation: the address is not declared as that of a mail server. See that its reverse DNS is a name of your own.'
const orRelay = 'Or send through a relay: then receivers see its address, not this one.'
const fixes = {
  'accused-ask': `${cause}{expires} Then ask to be taken off:\n\n    {page}`,
  'accused-network': `${cause}{expires} Then have your host ask for that, with what stands here:\n\n    {page}`,
  'accused-look': `${cause}{expires} What the list has on it:\n\n    {page}`,
  'accused-none': `${cause}{expires}`,
  'policy-ask': `${noAccusation}{expires} Then have the entry taken out:\n\n    {page}\n\n${orRelay}`,
  'policy-look': `${noAccusation}{expires} What the list has on it:\n\n    {page}\n\n${orRelay}`,
  'policy-none': `${noAccusation}{expires} ${orRelay}`,
} as const

const outcomes = {
  clear: { verdict: 'pass', says: '{list} does not list {ip}, and proved itself in this run.' },
  allowed: { verdict: 'info', says: '{list} speaks for {ip}: {means}.' },
  listed: { verdict: 'fail', says: '{list} lists {ip}: {means}. {acts}', fix: fixes['accused-none'], fixes },
  scored: { verdict: 'warn', says: '{list} lists {ip}: {means}. {acts}', fix: fixes['accused-none'], fixes },
  unheeded: { verdict: 'info', says: '{list} lists {ip}: {means}. {acts}{expires}' },
  neutral: { verdict: 'info', says: '{list} knows {ip}, and says neither good nor bad of it: {means}.' },
  'unknown-code': { verdict: 'info', says: '{list} is not counted: {why}.' },
  'not-asked': { verdict: 'skip', says: '{list} was not asked about {ip}: {why}' },
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
      return { outcome: isNeutral(listing) ? 'neutral' : 'clear', about, evidence }
    case 'unknown-code':
      return { outcome: 'unknown-code', about, evidence }
    default:
      return { outcome: wasNotAsked(listing) ? 'not-asked' : 'unanswered', about: { why: '', ...about }, evidence }
  }
}
