import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, makeFolder, type RealServer, startServer } from './real-server.ts'

/** Starts nsd, authoritative for these zones: name (`.` = the root) -> master file. */
export async function startNsd(zones: Record<string, string>): Promise<RealServer> {
  const folder = makeFolder()
  const port = await freePort()
  const names = Object.keys(zones)
  const blocks = Object.entries(zones).map(([name, text], index) => {
    writeFileSync(join(folder, `${index}.zone`), text)
    return `zone:\n  name: "${name}"\n  zonefile: "${index}.zone"\n`
  })
  const conf = join(folder, 'nsd.conf')
  writeFileSync(
    conf,
    `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  zonelistfile: "${folder}/zone.list"
  cookie-secret-file: ""
  server-count: 1
  ipv4-edns-size: 1232
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  verbosity: 1
remote-control:
  control-enable: no
${blocks.join('')}`,
  )
  return startServer('nsd', ['-d', '-c', conf], { folder, port, ready: names[0] ?? '.' })
}
