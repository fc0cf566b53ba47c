import assert from 'node:assert/strict'
import test from 'node:test'
import type { TreeRow } from '../../src/core/finding.ts'
import { pen } from '../../src/formats/paint.ts'
import { tree } from '../../src/formats/tree.ts'

const unicode = pen({ color: 0, width: 80, unicode: true, verbosity: 'normal' })
const rows = (...lines: [depth: number, text: string, cell?: number, mark?: string][]): TreeRow[] =>
  lines.map(([depth, text, cell, mark]) => ({ depth, text, cells: [cell ?? ''], ...(mark !== undefined && { mark }) }))

const drawn: Record<string, [TreeRow[], string[]]> = {
  'a branch that goes on passes beside its children': [
    rows([0, 'root'], [1, 'a', 2], [2, 'b', 1], [3, 'c', 1], [2, 'd', 1], [1, 'e', 10, 'over']),
    [
      'root      n', //
      '├ a       2',
      '│ ├ b     1',
      '│ │ └ c   1',
      '│ └ d     1',
      '└ e      10  over',
    ],
  ],
  'a last branch leaves nothing beside its children': [
    rows([0, 'root'], [1, 'a', 1], [2, 'b', 1], [3, 'c', 1]),
    ['root     n', '└ a      1', '  └ b    1', '    └ c  1'],
  ],
  'a root with numbers of its own stands under the head': [
    rows([0, 'root', 7], [1, 'a', 1]),
    ['      n', 'root  7', '└ a   1'],
  ],
}
for (const [name, [given, lines]] of Object.entries(drawn))
  test(`tree: ${name}`, () => assert.deepEqual(tree({ kind: 'tree', head: ['n'], rows: given }, unicode, 0, 40), lines))

test('in ASCII', () => {
  const ascii = { ...unicode, unicode: false }
  assert.deepEqual(
    tree({ kind: 'tree', head: [''], rows: rows([0, 'r'], [1, 'a'], [2, 'b'], [1, 'c']) }, ascii, 0, 40),
    ['r', '|- a', '|  `- b', '`- c'],
  )
})

test('what is wider than the page goes out to the left, then alone on its line; it is never cut', () => {
  const narrow = { ...unicode, width: 40 }
  const one = { kind: 'tree', head: ['n'], rows: rows([0, 'root'], [1, `include:${'x'.repeat(18)}`, 3]) } as const
  assert.equal(tree(one, narrow, 13, 40)[1], `         └ include:${'x'.repeat(18)}  3`)
  const two = { kind: 'tree', head: ['n'], rows: rows([0, 'root'], [1, `include:${'x'.repeat(60)}`, 3]) } as const
  assert.deepEqual(tree(two, narrow, 13, 40).slice(1), [`  └ include:${'x'.repeat(60)}`, `${' '.repeat(39)}3`])
})

test('of thousands of rows some are drawn and the rest counted', () => {
  const lines = tree(
    {
      kind: 'tree',
      head: ['n'],
      rows: rows(...Array.from({ length: 983 }, (_, i) => [i % 3, 'x', 1] as [number, string, number])),
    },
    unicode,
    13,
    40,
  )
  assert.equal(lines.length, 42)
  assert.match(lines[41] ?? '', /^ +… 943 more$/)
})

const colored = pen({ color: 1, width: 80, unicode: true, verbosity: 'normal' })
const [red, yellow, dim, plain] = ['\u001b[31m', '\u001b[33m', '\u001b[2m', '']
/** A mark -> how its colour begins. */
const marks: Record<string, string> = {
  over: red,
  fail: red,
  permerror: red,
  '?, over': red,
  softfail: yellow,
  neutral: yellow,
  void: yellow,
  temperror: yellow,
  '?': yellow,
  'by sender': dim,
  'no match': dim,
  pass: plain,
}
for (const [mark, color] of Object.entries(marks))
  test(`the mark "${mark}" has the colour of what it says`, () => {
    const [, line = ''] = tree({ kind: 'tree', head: ['n'], rows: rows([0, 'r'], [1, 'a', 1, mark]) }, colored, 0, 40)
    assert.equal(line.slice(0, line.indexOf(mark)), `└ a  1  ${color}`)
  })

test('octets that are UTF-8 stand as the characters that somebody typed', () => {
  const one = { kind: 'tree', head: ['n'], rows: rows([0, '\xe2\x80\x93all', 1]) } as const
  assert.deepEqual(tree(one, unicode, 0, 40), ['      n', '–all  1'])
})
