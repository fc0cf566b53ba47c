import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Answer, startNameServer } from '../../src/net/dns/name-server.ts'
import { echoes, echoing, secretKey, tells } from '../support/key-echoes.ts'
import { relaycheck } from '../support/tool.ts'

const env = { RELAYCHECK_SPAMHAUS_DQS_KEY: secretKey }
const zone = 'dq.spamhaus.net'

async function setting(t: TestContext, answer: Answer) {
  const server = await startNameServer({ answer })
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
  t.after(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })
  const outside = { reach: () => ({ address: '127.0.0.1', port: server.port }) }
  const file = (name: string) => join(folder, name)
  const run = (argv: string[], held: Record<string, string> = env) =>
    relaycheck([...argv, '--resolver', '192.0.2.53', '--timeout', '0.25', '--deadline', '2'], { outside, env: held })
  const sent = () => server.asked.filter(({ name }) => name.endsWith(zone) && name.includes(secretKey)).length
  return { run, file, sent, read: (name: string) => readFileSync(file(name), 'utf8') }
}

for (const [how, echo] of Object.entries(echoes))
  test(`no output, recording or error tells a key: a resolver that ${how}`, async (t) => {
    const { run, file, sent, read } = await setting(t, echoing(echo))
    const outputs = ['--format', 'text', '--format', 'json', '--output', file('json')]
    const address = await run(['ip', '32.60.0.7', '--neighbours', '--verbose', ...outputs, '--record', file('tape')])
    const before = sent()
    assert.ok(before > 0, 'the key was never used')
    const domain = await run([
      'domain',
      'shop.example',
      '--verbose',
      '--record',
      file('domain'),
      '--write-fix',
      file('fix'),
    ])
    assert.ok(sent() > before, 'the key was never used')
    const bulk = await run(['domain', 'shop.example', '--lists', 'core', '--format', 'jsonl', '--verbose'])
    const told = [address, domain, bulk].flatMap(({ out, err }) => [out, err])
    for (const text of [...told, read('json'), read('tape'), read('domain'), read('fix')])
      assert.ok(!tells(text), text.slice(0, 2000))
    assert.ok(read('json').includes('relaycheck-spamhaus-key') && read('tape').includes('relaycheck-spamhaus-key'))
    assert.deepEqual(
      [address, domain, bulk].map(({ code }) => code).filter((code) => code === 70),
      [],
    )
  })

test('a zone file that holds a key is no way out for it: live, recorded, replayed or at fault', async (t) => {
  const { run, file, read } = await setting(t, () => ({ rcode: 3, recursionAvailable: true }))
  const holding = [
    '$ORIGIN .',
    '@ 300 SOA a.root. h.root. 1 3600 600 86400 300',
    `7.0.60.32.in-addr.arpa 300 PTR ${secretKey}.shop.com.`,
    `${secretKey}.shop.com 300 A 32.60.0.7`,
    ...['A 127.0.0.2', `TXT "see ${secretKey}" "or ${secretKey.slice(0, 8)}" "${secretKey.slice(8)}"`].map(
      (data) => `7.0.60.32.bl.example.com 300 ${data}`,
    ),
    '2.0.0.127.bl.example.com 300 A 127.0.0.2',
    `shop.com 300 TXT "v=spf1 include:${secretKey}.example.com -all"`,
  ].join('\n')
  writeFileSync(file('zone'), `${holding}\n`)
  writeFileSync(file('bad'), `${holding}\nshop.com 300 A ${secretKey}\n`)
  const lists = ['--lists', 'core,bl.example.com', '--verbose']
  const zones = ['--zone', file('zone')]
  const told = [
    await run(['ip', '32.60.0.7', ...lists, ...zones, '--record', file('tape')]),
    await run(['ip', '32.60.0.7', ...lists, ...zones, '--format', 'json']),
    await run(['domain', 'shop.com', '--verbose', ...zones, '--write-fix', file('fix')]),
    await run(['domain', 'shop.com', '--format', 'jsonl', ...zones]),
    await run(['ip', '32.60.0.7', '--zone', file('bad')]),
    await relaycheck(['ip', '32.60.0.7', ...lists, ...zones, '--replay', file('tape')], { env }),
  ]
  assert.match(told[1]?.out ?? '', /see relaycheck-spamhaus-key/)
  for (const text of [...told.flatMap(({ out, err }) => [out, err]), read('tape')])
    assert.ok(!tells(text), text.slice(0, 2000))
  assert.deepEqual(
    told.map(({ code }) => code).filter((code) => code === 70),
    [],
  )
})

test('a recording with a key is judged again without one', async (t) => {
  const { run, file } = await setting(t, ({ name, type }) => {
    const codes = /^(?:2\.0\.0\.127|7\.0\.60\.32)\./.test(name) && type === 'A'
    const answers = codes ? [{ name, type: 'A' as const, ttl: 60, data: '127.0.0.2' }] : []
    return { rcode: answers.length > 0 ? 0 : 3, answers, recursionAvailable: true }
  })
  const live = await run(['ip', '32.60.0.7', '--format', 'json', '--record', file('tape')])
  const again = await relaycheck(['ip', '32.60.0.7', '--format', 'json', '--replay', file('tape')], { env: {} })
  assert.match(live.out, /zen\.dq\.spamhaus\.net/)
  assert.deepEqual(findings(again.out), findings(live.out))
})
const findings = (json: string) => JSON.parse(json).steps

test('a key that is none ends it with one sentence, whatever the command; a replay needs none', async (t) => {
  const { run, file } = await setting(t, () => ({ rcode: 3, recursionAvailable: true }))
  writeFileSync(file('key'), 'two words of a key\n')
  const bad = { RELAYCHECK_ABUSIX_KEY_FILE: file('key') }
  for (const argv of [
    ['ip', '32.60.0.7'],
    ['domain', 'shop.example'],
    ['domain', 'shop.example', '--format', 'jsonl'],
  ]) {
    const { code, out, err } = await run(argv, bad)
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^relaycheck: The file that RELAYCHECK_ABUSIX_KEY_FILE names holds no key.*\n$/)
    assert.ok(!err.includes('two words'))
  }
  await run(['ip', '32.60.0.7', '--record', file('tape')])
  const { code } = await relaycheck(['ip', '32.60.0.7', '--replay', file('tape')], { env: bad })
  assert.notEqual(code, 2)
})
