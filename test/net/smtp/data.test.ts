import assert from 'node:assert/strict'
import test from 'node:test'
import { outsideAscii, stuffed } from '../../../src/net/smtp/data.ts'

/** What a server makes of it (RFC 5321 section 4.5.2): a line's first dot is taken away where more follows. */
const unstuffed = (octets: Buffer): string => octets.toString('latin1').replace(/(?<=^|\r\n)\.(?!\r\n)/g, '')

test('any message comes out as it went in, with the end of its last line, and is not over before', () => {
  const pieces = ['.', '..', '\r\n', '\r\n.', 'a', '.a', '\xff', '\0', ' ', '\r\n\r\n']
  for (let seed = 1; seed < 5000; seed++) {
    let state = seed
    const next = (most: number) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return Math.floor((state / 2147483648) * most)
    }
    const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)] ?? '').join('')
    const out = stuffed(Buffer.from(text, 'latin1'))
    assert.equal(unstuffed(out), text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, JSON.stringify(text))
    assert.doesNotMatch(out.toString('latin1'), /(?:^|\r\n)\.\r\n/, JSON.stringify(text))
  }
})

test('a part of a larger buffer is that part alone', () => {
  const whole = Buffer.from('\n.a\r\nb\n')
  assert.equal(stuffed(whole.subarray(1, 6)).toString(), '..a\r\nb\r\n')
})

test('what has a CR or an LF by itself is no message', () => {
  for (const text of ['\n', '\r', 'a\nb\r\n', 'a\rb\r\n', 'a\r\n\n', 'a\r\r\n', '\n\r'])
    assert.throws(() => stuffed(Buffer.from(text)), TypeError, JSON.stringify(text))
})

test('a large one of dots takes no time to speak of', () => {
  const begun = performance.now()
  const out = stuffed(Buffer.from('.\r\n'.repeat(3_000_000)))
  assert.equal(out.length, 12_000_000)
  assert.ok(performance.now() - begun < 3000)
})

test('where octets outside ASCII are', () => {
  const cases: [string, boolean, boolean][] = [
    ['a: b\r\n\r\nc', false, false],
    ['a: b\r\n\r\n\xe4', true, false],
    ['a: \xe4\r\n\r\nc', true, true],
    ['a: \xe4', true, true],
  ]
  for (const [text, anywhere, header] of cases)
    assert.deepEqual(outsideAscii(Buffer.from(text, 'latin1')), { anywhere, header }, text)
})
