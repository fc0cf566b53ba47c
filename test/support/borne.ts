import assert from 'node:assert/strict'
import { answersOf, type Fault, keyOf, serve, worlds } from './faulty.ts'
import { readReport } from './json-report.ts'
import { saneJson, saneText } from './sane.ts'
import { relaycheck } from './tool.ts'

/** What a terminal, a log, or a build service would obey. */
export const evil = [
  '\n  ✗ fail     FORGED\n1 to fix, FORGED exit 0: nothing fails\n',
  '\n::error::FORGED\r::add-mask::FORGED ::warning file=a::FORGED ##[error]FORGED ##vso[task.complete]FORGED',
  '\u001b[2J\u001b]0;FORGED\u0007\u009b31m\u0000\u0085\u202eFORGED\u2066\u200b',
].join(' ')
/**
 * What a hostile domain can make us ask, at the most: different questions of the resolver; name servers asked themselves
 * (13 hosts, 4 addresses each, and the resolver), and how much each of them. With `--authoritative` the domain's own
 * questions go to its name servers in turn instead.
 */
const usualQuestions = 900
const mostServers = 13 * 4 + 1
const mostOfOneServer = 4
/** Messages for a question, where nothing is lost: one over UDP, one over TCP for what did not fit. */
const mostSent = 2

/** A run in a world with this fault: it ends in time, asks no more than it may, shows nothing that gives orders, and has no bug. */
export async function isBorne(fault: Fault, argv: readonly string[], mostQuestions = usualQuestions) {
  const world = await serve(answersOf(worlds.repaired ?? {}), fault)
  const reached = new Set<string>()
  const reach: NonNullable<typeof world.outside.reach> = (address, port) => {
    reached.add(address)
    return world.outside.reach?.(address, port) ?? { address, port }
  }
  const asking = [
    'domain',
    'shop.example',
    '--resolver',
    world.resolver,
    '--ip',
    '192.31.196.25',
    '--timeout',
    '1',
    ...argv,
  ]
  const begun = performance.now()
  const json = await relaycheck([...asking, '--format', 'json'], { outside: { reach } })
  const ms = performance.now() - begun
  const asked = [...world.asked]
  const text = await relaycheck(asking, { outside: world.outside })
  const coloured = await relaycheck([...asking, '--verbose'], { outside: world.outside, env: { FORCE_COLOR: '1' } })
  await world.close()

  const report = readReport(json.out)
  assert.deepEqual(
    report.findings.filter(({ blind }) => blind?.reason === 'bug').map(({ says }) => says),
    [],
  )
  for (const { code, err } of [json, text, coloured]) {
    assert.ok([0, 1, 3].includes(code), `exit code ${code}`)
    assert.equal(err, '')
  }
  saneJson(json.out)
  saneText(text.out)
  saneText(coloured.out, { color: true, lines: 3000 })
  assert.ok(ms < 15_000, `${Math.round(ms)} ms`)

  const ofResolver = asked.filter(({ recursionDesired }) => recursionDesired)
  const different = new Set(ofResolver.map((question) => `${keyOf(question)} ${question.checkingDisabled}`)).size
  assert.ok(different <= mostQuestions, `${different} questions`)
  assert.ok(ofResolver.length <= different * mostSent + 60, `${ofResolver.length} messages for ${different} questions`)
  const directly = asked.filter(({ recursionDesired, transport }) => !recursionDesired && transport === 'udp').length
  assert.ok(reached.size <= mostServers, `${reached.size} servers`)
  const foreseen = mostOfOneServer * reached.size + (argv.length > 0 ? mostQuestions : 0)
  assert.ok(directly <= foreseen, `${directly} questions to ${reached.size} servers`)
  return { report, json: json.out }
}
