import { address, type ToldRecipient, told } from './told.ts'

const rule = /^[ \t]{0,8}-{2,}[ \t]*(.{0,120}?)[ \t]*-*[ \t]*$/
const list =
  /^(?:the )?following addresses? had\b|^failed (?:recipients|addresses)|^(?:the )?addresses that (?:failed|could not be reached)/i
const head = new RegExp(`^[ \\t]{0,8}(?:>>> )?[<"]?(${address})[>"]?[.:]?(?=$|[\\s(<[])(.*)$`)
const original = new RegExp(`^[ \\t]*\\(expanded from: ?<?(${address})>?\\)`, 'i')

/** Sessions with servers: what was answered to whom, and what each server refused to nobody in particular. */
interface Session {
  to: Map<string, ToldRecipient>
  /** The first such refusal of each server. */
  all: ToldRecipient[]
  /** The server that is talked to, and what it refused last. */
  host?: string
  last?: ToldRecipient
}
/** What was refused to all; where several servers refused all, whose mail went to which is not told. */
const toAll = ({ all }: Session): ToldRecipient | undefined => (all.length === 1 ? all[0] : undefined)

/** Addresses below a ruler, the reason behind each, else in the transcript of the session below another ruler (sendmail and its kin). */
export function ruledRecipients(lines: readonly string[]): ToldRecipient[] {
  const listed: { recipient: string; lines: string[] }[] = []
  const transcript: string[] = []
  const others: string[] = []
  let place: 'list' | 'transcript' | 'other' | undefined
  for (const line of lines) {
    if (line === '') continue
    const title = rule.exec(line)?.[1] ?? ''
    if (/[a-z]/i.test(title)) {
      place = list.test(title) ? 'list' : /\btranscript\b/i.test(title) ? 'transcript' : 'other'
      continue
    }
    if (place === 'transcript') transcript.push(line)
    else if (place === 'other') others.push(line)
    else if (place === 'list') takeListed(line, listed)
  }
  const session = sessionIn(transcript)
  if (listed.length === 0) return session.to.size > 0 ? [...session.to.values()] : session.all.slice(0, 1)
  const aside = told('', others)
  return listed.map(({ recipient, lines }) => {
    const own = reasonOf(recipient, lines)
    const answered = session.to.get(recipient.toLowerCase())
    const server = answered?.host ?? session.all.find(({ reason }) => reason === own.reason)?.host
    if (own.reason !== '') return { ...(server !== undefined && { host: server }), ...own }
    const { recipient: _, ...why } = answered ?? toAll(session) ?? aside
    return { recipient, ...why }
  })
}

function takeListed(line: string, listed: { recipient: string; lines: string[] }[]): void {
  const [, recipient, behind = ''] = head.exec(line) ?? []
  const last = listed.at(-1)
  if (recipient !== undefined && !/^[ \t]{4,}/.test(line)) listed.push({ recipient, lines: [behind] })
  else if (recipient !== undefined && !last) listed.push({ recipient, lines: [behind] })
  else last?.lines.push(line)
}

/** `(reason: 550 5.1.1 …)`, `[User unknown]`, `(Unknown user bob)`, over several lines as well. */
function reasonOf(recipient: string, lines: readonly string[]): ToldRecipient {
  const kept = lines.filter((line) => !original.test(line))
  const text = kept.map((line) => line.trim()).join('\n')
  const reason = /\(reason: ([\s\S]{1,4000}?)\)?\s*$/.exec(text)?.[1]
  if (reason !== undefined) return told(recipient, reason.split('\n'))
  const bare = text
    .trim()
    .replace(/^(?:<[^<>\n]{1,320}>)/, '')
    .trim()
  const inner = /^[([]([\s\S]{1,2000})[)\]]$/.exec(bare)?.[1] ?? bare
  return told(recipient, inner.split('\n'))
}

