import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import test, { after, before } from 'node:test'
import { buildExecutable, buildScript } from '../bin/build-exe.ts'
import { demoDomain, demoSender, demoZones } from '../src/knowledge/demo-world.ts'
import { startNameServer } from '../src/net/dns/name-server.ts'
import { zoneAnswers } from '../src/net/dns/zone-answers.ts'
import { parseZoneFile } from '../src/records/zone-file.ts'

/** What `npm run build:exe` makes, run where there is nothing else: no Node, no PATH, no files of ours. */

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'relaycheck-exe-'))
const elsewhere = join(folder, 'elsewhere')
let executable = ''

before(async () => {
  mkdirSync(elsewhere)
  executable = await buildExecutable(join(folder, 'build'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) =>
  new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(executable, args, { cwd: elsewhere, env: {}, timeout: 60_000, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
    )
  })

test('the executable stands alone, beside the licences of what is in it, Node among them', () => {
  assert.deepEqual(readdirSync(join(folder, 'build')).sort(), ['LICENSES.txt', basename(executable)])
  assert.ok(statSync(executable).mode & 0o100, 'it may not be executed')
  const licences = readFileSync(join(folder, 'build/LICENSES.txt'), 'utf8')
  for (const name of ['commander', 'chalk', 'dns-packet', 'Node.js'])
    assert.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT`, 'm'))
})

test('it prints the version alone, with no warning', async () => {
  assert.deepEqual(await run('--version'), { status: 0, stdout: `${version}\n`, stderr: '' })
})

test('it shows the demo, with no network and no root', async () => {
  const { status, stdout, stderr } = await run('demo')
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  assert.match(stdout, /spf-lookups\/too-many/)
})

test('it knows every check', async () => {
  const { status, stdout, stderr } = await run('checks', '--format', 'json')
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  assert.match(stdout, /"spf-record"/)
})

test('what it takes for options are its own, never those of Node', async () => {
  for (const option of ['--inspect', '--print', '--domian']) {
    const { status, stdout, stderr } = await run(option)
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' })
    assert.match(stderr, new RegExp(`^relaycheck: There is no option "${option}".*\n$`))
  }
})

test('it asks a name server and judges what that says', async () => {
  const records = Object.entries(demoZones.repaired).flatMap(([file, text]) => {
    const zone = parseZoneFile(text, { file })
    return 'fault' in zone ? assert.fail(zone.fault.says) : zone.records
  })
  const server = await startNameServer({ answer: zoneAnswers(records) })
  const { status, stdout, stderr } = await run(
    ...['domain', demoDomain, '--ip', demoSender, '--only', 'spf-*', '--format', 'json'],
    ...['--resolver', `${server.address}:${server.port}`],
  )
  await server.close()
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  const report = JSON.parse(stdout)
  assert.deepEqual([report.tool.version, report.command, report.exitCode], [version, 'domain', 0])
  assert.ok(report.counts.pass > 5, stdout)
})

test('helpers share a long list, each a thread of the same executable', {
  skip: availableParallelism() < 2,
}, async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `shop${i}.example`)
  const list = join(folder, 'list')
  writeFileSync(list, names.join('\n'))
  const spf = (name: string) => (name === 'spf.host.example' ? 'v=spf1 -all' : 'v=spf1 include:spf.host.example -all')
  const server = await startNameServer({
    answer: ({ name, type }) => ({
      recursionAvailable: true,
      delayMs: 200,
      answers: type === 'TXT' ? [{ name, type, ttl: 3600, data: [spf(name)] }] : [],
    }),
  })
  const resolver = `${server.address}:${server.port}`
  const asking = ['domain', '--targets', list, '--format', 'jsonl', '--only', 'spf-record', '--timeout', '20']
  const { status, stdout, stderr } = await run(...asking, '--resolver', resolver)
  await server.close()
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  assert.equal(stdout.split('\n').length, names.length + 1)
  const shared = server.asked.filter(({ name, type }) => name === 'spf.host.example' && type === 'TXT')
  assert.ok(shared.length > 1, 'nobody helped')
})

test('of all that is in it, --version runs no package but commander', async () => {
  const { outputFiles } = await buildScript()
  const script = join(folder, 'relaycheck.cjs')
  for (const { contents } of outputFiles) writeFileSync(script, contents)
  const modules = modulesRun(script, ['--version'])
  assert.ok(modules.includes('src/main.ts'), 'the modules were not seen')
  const packages = modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])
  assert.deepEqual([...new Set(packages)], ['commander'])
})

/** What Node's coverage saw of the functions that esbuild wraps modules in, which bear their paths. */
function modulesRun(script: string, args: string[]): string[] {
  const told = join(folder, 'coverage')
  const { status } = spawnSync(process.execPath, [script, ...args], { env: { NODE_V8_COVERAGE: told } })
  assert.equal(status, 0)
  const seen = readdirSync(told).flatMap((file) => JSON.parse(readFileSync(join(told, file), 'utf8')).result)
  const functions: { functionName: string; ranges: { count: number }[] }[] = seen.flatMap((part) => part.functions)
  return functions.filter(({ ranges }) => ranges[0]?.count).map(({ functionName }) => functionName)
}
