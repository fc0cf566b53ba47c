import type { Neighbours } from '../../core/address.ts'
import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Listing } from '../../core/lists.ts'
import { askedOfLists } from '../list-subjects.ts'
import { impactOf, isOfNetwork, leaving, listAbout, listEvidence, unanswered } from '../list-told.ts'

const outcomes = {
  clean: { verdict: 'pass', says: 'The network around {ip} is not on {lists}.' },
  'range-listed': {
    verdict: 'info',
    says: '{list} lists the network around {ip}, not the address: {means}. {acts}{expires} You cannot remove it, and should not pay for it.',
  },
  'range-heeded': {
    verdict: 'warn',
    says: '{list} lists the network around {ip}: {means}. {acts}{expires}',
    fix: 'You cannot remove an entry about the whole network: tell the abuse desk of your host, and until it is gone send through a relay or from an address elsewhere.',
  },
  'neighbours-few': {
    verdict: 'info',
    says: 'Of the {seen} addresses sampled beside {ip}{missing}, {accused} have an SBL, CSS, XBL or DROP entry, and {policy} only one of PBL, which is the policy of the network.',
  },
  'neighbours-listed': {
    verdict: 'warn',
    says: 'Of the {seen} addresses sampled beside {ip}{missing}, {accused} have an SBL, CSS, XBL or DROP entry: filters that judge by the neighbourhood count that against {ip}.',
    fix: 'Ask your host for an address in a quieter network, or send through a relay: then receivers see its address.',
  },
  'neighbours-skipped': { verdict: 'skip', says: '{why}' },
  'slash-64': { verdict: 'info', says: 'Lists go by the IPv6 /64, not by the single address. {note}' },
  unanswered: { verdict: 'skip', says: '{list} did not answer the question: {why}' },
  'none-asked': { verdict: 'skip', says: 'no list that speaks of whole networks was asked about {ip}' },
} as const

type Said = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'ip-neighbourhood',
  step: 'lists',
  title: 'The network around the address',
  why: 'Some lists speak of a network and not of the address: that is the host’s matter, and rarely costs anything.',
  refs: ['RFC 6471 section 2.2.3', 'http://www.uceprotect.net/en/index.php?m=3&s=5'],
  subject: askedOfLists,
  needs: ['ipListings', 'neighbours', 'asked', 'address'],
  outcomes,
  judge({ ipListings, neighbours, asked, address }) {
    const ip = address.display
    const note = ipListings.find(({ list }) => list.ip6Note !== undefined)?.list.ip6Note
    return [
      ...ofNetwork(ipListings, ip),
      ...(address.family === 6 && note !== undefined ? [{ outcome: 'slash-64', about: { ip, note } } as const] : []),
      ...(asked.neighbours ? [beside(neighbours, ip)] : []),
    ]
  },
})

/** Every list has its word: the listed ones and the silent ones each, the clear ones together. */
function ofNetwork(ipListings: readonly Listing[], ip: string): Said[] {
  const all = ipListings.filter(({ list }) => isOfNetwork(list))
  if (all.length === 0) return [{ outcome: 'none-asked', about: { ip } }]
  const listed = all.filter(({ state }) => state === 'listed')
  const silent = all.filter(({ state }) => unanswered.includes(state))
  const clear = all.filter((listing) => !listed.includes(listing) && !silent.includes(listing))
  const lists = clear.map(({ list }) => list.name)
  return [
    ...listed.map((listing) => listedOne(listing, ip)),
    ...(clear.length === 0
      ? []
      : [{ outcome: 'clean', about: { ip, lists }, evidence: clear.flatMap(listEvidence) } as const]),
    ...silent.map((listing) => silentOne(listing, ip)),
  ]
}

const listedOne = (listing: Listing, ip: string): Said => ({
  outcome: ['high', 'medium'].includes(impactOf(listing)) ? 'range-heeded' : 'range-listed',
  about: { ...listAbout(listing), ip, ...leaving(listing) },
  evidence: listEvidence(listing),
})

const silentOne = (listing: Listing, ip: string): Said => ({
  outcome: 'unanswered',
  about: { why: 'it gave no answer that can be read', ...listAbout(listing), ip },
  evidence: listEvidence(listing),
})

/** Of fewer than these nobody can tell what the rest is like. */
const leastShareSeen = 1 / 2
/** A few listed neighbours are everywhere; from a quarter on it is a bad neighbourhood. */
const badShare = 1 / 4

function beside(neighbours: Neighbours, ip: string): Said {
  const { skipped, sampled, accused, policy, unseen, why = 'no usable answer came' } = neighbours
  if (skipped !== undefined) return { outcome: 'neighbours-skipped', about: { ip, why: skipped } }
  const seen = sampled - unseen
  const missing = unseen === 0 ? '' : ` (${unseen} more were not seen: ${why})`
  const about = { ip, sampled, seen, accused, policy, unseen, missing }
  if (seen < sampled * leastShareSeen)
    return { outcome: 'neighbours-skipped', about: { ...about, why: tooFew(about, why) } }
  return { outcome: accused >= seen * badShare && accused > 0 ? 'neighbours-listed' : 'neighbours-few', about }
}

const tooFew = (
  { ip, sampled, seen, unseen }: { ip: string; sampled: number; seen: number; unseen: number },
  why: string,
): string =>
  seen === 0
    ? `The addresses beside ${ip} were not seen: ${why}.`
    : `Of ${sampled} addresses sampled beside ${ip}, ${unseen} were not seen, too many to judge by the rest: ${why}.`
