import { defineCheck, defineSubject, type Ruling } from '../../core/check.ts'
import type { ListedName, NameListings } from '../../core/lists.ts'
import { leaving, listAbout, listEvidence, listedOutcome, wasNotAsked } from '../list-told.ts'

const cause =
  'End the cause first, else the entry comes back: look for mail with {name} in it that nobody here meant to send, for pages of {name} that were broken into, and for links to them.'
const fixes = {
  'accused-ask': `${cause}{expires} Then ask to be taken off:\n\n    {page}`,
  'accused-look': `${cause}{expires} What the list has on it:\n\n    {page}`,
  'accused-none': `${cause}{expires}`,
  'accused-nobody':
    'Wait: the domain is new, and this list holds nothing else against it.{expires} Until then send little with {name} in it.',
  'by-default':
    '{name} is not yours: the network gave that name to the address. Set the reverse DNS of the address, and the HELO, to a name of your own (ip-ptr-own): then the entry has nothing to do with your mail.',
} as const

const outcomes = {
  clear: { verdict: 'pass', says: '{list} does not list {name}, {role}.' },
  allowed: { verdict: 'info', says: '{list} speaks for {name}, {role}: {means}.' },
  listed: { verdict: 'fail', says: '{list} lists {name}, {role}: {means}. {acts}', fix: fixes['accused-none'], fixes },
  scored: { verdict: 'warn', says: '{list} lists {name}, {role}: {means}. {acts}', fix: fixes['accused-none'], fixes },
  unheeded: { verdict: 'info', says: '{list} lists {name}, {role}: {means}. {acts}{expires}' },
  'not-asked': { verdict: 'skip', says: '{list} was not asked about {name}: {why}' },
  unanswered: { verdict: 'skip', says: '{list} did not answer the question, which says nothing about {name}: {why}' },
  'none-asked': { verdict: 'skip', says: 'no list was asked about a domain' },
} as const

/** Names under which mail is sent, and lists to be asked about them. */
const names = defineSubject({
  needs: ['asked'],
  absent: ({ asked }) => (asked.lists ? undefined : 'no list was to be asked'),
})

export default defineCheck({
  id: 'domain-listed',
  step: 'lists',
  title: 'The domains that mail bears are on no blocklist that counts',
  why: 'Receivers look up the domains of sender, HELO and links too: Microsoft refuses for the HELO name and for the sender each by itself.',
  refs: ['RFC 5782 section 2.4', 'https://www.spamhaus.org/blocklists/domain-blocklist/'],
  subject: names,
  needs: ['nameListings'],
  outcomes,
  judge: ({ nameListings: { listings } }) =>
    listings.length === 0 ? { outcome: 'none-asked' } : listings.map(judgeOne),
})

const roles: Readonly<Record<ListedName['role'], string>> = {
  domain: 'the domain itself',
  sender: 'the domain of the envelope sender',
  helo: 'the name in HELO',
  ptr: 'the name of the address',
}

function judgeOne(listing: NameListings['listings'][number]): Ruling<keyof typeof outcomes> {
  const { of, state } = listing
  const about = { ...listAbout(listing), name: listing.subject, role: roles[of.role] }
  const evidence = listEvidence(listing)
  const { outcome: listed, fixFor } = listedOutcome(listing)
  if (state === 'listed')
    return {
      outcome: listed,
      fixFor: of.byDefault ? 'by-default' : fixFor.replace('policy', 'accused'),
      about: { ...about, ...leaving(listing), ...(of.byDefault && { page: '', removal: 'none' }) },
      evidence,
    }
  if (state === 'allowed') return { outcome: 'allowed', about, evidence }
  if (state === 'not-listed') return { outcome: 'clear', about, evidence }
  const outcome = wasNotAsked(listing) ? 'not-asked' : 'unanswered'
  return { outcome, about: { why: 'it gave no answer that can be read', ...about }, evidence }
}
