import assert from 'node:assert/strict'
import test from 'node:test'
import { replyWith, set } from '../support/hostile-answers.ts'
import { type JsonError, type JsonReport, readLine } from '../support/json-report.ts'
import { type ListEntries, type StubAnswer, sender, startStub } from '../support/stub-lists.ts'

interface World {
  holds?: ListEntries
  answer?: StubAnswer
  input?: readonly string[]
}

async function ask(argv: readonly string[], { holds, answer, input }: World = {}) {
  const stub = await startStub(holds, answer)
  const ran = await stub.run(['ip', ...argv, '--format', 'jsonl'], {}, input)
  await stub.close()
  const lines = ran.out.split('\n')
  assert.equal(lines.pop(), '')
  const asked = stub.asked.map(({ type, name }) => `${type} ${name}`)
  return { ...ran, asked, lines: lines.map(readLine) }
}
const targetOf = (line: JsonReport | JsonError) => ('error' in line ? line.target : line.steps[0]?.target)
const codes = (lines: readonly (JsonReport | JsonError)[]) =>
  Object.fromEntries(lines.map((line) => [targetOf(line), line.exitCode]))
const only = ['--only', 'ip-routable']

test('every address has its own report on its own line, and the run the worst of their exit codes', async () => {
  const zen = { 'zen.spamhaus.org': { '32.60.0.8': ['127.0.0.3'] } }
  const { lines, code, err, asked } = await ask([sender.address, '32.60.0.8', '--only', 'ip-listed'], { holds: zen })
  assert.equal(err, '')
  assert.deepEqual(codes(lines), { [sender.address]: 0, '32.60.0.8': 1 })
  assert.equal(code, 1)
  assert.equal(asked.filter((one) => one === 'A 2.0.0.127.zen.spamhaus.org').length, 1)
})

test('small networks, addresses in all their spellings, each once; a bad line gets its own report, the run goes on', async () => {
  const input = [
    '32.60.0.8/31\n[32.60.0.8]\n::ffff:32.60.0.9\nmail.shop.example\n10.0.0.0/8 # too large\n2600:1F00::1\n',
  ]
  const { lines, code } = await ask(['-', ...only], { input })
  assert.deepEqual(codes(lines), {
    '32.60.0.8': 0,
    '32.60.0.9': 0,
    'mail.shop.example': 2,
    '10.0.0.0/8': 2,
    '2600:1f00::1': 0,
  })
  const errors = lines.flatMap((line) => ('error' in line ? [line.error] : []))
  assert.match(errors.join('\n'), /is a name, not an address/)
  assert.match(errors.join('\n'), /more than 16 addresses/)
  assert.equal(code, 2)
})

test('more addresses than one report may have, in their order where a clock is given', async () => {
  const input = [Array.from({ length: 20 }, (_, i) => `32.60.${i}.0/28\n`).join('')]
  const { lines, code } = await ask(['-', ...only, '--at', '2026-11-24T06:00:00Z'], { input })
  const expected = Array.from({ length: 320 }, (_, i) => `32.60.${Math.floor(i / 16)}.${i % 16}`)
  assert.deepEqual(lines.map(targetOf), expected)
  assert.equal(code, 0)
})

test('with --from-spf those that the record names', async () => {
  const answer: StubAnswer = (question, healthy) =>
    question.type === 'TXT' && question.name === 'shop.example'
      ? replyWith(question, set('shop.example', 'TXT', ['v=spf1 ip4:32.60.0.8 ip4:32.0.0.0/8 -all']))
      : healthy
  const { lines, code, err } = await ask(['--from-spf', 'shop.example', ...only], { answer })
  assert.deepEqual(codes(lines), { '32.60.0.8': 0 })
  assert.match(err, /^relaycheck: 32\.0\.0\.0\/8, in the SPF record of shop\.example, .* was left out\.\n$/)
  assert.equal(code, 0)
  const none = await ask(['--from-spf', 'shop.example', ...only])
  assert.deepEqual([none.code, none.out], [2, ''])
})

test('a list without an address, and --pool beside it, are refused', async () => {
  const empty = await ask(['-', ...only], { input: ['# nobody\n'] })
  assert.equal(empty.code, 2)
  assert.match(empty.err, /names no address/)
  const pool = await ask([sender.address, '--pool'])
  assert.deepEqual([pool.code, pool.out], [2, ''])
  assert.match(pool.err, /^relaycheck: --pool and --format jsonl .*\n$/)
})
