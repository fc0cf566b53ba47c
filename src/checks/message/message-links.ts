import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MailHost, MailLinks, MailText } from '../../core/mail-content.ts'
import { leaving, listAbout, listEvidence, listedOutcome, wasNotAsked } from '../list-told.ts'
import { letter } from '../message-subjects.ts'

const away =
  'Take {name} out of the message and lead to a page under a domain of your own. Where {name} counts the clicks for a relay, set up a tracking host under your own domain there. Where {name} is yours, end the cause: look for pages that were broken into and for mail that nobody here meant to send.'
const fixes = {
  'accused-ask': `${away}{expires} Then ask to be taken off:\n\n    {page}`,
  'accused-look': `${away}{expires} What the list has on it:\n\n    {page}`,
  'accused-none': `${away}{expires}`,
  'accused-nobody':
    'Leave {name} out of mail for now: the domain is new, and this list holds nothing else against it.{expires}',
} as const

const outcomes = {
  clear: {
    verdict: 'pass',
    says: '{list} lists none of these, to which the message leads: {names}.{left}',
    brief: 'links clear',
  },
  allowed: { verdict: 'info', says: '{list} speaks for {name}, {place}: {means}.' },
  listed: { verdict: 'fail', says: '{list} lists {name}, {place}: {means}. {acts}', fix: fixes['accused-none'], fixes },
  scored: { verdict: 'warn', says: '{list} lists {name}, {place}: {means}. {acts}', fix: fixes['accused-none'], fixes },
  unheeded: { verdict: 'info', says: '{list} lists {name}, {place}: {means}. {acts}{expires}' },
  'bare-address': {
    verdict: 'warn',
    says: 'The message leads to {names} by address instead of by name: filters count that as what phishing does.',
    fix: 'Give the server a name under a domain of your own, with a certificate for it, and write that name in the link.',
  },
  'not-asked': { verdict: 'skip', says: 'nobody asked {list} about links: {why}' },
  unanswered: {
    verdict: 'skip',
    says: '{list} gave no answer that can be believed, which says nothing about {names}: {why}',
    unseen: 'some domain lists',
  },
  'none-asked': { verdict: 'skip', says: 'no list was asked about {hosts} that the message leads to' },
  'no-links-seen': {
    verdict: 'skip',
    says: 'no link was seen, but not all of the message could be read: {why}',
    unseen: 'links',
  },
  'no-links': {
    verdict: 'skip',
    says: 'the message leads nowhere: no link, no image from elsewhere, no List-Unsubscribe',
  },
} as const

function unreadIn({ sealed, cut, htmlCut }: MailText): string | undefined {
  if (sealed) return 'its text is encrypted'
  return cut ?? (htmlCut ? 'its HTML is longer than what is looked at' : undefined)
}

export default defineCheck({
  id: 'message-links',
  step: 'message',
  title: 'No link or image of the message is on a blocklist that counts',
  why: 'Filters look up each domain in the text: one listed link, a tracking host say, has the whole message refused or marked as spam.',
  refs: ['RFC 5782 section 2.4', 'https://www.spamhaus.org/blocklists/domain-blocklist/'],
  subject: letter,
  needs: ['mailLinks', 'mailText'],
  outcomes,
  judge: ({ mailLinks, mailText }) => {
    const why = unreadIn(mailText)
    if (mailLinks.count === 0)
      return why === undefined ? { outcome: 'no-links' } : { outcome: 'no-links-seen', about: { why } }
    const bare = mailLinks.hosts.filter(({ isAddress }) => isAddress).map(({ display }) => display)
    return [
      ...(bare.length > 0 ? [{ outcome: 'bare-address', about: { names: some(bare) } } as const] : []),
      ...asListed(mailLinks, why),
    ]
  },
})

type One = Ruling<keyof typeof outcomes>
type LinkListing = MailLinks['listings'][number]

/** What the lists say: each entry by itself; what is clear, and what gave no answer, once for each list. */
function asListed(links: MailLinks, unread: string | undefined): One[] {
  const { listings, count } = links
  if (listings.length === 0)
    return [{ outcome: 'none-asked', about: { count, hosts: count === 1 ? 'the host' : `the ${count} hosts` } }]
  const lists = [...Map.groupBy(listings, ({ list }) => list).values()]
  return [
    ...listings.filter(({ state }) => state === 'listed').map(entry),
    ...listings
      .filter(({ state }) => state === 'allowed')
      .map((one): One => ({ outcome: 'allowed', about: aboutOne(one), evidence: listEvidence(one) })),
    ...lists.flatMap((of) => clear(of, links, unread)),
    ...silent(listings),
  ]
}

const places: Readonly<Record<MailHost['as'][number], string>> = {
  link: 'where a link leads',
  image: 'where an image comes from',
  unsubscribe: 'where List-Unsubscribe leads',
}
const placeOf = ({ as }: MailHost): string => places[as[0] ?? 'link']

const aboutOne = (listing: LinkListing) => ({
  ...listAbout(listing),
  name: listing.subject,
  host: listing.of.host,
  place: placeOf(listing.of),
})

function entry(listing: LinkListing): One {
  const { outcome, fixFor } = listedOutcome(listing)
  return {
    outcome,
    fixFor: fixFor.replace('policy', 'accused'),
    about: { ...aboutOne(listing), ...leaving(listing) },
    evidence: listEvidence(listing),
  }
}

const most = 8
const some = (names: readonly string[]): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

function clear(of: readonly LinkListing[], { unasked }: MailLinks, unread: string | undefined): One[] {
  const names = of.filter(({ state }) => state === 'not-listed').map(({ subject }) => subject)
  const [first] = of
  if (!first || names.length === 0) return []
  const left = [
    ...(unasked > 0 ? [` ${unasked} more hosts were not asked about.`] : []),
    ...(unread === undefined ? [] : [` Not all of the message could be read: ${unread}.`]),
  ]
  return [
    {
      outcome: 'clear',
      about: {
        zone: first.list.zone,
        list: first.list.name,
        state: 'not-listed',
        names: some(names),
        left: left.join(''),
      },
      evidence: of.flatMap(listEvidence).slice(0, most),
    },
  ]
}

/** Each list has a test entry of another name, and for all of them it is the same fault. */
const causeOf = ({ why = 'it gave no answer that can be read' }: LinkListing): string =>
  why.replace(/\b(its own test entry) [\w.-]+/, '$1')

/** Lists that said nothing, by what stopped them: one cause is told once. */
function silent(listings: readonly LinkListing[]): One[] {
  const without = listings.filter(({ state }) => !['listed', 'allowed', 'not-listed'].includes(state))
  const causes = Map.groupBy(without, causeOf)
  return [...causes].map(([why, of]): One => {
    const about = {
      list: [...new Set(of.map(({ list }) => list.name))],
      zones: [...new Set(of.map(({ list }) => list.zone))],
      names: some([...new Set(of.map((one) => one.of.display))]),
      why,
    }
    return {
      outcome: of.every(wasNotAsked) ? 'not-asked' : 'unanswered',
      about,
      evidence: of.flatMap(listEvidence).slice(0, most),
    }
  })
}
