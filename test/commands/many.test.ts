import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { after, describe, test } from 'node:test'
import { main } from '../../src/main.ts'
import { answersOf, type Fault, type FaultyWorld, keyOf, serve } from '../support/faulty.ts'
import { type JsonError, type JsonReport, readLine } from '../support/json-report.ts'
import { relaycheck } from '../support/tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-many-'))
const opened: FaultyWorld[] = []
after(async () => {
  await Promise.all(opened.map((world) => world.close()))
  rmSync(folder, { recursive: true })
})
const file = (name: string, text: string | Buffer = '') => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const head = '@ SOA ns1.host.example. dns.host.example. 1 7200 3600 1209600 300\n@ NS ns1.host.example.\n'
/** A customer that only receives, with the mail server and the SPF record of its provider. */
const customer = (name: string, lines = '') => ({
  [name]: `$ORIGIN ${name}.\n$TTL 600\n${head}@ MX 10 mx.host.example.\n@ TXT "v=spf1 include:spf.host.example -all"\n_dmarc TXT "v=DMARC1; p=reject"\n${lines}`,
})
const host = {
  'host.example': `$ORIGIN host.example.\n$TTL 600\n${head}ns1 A 192.31.196.53\nmx A 192.31.196.25\nspf TXT "v=spf1 ip4:192.31.196.25 -all"\n`,
}
const names = Array.from({ length: 12 }, (_, i) => `shop${i}.example`)
const customers = Object.assign({}, ...names.map((name) => customer(name)), host)

async function open(zones: Record<string, string> = customers, fault?: Fault): Promise<FaultyWorld> {
  const world = await serve(answersOf(zones), fault)
  opened.push(world)
  return world
}

const only = ['--only', 'spf-*', '--only', 'mx-*']
type Input = Iterable<string | Buffer>

/** Asks about a list on standard input; every line is found to be what the schema says. */
async function ask(world: FaultyWorld, input: Input, ...more: string[]) {
  const argv = ['domain', '-', '--format', 'jsonl', '--resolver', world.resolver, ...more]
  const ran = await relaycheck(argv, { outside: world.outside, input })
  const lines = ran.out.split('\n')
  assert.equal(lines.pop(), '')
  return { ...ran, lines: lines.map(readLine) }
}
const targetOf = (line: JsonReport | JsonError) => ('error' in line ? line.target : line.steps[0]?.target)

test('every domain has its own report on its own line, and the run the worst of their exit codes', async () => {
  const zones = { ...customers, ...customer('open.example', '@ TXT "v=spf1 +all"\n') }
  const { lines, code, err } = await ask(await open(zones), [[...names, 'open.example'].join('\n')], ...only)
  assert.equal(err, '')
  assert.deepEqual(new Set(lines.map(targetOf)), new Set([...names, 'open.example']))
  for (const line of lines) assert.equal(line.exitCode, targetOf(line) === 'open.example' ? 1 : 0)
  assert.equal(code, 1)
})

test('whether the resolver can be believed is asked once for all domains, not for each', async () => {
  const world = await open()
  await ask(world, [names.join('\n')], ...only)
  const proofs = world.asked.map(keyOf).filter((key) => / com$| example$|\.com$/.test(key))
  const of = (pattern: RegExp) => proofs.filter((key) => pattern.test(key)).length
  assert.deepEqual([of(/^A [a-z0-9]{12,}\.com$/), of(/^NS example$/), proofs.length], [1, 1, 2], String(proofs))
})

test('who is done first is printed first', async () => {
  const slow: Fault = (question, reply) => ({
    ...reply,
    delayMs: question.type === 'MX' && question.name === 'shop0.example' ? 400 : 0,
  })
  const { lines } = await ask(await open(customers, slow), [names.join('\n')], ...only)
  assert.equal(targetOf(lines.at(-1) as JsonReport), 'shop0.example')
})

