import assert from 'node:assert/strict'
import test from 'node:test'
import { columns, ends, hang, indented, readable, wrap } from '../../src/formats/wrap.ts'

const wrapped: Record<string, [text: string, width: number, lines: string[]]> = {
  'what fits stays': ['one two', 7, ['one two']],
  'at the last blank that fits': ['one two three', 7, ['one two', 'three']],
  'a long word has its own line': ['a mail.verylongname.example b', 8, ['a', 'mail.verylongname.example', 'b']],
  'blanks inside a text stay': ['a  b', 10, ['a  b']],
  nothing: ['', 10, ['']],
  'wide characters count twice': ['日本 日本 日本', 9, ['日本 日本', '日本']],
}
for (const [name, [text, width, lines]] of Object.entries(wrapped))
  test(`wrap: ${name}`, () => assert.deepEqual(wrap(text, width), lines))

const sizes: Record<string, number> = { abc: 3, bücher: 6, 日本: 4, 'e\u0301': 1, '✓ ok': 4, '': 0 }
for (const [text, size] of Object.entries(sizes)) test(`columns of "${text}"`, () => assert.equal(columns(text), size))

test('an indent, and a further one for the lines after the first', () => {
  assert.deepEqual(indented('aa bb cc', 6, 2, 1), ['  aa', '   bb', '   cc'])
})
test('a head stands before the first line', () => {
  assert.deepEqual(hang('* x', 'aa bb', 8, 5), ['* x  aa', '     bb'])
})

test('a head that is longer than the indent stands before the first line all the same', () => {
  assert.deepEqual(hang('  ? unknown', 'aa bb cc', 16, 4), ['  ? unknown  aa', '    bb cc'])
})

test('two texts at the ends of a line, or on two lines', () => {
  assert.deepEqual(ends('left', 'right', 12), ['left   right'])
  assert.deepEqual(ends('left', 'right', 10), ['left', '     right'])
  assert.deepEqual(ends('', 'right', 10, 2), ['     right'])
})

test('a text of any length can be read', () => {
  assert.equal(readable('a\nb'), 'a\\x0ab')
  assert.equal(readable('x'.repeat(64_000)), `${'x'.repeat(1000)} … 63,000 more characters`)
})

test('64 KB are wrapped at once', () => {
  const started = performance.now()
  assert.equal(wrap('x '.repeat(32_000), 60).length, 1067)
  assert.ok(performance.now() - started < 1000)
})
