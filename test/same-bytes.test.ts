import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Response } from '../src/net/dns/message.ts'
import { answersOf, type Fault, type FaultyWorld, serve, worlds } from './support/faulty.ts'
import { replyWith, set, strings } from './support/hostile-answers.ts'
import { readReport } from './support/json-report.ts'
import { relaycheck } from './support/tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
const opened: FaultyWorld[] = []
after(async () => {
  await Promise.all(opened.map((world) => world.close()))
  rmSync(folder, { recursive: true })
})
async function open(...how: Parameters<typeof serve>): Promise<FaultyWorld> {
  const world = await serve(...how)
  opened.push(world)
  return world
}
const shop = 'shop.example'
const asking = ['domain', shop, '--ip', '192.31.196.25']
/** Everything is answered, so on a busy machine only patience is needed. */
const patient = ['--timeout', '30', '--deadline', '180']
const at = ['--at', '2026-11-24T06:00:00Z']
const formats = [
  ['--format', 'text'],
  ['--format', 'text', '--verbose'],
  ['--format', 'json'],
]

const delayed = (reply: Response) => ({ ...reply, delayMs: Math.random() * 30 })
/** Every record set in another order each time, as resolvers give them. */
const rotated = (reply: Response) => {
  const answers = [...(reply.answers ?? [])]
  const turn = Math.floor(Math.random() * answers.length)
  return { ...reply, answers: [...answers.slice(turn), ...answers.slice(0, turn)] }
}
const bomb: Fault = (question, reply) =>
  question.type === 'TXT' && /^shop|bomb/.test(question.name)
    ? replyWith(question, set(question.name, 'TXT', strings(`v=spf1 ${includes(question.name)} -all`)))
    : reply
const includes = (name: string) =>
  Array.from(
    { length: 40 },
    (_, i) => `include:${i}.bomb${name.length % 5}.example a:${i}.${name.slice(0, 30)}.example`,
  ).join(' ')

async function run(world: FaultyWorld, argv: readonly string[]) {
  const { out, err, code } = await relaycheck([...asking, ...argv], { outside: world.outside })
  assert.equal(err, '')
  return { out, code }
}

describe('the same answers give the same bytes, whichever comes first', { concurrency: 4 }, () => {
  for (const [name, zones] of [...Object.entries(worlds), ['whose SPF is a bomb', worlds.repaired ?? {}] as const])
    for (const argv of formats)
      test(`a domain ${name}: ${argv.join(' ')}`, async () => {
        const fault: Fault = (question, reply, nth) => {
          const answer = name === 'whose SPF is a bomb' ? bomb(question, reply, nth) : reply
          return delayed(answer as Response)
        }
        const world = await open(answersOf(zones), fault)
        const where = ['--resolver', world.resolver, ...patient, ...at, ...argv]
        const [first, other] = [await run(world, where), await run(world, where)]
        assert.deepEqual(other, first)
        assert.doesNotMatch(first?.out ?? '', /durationMs/)
      })
})

describe('the order of the records in an answer decides nothing', () => {
  for (const [name, zones] of Object.entries(worlds))
    test(`a domain ${name}`, async () => {
      const world = await open(answersOf(zones), (_, reply) => rotated(reply))
      const where = ['--resolver', world.resolver, ...patient, ...at, '--format', 'json']
      const runs = [await run(world, where), await run(world, where), await run(world, where)]
      const [first, ...others] = runs.map(({ out }) =>
        readReport(out).findings.map(({ evidence: _, ...finding }) => finding),
      )
      for (const other of others) assert.deepEqual(other, first)
    })
})

/** Without the way to an answer, which is the command line with one thing changed: a replay has another one, and none. */
const withoutCommands = (text: string) =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('relaycheck '))

