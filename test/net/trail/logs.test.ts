import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { TrailAsk } from '../../../src/core/probe.ts'
import { openTrail, type TrailOptions } from '../../../src/net/trail/open.ts'
import { rootOf } from '../../support/machine-tree.ts'
import { memoryWorld } from '../../support/memory-dns.ts'

const since = new Date()
const ask: TrailAsk = {
  token: 'abcdefghijklmnop',
  id: 'abcdefghijklmnop.1@c.example',
  queueId: 'AAAAAA',
  recipient: 'alice@b.example',
  since,
  here: true,
  relay: false,
}
const { dns } = memoryWorld('')
const open = (options: Partial<TrailOptions>) => openTrail({ dns, timeoutMs: 1000, ...options })

/** As rsyslog writes it on Debian. */
const line = (seconds: number, words: string) =>
  `${new Date(since.getTime() + seconds * 1000).toISOString().replace('Z', '000+00:00')} box postfix/${words}\n`
const arrived = [
  line(0, 'smtpd[1]: AAAAAA: client=localhost[127.0.0.1]'),
  line(0, 'cleanup[1]: AAAAAA: message-id=<abcdefghijklmnop.1@c.example>'),
  line(0, 'smtpd[1]: BBBBBB: client=secret.example[192.0.2.77]'),
  line(0, 'cleanup[1]: BBBBBB: message-id=<secret@other.example>'),
].join('')
const sent = [
  line(2, 'smtp[1]: AAAAAA: to=<alice@b.example>, relay=mx[192.0.2.1]:25, delay=2, dsn=2.0.0, status=sent (250 Ok)'),
  line(2, 'smtp[1]: BBBBBB: to=<ceo@bank.example>, relay=mx[192.0.2.1]:25, delay=2, dsn=2.0.0, status=sent (250 Ok)'),
  line(2, 'qmgr[1]: AAAAAA: removed'),
].join('')
const states = async (trail: ReturnType<typeof openTrail>, waitMs = 0, more: Partial<TrailAsk> = {}) =>
  (await trail({ ...ask, ...more }, waitMs)).events.map(({ state }) => state)

for (const path of ['/var/log/mail.log', '/var/log/maillog', '/var/log/mail', '/var/log/postfix.log'])
  test(`${path} below a root: what it says of the message, and nothing of others`, async (t) => {
    const root = rootOf(t, { [path]: arrived + sent })
    const read = await open({ root })(ask, 0)
    assert.deepEqual(
      read.events.map(({ at: _, text: __, ...event }) => event),
      [
        { by: `Postfix under ${root}`, state: 'queued' },
        {
          by: `Postfix under ${root}`,
          state: 'sent',
          recipient: 'alice@b.example',
          to: 'mx[192.0.2.1]:25',
          answer: '250 Ok',
        },
      ],
    )
    assert.equal(read.events[1]?.at.getTime(), since.getTime() + 2000)
    assert.deepEqual(read.unseen, [])
    assert.doesNotMatch(JSON.stringify(read), /BBBBBB|secret|bank/)
  })

test('a copy for somebody else that bounces is not the end, nor is one that was laid into a mailbox', {
  timeout: 20_000,
}, async (t) => {
  const leg = sent.split('\n')[0] ?? ''
  const other = (status: string) =>
    `${leg.replace('to=<alice@b.example>', 'to=<archive@dead.example>, orig_to=<alice@b.example>').replace(/status=.*/, `status=${status}`)}\n`
  for (const status of ['bounced (550 no such user)', 'sent (delivered to maildir)']) {
    const root = rootOf(t, { '/var/log/mail.log': arrived + other(status) })
    setTimeout(() => appendFileSync(join(root, '/var/log/mail.log'), sent), 1200)
    assert.equal((await states(open({ root }), 60_000)).at(-1), 'sent')
  }
})

test('it is read again until no queue has the message any more', { timeout: 20_000 }, async (t) => {
  const root = rootOf(t, { '/var/log/mail.log': arrived })
  setTimeout(() => appendFileSync(join(root, '/var/log/mail.log'), sent), 600)
  const begun = performance.now()
  assert.deepEqual(await states(open({ root }), 60_000), ['queued', 'sent'])
  assert.ok(performance.now() - begun < 5000)
})

test('the wait is not outlasted, and a run that is ended ends it', async (t) => {
  const root = rootOf(t, { '/var/log/mail.log': arrived })
  const end = new AbortController()
  const begun = performance.now()
  assert.deepEqual(await states(open({ root }), 400), ['queued'])
  setTimeout(() => end.abort(), 200)
  assert.deepEqual(await states(open({ root, signal: end.signal }), 60_000), ['queued'])
  assert.ok(performance.now() - begun < 3000)
})

