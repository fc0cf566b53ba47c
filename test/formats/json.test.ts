import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Report } from '../../src/core/report.ts'
import { json } from '../../src/formats/json.ts'
import { errorLine } from '../../src/formats/jsonl.ts'
import { blindReport, finding, hostile, report, shop, two, well } from '../support/reports.ts'

const schema = JSON.parse(readFileSync(new URL('../../src/formats/report.schema.json', import.meta.url), 'utf8'))

/** The same schema with no room for fields that it does not name. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict)
  if (typeof node !== 'object' || node === null) return node
  const inside = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, strict(value)]))
  return 'properties' in node && 'type' in node && !('additionalProperties' in node)
    ? { ...inside, additionalProperties: false }
    : inside
}
const validates = new Ajv2020({ strict: false }).compile(schema)
const validatesStrictly = new Ajv2020({ strict: false }).compile(strict(schema) as object)

for (const [name, sample] of Object.entries({ shop, well, blindReport, two, hostile }))
  test(`${name} is what the schema says, and nothing beside`, () => {
    const parsed = JSON.parse(json(sample))
    assert.ok(validates(parsed), JSON.stringify(validates.errors))
    assert.ok(validatesStrictly(parsed), JSON.stringify(validatesStrictly.errors))
  })

test('a finding that follows from another names the checks that tell its cause', () => {
  const sample = report({
    'shop.example': { receivers: [finding('receiver-gmail/not-ready', 'pass', 'x', { follows: ['spf-record'] })] },
  })
  const parsed = JSON.parse(json(sample))
  assert.deepEqual(parsed.steps[0].findings[0].follows, ['spf-record'])
  assert.ok(validatesStrictly(parsed), JSON.stringify(validatesStrictly.errors))
})

/** Where a good report is spoilt, and with what; nothing = taken away. */
const broken: Record<string, [path: string, value?: unknown]> = {
  'a finding without its sentence': ['steps.0.findings.0.says'],
  'an unknown that does not say why': ['steps.0.findings.0.verdict', 'unknown'],
  'a fail without a fix': ['steps.0.findings.0.verdict', 'fail'],
  'a number where a word belongs': ['command', 7],
  'a repair without its record': ['steps.0.findings.0.repair', [{ change: 'add', name: 'x', type: 'MX' }]],
  'an evidence of no kind': ['steps.0.findings.0.evidence', [{ kind: 'rumour' }]],
  'another schema': ['schema', 2],
}
for (const [name, [path, value]] of Object.entries(broken))
  test(`the schema refuses ${name}`, () => {
    const parsed = JSON.parse(json(well))
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const place = keys.reduce((node, key) => node[key], parsed)
    if (value === undefined) delete place[last]
    else place[last] = value
    assert.equal(validates(parsed), false)
  })

/** CONTRACT.md: what takes the place of a report where a target of many was not looked at. */
const error = {
  schema: 1,
  command: 'domain',
  target: 'localhost',
  error: 'localhost has no dot.',
  exitCode: 2,
} as const

test('the line of a target that was not looked at is what the schema says, its fields in the order of the contract', () => {
  for (const exitCode of [2, 70] as const) {
    const line = errorLine(error.command, error.target, error.error, exitCode)
    assert.equal(line, `${JSON.stringify({ ...error, exitCode })}\n`)
    assert.ok(validatesStrictly(JSON.parse(line)), JSON.stringify(validatesStrictly.errors))
  }
})

const wrongLines: Record<string, object> = {
  'an error of another schema': { ...error, schema: 2 },
  'an error without its target': { ...error, target: undefined },
  'an error without its command': { ...error, command: undefined },
  'an error without its exit code': { ...error, exitCode: undefined },
  'an error that says nothing': { ...error, error: '' },
  'an error that ends well': { ...error, exitCode: 0 },
  'an error that was found by looking': { ...error, exitCode: 1 },
  'a target that is neither looked at nor refused': { ...error, error: undefined },
  'a report that is an error as well': { ...JSON.parse(json(well)), ...error },
}
for (const [name, line] of Object.entries(wrongLines))
  test(`the schema refuses ${name}`, () => assert.equal(validates(JSON.parse(JSON.stringify(line))), false))

test('fields come in the order of the contract, added ones last', () => {
  const sample: Report = report({
    'example.com': {
      spf: [
        finding('spf-lookups/too-many', 'fail', '12 of 10', {
          brief: 'not for programs',
          about: { count: 12, limit: 10 },
          evidence: [{ kind: 'dns', question: 'TXT example.com', answer: ['v=spf1'], server: '192.0.2.53', ttl: 300 }],
          fix: 'Take out.',
          repair: [{ change: 'replace', name: 'example.com', type: 'TXT', was: '"a"', becomes: '"b"' }],
          refs: ['RFC 7208 section 4.6.4'],
        }),
      ],
    },
  })
  assert.equal(
    JSON.stringify(JSON.parse(json(sample))),
    JSON.stringify({
      schema: 1,
      tool: { name: 'relaycheck', version: '0.1.0' },
      command: 'domain',
      at: '2026-11-24T06:00:00.000Z',
      durationMs: 412,
      verdict: 'fail',
      exitCode: 1,
      counts: { pass: 0, info: 0, warn: 0, fail: 1, unknown: 0, skip: 0 },
      steps: [
        {
          id: 'spf',
          title: 'SPF',
          target: 'example.com',
          verdict: 'fail',
          findings: [
            {
              id: 'spf-lookups/too-many',
              check: 'spf-lookups',
              outcome: 'too-many',
              verdict: 'fail',
              says: '12 of 10',
              about: { count: 12, limit: 10 },
              evidence: [
                { kind: 'dns', question: 'TXT example.com', answer: ['v=spf1'], server: '192.0.2.53', ttl: 300 },
              ],
              fix: 'Take out.',
              repair: [{ change: 'replace', name: 'example.com', type: 'TXT', was: '"a"', becomes: '"b"' }],
              refs: ['RFC 7208 section 4.6.4'],
            },
          ],
        },
      ],
      resolvers: [{ address: '192.0.2.53', from: 'system' }],
    }),
  )
})

test('an unknown says what stopped us', () => {
  const [, mx] = JSON.parse(json(blindReport)).steps
  assert.deepEqual(mx.findings[0], {
    id: 'mx-record/unknown',
    check: 'mx-record',
    outcome: 'unknown',
    verdict: 'unknown',
    blind: { reason: 'timeout', detail: '192.0.2.53 did not answer within 5 s', question: 'MX shop.example' },
    says: 'MX shop.example: 192.0.2.53 did not answer within 5 s',
    about: {},
    fix: 'Run again with more time.',
    refs: [],
  })
})

test('under --at there is no duration', () => {
  const { durationMs: _, ...timeless } = well
  assert.equal('durationMs' in JSON.parse(json(timeless)), false)
})

test('the file can be shown as it is, and gives back what was in it', () => {
  const says = 'a\u001b[2J\u202e\u200b\u2028\u0085\u{e0041}\ud800 é 日\n'
  const written = json(report({ 'x.example': { mx: [finding('mx-record/present', 'pass', says)] } }))
  assert.doesNotMatch(written, /[^\P{C}\n]/u)
  assert.match(written, /é 日/)
  assert.equal(JSON.parse(written).steps[0].findings[0].says, says)
})
