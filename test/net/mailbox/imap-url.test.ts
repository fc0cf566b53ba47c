import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseImapUrl } from '../../../src/net/mailbox/imap-url.ts'

test('who, where, and how', () => {
  const imaps = { secure: true, user: 'anna', host: 'imap.example.com', literal: false, port: 993 }
  for (const [typed, place] of [
    ['imaps://anna@imap.example.com', imaps],
    ['IMAPS://anna@IMAP.Example.com/', imaps],
    ['imap://anna@imap.example.com', { ...imaps, secure: false, port: 143 }],
    ['imaps://anna@imap.example.com:10993', { ...imaps, port: 10_993 }],
    ['imaps://anna%40example.com@imap.example.com', { ...imaps, user: 'anna@example.com' }],
    ['imaps://anna@example.com@imap.example.com', { ...imaps, user: 'anna@example.com' }],
    ['imaps://anna@imap.example.com/Lists/Gr%C3%BC%C3%9Fe', { ...imaps, folder: 'Lists/Grüße' }],
    ['imaps://anna@imap.example.com/Junk;UIDVALIDITY=1', { ...imaps, folder: 'Junk' }],
    ['imaps://anna@[2001:db8::1]:993', { ...imaps, host: '2001:db8::1', literal: true }],
    ['imaps://anna@192.0.2.1', { ...imaps, host: '192.0.2.1', literal: true }],
    ['imaps://anna@localhost', { ...imaps, host: 'localhost' }],
    ['imaps://anna@imap.köln.example', { ...imaps, host: 'imap.xn--kln-sna.example' }],
  ] as const)
    assert.deepEqual(parseImapUrl(typed), place, typed)
})

test('what cannot be meant: one sentence', () => {
  for (const [typed, says] of [
    ['imap.example.com', /takes the URL of a mailbox/],
    ['https://anna@imap.example.com', /takes the URL of a mailbox/],
    ['imaps://imap.example.com', /names no user/],
    ['imaps://anna@', /names no host/],
    ['imaps://anna@imap.example.com:0', /names no host, or no port/],
    ['imaps://anna@imap..example.com', /empty label/],
    ['imaps://anna%@imap.example.com', /a % that escapes none/],
    ['imaps://anna%0d%0aA1@imap.example.com', /a character that does not belong there/],
  ] as const) {
    const read = parseImapUrl(typed)
    assert.ok('usage' in read, typed)
    assert.match(read.usage, says)
  }
})

test('a password in it is refused, and not said', () => {
  const read = parseImapUrl('imaps://anna:hunter2@imap.example.com')
  assert.ok('usage' in read)
  assert.match(read.usage, /RELAYCHECK_IMAP_PASSWORD/)
  assert.doesNotMatch(read.usage, /hunter2/)
})
