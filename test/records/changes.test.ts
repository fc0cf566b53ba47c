import assert from 'node:assert/strict'
import test from 'node:test'
import type { Change } from '../../src/core/finding.ts'
import { overlay } from '../../src/net/overlay.ts'
import { applyChanges, changedSets, changeRecords, isEmptyFragment, showFragment } from '../../src/records/changes.ts'
import type { RecordType } from '../../src/records/dns.ts'
import { showRecord } from '../../src/records/presentation.ts'
import { parseZoneFile } from '../../src/records/zone-file.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { readRecords } from '../support/zone-text.ts'

const now = readRecords(`
  shop.example 300 TXT "v=spf1 a a -all"
  shop.example 300 TXT "google-site-verification=abc"
  shop.example 600 MX 10 mail.shop.example
  shop.example 600 MX 20 alias.shop.example
  old.shop.example CNAME elsewhere.example
  key.shop.example TXT "v=DKIM1; " "p=abc"
`)
const spf: Change = {
  change: 'replace',
  name: 'shop.example',
  type: 'TXT',
  was: '"v=spf1 a a -all"',
  becomes: '"v=spf1 a -all"',
}
const dmarc: Change = { change: 'add', name: '_dmarc.shop.example', type: 'TXT', becomes: '"v=DMARC1; p=none"' }

const made: Record<string, [changes: Change[], records: string[], removes: string[]]> = {
  'a replacement keeps what stands beside it, and the TTL': [
    [spf],
    ['shop.example. 300 IN TXT "v=spf1 a -all"', 'shop.example. 300 IN TXT "google-site-verification=abc"'],
    [],
  ],
  'the same change twice is one': [
    [spf, { ...spf }, { ...spf, name: 'SHOP.example.' }],
    ['shop.example. 300 IN TXT "v=spf1 a -all"', 'shop.example. 300 IN TXT "google-site-verification=abc"'],
    [],
  ],
  'an addition to nothing': [[dmarc], ['_dmarc.shop.example. 3600 IN TXT "v=DMARC1; p=none"'], []],
  'an addition to a set': [
    [{ change: 'add', name: 'shop.example', type: 'MX', becomes: '30 mx.backup.example.' }],
    [
      'shop.example. 600 IN MX 10 mail.shop.example.',
      'shop.example. 600 IN MX 20 alias.shop.example.',
      'shop.example. 600 IN MX 30 mx.backup.example.',
    ],
    [],
  ],
  'an addition of what is there': [
    [{ change: 'add', name: 'key.shop.example', type: 'TXT', becomes: '"v=DKIM1; p=abc"' }],
    ['key.shop.example. 3600 IN TXT "v=DKIM1; " "p=abc"'],
    [],
  ],
  'two replacements by the same record': [
    [
      {
        change: 'replace',
        name: 'shop.example',
        type: 'MX',
        was: '10 mail.shop.example.',
        becomes: '10 mx.shop.example.',
      },
      {
        change: 'replace',
        name: 'shop.example',
        type: 'MX',
        was: '20 alias.shop.example.',
        becomes: '10 mx.shop.example.',
      },
    ],
    ['shop.example. 600 IN MX 10 mx.shop.example.'],
    [],
  ],
  'a removal of one': [
    [{ change: 'remove', name: 'shop.example', type: 'MX', was: '20 alias.shop.example.' }],
    ['shop.example. 600 IN MX 10 mail.shop.example.'],
    [],
  ],
  'a removal of the last': [
    [
      { change: 'remove', name: 'old.shop.example', type: 'CNAME', was: 'elsewhere.example.' },
      { change: 'add', name: 'old.shop.example', type: 'A', becomes: '192.0.2.1' },
    ],
    ['old.shop.example. 3600 IN A 192.0.2.1'],
    ['old.shop.example CNAME'],
  ],
  'a text is the same however it is cut into strings': [
    [{ change: 'remove', name: 'key.shop.example', type: 'TXT', was: '"v=DKIM1; p=abc"' }],
    [],
    ['key.shop.example TXT'],
  ],
  'a long text is cut into strings': [
    [{ change: 'add', name: 'k.shop.example', type: 'TXT', becomes: `"${'x'.repeat(300)}"` }],
    [`k.shop.example. 3600 IN TXT "${'x'.repeat(255)}" "${'x'.repeat(45)}"`],
    [],
  ],
}
for (const [name, [changes, records, removes]] of Object.entries(made))
  test(name, () => {
    const fragment = applyChanges(now, changes)
    assert.deepEqual(fragment.records.map(showRecord), records)
    assert.deepEqual(
      fragment.removes.map((set) => `${set.name} ${set.type}`),
      removes,
    )
  })

