import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Mailbox } from '../../../src/core/probe.ts'
import type { Usage } from '../../../src/core/request.ts'
import { openImap } from '../../../src/net/mailbox/imap.ts'
import { openMaildir } from '../../../src/net/mailbox/maildir.ts'
import { startImap } from '../../support/scripted-imap.ts'

/** A message that somebody gave, and that the mailbox may have had before. */
const given = { token: '', id: 'newsletter@shop.example' }
const copyOf = (day: number) =>
  `Received: from a by b; ${day} Nov 2026 06:00:00 +0000\nMessage-ID: <${given.id}>\nSubject: News\n\nHello\n`

function makeMaildir(t: TestContext, ...folders: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'relaycheck-before-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const folder of ['', ...folders])
    for (const kind of ['new', 'cur', 'tmp']) mkdirSync(join(root, folder, kind), { recursive: true })
  return root
}
function opened(mailbox: Mailbox | Usage): Mailbox {
  assert.ok(!('usage' in mailbox), JSON.stringify(mailbox))
  return mailbox
}

test('a Maildir: a copy that was there before has not arrived, wherever it is moved meanwhile', async (t) => {
  const root = makeMaildir(t, '.Archive', '.Sent')
  writeFileSync(join(root, 'cur', 'old.h:2,S'), copyOf(1))
  writeFileSync(join(root, '.Sent', 'cur', 'sent.h:2,S'), copyOf(2))
  const mailbox = opened(await openMaildir({ path: root, given }))
  renameSync(join(root, 'cur', 'old.h:2,S'), join(root, '.Archive', 'cur', 'moved.h:2,S'))
  renameSync(join(root, '.Sent', 'cur', 'sent.h:2,S'), join(root, 'cur', 'other.h:2,S'))
  assert.deepEqual(await mailbox.find(given, 0), {})
  writeFileSync(join(root, 'new', 'new.h'), copyOf(3))
  const answer = await mailbox.find(given, 0)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  assert.equal(Buffer.from(answer.found.octets).toString(), copyOf(3))
  assert.equal(await mailbox.remove(answer.found), undefined)
  assert.deepEqual(
    ['new', 'cur', '.Archive/cur'].map((folder) => readdirSync(join(root, folder))),
    [[], ['other.h:2,S'], ['moved.h:2,S']],
  )
})

test('an mbox file that another program writes anew: what is in it may be old; what comes behind it is not', async (t) => {
  const path = join(makeMaildir(t), 'mbox')
  const from = 'From a@shop.example Tue Nov 24 06:00:00 2026\n'
  writeFileSync(path, `${from}${copyOf(1)}\n`)
  const mailbox = opened(await openMaildir({ path, given }))
  writeFileSync(`${path}.new`, `${from}Status: RO\n${copyOf(1)}\n`)
  renameSync(`${path}.new`, path)
  assert.deepEqual(await mailbox.find(given, 0), {})
  appendFileSync(path, `${from}${copyOf(3)}\n`)
  const answer = await mailbox.find(given, 3000)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  assert.match(Buffer.from(answer.found.octets).toString(), /3 Nov/)
})

/** Folders, each with messages by UID, of a server that the user's other program moves messages at. */
const folders = (t: TestContext, all: Record<string, { uid: number; text: string }[]>, special: string[] = []) => {
  let selected = 'INBOX'
  const inLine = (line: string) => /"([^"]+)"|(\S+)(?= \(|$)/.exec(line.replace(/^\S+ (?:UID )?\S+ /, ''))
  const named = (line: string) => inLine(line)?.[1] ?? inLine(line)?.[2] ?? ''
  const nextOf = (name: string) => Math.max(0, ...(all[name] ?? []).map(({ uid }) => uid)) + 1
  return startImap(t, {
    LIST: ({ say, tag }) => {
      for (const name of Object.keys(all)) say(`* LIST (${name === 'Sent' ? '\\Sent' : ''}) "/" ${name}\r\n`)
      say(`${special.join('')}${tag} OK done\r\n`)
    },
    STATUS: ({ say, line, tag }) => {
      const name = named(line)
      say(`* STATUS ${name} (UIDNEXT ${nextOf(name)} UIDVALIDITY 7)\r\n${tag} OK done\r\n`)
    },
    EXAMINE: ({ say, line, tag }) => {
      selected = named(line)
      const count = (all[selected] ?? []).length
      say(
        `* FLAGS (\\Seen)\r\n* ${count} EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT ${nextOf(selected)}]\r\n${tag} OK [READ-ONLY] done\r\n`,
      )
    },
    'UID SEARCH': ({ say, line, tag }) => {
      const hits = line.includes(given.id)
        ? (all[selected] ?? []).filter(({ text }) => text.includes(`Message-ID: <${given.id}>`))
        : []
      say(`* SEARCH ${hits.map(({ uid }) => uid).join(' ')}\r\n${tag} OK done\r\n`)
    },
    'UID FETCH': ({ say, line, tag }) => {
      const [, from = '0', to = from] = /FETCH (\d+)(?::(\d+|\*))?/.exec(line) ?? []
      const isHeader = line.includes('HEADER')
      for (const [i, { uid, text }] of (all[selected] ?? []).entries()) {
        if (uid < Number(from) || (to !== '*' && uid > Number(to))) continue
        const wire = text.replaceAll('\n', '\r\n')
        const part = isHeader ? wire.slice(0, wire.indexOf('\r\n\r\n') + 4) : wire
        say(
          `* ${i + 1} FETCH (UID ${uid} RFC822.SIZE ${wire.length} BODY[${isHeader ? 'HEADER' : ''}]<0> {${part.length}}\r\n${part})\r\n`,
        )
      }
      say(`${tag} OK done\r\n`)
    },
  })
}
const imap = async (server: Awaited<ReturnType<typeof startImap>>) => {
  const { authority, reach } = server
  const url = 'imaps://anna@imap.receiver.example'
  return opened(await openImap({ url, password: 'S3cret', timeoutMs: 1000, authorities: authority, reach, given }))
}

test('IMAP: a copy that was there before has not arrived under another UID, nor one of what was sent', async (t) => {
  const all: Record<string, { uid: number; text: string }[]> = {
    INBOX: [{ uid: 3, text: copyOf(1) }],
    Archive: [],
    Sent: [{ uid: 9, text: copyOf(2) }],
  }
  const mailbox = await imap(await folders(t, all))
  t.after(() => mailbox.close())
  all.Archive = [{ uid: 1, text: copyOf(1) }]
  all.INBOX = [{ uid: 4, text: copyOf(2) }]
  assert.deepEqual(await mailbox.find(given, 0), {})
  all.New = [{ uid: 1, text: copyOf(1) }]
  all.INBOX = [
    { uid: 4, text: copyOf(2) },
    { uid: 5, text: copyOf(3) },
  ]
  const answer = await mailbox.find(given, 4000)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  assert.match(Buffer.from(answer.found.octets).toString(), /3 Nov/)
})

test('where not all could be looked through, it is found, and left', async (t) => {
  const all: Record<string, { uid: number; text: string }[]> = { INBOX: [] }
  for (let n = 0; n < 300; n++) all[`F${n}`] = []
  const mailbox = await imap(await folders(t, all))
  t.after(() => mailbox.close())
  all.INBOX = [{ uid: 5, text: copyOf(3) }]
  const answer = await mailbox.find(given, 4000)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  const why = await mailbox.remove(answer.found)
  assert.equal(why?.reason, 'not-attempted')
})
