import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import { readReport } from '../support/json-report.ts'
import { secretKey, tells } from '../support/key-echoes.ts'
import { describeWith, makeFolder } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'
import { held, type ListsWorld, startListsWorld } from './lists-world.ts'

/** relaycheck ip against lists held by rbldnsd, behind unbound; names are held by nsd. */

let world: ListsWorld
const run = (argv: readonly string[], more: Parameters<typeof relaycheck>[1] = {}) =>
  relaycheck(['ip', ...argv, '--resolver', world.resolver], more)

async function check(argv: readonly string[], more: Parameters<typeof relaycheck>[1] = {}) {
  const { code, out, err } = await run([...argv, '--format', 'json'], more)
  const report = readReport(out)
  assert.equal(code, report.exitCode)
  return { ...report, code, err, out }
}

const isAboutList = ({ about }: Finding) => about.zone !== undefined
const idsOf = (findings: readonly Finding[], zone: string) =>
  findings.filter(({ about }) => about.zone === zone).map(({ id, about }) => `${id} ${about.state}`)
const codesOf = (findings: readonly Finding[], zone: string) =>
  findings.filter(({ about }) => about.zone === zone).flatMap(({ about }) => [...(about.codes as string[])].sort())
/** What a list says in its own words, wherever it stands in the evidence. */
const reasonsIn = (findings: readonly Finding[]) =>
  findings.flatMap(({ evidence = [] }) =>
    evidence.flatMap((one) => (one.kind === 'dns' && one.question.startsWith('TXT ') ? one.answer : [])),
  )

const core4 = ['zen.spamhaus.org', 'bl.spamcop.net', 'b.barracudacentral.org', 'bl.mailspike.net', 'psbl.surriel.com']

