import type { Raw } from './log-lines.ts'
import type { Around } from './said.ts'

/** Who speaks, as telnet leaves it out and others write it: `C:`, `S:`, `>>>`, `<<<`, swaks' ` -> `, `<-  `, `<** `, MDaemon's `-->`. */
const speakers = /^[ \t]{0,8}(?:[CS]: ?|>>> ?|<<< ?|<-- |--> |<- {1,2}|-> |<\*\* |[<>] )?/
const command =
  /^(?:(?:EHLO|HELO|LHLO) \S|(?:MAIL FROM|RCPT TO): ?<|(?:DATA|QUIT|RSET|NOOP|STARTTLS)$|(?:AUTH|BDAT|VRFY) \S)/i
const answer = /^([2-5]\d\d)([- ]|$)/

interface Dialogue {
  found: Raw[]
  passed: number
}

/**
 * What a server refused in a session that somebody pasted: to whom, after which command. Nothing where it is no session, or
 * refuses nothing. What the server takes is no reply to the mail.
 */
export function transcriptIn(lines: readonly string[]): Dialogue | undefined {
  const said = withoutData(lines.map((line) => line.replace(speakers, '').trim()))
  const commands = said.filter((line) => command.test(line)).length
  if (commands < 2 || !said.some((line) => answer.test(line))) return undefined
  const found: Raw[] = []
  let passed = 0
  let known: Around = {}
  const named = new Set<string>()
  let open: { raw: Raw; code: string } | undefined
  for (const line of said) {
    const [, code = '', mark] = answer.exec(line) ?? []
    if (open && code === open.code) open.raw.text += ` ${line}`
    else if (/^[45]/.test(code)) found.push({ text: line, around: { ...known } })
    else {
      const [, to] = rcptTo.exec(line) ?? []
      if (to !== undefined) named.add(to.toLowerCase())
      known = aroundBehind(line, code, known)
      // What is said of the message is said to all who were named.
      if (named.size > 1 && /^(?:DATA$|BDAT )/i.test(line)) known = without(known, 'to')
      passed += line === '' ? 0 : 1
    }
    if (/^[45]/.test(code) && mark === '-') open ??= { raw: found.at(-1) ?? { text: '' }, code }
    else open = undefined
  }
  return found.length > 0 ? { found, passed } : undefined
}

/** Without the message, which stands between the answer to DATA and a dot alone. */
function withoutData(lines: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    kept.push(line)
    const end = /^354(?: |$)/.test(line) ? lines.indexOf('.', at) : -1
    if (end > at) at = end
  }
  return kept
}

/** What a command, or the greeting, tells of the replies behind it. */
function aroundBehind(line: string, code: string, known: Around): Around {
  const [, host] = (code === '220' && /^220[- ]([A-Za-z0-9][\w-]{0,62}\.[\w.-]{1,190})(?: |$)/.exec(line)) || []
  if (host !== undefined && known.host === undefined) return { ...known, host: host.toLowerCase() }
  const [, from] = /^MAIL FROM: ?<([^<>\s]{0,320})>/i.exec(line) ?? []
  const [, to] = rcptTo.exec(line) ?? []
  if (to !== undefined) return { ...known, to }
  if (from === undefined) return known
  const rest = without(without(known, 'to'), 'from')
  return from === '' ? rest : { ...rest, from }
}
const rcptTo = /^RCPT TO: ?<([^<>\s]{1,320})>/i
const without = (around: Around, key: 'to' | 'from'): Around =>
  Object.fromEntries(Object.entries(around).filter(([one]) => one !== key))
