import { entriesOf, type Hidden, hiddenAt, linesOf } from './hide.ts'

/** How a file writes logins: `key user:password` (Postfix, OpenSMTPD), `host:user:password` (Exim), `user|host:password` (dma). */
export type LoginShape = 'entries' | 'exim' | 'dma'

/** The passwords in a file of logins, those in its comments too. */
export function loginsIn(text: string, shape: LoginShape): Hidden[] {
  if (shape === 'entries') return entriesOf(text).flatMap(({ start, entry }) => entryLogin(start, entry))
  const pattern = shape === 'exim' ? eximLine : dmaLine
  return linesOf(text).flatMap(({ start, line }) => {
    const { head = '', key, user, password } = pattern.exec(line)?.groups ?? {}
    if (password === undefined) return []
    return [hiddenAt(start + head.length, password, /^\s*#/.test(head) ? {} : named(key, user))]
  })
}

const named = (key: string | undefined, user: string | undefined) => ({
  ...(key !== undefined && { key: key.trim() }),
  ...(user !== undefined && { user: user.trim() }),
})

const eximLine =
  /^(?<head>[\s#]*(?<key>[^\s:#"][^\s:]*|"[^"]*")(?=[\s:])[ \t]{0,99}:?(?<user>[^:]*):\s*)(?<password>.*\S)/
const dmaLine = /^(?<head>[\s#]*(?<user>[^|#\s][^|]*)\|(?<key>[^:]*):)(?<password>.*\S)/

/** `key user:password`; a comment may hold an old one. */
function entryLogin(start: number, entry: string): Hidden[] {
  const {
    mark = '',
    key = '',
    gap = '',
    value = '',
  } = /^(?<mark>[\s#]*)(?<key>"(?:[^"\\]|\\.)*"|[^\s#]\S*)(?<gap>\s+)(?<value>\S.*)$/s.exec(entry)?.groups ?? {}
  const at = start + mark.length + key.length + gap.length
  if (value !== '') return loginValue(at, value.trimEnd(), mark.includes('#') ? undefined : bare(key))
  // Without a blank Postfix knows no entry; what looks like host:user:password is kept back all the same.
  const { head, password } = /^(?<head>[^:]+:[^:]+:)(?<password>.+)$/.exec(entry.trimEnd())?.groups ?? {}
  return head === undefined || password === undefined || entry.includes(']:')
    ? []
    : [hiddenAt(start + head.length, password)]
}

const bare = (key: string): string => (key.startsWith('"') ? key.slice(1, -1).replace(/\\(.)/g, '$1') : key)

/** `user:password`, whose first colon parts them. A blank before it is a slip of somebody who meant it to part them. */
export function loginValue(start: number, value: string, key?: string): Hidden[] {
  const colon = value.indexOf(':')
  const blank = value.search(/\s/)
  const about = key === undefined ? {} : { key }
  if (blank >= 0 && (colon < 0 || blank < colon)) {
    const gap = /^\s*/.exec(value.slice(blank))?.[0].length ?? 0
    return [hiddenAt(start + blank + gap, value.slice(blank + gap), about)]
  }
  if (colon < 0) return []
  const [user, password] = [value.slice(0, colon), value.slice(colon + 1)]
  const found = hiddenAt(start + colon + 1, password, { ...about, user })
  // Some relays give one token for both.
  return user !== '' && user === password ? [hiddenAt(start, user), found] : [found]
}

/** What postmap says of several keys: `key`, a tab, the value. */
export const toldLogins = (text: string): Hidden[] =>
  linesOf(text).flatMap(({ start, line }) => {
    const tab = line.indexOf('\t')
    return tab < 0 ? [] : loginValue(start + tab + 1, line.slice(tab + 1), line.slice(0, tab))
  })

/** The shape of a file that is known by its name to hold logins. */
export function shapeByName(path: string): LoginShape | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (/^passwd\.client/.test(name) || (/exim/.test(path) && /passw/.test(name))) return 'exim'
  if (/\/dma\//.test(path) && /auth/.test(name)) return 'dma'
  if (/^(?:passwd|password-?maps?)-?$|\.c(?:f|onf)$/.test(name)) return undefined
  return /passw|sasl|secret|cred|logins?\b/.test(name) ? 'entries' : undefined
}
