import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaults } from '../../src/mta/postfix/defaults.ts'
import { readMainCf } from '../../src/mta/postfix/main-cf.ts'
import { openParameters, ownNames } from '../../src/mta/postfix/parameters.ts'
import { asked, randomMainCf } from '../support/main-cf-texts.ts'
import { describeWith, makeFolder, removeFolder } from '../support/real-server.ts'

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' }
const run = (program: string, args: readonly string[], input?: string) =>
  spawnSync(program, args, { env, encoding: 'utf8', ...(input !== undefined && { input }) })

const runAside = (program: string, args: readonly string[]) =>
  new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    execFile(program, args, { env, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ status: error ? 1 : 0, stdout, stderr }),
    )
  })

/** A folder of configuration files; they are made to look old, since Postfix waits two seconds for new ones. */
function configuration(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder()
  for (const [name, text] of Object.entries({ 'master.cf': '', ...files })) {
    writeFileSync(join(folder, name), text)
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000)
  }
  return folder
}

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
  const byDefault = (name: string) => (name === 'config_directory' ? folder : defaults[name])
  const parameters = openParameters(
    { settings: main.settings, byDefault: ownNames(main.settings, byDefault, hostname()) },
    (fault) => faults.push(fault),
  )
  return { faults, parameters }
}

describeWith(['postconf', 'postmap'], 'Postfix of Debian reads the same', () => {
  test('the defaults', () => {
    const folder = configuration({ 'main.cf': '' })
    const told = printed(run('postconf', ['-c', folder, '-d']).stdout)
    for (const [name, value] of Object.entries(defaults))
      if (told.has(name)) assert.equal(oneBlank(value), told.get(name), name)
    removeFolder(folder)
  })

  // Postfix sleeps a second before it gives up: many are asked at once.
  test('main.cf texts made at random', async () => {
    const texts = Number(process.env.FUZZ ?? 0) > 0 ? 2000 : 400
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
