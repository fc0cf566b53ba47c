import type { AnswerSigns } from './automatic.ts'

const mostText = 6000

/** A program that holds mail until its sender confirms it: what its challenges have, and no other mail. */
interface Challenger {
  program: string
  is(signs: AnswerSigns, text: string): boolean
}
const has = ({ field }: AnswerSigns, key: string, pattern: RegExp): boolean =>
  field(key).some((value) => pattern.test(value.slice(0, 500)))

/** `bob-confirm-accept.1065550112.4711.ab12cd`, or with hyphens alone, `bob-confirm-1162-ab12`. */
const confirmsTmda = /-confirm-(?:accept[.-]|\d{1,12}[.-][\w.-]{3,80}@)/i

const challengers: readonly Challenger[] = [
  {
    // Its users' own mail bears the same X-Delivery-Agent: the address that confirms tells the challenge.
    program: 'TMDA',
    is: (signs, text) =>
      (has(signs, 'reply-to', confirmsTmda) || confirmsTmda.test(text)) &&
      (has(signs, 'x-delivery-agent', /^TMDA\//i) || /\(TMDA\)|being held/i.test(text)),
  },
  {
    program: 'BoxTrapper',
    is: ({ subject }) => /\bverify#[\w-]{6,80}/i.test(subject),
  },
  {
    program: 'Spam Arrest',
    is: (signs, text) =>
      /https?:\/\/(?:www\.)?spamarrest\.com\/a\d?\?/i.test(text) ||
      (/@(?:\w{1,30}\.)?spamarrest\.com$/.test(signs.from) && /\bverif/i.test(text)),
  },
  {
    program: 'Boxbe',
    is: (signs, text) =>
      /@(?:\w{1,30}\.)?boxbe\.com$/.test(signs.from) &&
      /\b(?:waiting list|waitlist|guest list|action required)/i.test(`${signs.subject}\n${text}`),
  },
  {
    program: 'Mailblocks',
    is: ({ from }, text) => /@mailblocks\.com$/.test(from) || /https?:\/\/(?:\w{1,30}\.)?mailblocks\.com\//i.test(text),
  },
  {
    program: 'EarthLink spamBlocker',
    is: (_, text) => /earthlink/i.test(text) && /incoming messages only from senders I have approved/i.test(text),
  },
  {
    program: 'Active Spam Killer',
    is: ({ subject }) => /\(conf#[0-9a-f]{32}\)/i.test(subject),
  },
  { program: 'qconfirm', is: (_, text) => /\bqconfirm mail-handling program\b/i.test(text) },
  {
    program: 'MailInBlack',
    is: ({ from }, text) =>
      /@(?:[\w-]{1,40}\.)?mailinblack\.com$/.test(from) || /https?:\/\/[\w.-]{1,80}\.mailinblack\.com\//i.test(text),
  },
  {
    program: 'UOL AntiSpam',
    is: ({ from, subject }, text) =>
      /\bantispam ?uol\b/i.test(`${subject}\n${text}`) && /@uol\.com\.br$/.test(from) && /confirm/i.test(text),
  },
]

/** Mail that is held, and that somebody confirms: both, near to one another. A subscription that is confirmed holds no mail. */
const held =
  /\b(?:your|the) (?:e-?mail|message|mail)\b(?:[^.]|\.(?=\S)){0,160}\b(?:(?:is|has been|was|will be) (?:being )?(?:held|quarantined|queued|withheld|placed on hold|on hold)|will not be delivered|(?:has|was) not (?:yet )?(?:been )?delivered|cannot be delivered until)/i
const confirm =
  /\b(?:please |must |to |need to |need you to |asked to |requires? (?:that )?you (?:to )?)(?:confirm|verify|authenticate|prove|validate)\b|\bconfirm (?:that you|your (?:message|e-?mail|mail|identity|address))|to be delivered,? (?:please )?(?:reply|click|confirm)|\breply to this (?:message|e-?mail)\b(?:[^.]|\.(?=\S)){0,80}\b(?:release|deliver|confirm)/i
const heldGerman =
  /\bihre (?:e-?mail|nachricht)\b(?:[^.]|\.(?=\S)){0,160}\b(?:zurückgehalten|noch nicht zugestellt|wird erst zugestellt)/i
const confirmGerman = /\bbestätigen\b/i
const heldFrench =
  /\bvotre (?:e-?mail|message|courriel)\b(?:[^.]|\.(?=\S)){0,160}\b(?:en attente|ne sera pas délivré|retenu)/i
const confirmFrench = /\b(?:confirme[rz]|authentifi|valid(?:er|ez|ation))/i
/** A page where the sender proves to be a person, so that the mail is let through a filter: each of the four stands in the text. */
const pages: readonly RegExp[] = [
  /https?:\/\//i,
  /\b(?:spam|junk|unsolicited|people (?:whom? )?i know|known senders|approved senders?|white-?list)/i,
  /\b(?:click|visit|follow|open|go to)\b/i,
  /\bto (?:have|get|let) (?:your|this) (?:message|e-?mail|mail)\b[^.]{0,80}\b(?:put|delivered|into|in|reach|through)\b|\b(?:release|deliver) (?:your|this) (?:message|e-?mail|mail)\b|\b(?:your|this) (?:message|e-?mail|mail) will (?:then |only )?be (?:released|delivered|let through)\b/i,
]

/** A list's moderator is asked, not the sender. */
const moderated = /\bmoderator|list owner|\bsubscri/i

/** The program that asks the sender to confirm, `another` where it is one that is not known; nothing where none does. */
export function challengeOf(signs: AnswerSigns): string | undefined {
  const text = signs.text.slice(0, mostText).replace(/\s+/g, ' ')
  const known = challengers.find((one) => one.is(signs, text))
  if (known) return known.program
  const isSent =
    signs.isNull ||
    signs.field('auto-submitted').some((value) => /^\s*auto-/i.test(value)) ||
    signs.field('precedence').some((value) => /^\s*(?:bulk|junk|auto[_-]reply)\b/i.test(value)) ||
    signs.field('in-reply-to').length > 0
  if (!isSent || moderated.test(text) || signs.field('list-unsubscribe').length > 0) return undefined
  const isHeld =
    (held.test(text) && confirm.test(text)) ||
    (heldGerman.test(text) && confirmGerman.test(text)) ||
    (heldFrench.test(text) && confirmFrench.test(text)) ||
    pages.every((page) => page.test(text))
  return isHeld ? 'another' : undefined
}
