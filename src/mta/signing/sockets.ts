/** Where a milter listens, however it is written. */
export type Socket = { kind: 'inet'; host: string; port: number } | { kind: 'unix'; path: string }

const anywhere = '*'
const portOf = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? Number(text) : undefined
const inet = (host: string, port: string): Socket | undefined => {
  const number = portOf(port)
  return number === undefined
    ? undefined
    : { kind: 'inet', host: host.replace(/^\[(.*)\]$/, '$1').toLowerCase(), port: number }
}
const unix = (path: string): Socket | undefined => (path === '' ? undefined : { kind: 'unix', path: plainPath(path) })

/** `/var/run` is `/run` since long; doubled slashes are one. */
const plainPath = (path: string) => path.replace(/\/{2,}/g, '/').replace(/^\/var\/run\//, '/run/')

/** As milters write it (`inet:8891@localhost`, `local:/run/opendkim.sock`, a bare path; libmilter's smfi_setconn). */
export function readMilterSocket(text: string): Socket | undefined {
  const [, kind = 'local', rest = ''] = /^(?:(inet6?|local|unix):)?(.*)$/i.exec(text.trim()) ?? []
  if (!/^inet/i.test(kind)) return unix(rest)
  const [port = '', host = anywhere] = rest.split('@')
  return inet(host || anywhere, port)
}

/** As Postfix writes it (`inet:127.0.0.1:8891`, `unix:opendkim/opendkim.sock`; postconf(5), smtpd_milters). */
export function readPostfixSocket(text: string): Socket | undefined {
  const [, kind = '', rest = ''] = /^(inet|unix|local):(.*)$/i.exec(text.trim()) ?? []
  if (kind === '') return undefined
  if (!/^inet$/i.test(kind)) return unix(rest)
  const at = rest.lastIndexOf(':')
  return inet(rest.slice(0, Math.max(0, at)), rest.slice(at + 1))
}

/** As Rspamd writes it (`localhost:11332`, `*:11332`, `/run/rspamd/milter.sock mode=0660`). */
export function readBindSocket(text: string): Socket | undefined {
  const [first = ''] = text.trim().split(/\s+/)
  if (first.startsWith('/')) return unix(first)
  const [, host = '', port = '11332'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(first) ?? []
  return host === '' ? undefined : inet(host, port)
}

/** As Postfix is to write it; below its queue directory a path begins there. */
export function showForPostfix(socket: Socket, queueDirectory = '/var/spool/postfix'): string {
  if (socket.kind === 'unix') {
    const inside = `${plainPath(queueDirectory)}/`
    return `unix:${socket.path.startsWith(inside) ? socket.path.slice(inside.length) : socket.path}`
  }
  const host = isAny(socket.host) || socket.host === 'localhost' ? '127.0.0.1' : socket.host
  return `inet:${host.includes(':') ? `[${host}]` : host}:${socket.port}`
}

const isAny = (host: string) => [anywhere, '0.0.0.0', '::'].includes(host)
/** On this machine itself. */
export const isHere = (host: string): boolean =>
  isAny(host) || host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)

/** Where a path of Postfix's may lead: to itself, or below the queue directory, where its programs have that for their root. */
export function placesOf(path: string, queueDirectory: string, chrooted: boolean | undefined): string[] {
  const below = plainPath(`${queueDirectory}/${path}`)
  if (!path.startsWith('/') || chrooted === true) return [below]
  return chrooted === false ? [path] : [path, below]
}

/** Whether what Postfix connects to is what the other one opens. */
export function isSame(asked: Socket, opened: Socket, places: readonly string[]): boolean {
  if (asked.kind === 'unix') return opened.kind === 'unix' && places.includes(opened.path)
  if (opened.kind === 'unix' || asked.port !== opened.port) return false
  return asked.host === opened.host || isAny(opened.host) || (isHere(asked.host) && isHere(opened.host))
}

const listening = '0A'
/** Ports on which something listens, by the kernel's table of TCP sockets (proc(5), /proc/net/tcp). */
export function listeningPorts(table: string): Set<number> {
  const ports = new Set<number>()
  for (const line of table.split('\n')) {
    const [, local = '', , state = ''] = line.trim().split(/\s+/)
    if (state === listening) ports.add(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16))
  }
  return ports
}

const accepts = 0x10000
/** Paths of local sockets on which something listens (proc(5), /proc/net/unix). */
export function listeningPaths(table: string): Set<string> {
  const paths = new Set<string>()
  for (const line of table.split('\n')) {
    const [, , , flags = '', , , , ...path] = line.trim().split(/\s+/)
    if (Number.parseInt(flags, 16) & accepts && path.length > 0) paths.add(plainPath(path.join(' ')))
  }
  return paths
}
