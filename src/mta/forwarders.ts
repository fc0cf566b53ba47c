import { linesOf, type Outgoing, readSmarthost } from './outgoing.ts'

/** nullmailer's list of remotes (nullmailer-send(8)): the first is tried first. */
export function readNullmailer(text: string): Outgoing {
  const [first] = linesOf(text, '#')
  if (first === undefined) return { unread: 'its smarthost: the list of remotes is empty' }
  const [host = '', ...rest] = first.split(/\s+/)
  const port = rest.map((word) => /^(?:--)?port=(\d+)$/.exec(word)?.[1]).find((found) => found !== undefined)
  return readSmarthost(port === undefined ? host : `[${host}]:${port}`)
}

/** sSMTP's mailhub (ssmtp.conf(5)): the host called `mail` without one. */
export function readSsmtp(text: string): Outgoing {
  const settings = linesOf(text, '#').flatMap((line) => {
    const [, name = '', value = ''] = /^(\w+)\s*=\s*(\S*)/.exec(line) ?? []
    return name.toLowerCase() === 'mailhub' ? [value] : []
  })
  return readSmarthost(settings.at(-1) || 'mail')
}

/** The smarthost of the DragonFly Mail Agent (dma(8)); directly without one. */
export function readDma(text: string): Outgoing {
  const value = (name: string) =>
    linesOf(text, '#')
      .map((line) => new RegExp(`^${name}\\s+(\\S+)$`).exec(line)?.[1])
      .findLast((found) => found !== undefined)
  const [host, port] = [value('SMARTHOST'), value('PORT')]
  if (host === undefined) return {}
  return readSmarthost(port === undefined ? host : `[${host}]:${port}`)
}