describeWith(['nsd', 'unbound', 'rbldnsd'], 'relaycheck ip against rbldnsd, behind unbound', () => {
  before(async () => {
    world = await startListsWorld()
  })
  after(() => world.close())

  test('a clean address: every list proves itself, and is clear', async () => {
    const { code, counts, findings, err } = await check([held.clean])
    assert.deepEqual([code, err, counts.fail, counts.warn, counts.unknown], [0, '', 0, 0, 0])
    for (const zone of core4) assert.deepEqual(idsOf(findings, zone), ['ip-listed/clear not-listed'], zone)
    for (const zone of ['dbl.spamhaus.org', 'multi.surbl.org', 'multi.uribl.com'])
      assert.deepEqual(idsOf(findings, zone), ['domain-listed/clear not-listed'], zone)
    const ids = findings.map(({ id }) => id)
    for (const id of ['ip-ptr/present', 'ip-forward-confirmed/confirmed', 'ip-network/known', 'ip-lists-usable/all'])
      assert.ok(ids.includes(id), `${id} is not among ${ids}`)
    const network = findings.find(({ id }) => id === 'ip-network/known')
    assert.deepEqual([network?.about.asn, network?.about.prefix], [64500, '32.60.0.0/16'])
  })

  const table: [what: string, address: string, code: number, zone: string, said: string, codes: string[]][] = [
    [
      'SBL, DROP and XBL at once are one listing',
      held.several,
      1,
      'zen.spamhaus.org',
      'ip-listed/listed listed',
      ['127.0.0.2', '127.0.0.4', '127.0.0.9'],
    ],
    ['a policy listing', held.policy, 1, 'zen.spamhaus.org', 'ip-listed/listed listed', ['127.0.0.11']],
    ['a list that many score', held.spamcop, 0, 'bl.spamcop.net', 'ip-listed/scored listed', ['127.0.0.2']],
    ['an allowlist', held.trusted, 0, 'list.dnswl.org', 'ip-allow-listed/listed allowed', ['127.0.9.3']],
    [
      'the whole network of the host, and the address nowhere',
      held.networkOnly,
      0,
      'dnsbl-3.uceprotect.net',
      'ip-neighbourhood/range-listed listed',
      ['127.0.0.2'],
    ],
    ['a name on a list of domains', held.badName, 1, 'dbl.spamhaus.org', 'domain-listed/listed listed', ['127.0.1.2']],
    ['a bit field', held.badName, 1, 'multi.surbl.org', 'domain-listed/scored listed', ['127.0.0.72']],
    ['an IPv6 address, by its /64', held.listed6, 1, 'zen.spamhaus.org', 'ip-listed/listed listed', ['127.0.0.3']],
    ['a clean IPv6 address', held.clean6, 0, 'zen.spamhaus.org', 'ip-listed/clear not-listed', []],
  ]
  for (const [what, address, expected, zone, said, codes] of table)
    test(`${what}: ${said}`, async () => {
      const { code, counts, findings } = await check([address])
      assert.deepEqual(idsOf(findings, zone), [said])
      assert.deepEqual(codesOf(findings, zone), codes)
      assert.deepEqual([code, counts.unknown], [expected, 0])
    })

  test('SURBL by bits: phishing and abuse, and nothing else', async () => {
    const { findings } = await check([held.badName])
    const [surbl] = findings.filter(({ about }) => about.zone === 'multi.surbl.org')
    assert.equal(surbl?.about.subject, 'bad.example')
    assert.equal(surbl?.about.means, 'PH: phishing; ABUSE: spam and abuse')
  })

  test('PBL is a policy, not an accusation', async () => {
    const { findings } = await check([held.policy])
    const [zen] = findings.filter(({ about }) => about.zone === 'zen.spamhaus.org')
    assert.match(zen?.fix ?? '', /^This is no accusation/)
    assert.match(zen?.fix ?? '', /https:\/\/\S*32\.60\.0\.11/)
  })

  test('a list says why in its own words; of what is clear nobody asks why', async () => {
    const { findings } = await check([held.spamcop])
    assert.ok(reasonsIn(findings).some((text) => text.includes('Blocked - see https://list.example/?ip=32.60.0.15')))
    const before = world.lists.asked().length
    await check([held.clean6])
    assert.deepEqual(
      world.lists
        .asked()
        .slice(before)
        .filter((one) => one.startsWith('TXT')),
      [],
    )
  })

  test('relaycheck domain: a domain, and those of sender and HELO', async () => {
    const argv = ['shop.example', '--helo', 'mail.bad.example', '--sender', 'x@news.bad.example']
    const ran = await relaycheck([
      'domain',
      ...argv,
      '--only',
      'domain-listed',
      '--resolver',
      world.resolver,
      '--format',
      'json',
    ])
    const { findings } = readReport(ran.out)
    const ofDbl = findings.filter(({ about }) => about.zone === 'dbl.spamhaus.org')
    assert.deepEqual(ofDbl.map(({ id, about }) => `${about.subject} ${id}`).sort(), [
      'mail.bad.example domain-listed/listed',
      'news.bad.example domain-listed/listed',
      'shop.example domain-listed/clear',
    ])
    const ofSurbl = findings.filter(({ about }) => about.zone === 'multi.surbl.org')
    assert.deepEqual(ofSurbl.map(({ id, about }) => `${about.subject} ${id}`).sort(), [
      'bad.example domain-listed/scored',
      'shop.example domain-listed/clear',
    ])
    assert.equal(ran.code, 1)
  })

  test('IPv6 is asked by 32 nibbles, and its test entry is not turned into 127.0.0.2', async () => {
    await check([held.listed6])
    const asked = world.lists.asked()
    for (const name of [
      'A 5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.0.0.0.0.0.f.1.0.0.6.2.zen.spamhaus.org',
      'A 2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.zen.spamhaus.org',
      'A 1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.zen.spamhaus.org',
    ])
      assert.ok(asked.includes(name), name)
  })

  test('a zone of one’s own is believed once it has proved itself, another is not', async () => {
    const { code, findings } = await check([held.own, '--lists', 'rbl.shop.example,unproven.shop.example'])
    assert.deepEqual(idsOf(findings, 'rbl.shop.example'), ['ip-listed/scored listed', 'domain-listed/clear not-listed'])
    assert.deepEqual(idsOf(findings, 'unproven.shop.example'), [
      'ip-listed/unanswered broken',
      'domain-listed/unanswered unreachable',
    ])
    assert.ok(reasonsIn(findings).some((text) => text.includes('seen here 32.60.0.17')))
    assert.deepEqual(idsOf(findings, 'zen.spamhaus.org'), [])
    assert.equal(code, 0)
    const six = await check([held.clean6, '--lists', 'rbl.shop.example'])
    assert.deepEqual(idsOf(six.findings, 'rbl.shop.example'), [
      'ip-listed/clear not-listed',
      'domain-listed/clear not-listed',
    ])
  })

  test('a list that has ended is not asked', async () => {
    const { code, out, err } = await run([held.clean, '--lists', 'cbl.abuseat.org'])
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /cbl\.abuseat\.org: this list has ended/)
  })

  test('with a key its own zone is asked, the key in the name on the wire and nowhere else', async () => {
    const folder = makeFolder()
    const tape = join(folder, 'tape.json')
    const env = { RELAYCHECK_SPAMHAUS_DQS_KEY: secretKey }
    const before = world.lists.asked().length
    const { code, findings, out, err } = await check([held.keyed, '--verbose', '--record', tape], { env })
    const asked = world.lists.asked().slice(before)
    assert.ok(asked.includes(`A 18.0.60.32.${secretKey}.zen.dq.spamhaus.net`), asked.join('\n'))
    assert.deepEqual(
      asked.filter((one) => one.endsWith('zen.spamhaus.org')),
      [],
    )
    assert.deepEqual(idsOf(findings, 'zen.dq.spamhaus.net'), ['ip-listed/listed listed'])
    assert.equal(code, 1)
    const text = await run([held.keyed, '--verbose'], { env })
    for (const told of [out, err, text.out, text.err, readFileSync(tape, 'utf8')]) assert.ok(!tells(told))
    assert.match(text.out, /18\.0\.60\.32\.relaycheck-spamhaus-key\.zen\.dq\.spamhaus\.net/)
  })

  test('a key that the server does not know makes ZEN unknown, not clear', async () => {
    const env = { RELAYCHECK_SPAMHAUS_DQS_KEY: 'wr0ngwr0ngwr0ngwr0ngwr0ng0' }
    const { code, findings } = await check([held.clean], { env })
    assert.equal(code, 3)
    const [zen] = findings.filter(({ about }) => about.zone === 'zen.dq.spamhaus.net')
    assert.equal(zen?.id, 'ip-listed/unknown')
    assert.match(zen?.fix ?? '', /RELAYCHECK_SPAMHAUS_DQS_KEY/)
  })

  test('--from-spf: what the record names itself, and large networks are said to be left out', async () => {
    const { code, err, steps } = await check(['--from-spf', 'shop.example'])
    const targets = [...new Set(steps.map(({ target }) => target))]
    assert.deepEqual(targets.sort(), [held.several, held.clean, held.spamcop].sort())
    assert.match(err, /^relaycheck: 32\.60\.0\.0\/16, in the SPF record of shop\.example, .* was left out\.\n$/)
    assert.equal(code, 1)
  })

  test('--pool: a line for each address of a network, for a script', async () => {
    const { code, out } = await run(['32.60.0.12/30', '--pool'])
    const lines = out.trimEnd().split('\n')
    assert.deepEqual(
      lines.map((line) => line.split('\t').slice(0, 2)),
      [
        [held.clean, 'fit'],
        [held.trusted, 'fit'],
        [held.networkOnly, 'fit'],
        [held.spamcop, 'fit'],
      ],
    )
    assert.equal(code, 0)
    const bad = await run([held.several, '--pool'])
    assert.match(bad.out, /^32\.60\.0\.10\tpull\tSpamhaus ZEN lists 32\.60\.0\.10: [^\t\n]*\n$/)
    assert.equal(bad.code, 1)
  })

  test('addresses on standard input, each once', async () => {
    const input = [`# the pool\n${held.clean}\n\n[IPv6:${held.clean6}] # six\n::ffff:${held.clean}\n`]
    const { code, steps } = await check(['-'], { input })
    assert.deepEqual([...new Set(steps.map(({ target }) => target))], [held.clean, held.clean6])
    assert.equal(code, 0)
  })

  test('several addresses share the test entries', async () => {
    const before = world.lists.asked().length
    await check([held.clean, held.trusted, held.several], {})
    const asked = world.lists.asked().slice(before)
    const twice = asked.filter((one, i) => asked.indexOf(one) !== i)
    assert.deepEqual(twice, [])
  })

  for (const argv of [[held.several], [held.clean6], [held.badName, held.networkOnly]])
    test(`a recording of ${argv.join(' and ')} gives the same bytes`, async () => {
      const folder = makeFolder()
      const tape = join(folder, 'tape.json')
      const at = ['--at', '2026-11-24T06:00:00Z']
      for (const format of [['--format', 'json'], ['--verbose']]) {
        const live = await run([...argv, ...at, ...format, '--record', tape])
        const again = await relaycheck(['ip', ...argv, ...at, ...format, '--replay', tape])
        assert.equal(again.out, live.out)
        assert.equal(again.code, live.code)
      }
    })

  test('what a list says comes in the same order, whatever the order of the answer', async () => {
    const said = new Set<string>()
    for (let i = 0; i < 6; i++) {
      const { findings } = await check([held.several])
      for (const finding of findings.filter(isAboutList)) if (finding.verdict === 'fail') said.add(finding.says)
    }
    assert.equal(said.size, 1, [...said].join('\n'))
    assert.match([...said].join(), /SBL: .*; DROP: .*; XBL: /)
  })
})
