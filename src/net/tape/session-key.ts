import { mechanisms, type SmtpAsk, type SmtpTls } from '../../core/smtp.ts'
import { parseAddress } from '../../records/address.ts'

/**
 * The words that a session stands under in a tape: `192.0.2.1:587 starttls, as mail.example, helo me.example, from
 * 198.51.100.7, login shop LOGIN, <a@b> to <c@d>`. Two asks never have the same: parts stand in one order, and a value with
 * a blank, a comma, a bracket or a quote in it stands as a JSON string. The password is no part of an ask.
 */
export function sessionKey({ address, port, tls, servername, helo, source, login, envelopes }: SmtpAsk): string {
  const endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  const words = [
    `${endpoint} ${tls}`,
    ...(servername === undefined ? [] : [`as ${value(servername)}`]),
    ...(helo === undefined ? [] : [`helo ${value(helo)}`]),
    ...(source === undefined ? [] : [`from ${value(source)}`]),
    ...(login ? [['login', value(login.user), ...(login.mechanism ? [login.mechanism] : [])].join(' ')] : []),
    ...envelopes.map(({ sender, recipients }) =>
      [`<${path(sender)}>`, ...recipients.map((one) => `to <${path(one)}>`)].join(' '),
    ),
  ]
  return words.join(', ')
}

const value = (text: string): string => (/^[^\s\p{Cc}",<>\\]+$/u.test(text) ? text : JSON.stringify(text))
const path = (text: string): string => (text === '' ? '' : value(text))

const longestKey = 64 * 1024
const quoted = '"(?:[^"\\\\]|\\\\.)*"'
const part = new RegExp(`(?:${quoted}|[^",])+`, 'g')
const word = new RegExp(`${quoted}|[^\\s"]+`, 'g')
const inBrackets = new RegExp(`<(${quoted}|[^">]*)>`, 'g')

/** What was asked, from the words of `sessionKey`; nothing where they are none. */
export function parseSessionKey(key: string): SmtpAsk | undefined {
  if (key.length > longestKey) return undefined
  try {
    const ask = askIn(key)
    return ask && parseAddress(ask.address) && sessionKey(ask) === key ? ask : undefined
  } catch {
    // A word in quotes that is no JSON.
    return undefined
  }
}

function askIn(key: string): SmtpAsk | undefined {
  const [endpoint = '', ...parts] = (key.match(part) ?? []).map((one) => one.trim())
  const [, six, four, port, tls] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5}) (starttls|implicit|none)$/.exec(endpoint) ?? []
  if (tls === undefined || Number(port) > 65_535) return undefined
  const said = new Map<string, string[]>()
  const envelopes = []
  for (const one of parts) {
    if (one.startsWith('<')) {
      const [sender = '', ...recipients] = [...one.matchAll(inBrackets)].map(([, inside = '']) => unquoted(inside))
      envelopes.push({ sender, recipients })
    } else {
      const [what = '', ...values] = one.match(word) ?? []
      said.set(what, values.map(unquoted))
    }
  }
  const [servername, helo, source] = ['as', 'helo', 'from'].map((what) => said.get(what)?.[0])
  const [user, how] = said.get('login') ?? []
  const mechanism = mechanisms.find((name) => name === how)
  return {
    address: six ?? four ?? '',
    port: Number(port),
    tls: tls as SmtpTls,
    ...(servername !== undefined && { servername }),
    ...(helo !== undefined && { helo }),
    ...(source !== undefined && { source }),
    ...(user !== undefined && { login: { user, ...(mechanism && { mechanism }) } }),
    envelopes,
  }
}

const unquoted = (text: string): string => (text.startsWith('"') ? String(JSON.parse(text)) : text)
