import { aboutOf, namesIn, recipientIn } from './names.ts'
import type { Around, SaidReply } from './said.ts'

/** Longer ones are cut: nobody reads them. */
const longest = 4000
/** What programs put around the words of servers, one around another. */
const mostWraps = 6

/** What Postfix says itself before the words of a server belongs to it. */
const isOwn =
  /^(?:SASL |TLS is |Cannot start TLS|connect to |lost connection |conversation with |Server certificate |Host or domain |unable to look up |local data error |certificate verification |message size |mail for |mail transport |server unavailable )/

type Peeled = { text: string; around?: Around } | undefined
type Peel = (text: string) => Peeled

const server = (name: string | undefined, ip: string | undefined, port?: string): Around => ({
  ...(name !== undefined && { host: name.toLowerCase().replace(/\.$/, '') }),
  ...(ip !== undefined && { hostIp: ip.toLowerCase().replace(/^ipv6:/, '') }),
  ...(port !== undefined && { port }),
})

/** Wrappers: what stands before the words of a server, and what it tells of that server. */
const peels: readonly Peel[] = [
  (text) => {
    const found =
      /^<([^<>\s]{1,320})>(?: \(expanded from <[^<>]{1,320}>\))?: (?!(?:Recipient|Sender|Client|Helo|Relay|User)\b)/i.exec(
        text,
      )
    return found ? { text: text.slice(found[0].length), around: { to: found[1] ?? '' } } : undefined
  },
  (text) => behind(text, /^delivery temporarily suspended: /),
  (text) => {
    const found = /^([A-Za-z0-9][\w.-]{0,252}) gave this error: ?(?=\S)/.exec(text)
    return found ? { text: text.slice(found[0].length), around: server(found[1], undefined) } : undefined
  },
  (text) => {
    const found =
      /^(?:host )?([A-Za-z0-9][\w.-]{0,252})\[([0-9A-Fa-f.:]{2,45})\](?::(\d{1,5}))? (?:said|refused to talk to me): /.exec(
        text,
      )
    return found ? { text: text.slice(found[0].length), around: server(found[1], found[2], found[3]) } : undefined
  },
  (text) => behind(text, /^host \S{1,260} (?:said|refused to talk to me): /),
  (text) => {
    const found = /^host ([A-Za-z0-9][\w.-]{0,252}) \[([0-9A-Fa-f.:]{2,45})\]:? (?=\S)/.exec(text)
    return found ? { text: text.slice(found[0].length), around: server(found[1], found[2]) } : undefined
  },
  (text) =>
    behind(
      text,
      /^(?:SMTP error from remote (?:mail server|mailer)|LMTP error) after [^:]{1,40}(?::<[^<>]{0,320}>)?[^:]{0,60}: /i,
    ),
  (text) => behind(text, /^(?:Diagnostic-Code:\s*)?(?:smtp|x-postfix|x-unix|x-exchange|lmtp|x-[\w-]{1,30})\s*; ?/i),
  (text) => {
    const found =
      /^.{0,300}\b(?:Remote (?:host|server) (?:said|returned|replied)|The response(?: from the remote server)? was|the server (?:said|responded)|SMTP error from remote server .{0,120}\breason|The error that the other server returned was|Remote response|with the error message):? ?['"<]?/is.exec(
        text,
      )
    const name =
      found && /([A-Za-z0-9][\w-]{0,62}\.[\w.-]{1,190}?)(?: \[| does not like|\.? Remote| said)/i.exec(found[0])?.[1]
    // Exchange says so within a reply of its own, whose code is not to be lost.
    const isWithin =
      /^[45]\d\d[ -]/.test(text) || (found && /(?:^|[\s'"])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b/.test(found[0]))
    return found && !isWithin && text.length > found[0].length
      ? { text: text.slice(found[0].length), ...(name && { around: server(name, undefined) }) }
      : undefined
  },
  (text) =>
    behind(
      text,
      /^(?:<<<|>>>|<(?![^\s@<>]{1,64}@[\w.-]{1,253}>:)|[>|]|S:|Deferred:|Reason:|warning:|Error:|status=\w{1,12}|[#'"([]) ?/,
    ),
  (text) => behind(text, /^[245]\.\d{1,3}\.\d{1,3} (?=(?:smtp; ?)?[245]\d\d[- ])/),
  // AsyncOS (IronPort, formerly Amazon SES) puts a general name before the reply: `5.1.0 - Unknown address error 550-'5.7.1 …'`.
  (text) => {
    const [, code, words] =
      /^[45]\.\d{1,3}\.\d{1,3} - [^'"]{3,80} ([45]\d\d)-'(.{1,3000})'(?: \(delivery attempts: \d{1,6}\))?$/.exec(
        text,
      ) ?? []
    return code === undefined ? undefined : { text: `${code} ${words}` }
  },
]
const behind = (text: string, wrapper: RegExp): Peeled => {
  const found = wrapper.exec(text)
  return found && found[0].length > 0 ? { text: text.slice(found[0].length) } : undefined
}

/** One reply, whatever stands around it: a line of it, or several in one text. */
export function readReply(raw: string, known: Around = {}): SaidReply {
  let text = raw
    .slice(0, longest)
    .replace(/[\s\x00]+/g, ' ')
    .trim()
  let around = known
  for (let wraps = 0; wraps < mostWraps; wraps++) {
    const peeled = firstOf(text)
    if (!peeled) break
    text = peeled.text.trim()
    around = { ...peeled.around, ...around }
  }
  text = withoutTail(text).replace(/^([245]\d\d)[ -]\1(?=[ -])/, '$1')
  if (!isOwn.test(text)) text = fromCode(text)
  const { code, enhanced, plain } = codesOf(text)
  const dsn = enhanced ?? (around.dsn && !/\.0\.0$/.test(around.dsn) ? around.dsn : undefined)
  const recipient = around.to ?? recipientIn(plain)
  return {
    text: plain,
    ...(code !== undefined && { code }),
    ...(dsn !== undefined && { enhanced: dsn }),
    ...(around.host !== undefined && { host: around.host }),
    ...(recipient !== undefined && { recipient }),
    ...(around.gaveUp && { gaveUp: true }),
    about: aboutOf(plain, around),
    names: namesIn(plain),
  }
}

function firstOf(text: string): Peeled {
  for (const peel of peels) {
    const peeled = peel(text)
    if (peeled) return peeled
  }
  return undefined
}

/** What Postfix and others put behind the words of a server; a bracket or quotation mark that was opened stays. */
function withoutTail(text: string): string {
  const bare = text.replace(/ ?\(in reply to [^()]{1,80}\)\)?$/, '').replace(/ ?(?:##|#>)$/, '')
  const last = bare.at(-1)
  const isOpen =
    last === '>' ? bare.includes('<') : (last === "'" || last === '"') && bare.indexOf(last) < bare.length - 1
  return (`'">`.includes(last ?? ' ') && !isOpen ? bare.slice(0, -1) : bare).trim()
}

/** Words before a code are whoever's who tells of it. */
function fromCode(text: string): string {
  if (/^(?:[245]\d\d(?:[- ]|$)|[245]\.\d{1,3}\.\d{1,3}\b)/.test(text)) return text
  const found =
    /(?<![^\s:;'"<(#])[245]\d\d[- ]#?[245]\.\d{1,3}\.\d{1,3}(?!\S*\d\.)/.exec(text) ??
    /(?<=[:;'"(] ?)[245]\d\d[- ](?=\S)/.exec(text)
  return found ? text.slice(found.index) : text
}

/** Code and enhanced code, each once, and the text with them in front. */
function codesOf(text: string): { code?: number; enhanced?: string; plain: string } {
  const begins = /^([2-5]\d\d)(?:([- ])(.*))?$/s.exec(text)
  if (!begins) {
    const bare = /^#?([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1]
    const inner = /\bsaid: ([245]\d\d)(?:[- ]([245]\.\d{1,3}\.\d{1,3}))?/.exec(text)
    const enhanced = bare ?? inner?.[2]
    return { ...(inner && { code: Number(inner[1]) }), ...(enhanced !== undefined && { enhanced }), plain: text }
  }
  const [, digits = '', mark, rest = ''] = begins
  const first = /^[ #(]*([245]\.\d{1,3}\.\d{1,3})[)]?(?=[\s:;,]|$)[\s:;,]*/.exec(rest)
  const enhanced = first?.[1]
  const words = (first ? rest.slice(first[0].length) : rest).trim()
  const plain = [digits, enhanced ?? '', withoutRepeats(words, digits, enhanced, mark === '-')]
    .filter(Boolean)
    .join(' ')
  return { code: Number(digits), ...(enhanced !== undefined && { enhanced }), plain }
}

/** Every line of a reply bears the code: `550-5.7.26 … 550 5.7.26 …`. */
function withoutRepeats(words: string, code: string, enhanced: string | undefined, isMany: boolean): string {
  if (!words.includes(code)) return words.replace(/ {2,}/g, ' ')
  const again = new RegExp(
    enhanced === undefined
      ? `(?:^| )${code}${isMany ? '[- ]' : '-'}`
      : `(?:^| )${code}(?:[- ]#?${enhanced.replaceAll('.', '\\.')}\\b|-)`,
    'g',
  )
  const once = words.replace(again, ' ')
  const bare = isMany && enhanced !== undefined ? once.replace(new RegExp(` ${code} (?=\\D)`, 'g'), ' ') : once
  return bare.replace(/ {2,}/g, ' ').trim()
}
