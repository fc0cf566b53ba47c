import { type Hidden, hiddenAt, keyAt, linesOf } from './hide.ts'

/** The secrets that stand in any configuration file, by how they are written. */
export const secretsIn = (text: string): Hidden[] => [
  ...privateKeys(text),
  ...linesOf(text).flatMap(({ start, line }) => setting(start, line)),
  ...marked(text),
  ...sentByExim(text),
]

/** In PEM (RFC 7468), as one line of base64 (PKCS #1, PKCS #8), or a whole file that is one (Ed25519). */
function privateKeys(text: string): Hidden[] {
  const pem = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/gs
  const found = [...text.matchAll(pem)].map((match) => keyAt(match.index, match[0]))
  // The public keys of RSA begin with these lengths and the identifier of RSA.
  for (const match of text.matchAll(/(?<![A-Za-z0-9+/=])MII(?!BIjAN|CIjAN|DIjAN)[A-Za-z0-9+/]{297,}={0,2}/g))
    found.push(keyAt(match.index, match[0]))
  const alone = /^\s*([A-Za-z0-9+/]{43,88}={0,2})\s*$/.exec(text.length < 200 ? text : '')
  return alone ? [...found, keyAt(text.indexOf(alone[1] ?? ''), alone[1] ?? '')] : found
}

/** `AuthPass=…`, `password …`, `"password": "…"`, `bind_pw = …`, `export RELAY_PASSWORD=…`; in a comment too. */
const named =
  /^(?<head>[\s#;]*(?:export\s+|set\s+)?["']?(?<name>[\w.-]{0,60}?(?:password|passwd|passphrase|passwordeval|secret|token|api_?key|bind_?pw|pass|_pw)|pw)["']?(?<mark>\s*[=:]\s*|\s+))(?<value>\S.*)$/i

function setting(start: number, line: string): Hidden[] {
  if (line.length < shortestSetting) return []
  const { head = '', name = '', mark = '', value = '' } = named.exec(line.slice(0, longestLine))?.groups ?? {}
  if (head === '' || (mark.trim() === '' && !isCommand(name, head, value))) return []
  const whole = line.slice(head.length)
  const { open = '', inner = value } = /^(?<open>["'])(?<inner>.*)\k<open>[;,]?\s*$/.exec(whole)?.groups ?? {}
  const written = open === '' ? whole.replace(/[;,]?\s*$/, '') : inner
  return [hiddenAt(start + head.length + open.length, written)]
}

/** msmtp and ssmtp write no sign between the two; a sentence in a comment begins with such a word too. */
const isCommand = (name: string, head: string, value: string): boolean =>
  /^(?:password(?:eval)?|authpass|pass)$/i.test(name) && !(/^\s*[#;]/.test(head) && /\s/.test(value.trim()))

const longestLine = 20_000
/** `pw=x` */
const shortestSetting = 4

/** What is a secret wherever in a line it stands; the group is it. */
const marks: readonly RegExp[] = [
  // nullmailer, and other programs' options.
  /--pass(?:word)?(?:=|[ \t]{1,99})["']?(?<=["'])([^"'\n]{1,1024})(?=["'])/dg,
  /--pass(?:word)?(?:=|[ \t]{1,99})([^\s"'][^\s]{0,1023})/dg,
  // sendmail's authinfo.
  /"P[:=]([^"\n]{1,1024})"/dg,
  // A login in a URL.
  /:\/\/[^\s/:@"']{0,256}:([^\s/@"']{1,512})@/dg,
  // The keys that some lists give, which stand in the names that are asked.
  /(?<![\w-])([\w-]{6,63})(?=\.(?:[\w-]{1,63}\.){0,2}(?:dq\.spamhaus\.net|mail\.abusix\.zone)\b)/dg,
]

const marked = (text: string): Hidden[] =>
  marks.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const at = match.indices?.[1]?.[0]
      return at === undefined ? [] : [hiddenAt(at, match[1] ?? '')]
    }),
  )

/** What an authenticator of Exim sends, to the end of its last line. */
function sentByExim(text: string): Hidden[] {
  const found: Hidden[] = []
  let going = false
  for (const { start, line } of linesOf(text)) {
    const head = going ? '' : /^[\s#]*(?:hide\s+)?(?:client_send|client_secret|server_secret)\s*=\s*/.exec(line)?.[0]
    if (head === undefined) continue
    const value = line.slice(head.length)
    going = /\\\s*$/.test(value)
    const written = value.replace(/\s*\\?\s*$/, '')
    const password = written
      .split(/\^|\s*:\s*/)
      .at(-1)
      ?.replace(/["'\s]+$/, '')
    if (written !== '') found.push(hiddenAt(start + head.length, written, password ? { password } : {}))
  }
  return found
}
