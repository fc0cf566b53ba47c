import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
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

  test('every class, owner and reason is in the schema, and no other', () => {
    const { properties } = explainSchema.$defs.reply
    assert.deepEqual(properties.class.enum, replyClasses)
    assert.deepEqual(properties.owner.enum, replyOwners)
    assert.deepEqual(properties.reason.enum, replyReasons)
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
