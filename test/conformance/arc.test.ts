import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { openVerification } from '../../src/facts/mail/verification.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { askedOfMessage } from '../support/mail-verified.ts'
import { memoryWorld } from '../support/memory-dns.ts'

// The ARC suite of ValiMail, through our own pass over a message; its files end lines with LF.

interface SuiteTest {
  description: string
  message: string
  cv: 'None' | 'Pass' | 'Fail' | ''
}
interface Scenario {
  description: string
  tests: Record<string, SuiteTest>
  'txt-records': Record<string, string>
}

/** Tests that we do not pass, each with the reason. One that begins to pass must leave the list. */
const deviations: Record<string, string> = {
  ams_fields_c_na:
    'it was signed as relaxed/relaxed and has no c=, as the drafts of ARC allowed; RFC 8617 section 4.1.2 leaves it at simple/simple (RFC 6376 section 3.5)',
  ams_fields_h_empty: 'a message signature that covers no From counts for nothing (RFC 6376 section 6.1.1)',
}
/** Where the newest seal says cv=fail the suite wants nothing in particular; RFC 8617 section 5.2 step 2 does. */
const wanted = ({ cv }: SuiteTest): string => (cv === '' ? 'fail' : cv.toLowerCase())

const recordsOf = (texts: Record<string, string>): ResourceRecord[] =>
  Object.entries(texts).map(([name, text]) => ({
    name: name.toLowerCase().replace(/\.$/, ''),
    type: 'TXT',
    ttl: 300,
    data: [text],
  }))

async function chainOf({ 'txt-records': texts }: Scenario, { message }: SuiteTest) {
  const world = memoryWorld(recordsOf(texts))
  const verification = await openVerification(world, askedOfMessage({ receivedAt: world.now() }))
  await verification.write(Buffer.from(message))
  return (await verification.end()).arc
}

const file = fileURLToPath(new URL('../../../shared/conformance/arc/arc_validation.json', import.meta.url))
if (existsSync(file)) {
  const suite = JSON.parse(readFileSync(file, 'utf8')) as Scenario[]
  test('ARC suite: it is whole', () => {
    assert.equal(suite.flatMap(({ tests }) => Object.keys(tests)).length, 171)
  })
  for (const scenario of suite)
    for (const [id, one] of Object.entries(scenario.tests))
      test(`${scenario.description}: ${id}, ${one.description}`, async () => {
        const agrees = (await chainOf(scenario, one)).result === wanted(one)
        assert.equal(agrees, !(id in deviations), deviations[id] ?? `expected ${wanted(one)}`)
      })
  test('ARC suite: a signature without c= that was made as relaxed is told to be that', async () => {
    const scenario = suite.find(({ tests }) => 'ams_fields_c_na' in tests)
    const one = scenario?.tests.ams_fields_c_na
    assert.ok(scenario && one)
    const { problem = '' } = await chainOf(scenario, one)
    assert.match(
      problem,
      /made with canonicalization relaxed\/relaxed, and names none \(c=\), which means simple\/simple/,
    )
  })
} else test('ARC suite', { skip: `SKIPPED, 171 tests were not run: ${file} is not there` })
