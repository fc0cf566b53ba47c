import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readReport } from '../support/json-report.ts'
import { startNsd } from '../support/nsd.ts'
import { describeWith, type RealServer } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'
import { startUnbound } from '../support/unbound.ts'

/** The whole tool with resolvers that say false. */

const head = (name: string) => `$ORIGIN ${name}
$TTL 300
@ SOA ns.root.test. hostmaster.root.test. 1 3600 900 604800 60
@ NS ns.root.test.
`
const mail = '@ MX 10 mail\nmail A 198.51.100.25\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=reject"\n'
const zones = {
  '.': `${head('.')}com. NS ns.root.test.\ncorp.internal. NS ns.root.test.\nns.root.test. A 192.0.2.53\n`,
  'com.': `${head('com.')}shop NS ns.root.test.\n`,
  'shop.com.': `${head('shop.com.')}${mail}`,
}
/** A network of its own: a zone of its own name, and nothing above it. */
const inner = { 'corp.internal.': `${head('corp.internal.')}${mail}` }

let servers: RealServer[] = []
/** Every name server of this world is asked at the port of the first nsd. */
const reach = (address: string, port: number) =>
  port === 53 ? { address: '127.0.0.1', port: servers[0]?.port ?? 0 } : { address, port }
const resolvers: Record<string, RealServer> = {}
const programs = ['nsd', 'unbound']

describeWith(programs, 'a resolver that says false', () => {
  before(async () => {
    const nsd = await startNsd(zones)
    const innerNsd = await startNsd(inner)
    servers = [nsd, innerNsd]
    const whole = Object.keys(zones).map((zone) => ({ zone, port: nsd.port }))
    const own = { zone: 'corp.internal.', port: innerNsd.port }
    const start = async (what: string, says: string[], stubs = whole, ready = 'localhost') => {
      const server = await startUnbound(stubs, { says, ready })
      servers.push(server)
      resolvers[what] = server
    }
    await start('denies all', ['local-zone: "." always_nxdomain'])
    await start('has no record', ['local-zone: "." always_nodata'])
    await start('leads to a login page', ['local-zone: "." redirect', 'local-data: ". 60 A 198.51.100.80"'])
    await start('says true', [], [...whole, own], 'shop.com')
    await start(
      'knows its own network alone',
      ['local-zone: "com." static'],
      [...whole.slice(0, 1), own],
      'corp.internal',
    )
  })
  after(() => Promise.all(servers.map((server) => server.close())))

  const run = async (what: string, argv: readonly string[]) => {
    const { address, port } = resolvers[what] as RealServer
    const all = [...argv, '--resolver', `${address}:${port}`, '--format', 'json']
    const { code, out, err } = await relaycheck(all, { outside: { reach } })
    assert.equal(err, '')
    return { code, ...readReport(out) }
  }

  const commands = [
    ['domain', 'shop.com'],
    ['domain', 'shop.internal'],
    ['domain', 'shop.com', '--authoritative'],
    ['ip', '32.60.0.7', '--helo', 'mail.shop.com'],
    ['relay', 'mail.shop.com:587'],
  ]
  for (const what of ['denies all', 'has no record', 'leads to a login page'])
    for (const command of commands)
      test(`${what}: ${command.join(' ')} cannot tell, for one cause`, async () => {
        const { code, findings } = await run(what, command)
        assert.equal(code, 3)
        const judged = findings.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail' || verdict === 'warn')
        assert.deepEqual(
          judged.map(({ check }) => check).filter((check) => check !== 'ip-routable'),
          [],
        )
        const causes = findings.flatMap(({ blind }) => (blind ? [`${blind.reason} ${blind.detail}`] : []))
        assert.equal(new Set(causes).size, 1, [...new Set(causes)].join('\n'))
        const { address, port } = resolvers[what] as RealServer
        assert.ok(causes[0]?.startsWith(`untrusted ${address}:${port} cannot be believed: `), causes[0])
      })

  test('says true: the domain is judged, and one that is not there is not there', async () => {
    const there = await run('says true', ['domain', 'shop.com'])
    assert.ok(there.findings.some(({ id }) => id === 'spf-record/one'))
    const gone = await run('says true', ['domain', 'gone.com'])
    assert.deepEqual([gone.code, gone.findings[0]?.id], [1, 'zone-exists/no-such-domain'])
    const inside = await run('says true', ['domain', 'gone.corp.internal'])
    assert.deepEqual([inside.code, inside.findings[0]?.id], [1, 'zone-exists/no-such-domain'])
  })

  test('knows its own network alone: that is judged, and the public domain is not', async () => {
    const own = await run('knows its own network alone', ['domain', 'corp.internal'])
    assert.ok(own.findings.some(({ id }) => id === 'spf-record/one'))
    assert.ok(
      own.findings.every(
        ({ blind }) => blind?.reason !== 'untrusted' || /^\S+ (\S+\.)?com$/.test(blind.question ?? ''),
      ),
    )
    const other = await run('knows its own network alone', ['domain', 'shop.com'])
    assert.deepEqual([other.code, other.findings[0]?.blind?.reason], [3, 'untrusted'])
  })
})
