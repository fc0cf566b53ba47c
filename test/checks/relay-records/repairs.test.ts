import assert from 'node:assert/strict'
import test from 'node:test'
import spfRecord from '../../../src/checks/spf/spf-record.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { seen } from '../../../src/core/observation.ts'
import type { Asked } from '../../../src/core/target.ts'
import type { World } from '../../../src/core/world.ts'
import { judge } from '../../../src/judge.ts'
import { mend } from '../../../src/mend.ts'
import { overlay } from '../../../src/net/overlay.ts'
import { showFragment } from '../../../src/records/changes.ts'
import { parseZoneFile } from '../../../src/records/zone-file.ts'
import { keyText } from '../../support/dkim-facts.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'
import { judgeRelays, named, relayGatherers, relayWorld, smtp2go } from '../../support/relay-facts.ts'

const find = async (world: World, asked: Partial<Asked>): Promise<Finding[]> =>
  judgeRelays(await gatherIn(world, 'shop.example', relayGatherers, asked))

/** The world once all that the findings propose is published, by way of the file that `--write-fix` writes. */
async function mended(world: World, findings: readonly Finding[]): Promise<World> {
  const text = showFragment(await mend(findings, world.dns))
  const zone = parseZoneFile(text, { file: 'fix.zone' })
  if ('fault' in zone) assert.fail(zone.fault.says)
  return { ...world, dns: overlay(world.dns, [zone]) }
}

const given = named('smtp2go', { returnPath: 'em4711', selectors: ['s4711'] })
const allWell = ['points-to-relay', 'points-to-relay', 'points-to-relay', 'covered-by-return-path', 'spf-and-dkim']

const broken: Record<string, [lines: string, repaired: number]> = {
  'nothing is published': ['', 3],
  'all three lead elsewhere, and links serve something': [
    `em4711.shop.example CNAME web.example
    s4711._domainkey.shop.example CNAME old.smtp2go.com
    ${smtp2go.link}`,
    2,
  ],
  'the return path is flattened': [
    `em4711.shop.example A 192.0.2.1
    em4711.shop.example A 192.0.2.2
    em4711.shop.example AAAA 2001:db8::1
    ${smtp2go.key}
    ${smtp2go.link}`,
    1,
  ],
  'a wildcard gives addresses and texts to every name': [
    '*.shop.example A 192.0.2.1\n*.shop.example TXT "v=spf1 -all"\n*.shop.example MX 10 mx.shop.example',
    3,
  ],
}
for (const [name, [lines, repaired]] of Object.entries(broken))
  test(`repairs of relay records: ${name}: published, all is well`, async () => {
    const world = memoryWorld(relayWorld(lines))
    const before = await find(world, given)
    assert.equal(before.filter(({ repair }) => repair).length, repaired)
    const after = await find(await mended(world, before), given)
    assert.deepEqual(
      after.map(({ outcome }) => outcome),
      allWell,
    )
  })

test('repairs of relay records: the SPF record beside an MX', async () => {
  const lines = `bounce.shop.example MX 10 feedback-smtp.eu-west-1.amazonses.com
    bounce.shop.example TXT "some-verification=1"`
  const world = memoryWorld(relayWorld(lines))
  const asked = named('ses', { returnPath: 'bounce' })
  const before = await find(world, asked)
  assert.deepEqual(before[0]?.outcome, 'spf-missing')
  const after = await mended(world, before)
  assert.equal((await find(after, asked))[0]?.outcome, 'points-to-relay')
  const texts = await after.dns('bounce.shop.example', 'TXT')
  assert.ok(texts.kind === 'records' && texts.records.length === 2, 'the other text stays')
})

test('repairs of relay records: selectors whose targets are told by the domain', async () => {
  const world = memoryWorld(relayWorld(''))
  const before = await find(world, named('brevo'))
  const after = await find(await mended(world, before), named('brevo'))
  assert.deepEqual(
    after.filter(({ check }) => check === 'relay-dkim').map(({ outcome }) => outcome),
    ['points-to-relay', 'points-to-relay'],
  )
})

const bare: Record<string, [lines: string, becomes: string]> = {
  'a record that does not name it': ['shop.example TXT "v=spf1 mx -all"', 'v=spf1 mx include:mxroute.com -all'],
  'a record that refuses it': [
    'shop.example TXT "v=spf1 mx -include:mxroute.com -all"',
    'v=spf1 mx include:mxroute.com -all',
  ],
  'a record with a blank in it': [
    'shop.example TXT "v=spf1 mx include: mxroute.com -all"',
    'v=spf1 mx include:mxroute.com -all',
  ],
  'several records': [
    'shop.example TXT "v=spf1 mx -all"\nshop.example TXT "v=spf1 ip4:192.0.2.9 -all"',
    'v=spf1 ip4:192.0.2.9 mx include:mxroute.com -all',
  ],
}
const hosts = `shop.example MX 10 mx.shop.example
  mx.shop.example A 192.0.2.7
  x._domainkey.shop.example TXT "${keyText()}"
  mxroute.com TXT "v=spf1 ip4:203.0.113.0/24 -all"`
