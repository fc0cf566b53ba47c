import assert from 'node:assert/strict'
import test from 'node:test'
import { pen } from '../../src/formats/paint.ts'
import { table } from '../../src/formats/table.ts'

const page = pen({ color: 0, width: 60, unicode: true, verbosity: 'normal' })
const serials = {
  kind: 'table',
  head: ['server', 'serial'],
  rows: [
    ['ns1.shop.example', 7],
    ['ns2.example', 2026112401],
  ],
} as const

test('columns without lines, numbers to the right', () => {
  assert.deepEqual(table(serials, page, 4, 40), [
    '    server                serial',
    '    ns1.shop.example           7',
    '    ns2.example       2026112401',
  ])
})

test('colours come from nobody', () =>
  assert.doesNotMatch(table(serials, { ...page, color: 3 }, 4, 40).join(), /\u001b/))

test('what is too wide becomes a list, and nothing is cut', () => {
  const wide = {
    kind: 'table',
    head: ['says', 'who'],
    rows: [[`"v=spf1 ${'a'.repeat(40)} b"`, 'ns1.a-very-long-name.example']],
  } as const
  assert.deepEqual(table(wide, page, 13, 40), [
    '             says: "v=spf1',
    `             ${'a'.repeat(40)} b"`,
    '               who: ns1.a-very-long-name.example',
  ])
})

test('of many rows some are shown and the rest counted', () => {
  const many = { kind: 'table', head: ['n'], rows: Array.from({ length: 50 }, (_, i) => [i]) } as const
  const lines = table(many, page, 2, 40)
  assert.deepEqual([lines.length, lines.at(-1)], [42, '  … 10 more'])
})

const states = {
  kind: 'table',
  head: ['server', 'asked itself'],
  rows: [
    ['ns1.example', 'answers, serial 7'],
    ['ns2.example', 'refused to answer (REFUSED)'],
  ],
} as const
test('what is too wide for the indent is broken at blanks in its widest column', () => {
  assert.deepEqual(table(states, { ...page, width: 45 }, 13, 40), [
    '             server       asked itself',
    '             ns1.example  answers, serial 7',
    '             ns2.example  refused to answer',
    '                          (REFUSED)',
  ])
})

test('what has no blank goes out to the left instead', () => {
  const name = 'mail-server-of-a-long-name.shop.example'
  assert.deepEqual(table({ kind: 'table', head: ['host', 'n'], rows: [[name, 1]] }, { ...page, width: 45 }, 13, 40), [
    `   host                                     n`,
    `   ${name}  1`,
  ])
})
