import type { MtaFound, Smarthost } from '../core/mta.ts'

/** What a configuration says of outgoing mail; nothing of all that where mail goes out directly. */
export type Outgoing = Pick<MtaFound, 'version' | 'smarthost' | 'otherSmarthosts' | 'local' | 'unread'>

/** How it is talked to. */
export type Secured = Pick<Smarthost, 'tls' | 'login'>

/** The first smarthost with those that are tried behind it. */
export function withOthers(first: Outgoing, others: readonly Outgoing[]): Outgoing {
  const found = others.flatMap(({ smarthost }) => smarthost ?? []).slice(0, mostOthers)
  return { ...first, ...(first.smarthost && found.length > 0 && { otherSmarthosts: found }) }
}
const mostOthers = 10

/** A smarthost as most configurations write it: `host`, `[host]`, `host:587`; `separator` is what stands before the port. */
export function readSmarthost(written: string, separator = ':', secured: Secured = {}): Outgoing {
  const [, inside, bare, port] = pattern(separator).exec(written.trim()) ?? []
  const host = (inside ?? bare ?? '').replace(/^IPv6:/i, '').toLowerCase()
  if (host === '' || /[^a-z0-9.:_-]/.test(host) || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535)
    return { unread: `its smarthost, written as "${written.slice(0, 100)}"` }
  return { smarthost: { host, ...(port !== undefined && { port: Number(port) }), ...secured } }
}

const pattern = (separator: string) => new RegExp(`^(?:\\[([^\\]]*)\\]|(.*?))(?:${separator}(\\d{1,5}))?$`)

/** No honest line of such a file is longer. */
const longestLine = 4000

/** The lines of a text that say something, without comments that begin with `mark` and without blanks at either end. */
export const linesOf = (text: string, mark: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line.length <= longestLine && !line.startsWith(mark))
