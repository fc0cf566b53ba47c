import { linesOf, type Outgoing, readSmarthost, type Secured, withOthers } from './outgoing.ts'

/** nullmailer's list of remotes (nullmailer-send(8)): they are tried in their order. */
export function readNullmailer(text: string): Outgoing {
  const [first, ...others] = linesOf(text, '#')
  if (first === undefined) return { unread: 'its smarthost: the list of remotes is empty' }
  return withOthers(readRemote(first), others.map(readRemote))
}

/** `host protocol options`; the port of implicit TLS is another where none is given. */
function readRemote(line: string): Outgoing {
  const [host = '', ...rest] = line.split(/\s+/)
  const value = (name: string) =>
    rest.map((word) => new RegExp(`^(?:--)?${name}(?:=(.*))?$`).exec(word)).find((found) => found !== null)
  const isImplicit = value('ssl') !== undefined
  const port = value('port')?.[1] ?? (isImplicit ? '465' : undefined)
  return readSmarthost(port === undefined ? host : `[${host}]:${port}`, ':', {
    ...(isImplicit ? { tls: 'implicit' } : value('starttls') && { tls: 'starttls' }),
    ...(value('user') && { login: true }),
  })
}

/** sSMTP's mailhub (ssmtp.conf(5)): the host called `mail` without one. */
export function readSsmtp(text: string): Outgoing {
  const settings = new Map(
    linesOf(text, '#').flatMap((line) => {
      const [, name = '', value = ''] = /^(\w+)\s*=\s*(\S*)/.exec(line) ?? []
      return name === '' ? [] : [[name.toLowerCase(), value] as const]
    }),
  )
  const isOn = (name: string) => settings.get(name)?.toLowerCase() === 'yes'
  return readSmarthost(settings.get('mailhub') || 'mail', ':', {
    ...(isOn('usestarttls') ? { tls: 'starttls' } : isOn('usetls') && { tls: 'implicit' }),
    ...(settings.get('authuser') && { login: true }),
  })
}

/** The smarthost of the DragonFly Mail Agent (dma(8)); directly without one. */
export function readDma(text: string): Outgoing {
  const settings = new Map(
    linesOf(text, '#').flatMap((line) => {
      const [, name, value = ''] = /^([A-Z]+)(?:\s+(\S+))?$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value] as const]
    }),
  )
  const [host, port] = [settings.get('SMARTHOST') ?? '', settings.get('PORT') ?? '']
  if (host === '') return {}
  const secured: Secured = {
    ...(settings.has('SECURETRANSFER') && { tls: settings.has('STARTTLS') ? 'starttls' : 'implicit' }),
    ...(settings.get('AUTHPATH') && { login: true }),
  }
  return readSmarthost(port === '' ? host : `[${host}]:${port}`, ':', secured)
}
