import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ca, file, folder, tls, zone } from '../support/probe-relay.ts'
import { intoTls, type Step, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

/** A message that somebody gave, on its way and in a mailbox. */
const argvFor = (message: string, box: string) => [
  ...['probe', '--relay', 'smtp.relay.example:587', '--zone', zone, '--ca', ca],
  ...['--to', 'you@there.example', '--yes', '--timeout', '20', '--message', message],
  ...['--maildir', box, '--wait', '3', '--clean-up', '--format', 'json'],
]
const taken: Step[] = [
  ...intoTls(tls, '8BITMIME'),
  'C: MAIL FROM:<me@shop.example>*',
  'S: 250 Ok',
  'C: RCPT TO:<you@there.example>',
  'S: 250 Ok',
  'C: DATA',
  'S: 354 Go ahead',
  'message',
  'S: 250 2.0.0 Ok: queued as 4XyZ01',
]
function maildir(name: string, ...folders: string[]): string {
  const box = join(folder, name)
  for (const part of ['', ...folders])
    for (const kind of ['new', 'cur', 'tmp']) mkdirSync(join(box, part, kind), { recursive: true })
  return box
}
const header =
  'From: me@shop.example\r\nTo: you@there.example\r\nSubject: x\r\nDate: Tue, 24 Nov 2026 06:00:00 +0000\r\n'

test('what could not be told from other mail is not sent where a mailbox is watched', async (t) => {
  const server = await startScript(t, [])
  const eml = file('nameless.eml', `${header}\r\nHello\r\n`)
  const { code, err, out } = await relaycheck(argvFor(eml, maildir('nameless')), { outside: { reach: server.reach } })
  assert.deepEqual([code, out, server.count.all], [2, '', 0])
  assert.match(err, /^relaycheck: "\S*nameless\.eml" has no Message-ID: .*Give it one[^\n]*\n$/)
})

test('a copy that was there before is neither what arrived nor taken away', async (t) => {
  const server = await startScript(t, taken)
  const eml = `${header}Message-ID: <1@shop.example>\r\n\r\nHello\r\n`
  const box = maildir('before', '.Archive')
  const old = join(box, 'cur', 'old.h:2,S')
  const moved = join(box, '.Archive', 'cur', 'moved.h:2,S')
  writeFileSync(old, eml)
  const timer = setInterval(() => {
    if (server.heard.includes('.') && existsSync(old)) renameSync(old, moved)
  }, 20)
  t.after(() => clearInterval(timer))
  const { code, out } = await relaycheck(argvFor(file('mine.eml', eml), box), { outside: { reach: server.reach } })
  assert.equal(code, 3, out)
  assert.equal(
    JSON.parse(out).steps[0].findings.find((one: { check: string }) => one.check === 'probe-arrived').outcome,
    'unknown',
  )
  assert.deepEqual(readdirSync(join(box, '.Archive', 'cur')), ['moved.h:2,S'])
})
