import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MailText } from '../../core/mail-content.ts'
import { mostOctets, refusedEndings, usualOctets } from '../../knowledge/attachments.ts'
import { few, quoted } from '../few.ts'
import { letter } from '../message-subjects.ts'

const clippedAt = 102 * 1024
/** Fewer characters than these say nothing beside images. */
const hardlyAny = 20

const outcomes = {
  'has-text': {
    verdict: 'pass',
    says: 'The message has plain text, {plain} characters{beside}: every reader and every filter can read it.',
    brief: 'plain text{beside}',
  },
  'html-only': {
    verdict: 'warn',
    says: 'The message is HTML alone, without the same in plain text: SpamAssassin counts that against it (MIME_HTML_ONLY), and programs that show text alone show markup or nothing.',
    fix: 'Have the program that sends it add the text: multipart/alternative, text/plain first, text/html second, both saying the same.',
    refs: ['RFC 2046 section 5.1.4'],
  },
  'images-only': {
    verdict: 'warn',
    says: 'The HTML shows {images} and {words}: most programs load no images unasked, so the reader sees an empty page, and filters count it as spam that hides its words.',
    fix: 'Write what the images say as text in the HTML, and give each image an alt.',
  },
  'no-text': {
    verdict: 'warn',
    says: 'The message has no text at all: its reader sees an empty page, and filters count an empty message as a probe by spammers.',
    fix: 'Write a sentence or two of plain text (text/plain), also where the matter is in an attachment.',
  },
  'attachment-only': {
    verdict: 'info',
    says: 'The message has no text of its own, only {others}: its reader sees what is attached, or an empty page above it.',
    brief: 'only {others}',
  },
  unparted: {
    verdict: 'warn',
    says: 'Content-Type says that the message has parts, and {boundary}: its reader sees an empty page, or the source of it all.',
    fix: 'Have the program that sends it write the parts between lines of "--" and the very boundary that Content-Type names.',
    refs: ['RFC 2046 section 5.1.1'],
  },
  executable: {
    verdict: 'warn',
    says: 'Files of a kind that can be run are attached: {files}. Gmail refuses such a message (552 5.7.0), Outlook hides them from its reader, and a zip around them does not help.',
    fix: 'Put the files where they can be downloaded, and send a link to them.',
    refs: ['https://support.google.com/mail/answer/6590'],
  },
  heavy: {
    verdict: 'warn',
    says: 'The message has {size} MB as it is sent: Gmail and Outlook.com take about {most} MB, and many servers less (552 5.3.4).',
    fix: 'Put large files where they can be downloaded, and send a link to them; encoded, an attachment is a third larger than its file.',
    refs: ['RFC 1870'],
  },
  large: {
    verdict: 'info',
    says: 'The message has {size} MB as it is sent: Gmail and Outlook.com take about {most} MB, but servers that are left at 10 MB, as Postfix comes, refuse it (552 5.3.4).',
  },
  sealed: { verdict: 'skip', says: 'the message is encrypted: its text is for its reader alone' },
  clipped: {
    verdict: 'info',
    says: 'The HTML has {size} KB, and Gmail shows 102 KB of it: what comes behind, an unsubscribe link or a tracking image perhaps, is seen only by those who ask for the whole message.',
  },
  placeholders: {
    verdict: 'warn',
    says: 'What a template was to fill in stands in the message as it is: {found}. Its reader sees that, and a link with it leads nowhere.',
    fix: 'Give the sending program these fields, each with a value for readers who have none, and send the message to yourself first. If the words are meant as they stand, nothing needs to be done.',
  },
  disguised: {
    verdict: 'info',
    says: 'Links show one host and lead to another: {found}. Services that count clicks do that; some mail programs warn their reader of it as of phishing. Words instead of a URL as the text of the link avoid that.',
  },
  'no-alt': {
    verdict: 'info',
    says: 'Images without alt: {without} of {images}. Where images are not loaded nobody knows what they show.',
  },
} as const