test('a list as people keep them: comments, blanks, CRLF, a byte order mark, no end of line at the end, cut anywhere', async () => {
  const list = Buffer.from(
    '\ufeffshop0.example\r\n\r\n# customers\r\n  SHOP1.example.\t\r\nshop2.example # the good one\nhttps://shop3.example/#top\nbücher.example\n\npost@shop4.example',
  )
  const world = await open({ ...customers, ...customer('xn--bcher-kva.example') })
  for (const size of [1, 7, list.length]) {
    const pieces = Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
      list.subarray(i * size, (i + 1) * size),
    )
    const { lines, code } = await ask(world, pieces, ...only)
    assert.deepEqual(lines.map(targetOf).sort(), ['bücher.example', ...names.slice(0, 5)])
    assert.equal(code, 0)
  }
})

test('a domain that was met before is not asked about again', async () => {
  const { lines } = await ask(
    await open(),
    ['shop0.example\nshop1.example\nSHOP0.EXAMPLE.\nhttps://shop0.example\n'],
    ...only,
  )
  assert.deepEqual(lines.map(targetOf).sort(), ['shop0.example', 'shop1.example'])
})

test('domains typed beside the list, and a file beside standard input', async () => {
  const world = await open()
  const list = file('list', 'shop2.example\nshop3.example\n')
  const { lines } = await ask(world, ['shop1.example\n'], 'shop0.example', '--targets', list, ...only)
  assert.deepEqual(lines.map(targetOf).sort(), names.slice(0, 4))
})

describe('a line that names no domain gets its own report, and the others go on', () => {
  const wrong: Record<string, [line: string | Buffer, says: RegExp]> = {
    'no dot': ['localhost', /no dot/],
    'an address': ['192.0.2.1', /is an address/],
    'two domains': ['a.example b.example', /blank inside/],
    'a row of a table': ['1,shop.example,yes', /the character ","/],
    'octets that are no text': [Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b]), /the character/],
    'a line without end': [`${'a'.repeat(300_000)}.example`, /more than 4096 octets/],
    'a name that is too long': [`${'a.'.repeat(200)}example`, /407 octets/],
  }
  for (const [what, [line, says]] of Object.entries(wrong))
    test(what, async () => {
      const input = ['shop0.example\n', line, '\nshop1.example\n']
      const { lines, code, out } = await ask(await open(), input, ...only)
      assert.equal(lines.length, 3)
      const errors = lines.filter((one) => 'error' in one)
      assert.deepEqual(
        errors.map(({ exitCode }) => exitCode),
        [2],
      )
      assert.match(errors[0]?.error ?? '', says)
      assert.ok((errors[0]?.target.length ?? 0) <= 301)
      assert.equal(code, 2)
      assert.match(out, /"command":"domain"/)
    })
})

test('a fail comes before a bad line, and a bad line before what was not seen', async () => {
  const refusing: Fault = (question, reply) => (question.name.endsWith('shop1.example') ? { rcode: 5 } : reply)
  const world = await open({ ...customers, ...customer('open.example', '@ TXT "v=spf1 +all"\n') }, refusing)
  const codeOf = async (...lines: string[]) => (await ask(world, [lines.join('\n')], ...only)).code
  assert.equal(await codeOf('shop0.example'), 0)
  assert.equal(await codeOf('shop0.example', 'shop1.example'), 3)
  assert.equal(await codeOf('shop0.example', 'shop1.example', 'nonsense'), 2)
  assert.equal(await codeOf('open.example', 'shop1.example', 'nonsense'), 1)
})

test('a list without a domain is asked wrongly: one sentence, and no line', async () => {
  const world = await open()
  for (const list of ['', '\n\n', '# nobody\n']) {
    const { code, out, err } = await ask(world, [list])
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^relaycheck: Standard input names no domain: [^\n]+\n$/)
    const text = await relaycheck(['domain', '--targets', file('empty', list)])
    assert.deepEqual([text.code, text.out], [2, ''])
    assert.match(text.err, /^relaycheck: [^\n]*empty names no domain: [^\n]+\n$/)
  }
})

