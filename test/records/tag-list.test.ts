import assert from 'node:assert/strict'
import test from 'node:test'
import { readTags } from '../../src/records/tag-list.ts'

test('tags: pieces between semicolons, blanks around names and values left out, offsets kept', () => {
  assert.deepEqual(readTags('v=DKIM1; k = rsa ;p=abc'), [
    { name: 'v', value: 'DKIM1', start: 0, valueStart: 2 },
    { name: 'k', value: 'rsa', start: 9, valueStart: 13 },
    { name: 'p', value: 'abc', start: 18, valueStart: 20 },
  ])
})

test('tags: a value may hold equals signs and blanks, and is empty where nothing follows', () => {
  assert.deepEqual(readTags('p=ab c==; q='), [
    { name: 'p', value: 'ab c==', start: 0, valueStart: 2 },
    { name: 'q', value: '', start: 10, valueStart: 12 },
  ])
})

test('tags: a piece without an equals sign has no value, and one that begins with it no name', () => {
  assert.deepEqual(readTags(' omg ;=x'), [
    { name: 'omg', start: 1, valueStart: 5 },
    { name: '', value: 'x', start: 6, valueStart: 7 },
  ])
})

test('tags: blank pieces are no tags, wherever they stand', () => {
  assert.deepEqual(readTags(''), [])
  assert.deepEqual(
    readTags(';; v=1; \t;').map(({ name }) => name),
    ['v'],
  )
})

test('tags: folding white space is left out, other blanks belong to the value', () => {
  assert.equal(readTags('n=\r\n\t a b \xa0')[0]?.value, 'a b \xa0')
})

test('tags: a long run of blanks costs no more than its length', () => {
  const blanks = ' '.repeat(60_000)
  const start = performance.now()
  const [first] = readTags(`a=b${blanks}c`)
  assert.equal(first?.value?.length, 60_002)
  readTags(`a${blanks}b=`)
  assert.ok(performance.now() - start < 250)
})
