import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority } from './certificates.ts'
import { makeFolder } from './real-server.ts'

/** What the probes of one test file share: a folder, and smtp.relay.example at 192.0.2.80 with a certificate. */

export const folder = makeFolder()
export const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
export const authority = makeAuthority()
export const tls = authority.issue(['smtp.relay.example'])
export const ca = file('ca.pem', authority.cert)
export const zone = file(
  'root.zone',
  `$ORIGIN .
@ 300 IN SOA ns.example. dns.example. 1 7200 3600 1209600 300
@ 300 IN NS ns.example.
smtp.relay.example. 300 IN A 192.0.2.80
`,
)