const fragment = join(folder, 'new.zone')
writeFileSync(
  fragment,
  '; relaycheck: remove shop.example MX\nshop.example. 300 IN TXT "v=spf1 ip4:192.31.196.25 -all"\n',
)
const whole = join(folder, 'whole.zone')
writeFileSync(whole, worlds.repaired?.['shop.example'] ?? '')

describe('a recording gives the bytes of the live run', { concurrency: 4 }, () => {
  const evil: Fault = (question, reply) =>
    question.type === 'TXT' && question.name === shop
      ? replyWith(question, set(shop, 'TXT', ['v=spf1 \u001b[2J\u0000\xff"\\ -all'], ['\n::error::\u0085']))
      : reply
  const faults: Record<string, Fault> = {
    well: (_, reply) => reply,
    'half blind': (question, reply) =>
      question.type === 'AAAA'
        ? { rcode: 2, ede: [{ code: 22, text: '\u001b[2J\n' }] }
        : question.type === 'MX'
          ? undefined
          : reply,
    hostile: evil,
    'with a bomb': bomb,
  }
  const more: readonly (readonly string[])[] = [
    [],
    ['--authoritative'],
    ['--zone', fragment],
    ['--zone', whole],
    [...at],
    ['--parked', '--sender', '<>', '--helo', 'mx1.shop.example'],
  ]
  for (const [what, fault] of Object.entries(faults))
    for (const [i, argv] of (what === 'with a bomb' ? more.slice(0, 1) : more).entries())
      test([what, ...argv.map((word) => word.replace(`${folder}/`, ''))].join(' '), async () => {
        const world = await open(answersOf(worlds.broken ?? {}), fault)
        const tape = join(folder, `${what} ${i}.json`)
        const files = { text: join(folder, `${what} ${i}.txt`), json: join(folder, `${what} ${i}.report`) }
        const both = ['--format', 'json', '--output', files.json, '--format', 'text', '--output', files.text]
        const live = await run(world, [
          '--timeout',
          '0.5',
          ...argv,
          ...both,
          '--resolver',
          world.resolver,
          '--record',
          tape,
        ])
        const told = { text: readFileSync(files.text, 'utf8'), json: readFileSync(files.json, 'utf8') }
        const replayed = await run(world, ['--timeout', '0.5', ...argv, ...both, '--replay', tape])
        assert.equal(readFileSync(files.json, 'utf8'), told.json)
        assert.deepEqual(withoutCommands(readFileSync(files.text, 'utf8')), withoutCommands(told.text))
        assert.equal(replayed.code, live.code)
        assert.equal('durationMs' in JSON.parse(told.json), !argv.includes('--at'))
      })

  test('a recording made under --at has no duration to repeat, with --at or without it', async () => {
    const world = await open(answersOf(worlds.broken ?? {}))
    const tape = join(folder, 'at.json')
    const json = [...patient, '--format', 'json']
    const live = await run(world, ['--resolver', world.resolver, '--record', tape, ...json, ...at])
    const replayed = await run(world, ['--replay', tape, ...json])
    assert.equal(replayed.out, live.out)
    assert.doesNotMatch(live.out, /durationMs/)
  })

  test('a zone file laid over a recording is as good as over the live domain', async () => {
    const world = await open(answersOf(worlds.broken ?? {}))
    const tape = join(folder, 'without.json')
    await run(world, ['--resolver', world.resolver, '--record', tape, ...patient, ...at])
    const live = await run(world, [
      '--resolver',
      world.resolver,
      '--zone',
      whole,
      '--format',
      'json',
      ...patient,
      ...at,
    ])
    const laid = await run(world, ['--replay', tape, '--zone', whole, '--format', 'json', ...at])
    const ids = (out: string) => readReport(out).findings.map(({ id, blind }) => [id, blind?.reason])
    assert.deepEqual(
      ids(laid.out).filter(([, reason]) => reason !== 'not-recorded'),
      ids(live.out).filter(([id]) => ids(laid.out).some(([other]) => other === id)),
    )
  })
})