test('a list that cannot be read is asked wrongly', async () => {
  for (const [path, says] of [
    [join(folder, 'none'), /none" cannot be read: there is no such file/],
    [folder, /is a folder/],
  ] as const)
    for (const format of [[], ['--format', 'jsonl']]) {
      const { code, out, err } = await relaycheck(['domain', '--targets', path, ...format])
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, says)
    }
})

test('what DNS says cannot end a line, nor move a cursor, nor give orders', async () => {
  const text = 'v=spf1 \\010\\013\\027[2J \\226\\128\\168 ##[error] ##vso[x] -all'
  const evil = customer('evil.example', `@ TXT "${text}"\n`)
  const { lines, out } = await ask(await open({ ...customers, ...evil }), ['evil.example\nshop0.example\n'])
  assert.equal(lines.length, 2)
  assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Zl}\p{Zp}]|##/u)
})

test('what many share is asked once, what is their own is asked for each', async () => {
  const world = await open()
  await ask(world, [names.join('\n')], ...only)
  const count = (type: string, name: string) =>
    world.asked.filter((one) => one.type === type && one.name === name && one.recursionDesired).length
  assert.equal(count('TXT', 'spf.host.example'), 1)
  assert.equal(count('A', 'mx.host.example'), 1)
  for (const name of names) assert.equal(count('TXT', name), 1)
})

test('the deadline is each domain’s own: one that hangs is unseen, and nobody waits for it', async () => {
  const hanging: Fault = (question, reply) => (question.name.endsWith('shop0.example') ? undefined : reply)
  const started = performance.now()
  const { lines, code } = await ask(
    await open(customers, hanging),
    [names.join('\n')],
    ...only,
    '--timeout',
    '30',
    '--deadline',
    '0.5',
  )
  assert.ok(performance.now() - started < 10_000)
  const late = lines.find((line) => targetOf(line) === 'shop0.example') as JsonReport
  assert.equal(late.exitCode, 3)
  const blind = late.findings.flatMap((finding) => finding.blind ?? [])
  assert.deepEqual(new Set(blind.map(({ reason }) => reason)), new Set(['timeout']))
  assert.match(blind[0]?.detail ?? '', /0\.5 s/)
  assert.equal(lines.filter(({ exitCode }) => exitCode === 0).length, names.length - 1)
  assert.equal(code, 3)
})

test('a bug in one domain is told there, is the run’s exit code, and stops nobody', async () => {
  const zones = { ...customers, ...customer('bad.example').valueOf() }
  zones['bad.example'] = (zones['bad.example'] ?? '').replace('NS ns1.host.example.', 'NS ns1.bad.example.')
  zones['bad.example'] += 'ns1 A 192.31.196.66\n'
  const world = await open(zones)
  const { reach } = world.outside
  const outside = {
    reach(address: string, port: number) {
      if (address === '192.31.196.66') throw new Error('a bug')
      return reach?.(address, port) ?? { address, port }
    },
  }
  const input = [['bad.example', ...names].join('\n')]
  const argv = ['domain', '-', '--format', 'jsonl', '--resolver', world.resolver]
  const { code, out } = await relaycheck(argv, { outside, input })
  const lines = out.trim().split('\n').map(readLine)
  assert.equal(code, 70)
  assert.equal(lines.length, names.length + 1)
  assert.deepEqual(lines.filter(({ exitCode }) => exitCode === 70).map(targetOf), ['bad.example'])
})

