import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, makeFolder, type RealServer, startServer } from './real-server.ts'

/** Whom unbound asks for a zone (`.` = everything else), instead of following delegations to port 53. */
export interface Stub {
  zone: string
  port: number
}

/**
 * Starts unbound as a resolver with extended errors (RFC 8914). With `trustAnchor` (DS or DNSKEY records of the root, in
 * master-file form) it validates.
 */
export async function startUnbound(
  stubs: readonly Stub[],
  { trustAnchor, ready }: { trustAnchor?: string; ready: string },
): Promise<RealServer> {
  const folder = makeFolder()
  const port = await freePort()
  const conf = join(folder, 'unbound.conf')
  if (trustAnchor !== undefined) writeFileSync(join(folder, 'root.key'), `${trustAnchor}\n`)
  writeFileSync(
    conf,
    `server:
  interface: 127.0.0.1@${port}
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  use-syslog: no
  logfile: ""
  ede: yes
  num-threads: 1
  edns-buffer-size: 1232
  local-zone: "test." nodefault
  module-config: "${trustAnchor === undefined ? '' : 'validator '}iterator"
${trustAnchor === undefined ? '' : `  trust-anchor-file: "${folder}/root.key"\n  val-log-level: 2\n`}
remote-control:
  control-enable: no
${stubs.map(({ zone, port }) => `stub-zone:\n  name: "${zone}"\n  stub-addr: 127.0.0.1@${port}\n`).join('')}`,
  )
  return startServer('unbound', ['-d', '-p', '-c', conf], { folder, port, ready })
}
