import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { checksFor } from '../src/checks/index.ts'
import { answersOf, type Fault, type FaultyWorld, keyOf, serve, worlds } from './support/faulty.ts'
import { type JsonReport, readReport } from './support/json-report.ts'
import { relaycheck } from './support/tool.ts'

const asking = ['domain', 'shop.example', '--ip', '192.31.196.25', '--at', '2026-11-24T06:00:00Z', '--format', 'json']
const opened: FaultyWorld[] = []
after(() => Promise.all(opened.map((world) => world.close())))

async function open(zones: keyof typeof worlds, fault?: Fault): Promise<FaultyWorld> {
  const world = await serve(answersOf(worlds[zones] ?? {}), fault)
  opened.push(world)
  return world
}

/** A run against these resolvers, the report read; `ms` is how long it took. */
async function ask(world: FaultyWorld, argv: readonly string[], resolvers = [world.resolver], signal?: AbortSignal) {
  const begun = performance.now()
  const named = resolvers.flatMap((resolver) => ['--resolver', resolver])
  const ran = await relaycheck([...asking, ...named, ...argv], { outside: world.outside, ...(signal && { signal }) })
  assert.equal(ran.err, '')
  return { ...readReport(ran.out), code: ran.code, ms: performance.now() - begun }
}

const idsOf = ({ findings }: JsonReport) => findings.map(({ id }) => id)
const healthy = {
  broken: idsOf(await ask(await open('broken'), [])),
  repaired: idsOf(await ask(await open('repaired'), [])),
}

/** Nothing listens there any more. */
async function deadResolver(): Promise<string> {
  const world = await serve(answersOf({}))
  await world.close()
  return world.resolver
}

/** The same ones for the same seed, whatever comes first: FNV-1a over what is asked, and how often. */
function isLost(seed: number, text: string, share: number): boolean {
  let hash = 2166136261 ^ seed
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0
  return (hash >>> 8) / 2 ** 24 < share
}
const lossy =
  (seed: number): Fault =>
  (question, reply, nth) =>
    question.transport === 'udp' && isLost(seed, `${keyOf(question)} ${nth}`, 0.3) ? undefined : reply

/** A message whose records run past its end. */
const garbled: Fault = ({ octets }) => ({
  raw: Buffer.concat([octets.subarray(0, 2), Buffer.from('8180000100090000ffff', 'hex'), octets.subarray(12)]),
})
const elsewhere = { name: 'elsewhere.example', type: 1, class: 1 }
const overUdp =
  (fault: Fault): Fault =>
  (question, reply, nth) =>
    question.transport === 'udp' ? fault(question, reply, nth) : reply

