import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import type { Dns, DnsAnswer } from '../../src/core/dns.ts'
import { keyLabel } from '../../src/core/lists.ts'
import { keyed } from '../../src/net/keyed.ts'
import { redactor } from '../../src/net/redact.ts'
import { records, unseen } from '../support/answers.ts'

const key = 'k7f3q9z2mwx4hsv8rtbnplcd5g'
const keys = new Map([['spamhaus', key]] as const)
const label = keyLabel('spamhaus')
const name = `2.0.0.127.${label}.zen.dq.spamhaus.net`
const wire = `2.0.0.127.${key}.zen.dq.spamhaus.net`

/** A DNS that answers this, and what it was asked. */
function telling(answer: DnsAnswer): { dns: Dns; asked: string[] } {
  const asked: string[] = []
  const dns = (async (name: string) => {
    asked.push(name)
    return answer
  }) as Dns
  return { dns, asked }
}

test('keyed: the key goes out in the place of its label, and the label comes back in the place of the key', async () => {
  const { dns, asked } = telling(
    records(wire, 'A', ['127.0.0.2'], {
      aliases: [{ from: wire.toUpperCase(), to: `${key}.elsewhere.example`, kind: 'CNAME', ttl: 1 }],
      ede: [{ code: 0, text: `upstream of ${wire} failed` }],
    }),
  )
  const answer = await keyed(dns, keys)(name, 'A')
  assert.deepEqual(asked, [wire])
  assert.ok(answer.kind === 'records')
  assert.equal(answer.question.name, name)
  assert.equal(answer.records[0]?.name, `${label}.elsewhere.example`)
  assert.deepEqual(answer.aliases[0]?.to, `${label}.elsewhere.example`)
  assert.equal(answer.ede?.[0]?.text, `upstream of ${name} failed`)
  assert.ok(!JSON.stringify(answer).toLowerCase().includes(key))
})

test('keyed: nobody but the owner of the key is ever sent it, whatever their name looks like', async () => {
  const { dns, asked } = telling(unseen('timeout'))
  const names = [
    `${label}.evil.example`,
    `${label}.dq.spamhaus.net.evil.example`,
    `evil${label}.dq.spamhaus.net`,
    `${label}.mail.abusix.zone`,
  ]
  for (const one of names) await keyed(dns, keys)(one, 'TXT')
  assert.deepEqual(asked, names)
})

test('keyed: without the key nobody is asked, and that is no answer', async () => {
  const { dns, asked } = telling(records(wire, 'A', ['127.0.0.2']))
  const answer = await keyed(dns, new Map())(name, 'A')
  assert.ok(answer.kind === 'blind' && answer.blind.reason === 'not-attempted')
  assert.match(answer.blind.wayOut ?? '', /RELAYCHECK_SPAMHAUS_DQS_KEY/)
  assert.deepEqual(asked, [])
})

test('keyed: a reason why nobody answered does not say the key, nor does a bug', async () => {
  const { dns } = telling({
    kind: 'blind',
    blind: { reason: 'server-failure', detail: `192.0.2.53 failed at ${wire}`, question: `A ${wire}` },
  })
  assert.deepEqual(await keyed(dns, keys)(name, 'A'), {
    kind: 'blind',
    blind: { reason: 'server-failure', detail: `192.0.2.53 failed at ${name}`, question: `A ${name}` },
  })
  const broken = (async () => Promise.reject(new Error(`no ${wire}`))) as Dns
  await assert.rejects(keyed(broken, keys)(name, 'A'), (error: Error) => !error.stack?.includes(key))
})

test('keyed: a key cut in two by the strings of a TXT is still the key', async () => {
  const { dns } = telling(
    records(name, 'TXT', [
      ['x', key.slice(0, 9), key.slice(9), 'y'],
      ['as', 'it is'],
    ]),
  )
  const answer = await keyed(dns, keys)('other.example', 'TXT')
  assert.ok(answer.kind === 'records')
  assert.deepEqual(
    answer.records.map(({ data }) => data),
    [[`x${label}y`], ['as', 'it is']],
  )
})

test('keyed: names that the label makes too long are no names', async () => {
  const short = new Map([['spamhaus', 'k7f3q9']] as const)
  const long = `k7f3q9.${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(50)}`
  const { dns } = telling(
    records(name, 'A', ['127.0.0.2'], { aliases: [{ from: wire, to: long, kind: 'CNAME', ttl: 1 }] }),
  )
  const answer = await keyed(dns, short)(name, 'A')
  assert.ok(answer.kind === 'blind' && answer.blind.reason === 'malformed')
})

const escaped = (as: (code: number) => string) => [...key].map((one) => as(one.charCodeAt(0))).join('')
const base64 = (text: string) => Buffer.from(text).toString('base64')
const encodings: Record<string, string> = {
  'as it is': key,
  'in capitals': key.toUpperCase(),
  'in mixed case': [...key].map((one, i) => (i % 2 ? one.toUpperCase() : one)).join(''),
  'per cent': escaped((code) => `%${code.toString(16)}`),
  'some per cent': key.replace('z', '%7A').replace('q', '%71'),
  'decimal, as in zone files': escaped((code) => `\\${String(code).padStart(3, '0')}`),
  'as a program writes it': escaped((code) => `\\x${code.toString(16)}`),
  'as JSON writes it': escaped((code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'HTML, decimal': escaped((code) => `&#${code};`),
  'HTML, hexadecimal': escaped((code) => `&#x${code.toString(16)};`),
  hexadecimal: Buffer.from(key).toString('hex'),
  'hexadecimal, in capitals': Buffer.from(key).toString('hex').toUpperCase(),
  'hexadecimal, as a dump': escaped((code) => `${code.toString(16)} `),
  base64: base64(key),
  'base64, in capitals': base64(key.toUpperCase()),
  'base64, of a name': base64(wire),
  'base64, of a name one octet on': base64(`1${wire}`),
  'base64, of a name two octets on': base64(`12${wire}`),
  base64url: Buffer.from(`?>${key}?>`).toString('base64url'),
}
for (const [how, text] of Object.entries(encodings))
  test(`redaction: a key ${how}`, () => {
    const clean = redactor(keys)(`before ${text} after ${text}`)
    assert.match(clean, /^before .*after /)
    assert.equal(clean.split(label).length, 3)
    assert.ok(!clean.includes(text))
    assert.ok(
      !Buffer.from(clean.split(' ')[1] ?? '', 'base64')
        .toString('latin1')
        .toLowerCase()
        .includes(key.slice(3, -3)),
    )
  })

test('redaction: one key inside another, and texts without any', () => {
  const two = redactor(
    new Map([
      ['spamhaus', 'abcdef'],
      ['abusix', 'xabcdefx'],
    ] as const),
  )
  assert.equal(two('xabcdefx abcdef'), `${keyLabel('abusix')} ${keyLabel('spamhaus')}`)
  const innocent = 'v=spf1 include:_spf.google.com -all 127.0.0.2 2a01:7e00::1'
  assert.equal(redactor(keys)(innocent), innocent)
})
