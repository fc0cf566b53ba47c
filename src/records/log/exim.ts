import { type LogClock, type LogLine, longestLine } from './line.ts'
import { stampOf } from './stamp.ts'

/** `[123] 1rABCD-0000Ab-CD => …`; since 4.97 `1rABCD-00000000Abc-1234`. */
const shape = /^(?:\[\d{1,10}\] )?([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}) (.*)$/

type About = Omit<LogLine, 'at' | 'id' | 'text'>

/** A line of Exim's main log about a message (specification, chapter "Log files"). */
export function parseEximLine(line: string, clock: LogClock): LogLine | undefined {
  const text = line.slice(0, longestLine)
  const stamp = stampOf(text, clock)
  const found = stamp && shape.exec(stamp.rest)
  if (!found) return undefined
  const [, id = '', rest = ''] = found
  return { at: stamp.at, id, text, ...aboutOf(rest) }
}

function aboutOf(rest: string): About {
  const [mark] = /^(?:<=|\(=|=>|->|>>|\*>|\*\*|==)(?= )/.exec(rest) ?? []
  const words = rest.slice(3)
  switch (mark) {
    case '<=':
      return arrived(words)
    case '=>':
    case '->':
    case '>>':
      return taken(words)
    case '**':
      return { ...of(words), event: { state: 'bounced', ...answered(words) } }
    case '==':
      return { ...of(words), event: { state: 'deferred', ...answered(words) } }
    default:
      return ofState(rest)
  }
}

function arrived(words: string): About {
  const messageId = / id=([^\s<>]{1,998})/.exec(words)?.[1]
  return { event: { state: 'queued' }, ...(messageId !== undefined && { messageId }) }
}

/** `a@b.example <orig@b.example> R=… T=… H=mx.example [192.0.2.1] … C="250 OK id=…"` */
function taken(words: string): About {
  const recipients = of(words)
  if (/^:blackhole:/.test(words)) return { ...recipients, event: { state: 'dropped' } }
  const host = hostOf(words)
  if (host === undefined) {
    // A pipe is a program, which may do anything with it.
    const isProgram = /^\|/.test(words)
    return { ...recipients, event: { state: isProgram ? 'sent' : 'delivered' } }
  }
  const answer = / C="((?:[^"\\]|\\.){0,1000})"/.exec(words)?.[1]
  const next = answer === undefined ? undefined : nextOf(answer, host)
  return { ...recipients, event: { state: 'sent', to: host, ...(answer && { answer }) }, ...(next && { next }) }
}

function nextOf(answer: string, host: string): LogLine['next'] {
  const id = /\b(?:id=|queued as )([0-9A-Za-z-]{5,30})/.exec(answer)?.[1]
  return id === undefined ? undefined : { id, here: /\[(?:127\.[\d.]{5,11}|::1)\]/.test(host) }
}

/** `mx.example [192.0.2.1]:25` as Postfix would write it. */
function hostOf(words: string): string | undefined {
  const [, name, address, port = ''] = / H=(\S{1,255}) \[([0-9A-Fa-f.:]{2,45})\](:\d{1,5})?/.exec(words) ?? []
  return name === undefined ? undefined : `${name}[${address}]${port}`
}

/** Whom a delivery is for: the address, and in angle brackets the one that it came from. */
function of(words: string): Pick<LogLine, 'recipients'> {
  const head = / [RTH]=|(?<!^:\w{1,20}): /.exec(words)
  const all = (head ? words.slice(0, head.index) : words.slice(0, 700)).match(/[^\s<>()]{1,320}@[^\s<>():]{1,255}/g)
  return all ? { recipients: [...new Set(all)] } : {}
}

/** The reason behind the colon, and who gave it. */
function answered(words: string): { answer?: string; to?: string } {
  const address = /^\S{1,700}(?: <[^<>]{0,320}>)?/.exec(words)?.[0].replace(/:$/, '') ?? ''
  const colon = words.indexOf(': ', address.length)
  const host = hostOf(words)
  const answer = colon < 0 ? /\bdefer \(-?\d{1,5}\)(.*)$/.exec(words)?.[0] : words.slice(colon + 2)
  return { ...(answer && { answer }), ...(host !== undefined && { to: host }) }
}

function ofState(rest: string): About {
  if (/^Completed\b/.test(rest)) return { ends: true }
  if (/^(?:removed|cancelled) by /.test(rest)) return { event: { state: 'dropped' }, ends: true }
  return /^(?:\*\*\* )?Frozen\b|^Message is frozen/.test(rest) ? { event: { state: 'deferred' } } : {}
}
