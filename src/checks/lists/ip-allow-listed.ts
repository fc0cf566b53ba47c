import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Listing } from '../../core/lists.ts'
import { askedOfLists } from '../list-subjects.ts'
import { isAllowlist, listAbout, listEvidence } from '../list-told.ts'

const outcomes = {
  listed: { verdict: 'info', says: '{list} speaks for {ip}: {means}. {acts}' },
  no: { verdict: 'skip', says: '{list} does not know {ip}' },
  unanswered: { verdict: 'skip', says: '{list} did not answer the question: {why}' },
  'none-asked': { verdict: 'skip', says: 'no list was asked that speaks for addresses' },
} as const

export default defineCheck({
  id: 'ip-allow-listed',
  step: 'lists',
  title: 'Lists that speak for the address',
  why: 'Some filters let mail pass, or count it better, that comes from an address on an allowlist.',
  refs: ['RFC 5782 section 2.2'],
  subject: askedOfLists,
  needs: ['ipListings', 'address'],
  outcomes,
  judge({ ipListings, address }) {
    const allowing = ipListings.filter(({ list }) => isAllowlist(list))
    if (allowing.length === 0) return { outcome: 'none-asked' }
    return allowing.map((listing) => judgeOne(listing, address.display))
  },
})

function judgeOne(listing: Listing, ip: string): Ruling<keyof typeof outcomes> {
  const about = { ...listAbout(listing), ip }
  const evidence = listEvidence(listing)
  if (listing.state === 'allowed') return { outcome: 'listed', about: { ...about, acts: listing.list.acts }, evidence }
  if (listing.state === 'not-listed') return { outcome: 'no', about, evidence }
  return { outcome: 'unanswered', about: { why: 'it gave no answer that can be read', ...about }, evidence }
}
