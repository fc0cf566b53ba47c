import assert from 'node:assert/strict'
import test from 'node:test'
import { checksJson, checksText } from '../../src/formats/checks.ts'
import { checksTable } from '../../src/formats/checks-table.ts'
import { explain, explainJson, explainText } from '../../src/formats/explain.ts'
import { registry } from '../support/registry.ts'

const style = { color: 0, width: 80, unicode: true, verbosity: 'normal' } as const
const explained = (what: string) => {
  const found = explain(what, registry)
  assert.ok(!('usage' in found), 'usage' in found ? found.usage : '')
  return found
}

test('a check: what it is about, all that it can find, what to do', () => {
  assert.equal(
    explainText(explained('mx-record'), style),
    `mx-record                                                                     MX

  The domain says where its mail goes

  Without MX nobody can answer.

  ✓ pass     mx-record/present
             {domain} has MX records.

  ✗ fail     mx-record/none
             {domain} has no MX record.
               Publish one:
               {domain}. 3600 IN MX 10 mail.{domain}.

  ? unknown  mx-record/unknown
             It could not be seen; the report says why.

  - skip     mx-record/not-applicable
             There is nothing to judge; the report says why.

  {domain} stands for what a run sees, and so does any other word in braces.

  RFC 5321 section 5.1
`,
  )
})

const parts: Record<string, string[]> = {
  'mx-record/none': ['mx-record/none'],
  ' MX-Record/None ': ['mx-record/none'],
  'mx-record/unknown': ['mx-record/unknown'],
  'spf-all': ['spf-all/strict', 'spf-all/unknown'],
}
for (const [what, ids] of Object.entries(parts))
  test(`explain "${what}"`, () =>
    assert.deepEqual(
      explained(what).meanings.map(({ id }) => id),
      ids,
    ))

const wrong: Record<string, string> = {
  'mx-recrod': 'There is no check "mx-recrod". Did you mean mx-record?',
  record: 'There is no check "record". Did you mean mx-record?',
  'mx-record/nine': 'mx-record cannot find "nine". Did you mean mx-record/none?',
  'mx-record/zzzzzz': 'mx-record cannot find "zzzzzz": relaycheck explain mx-record says what it can.',
  'mx-record/none/none': 'mx-record cannot find "none". Did you mean mx-record/none?',
  'spf-all/not-applicable': 'spf-all cannot find "not-applicable": relaycheck explain spf-all says what it can.',
  '\u001b[2J': 'There is no check "\\x1b[2J": relaycheck checks lists them all.',
}
for (const [what, sentence] of Object.entries(wrong))
  test(`explain ${JSON.stringify(what)} is asked wrongly`, () =>
    assert.deepEqual(explain(what, registry), { usage: `relaycheck: ${sentence}\n`, exitCode: 2 }))

test('an explanation for programs', () => {
  assert.deepEqual(JSON.parse(explainJson(explained('mx-record/present'))), {
    schema: 1,
    id: 'mx-record',
    step: 'mx',
    title: 'The domain says where its mail goes',
    why: 'Without MX nobody can answer.',
    outcomes: [{ id: 'mx-record/present', verdict: 'pass', says: '{domain} has MX records.' }],
    refs: ['RFC 5321 section 5.1'],
  })
})

test('the list of checks', () => {
  assert.equal(
    checksText(registry, style),
    `MX
  mx-record  The domain says where its mail goes
             present=pass, none=fail

SPF
  spf-all    The record | ends
             strict=pass

relaycheck explain mx-record says more.
`,
  )
  assert.deepEqual(JSON.parse(checksJson(registry)).checks[1], {
    id: 'spf-all',
    step: 'spf',
    title: 'The record | ends',
    outcomes: [{ id: 'spf-all/strict', outcome: 'strict', verdict: 'pass' }],
  })
})

test('the tables of README', () => {
  assert.equal(
    checksTable(registry),
    `### MX

| Check | Is well when | Outcomes |
| --- | --- | --- |
| \`mx-record\` | The domain says where its mail goes | present=pass, none=fail |

### SPF

| Check | Is well when | Outcomes |
| --- | --- | --- |
| \`spf-all\` | The record \\| ends | strict=pass |`,
  )
})

test('a check of addresses may be skipped behind a relay, and one of domains may not', () => {
  const [check] = registry
  assert.ok(check)
  const ids = (step: typeof check.step) => {
    const found = explain(check.id, [{ ...check, step }])
    return 'usage' in found ? [] : found.meanings.map(({ id }) => id)
  }
  assert.ok(ids('address').includes(`${check.id}/behind-relay`))
  assert.ok(!ids('mx').includes(`${check.id}/behind-relay`))
})
