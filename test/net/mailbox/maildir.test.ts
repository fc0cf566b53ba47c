import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Mailbox } from '../../../src/core/probe.ts'
import { openMaildir } from '../../../src/net/mailbox/maildir.ts'

const letter = { token: 'abcdefghijklmnop', id: 'abc@shop.example' }
const probe = `Message-ID: <${letter.id}>\nX-Relaycheck-Probe: ${letter.token}\nSubject: relaycheck probe\n\nHello\n`

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-maildir-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
function makeMaildir(t: TestContext, ...folders: string[]): string {
  const root = folderFor(t)
  for (const folder of ['', ...folders])
    for (const kind of ['new', 'cur', 'tmp']) mkdirSync(join(root, folder, kind), { recursive: true })
  return root
}
async function opened(path: string): Promise<Mailbox> {
  const mailbox = await openMaildir({ path })
  assert.ok(!('usage' in mailbox), JSON.stringify(mailbox))
  return mailbox
}
async function found(mailbox: Mailbox, waitMs = 0) {
  const answer = await mailbox.find(letter, waitMs)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  return answer.found
}

test('what comes into new is found there, and stays there', async (t) => {
  const root = makeMaildir(t)
  writeFileSync(join(root, 'new', '1.before'), probe)
  const mailbox = await opened(root)
  assert.deepEqual(await mailbox.find(letter, 0), {})
  writeFileSync(join(root, 'new', '2.now'), probe)
  const arrival = await found(mailbox)
  assert.deepEqual([arrival.folder, arrival.kind, Buffer.from(arrival.octets).toString()], ['INBOX', 'inbox', probe])
  assert.deepEqual([readdirSync(join(root, 'new')), readdirSync(join(root, 'cur'))], [['1.before', '2.now'], []])
  await mailbox.close()
})

test('folders: junk by its name, others by theirs, those that are made meanwhile too', async (t) => {
  const root = makeMaildir(t, '.Spam', '.Lists.Dev')
  const mailbox = await opened(root)
  assert.match(mailbox.called, /INBOX and 2 other folders$/)
  writeFileSync(join(root, '.Spam', 'cur', '1.a:2,S'), probe)
  assert.deepEqual(
    [(await found(mailbox)).folder, (await found(await reopened(root, '.Lists.Dev'))).folder],
    ['Spam', 'Lists/Dev'],
  )
  const later = await opened(root)
  for (const kind of ['new', 'cur', 'tmp']) mkdirSync(join(root, '.Gr&APwA3w-e', kind), { recursive: true })
  writeFileSync(join(root, '.Gr&APwA3w-e', 'new', '9.z'), probe)
  assert.deepEqual(
    [(await found(later)).kind, await mailbox.find({ token: 'other', id: 'other@shop.example' }, 0)],
    ['other', {}],
  )
})
async function reopened(root: string, folder: string) {
  const mailbox = await opened(root)
  writeFileSync(join(root, folder, 'new', '3.c'), probe)
  return mailbox
}

test('what lies among what was sent or is not sent yet has not arrived', async (t) => {
  const apart = ['.Sent', '.Drafts', '.INBOX.Gesendete Objekte', '.&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-']
  const root = makeMaildir(t, ...apart)
  const mailbox = await opened(root)
  assert.match(mailbox.called, /INBOX$/)
  for (const folder of apart) writeFileSync(join(root, folder, 'cur', '1.a:2,S'), probe)
  assert.deepEqual(await mailbox.find(letter, 0), {})
})

test('a mail program that moves it from new to cur changes nothing', async (t) => {
  const root = makeMaildir(t)
  const mailbox = await opened(root)
  writeFileSync(join(root, 'new', '1.a'), probe)
  const arrival = await found(mailbox)
  renameSync(join(root, 'new', '1.a'), join(root, 'cur', '1.a:2,S'))
  assert.equal(await mailbox.remove(arrival), undefined)
  assert.ok(!existsSync(join(root, 'cur', '1.a:2,S')))
})

test('what was moved to another folder was not taken away', async (t) => {
  const root = makeMaildir(t, '.Archive')
  const mailbox = await opened(root)
  writeFileSync(join(root, 'new', '1.a'), probe)
  const arrival = await found(mailbox)
  renameSync(join(root, 'new', '1.a'), join(root, '.Archive', 'cur', '1.a:2,S'))
  const kept = await mailbox.remove(arrival)
  assert.match(kept?.detail ?? '', /no longer in INBOX/)
  assert.ok(existsSync(join(root, '.Archive', 'cur', '1.a:2,S')))
})

