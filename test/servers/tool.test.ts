import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startProxy } from '../support/proxy.ts'
import { describeWith } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'
import { type RealWorld, startRealWorld } from './world.ts'

/** The whole tool against nsd and unbound. */

interface Report {
  exitCode: number
  counts: Record<string, number>
  steps: { findings: { id: string; verdict: string; blind?: { reason: string; detail: string } }[] }[]
}

const programs = ['nsd', 'unbound', 'ldns-signzone']
let world: RealWorld

/** The name servers of this world, asked at the port where they really listen. */
const reach = (address: string, port: number) => {
  const ports: Record<string, number> = { '192.0.2.54': world.childNsd.port, '192.0.2.56': world.deadPort }
  return port === 53 ? { address: '127.0.0.1', port: ports[address] ?? world.nsd.port } : { address, port }
}

async function check(domain: string, port: number, ...more: string[]) {
  const argv = ['domain', domain, '--resolver', `127.0.0.1:${port}`, '--format', 'json', ...more]
  const { code, out, err } = await relaycheck(argv, { outside: { reach } })
  assert.equal(err, '')
  const report: Report = JSON.parse(out)
  assert.equal(code, report.exitCode)
  const findings = report.steps.flatMap((step) => step.findings)
  return { code, counts: report.counts, findings, ids: findings.map(({ id }) => id) }
}