test('Ctrl-C: what is on its way is told as cut short, the list is not read on, exit code 130', async () => {
  const silent: Fault = (question, reply) => (question.name.endsWith('shop0.example') ? reply : undefined)
  const world = await open(customers, silent)
  const stop = new AbortController()
  let read = 0
  function* endless() {
    for (; read < 100_000; read++) yield `shop${read}.example\n`
  }
  const argv = ['domain', '-', '--format', 'jsonl', '--resolver', world.resolver, '--timeout', '60', ...only]
  const running = relaycheck(argv, { outside: world.outside, input: endless(), signal: stop.signal })
  for (let i = 0; i < 200 && world.asked.length < 50; i++) await new Promise((wake) => setTimeout(wake, 20))
  stop.abort()
  const { code, out } = await running
  const lines = out.trim().split('\n').map(readLine)
  assert.equal(code, 130)
  assert.ok(read < 1000, `${read} lines were read`)
  assert.ok(lines.some(({ exitCode }) => exitCode === 130))
  const codes = new Set(lines.map(({ exitCode }) => exitCode))
  assert.deepEqual(
    [...codes].filter((one) => one !== 0 && one !== 130),
    [],
  )
})

/** An output that takes lines only when it is told to. */
async function withSlowReader(world: FaultyWorld, input: Iterable<string>) {
  const stdout = new PassThrough({ highWaterMark: 1000 })
  const io = {
    stdin: () => Readable.from(input, { objectMode: false, highWaterMark: 64 }),
    stdout,
    stderr: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
  }
  const argv = ['domain', '-', '--format', 'jsonl', '--resolver', world.resolver, '--only', 'spf-record']
  return { stdout, running: main(argv, io, world.outside) }
}

test('a slow reader slows the run down: neither the list nor the reports pile up', async () => {
  let read = 0
  function* list() {
    for (; read < 2000; read++) yield `shop${read % 12}.x${read}.example\n`
  }
  const { stdout, running } = await withSlowReader(await open(), list())
  await once(stdout, 'readable')
  await new Promise((wake) => setTimeout(wake, 500))
  const before = read
  assert.ok(before < 1200, `${before} lines were read`)
  let lines = 0
  stdout.on('data', (chunk: Buffer) => {
    for (const octet of chunk) if (octet === 10) lines++
  })
  await running
  assert.equal(read, 2000)
  await new Promise((wake) => setTimeout(wake, 50))
  assert.equal(lines, 2000)
})

test('a reader that goes away ends the run', async () => {
  function* endless() {
    for (let i = 0; i < 1_000_000; i++) yield `shop${i}.example\n`
  }
  const { stdout, running } = await withSlowReader(await open(), endless())
  await once(stdout, 'readable')
  stdout.on('error', () => {})
  stdout.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }))
  assert.ok([0, 1, 3].includes(await running))
})

test('to a file', async () => {
  const path = join(folder, 'out.jsonl')
  const world = await open()
  const { code, out } = await ask(world, [names.join('\n')], '--output', path, ...only)
  assert.deepEqual([code, out], [0, ''])
  const lines = readFileSync(path, 'utf8').trim().split('\n').map(readLine)
  assert.equal(lines.length, names.length)
})

test('a recording gives every domain the same bytes, in the order of the list', async () => {
  const world = await open()
  const tape = join(folder, 'tape.json')
  const some = names.slice(0, 4)
  const argv = ['domain', ...some, '--resolver', world.resolver, '--format', 'json', '--record', tape]
  await relaycheck(argv, { outside: world.outside })
  const replay = () =>
    relaycheck(['domain', '-', '--format', 'jsonl', '--replay', tape], { input: [some.toReversed().join('\n')] })
  const [first, other] = [await replay(), await replay()]
  assert.equal(first.out, other.out)
  const lines = first.out.trim().split('\n').map(readLine)
  assert.deepEqual(lines.map(targetOf), some.toReversed())
})

test('under --at the lines are the same ones in the same order, whoever answers first', async () => {
  const world = await open(customers, (_, reply) => ({ ...reply, delayMs: Math.random() * 20 }))
  const at = ['--at', '2026-11-24T06:00:00Z', ...only]
  const [first, other] = [await ask(world, [names.join('\n')], ...at), await ask(world, [names.join('\n')], ...at)]
  assert.deepEqual(first.lines.map(targetOf), names)
  assert.equal(first.out, other.out)
})

