import assert from 'node:assert/strict'
import test from 'node:test'
import { chooseChecks, plan, type Question } from '../src/plan.ts'
import { registry } from './support/registry.ts'

const known = { deadLists: [], relays: [] }
const question: Question = {
  targets: ['shop.example'],
  addresses: [],
  parked: false,
  bulk: false,
  selectors: [],
  outputs: [],
  authoritative: false,
  only: [],
  skip: [],
}

test('a plain question: the target, every check, and all that they and their subjects read', () => {
  assert.deepEqual(plan(question, registry, known), {
    targets: [{ kind: 'domain', name: 'shop.example', display: 'shop.example' }],
    checks: registry,
    facts: new Set(['zone', 'mx', 'spfTree']),
    asked: {
      addresses: [],
      selectors: [],
      mostGuesses: 200,
      parked: false,
      authoritative: false,
      lists: { tier: 'core', zones: [], dead: false },
    },
  })
})

test('values are parsed once, and the same one typed twice is one', () => {
  const planned = plan(
    {
      ...question,
      targets: ['Bücher.example.', 'https://xn--bcher-kva.example/', 'user@shop.example'],
      addresses: ['192.0.2.1', '[2001:DB8:0::1]', '2001:db8::1', '::ffff:192.0.2.1', '::ffff:c000:209'],
      sender: 'Info@Shop.Example',
      helo: 'MAIL.shop.example.',
      selectors: ['S1', 's1', 'k2.eu._domainkey', 'aweber_key_a._domainkey.shop.example.'],
      parked: true,
      authoritative: true,
    },
    registry,
    known,
  )
  assert.ok(!('usage' in planned))
  assert.deepEqual(planned.targets, [
    { kind: 'domain', name: 'xn--bcher-kva.example', display: 'bücher.example' },
    { kind: 'domain', name: 'shop.example', display: 'shop.example' },
  ])
  assert.deepEqual(planned.asked, {
    addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.9'],
    sender: 'Info@shop.example',
    helo: 'mail.shop.example',
    selectors: ['s1', 'k2.eu', 'aweber_key_a'],
    mostGuesses: 200,
    parked: true,
    authoritative: true,
    lists: { tier: 'core', zones: [], dead: false },
  })
})

const senders: Record<string, string> = {
  '<>': '',
  '<user@shop.example>': 'user@shop.example',
  '"a b"@shop.example': '"a b"@shop.example',
  'a@b@shop.example': '?',
  'user+tag@BÜCHER.example': 'user+tag@xn--bcher-kva.example',
}
for (const [typed, sender] of Object.entries(senders))
  test(`--sender ${typed}`, () => {
    const planned = plan({ ...question, sender: typed }, registry, known)
    if (sender === '?') assert.ok('usage' in planned)
    else assert.equal('usage' in planned ? planned.usage : planned.asked.sender, sender)
  })

test('--helo takes an address literal as it is', () => {
  for (const helo of ['[192.0.2.1]', '[IPv6:2001:db8::1]']) {
    const planned = plan({ ...question, helo }, registry, known)
    assert.equal('usage' in planned ? planned.usage : planned.asked.helo, helo)
  }
})

