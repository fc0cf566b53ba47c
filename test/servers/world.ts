import type { Shown } from '../support/certificates.ts'
import { startNsd } from '../support/nsd.ts'
import { keyRecord } from '../support/published-keys.ts'
import { freePort, type RealServer } from '../support/real-server.ts'
import { signZone } from '../support/signed-zone.ts'
import { startUnbound, type Unbound } from '../support/unbound.ts'

/** A small internet of real servers: a signed root and its zones on nsd, a child zone on another nsd, and two unbounds to ask. */
export interface RealWorld {
  /** Holds every zone but the child. */
  nsd: RealServer
  /** Holds `child.plain.test` alone. */
  childNsd: RealServer
  validating: Unbound
  /** Does not look at signatures. */
  plain: RealServer
  /** A port where nothing listens. */
  deadPort: number
  close(): Promise<void>
}

const top = (name: string) => `$ORIGIN ${name}.
$TTL 300
@ SOA ns1.test. hostmaster.test. 2026112401 3600 900 604800 60
@ NS ns1.test.
`
/** A domain whose mail works, and can be shown to be its own. */
const mail = (name: string) => `@ NS ns2.test.
@ MX 10 mail
@ TXT "v=spf1 mx -all"
mail A 198.51.100.25
mail._domainkey TXT ${keyRecord}
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@${name}"
*.wild TXT "any name"
`
export const bigTexts = Array.from({ length: 40 }, (_, i) => String(i).padEnd(255, 'x'))

const plainZone = `${top('plain.test')}${mail('plain.test')}
${bigTexts.map((text) => `big TXT "${text}" "${text}"`).join('\n')}
heavy MX 10 mail
heavy TXT "v=spf1 mx -all"
mail._domainkey.heavy TXT ${keyRecord}
${bigTexts.map((text) => `heavy TXT "verification=${text.slice(0, 200)}"`).join('\n')}
middle TXT ${bigTexts
  .slice(0, 6)
  .map((text) => `"${text}"`)
  .join(' ')}
c1 CNAME c2
c2 CNAME c3
c3 CNAME c4
c4 CNAME c5.signed.test.
loop1 CNAME loop2
loop2 CNAME loop1
nowhere CNAME gone
old DNAME new
www.new A 198.51.100.80
below.empty A 198.51.100.81
child NS ns1.child
ns1.child A 192.0.2.54
`
const childZone = `${top('child.plain.test')}@ TXT "v=spf1 -all"\nns1 A 192.0.2.54\n`
const signedZone = `${top('signed.test')}${mail('signed.test')}c5 A 198.51.100.82\n`
/** A domain that sends nothing, and says so. */
const closed = (name: string) =>
  `${top(name)}@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\nwww A 198.51.100.83\n`

/** Zones that do not validate, each for its own reason. */
function bogusZones() {
  const expired = signZone('expired.test.', closed('expired.test'), { from: -72, until: -24 })
  const tampered = signZone('tampered.test.', closed('tampered.test'))
  const stranger = signZone('stranger.test.', closed('stranger.test'))
  const { ds } = signZone('stranger.test.', closed('stranger.test'))
  return {
    zones: {
      'expired.test.': expired.text,
      'tampered.test.': tampered.text
        .replaceAll('"v=spf1 -all"', '"v=spf1 +all"')
        .replaceAll('"v=DMARC1; p=reject"', '"v=DMARC1; p=none"'),
      'stranger.test.': stranger.text,
    },
    ds: [expired.ds, tampered.ds, ds],
  }
}

function zones() {
  const bogus = bogusZones()
  const signed = signZone('signed.test.', signedZone)
  const delegated = ['plain', 'signed', 'expired', 'tampered', 'stranger', 'lame', 'dead']
  const test = signZone(
    'test.',
    `${top('test')}ns1 A 192.0.2.53
@ NS ns2.test.
ns2 A 192.0.2.55
${delegated.map((name) => `${name} NS ns1\n`).join('')}${[signed.ds, ...bogus.ds].join('\n')}
`,
  )
  const root = signZone('.', `${top('')}test. NS ns1.test.\n${test.ds}\nns1.test. A 192.0.2.53\n`)
  return {
    trustAnchor: root.ds,
    zones: {
      '.': root.text,
      'test.': test.text,
      'signed.test.': signed.text,
      'plain.test.': plainZone,
      ...bogus.zones,
    },
  }
}

/** With `shows`, a certificate, the validating resolver speaks TLS and HTTPS as well. */
export async function startRealWorld({ shows }: { shows?: Shown } = {}): Promise<RealWorld> {
  const started: RealServer[] = []
  const close = async () => {
    await Promise.all(started.map((server) => server.close()))
  }
  const keep = <S extends RealServer>(server: S): S => {
    started.push(server)
    return server
  }
  try {
    const { zones: held, trustAnchor } = zones()
    const nsd = keep(await startNsd(held))
    const childNsd = keep(await startNsd({ 'child.plain.test.': childZone }))
    const deadPort = await freePort()
    const stubs = [
      ...Object.keys(held).map((zone) => ({ zone, port: nsd.port })),
      { zone: 'child.plain.test.', port: childNsd.port },
      { zone: 'lame.test.', port: childNsd.port },
      { zone: 'dead.test.', port: deadPort },
    ]
    const validating = keep(await startUnbound(stubs, { trustAnchor, shows, ready: 'plain.test' }))
    const plain = keep(await startUnbound(stubs, { ready: 'plain.test' }))
    return { nsd, childNsd, validating, plain, deadPort, close }
  } catch (error) {
    await close()
    throw error
  }
}
