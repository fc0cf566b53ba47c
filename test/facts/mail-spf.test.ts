import assert from 'node:assert/strict'
import test from 'node:test'
import { borderField, from, type MessageWorld, messageFacts, returnPath } from '../support/path-facts.ts'

const author = from('news@shop.example')
const of = async (world: MessageWorld) => (await messageFacts(world)).mailSpf
async function verdictOf(world: MessageWorld) {
  const spf = await of(world)
  assert.ok('verdict' in spf, JSON.stringify(spf))
  assert.equal(spf.domain, spf.verdict.identity.domain)
  return spf.verdict
}
const record = (text: string, name = 'shop.example') => `${name} TXT "v=spf1 ${text}"`
const above =
  'Received: from mx.receiver.example ([127.0.0.1]) by mx.receiver.example (Postfix) with ESMTP id 7; Tue, 24 Nov 2026 06:00:07 +0000'

for (const [text, result] of [
  ['ip4:192.0.2.25 -all', 'pass'],
  ['-all', 'fail'],
  ['~all', 'softfail'],
  ['?all', 'neutral'],
  ['ip4:192.0.2.0/40 -all', 'permerror'],
] as const)
  test(`mailSpf: ${text} gives ${result}`, async () => {
    const verdict = await verdictOf({ zone: record(text) })
    assert.equal(verdict.result, result)
    assert.equal(verdict.ip, '192.0.2.25')
    assert.deepEqual(verdict.identity, { kind: 'mailfrom', sender: 'bounce@shop.example', domain: 'shop.example' })
  })

test('mailSpf: no record', async () => {
  assert.equal((await verdictOf({ zone: 'shop.example A 192.0.2.1' })).result, 'none')
})

test('mailSpf: a name that does not answer', async () => {
  const verdict = await verdictOf({
    zone: record('include:spf.relay.example -all'),
    blindAt: { 'TXT spf.relay.example': 'server-failure' },
  })
  assert.equal(verdict.result, 'temperror')
  assert.equal(verdict.blind?.question, 'TXT spf.relay.example')
})

test('mailSpf: by the hop that matters, not by the topmost', async () => {
  const header = [returnPath('bounce@shop.example'), above, borderField, author]
  assert.equal((await verdictOf({ zone: record('ip4:192.0.2.25 -all'), header })).result, 'pass')
})

test('mailSpf: the null sender is judged by HELO, as postmaster (RFC 7208 section 2.4)', async () => {
  const header = [returnPath(''), borderField, author]
  const zone = `${record('ip4:192.0.2.25 -all', 'out.relay.example')}\n${record('-all')}`
  const verdict = await verdictOf({ zone, header })
  assert.equal(verdict.result, 'pass')
  assert.deepEqual(verdict.identity, {
    kind: 'helo',
    sender: 'postmaster@out.relay.example',
    domain: 'out.relay.example',
  })
})

test('mailSpf: overridden', async () => {
  const zone = `${record('ip4:203.0.113.9 -all', 'other.example')}\n${record('ip6:2001:db8::9 exists:%{h}.ok.example -all')}\nhere.test.ok.example A 127.0.0.2`
  const of = async (asked: MessageWorld['asked']) => (await verdictOf({ zone, ...(asked && { asked }) })).result
  assert.equal(await of(undefined), 'fail')
  assert.equal(await of({ ip: '2001:db8::9' }), 'pass')
  assert.equal(await of({ ip: '203.0.113.9', sender: 'x@other.example' }), 'pass')
  assert.equal(await of({ helo: 'here.test' }), 'pass')
})

test('mailSpf: overridden without any Received', async () => {
  const asked = { ip: '192.0.2.25', sender: 'x@shop.example' }
  assert.equal((await verdictOf({ zone: record('ip4:192.0.2.25 -all'), header: [author], asked })).result, 'pass')
})

const unknown: Record<string, [world: MessageWorld, why: RegExp, lacks: string, inHouse?: true]> = {
  'no Received at all': [{ header: [author] }, /no Received field/, '--ip ADDRESS, --sender USER@DOMAIN', true],
  'no Received at all, and the address is given': [
    { header: [author], asked: { ip: '192.0.2.25' } },
    /no Return-Path field stands above/,
    '--sender USER@DOMAIN',
  ],
  'no Received at all, and the sender is given': [
    { header: [author], asked: { sender: 'x@shop.example' } },
    /no Received field/,
    '--ip ADDRESS',
    true,
  ],
  'no Received at all, and the null sender is given': [
    { header: [author], asked: { sender: '' } },
    /no Received field/,
    '--ip ADDRESS, --helo NAME',
    true,
  ],
  'handed in at the receiver': [
    {
      header: [
        returnPath('joe@receiver.example'),
        borderField.replace('(Postfix) with ESMTPS', '(Postfix) with ESMTPSA'),
        author,
      ],
    },
    /handed in at the receiver itself/,
    '--ip ADDRESS',
    true,
  ],
  'never outside': [
    { header: [returnPath('joe@receiver.example'), above, above, author] },
    /never came from outside/,
    '--ip ADDRESS',
    true,
  ],
  'a receiver that sees all clients at the address of a container network': [
    {
      header: [
        returnPath('bounce@shop.example'),
        'Received: from out.shop.example (unknown [172.18.0.1]) by mx.receiver.example (Postfix) with ESMTPS id 1; Tue, 24 Nov 2026 05:59:58 +0000',
        author,
      ],
    },
    /saw the address 172\.18\.0\.1 alone, of its own network/,
    '--ip ADDRESS',
  ],
  'a machine of the same house at a private address': [
    {
      header: [
        returnPath('bounce@receiver.example'),
        'Received: from web.receiver.example (unknown [10.0.0.7]) by mx.receiver.example (Postfix) with ESMTPS id 1; Tue, 24 Nov 2026 05:59:58 +0000',
        author,
      ],
    },
    /never came from outside/,
    '--ip ADDRESS',
    true,
  ],
  'a border that does not tell the address': [
    {
      header: [
        returnPath('bounce@shop.example'),
        'Received: from out.example by mx.receiver.example with ESMTP id 1; Tue, 24 Nov 2026 05:59:58 +0000',
        author,
      ],
    },
    /does not tell from which address/,
    '--ip ADDRESS',
  ],
  'no sender': [{ header: [borderField, author] }, /no Return-Path field stands above/, '--sender USER@DOMAIN'],
  'the null sender, and no greeting': [
    {
      header: [
        returnPath(''),
        'Received: from unknown (192.0.2.25) by mx.receiver.example with SMTP; Tue, 24 Nov 2026 05:59:58 +0000',
        author,
      ],
    },
    /the name that the server greeted with is not known/,
    '--helo NAME',
  ],
}
for (const [name, [world, why, lacks, inHouse]] of Object.entries(unknown))
  test(`mailSpf: nothing to judge: ${name}`, async () => {
    const spf = await of({ zone: record('-all'), ...world })
    assert.ok('why' in spf, JSON.stringify(spf))
    assert.match(spf.why, why)
    assert.equal(spf.inHouse, inHouse)
    assert.equal(spf.lacks, lacks)
    assert.equal(spf.unreceived, why.source === 'no Received field' ? true : undefined)
  })