for (const [name, [lines, becomes]] of Object.entries(bare))
  test(`repairs of relay records: a relay of the bare domain, and ${name}: one record for all`, async () => {
    const world = memoryWorld(relayWorld(`${lines}\n${hosts}`))
    const asked = named('mxroute')
    const before = await find(world, asked)
    assert.equal(before.find(({ check }) => check === 'relay-spf')?.id, 'relay-spf/missing')
    const after = await mended(world, before)
    const texts = await after.dns('shop.example', 'TXT')
    assert.deepEqual(texts.kind === 'records' && texts.records.map(({ data }) => data.join('')), [becomes])
    assert.deepEqual(
      (await find(after, asked)).map(({ outcome }) => outcome),
      ['none-needed', 'key-published', 'no-such-name', 'included', 'spf-and-dkim'],
    )
  })

test('repairs of relay records: no SPF record at all: the record that the step SPF proposes has the relay in it', async () => {
  const world = memoryWorld(relayWorld(hosts).filter(({ name, type }) => !(name === 'shop.example' && type === 'TXT')))
  const gathered = await gatherIn(world, 'shop.example', relayGatherers, named('mxroute'))
  const [spf] = judge(spfRecord, {
    ...gathered,
    asked: seen({ ...named('mxroute'), addresses: [], parked: false } as never),
  })
  const relay = judgeRelays(gathered).find(({ check }) => check === 'relay-spf')
  assert.equal(spf?.id, 'spf-record/none')
  assert.deepEqual(spf?.repair, relay?.repair)
  assert.match(JSON.stringify(spf?.repair), /v=spf1 mx include:mxroute\.com ~all/)
})

test('repairs of relay records: what Mail-in-a-Box put beside an address goes with it', async () => {
  const world = memoryWorld(
    relayWorld(`em4711.shop.example A 192.0.2.1
      em4711.shop.example MX 0 .
      em4711.shop.example TXT "v=spf1 -all"
      _dmarc.em4711.shop.example TXT "v=DMARC1; p=reject"
      ${smtp2go.key}
      ${smtp2go.link}`),
  )
  const before = await find(world, given)
  assert.equal(before[0]?.id, 'relay-return-path/shut')
  const after = await find(await mended(world, before), given)
  assert.deepEqual(
    after.map(({ outcome }) => outcome),
    allWell,
  )
})

/** Where a CNAME could not stand alone (RFC 1034 section 3.6.2), or what stands there is not seen. */
const unsafe: Record<string, [lines: string, blindAt?: Record<string, 'timeout'>]> = {
  'a text beside the addresses': ['em4711.shop.example A 192.0.2.1\nem4711.shop.example TXT "x"'],
  'an MX beside the addresses': ['em4711.shop.example A 192.0.2.1\nem4711.shop.example MX 10 mx.shop.example'],
  'the MX host of the domain': ['shop.example MX 10 em4711.shop.example\nem4711.shop.example A 192.0.2.1'],
  'a name server of the domain': ['shop.example NS em4711.shop.example\nem4711.shop.example A 192.0.2.1'],
  'a crowd of addresses': [Array.from({ length: 21 }, (_, i) => `em4711.shop.example A 192.0.2.${i}`).join('\n')],
  'a text that was not seen': ['em4711.shop.example A 192.0.2.1', { 'TXT em4711.shop.example': 'timeout' }],
  'names below it, or another kind of record': ['_dmarc.em4711.shop.example TXT "v=DMARC1; p=reject"'],
  'the alias of a wildcard': ['*.shop.example CNAME web.example'],
  'an alias above it': ['shop.test A 192.0.2.1\nem4711.shop.example DNAME shop.test'],
}
for (const [name, [lines, blindAt]] of Object.entries(unsafe))
  test(`repairs of relay records: none where there is ${name}`, async () => {
    const world = memoryWorld(relayWorld(lines), blindAt && { blindAt })
    const [first] = await find(world, given)
    assert.ok(first && ['fail', 'warn'].includes(first.verdict), first?.id)
    assert.equal(first.repair, undefined)
    assert.match(first.fix ?? '', /return\.smtp2go\.net|leave it as it is/)
  })