describe('nothing can be seen', { concurrency: 12 }, () => {
  /** What every server does -> why we are blind. */
  const blinding: Record<string, [fault: Fault, reason: RegExp]> = {
    silent: [() => undefined, /^timeout$/],
    'slower than the budget': [(_, reply) => ({ ...reply, delayMs: 1500 }), /^timeout$/],
    refusing: [() => ({ rcode: 5 }), /^refused$/],
    SERVFAIL: [() => ({ rcode: 2 }), /^server-failure$/],
    'SERVFAIL with its reason': [
      () => ({ rcode: 2, ede: [{ code: 22, text: 'at delegation shop.example' }] }),
      /^server-failure$/,
    ],
    'SERVFAIL for signatures, with checking disabled too': [
      () => ({ rcode: 2, ede: [{ code: 6, text: 'expired' }] }),
      /^server-failure$/,
    ],
    FORMERR: [() => ({ rcode: 1 }), /^server-failure$/],
    NOTIMP: [() => ({ rcode: 4 }), /^server-failure$/],
    garbled: [garbled, /^malformed$/],
    'no recursion, and nothing known': [() => ({}), /^lame$/],
    'another ID': [(_, reply) => ({ ...reply, id: 4711 }), /^timeout$/],
    'another question': [(_, reply) => ({ ...reply, question: elsewhere }), /^timeout$/],
    'truncated, and TCP hangs up': [
      ({ transport }) => (transport === 'tcp' ? { hangUp: true } : { truncated: true }),
      /^unreachable$/,
    ],
    'truncated, and TCP is silent': [
      ({ transport }) => (transport === 'tcp' ? undefined : { truncated: true }),
      /^timeout$/,
    ],
    'truncated even over TCP': [() => ({ truncated: true }), /^malformed$/],
  }
  /**
   * A truncated answer that TCP does not bring is that finding. What was not asked for needs no answer. A list of domains
   * that says nothing is told, but decides nothing.
   */
  const saysWithoutSeeing = [
    'spf-size/unfetchable',
    'spf-authorises/not-asked',
    'spf-authorises/parked',
    'spf-no-mail/not-applicable',
    'domain-listed/unanswered',
  ]

  /** Where nothing is seen, no relay is recognised. */
  const unnamedSays = /^relay-[a-z-]+\/not-applicable$/
  /** Of a domain that is said to send nothing there is nothing to see. */
  const parkedSays = /^(dkim-[a-z-]+|dmarc-reachable|relay-[a-z-]+|receiver-[a-z]+)\/not-applicable$/
  const named = ['--relay', 'smtp2go', '--return-path', 'em4711', '--selector', 's4711']

  function isBlind(report: Awaited<ReturnType<typeof ask>>, reason: RegExp, alsoSays = unnamedSays) {
    assert.deepEqual(
      [...new Set(report.findings.map(({ check }) => check))],
      checksFor.domain.map(({ id }) => id),
    )
    for (const { id, blind, says, fix } of report.findings) {
      if (saysWithoutSeeing.includes(id) || alsoSays.test(id)) continue
      assert.match(id, /\/unknown$/)
      assert.match(blind?.reason ?? '', reason, `${id}: ${says}`)
      assert.ok(blind?.detail && says.includes(blind.detail), id)
      assert.ok(fix, id)
    }
    assert.equal(report.code, 3)
    assert.ok(report.ms < 8000, `${report.ms} ms`)
  }

  for (const [what, [fault, reason]] of Object.entries(blinding))
    test(what, async () => {
      const world = await open('repaired', fault)
      const [plain, allowed, parked, authoritative, relayed] = await Promise.all(
        [['--allow-unknown'], ['--parked'], ['--authoritative'], named]
          .toSpliced(0, 0, [])
          .map((argv) => ask(world, ['--timeout', reason.test('timeout') ? '0.4' : '2', ...argv])),
      )
      assert.ok(plain && allowed && parked && authoritative && relayed)
      isBlind(plain, reason)
      isBlind({ ...allowed, code: 3 }, reason)
      assert.equal(allowed.code, 0)
      isBlind(parked, reason, parkedSays)
      isBlind(authoritative, reason)
      isBlind(relayed, reason, /^$/)
    })

  test('nothing listens', async () => {
    const world = await open('repaired')
    const report = await ask(world, ['--timeout', '0.4'], [await deadResolver()])
    isBlind(report, /^unreachable$/)
    assert.equal(world.asked.length, 0)
  })

  test('people are told once, with what it blinds, and what to do', async () => {
    const world = await open('repaired', () => undefined)
    const argv = ['domain', 'shop.example', '--resolver', world.resolver, '--timeout', '0.3']
    const { code, out } = await relaycheck(argv, { outside: world.outside })
    assert.equal(code, 3)
    assert.equal(out.match(/did not answer within 0\.3 s/g)?.length, 1)
    assert.match(out, /\nrelaycheck domain shop\.example --resolver \S+ --timeout 15 /)
    assert.match(out, /exit 3: something could not be seen\n$/)
    assert.doesNotMatch(out, /[✓✗!] /)
  })
})

describe('all can be seen all the same', { concurrency: 12 }, () => {
  const harmless: Record<string, Fault> = {
    'always truncated, and TCP works': overUdp(() => ({ truncated: true })),
    'UDP silent, and TCP works': overUdp(() => undefined),
    'UDP with another ID': overUdp((_, reply) => ({ ...reply, id: 4711 })),
    'UDP with another question': overUdp((_, reply) => ({ ...reply, question: elsewhere })),
    'UDP from another port': overUdp((_, reply) => ({ ...reply, fromElsewhere: true })),
    'UDP garbled': overUdp(garbled),
    'forged answers before the true one': overUdp((_, reply) => [
      { ...reply, answers: [], id: 4711 },
      { ...reply, answers: [], question: elsewhere },
      { ...reply, answers: [], fromElsewhere: true },
      reply,
    ]),
    'no EDNS known': ({ edns }, reply) => (edns === undefined ? reply : { rcode: 1, edns: false }),
    'every answer twice': (_, reply) => [reply, reply],
    'late, but within the budget': (_, reply) => ({ ...reply, delayMs: 150 }),
    'lossy (seed 1)': lossy(1),
    'lossy (seed 2)': lossy(2),
    'lossy (seed 3)': lossy(3),
  }
  for (const name of ['broken', 'repaired'] as const)
    for (const [what, fault] of Object.entries(harmless))
      test(`${what} (${name})`, async () => {
        const report = await ask(await open(name, fault), ['--timeout', '3'])
        assert.deepEqual(idsOf(report), healthy[name])
        assert.equal(report.code, name === 'broken' ? 1 : 0)
      })

  const deaf: Record<string, Fault> = {
    silent: () => undefined,
    refusing: () => ({ rcode: 5 }),
    SERVFAIL: () => ({ rcode: 2 }),
    garbled,
    'not for others': () => ({}),
  }
  for (const [what, fault] of Object.entries(deaf))
    test(`one of two resolvers: ${what}`, async () => {
      const [world, other] = [await open('repaired'), await open('repaired', fault)]
      const reports = await Promise.all([
        ask(world, ['--timeout', '3'], [other.resolver, world.resolver]),
        ask(world, ['--timeout', '3'], [world.resolver, other.resolver]),
      ])
      for (const report of reports) assert.deepEqual(idsOf(report), healthy.repaired)
    })

  test('one of two resolvers is dead', async () => {
    const world = await open('repaired')
    const report = await ask(world, ['--timeout', '3'], [await deadResolver(), world.resolver])
    assert.deepEqual(idsOf(report), healthy.repaired)
  })
})

