import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calledBy, isOfSender, kindOf } from '../../../src/net/mailbox/folders.ts'

test('the inbox is INBOX in any case, and no folder in it', () => {
  assert.deepEqual(
    ['INBOX', 'Inbox', 'inbox'].map((path) => kindOf(path, path)),
    ['inbox', 'inbox', 'inbox'],
  )
  assert.equal(kindOf('INBOX/Later', 'Later'), 'other')
})

test('junk by what the server says that it is for, and by names of many languages', () => {
  assert.equal(kindOf('Weg damit', 'Weg damit', '\\Junk'), 'junk')
  assert.equal(kindOf('[Gmail]/Spam', 'Spam', '\\Junk'), 'junk')
  for (const name of [
    'Junk',
    'SPAM',
    'Bulk',
    'Junk E-mail',
    'Courrier indésirable',
    'Correo no deseado',
    'Spam-Verdacht',
    'Спам',
    '迷惑メール',
  ])
    assert.equal(kindOf(`INBOX.${name}`, name), 'junk', name)
  assert.equal(kindOf('x', 'Courrier inde\u0301sirable'), 'junk')
  for (const name of ['Spam reports', 'Not junk', 'Archive', 'Trash', 'Lists'])
    assert.equal(kindOf(name, name), 'other', name)
})

test('where what was sent lies, and what is not sent yet, by names of many languages', () => {
  for (const name of [
    'Sent',
    'sent messages',
    'Sent Items',
    'Gesendet',
    'Entwürfe',
    'Drafts',
    'Envoyés',
    'Outbox',
    'Отправленные',
  ])
    assert.ok(isOfSender(name), name)
  for (const name of ['INBOX', 'Junk', 'Archive', 'Trash', 'Sent to me', 'Presents']) assert.ok(!isOfSender(name), name)
})

test('how many folders are watched is told', () => {
  assert.equal(calledBy('imap.example.com', ['INBOX']), 'imap.example.com, INBOX')
  assert.equal(calledBy('imap.example.com', ['INBOX', 'Junk']), 'imap.example.com, INBOX and 1 other folder')
  assert.equal(calledBy('imap.example.com', ['INBOX', 'a', 'b']), 'imap.example.com, INBOX and 2 other folders')
})