const said = new RegExp(`^([45]\\d\\d(?: [45]\\.\\d{1,3}\\.\\d{1,3})?) (?:<(${address})>|(${address}))\\.\\.\\. ?(.*)$`)

/** Reads a transcript: who was talked to, which command stood before each answer, and what sendmail says itself of an address. */
function sessionIn(lines: readonly string[]): Session {
  const session: Session = { to: new Map(), all: [] }
  let current: string | undefined
  let answer: string[] = []
  const close = () => {
    if (answer.length > 0) keep(session, current, answer)
    answer = []
  }
  for (const line of lines) {
    const text = line.trim()
    if (text === '') continue
    const [, talking] = /\bwhile talking to \[?([A-Za-z0-9][\w.-]{0,252}?)\]?\.?:?$/i.exec(text) ?? []
    const [, command] = /^>>> (.*)$/.exec(text) ?? []
    const [, reply] = /^<<< (.*)$/.exec(text) ?? []
    if (reply !== undefined) {
      if (answer.length > 0 && reply.slice(0, 3) !== answer[0]?.slice(0, 3)) close()
      answer.push(reply)
      continue
    }
    close()
    if (talking !== undefined) {
      session.host = talking.toLowerCase()
      delete session.last
      current = undefined
    } else if (command !== undefined) current = rcptTo.exec(command)?.[1]
    else keepOwn(session, text)
  }
  close()
  return session
}
const rcptTo = new RegExp(`^RCPT TO: ?<(${address})>`, 'i')

/** An answer of the server: to one recipient, or where the command named none to all. Only refusals count. */
function keep(session: Session, recipient: string | undefined, answer: readonly string[]): void {
  if (!/^[45]\d\d/.test(answer[0] ?? '')) return
  const { host } = session
  const one = { ...told(recipient ?? '', answer), ...(host !== undefined && { host }) }
  session.last = one
  if (recipient !== undefined) {
    if (!session.to.has(recipient.toLowerCase())) session.to.set(recipient.toLowerCase(), one)
  } else if (!session.all.some((known) => known.host === host)) session.all.push(one)
}

const putOff = new RegExp(`^<?(${address})>?\\.\\.\\. (Deferred\\b.*)$`)

/** `550 5.1.1 <bob@rcpt.example>... User unknown`, said by sendmail itself: less than what the server answered. */
function keepOwn(session: Session, text: string): void {
  const [, codes = '', angled, bare, words = ''] = said.exec(text) ?? []
  const recipient = angled ?? bare
  if (recipient === undefined) {
    const [, waiting, why = ''] = putOff.exec(text) ?? []
    if (waiting !== undefined && !session.to.has(waiting.toLowerCase()))
      session.to.set(waiting.toLowerCase(), told(waiting, [why]))
    const own =
      /^[45]\d\d[ -]|^[45]\.\d\.\d /.test(text) && !/^[45]\d\d [\w.-]{1,253} \(\w{1,20}\)\.\.\. [45]\d\d /.test(text)
    if (own && session.all.length === 0)
      session.all.push(told('', [text.replace(/^([45]\d\d) [\w.-]{1,253} \(\w{1,20}\)\.\.\. /, '$1 ')]))
    return
  }
  if (session.to.has(recipient.toLowerCase())) return
  // "Remote protocol error", "Service unavailable" repeat in general what the server answered, and its own words in particular.
  const isVague = /^(?:Remote protocol error|Service unavailable|Data format error|Cannot send message for)\b/i.test(
    words,
  )
  const general = session.last?.recipient === '' ? session.last : session.all.find(({ host }) => host === session.host)
  const isRepeated = general?.reason.startsWith(codes.slice(0, 3)) === true && general === session.last
  const { recipient: _, ...why } =
    general && (isVague || isRepeated)
      ? general
      : told('', [/^[45]\d\d /.test(words) ? words : `${codes} <${recipient}>... ${words}`])
  session.to.set(recipient.toLowerCase(), { recipient, ...why })
}
