import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { PassThrough, Readable } from 'node:stream'
import { after, test } from 'node:test'
import { openCrowd } from '../../src/commands/crowd.ts'
import type { Given } from '../../src/commands/helper.ts'
import { startHelper } from '../../src/commands/helpers.ts'
import type { DomainTarget } from '../../src/core/target.ts'
import { main } from '../../src/main.ts'
import { answersOf, type Fault, type FaultyWorld, serve } from '../support/faulty.ts'
import { type JsonError, type JsonReport, readLine } from '../support/json-report.ts'
import { relaycheck } from '../support/tool.ts'

const oneCore = availableParallelism() < 2 && 'there is one core, so there are no helpers'
const opened: FaultyWorld[] = []
after(async () => void (await Promise.all(opened.map((world) => world.close()))))

const long = 1200
const names = Array.from({ length: long }, (_, i) => `shop${i}.example`)
const head = '@ SOA ns1.host.example. dns.host.example. 1 7200 3600 1209600 300\n@ NS ns1.host.example.\n'
const customer = (name: string, i: number) =>
  `$ORIGIN ${name}.\n$TTL 600\n${head}@ TXT "v=spf1 ip4:192.31.197.${i % 256} include:spf.host.example -all"\n`
const zones = {
  ...Object.fromEntries(names.map((name, i) => [name, customer(name, i)])),
  'host.example': `$ORIGIN host.example.\n$TTL 600\n${head}ns1 A 192.31.196.53\nspf TXT "v=spf1 ip4:192.31.196.25 -all"\n`,
}
async function open(fault?: Fault): Promise<FaultyWorld> {
  const world = await serve(answersOf(zones), fault)
  opened.push(world)
  return world
}
const asking = (world: FaultyWorld) => [
  ...['domain', '-', '--format', 'jsonl', '--only', 'spf-*', '--timeout', '20', '--resolver', world.resolver],
]
const input = [names.join('\n')]
const targetOf = (line: JsonReport | JsonError) => ('error' in line ? line.target : line.steps[0]?.target)
const linesIn = (out: string) => out.trimEnd().split('\n').map(readLine)
const timesAsked = ({ asked }: FaultyWorld, name: string) => asked.filter((one) => one.name === name).length

test('helpers say of a long list what this thread alone says', { skip: oneCore }, async () => {
  // So slowly that a helper has begun before the list has ended.
  const slow: Fault = (_, reply) => ({ ...reply, delayMs: 200 })
  const [shared, alone] = [await open(slow), await open(slow)]
  const at = ['--at', '2026-11-24T06:00:00Z']
  const helped = await relaycheck([...asking(shared), ...at], { input })
  // Who says what is where by a function keeps all in one thread.
  const reach = (address: string, port: number) => ({ address, port })
  const single = await relaycheck([...asking(alone), ...at], { input, outside: { reach } })
  assert.deepEqual([helped.code, helped.err], [0, ''])
  assert.deepEqual(linesIn(helped.out).map(targetOf), names)
  assert.equal(helped.out.replaceAll(shared.resolver, 'R'), single.out.replaceAll(alone.resolver, 'R'))
  assert.equal(timesAsked(alone, 'spf.host.example'), 1)
  assert.ok(timesAsked(shared, 'spf.host.example') > 1, 'nobody helped')
})

test('a short list is looked at in this thread', async () => {
  const world = await open()
  await relaycheck(asking(world), { input: [names.slice(0, 80).join('\n')] })
  assert.equal(timesAsked(world, 'spf.host.example'), 1)
})

test('Ctrl-C reaches the helpers: what they have in hand is told as cut short', { skip: oneCore }, async () => {
  const late = new Set(names.slice(300))
  const world = await open((question, reply) => (late.has(question.name) ? undefined : reply))
  const stop = new AbortController()
  function* endless() {
    for (let i = 0; i < 100_000; i++) yield `shop${i}.example\n`
  }
  const running = relaycheck(asking(world), { input: endless(), signal: stop.signal })
  for (let i = 0; i < 500 && ![...late].some((name) => timesAsked(world, name) > 0); i++) await pause(20)
  await pause(500)
  stop.abort()
  const { code, out } = await running
  const codes = new Map(linesIn(out).map((line) => [targetOf(line), line.exitCode]))
  assert.equal(code, 130)
  assert.deepEqual(new Set(codes.values()), new Set([0, 130]))
  const hanging = names.slice(300).filter((name) => timesAsked(world, name) > 0)
  assert.ok(hanging.length > 20, `${hanging.length} were on their way`)
  for (const name of hanging) assert.equal(codes.get(name), 130, name)
})

