import type { MessageGatherer } from '../core/gatherer.ts'
import { fieldsOf, type Mail, type MailPart } from '../core/mail.ts'
import type { MailText } from '../core/mail-content.ts'
import { seen } from '../core/observation.ts'
import { parseSignature } from '../records/mail/signature.ts'
import { attachedTo } from './mail/attached.ts'
import { decodeWords } from './mail/decode.ts'
import { hostsOf, shownHost } from './mail/hosts.ts'
import { type MailHtml, runTogether } from './mail/html.ts'
import { ownLines, placeholdersIn, templateOf } from './mail/placeholders.ts'
import { htmlOf, textParts } from './mail/text-parts.ts'

/** What a reader sees of the message's own text, and what a template left in it. */
export const mailText: MessageGatherer<'mailText'> = async ({ look }) => {
  const mail = await look('mail')
  if (!mail.seen) return mail
  return seen(readText(mail.value, await import('./dmarc/suffix-list.ts')))
}

type Suffixes = typeof import('./dmarc/suffix-list.ts')

const sum = (numbers: readonly number[]): number => numbers.reduce((so, one) => so + one, 0)

function readText(mail: Mail, suffixes: Suffixes): MailText {
  const { plain, html, cut } = textParts(mail)
  const pages = html.map(htmlOf)
  const images = pages.flatMap(({ images }) => images)
  const [whole] = mail.parts
  const { types, names } = attachedTo(mail)
  return {
    ...(plain.length > 0 && { plain: sum(plain.map(({ text = '' }) => runTogether(text).length)) }),
    ...(html.length > 0 && {
      html: sum(pages.map(({ text }) => text.length)),
      htmlOctets: Math.max(...html.map(decodedOctets)),
    }),
    ...(mail.parts.some(isSealed) && { sealed: true }),
    ...(whole?.octets === 0 && !isSignedEmpty(mail) && { bodiless: true }),
    ...(isUnparted(mail) && { unparted: whole?.parameters.boundary ?? '' }),
    others: types,
    files: names,
    octets: mail.octets,
    ...cutOf(mail, cut || plain.some(isUnread)),
    ...(html.some((part) => part.cut || htmlOf(part).cut) && { htmlCut: true }),
    placeholders: placeholdersIn(
      [
        subjectOf(mail),
        ...pages.map(({ text }) => text),
        ...plain.map(({ text = '' }) => ownLines(text)),
        ...pages.flatMap(({ links }) => links.map(({ href }) => templateOf(href))),
      ],
      pages.map(({ code }) => code).join(' '),
    ),
    images: images.length,
    imagesWithoutText: images.filter(({ alt }) => alt === undefined).length,
    links: sum(pages.map(({ links }) => links.length)),
    disguised: disguisedIn(pages, suffixes),
  }
}

const cutOf = (mail: Mail, isMore: boolean | undefined): { cut?: string } =>
  mail.cut !== undefined ? { cut: mail.cut } : isMore ? { cut: 'it has more text than was looked at' } : {}

/** What signatures give as the hash of no body at all: SHA-256 and SHA-1, simple and relaxed (RFC 6376 section 3.4). */
const ofNothing = new Set([
  'frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=',
  '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'uoq1oCgLlTqpdDX/iUbLy7J1Wic=',
  '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
])
const longestSignature = 10_000

/** It was sent so: whoever signed it saw no body. */
const isSignedEmpty = (mail: Mail): boolean =>
  fieldsOf(mail, 'dkim-signature').some(
    ({ value }) => value.length <= longestSignature && ofNothing.has(parseSignature(value).bodyHash),
  )

const isUnparted = ({ parts: [whole, ...others], cut }: Mail): boolean =>
  whole?.type.startsWith('multipart/') === true && whole.octets > 0 && others.length === 0 && cut === undefined

/** Nothing of it was kept. */
const isUnread = ({ cut, text = '' }: MailPart): boolean => cut === true && text === ''

/** What only its reader's own key opens (RFC 1847 section 2.2, RFC 8551 section 3.2). */
const isSealed = ({ type, parameters }: MailPart): boolean =>
  type === 'multipart/encrypted' ||
  (/^application\/(?:x-)?pkcs7-mime$/.test(type) && parameters['smime-type'] !== 'signed-data')

const longestSubject = 2000
const subjectOf = (mail: Mail): string =>
  decodeWords((fieldsOf(mail, 'subject')[0]?.value ?? '').slice(0, longestSubject))

/** Octets of a part, decoded; of a long one that is not kept whole, no more than it surely has. */
function decodedOctets({ text = '', cut, encoding, octets }: MailPart): number {
  const kept = Buffer.byteLength(text)
  if (!cut) return kept
  // Lines of base64 hold 57 octets in 78 (RFC 2045 section 6.8); each octet may take three in quoted-printable.
  const share = encoding === 'base64' ? 57 / 78 : encoding === 'quoted-printable' ? 1 / 3 : 1
  return Math.max(kept, Math.floor(octets * share))
}

const mostDisguised = 10

/** Links whose text is a host, or the URL of one, of another organization than the one that they lead to. */
function disguisedIn(pages: readonly MailHtml[], { suffixOf, isDelegatedName }: Suffixes): MailText['disguised'] {
  const found = new Map<string, { shown: string; leads: string }>()
  const registered = (name: string) => suffixOf(name).below ?? name
  for (const { href, text } of pages.flatMap(({ links }) => links)) {
    const shown = shownHost(text, isDelegatedName)
    const [leads] = shown && !href.trim().toLowerCase().startsWith('mailto:') ? hostsOf(href) : []
    if (!shown || !leads || registered(shown.host) === registered(leads.host)) continue
    found.set(`${shown.host} ${leads.host}`, { shown: shown.display, leads: leads.display })
    if (found.size === mostDisguised) break
  }
  return [...found.values()]
}