test('a log that was put aside meanwhile is read as well, one of before is not', async (t) => {
  const root = rootOf(t, { '/var/log/mail.log.1': arrived, '/var/log/mail.log': sent })
  assert.deepEqual(await states(open({ root })), ['queued', 'sent'])
  const old = new Date(since.getTime() - 86_400_000)
  utimesSync(join(root, '/var/log/mail.log.1'), old, old)
  assert.deepEqual(await states(open({ root })), ['sent'])
})

test("Exim's main log, in local time", async (t) => {
  // A zone without summer time, nine hours ahead.
  const at = (seconds: number) =>
    new Date(since.getTime() + (9 * 3600 + seconds) * 1000).toISOString().replace('T', ' ').slice(0, 19)
  const log = [
    `${at(0)} 1rABCD-0000Ab-CD <= x@c.example H=c [192.0.2.9] P=esmtp S=1532 id=${ask.id}`,
    `${at(1)} 1rABCD-0000Ab-CD ** alice@b.example: Unrouteable address`,
    `${at(1)} 1rABCD-0000Ab-CD Completed`,
  ]
  const root = rootOf(t, {
    '/etc/localtime': { link: '/usr/share/zoneinfo/Asia/Tokyo' },
    '/var/log/exim4/mainlog': `${log.join('\n')}\n`,
  })
  const { events } = await open({ root: root })({ ...ask, queueId: '1rABCD-0000Ab-CD' }, 0)
  assert.deepEqual(
    events.map(({ by, state, answer, at }) => [by, state, answer, at.getTime()]),
    [
      [`Exim under ${root}`, 'queued', undefined, Math.floor(since.getTime() / 1000) * 1000],
      [`Exim under ${root}`, 'bounced', 'Unrouteable address', Math.floor(since.getTime() / 1000) * 1000 + 1000],
    ],
  )
})

test('no log, and one that says nothing of it, are unseen with a way out', async (t) => {
  const none = await open({ root: rootOf(t, {}) })(ask, 60_000)
  assert.match(none.unseen[0]?.blind.detail ?? '', /^no log of Postfix or Exim was found under/)
  const other = rootOf(t, { '/var/log/mail.log': arrived })
  const silent = await open({ root: other })({ ...ask, queueId: 'CCCCCC', id: 'unheard.of@c.example' }, 300)
  assert.match(silent.unseen[0]?.blind.detail ?? '', /say nothing of the message so far$/)
  for (const { events } of [none, silent]) assert.deepEqual(events, [])
  const order = (name: string) => `Look for ${name} by hand where the mail server writes its log.`
  assert.equal(none.unseen[0]?.blind.wayOut, order('<abcdefghijklmnop.1@c.example>'))
  assert.equal(silent.unseen[0]?.blind.wayOut, order('<unheard.of@c.example>'))
  const nameless = await open({ root: rootOf(t, {}) })({ ...ask, id: '' }, 0)
  assert.equal(nameless.unseen[0]?.blind.wayOut, order('AAAAAA'))
})

test('a log that may not be read: who may', { skip: process.getuid?.() !== 0 && 'needs root' }, async (t) => {
  const root = rootOf(t, { '/var/log/mail.log': arrived })
  chmodSync(join(root, 'var/log/mail.log'), 0o600)
  process.seteuid?.(65534)
  t.after(() => process.seteuid?.(0))
  const { events, unseen } = await open({ root })(ask, 60_000)
  process.seteuid?.(0)
  assert.deepEqual(events, [])
  assert.equal(unseen[0]?.blind.reason, 'no-permission')
  assert.match(unseen[0]?.blind.detail ?? '', /\/var\/log\/mail\.log belongs to root \(mode 0600\)/)
  assert.match(unseen[0]?.blind.wayOut ?? '', /sudo relaycheck probe/)
})

test('of a log of any size the end is read, NUL and all', { timeout: 20_000 }, async (t) => {
  const noise = 'Nov 30 00:00:00 box postfix/smtpd[1]: connect from x[192.0.2.7]\n'.repeat(400_000)
  const root = rootOf(t, { '/var/log/mail.log': `${noise}\0\0\0${arrived}${sent}` })
  assert.deepEqual(await states(open({ root })), ['queued', 'sent'])
  const before = rootOf(t, { '/var/log/mail.log': `${arrived}${noise}` })
  assert.deepEqual(await states(open({ root: before })), [])
})

test('what was not read of a log is not said to hold nothing', { timeout: 20_000 }, async (t) => {
  const detail = async (log: string) =>
    (await open({ root: rootOf(t, { '/var/log/mail.log': log }) })({ ...ask, queueId: 'CCCCCC', id: 'x.y@z' }, 0))
      .unseen[0]?.blind.detail ?? ''
  const busy = line(1, 'smtpd[1]: connect from x[192.0.2.7]').repeat(150_000)
  assert.match(await detail(arrived + busy), /hold more than was looked through, and nothing of the message in that$/)
  // What was left out is of before the message.
  const old = line(-7200, 'smtpd[1]: connect from x[192.0.2.7]').repeat(150_000)
  assert.match(await detail(old + arrived), /say nothing of the message so far$/)
})

