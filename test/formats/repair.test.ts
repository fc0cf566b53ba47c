import assert from 'node:assert/strict'
import test from 'node:test'
import type { Change } from '../../src/core/finding.ts'
import { pen } from '../../src/formats/paint.ts'
import { repair } from '../../src/formats/repair.ts'

const page = pen({ color: 0, width: 80, unicode: true, verbosity: 'normal' })
const add: Change = { change: 'add', name: 'a.example', type: 'MX', becomes: '10 mx.example.' }
const replace: Change = {
  change: 'replace',
  name: 'a.example',
  type: 'MX',
  was: '10 old.example.',
  becomes: '10 mx.example.',
}
const remove: Change = { change: 'remove', name: 'a.example', type: 'MX', was: '0 .' }
const long: Change = {
  change: 'replace',
  name: 'a.example',
  type: 'TXT',
  was: `"v=spf1 ${'x '.repeat(30)}"`,
  becomes: '"v=spf1 -all"',
}
const record = 'a.example. 3600 IN MX 10 mx.example.'

const told: Record<string, [fix: string | undefined, changes: Change[], paragraphs: string[]]> = {
  'prose alone': ['Do this.', [], ['Do this.']],
  'an order that ends in a colon is followed by its record': [
    'Publish, at last:',
    [add],
    ['Publish, at last:', record],
  ],
  'any other is told what to do with it': ['Mend it.', [add], ['Mend it.', 'Publish this record:', record]],
  'no order at all': [undefined, [add], ['Publish this record:', record]],
  'two additions stand together': [
    'Go:',
    [add, { ...add, becomes: '20 b.example.' }],
    ['Go:', `${record}|a.example. 3600 IN MX 20 b.example.`],
  ],
  'of several records the one that goes is named': [
    'Go.',
    [replace],
    ['Go.', 'Publish this in place of MX 10 old.example:', record],
  ],
  'a long one by how it begins': [
    'Go.',
    [long],
    ['Go.', 'Publish this in place of the record that begins with v=spf1:', 'a.example. 3600 IN TXT "v=spf1 -all"'],
  ],
  'what ends in a dot by itself is not shown': [
    'Go.',
    [{ ...replace, was: '0 .' }],
    ['Go.', 'Publish this in place of the MX record that is there:', record],
  ],
  'two that go': [
    'Go.',
    [remove, { ...remove, was: '10 b.example.' }],
    ['Go.', 'Remove these records:', 'a.example. 3600 IN MX 0 .|a.example. 3600 IN MX 10 b.example.'],
  ],
  'what goes away': ['Go.', [remove], ['Go.', 'Remove this record:', 'a.example. 3600 IN MX 0 .']],
  'different changes each have their line': [
    'Go:',
    [add, remove],
    ['Go:', 'Publish this record:', record, 'Remove this record:', 'a.example. 3600 IN MX 0 .'],
  ],
  'a line with four blanks is pasted': [
    'Run this:\n    relaycheck demo --quiet\nand look.',
    [],
    ['Run this:', 'relaycheck demo --quiet', 'and look.'],
  ],
  'a record cannot bring a line of its own': [
    undefined,
    [{ ...add, becomes: '"a\nb"' }],
    ['Publish this record:', 'a.example. 3600 IN MX "a\\x0ab"'],
  ],
  'the root has one dot': [undefined, [{ ...add, name: '.' }], ['Publish this record:', '. 3600 IN MX 10 mx.example.']],
}
for (const [name, [fix, changes, paragraphs]] of Object.entries(told))
  test(`repair: ${name}`, () => {
    const said = repair(fix, changes, page, new Set())
    assert.deepEqual(
      said.map((lines) => lines.map((line) => line.trim()).join('|')),
      paragraphs,
    )
  })

test('what was told before is not told again', () => {
  const before = new Set<string>()
  repair('Go:', [add], page, before)
  const said = repair('Publish:', [add, remove], page, before).flat()
  assert.deepEqual(
    said.map((line) => line.trim()),
    ['Publish.', 'Remove this record:', 'a.example. 3600 IN MX 0 .', 'The rest is in what is to be published above.'],
  )
})
