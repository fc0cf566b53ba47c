import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Finding } from '../src/core/finding.ts'
import { answersOf, type Fault, type FaultyWorld, keyOf, serve, worlds } from './support/faulty.ts'
import { readReport } from './support/json-report.ts'
import { relaycheck } from './support/tool.ts'

/** One question fails in one of these ways, all else is answered. */
const failing: Record<string, Fault> = {
  'goes unanswered': () => undefined,
  'gets SERVFAIL': () => ({ rcode: 2 }),
}

/**
 * A finding may stay or become unknown. What else may come, with the reason why it says nothing that was not seen:
 * `where` is a part of "world: question".
 */
const allowed: readonly { id: RegExp; where?: RegExp; why: string }[] = [
  {
    id: /^(zone-name-servers\/silent(-family)?|zone-servers-agree\/alone)$/,
    why: 'they skip and say that a name server was not heard from here; a busy machine may bring that about',
  },
  {
    id: /^zone-name-servers\/single-silent$/,
    why: 'that a zone has a single name server is seen all the same, and it says that this one was not heard; a busy machine may bring that about',
  },
  {
    id: /^zone-name-servers\/(lame|all-lame|no-route|out-of-reach)$/,
    where: /: SOA [a-z.]+, itself$/,
    why: 'a name server that gives SERVFAIL to whoever asks it for its zone is lame: that is what the check is for',
  },
  {
    id: /^dkim-key-record\/unusable-guessed$/,
    why: 'of invalid=fail the part that was seen remains, a warning: a key may live at a selector that was not seen, and on a busy machine any guess may stay unanswered',
  },
  {
    id: /^dmarc-record\/none$/,
    where: /^whose DMARC stands elsewhere: /,
    why: 'that there is no record was seen; only what looks like one was not',
  },
  {
    id: /^mx-public\/private-address$/,
    why: 'of all-private=fail the part that was seen remains, a warning, beside an unknown for the rest; a busy machine may leave any address unanswered',
  },
  {
    id: /^relay-(return-path|dkim|tracking|spf|alignment)\/(not-applicable|not-known|not-seen)$/,
    why: 'a relay that nobody named is recognised by what is seen; they skip, and where something was not seen they say so',
  },
  {
    id: /^(receiver-[a-z]+\/(not-ready|ready-for-small-senders)|zone-wildcard\/none|mx-record\/none|dmarc-record\/none|dmarc-reachable\/none|dkim-keys\/given-missing|spf-record\/none|spf-legacy\/none|spf-authorises\/no-policy)$/,
    where: /^that does not exist: SOA shop\.example$/,
    why: 'only the SOA was not seen: that the name has no such record was, by NXDOMAIN to each question',
  },
]

/** The questions of a run without faults, and what it finds. */
async function ask(zones: Readonly<Record<string, string>>, argv: readonly string[], fault?: Fault) {
  const world = await serve(answersOf(zones), fault)
  const all = ['domain', 'shop.example', '--resolver', world.resolver, '--at', '2026-11-24T06:00:00Z', ...argv]
  const { out, err } = await relaycheck([...all, '--format', 'json'], { outside: world.outside })
  await world.close()
  assert.equal(err, '')
  const { findings, exitCode, counts } = readReport(out)
  return { findings, exitCode, counts, questions: different(world.asked, answersOf(zones)) }
}
/** Each question once; of the selectors that are guessed and lead to nothing, three stand for all. */
function different(asked: FaultyWorld['asked'], answer: ReturnType<typeof answersOf>): string[] {
  const isIdle = (question: FaultyWorld['asked'][number]) =>
    question.name.includes('._domainkey.') && !answer(question).answers?.length
  const keys = (questions: FaultyWorld['asked']) => [...new Set(questions.map(keyOf))].sort()
  return [...keys(asked.filter((question) => !isIdle(question))), ...keys(asked.filter(isIdle)).slice(0, 3)]
}
type Ran = Awaited<ReturnType<typeof ask>>

