import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import test from 'node:test'
import { readEntries, readInline } from '../../../src/mta/postfix/entries.ts'
import { readPattern } from '../../../src/mta/postfix/patterns.ts'
import { matchRules, readRules } from '../../../src/mta/postfix/rules.ts'

const ask = (text: string, key: string, kind: 'regexp' | 'pcre' = 'regexp', noNumbers = false) =>
  matchRules(readRules(text, kind), key, noNumbers)

test('rules: the first that matches counts, in any letters unless i says otherwise', () => {
  const text = '/^a@/ one\n/^A@/i two\n/^b@/i three\n/b/ four\n'
  assert.deepEqual(ask(text, 'A@x'), { value: 'one' })
  assert.deepEqual(ask(text, 'B@x'), { value: 'four' })
  assert.deepEqual(ask(text, 'c@x'), { none: true })
})

test('rules: ! turns a pattern round, two patterns must hold both, $$ is $', () => {
  assert.deepEqual(ask('!/^a@/ other', 'b@x'), { value: 'other' })
  assert.deepEqual(ask('!/^a@/ other', 'a@x'), { none: true })
  assert.deepEqual(ask('/x/!/y/ $$5', 'xz'), { value: '$5' })
  assert.deepEqual(ask('/x/!/y/ $$5', 'xy'), { none: true })
})

test('rules: what stands between if and endif is for keys that match', () => {
  const text = 'if /@a$/\n/^x/ inside\nif !/^y/\n/./ not-y\nendif\nendif\n/./ outside\n'
  assert.deepEqual(ask(text, 'x@a'), { value: 'inside' })
  assert.deepEqual(ask(text, 'z@a'), { value: 'not-y' })
  assert.deepEqual(ask(text, 'y@a'), { value: 'outside' })
  assert.deepEqual(ask(text, 'x@b'), { value: 'outside' })
})

test('rules: any character may stand around a pattern, and lines that are no rule do not count', () => {
  assert.deepEqual(ask('|a/b| slash', 'a/b'), { value: 'slash' })
  assert.deepEqual(ask('word\n/unclosed x\n/a/ yes', 'a'), { value: 'yes' })
})

test('rules: $number is for Postfix, or forbidden; a pattern of another kind too', () => {
  assert.deepEqual(ask('/^(a)@/ $1', 'a@x'), { untold: 1 })
  assert.deepEqual(ask('/^(a)@/ $1\n/a/ next', 'a@x', 'regexp', true), { value: 'next' })
  assert.deepEqual(ask('/b/ no\n/[[:alpha:]]/ x', 'a'), { untold: 2 })
  assert.deepEqual(ask('/^(?=a)/ x', 'a', 'pcre'), { untold: 1 })
  assert.deepEqual(ask('/a/m x', 'a', 'pcre'), { untold: 1 })
})

test('rules: keys and patterns that are no ASCII are for Postfix', () => {
  assert.deepEqual(ask('/ä/ x', 'a'), { untold: 1 })
  assert.deepEqual(ask('/a/ x', 'ä'), { untold: 1 })
})

test('patterns: what repeats what repeats is refused, and a long way costs no time', () => {
  for (const text of [
    '(a*)*',
    '(a+)+$',
    '((a|b)*c)+',
    '(ab){2}',
    'a**',
    'a{3}{4}',
    '(a',
    'a)',
    '[a',
    '\\1',
    '{',
    'a{,3}',
  ])
    assert.equal(readPattern(text, 'pcre', true), undefined, text)
  const slow = Array.from({ length: 300 }, () => '/a.*a.*a.*a.*b$/ x').join('\n')
  const before = performance.now()
  assert.deepEqual(ask(slow, `${'a'.repeat(300)}@x`), { untold: 1 })
  ask(Array.from({ length: 5000 }, () => '/^a.*b$/ x').join('\n'), 'a'.repeat(300))
  assert.ok(performance.now() - before < 2000)
})

test('entries: a key, blanks, a value; the key in small letters, quotes hold blanks', () => {
  const text = 'A.example  x y \n"a b"@c  z\nalone\nunclosed"q x\n k  v\n'
  assert.deepEqual(
    readEntries(text).map(({ key, written, value, line }) => [key, written, value, line]),
    [
      ['a.example', 'A.example', 'x y', 1],
      ['"a b"@c', '"a b"@c', 'z', 2],
    ],
  )
})

test('inline: pairs, with braces where blanks are in them', () => {
  const pairs = (name: string) => {
    const read = readInline(name)
    return 'entries' in read ? read.entries.map(({ key, value }) => [key, value]) : read.fault
  }
  assert.deepEqual(pairs('{a=b, { C = d e }}'), [
    ['a', 'b'],
    ['c', 'd e'],
  ])
  assert.match(String(pairs('{a}')), /no "key = value"/)
  for (const name of ['{}', 'a=b', '{a=b', '']) assert.match(String(pairs(name)), /no "inline:/)
})