test('a zone file is laid over for all of them; one about none of them is told at the end', async () => {
  const world = await open()
  const right = file('right.zone', 'shop3.example. 600 IN TXT "v=spf1 +all"\n')
  const { lines } = await ask(world, [names.join('\n')], '--zone', right)
  const open3 = lines.find((line) => targetOf(line) === 'shop3.example') as JsonReport
  assert.ok(open3.findings.some(({ id }) => id === 'spf-all/open'))
  const wrong = file('wrong.zone', 'www.elsewhere.test. 600 IN A 192.0.2.1\n')
  const told = await ask(world, ['shop0.example\n'], '--zone', wrong)
  assert.equal(told.lines.length, 1)
  assert.match(told.err, /^relaycheck: [^\n]*wrong\.zone" holds nothing about any of these domains[^\n]*\n$/)
  assert.notEqual(told.code, 0)
  const unlaid = await ask(world, ['shop0.example\n'], '--zone', wrong, ...only)
  assert.match(unlaid.err, /wrong\.zone" holds nothing about any of these domains/)
  const besides = await ask(world, ['shop3.example\n'], '--zone', right, '--zone', wrong, ...only)
  assert.equal(besides.err, '')
  const without = await ask(world, ['shop3.example\nshop4.example\n'], '--zone', right, '--zone', wrong, ...only)
  assert.match(without.err, /wrong\.zone" holds nothing about any of these domains/)
})

test('asked themselves, the name servers of each domain answer for it', async () => {
  const world = await open()
  const { lines } = await ask(world, [names.slice(0, 3).join('\n')], '--authoritative', '--only', 'mx-record')
  assert.deepEqual(
    lines.map(({ exitCode }) => exitCode),
    [0, 0, 0],
  )
  for (const name of names.slice(0, 3))
    assert.ok(world.asked.some((one) => one.name === name && one.type === 'MX' && !one.recursionDesired))
})

test('a short list may be one report; a long one is told what gives each a line', async () => {
  const world = await open()
  const argv = ['domain', '-', '--resolver', world.resolver, ...only]
  const { code, out } = await relaycheck(argv, { outside: world.outside, input: ['shop0.example\nshop1.example\n'] })
  assert.equal(code, 0)
  assert.match(out, /^shop0\.example[\s\S]*^shop1\.example/m)
  const long = Array.from({ length: 101 }, (_, i) => `shop${i}.example\n`)
  const refused = await relaycheck(argv, { outside: world.outside, input: long })
  assert.deepEqual([refused.code, refused.out], [2, ''])
  assert.match(refused.err, /^relaycheck: More than 100 domains [^\n]*--format jsonl[^\n]*\n$/)
})

test('of a list for one report, the line that names no domain is named, and what would go on', async () => {
  const said = async (...input: string[]) => {
    const { code, out, err } = await relaycheck(['domain', '-', '--resolver', '127.0.0.1:9'], { input })
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^[^\n]* --format jsonl gives such a line a report of its own, and goes on\.\n$/)
    return err
  }
  assert.match(
    await said('good.example\n# no domain\n\n192.0.2.1\n'),
    /^relaycheck: standard input line 4: "192\.0\.2\.1" is an address/,
  )
  assert.match(
    await said(`${'a'.repeat(5000)}\n`),
    /^relaycheck: standard input line 1: a+… is a line of more than 4096/,
  )
  const list = file('wrong.txt', 'good.example\r\nlocalhost\r\n')
  const { err } = await relaycheck(['domain', '--targets', list, '--resolver', '127.0.0.1:9'])
  assert.match(err, /^relaycheck: [^\n]*wrong\.txt" line 2: [^\n]*no dot/)
})
