import type { ReplyClass, ReplyExplained, ReplyOwner, ReplyPattern, ReplyReason, SaidReply } from '../core/reply.ts'
import { chineseReplies } from './replies/china.ts'
import { basicCodes, type CodeMeaning, enhancedCodes } from './replies/codes.ts'
import { genericReplies } from './replies/generic.ts'
import { nearestReply } from './replies/nearest.ts'
import { networkReplies } from './replies/networks.ts'
import { postfixClient, postfixServer } from './replies/postfix.ts'
import { receiverReplies } from './replies/receivers.ts'
import { relayReplies } from './replies/relays.ts'
import { siteReplies } from './replies/sites.ts'

/** Every reply that is known, those of one emitter before those of many: the first that fits is taken. */
export const replyPatterns: readonly ReplyPattern[] = [
  ...postfixClient,
  ...relayReplies,
  ...receiverReplies,
  ...networkReplies,
  ...chineseReplies,
  ...siteReplies,
  ...postfixServer,
  ...genericReplies,
]

/** Whose servers have such names, lower case, and whose words end so. */
const emitters: readonly (readonly [emitter: string, host: RegExp, words?: RegExp])[] = [
  ['Google Workspace relay', /^smtp-relay\.gmail\.com$/],
  ['Gmail', /(?:^|\.)(?:google|gmail|googlemail)\.com$/, /- gsmtp\b/],
  [
    'Microsoft',
    /(?:^|\.)(?:outlook|hotmail|office365)\.com$|\.outlook\.de$/,
    /\.prod\.(?:outlook|protection)\.|\[Name=Protocol Filter Agent\]/i,
  ],
  ['Yahoo', /(?:^|\.)(?:yahoodns\.net|yahoo\.com|aol\.com)$/],
  ['iCloud', /(?:^|\.)(?:icloud|apple|me)\.com$/],
  ['T-Online', /(?:^|\.)t-online\.de$/],
  ['GMX', /(?:^|\.)(?:gmx\.(?:net|de|com)|web\.de|kundenserver\.de|ionos\.com)$/],
  ['Orange', /(?:^|\.)(?:orange|wanadoo|laposte)\.(?:fr|net)$/],
  ['Free', /(?:^|\.)free\.fr$/],
  ['Comcast', /(?:^|\.)comcast\.net$/],
  ['Spectrum', /(?:^|\.)(?:charter\.net|rr\.com|spectrum\.net)$/],
  ['Cox', /(?:^|\.)cox\.net$/],
  ['Mimecast', /(?:^|\.)mimecast(?:-\w+)?\.(?:com|org)$/],
  ['QQ', /(?:^|\.)qq\.com$/],
  ['NetEase', /(?:^|\.)(?:163\.com|126\.com|netease\.com|yeah\.net)$/],
  ['SMTP2GO', /(?:^|\.)smtp2go\.com$/],
  ['Amazon SES', /(?:^|\.)amazonaws\.com$/],
  ['SendGrid', /(?:^|\.)sendgrid\.net$/],
  ['SparkPost', /(?:^|\.)(?:sparkpostmail|sparkpost)\.com$/],
  ['Postmark', /(?:^|\.)postmarkapp\.com$/],
]

const emitterOf = ({ host, text }: SaidReply): string | undefined =>
  emitters.find(([, name, words]) => (host !== undefined && name.test(host)) || words?.test(text))?.[0]

/** The pattern that fits what was said; those of whoever said it come first. All are of refusals: none fits what was taken. */
export function patternFor(said: SaidReply): ReplyPattern | undefined {
  if (isTaken(said) || isAsked(said)) return undefined
  const emitter = emitterOf(said)
  const text = withoutNames(said.text.slice(0, longest))
  const own = emitter === undefined ? [] : replyPatterns.filter((one) => one.emitter === emitter)
  const all = [...own, ...replyPatterns]
  const find = (words: string) => {
    const first = all.find(({ pattern }) => pattern.test(words))
    // Words that RFC 5321 gives for the number say less than what a server writes beside them.
    const beside = first && words.replace(ofNumber, '')
    const found =
      beside !== undefined &&
      beside !== words &&
      first?.pattern.test(`${words.slice(0, 3)} ${ofNumber.exec(words)?.[0]}`)
        ? (all.find(({ pattern }) => pattern.test(beside)) ?? first)
        : first
    // That it was given up says less than anything else that stands there.
    if (found?.reason !== 'expired') return found
    return (
      all.find(({ pattern, reason }) => reason !== 'expired' && !saysLittle.has(reason) && pattern.test(words)) ?? found
    )
  }
  // What Exchange was told by the server behind it.
  const behind = / -> ([45]\d\d[ -].*)$/s.exec(text)?.[1]
  return find(text) ?? (behind === undefined ? undefined : find(behind))
}

/** What somebody calls a mailbox or its domain says nothing: for `<dmarc-reports@sorbs.example>` patterns see `<x@x.example>`. */
const withoutNames = (text: string): string =>
  text.replace(/(?<![\w.+%/=-])[\w.+%/=-]{1,64}@(?=[\w-])[\w.-]{1,253}/g, 'x@x.example')