/** What is asked wrongly, and how the one sentence begins. */
const wrong: Record<string, [Partial<Question>, RegExp]> = {
  'no domain in it': [{ targets: [''] }, /^relaycheck: .*domain/],
  'an address for a domain': [{ targets: ['192.0.2.1'] }, /^relaycheck: "192\.0\.2\.1" is an address/],
  'a selector with a blank': [
    { selectors: ['s 1'] },
    /^relaycheck: --selector takes the selector alone.*"s 1".*: --selector s1$/,
  ],
  'an empty selector': [{ selectors: [''] }, /^relaycheck: --selector takes/],
  'a selector of another domain': [
    { selectors: ['s1._domainkey.other.example'] },
    /another domain: give the selector alone, --selector s1$/,
  ],
  'a selector that is a tag': [{ selectors: ['s=s1'] }, /^relaycheck: --selector takes/],
  'two dots': [{ targets: ['shop..example'] }, /^relaycheck: .*shop\.\.example/],
  'a long name': [{ targets: [`${'a.'.repeat(150)}example`] }, /^relaycheck: .*253/],
  'a long label': [{ targets: [`${'a'.repeat(64)}.example`] }, /^relaycheck: .*6[34]/],
  'the second of two': [{ targets: ['shop.example', 'a b.example'] }, /^relaycheck: .*a b\.example/],
  'an escape in it': [{ targets: ['a\u001b[2J.example'] }, /^relaycheck: .*\\x1b/],
  'a network for an address': [
    { addresses: ['192.0.2.0/24'] },
    /^relaycheck: --ip takes one IPv4 or IPv6 address, not "192\.0\.2\.0\/24": --ip 192\.0\.2\.1$/,
  ],
  'a sender without domain': [
    { sender: 'user' },
    /^relaycheck: --sender takes an address \(user@example\.com\), or "<>" for the null sender, not "user"\.$/,
  ],
  'an empty sender': [{ sender: '' }, /^relaycheck: --sender takes an address/],
  'a sender in two lines': [
    { sender: 'a\nb@shop.example' },
    /^relaycheck: --sender takes an address .*not "a\\x0ab@shop\.example"\.$/,
  ],
  'a sender too long': [{ sender: `${'a'.repeat(65)}@shop.example` }, /64 octets/],
  'a sender at no domain': [{ sender: 'user@192.0.2.1' }, /^relaycheck: --sender "user@192\.0\.2\.1": /],
  'a HELO that is no name': [{ helo: 'a..b' }, /^relaycheck: --helo: "a\.\.b" /],
  'a check that does not exist': [
    { only: ['mx-recrod'] },
    /^relaycheck: --only "mx-recrod" fits no check\. Did you mean mx-record\?$/,
  ],
  'a step in capitals': [{ only: ['SPF'] }, /^relaycheck: --only "SPF" fits no check\. Did you mean 'spf-\*'\?$/],
  'a step for a check': [{ skip: ['spf'] }, /^relaycheck: --skip "spf" fits no check\. Did you mean 'spf-\*'\?$/],
  'a pattern for nothing': [
    { only: ['q*'] },
    /^relaycheck: --only "q\*" fits no check: relaycheck checks lists them all\.$/,
  ],
  'all skipped': [{ skip: ['*'] }, /^relaycheck: --skip leaves no check to run: skip fewer\.$/],
  'no check left': [{ only: ['mx-*'], skip: ['mx-record'] }, /^relaycheck: --only and --skip together leave no check/],
}
for (const [name, [change, sentence]] of Object.entries(wrong))
  test(`asked wrongly: ${name}`, () => {
    const planned = plan({ ...question, ...change }, registry, known)
    assert.ok('usage' in planned, 'nobody minded')
    assert.equal(planned.exitCode, 2)
    assert.match(planned.usage, /^[^\n]{1,400}\n$/)
    assert.match(planned.usage.trimEnd(), sentence)
  })

const choices: [only: string[], skip: string[], ids: string[]][] = [
  [[], [], ['mx-record', 'spf-all']],
  [['*'], [], ['mx-record', 'spf-all']],
  [['spf-*'], [], ['spf-all']],
  [['spf-all', 'mx-record'], [], ['mx-record', 'spf-all']],
  [['???-all'], [], ['spf-all']],
  [['*-*'], ['mx*'], ['spf-all']],
  [['SPF-*'], [], ['spf-all']],
  [[], ['Spf-All'], ['mx-record']],
  [['**l**'], [], ['spf-all']],
]
for (const [only, skip, ids] of choices)
  test(`--only ${only} --skip ${skip}`, () => {
    const chosen = chooseChecks({ only, skip }, registry)
    assert.deepEqual('usage' in chosen ? chosen.usage : chosen.map(({ id }) => id), ids)
  })

test('a dot in a pattern is a dot', () =>
  assert.ok('usage' in chooseChecks({ only: ['mx.record'], skip: [] }, registry)))

test('what is not chosen is not looked at', () => {
  const planned = plan({ ...question, only: ['spf-all'] }, registry, known)
  assert.deepEqual('usage' in planned ? planned.usage : planned.facts, new Set(['spfTree', 'mx']))
})

test('with a report a line there are many targets, and fewer selectors are guessed for each', () => {
  const planned = plan({ ...question, outputs: [{ format: 'jsonl' }] }, registry, known)
  assert.ok(!('usage' in planned))
  assert.equal(planned.asked.mostGuesses, 25)
})
