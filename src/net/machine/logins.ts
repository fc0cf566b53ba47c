import { passwordLabel } from '../redact.ts'
import { isDestination } from './destination.ts'
import { entriesOf, type Hidden, hiddenAt, linesOf, wordsAt } from './hide.ts'

/** How a file writes logins: `key user:password` (Postfix, OpenSMTPD), `host:user:password` (Exim), `user|host:password` (dma). */
export type LoginShape = 'entries' | 'exim' | 'dma'

/** The passwords in a file of logins, those in its comments too. `shown`: names of hosts that everybody sees. */
export function loginsIn(text: string, shape: LoginShape, shown = (_: string) => false): Hidden[] {
  if (shape === 'entries') return entriesOf(text).flatMap(({ start, entry }) => entryLogin(start, entry, shown))
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

const entryLine =
  /^(?<mark>[\s#]*)(?<key>"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)*\/[a-z]*(?=\s|$)|[^\s#]\S*)(?:(?<gap>\s+)(?<value>\S.*))?$/s

/** `key user:password`; a comment may hold an old one. What is written otherwise is hidden, its first word too. */
function entryLogin(start: number, entry: string, shown: (word: string) => boolean): Hidden[] {
  const { mark = '', key = '', gap = '', value = '' } = entryLine.exec(entry.trimEnd())?.groups ?? {}
  const from = start + mark.length
  if (key === '') return [unkept(from, entry.slice(mark.length).trimEnd())]
  const isComment = mark.includes('#')
  if (isKey(bare(key), value, shown)) {
    if (isComment && !isLogin(value)) return value === '' ? [] : [unkept(from + key.length + gap.length, value)]
    return value === '' ? [] : loginValue(from + key.length + gap.length, value, isComment ? undefined : bare(key))
  }
  const { head, password } = /^(?<head>[^:\s]+:[^:\s]+:)(?<password>\S+)$/.exec(key)?.groups ?? {}
  const last = head === undefined || password === undefined ? [] : [hiddenAt(from + head.length, password)]
  // A comment is prose, most often: its words are nobody's password.
  if (isComment) return [...last, unkept(from, entry.slice(mark.length).trimEnd())]
  const told = isLogin(value)
    ? loginValue(from + key.length + gap.length, value, bare(key))
    : wordsAt(from + key.length + gap.length, value)
  return [...last, ...wordsAt(from, key), unkept(from, key), ...told]
}

/** Hidden where it stands. */
const unkept = (start: number, text: string): Hidden => ({ start, end: start + text.length, label: passwordLabel })

/** `user:password` without a blank before the colon, and no next hop. */
const isLogin = (value: string): boolean => /^[^\s:[\]]+:[^\s]/.test(value) && !isDestination(value)

/** What may be seen of the first word: a next hop, an address, a pattern of them; one label before a login. */
function isKey(key: string, value: string, shown: (word: string) => boolean): boolean {
  if (key === '*' || isDestination(key) || shown(key)) return true
  if (key.startsWith('/')) return /[\\.@^$]/.test(key) && /\/[a-z]*$/.test(key)
  return /^[a-z][a-z-]{0,62}(?::\d{1,5})?$/.test(key) && isLogin(value)
}

const bare = (key: string): string => (key.startsWith('"') ? key.slice(1, -1).replace(/\\(.)/g, '$1') : key)

/** `user:password`, whose first colon parts them. Where they are not parted so, nobody can tell which is which. */
export function loginValue(start: number, value: string, key?: string): Hidden[] {
  const colon = value.indexOf(':')
  const blank = value.search(/\s/)
  const about = key === undefined ? {} : { key }
  if (colon < 0 || (blank >= 0 && blank < colon) || isDestination(value)) return wordsAt(start, value, about)
  const [user, password] = [value.slice(0, colon), value.slice(colon + 1)]
  if (password.trim() === '') return wordsAt(start, user, about)
  const found = hiddenAt(start + colon + 1, password, { ...about, user })
  // Some relays give one token for both.
  return user !== '' && user === password ? [hiddenAt(start, user), found] : [found]
}

/** What postmap says of several keys: `key`, a tab, the value. */
export const toldLogins = (text: string, shown: (word: string) => boolean): Hidden[] =>
  linesOf(text).flatMap(({ start, line }) => {
    const tab = line.indexOf('\t')
    const [key, value] = [line.slice(0, tab), line.slice(tab + 1)]
    if (tab < 0) return []
    const found = loginValue(start + tab + 1, value, key)
    return isKey(key, value, shown) ? found : [...wordsAt(start, key), unkept(start, key), ...found]
  })

/** The shape of a file that is known by its name to hold logins. */
export function shapeByName(path: string): LoginShape | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (/^passwd\.client/.test(name) || (/exim/.test(path) && /passw/.test(name))) return 'exim'
  if (/\/dma\//.test(path) && /auth/.test(name)) return 'dma'
  if (/^(?:passwd|password-?maps?)-?$|\.c(?:f|onf)$/.test(name)) return undefined
  return /passw|sasl|secret|cred|logins?\b/.test(name) ? 'entries' : undefined
}
