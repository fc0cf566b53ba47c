import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { domainToASCII, fileURLToPath } from 'node:url'
import type { Dns } from '../../src/core/dns.ts'
import { walkFrom } from '../../src/facts/dmarc/walk.ts'
import { policyInEffect } from '../../src/records/dmarc/policy.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { type MemoryWorld, memoryWorld } from '../support/memory-dns.ts'

// 33 cases of RFC 9989's policy discovery and alignment, each asked of a world in memory.

interface Case {
  name: string
  from: string
  /** The domain for which SPF passed. */
  spf: string | null
  zone: Record<string, { TXT?: string[][]; A?: string[]; ERR?: string }>
  strict: Verdict
  q: string[]
}
interface Verdict {
  result: string
  policy?: string
  /** The author's domain where the organizational domain was not seen. */
  org: string
  /** Where the record stands that applies. */
  pd?: string
  testMode?: boolean
  error?: string
}

/** Cases that we do not pass, each with the reason. One that begins to pass must leave the list. */
const deviations: Record<string, string> = {}

function worldOf({ zone }: Case): MemoryWorld {
  const records = Object.entries(zone).flatMap(([name, { TXT = [], A = [] }]): ResourceRecord[] => [
    ...TXT.map((data) => ({ name, type: 'TXT' as const, ttl: 300, data })),
    ...A.map((data) => ({ name, type: 'A' as const, ttl: 300, data })),
  ])
  const broken = Object.keys(zone).filter((name) => zone[name]?.ERR)
  return memoryWorld(records, {
    blindAt: Object.fromEntries(broken.map((name) => [`TXT ${name}`, 'server-failure' as const])),
  })
}

const authorOf = ({ from }: Case): string => domainToASCII(from.slice(from.indexOf('@') + 1))

/** What a receiver makes of the message: relaxed alignment by organizational domains, then the policy. */
async function judge(dns: Dns, author: string, spf: string | null): Promise<Verdict> {
  const { policy, organization } = await walkFrom(dns, author)
  const org = organization.seen ? organization.value : author
  if (!policy.seen) return { result: 'temperror', org, error: policy.blind.reason }
  const { domain: pd, record } = policy.value ?? {}
  const exists = (await dns(author, 'A')).kind !== 'no-such-name'
  const inherits = pd !== author
  const asked =
    record && policyInEffect(record, inherits ? 'inherited' : 'own', inherits && !exists ? 'nonexistent' : 'domain')
  if (!record || !asked || pd === undefined) return { result: 'none', org }
  const other = spf === null ? undefined : (await walkFrom(dns, spf)).organization
  const result =
    other && !(other.seen && organization.seen) ? 'temperror' : other?.seen && other.value === org ? 'pass' : 'fail'
  return { result, policy: asked.effective, org, pd, testMode: record.testing }
}

const file = fileURLToPath(new URL('../../../shared/conformance/dmarc/tree-walk-cases.json', import.meta.url))

if (existsSync(file)) {
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[]
  test('RFC 9989 cases: they are whole', () => assert.equal(cases.length, 33))
  for (const one of cases)
    test(`RFC 9989 cases: ${one.name}`, async () => {
      const { error, ...expected } = one.strict
      const run = async () => {
        const { error: blind, ...verdict } = await judge(worldOf(one).dns, authorOf(one), one.spf)
        assert.deepEqual(verdict, expected)
        if (blind) assert.ok(error, `blind: ${blind}`)
        await asksWhatTheWalkAsks(one)
      }
      if (deviations[one.name] === undefined) await run()
      else await assert.rejects(run(), `${one.name} passes now: take it off the list of deviations`)
    })
} else test('RFC 9989 cases', { skip: `SKIPPED, 33 cases were not run: ${file} is not there` })

/** The names shown are those of the walk, in its order; all are asked at once, and none besides that a longer walk would not ask. */
async function asksWhatTheWalkAsks(one: Case) {
  const world = worldOf(one)
  const author = authorOf(one)
  const { steps } = await walkFrom(world.dns, author)
  const walked = one.q.filter(
    (question) => question.startsWith('TXT ') && author.endsWith(question.slice('TXT _dmarc.'.length)),
  )
  assert.deepEqual(
    steps.map(({ domain }) => `TXT _dmarc.${domain}`),
    walked,
  )
  assert.deepEqual(world.questions.slice(0, walked.length), walked)
  const beyond = world.questions.slice(walked.length)
  assert.ok(
    beyond.every((question) => walked.at(-1)?.endsWith(question.slice('TXT _dmarc'.length))),
    beyond.join(),
  )
  assert.equal(world.rounds, 1)
  assert.ok(world.questions.length <= 8)
}
