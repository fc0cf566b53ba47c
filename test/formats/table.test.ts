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
