import assert from 'node:assert/strict'
import test from 'node:test'
import { beginningOf, beginsMessage, otherThanMessage } from '../../../src/records/mail/beginning.ts'

const is: Record<string, string> = {
  'a header': 'Subject: x\r\n\r\nhello',
  'lines that end with LF alone': 'X-Test: 1\nFrom: a@b.example\n\nhello',
  'a folded field before the first usual one': 'X-Long: a\r\n b\r\n\tc\r\nDate: x\r\n\r\n',
  'an mbox': 'From a@b.example Tue Nov 24 06:00:00 2026\nReceived: x\n\n',
  'a blank before the colon, which is obsolete': 'subject : x\r\n',
  'an old mbox, its line quoted': '>From a@b.example Tue Nov 24 06:00:00 2026\nReceived: x\n\n',
  'a file of Apple Mail': '1234      \nReceived: x\nFrom: a@b.example\n\n',
  'lines that end in CR CR LF': 'Received: x\r\r\nFrom: a@b.example\r\r\n\r\r\nhello\r\r\n',
  'no body at all': 'Message-ID: <a@b>',
}
const isNot: Record<string, string> = {
  nothing: '',
  'empty lines': '\r\n\r\n',
  'a letter without a header': 'Dear all,\r\nFrom: me\r\n',
  'lines that end in CR alone': 'From: a@b.example\rTo: c@d.example\rSubject: x\r\rhello\r',
  'only fields that nobody knows': 'Note: one\r\nOther: two\r\n\r\nFrom: a@b.example\r\n',
  JSON: '{"From": "a@b.example"}\n',
  'an archive': 'PK\x03\x04\x14\x00\x06\x00From: a@b.example\r\n',
  'an Outlook file': '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00',
  'an mbox line alone': 'From a@b.example Tue Nov 24 06:00:00 2026\n',
}
for (const [name, text] of Object.entries(is)) test(`a message: ${name}`, () => assert.equal(beginsMessage(text), true))
for (const [name, text] of Object.entries(isNot))
  test(`no message: ${name}`, () => assert.equal(beginsMessage(text), false))

test('how the file holds the message', () => {
  assert.deepEqual(beginningOf('From: a@b.example\r\n\r\nx'), { skip: 0 })
  assert.deepEqual(beginningOf('12   \r\nFrom: a@b.example\r\n\r\nx'), { skip: 7, isAppleMail: true })
  assert.deepEqual(beginningOf('>From a@b Tue\nFrom: a@b.example\n\nx'), { skip: 0, isMailbox: true })
  assert.deepEqual(beginningOf('From: a@b.example\r\r\n\r\r\n'), { skip: 0, hasDoubledCr: true })
  assert.deepEqual(beginningOf('From: a@b.example\r\r\n\r\n'), { skip: 0 })
})

const named: Record<string, [head: string, says: RegExp]> = {
  'an Outlook file': ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', /\.msg.*\.eml/],
  'a PDF': ['%PDF-1.7\n', /^is a PDF/],
  'an archive': ['PK\x03\x04', /^is a ZIP archive/],
  'what gzip made': ['\x1f\x8b\x08', /gunzip/],
  'CR alone': ['From: a@b.example\rTo: c@d.example\rSubject: x\r\rhello\r', /CR alone.*tr '/],
}
for (const [name, [head, says]] of Object.entries(named))
  test(`named: ${name}`, () => assert.match(otherThanMessage(head) ?? 'nothing', says))
test('a letter without a header is nothing that has a name', () =>
  assert.equal(otherThanMessage('Dear all,\r\nhello\r\n'), undefined))
