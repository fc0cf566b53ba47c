import assert from 'node:assert/strict'
import test from 'node:test'
import { openScan } from '../../../src/facts/mail/scan.ts'

function linesOf(message: string) {
  const reader = openScan()
  reader.write(Buffer.from(message, 'latin1'))
  return reader.end().lines
}

test('a file kept with LF throughout is not mixed', () => {
  const { ending, odd, oddCount } = linesOf('A: b\n\none\ntwo\n')
  assert.deepEqual([ending, odd, oddCount], ['lf', [], 0])
})

test('mixed endings: the rarer kind is told, with line and part; of two alike LF', () => {
  const lf = linesOf('A: b\r\n\r\none\ntwo\r\n')
  assert.deepEqual(
    [lf.ending, lf.oddEnding, lf.oddCount, lf.odd],
    ['mixed', 'lf', 1, [{ line: 3, octets: 3, part: '1' }]],
  )
  const crlf = linesOf('A: b\n\none\r\ntwo\n')
  assert.deepEqual([crlf.oddEnding, crlf.odd], ['crlf', [{ line: 3, octets: 3, part: '1' }]])
  assert.equal(linesOf('A: b\n\r\n').oddEnding, 'lf')
})

test('lines of more than 998 octets, the line end not counted, the header not', () => {
  const long = linesOf(`A: ${'x'.repeat(2000)}\r\n\r\n${'x'.repeat(998)}\r\n${'y'.repeat(999)}\r\n${'z'.repeat(3000)}`)
  assert.equal(long.longCount, 2)
  assert.deepEqual(long.long, [
    { line: 4, octets: 999, part: '1' },
    { line: 5, octets: 3000, part: '1' },
  ])
})

test('octets above 127 in a part that declares neither 8bit nor binary; in no header', () => {
  const message = [
    'X: \xe9',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    'pre\xe9amble',
    '--b',
    'X: \xe9',
    '',
    'seven \xe9',
    '--b',
    'Content-Transfer-Encoding: 8BIT',
    '',
    'eight \xe9',
    '--b',
    'Content-Transfer-Encoding: binary',
    '',
    'all \xe9',
    '--b',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'none \xe9',
    '--b--',
  ].join('\r\n')
  assert.deepEqual(linesOf(message).raw, [
    { line: 4, octets: 9, part: '1' },
    { line: 8, octets: 7, part: '1.1' },
    { line: 20, octets: 6, part: '1.4' },
  ])
})

test('the first ten are shown, all are counted', () => {
  const lines = linesOf(`\r\n${`${'\xe9'.repeat(999)}\n`.repeat(30)}${'a\r\n'.repeat(40)}`)
  assert.deepEqual([lines.raw.length, lines.rawCount, lines.long.length, lines.longCount], [10, 30, 10, 30])
  assert.deepEqual([lines.odd.length, lines.oddCount, lines.count], [10, 30, 71])
})

test('a CR that ends no line, and NUL octets, with the line of the first one', () => {
  const { bareCr, firstCr, nul, firstNul } = linesOf('A: b\r\n\r\none\rtwo\r\r\n\0\0\r\n\r')
  assert.deepEqual([bareCr, firstCr, nul, firstNul], [3, 3, 2, 4])
  assert.equal(linesOf('A: b\r\n\r\n').firstCr, undefined)
})