test('the junk folder is watched, however many others there are', async (t) => {
  const root = makeMaildir(t, ...Array.from({ length: 60 }, (_, i) => `.A${i}`), '.Junk')
  const mailbox = await opened(root)
  writeFileSync(join(root, '.Junk', 'new', '1.a'), probe)
  assert.equal((await found(mailbox)).kind, 'junk')
})

test('clean-up takes away that file alone', async (t) => {
  const root = makeMaildir(t)
  const mailbox = await opened(root)
  for (const name of ['1.a', '2.b']) writeFileSync(join(root, 'new', name), name === '1.a' ? 'Subject: x\n\n' : probe)
  await mailbox.remove(await found(mailbox))
  assert.deepEqual(readdirSync(join(root, 'new')), ['1.a'])
})

test('links lead nowhere', async (t) => {
  const root = makeMaildir(t)
  const mailbox = await opened(root)
  writeFileSync(join(root, 'secret'), probe)
  symlinkSync(join(root, 'secret'), join(root, 'new', '1.a'))
  assert.deepEqual(await mailbox.find(letter, 0), {})
})

test('what comes while it is waited for is found within a second or two', async (t) => {
  const root = makeMaildir(t)
  const mailbox = await opened(root)
  setTimeout(() => writeFileSync(join(root, 'new', '1.a'), probe), 300)
  const begun = performance.now()
  await found(mailbox, 10_000)
  assert.ok(performance.now() - begun < 3000)
})

test('a folder that only has Maildirs in it is none, and those are named', async (t) => {
  const root = makeMaildir(t, 'Maildir', 'Maildir/.Junk')
  for (const kind of ['new', 'cur', 'tmp']) rmSync(join(root, kind), { recursive: true })
  const mailbox = await openMaildir({ path: root })
  assert.ok('usage' in mailbox)
  assert.match(mailbox.usage, /no folders new and cur in it\. Name the one that has: --maildir \S+\/Maildir\.\n$/)
})

test('what is no mailbox is told in a sentence', async (t) => {
  const root = folderFor(t)
  for (const path of [root, join(root, 'none')]) {
    const mailbox = await openMaildir({ path })
    assert.ok('usage' in mailbox)
    assert.match(mailbox.usage, path === root ? /no folders new and cur/ : /there is no such file or folder/)
  }
})

const from = 'From anna@shop.example Tue Nov 24 06:00:00 2026\n'

test('an mbox file: what is appended to it', async (t) => {
  const file = join(folderFor(t), 'anna')
  writeFileSync(file, `${from}${probe}\n`)
  const mailbox = await opened(file)
  assert.equal(mailbox.kind, 'mbox')
  assert.deepEqual(await mailbox.find(letter, 0), {})
  appendFileSync(file, `${from}Subject: other\n\n>From x\n\n${from}${probe}\n`)
  const arrival = await found(mailbox)
  assert.deepEqual([arrival.folder, Buffer.from(arrival.octets).toString()], ['', probe])
  const kept = await mailbox.remove(arrival)
  assert.match(kept?.detail ?? '', /only read/)
})

test('an mbox file may be named by a link', async (t) => {
  const folder = folderFor(t)
  writeFileSync(join(folder, 'anna'), '')
  symlinkSync(join(folder, 'anna'), join(folder, 'link'))
  const mailbox = await opened(join(folder, 'link'))
  appendFileSync(join(folder, 'anna'), `${from}${probe}\n`)
  assert.equal(Buffer.from((await found(mailbox)).octets).toString(), probe)
})

test('an mbox file: a message that is still being written is waited for', async (t) => {
  const file = join(folderFor(t), 'anna')
  writeFileSync(file, '')
  const mailbox = await opened(file)
  appendFileSync(file, from + probe.slice(0, -3))
  const writing = setTimeout(() => appendFileSync(file, `${probe.slice(-3)}\n`), 150)
  const arrival = await found(mailbox, 5000)
  clearTimeout(writing)
  assert.equal(Buffer.from(arrival.octets).toString(), probe)
})

test('an mbox file that is written anew is read anew', async (t) => {
  const file = join(folderFor(t), 'anna')
  writeFileSync(file, `${from}Subject: a longer one that was there before\n\nx\n\n`.repeat(9))
  const mailbox = await opened(file)
  writeFileSync(`${file}.new`, `${from}${probe}\n`)
  renameSync(`${file}.new`, file)
  assert.equal(Buffer.from((await found(mailbox)).octets).toString(), probe)
})
