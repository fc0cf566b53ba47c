import { linesOf, type Outgoing, readSmarthost } from './outgoing.ts'

/** smtpd.conf (smtpd.conf(5)): the action that relays, by `host smtp+tls://label@host:port`, or `via` in releases before 6.4. */
export function readOpenSmtpd(text: string): Outgoing {
  const lines = linesOf(text.replace(/\\\n\s*/g, ' '), '#')
  const relays = lines.filter((line) => /^(?:action\b.*|accept\b.*)\brelay\b/.test(line))
  const [first] = relays
  if (first === undefined) return { local: true }
  const url = /\brelay\b.*?\b(?:host|via)\s+"?([^\s"]+)/.exec(first)?.[1]
  if (url === undefined) return {}
  if (/[<$]/.test(url)) return { unread: `its smarthost, which a table or a macro names: "${url.slice(0, 100)}"` }
  const scheme = /^([a-z+]+):\/\//i.exec(url)?.[1]?.toLowerCase()
  const host = url.replace(/^[a-z+]+:\/\//i, '').replace(/^[^@]*@/, '')
  const read = readSmarthost(host)
  const port = scheme === undefined ? undefined : { smtps: 465, 'smtps+auth': 465, submission: 587 }[scheme]
  return read.smarthost && read.smarthost.port === undefined && port !== undefined
    ? { smarthost: { ...read.smarthost, port } }
    : read
}
