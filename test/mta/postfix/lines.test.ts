import assert from 'node:assert/strict'
import test from 'node:test'
import { groupedWords, logicalLines, readNameValue, unbrace, words } from '../../../src/mta/postfix/lines.ts'

const lines = (text: string) => logicalLines(text).map(({ text: one, line }) => [line, one])

test('a line that begins with a blank continues the one before, across comments and empty lines', () => {
  assert.deepEqual(lines('a = 1\n  2\n# no\n\n\t3\nb = 4'), [
    [1, 'a = 1  2\t3'],
    [6, 'b = 4'],
  ])
})

test('comments begin a line, blanks before them or not; elsewhere # is a character', () => {
  assert.deepEqual(lines('#a\n  # b\nc = d # e\n   #f\n g'), [[3, 'c = d # e g']])
})

test('a continuation of nothing is no line, and what continues it is none either', () => {
  assert.deepEqual(lines('  a = 1\n b\nc = 2'), [[3, 'c = 2']])
})

test('the last line needs no end, and a carriage return at the end is a blank', () => {
  assert.deepEqual(lines('a = 1\r\n\r\nb = 2'), [
    [1, 'a = 1\r'],
    [3, 'b = 2'],
  ])
})

test('name = value: blanks around both are left out, those inside the value stay', () => {
  assert.deepEqual(readNameValue('  name\t=  a  b \r'), { name: 'name', value: 'a  b' })
  assert.deepEqual(readNameValue('a==b'), { name: 'a', value: '=b' })
  assert.deepEqual(readNameValue('a='), { name: 'a', value: '' })
})

test('what is no name = value says what is missing', () => {
  for (const text of ['= b', '', '  ']) assert.deepEqual(readNameValue(text), { fault: 'has no name' })
  for (const text of ['a b = c', 'a']) assert.deepEqual(readNameValue(text), { fault: 'has no "=" after the name' })
})

test('words end at blanks and commas, and braces hold them together', () => {
  assert.deepEqual(words(' a, b\tc,,\nd '), ['a', 'b', 'c', 'd'])
  assert.deepEqual(groupedWords('a {b c}, static:{d, {e f}} }g'), ['a', '{b c}', 'static:{d, {e f}}', '}g'])
  assert.deepEqual(groupedWords('{a b'), ['{a b'])
  assert.deepEqual(groupedWords('a,b c', ' '), ['a,b', 'c'])
})

test('braces come off where they hold all of the text', () => {
  assert.equal(unbrace('{ a {b} }'), 'a {b}')
  for (const text of ['a', '{a} b', '{a', '']) assert.equal(unbrace(text), undefined)
})