export default defineCheck({
  id: 'message-text',
  step: 'message',
  title: 'The message has text that all its readers see',
  why: 'Filters and many readers see text alone: what stands only in HTML or images counts against the message, or is not seen.',
  refs: ['https://support.google.com/mail/answer/81126'],
  subject: letter,
  needs: ['mailText'],
  outcomes,
  judge: ({ mailText }) => [hasText(mailText), ...besides(mailText)],
})

type One = Ruling<keyof typeof outcomes>

/** What text there is. What was not looked at may hold what is missing. */
function hasText({ plain = 0, html, images, sealed, cut, htmlCut, ...rest }: MailText): One {
  if (sealed) return { outcome: 'sealed' }
  if (rest.bodiless)
    return {
      cannotTell: {
        reason: 'malformed',
        detail: 'nothing stands behind the header',
        wayOut: 'Save the whole message, not its header alone. If it was sent empty, write a sentence or two.',
      },
    }
  if (rest.unparted !== undefined) return { outcome: 'unparted', about: { boundary: boundaryOf(rest.unparted) } }
  const beside = html === undefined ? '' : ' beside the HTML'
  const unread = cut ?? (htmlCut && 'of the HTML only the beginning')
  if (html !== undefined && html < hardlyAny && images > 0 && plain < hardlyAny)
    return unlessCut(unread, {
      outcome: 'images-only',
      about: {
        images: counted(images, 'image'),
        words: html === 0 ? 'no text' : `only ${counted(html, 'character')} of text`,
        html,
      },
    })
  if (plain > 0) return { outcome: 'has-text', about: { plain, beside } }
  if (html === undefined || html + images === 0)
    return unlessCut(
      unread,
      rest.others.length > 0 ? { outcome: 'attachment-only', about: { others: rest.others } } : { outcome: 'no-text' },
    )
  return unlessCut(cut, { outcome: 'html-only', about: { html } })
}

const boundaryOf = (boundary: string): string =>
  boundary === '' ? 'names no boundary between them' : `their boundary, ${quoted(boundary, 70)}, stands nowhere in it`

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const unlessCut = (cut: string | undefined, ruling: One): One =>
  cut === undefined
    ? ruling
    : {
        cannotTell: {
          reason: 'malformed',
          detail: `not all of the message was read: ${cut}`,
          wayOut: 'Look at its source in a mail program: is there plain text (text/plain) with words in it?',
        },
      }

const megabytes = (octets: number): number => Math.ceil(octets / 1024 / 1024)

function weight(octets: number): One[] {
  if (octets <= usualOctets) return []
  const about = { size: megabytes(octets), most: megabytes(mostOctets), octets }
  return [{ outcome: octets > mostOctets ? 'heavy' : 'large', about }]
}

/** Blanks, dots and what takes no room behind it are not heeded: Windows does not either. */
const endingOf = (name: string): string => /\.(\w{1,12})[\s.\p{Cf}]*$/u.exec(name)?.[1]?.toLowerCase() ?? ''

const longestName = 60
/** Its end, which tells what it is. */
const shownName = (name: string): string =>
  quoted(name.length > longestName ? `…${name.slice(1 - longestName)}` : name, longestName)

function besides({
  htmlOctets = 0,
  placeholders,
  disguised,
  images,
  imagesWithoutText: without,
  ...rest
}: MailText): One[] {
  const links = disguised.map(({ shown, leads }) => `${shown} leads to ${leads}`)
  const refused = rest.files.filter((name) => refusedEndings.has(endingOf(name)))
  return [
    ...(refused.length > 0 ? [{ outcome: 'executable', about: { files: few(refused.map(shownName)) } } as const] : []),
    ...weight(rest.octets),
    ...(htmlOctets > clippedAt
      ? [{ outcome: 'clipped', about: { size: Math.ceil(htmlOctets / 1024), octets: htmlOctets } } as const]
      : []),
    ...(placeholders.length > 0 ? [{ outcome: 'placeholders', about: { found: placeholders } } as const] : []),
    ...(links.length > 0 ? [{ outcome: 'disguised', about: { found: links } } as const] : []),
    ...(without > 0 ? [{ outcome: 'no-alt', about: { without, images } } as const] : []),
  ]
}
