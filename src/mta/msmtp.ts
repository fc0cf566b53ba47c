import { linesOf, type Outgoing, readSmarthost } from './outgoing.ts'

const read: ReadonlySet<string> = new Set(['host', 'port', 'tls', 'tls_starttls', 'auth'])

/** The default account of msmtp (msmtp(1)): its own settings over those of the accounts it is made from, over the defaults. */
export function readMsmtp(text: string): Outgoing {
  const accounts = new Map<string, Map<string, string>>()
  const defaults = new Map<string, string>()
  let current = defaults
  for (const line of linesOf(text, '#')) {
    const [, word = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(line) ?? []
    if (word === 'defaults') current = defaults
    else if (word === 'account') current = open(accounts, rest, defaults)
    else if (read.has(word)) current.set(word, rest.replace(/^"(.*)"$/, '$1'))
  }
  const account = accounts.get('default') ?? [...accounts.values()][0] ?? defaults
  const host = account.get('host')
  if (host === undefined) return { unread: 'its host: no account has one' }
  // A word alone turns on what is off by itself; STARTTLS is on.
  const isOn = (name: string, byItself: boolean) =>
    account.has(name) ? !/^off$/i.test(account.get(name) ?? '') : byItself
  const tls = isOn('tls', false) ? (isOn('tls_starttls', true) ? 'starttls' : 'implicit') : undefined
  const port = account.get('port') ?? (tls === 'implicit' ? '465' : undefined)
  return readSmarthost(port === undefined ? host : `[${host}]:${port}`, ':', {
    ...(tls && { tls }),
    ...(isOn('auth', false) && { login: true }),
  })
}

/** `account NAME`, or `account NAME : OTHER, ANOTHER`. */
function open(accounts: Map<string, Map<string, string>>, rest: string, defaults: ReadonlyMap<string, string>) {
  const [name = '', from = ''] = rest.split(':').map((part) => part.trim())
  const parents = from.split(/[,\s]+/).filter(Boolean)
  const settings = new Map([...defaults, ...parents.flatMap((parent) => [...(accounts.get(parent) ?? [])])])
  accounts.set(name, settings)
  return settings
}
