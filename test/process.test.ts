import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { startNameServer } from '../src/net/dns/name-server.ts'

const program = new URL('../bin/relaycheck.ts', import.meta.url).pathname

test('an output that takes no more is said, and is no pass', {
  skip: !existsSync('/dev/full') && 'no /dev/full here',
}, () => {
  const { status, stderr } = spawnSync(process.execPath, [program, 'checks'], {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    encoding: 'utf8',
  })
  assert.equal(status, 2)
  assert.match(stderr, /^relaycheck: standard output cannot be written \(ENOSPC\)[^\n]*\n$/)
})

test('FORCE_COLOR wins over NO_COLOR, and nothing is said about it', () => {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '1' }
  const { stdout, stderr } = spawnSync(process.execPath, [program, 'explain', 'mx-record'], { env, encoding: 'utf8' })
  assert.equal(stderr, '')
  assert.match(stdout, /\x1b\[/)
})

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, [program, 'checks', '--format', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  child.stdout.once('readable', () => child.stdout.destroy())
  const [status] = await once(child, 'close')
  assert.deepEqual([status, said], [0, ''])
})

test('a reader that goes away ends a run with many domains', async () => {
  const argv = ['domain', '-', '--format', 'jsonl', '--resolver', '127.0.0.1:9', '--timeout', '1']
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  child.stdin.on('error', () => {})
  const list = Readable.from(endless())
  list.pipe(child.stdin)
  child.stdout.once('readable', () => child.stdout.destroy())
  const [status] = await once(child, 'close')
  list.destroy()
  assert.deepEqual([status, said], [3, ''])
})

function* endless() {
  for (let i = 0; ; i++) yield `shop${i}.example\n`
}

test('an output that takes no more ends a run with many domains, and is said', {
  skip: !existsSync('/dev/full') && 'no /dev/full here',
}, () => {
  const argv = ['domain', '-', '--format', 'jsonl', '--resolver', '127.0.0.1:9', '--timeout', '1']
  const run = (stdout: number | 'pipe', ...more: string[]) =>
    spawnSync(process.execPath, [program, ...argv, ...more], {
      stdio: ['pipe', stdout, 'pipe'],
      encoding: 'utf8',
      input: 'shop.example\n'.repeat(10),
    })
  for (const ran of [run(openSync('/dev/full', 'w')), run('pipe', '--output', '/dev/full')]) {
    assert.equal(ran.status, 2)
    assert.match(ran.stderr, /^relaycheck: [^\n]*cannot be written[^\n]*\n$/)
  }
})

for (const [how, signals] of [
  ['Ctrl-C', ['SIGINT']],
  // The kernel says it, and the shell once more.
  ['a terminal that goes away', ['SIGHUP', 'SIGHUP']],
] as const)
  test(`${how}: what is known is printed, and it ends with 130`, async () => {
    const silent = await startNameServer({ answer: () => undefined })
    const resolver = `${silent.address}:${silent.port}`
    const argv = ['domain', 'shop.example', '--resolver', resolver, '--timeout', '60', '--format', 'json']
    const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
    })
    while (silent.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    for (const signal of signals) child.kill(signal)
    const [status] = await once(child, 'close')
    await silent.close()
    const { exitCode, counts } = JSON.parse(out)
    assert.deepEqual([status, exitCode, counts.pass, counts.fail], [130, 130, 0, 0])
  })

for (const [how, signal] of [
  ['in text', 'SIGINT'],
  ['--format json', 'SIGTERM'],
  ['--format jsonl', 'SIGINT'],
] as const)
  test(`Ctrl-C while a list is read ends with 130, ${how}`, async () => {
    const argv = ['domain', '-', '--resolver', '127.0.0.1:9', ...(how === 'in text' ? [] : how.split(' '))]
    for (const list of [[''], repeated('\n'), repeated('# no domain\n')]) {
      const child = spawn(process.execPath, [program, ...argv], { stdio: ['pipe', 'pipe', 'pipe'] })
      child.stdin.on('error', () => {})
      const input = Readable.from(list)
      input.pipe(child.stdin, { end: false })
      await new Promise((resolve) => setTimeout(resolve, 1500))
      const begun = performance.now()
      child.kill(signal)
      const [status] = await once(child, 'close')
      input.destroy()
      assert.equal(status, 130)
      // Generous: a busy machine may still be loading it.
      assert.ok(performance.now() - begun < 6000, `${performance.now() - begun} ms`)
    }
  })

function* repeated(line: string) {
  for (const lines = line.repeat(8192 / line.length); ; ) yield lines
}
