import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Shown } from './certificates.ts'
import { freePort, makeFolder, type RealServer, startServer } from './real-server.ts'

/** Whom unbound asks for a zone (`.` = everything else), instead of following delegations to port 53. */
export interface Stub {
  zone: string
  port: number
}

/** An unbound; where it shows a certificate, also its ports for DNS over TLS and over HTTPS. */
export interface Unbound extends RealServer {
  tlsPort: number
  httpsPort: number
}

/**
 * Starts unbound as a resolver with extended errors (RFC 8914). With `trustAnchor` (DS or DNSKEY records of the root, in
 * master-file form) it validates; with `shows` it speaks TLS and HTTPS as well. `says` are local-zone and local-data lines,
 * which it answers by before it asks anybody.
 */
export async function startUnbound(
  stubs: readonly Stub[],
  {
    trustAnchor,
    shows,
    says = [],
    ready,
  }: { trustAnchor?: string; shows?: Shown | undefined; says?: readonly string[]; ready: string },
): Promise<Unbound> {
  const folder = makeFolder()
  const [port, tlsPort, httpsPort] = [await freePort(), await freePort(), await freePort()]
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
${says.map((line) => `  ${line}\n`).join('')}  module-config: "${trustAnchor === undefined ? '' : 'validator '}iterator"
${trustAnchor === undefined ? '' : `  trust-anchor-file: "${folder}/root.key"\n  val-log-level: 2\n`}${
  shows ? encryption(folder, shows, tlsPort, httpsPort) : ''
}
remote-control:
  control-enable: no
${stubs.map(({ zone, port }) => `stub-zone:\n  name: "${zone}"\n  stub-addr: 127.0.0.1@${port}\n`).join('')}`,
  )
  return { ...(await startServer('unbound', ['-d', '-p', '-c', conf], { folder, port, ready })), tlsPort, httpsPort }
}

/** The lines that have it speak TLS (RFC 7858) and HTTPS (RFC 8484), with that certificate. */
function encryption(folder: string, { cert, key }: Shown, tlsPort: number, httpsPort: number): string {
  writeFileSync(join(folder, 'shown.pem'), cert)
  writeFileSync(join(folder, 'shown.key'), key)
  return `  tls-service-pem: "${folder}/shown.pem"
  tls-service-key: "${folder}/shown.key"
  interface: 127.0.0.1@${tlsPort}
  tls-port: ${tlsPort}
  interface: 127.0.0.1@${httpsPort}
  https-port: ${httpsPort}
  http-endpoint: "/dns-query"
`
}
