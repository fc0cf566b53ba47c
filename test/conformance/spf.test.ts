import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkHost } from '../../src/facts/spf/check-host.ts'
import { openDns } from '../../src/net/dns/client.ts'
import { type Answer, startNameServer } from '../../src/net/dns/name-server.ts'
import { zoneAnswers } from '../../src/net/dns/zone-answers.ts'
import type { RecordData, RecordType, ResourceRecord } from '../../src/records/dns.ts'
import { parseName } from '../../src/records/name.ts'

// The openspf suite of RFC 7208, through our own DNS client and a name server on loopback.

interface SuiteTest {
  helo: string
  host: string
  mailfrom: string
  result: string[]
  /** `DEFAULT`: the receiver's own words, so none from the domain. */
  explanation: string | null
}
interface Scenario {
  description: string
  /** `timeout`: a question for which the name has no record is never answered. */
  zone: Record<string, { timeout: boolean; rr: [type: string, data: unknown][] }>
  tests: Record<string, SuiteTest>
}

/** Tests that we do not pass, each with the reason. One that begins to pass must leave the list. */
const deviations: Record<string, string> = {}

/** The suite writes names as the octets of their labels, a null MX as ''. */
const nameOf = (text: string): string => {
  const parsed = parseName(text.replaceAll('\\', '\\\\') || '.')
  assert.ok('name' in parsed, `not a name: ${text}`)
  return parsed.name
}

const readers: Partial<Record<string, (data: unknown) => RecordData[RecordType]>> = {
  MX: (data) => {
    const [preference, exchange] = data as [number, string]
    return { preference, exchange: nameOf(exchange) }
  },
  CNAME: (data) => nameOf(data as string),
  PTR: (data) => nameOf(data as string),
  AAAA: (data) => (data as string).toLowerCase(),
  // "Null text (no strings) is illegal": on the wire it is one empty string.
  TXT: (data) => ((data as string[]).length > 0 ? (data as string[]) : ['']),
}

function recordsOf(zone: Scenario['zone']): ResourceRecord[] {
  return Object.entries(zone).flatMap(([name, { rr }]) =>
    rr.map(([kind, data]) => {
      const type = (kind === 'SPF99' ? 'SPF' : kind) as RecordType
      const read = readers[type === 'SPF' ? 'TXT' : type] ?? String
      return { name: nameOf(name), type, ttl: 300, data: read(data) }
    }),
  )
}

function answerFor(scenario: Scenario): Answer {
  const records = recordsOf(scenario.zone)
  const silent = new Set(
    Object.keys(scenario.zone)
      .filter((name) => scenario.zone[name]?.timeout)
      .map(nameOf),
  )
  const answer = zoneAnswers(records)
  return (question) => {
    const known = records.some(({ name, type }) => name === question.name && type === question.type)
    return silent.has(question.name) && !known ? undefined : answer(question)
  }
}

const file = fileURLToPath(new URL('../../../shared/conformance/spf/rfc7208.json', import.meta.url))

if (existsSync(file)) {
  const scenarios = JSON.parse(readFileSync(file, 'utf8')) as Scenario[]
  test('RFC 7208 suite: it is whole', () => {
    const tests = scenarios.flatMap((scenario) => Object.values(scenario.tests))
    assert.equal(tests.length, 203)
    assert.equal(tests.filter(({ explanation }) => explanation !== null).length, 22)
  })
  for (const scenario of scenarios) test(`RFC 7208 suite: ${scenario.description}`, (t) => run(scenario, t))
} else test('RFC 7208 suite', { skip: `SKIPPED, 203 tests were not run: ${file} is not there` })

async function run(scenario: Scenario, t: test.TestContext) {
  const server = await startNameServer({ answer: answerFor(scenario) })
  const { dns, close } = openDns({
    resolvers: [{ address: server.address, port: server.port, transport: 'udp' }],
    timeoutMs: 600,
  })
  t.after(async () => {
    close()
    await server.close()
  })
  await Promise.all(
    Object.entries(scenario.tests).map(([id, one]) =>
      t.test(id, async () => {
        const at = new Date('2026-11-24T06:00:00Z')
        const verdict = await checkHost(dns, { ip: one.host, sender: one.mailfrom, helo: one.helo, at })
        const words = one.explanation === 'DEFAULT' ? undefined : (one.explanation ?? verdict.explanation)
        const agrees = one.result.includes(verdict.result) && verdict.explanation === words
        if (deviations[id] !== undefined) assert.ok(!agrees, `${id} passes now: take it off the list of deviations`)
        else {
          assert.ok(
            one.result.includes(verdict.result),
            `${verdict.result} (${verdict.problem}), expected ${one.result}`,
          )
          assert.equal(verdict.explanation, words)
        }
      }),
    ),
  )
}
