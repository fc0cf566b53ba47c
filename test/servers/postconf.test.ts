import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { defaults } from '../../src/mta/postfix/defaults.ts'
import { readMainCf } from '../../src/mta/postfix/main-cf.ts'
import { readMasterCf } from '../../src/mta/postfix/master-cf.ts'
import { openParameters, ownNames } from '../../src/mta/postfix/parameters.ts'
import { configuration, quietEnv, run } from '../support/host-machine.ts'
import { asked, randomMainCf } from '../support/main-cf-texts.ts'
import { type MtaTree, mtaFolder } from '../support/mta-tree.ts'
import { describeWith, removeFolder } from '../support/real-server.ts'

const runAside = (program: string, args: readonly string[]) =>
  new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    execFile(program, args, { env: quietEnv, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ status: error ? 1 : 0, stdout, stderr }),
    )
  })

const configurations: readonly (readonly [MtaTree, string])[] = [
  ['debian', '/etc/postfix'],
  ['plain-relay', '/etc/postfix'],
  ['mailinabox', '/etc/postfix'],
  ['sender-dependent', '/etc/postfix'],
  ['multi-instance', '/etc/postfix'],
  ['multi-instance', '/etc/postfix-out'],
  ['expansions', '/etc/postfix'],
]

/** postconf prints the words of a value with one blank between them. */
const oneBlank = (value: string) =>
  value
    .split(/[ \t\r\n]+/)
    .filter(Boolean)
    .join(' ')
const printed = (out: string) =>
  new Map(
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.split(' = ')[0]?.replace(/ =$/, '') ?? '', line.slice(line.indexOf('=') + 2)]),
  )

function ours(text: string, folder: string) {
  const main = readMainCf(text, 'main.cf')
  const faults = [...main.faults]
  const tell = (fault: string) => void faults.push(fault)
  const builtIn = (name: string) => (name === 'config_directory' ? folder : defaults[name])
  const byDefault = ownNames({ settings: main.settings, byDefault: builtIn }, hostname(), tell)
  const parameters = openParameters({ settings: main.settings, byDefault }, tell)
  return { faults, parameters }
}

describeWith(['postconf', 'postmap'], 'Postfix of Debian reads the same', () => {
  test('the defaults', () => {
    const folder = configuration({ 'main.cf': '' })
    const told = printed(run('postconf', ['-c', folder, '-d']).stdout)
    assert.ok(told.size > 100, `${told.size} told`)
    for (const [name, value] of Object.entries(defaults))
      if (told.has(name)) assert.equal(oneBlank(value), told.get(name), name)
    removeFolder(folder)
  })

  for (const [tree, directory] of configurations)
    test(`every parameter and every service of fixtures/mta/${tree}${directory}`, () => {
      const folder = join(mtaFolder(tree), directory)
      const names = Object.keys(defaults)
      const real = run('postconf', ['-c', folder, '-x', ...names, 'myhostname', 'mydomain'])
      assert.equal(real.status, 0, real.stderr)
      const { faults, parameters } = ours(readFileSync(join(folder, 'main.cf'), 'utf8'), folder)
      const told = printed(real.stdout)
      for (const [name, value] of told) assert.equal(oneBlank(parameters.text(name)), value, name)
      assert.ok(told.size > 100 && faults.length === 0, faults.join('\n'))
      compareServices(folder)
    })

  test('master.cf in every way of writing', () => {
    const folder = configuration({
      'main.cf': 'site = relay.example\n',
      'master.cf': [
        'smtp unix - - n - - smtp -o smtp_helo_name=a.$site -o { smtp_bind_address = 192.0.2.1 }',
        ' -osmtp_tls_security_level=encrypt -v',
        '# a comment',
        ' -vo smtp_sasl_auth_enable=yes -o smtp_helo_name=b.$site',
        'relay unix - - n - - /usr/lib/postfix/sbin/smtp',
        '   -o{smtp_fallback_relay=[x.example]:587, [y.example]}',
        'out unix - - n - 20 smtp -o smtp_sasl_password_maps=inline:{{a=b:c}}',
        'cat unix - n n - - pipe flags=R user=nobody argv=/bin/cat -o smtp_helo_name=not-this',
        '10025 inet n - n - - smtpd -o content_filter= -o { mynetworks = 127.0.0.0/8 }',
      ].join('\n'),
    })
    compareServices(folder)
    removeFolder(folder)
  })

  // Postfix sleeps a second before it gives up: many are asked at once.
  test('main.cf texts made at random', async () => {
    const texts = Number(process.env.FUZZ ?? 0) > 0 ? 1000 : 400
    const seeds = Array.from({ length: texts }, (_, i) => i + 1)
    const refused: boolean[] = []
    const worker = async () => {
      for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) refused.push(await compare(seed))
    }
    await Promise.all(Array.from({ length: 40 }, worker))
    const stopped = refused.filter(Boolean).length
    assert.ok(stopped > texts / 20 && stopped < texts * 0.75, `${stopped} of ${texts} refused`)
  })
})

/** `postconf -P` prints what each service sets for itself, `postconf -M` the services. */
function compareServices(folder: string): void {
  const master = readMasterCf(readFileSync(join(folder, 'master.cf'), 'utf8'), 'master.cf')
  assert.deepEqual(master.faults, [])
  const real = run('postconf', ['-c', folder, '-P'])
  assert.equal(real.status, 0, real.stderr)
  const set = master.services.flatMap(({ name, type, overrides }) =>
    [...overrides].map(([parameter, { value }]) => [`${name}/${type}/${parameter}`, oneBlank(value)] as const),
  )
  assert.deepEqual([...set].sort(), [...printed(real.stdout)].sort())
  const expanded = printed(run('postconf', ['-c', folder, '-P', '-x']).stdout)
  const main = readMainCf(readFileSync(join(folder, 'main.cf'), 'utf8'), 'main.cf')
  for (const { name, type, program, overrides } of master.services) {
    const names: Record<string, string> = { service_name: name, process_name: program }
    const byDefault = (one: string) => names[one] ?? defaults[one]
    const parameters = openParameters({ overrides, settings: main.settings, byDefault }, assert.fail)
    for (const one of overrides.keys())
      assert.equal(oneBlank(parameters.text(one)), expanded.get(`${name}/${type}/${one}`), `${name} ${one}`)
  }
  const services = run('postconf', ['-c', folder, '-M'])
    .stdout.split('\n')
    .filter((line) => /^\S/.test(line))
  assert.deepEqual(
    master.services.map(({ name, type, program }) => [name, type, program]),
    services.map((line) => line.split(/\s+/)).map((fields) => [fields[0], fields[1], basename(fields[7] ?? '')]),
  )
}

/** Whether postconf refuses the text; it is an error where we and postconf do not agree. */
async function compare(seed: number): Promise<boolean> {
  const text = randomMainCf(seed)
  const folder = configuration({ 'main.cf': text })
  const real = await runAside('postconf', ['-c', folder, '-x', ...asked])
  const { faults, parameters } = ours(text, folder)
  const values = asked.map((name) => [name, parameters.text(name)] as const)
  removeFolder(folder)
  const where = `seed ${seed}:\n${text}\n${real.stderr}`
  if (real.status !== 0) {
    assert.notDeepEqual(faults, [], where)
    return true
  }
  assert.deepEqual(faults, [], where)
  const told = printed(real.stdout)
  for (const [name, value] of values) assert.equal(oneBlank(value), told.get(name), `${name}, ${where}`)
  return false
}