const known = ({ id, verdict }: Finding, healthy: Ran) =>
  healthy.findings.some((one) => one.id === id && one.verdict === verdict)

/** What a run with one fault says that the run without it does not, and checks of which nothing is said any more. */
function strangers(healthy: Ran, { findings }: Ran, where: string): string[] {
  const said = findings.filter(
    (finding) =>
      finding.verdict !== 'unknown' &&
      !known(finding, healthy) &&
      !allowed.some((one) => one.id.test(finding.id) && (one.where?.test(where) ?? true)),
  )
  const checked = new Set(findings.map(({ check }) => check))
  const lost = healthy.findings.filter(({ check }) => !checked.has(check))
  return [
    ...said.map(({ id, verdict, says }) => `${where}: ${verdict} ${id}: ${says}`),
    ...lost.map(({ check }) => `${where}: ${check} says nothing`),
    ...findings.filter(({ blind }) => blind?.reason === 'bug').map(({ says }) => `${where}: ${says}`),
  ]
}

/** Runs them, a few at a time. */
async function few<J>(jobs: readonly J[], atOnce: number, run: (job: J) => Promise<void>): Promise<void> {
  const left = [...jobs]
  const worker = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await run(job)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

function oneQuestionFails(name: string, argv: readonly string[]) {
  const zones = worlds[name] ?? {}
  for (const [what, fault] of Object.entries(failing))
    test(`a domain ${name}: a question ${what} ${argv.join(' ')}`, async () => {
      const healthy = await ask(zones, argv)
      assert.ok(healthy.questions.length >= 10)
      const strange: string[] = []
      let noticed = 0
      await few(healthy.questions, argv.includes('--selector') ? 24 : 4, async (key) => {
        const spoil: Fault = (question, reply, nth) => (keyOf(question) === key ? fault(question, reply, nth) : reply)
        const ran = await ask(zones, [...argv, '--timeout', '0.25'], spoil)
        if (ran.counts.unknown > 0) noticed++
        if (ran.counts.unknown > 0 && ran.counts.fail === 0) assert.equal(ran.exitCode, 3)
        strange.push(...strangers(healthy, ran, `${name}: ${key}`))
      })
      assert.deepEqual(strange, [])
      assert.ok(noticed > 0)
    })
}

/** Worlds in which selectors are guessed, which takes many questions. */
const guesses = ['broken', 'rich', 'whose DMARC stands elsewhere']

describe('a finding stays or becomes unknown', { concurrency: 2 }, () => {
  for (const name of Object.keys(worlds))
    oneQuestionFails(name, ['--ip', '192.31.196.25', ...(guesses.includes(name) ? [] : ['--selector', 's1'])])
  for (const name of ['broken', 'repaired', 'rich']) oneQuestionFails(name, ['--authoritative'])
  oneQuestionFails('repaired', ['--parked'])
})

describe('half of the types fail', () => {
  const types = ['A', 'AAAA', 'MX', 'NS', 'SOA', 'TXT', 'SPF', 'DS', 'DNSKEY', 'PTR']
  const halves: Record<string, (type: string) => boolean> = {
    'the first half': (type) => types.indexOf(type) < 5,
    'the second half': (type) => types.indexOf(type) >= 5,
    'every other': (type) => types.indexOf(type) % 2 === 0,
    'the others': (type) => types.indexOf(type) % 2 === 1,
  }
  for (const [which, fails] of Object.entries(halves))
    for (const [what, fault] of Object.entries(failing))
      test(`${which} ${what}`, async () => {
        for (const zones of Object.values(worlds).slice(0, 3)) {
          const healthy = await ask(zones, [])
          const spoil: Fault = (question, reply, nth) => (fails(question.type) ? fault(question, reply, nth) : reply)
          const ran = await ask(zones, ['--timeout', '0.25'], spoil)
          assert.deepEqual(strangers(healthy, ran, `${which}: SOA shop.example, itself`), [])
          assert.ok(ran.counts.unknown > 0)
        }
      })
})