/** RFC 5321 section 4.2.3. */
const ofNumber =
  /\brequested (?:mail )?action (?:not taken|aborted): (?:mailbox (?:unavailable|name not allowed)|local error in processing|error in processing|insufficient system storage)\b/i

/** Reasons that the words of giving up are easily taken for. */
const saysLittle: ReadonlySet<ReplyReason> = new Set(['policy', 'server-trouble', 'rate-limit', 'too-large'])

/** No reply that anybody should read is longer. */
const longest = 1000

/** What a reply means and whose move it is: by its words, else by its codes; where neither is known, that is said. */
export function explainReply(said: SaidReply): ReplyExplained {
  const { text, code, enhanced, names } = said
  const known = patternFor(said)
  const meaning = known ?? byCode(said)
  const clause = enhanced === undefined ? undefined : enhancedClause(enhanced)
  const isOver = said.gaveUp === true || isLasting(said)
  const nearest = known || isTaken(said) || isAsked(said) ? undefined : nearestReply(text)
  const isWaiting = isOver && waiting.test(meaning.fix)
  return {
    text,
    ...(code !== undefined && { code }),
    ...(enhanced !== undefined && { enhanced }),
    ...(clause !== undefined && { enhancedMeans: clause }),
    class: meaning.class,
    owner: isWaiting && meaning.owner === 'nobody' ? 'sender' : meaning.owner,
    reason: meaning.reason,
    means: meaning.means,
    fix: filled(isWaiting ? meaning.fix.replace(waiting, again) : meaning.fix, said),
    next: withoutContained((meaning.next ?? []).map((command) => filled(command, said))),
    ...(known && { pattern: known.id, ...(known.emitter !== undefined && { emitter: known.emitter }) }),
    ...(nearest && { nearest }),
    ...(said.host !== undefined && { host: said.host }),
    sources: meaning.sources,
    names,
  }
}

/** An order to wait, which helps only while it is tried again. */
const waiting = /^Wait(?::| for the next try)(?:[^.]|\.(?! |$))*\./
const again = 'It is not tried again by itself: send it once more, a little later.'
const isLasting = ({ code, enhanced }: SaidReply): boolean =>
  code === undefined ? (enhanced?.startsWith('5') ?? false) : code >= 500

/** A command for all checks of a domain says what one for some of them says. */
const withoutContained = (commands: readonly string[]): string[] =>
  commands.filter(
    (command) =>
      !commands.some(
        (other) => !other.includes(' --only ') && command.startsWith(`${other.split(' ', 3).join(' ')} --only `),
      ),
  )

interface Meaning {
  class: ReplyClass
  owner: ReplyOwner
  reason: ReplyReason
  means: string
  fix: string
  next?: readonly string[]
  sources: readonly string[]
}

const isTaken = ({ code, enhanced }: SaidReply): boolean =>
  code === undefined ? enhanced?.startsWith('2.') === true : code < 300
/** The server waits for more: 334, 354. */
const isAsked = ({ code = 0 }: SaidReply): boolean => code >= 300 && code < 400

function byCode(said: SaidReply): Meaning {
  const { code, enhanced } = said
  if (isTaken(said)) return said.gaveUp ? takenAndGivenUp : taken
  if (isAsked(said)) return goOn
  const [, subject = '', named = ''] = enhanced?.split('.') ?? []
  // Many servers number their refusals as they like (5.7.3): what is not about encryption or a list in words is not by its number.
  const detail = subject === '7' && isOwnNumber(named, said.text) ? '0' : named
  // A number that is not in the registry still says of what it is about.
  const detailed = enhancedCodes.get(`${subject}.${detail}`) ?? enhancedCodes.get(`${subject}.0`)
  // 550 5.5.0 is put before anything.
  if (
    subject === '5' &&
    detail === '0' &&
    code !== undefined &&
    !basicCodes.has(String(code)) &&
    hasWords(said.text) &&
    !/protocol|command|syntax|SMTP/i.test(said.text)
  )
    return code < 500 ? putOff : refused
  // X.Y.0 says no more than that; of security and rules (X.7.0) no basic code knows but those of the login.
  const isVague = detail === '0' && (subject !== '7' || /^(?:5[23]\d|454)$/.test(String(code)))
  if (detailed && !(isVague && basicCodes.has(String(code))))
    return ofCode(detailed, enhanced?.startsWith('4') ? 'now' : 'good', ['RFC 3463', 'RFC 5248'])
  const basic = basicCodes.get(String(code))
  if (basic) return ofCode(basic, undefined, ['RFC 5321 section 4.2.3'])
  if (code === undefined && enhanced === undefined) return unknownReply
  return (code ?? 500) < 500 || enhanced?.startsWith('4') ? putOff : refused
}