test('a reader that goes away ends the run, and the helpers with it', { skip: oneCore }, async () => {
  const world = await open()
  function* endless() {
    for (let i = 0; i < 1_000_000; i++) yield `shop${i}.example\n`
  }
  const stdout = new PassThrough()
  let octets = 0
  stdout.on('error', () => {})
  stdout.on('data', (chunk: Buffer) => {
    octets += chunk.length
    if (octets > 400 * 4000) stdout.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }))
  })
  const io = {
    stdin: () => Readable.from(endless(), { objectMode: false }),
    stdout,
    stderr: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
  }
  assert.ok([0, 1, 3].includes(await main(asking(world), io)))
})

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms))
const target = (name: string): DomainTarget => ({ kind: 'domain', name, display: name })
const given = {} as Given

const ownLine = Buffer.from('own\n')
/** This thread, that is known by what it says. */
const own = (): Parameters<typeof openCrowd>[0] & { parts?: number } => ({
  look: async () => ({ line: ownLine, code: 0 }),
  close() {},
  share(parts) {
    this.parts = parts
  },
})

/** A crowd in which a helper helps from the first domain on, once that is ready. */
async function crowdWith(script: string) {
  const here = own()
  const helper = startHelper(script, given, new AbortController().signal)
  const crowd = openCrowd(here, { parts: 2, start: () => helper }, 1)
  await crowd.look(target('first.example'))
  for (let i = 0; i < 500 && !helper.isReady(); i++) await pause(10)
  assert.ok(helper.isReady())
  return { crowd, here, isReady: helper.isReady }
}
const begin = `const { parentPort } = require('node:worker_threads'); parentPort.postMessage('ready');`

const ends: Record<string, [does: string, says: RegExp]> = {
  'ends by itself': ['process.exit(1)', /thread that looked at it failed/],
  throws: ["throw new TypeError('odd')", /TypeError: odd/],
}
for (const [what, [does, says]] of Object.entries(ends))
  test(`a helper that ${what}: what it had in hand is told, the others go on`, { timeout: 60_000 }, async (t) => {
    const { crowd, isReady, here } = await crowdWith(`${begin} parentPort.on('message', () => { ${does} })`)
    t.after(() => crowd.close())
    assert.equal(here.parts, 2)
    const looks = ['a.example', 'b.example', 'c.example', 'd.example'].map((name) => crowd.look(target(name)))
    const came = await Promise.allSettled(looks)
    const lost = came.filter((one) => one.status === 'rejected')
    assert.equal(lost.length, 2)
    for (const { reason } of lost) assert.match(String(reason), says)
    assert.ok(!isReady())
    assert.deepEqual(await crowd.look(target('e.example')), { line: ownLine, code: 0 })
  })

test('a helper that cannot even begin gets no domain', async () => {
  const crowd = openCrowd(
    own(),
    { parts: 2, start: () => startHelper('throw 1', given, new AbortController().signal) },
    1,
  )
  for (let i = 0; i < 20; i++) {
    assert.deepEqual(await crowd.look(target(`${i}.example`)), { line: ownLine, code: 0 })
    await pause(10)
  }
  await crowd.close()
})

test('a bug of ours in a helper is told of the domain that it met', async (t) => {
  const says = `parentPort.on('message', ({ id }) => parentPort.postMessage({ id, bug: 'Error: odd' }))`
  const { crowd } = await crowdWith(`${begin} ${says}`)
  t.after(() => crowd.close())
  const came = await Promise.allSettled([crowd.look(target('a.example')), crowd.look(target('b.example'))])
  assert.deepEqual(came.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})
