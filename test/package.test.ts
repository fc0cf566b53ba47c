import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test, { after, before } from 'node:test'
import { bundle } from '../bin/build.ts'
import { packagesLoaded } from './support/loaded.ts'

/** What `npm pack` makes, installed where nothing else is, and run. */

const root = join(import.meta.dirname, '..')
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'relaycheck-package-'))
const installed = join(folder, 'node_modules/relaycheck')
const entry = join(installed, 'dist/relaycheck.js')
const run = (args: string[], { node = process.execPath, flags = [] as string[] } = {}) =>
  spawnSync(node, [...flags, entry, ...args], { cwd: folder, encoding: 'utf8', timeout: 60_000 })

let packed: string[] = []

before(() => {
  const built = spawnSync(process.execPath, [join(root, 'bin/build.ts')], { encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const [pack] = JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root))
  packed = pack.files.map((file: { path: string }) => file.path)
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  npm(['install', '--offline', '--no-audit', '--no-fund', join(folder, pack.filename)], folder)
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** The npm that runs this test, or the one on the PATH. */
function npm(args: string[], cwd: string): string {
  const script = process.env.npm_execpath
  const [program, first] = script ? [process.execPath, [script]] : ['npm', []]
  const ran = spawnSync(program, [...first, ...args], {
    cwd,
    encoding: 'utf8',
    shell: !script && process.platform === 'win32',
  })
  assert.equal(ran.status, 0, ran.stderr)
  return ran.stdout
}

test('the package holds the built program, its schema, its papers, and nothing else', () => {
  const allowed =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(LICENSES\.txt|(checks|explain|report)\.schema\.json|(chunks\/)?[\w-]+\.js))$/
  assert.deepEqual(
    packed.filter((path) => !allowed.test(path)),
    [],
  )
  for (const path of [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'dist/relaycheck.js',
    'dist/checks.schema.json',
    'dist/explain.schema.json',
    'dist/report.schema.json',
    'dist/LICENSES.txt',
  ])
    assert.ok(packed.includes(path), `${path} is missing`)
  assert.ok(statSync(entry).mode & 0o100, 'the program may not be executed')
})

test('it brings nothing along: every package that it uses is inside, with its licence', () => {
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  assert.equal(dependencies, undefined)
  assert.ok(!existsSync(join(installed, 'node_modules')))
  const licences = readFileSync(join(installed, 'dist/LICENSES.txt'), 'utf8')
  for (const name of ['commander', 'chalk', 'cli-table3', 'dns-packet', 'ora'])
    assert.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)\\n\\n.*MIT`, 'ms'))
})

test('--version prints the version alone', () => {
  const { status, stdout, stderr } = run(['--version'])
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: `${version}\n`, stderr: '' })
})

test('--version loads no package but commander', async () => {
  const { status, packages, files } = packagesLoaded(entry, ['--version'], await bundle())
  assert.equal(status, 0)
  assert.ok(files.includes(entry) || files.some((file) => file.endsWith('relaycheck.js')), 'the loads were not seen')
  assert.deepEqual(packages, ['commander'])
})

test('checks lists the checks', () => {
  const { status, stdout, stderr } = run(['checks', '--format', 'json'])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /"spf-record"/)
})

test('demo shows a report, with no network and no root', () => {
  const { stdout, stderr, status } = run(['demo'])
  assert.equal(stderr, '')
  assert.match(stdout, /SPF/)
  assert.equal(status, 0)
})

test('a Node that is too old reads one sentence, before anything is loaded', () => {
  const pretend = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.18.9"}})`
  const { status, stdout, stderr } = run(['--version'], { flags: ['--import', pretend] })
  assert.deepEqual({ status, stdout }, { status: 2, stdout: '' })
  assert.match(stderr, /^relaycheck needs Node 22\.19 or newer; this is v22\.18\.9\. [^\n]+\n$/)
  assert.equal(engines.node, '>=22.19')
})

test('a real old Node reads it too', (t) => {
  const old = (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((node) => existsSync(node) && isOld(node))
  if (!old) return t.skip('no Node older than 22.19 on the PATH')
  const { status, stdout, stderr } = run(['domain', 'example.com'], { node: old })
  assert.deepEqual({ status, stdout }, { status: 2, stdout: '' })
  assert.match(stderr, /^relaycheck needs Node 22\.19 or newer; this is v\d+\.\d+\.\d+\. [^\n]+\n$/)
})

function isOld(node: string): boolean {
  const [major = 0, minor = 0] = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    .stdout.split('.')
    .map(Number)
  return major < 22 || (major === 22 && minor < 19)
}
