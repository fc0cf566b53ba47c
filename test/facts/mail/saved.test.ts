import assert from 'node:assert/strict'
import test from 'node:test'
import { openSaved } from '../../../src/facts/mail/saved.ts'

/** What is read out of a file, in chunks of so many octets. */
function read(file: string, size = file.length) {
  const saved = openSaved()
  const octets: Uint8Array[] = []
  const all = Buffer.from(file, 'latin1')
  for (let at = 0; at < all.length; at += size) octets.push(...saved.write(all.subarray(at, at + size)))
  octets.push(...saved.end())
  return { message: Buffer.concat(octets).toString('latin1'), ...saved.how() }
}
const message = 'From: a@b.example\r\nSubject: Hello\r\n\r\nOne\r\n\r\nTwo \xe9\r\n'
const long = `${message}${'And more text, line by line.\r\n'.repeat(8000)}`
const sizes = [1, 7, 1000, 65_537, 1_000_000]

test('a message by itself is what it is, however it comes', () => {
  for (const size of sizes) assert.deepEqual(read(long, size), { message: long })
  assert.deepEqual(read('no message\n'), { message: 'no message\n' })
  assert.deepEqual(read(''), { message: '' })
})

test('Apple Mail puts a number before it and a plist behind', () => {
  const plist =
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN">\n<plist version="1.0"></plist>\n'
  for (const whole of [message, long])
    for (const size of sizes.slice(1))
      assert.deepEqual(read(`${String(whole.length).padEnd(10)}\n${whole}${plist}`, size), {
        message: whole,
        isAppleMail: true,
      })
})

test('a message that quotes XML goes on behind it', () => {
  const xml = `${message}<?xml version="1.0" encoding="UTF-8"?>\r\n<feed/>\r\n`
  assert.equal(read(`${xml.length}\n${xml}`).message, xml)
})

test('the line of an mbox that ends otherwise than the message is passed over', () => {
  for (const line of ['From a@b.example Tue Nov 24 05:59:58 2026\n', '>From a@b.example Tue Nov 24 05:59:58 2026\n'])
    assert.deepEqual(read(line + message), { message })
})

test('CR CR LF on every line is CRLF', () => {
  for (const size of sizes)
    assert.deepEqual(read(long.replaceAll('\r\n', '\r\r\n'), size), { message: long, hadDoubledCr: true })
  const once = message.replace('One\r\n', 'One\r\r\n')
  assert.deepEqual(read(once), { message: once })
})

const postmark = 'From bounce@shop.example Tue Nov 24 05:59:58 2026\r\n'
test('of an mbox the first message is taken, and the others are counted', () => {
  for (const first of [message, long])
    for (const size of sizes)
      for (const [name, mark] of [
        ['ordinary', postmark],
        ['of Thunderbird', 'From - Tue Nov 24 05:59:58 2026\r\n'],
        ['of Gmail', 'From 1849@xxx Tue Nov 24 05:59:58 +0000 2026\r\n'],
      ])
        assert.deepEqual(
          read(`${mark}${first}\r\n${mark}${message}\r\n${mark}${message}`, size),
          { message: `${mark}${first}`, messages: 3 },
          `${name}, ${size}`,
        )
})

test('of an mbox the second message is found wherever the chunks are cut', () => {
  const first = `${postmark}${long}`
  for (let size = first.length + 600; size <= first.length + 700; size++)
    assert.equal(read(`${first}\r\n${postmark}${long}`, size).message, first, `${size}`)
})

test('of an mbox of one nothing is taken away', () => {
  const one = `${postmark}${message}\r\nFrom here on nothing is new.\r\n\r\n>From a@b.example Tue Nov 24 05:59:58 2026\r\nFrom: x\r\n`
  for (const size of sizes) assert.deepEqual(read(one, size), { message: one })
})

test('what stands in a message that is no mbox parts nothing', () => {
  const quoted = `${message}\r\n${postmark}${message}`
  assert.deepEqual(read(quoted), { message: quoted })
})
