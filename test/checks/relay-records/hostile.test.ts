import assert from 'node:assert/strict'
import test from 'node:test'
import { judgeRelays, lookAtRelays, named, relayWorld } from '../../support/relay-facts.ts'
import { readRecords } from '../../support/zone-text.ts'

const given = named('smtp2go', { returnPath: 'em4711', selectors: ['s4711'] })
const crowd = (line: (i: number) => string, count = 3000) => Array.from({ length: count }, (_, i) => line(i)).join('\n')

const made: Record<string, string> = {
  'thousands of addresses': crowd((i) => `em4711.shop.example AAAA 2001:db8::${i.toString(16)}`),
  'thousands of SPF records': `em4711.shop.example CNAME return.smtp2go.net\n${crowd((i) => `return.smtp2go.net TXT "v=spf1 ip4:192.0.2.${i % 250} exists:${i}.example -all"`)}`,
  'thousands of exchanges': crowd((i) => `em4711.shop.example MX ${i} feedback-smtp.x${i}.example`),
  'thousands of keys': crowd((i) => `s4711._domainkey.shop.example TXT "v=DKIM1; p=AAAA${i}"`),
  'a text that moves the cursor': 'em4711.shop.example A 192.0.2.1\nem4711.shop.example TXT "v=spf1 \u001b[2J -all"',
  'an include of many relays': `shop.example TXT "v=spf1 ${Array.from({ length: 2000 }, () => 'include:spf.smtp2go.com').join(' ')} -all"`,
}
for (const [name, lines] of Object.entries(made))
  test(`hostile relay records: ${name} make no long report, and no long wait`, async () => {
    const started = performance.now()
    const { gathered } = await lookAtRelays(relayWorld(lines), given)
    const found = judgeRelays(gathered)
    assert.equal(found.length >= 5, true)
    for (const { says, fix = '', repair = [], evidence, blind } of found) {
      assert.ok(says.length + fix.length < 3000, 'sentences stay short')
      assert.ok(repair.length <= 21, 'repairs stay few')
      assert.ok(JSON.stringify(evidence ?? []).length < 100_000, 'evidence is bounded')
      assert.doesNotMatch(says + fix, /\p{Cc}/u)
      assert.notEqual(blind?.reason, 'bug')
    }
    assert.ok(performance.now() - started < 20_000)
  })

test('hostile relay records: a name that is no host name is no target', async () => {
  const records = [...relayWorld(''), ...readRecords('em4711.shop.example CNAME return\\.smtp2go.net')]
  const [first] = judgeRelays((await lookAtRelays(records, given)).gathered)
  assert.equal(first?.outcome, 'points-elsewhere')
})