const wrong: Record<string, [changes: Change[], says: RegExp]> = {
  'two replacements of one record': [[spf, { ...spf, becomes: '"v=spf1 -all"' }], /contradict/],
  'a replacement and a removal': [
    [spf, { change: 'remove', name: 'shop.example', type: 'TXT', was: '"v=spf1 a a -all"' }],
    /contradict/,
  ],
  'a record that is not there': [[{ ...spf, was: '"v=spf1 mx -all"' }], /not there/],
  'data that does not read': [[{ ...dmarc, type: 'MX' }], /does not read/],
  'a relative name in the data': [[{ ...dmarc, type: 'MX', becomes: '10 mail' }], /does not read/],
  'a type that is not read': [[{ ...dmarc, type: 'CAA' }], /type that relaycheck does not read/],
  'a name that is none': [[{ ...dmarc, name: 'a..b' }], /name that is none/],
  'a second CNAME': [
    [{ change: 'add', name: 'old.shop.example', type: 'CNAME', becomes: 'other.example.' }],
    /make 2 of old\.shop\.example CNAME/,
  ],
}
for (const [name, [changes, says]] of Object.entries(wrong))
  test(`a bug of ours: ${name}`, () => {
    assert.throws(
      () => applyChanges(now, changes),
      (error) => error instanceof RangeError && says.test(error.message),
    )
  })

test('the sets that changes touch, each once', () => {
  assert.deepEqual(changedSets([spf, dmarc, { ...spf, name: 'Shop.Example.' }]), [
    { name: 'shop.example', type: 'TXT' },
    { name: '_dmarc.shop.example', type: 'TXT' },
  ])
})

test('a change as records', () => {
  assert.deepEqual(changeRecords(spf), { was: ['v=spf1 a a -all'], becomes: ['v=spf1 a -all'] })
  assert.deepEqual(changeRecords(dmarc), { becomes: ['v=DMARC1; p=none'] })
})

test('a fragment is sorted, says what it is, and orders what is to go', () => {
  const fragment = applyChanges(now, [
    dmarc,
    { change: 'remove', name: 'key.shop.example', type: 'TXT', was: '"v=DKIM1; p=abc"' },
    spf,
    {
      change: 'replace',
      name: 'shop.example',
      type: 'MX',
      was: '20 alias.shop.example.',
      becomes: '20 mx.shop.example.',
    },
  ])
  const [about, rest] = [
    /^(?:;[^\n]*\n)+?(?=\w)/.exec(showFragment(fragment))?.[0] ?? '',
    showFragment(fragment).replace(/^; (?!relaycheck:).*\n/gm, ''),
  ]
  assert.match(about, /relaycheck proposes/)
  assert.equal(
    rest,
    `shop.example. 600 IN MX 10 mail.shop.example.
shop.example. 600 IN MX 20 mx.shop.example.
shop.example. 300 IN TXT "google-site-verification=abc"
shop.example. 300 IN TXT "v=spf1 a -all"
_dmarc.shop.example. 3600 IN TXT "v=DMARC1; p=none"
; relaycheck: remove key.shop.example. TXT
`,
  )
  assert.match(showFragment(fragment, { ttl: 60 }), /^shop\.example\. 60 IN MX 10/m)
})

test('written, read, laid over live DNS: the changes are there and nothing else', async () => {
  const changes: Change[] = [
    spf,
    dmarc,
    { change: 'remove', name: 'old.shop.example', type: 'CNAME', was: 'elsewhere.example.' },
    { change: 'add', name: 'long.shop.example', type: 'TXT', becomes: `"\\"${'x'.repeat(300)}\\255"` },
  ]
  const soa = readRecords('shop.example SOA ns1.shop.example. hostmaster.shop.example. 1')
  const zone = parseZoneFile(showFragment(applyChanges(now, changes)), { file: 'fix.zone' })
  if ('fault' in zone) assert.fail(zone.fault.says)
  const dns = overlay(memoryWorld([...soa, ...now]).dns, [zone])
  const read = async (name: string, type: RecordType) => {
    const answer = await dns(name, type)
    return answer.kind === 'records' ? answer.records.map((r) => r.data).sort() : answer.kind
  }
  assert.deepEqual(await read('shop.example', 'TXT'), [['google-site-verification=abc'], ['v=spf1 a -all']])
  assert.deepEqual(await read('_dmarc.shop.example', 'TXT'), [['v=DMARC1; p=none']])
  assert.equal(await read('old.shop.example', 'A'), 'no-such-name')
  assert.deepEqual(await read('long.shop.example', 'TXT'), [[`"${'x'.repeat(254)}`, `${'x'.repeat(46)}\xff`]])
  assert.deepEqual(await read('shop.example', 'MX'), [
    { preference: 10, exchange: 'mail.shop.example' },
    { preference: 20, exchange: 'alias.shop.example' },
  ])
})

test('no changes are an empty fragment, which a zone file may be', () => {
  const zone = parseZoneFile(showFragment(applyChanges(now, [])), { file: 'fix.zone' })
  assert.deepEqual(zone, { file: 'fix.zone', records: [], others: [], removes: [] })
  assert.ok(isEmptyFragment(showFragment(applyChanges(now, []))))
  assert.ok(!isEmptyFragment(showFragment(applyChanges(now, [spf]))))
})
