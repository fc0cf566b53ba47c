import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import test from 'node:test'
import { checks } from '../src/checks/index.ts'
import { steps } from '../src/core/step.ts'
import { gatherersFor } from '../src/facts/index.ts'

/** Who may import whom: a folder not named on the right is out of reach. `root` is the verbs at the root of src. */
const mayImport: Record<string, readonly string[]> = {
  records: ['records'],
  core: ['core', 'records'],
  knowledge: ['knowledge', 'core'],
  checks: ['checks', 'core', 'records', 'knowledge'],
  facts: ['facts', 'core', 'records', 'knowledge', 'mta'],
  formats: ['formats', 'core', 'records'],
  net: ['net', 'core', 'records'],
  mta: ['mta', 'core', 'records'],
  terminal: ['terminal', 'core'],
  root: ['root', 'core', 'records'],
}
/** Commands and main join the rooms. */
const joins = (file: string) => room(file) === 'commands' || file === 'src/main.ts'

/** Every library lives in one folder. */
const home: Record<string, string> = {
  'dns-packet': 'net',
  'node:net': 'net',
  'node:tls': 'net',
  'node:http': 'net',
  'node:http2': 'net',
  'node:dgram': 'net',
  'node:dns': 'net',
  'node:dns/promises': 'net',
  'smtp-server': 'net',
  imapflow: 'net',
  nodemailer: 'net',
  'node:https': 'net',
  mailauth: 'facts',
  libmime: 'facts',
  htmlparser2: 'facts',
  tldts: 'facts',
  chalk: 'formats',
  'cli-table3': 'formats',
  commander: 'terminal',
  ora: 'terminal',
}

/** That of a part of a library (`mailauth/lib/arc/index.js`) too. */
const homeOf = (spec: string): string | undefined => home[spec] ?? home[spec.split('/')[0] ?? '']

const sources = globSync('src/**/*.ts')
const room = (file: string) => (file.split('/').length > 2 ? (file.split('/')[1] ?? '') : 'root')
const imports = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:^(?:import|export|\}) .*from |^import |\bimport\()'([^']+)'/gm)].map(
    ([, spec = '']) => spec,
  )

for (const file of sources)
  test(`${file} imports only what its room may`, () => {
    const allowed = joins(file) ? [...Object.keys(mayImport), 'commands'] : mayImport[room(file)]
    assert.ok(allowed, `${room(file)}/ is not a room of the house`)
    for (const spec of imports(file)) {
      if (spec.startsWith('.')) {
        const target = room(join('src', relative('src', join(dirname(file), spec))))
        assert.ok(allowed.includes(target), `${file} may not import from ${target}/`)
      } else if (homeOf(spec)) assert.equal(room(file), homeOf(spec), `${spec} lives in ${homeOf(spec)}/`)
      else assert.match(spec, /^node:/, `${spec} has no home`)
    }
  })

test('every file and function is of a size that can be read', () => {
  const long = sources
    .filter((file) => !file.startsWith('src/knowledge/'))
    .map((file) => [file, readFileSync(file, 'utf8').split('\n').length] as const)
    .filter(([, lines]) => lines > 401)
  assert.deepEqual(long, [])
})

test('every check is in the registry, has a test, and is named after its file and its folder after its step', () => {
  const files = globSync('src/checks/*/*.ts').filter((f) => basename(f) !== 'index.ts')
  assert.deepEqual(checks.map((c) => `src/checks/${c.step}/${c.id}.ts`).sort(), files.sort())
  for (const file of files) {
    const proof = file.replace('src', 'test').replace('.ts', '.test.ts')
    assert.ok(existsSync(proof), `${proof} is missing`)
  }
})

test('checks stand in the order of the steps, and no id twice', () => {
  const order = checks.map((c) => Object.keys(steps).indexOf(c.step))
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(checks.map((c) => c.id)).size, checks.length)
})

test('every fail and warn says what to do and where it is written', () => {
  for (const check of checks)
    for (const [name, outcome] of Object.entries(check.outcomes)) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.notEqual(name, 'unknown')
      if (outcome.verdict !== 'fail' && outcome.verdict !== 'warn') continue
      assert.ok(outcome.fix, `${check.id}/${name} has no fix`)
      assert.ok(check.refs.length, `${check.id} names no source`)
    }
})

test('every outcome that a fix may lead to exists and does not fail', () => {
  const verdicts = new Map(
    checks.flatMap((c) => Object.entries(c.outcomes).map(([o, { verdict }]) => [`${c.id}/${o}`, verdict])),
  )
  for (const id of checks.flatMap((c) => Object.values(c.outcomes).flatMap((o) => o.leadsTo ?? [])))
    assert.ok(['warn', 'info', 'pass'].includes(verdicts.get(id) ?? ''), `${id} is led to, but is ${verdicts.get(id)}`)
})

test('every fact is needed, by a check or by another fact', async () => {
  const source = globSync('src/facts/**/*.ts')
    .map((f) => readFileSync(f, 'utf8'))
    .join('\n')
  const needed = new Set<string>(checks.flatMap((c) => [...c.needs, ...(c.subject?.needs ?? [])]))
  const gathered = await Promise.all([gatherersFor.domain(), gatherersFor.address(), gatherersFor.message()])
  for (const fact of gathered.flatMap((of) => Object.keys(of)))
    assert.ok(needed.has(fact) || source.includes(`look('${fact}')`), `${fact} is gathered for nobody`)
})