describeWith(programs, 'relaycheck domain against nsd and unbound', () => {
  before(async () => {
    world = await startRealWorld()
  })
  after(() => world.close())

  const healthy = [
    'zone-exists/exists',
    'zone-name-servers/healthy',
    'zone-servers-agree/same-serial',
    'mx-record/present',
    'spf-record/one',
    'spf-all/strict',
    'dkim-keys/found',
    'dmarc-record/own',
  ]
  const compared = healthy.map((id) => id.replace(/same-serial$/, 'agree'))
  const table: [what: string, domain: string, port: () => number, more: string[], code: number, ids: string[]][] = [
    ['a signed zone', 'signed.test', () => world.validating.port, [], 0, [...healthy, 'zone-dnssec/valid']],
    [
      'a signed zone, its servers asked themselves',
      'signed.test',
      () => world.validating.port,
      ['--authoritative'],
      0,
      [...compared, 'zone-dnssec/valid'],
    ],
    [
      'a signed zone, by a resolver that does not validate',
      'signed.test',
      () => world.plain.port,
      [],
      0,
      [...healthy, 'zone-dnssec/not-validating-resolver'],
    ],
    ['an unsigned zone', 'plain.test', () => world.validating.port, [], 0, [...healthy, 'zone-dnssec/unsigned']],
    [
      'a zone that does not validate, by a resolver that does not look',
      'expired.test',
      () => world.plain.port,
      [],
      0,
      ['zone-exists/exists', 'spf-record/one', 'dmarc-record/own'],
    ],
    [
      'forty TXT records beside the SPF, over TCP',
      'heavy.plain.test',
      () => world.validating.port,
      [],
      0,
      ['mx-record/present', 'spf-record/one', 'dkim-keys/found', 'dmarc-record/inherited'],
    ],
    [
      'a delegated child on one server',
      'child.plain.test',
      () => world.validating.port,
      ['--authoritative'],
      0,
      ['zone-name-servers/single', 'spf-record/one', 'dmarc-record/inherited'],
    ],
    [
      'a wildcard',
      'wild.plain.test',
      () => world.validating.port,
      [],
      1,
      // Which selector is in use where every one answers, nobody can guess; nor who takes mail that it might sign.
      [
        'zone-wildcard/answers-for-all',
        'dkim-keys/unknown',
        'dmarc-reachable/unknown',
        'receiver-gmail/unknown',
        'receiver-yahoo/unknown',
        'spf-record/none',
      ],
    ],
    [
      'the far end of an alias',
      'c1.plain.test',
      () => world.validating.port,
      [],
      1,
      // A signature of plain.test would do (relaxed alignment, RFC 9989 section 4.4), and its keys are not looked at.
      ['zone-exists/exists', 'mx-record/address-fallback', 'dmarc-reachable/unknown', 'spf-record/none'],
    ],
    ['a domain that is not there', 'nobody.test', () => world.validating.port, [], 1, ['zone-exists/no-such-domain']],
  ]
  for (const [what, domain, port, more, code, ids] of table)
    test(`${what}: ${[...ids].pop()}`, async () => {
      const report = await check(domain, port(), ...more)
      assert.deepEqual(
        ids.filter((id) => !report.ids.includes(id)),
        [],
        JSON.stringify(report.ids),
      )
      const isUnknown = (id: string) => id.endsWith('/unknown')
      assert.deepEqual(report.ids.filter(isUnknown), ids.filter(isUnknown))
      assert.equal(report.code, code)
    })

  for (const [zone, ede] of [
    ['expired.test', 'EDE 7'],
    ['tampered.test', 'EDE 6'],
    ['stranger.test', 'EDE 6'],
  ] as const)
    test(`${zone} does not validate: that fails, and nothing else is claimed`, async () => {
      const { code, findings } = await check(zone, world.validating.port)
      assert.equal(code, 1)
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
        ['zone-dnssec/bogus'],
      )
      // Of tampered.test only TXT is forged: its SOA and NS records are seen, and good.
      assert.deepEqual(
        findings.filter(({ id, verdict }) => verdict === 'pass' && !id.startsWith('zone-')),
        [],
      )
      const blind = findings.flatMap((finding) => finding.blind ?? [])
      assert.ok(blind.length > 10)
      for (const { reason, detail } of blind) {
        assert.equal(reason, 'bogus')
        assert.ok(detail.includes(ede), detail)
      }
    })

  test('a delegation to servers that do not hold the zone: all lame, the rest unseen', async () => {
    const { code, ids, counts } = await check('lame.test', world.validating.port)
    assert.equal(code, 1)
    assert.ok(ids.includes('zone-name-servers/all-lame'))
    assert.equal(counts.pass, 0)
    assert.ok((counts.unknown ?? 0) > 10)
  })

  test('a resolver that is not there, and one that says SERVFAIL: nothing passes, exit code 3', async () => {
    const gone = await check('signed.test', world.deadPort)
    assert.deepEqual([gone.code, gone.counts.pass, gone.counts.fail, gone.counts.warn], [3, 0, 0, 0])
    const reasons = gone.findings.filter(({ verdict }) => verdict !== 'skip').map(({ blind }) => blind?.reason)
    assert.deepEqual(new Set(reasons), new Set(['unreachable']))
    const failing = await check('dead.test', world.validating.port, '--timeout', '1', '--only', 'spf-*')
    assert.deepEqual([failing.code, failing.counts.pass, failing.counts.fail, failing.counts.warn], [3, 0, 0, 0])
  })

  test('30 % loss and a slow line: the same report as on a good one', async () => {
    const good = await check('signed.test', world.validating.port)
    const proxy = await startProxy(world.validating.port, { delayMs: 20, loss: 0.3, seed: 3 })
    const bad = await check('signed.test', proxy.port)
    await proxy.close()
    assert.deepEqual(bad.ids, good.ids)
    assert.ok(
      proxy.passages.some(({ answer }) => !answer),
      'nothing was lost: the test shows nothing',
    )
  })

  test('a run asks its resolver no question twice', async () => {
    const proxy = await startProxy(world.validating.port)
    await check('signed.test', proxy.port)
    await proxy.close()
    const asked = proxy.passages.map(({ question }) => `${question.name} ${question.type} ${question.checkingDisabled}`)
    assert.ok(asked.length > 5)
    assert.deepEqual(asked.toSorted(), [...new Set(asked)].sort())
  })
})