const hasWords = (text: string): boolean => /\p{L}{3}/u.test(text)
/** Whether 5.7.2 to 5.7.7 stands before words about something else than the registry has it for. */
const isOwnNumber = (detail: string, text: string): boolean =>
  hasWords(text) &&
  ((detail === '2' && !/\b(?:lists?|groups?|members?|subscri\w{1,8}|expan\w{1,8})\b/i.test(text)) ||
    (/^[3-7]$/.test(detail) &&
      !/\b(?:TLS|SSL|encrypt\w{0,5}|cipher\w{0,3}|certificates?|crypt\w{1,9}|sign\w{0,8}|secur\w{1,5})\b/i.test(text)))

/** What a code means, by itself or, where its first digit tells (RFC 3463 section 3.1), for now or for good. */
function ofCode(meaning: CodeMeaning, lasts: 'now' | 'good' | undefined, sources: readonly string[]): Meaning {
  const isLater = lasts === 'now'
  const tail = isLater && !/\bfor now\b/.test(meaning.means) ? ', for now' : ''
  const isWorthWaiting = isLater && meaning.owner === 'receiver' && !waiting.test(meaning.fix)
  return {
    ...meaning,
    class: lasts === 'good' && meaning.class === 'temporary' ? 'configuration' : meaning.class,
    means: `${meaning.means.charAt(0).toUpperCase()}${meaning.means.slice(1)}${tail}. That is what the code says; the words are not known here.`,
    fix: isWorthWaiting
      ? `Wait: the sending server tries again by itself. Where it goes on for hours, ${meaning.fix.charAt(0).toLowerCase()}${meaning.fix.slice(1)}`
      : meaning.fix,
    sources,
  }
}

/** RFC 3463: `5.7.26`, or of a code that is not in the registry what its subject is. */
function enhancedClause(enhanced: string): string | undefined {
  const [kind = '', subject = ''] = enhanced.split('.')
  if (kind === '2') return 'it was taken'
  const lasting = kind === '4' ? 'for now' : 'for good'
  const detail = enhancedCodes.get(enhanced.slice(2))?.means
  return detail === undefined
    ? subjects[subject] && `${subjects[subject]}, ${lasting}; the number behind is not in the registry`
    : `${detail}, ${lasting}`
}
const subjects: Readonly<Record<string, string>> = {
  0: 'something is wrong',
  1: 'something about an address',
  2: 'something about the mailbox',
  3: 'something about the receiving system',
  4: 'something about the network or the way',
  5: 'something about the protocol',
  6: 'something about the content',
  7: 'something about security or a rule',
}

const taken: Meaning = {
  class: 'unknown',
  owner: 'nobody',
  reason: 'unknown',
  means: 'The server took it. Whether it reached the mailbox is not told by that.',
  fix: 'Nothing is to be done.',
  sources: ['RFC 5321 section 4.2.1'],
}
const takenAndGivenUp: Meaning = {
  class: 'unknown',
  owner: 'unknown',
  reason: 'unknown',
  means: 'A server took the mail by this reply, and it was given up all the same: why is not told by it.',
  fix: 'Look in the log of the server that gave it up for what came after this reply, or ask its postmaster.',
  sources: ['RFC 5321 section 4.2.1'],
}
const goOn: Meaning = {
  ...taken,
  means: 'The server waits for what comes next, the text of the message or the login: nothing was taken yet.',
}
const putOff: Meaning = {
  class: 'temporary',
  owner: 'nobody',
  reason: 'unknown',
  means: 'The server puts it off: a code that begins with 4 asks to try again. Why is not known here.',
  fix: 'Wait: the sending server tries again by itself. Look closer only if it goes on for hours.',
  sources: ['RFC 5321 section 4.2.1'],
}
const refused: Meaning = {
  class: 'unknown',
  owner: 'unknown',
  reason: 'unknown',
  means: 'The server refuses it for good: a code that begins with 5 says so. Why is not known here.',
  fix: 'Read the words of the reply, and open the link where there is one; ask the postmaster of the server that said it.',
  sources: ['RFC 5321 section 4.2.1'],
}
const unknownReply: Meaning = {
  class: 'unknown',
  owner: 'unknown',
  reason: 'unknown',
  means: 'This reply is not known here, and it bears no code that would tell.',
  fix: 'Give the whole reply, with its number (550 5.7.1 …), as it stands in the bounce or in the log.',
  sources: [],
}

/** What does not stand in the reply stands in capitals, for whoever runs it to fill in. */
const filled = (command: string, { about }: SaidReply): string =>
  command.replace(/\{(\w+)\}/g, (_, name: string) => {
    const { host, port } = about
    const isServer = name === 'host' && host !== undefined && port !== undefined && !host.includes(':')
    const value = isServer ? `${host}:${port}` : about[name as keyof typeof about]
    return value !== undefined && /^[\w.:@+-]{1,320}$/.test(value) && !value.startsWith('-')
      ? value
      : (blanks[name] ?? name)
  })
const blanks: Readonly<Record<string, string>> = {
  domain: 'DOMAIN',
  ip: 'ADDRESS',
  to: 'RECIPIENT-DOMAIN',
  host: 'HOST',
  from: 'MAILBOX',
  user: 'NAME',
}