test('what stands in a log moves no cursor, holds no password, and is bounded', async (t) => {
  const words = `\u001b[31m hunter2!hunter2 ${'x'.repeat(5000)}`
  const hostile = line(1, `smtp[1]: AAAAAA: to=<a>, relay=mx, delay=2, dsn=5.0.0, status=bounced (550 ${words})`)
  const root = rootOf(t, { '/var/log/mail.log': arrived + hostile })
  const { events } = await open({ root, secrets: ['hunter2!hunter2'] })(ask, 0)
  const bounced = events.find(({ state }) => state === 'bounced')
  assert.match(bounced?.answer ?? '', /^550 \\x1b\[31m \[password\] x+…$/)
  assert.ok((bounced?.answer?.length ?? 0) < 1100 && (bounced?.text.length ?? 0) < 1100)
  const many = rootOf(t, { '/var/log/mail.log': arrived + hostile.repeat(3000) })
  assert.equal((await open({ root: many })(ask, 0)).events.length, 200)
})

/** A journalctl that says this. */
function journal(t: TestContext, script: string) {
  const folder = rootOf(t, {})
  writeFileSync(join(folder, 'journalctl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { from: [folder] }
}

test('the journal, where no file was written to since', async (t) => {
  const said = rootOf(t, { '/said': (arrived + sent).replaceAll('.000000+00:00', '+0000').replace(/\.\d{6}\+/g, '+') })
  const root = rootOf(t, { '/var/log/mail.log': 'Nov 30 00:00:00 box postfix/qmgr[1]: AAAAAA: removed\n' })
  const old = new Date(since.getTime() - 86_400_000)
  utimesSync(join(root, '/var/log/mail.log'), old, old)
  const programs = journal(t, `echo "$@" > ${said}/args; cat ${said}/said`)
  const { events, unseen } = await open({ root, programs })(ask, 0)
  assert.deepEqual(
    events.map(({ by, state }) => [by, state]),
    [
      [`Postfix under ${root}`, 'queued'],
      [`Postfix under ${root}`, 'sent'],
    ],
  )
  assert.deepEqual(unseen, [])
  const from = Math.floor((since.getTime() - 60_000) / 1000)
  assert.equal(
    readFileSync(join(said, 'args'), 'utf8').trim(),
    `--unit=postfix* --unit=exim* --output=short-iso --since=@${from} --no-pager`,
  )
})

test('a journal that shows nothing to us, and one that is empty', async (t) => {
  const hint = 'echo "Hint: You are currently not seeing messages from other users and the system." >&2; exit 0'
  const hidden = await open({ root: rootOf(t, {}), programs: journal(t, hint) })(ask, 60_000)
  assert.equal(hidden.unseen[0]?.blind.reason, 'no-permission')
  const empty = await open({ root: rootOf(t, {}), programs: journal(t, 'echo "-- No entries --"') })(ask, 300)
  assert.match(empty.unseen[0]?.blind.detail ?? '', /say nothing of the message so far/)
  const none = await open({
    root: rootOf(t, {}),
    programs: journal(t, 'echo "No journal files were found." >&2; exit 1'),
  })(ask, 60_000)
  assert.match(none.unseen[0]?.blind.detail ?? '', /^no log of Postfix or Exim was found under/)
})

test('a journal that fails is not one that is empty, and is asked again; whoever is root need not be', async (t) => {
  const root = rootOf(t, {})
  const failing = await open({ root, programs: journal(t, 'echo "Failed to open files: bad" >&2; exit 1') })(ask, 0)
  assert.equal(failing.unseen[0]?.blind.reason, 'unreachable')
  assert.match(failing.unseen[0]?.blind.detail ?? '', /^journalctl ended with code 1 \(Failed to open files: bad\)$/)
  assert.match(failing.unseen[0]?.blind.wayOut ?? '', /by hand/)
  const said = rootOf(t, { '/said': arrived + sent })
  const once = `if [ -e ${said}/asked ]; then cat ${said}/said; else touch ${said}/asked; exit 1; fi`
  assert.deepEqual(await states(open({ root, programs: journal(t, once) }), 5000), ['queued', 'sent'])
})

test('a journal of which no more than a part was read', async (t) => {
  const busy = 'yes "2026-11-30T00:00:00+0000 box postfix/smtpd[1]: connect from x[192.0.2.7]" | head -c 3000000'
  const { unseen } = await open({ root: rootOf(t, {}), programs: journal(t, busy) })(ask, 0)
  assert.match(unseen[0]?.blind.detail ?? '', /hold more than was looked through/)
})

test('what never was on this machine is not looked for there', async (t) => {
  const root = rootOf(t, { '/var/log/mail.log': arrived + sent })
  assert.deepEqual(await open({ root })({ ...ask, here: false }, 0), { events: [], unseen: [] })
})
