import assert from 'node:assert/strict'
import { test } from 'node:test'
import { veilOfRun } from '../../src/net/veil-of-run.ts'

const password = 'S3cr3t+/pw==Xyz'
const veil = veilOfRun({
  secrets: [
    { user: 'shop', secret: password },
    { user: 'anna', secret: 'relay' },
  ],
  shown: ['mx.relay.example', 'shop'],
  keys: new Map([['spamhaus', 'abcdefghijklmnopqrstuvwxyz']]),
})
const base64 = (text: string) => Buffer.from(text).toString('base64')
const hexadecimal = (text: string) => Buffer.from(text).toString('hex')
const forms = [
  password,
  password.toUpperCase(),
  base64(password),
  base64(`\0shop\0${password}`),
  base64(`xx ${password} and more`),
  encodeURIComponent(password),
  hexadecimal(password),
]

test('a text without the secrets, in any form; names that everybody sees stay', () => {
  for (const form of forms) assert.ok(!veil.hide(`said ${form} there`).includes(form), form)
  assert.equal(veil.hide('mx.relay.example says relay to shop'), 'mx.relay.example says [password] to shop')
  assert.doesNotMatch(veil.hide('q abcdefghijklmnopqrstuvwxyz.zen.example'), /abcdefghijklm/)
  assert.equal(veil.hide('nothing'), 'nothing')
})

test('octets without the secrets are as long as before, and have their line ends where they were', () => {
  for (const form of forms) {
    const message = Buffer.from(`X: ${form}\r\n\r\nGr\xfc\xdfe ${form} \x00\r\n`, 'latin1')
    const veiled = Buffer.from(veil.blot(message) ?? '')
    assert.equal(veiled.length, message.length, form)
    assert.ok(!veiled.toString('latin1').includes(form), form)
    assert.match(veiled.toString('latin1'), /^X: \w*x{15,}\w*\r\n\r\nGr\xfc\xdfe \w*x{15,}\w* \x00\r\n$/, form)
  }
  const wrapped = base64(`${'padding '.repeat(5)}${password} of the shop`).replace(/(.{32})/g, '$1\r\n')
  const folded = Buffer.from(veil.blot(Buffer.from(`\r\n\r\n${wrapped}`)) ?? '').toString('latin1')
  assert.deepEqual(
    folded.split('\r\n').map(({ length }) => length),
    `\r\n\r\n${wrapped}`.split('\r\n').map(({ length }) => length),
  )
  assert.ok(!Buffer.from(folded, 'base64').toString('latin1').includes(password))
})

test('octets that hold none are left, and a large message takes no longer than it is long', () => {
  assert.equal(veil.blot(Buffer.from('Subject: x\r\n\r\nHello\r\n')), undefined)
  const large = Buffer.from(`Subject: x\r\n\r\n${'0123456789abcdef\r\n'.repeat(120_000)}${password}\r\n`)
  const begun = performance.now()
  const veiled = veil.blot(large)
  assert.ok(performance.now() - begun < 15_000, `${performance.now() - begun} ms`)
  assert.ok(veiled && veiled.length === large.length && !Buffer.from(veiled).includes(password))
})

test('without secrets nothing is hidden', () => {
  const none = veilOfRun({ secrets: [], shown: [], keys: new Map() })
  assert.equal(none.hide('anything'), 'anything')
  assert.equal(none.blot(Buffer.from('anything')), undefined)
})
