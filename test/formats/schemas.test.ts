import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { checks } from '../../src/checks/index.ts'
import { replyClasses, replyOwners, replyReasons } from '../../src/core/reply.ts'
import { checksJson } from '../../src/formats/checks.ts'
import { explain, explainJson } from '../../src/formats/explain.ts'
import { examples } from '../../src/knowledge/replies/examples.ts'
import { relaycheck } from '../support/tool.ts'

// What `explain` and `checks` print for programs, held against the schemas that ship with the package.

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../src/formats/${name}.schema.json`, import.meta.url), 'utf8'))
const explainSchema = schemaOf('explain')
const validates = new Ajv2020({ strict: false })
const ofExplain = validates.compile(explainSchema)
const ofChecks = validates.compile(schemaOf('checks'))

function holds(validate: ValidateFunction, json: string) {
  assert.ok(validate(JSON.parse(json)), JSON.stringify(validate.errors))
}

/** The same schema, which refuses what it does not describe. */
function closed(schema: { $defs: Record<string, object> }) {
  const close = (one: object) => ('properties' in one ? { ...one, additionalProperties: false } : one)
  const $defs = Object.fromEntries(Object.entries(schema.$defs).map(([name, one]) => [name, close(one)]))
  return { ...schema, $defs }
}

test('checks', () => holds(ofChecks, checksJson(checks)))

describe('explain', () => {
  test('every check', () => {
    for (const { id } of checks) {
      const explanation = explain(id, checks)
      assert.ok('check' in explanation, id)
      holds(ofExplain, explainJson(explanation))
    }
  })

  test('a reply of every pattern, one that is not known, and one that took the mail', async () => {
    const replies = [...Object.values(examples).flat(), 'the dog ate it', '250 2.0.0 Ok: queued as 12345']
    const { out } = await relaycheck(['explain', '-', '--format', 'json'], { input: [replies.join('\n')] })
    holds(ofExplain, out)
    assert.ok(JSON.parse(out).replies.length > 100)
  })

  test('bounces, complaints and automatic replies: every field of theirs is described', async () => {
    const described = validates.compile(closed(explainSchema))
    const folder = new URL('../../fixtures/bounces/', import.meta.url)
    const kinds = new Set<string>()
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:eml|txt)$/.test(file)) continue
      const input = [readFileSync(new URL(file, folder))]
      const { out } = await relaycheck(['explain', '-', '--format', 'json'], { input })
      if (out === '') continue
      const { kind } = JSON.parse(out)
      assert.ok(described(JSON.parse(out)), `${file}: ${JSON.stringify(described.errors)}`)
      kinds.add(kind)
    }
    for (const kind of explainSchema.$defs.explained.properties.kind.enum) assert.ok(kinds.has(kind), kind)
  })

  test('every class, owner and reason is in the schema, and no other', () => {
    const { reply, class: kind, owner } = explainSchema.$defs
    assert.deepEqual(kind.enum, replyClasses)
    assert.deepEqual(owner.enum, replyOwners)
    assert.deepEqual(reply.properties.reason.enum, replyReasons)
  })

  for (const [what, broken] of Object.entries({
    'another schema': { schema: 2, replies: [], more: 0, cut: false },
    'neither a check nor replies': { schema: 1 },
    'an owner that there is not': {
      schema: 1,
      tool: { name: 'relaycheck', version: '1' },
      command: 'explain',
      replies: [{ owner: 'somebody' }],
      more: 0,
      cut: false,
    },
  }))
    test(`${what} is refused`, () => assert.equal(ofExplain(broken), false))
})