describe('some can be seen', { concurrency: 12 }, () => {
  test('signatures that do not hold are a fault of the zone, and blind the rest', async () => {
    const bogus: Fault = ({ checkingDisabled, recursionDesired, name }, reply) =>
      checkingDisabled || !recursionDesired || !name.endsWith('shop.example')
        ? reply
        : { rcode: 2, ede: [{ code: 7, text: 'RRSIG expired' }] }
    const report = await ask(await open('repaired', bogus), ['--timeout', '0.5'])
    assert.equal(report.code, 1)
    assert.deepEqual(
      report.findings.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
      ['zone-dnssec/bogus'],
    )
    const passed = report.findings.filter(({ verdict }) => verdict === 'pass').map(({ check }) => check)
    assert.deepEqual(
      passed.filter((check) => !check.startsWith('zone-')),
      [],
    )
    assert.ok(report.findings.some(({ blind }) => blind?.reason === 'bogus'))
  })

  test('the name servers themselves are silent: the resolver has their answers', async () => {
    const report = await ask(
      await open('repaired', ({ recursionDesired }, reply) => (recursionDesired ? reply : undefined)),
      ['--timeout', '0.5'],
    )
    const gone = ['zone-name-servers/healthy', 'zone-servers-agree/same-serial']
    const instead = ['zone-name-servers/silent', 'zone-servers-agree/alone']
    assert.deepEqual(
      idsOf(report),
      healthy.repaired.map((id) => instead[gone.indexOf(id)] ?? id),
    )
    assert.equal(report.code, 0)
  })

  test('at the deadline what is known is printed, and the rest is unknown', async () => {
    const late: Fault = ({ name }, reply) => ({ ...reply, delayMs: name === 'shop.example' ? 100 : 30_000 })
    const report = await ask(await open('repaired', late), ['--timeout', '60', '--deadline', '1'])
    assert.ok(report.ms < 6000, `${report.ms} ms`)
    assert.equal(report.code, 3)
    assert.ok(idsOf(report).includes('zone-exists/exists'))
    assert.ok(idsOf(report).includes('mx-record/present'))
    const unseen = report.findings.flatMap(({ blind }) => blind ?? [])
    assert.ok(unseen.length > 5)
    for (const { detail } of unseen) assert.equal(detail, "the run's 1 s were up before the answer came")
  })

  test('interrupted: what is known is printed, and the code is 130', async () => {
    const stop = new AbortController()
    const silent: Fault = ({ name }, reply) => {
      if (name === 'shop.example') return reply
      setTimeout(() => stop.abort(), 200).unref()
      return undefined
    }
    const world = await open('repaired', silent)
    const report = await ask(world, ['--timeout', '60'], [world.resolver], stop.signal)
    assert.equal(report.code, 130)
    assert.ok(report.ms < 6000, `${report.ms} ms`)
    assert.ok(idsOf(report).includes('mx-record/present'))
    for (const { blind } of report.findings) assert.ok(!blind || blind.reason === 'interrupted')
  })

  test('interrupted before it began', async () => {
    const world = await open('repaired')
    const report = await ask(world, [], [world.resolver], AbortSignal.abort())
    assert.equal(report.code, 130)
    assert.equal(world.asked.length, 0)
    assert.equal(report.counts.pass + report.counts.fail + report.counts.warn, 0)
  })
})
