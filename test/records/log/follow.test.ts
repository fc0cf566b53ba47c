import assert from 'node:assert/strict'
import test from 'node:test'
import { parseEximLine } from '../../../src/records/log/exim.ts'
import { followMessage, type Sought } from '../../../src/records/log/follow.ts'
import { parsePostfixLine } from '../../../src/records/log/postfix.ts'
import { shortestTime } from '../../support/mutate.ts'

const clock = { now: new Date('2026-11-30T19:05:00Z'), minutesEast: () => 0 }
const sought: Sought = {
  queueId: 'AAAAAA',
  id: 'token@c.example',
  recipient: 'alice@b.example',
  since: new Date('2026-11-30T19:02:00Z'),
}
const follow = (text: string, more: Partial<Sought> = {}) =>
  followMessage(text, (line) => parsePostfixLine(line, clock), { ...sought, ...more })
const names = (text: string, more: Partial<Sought> = {}) => follow(text, more).lines.map(({ id }) => id)

/** Lines of Postfix's: `time daemon rest`. */
const log = (lines: string) =>
  lines
    .trim()
    .split('\n')
    .map((line) => line.trim().replace(/^(\S+) (\S+) /, 'Nov 30 $1 box postfix/$2[1]: '))
    .join('\n')

const plain = log(`
  19:02:25 smtpd AAAAAA: client=box[127.0.0.1]
  19:02:25 smtpd BBBBBB: client=other[192.0.2.77]
  19:02:25 cleanup AAAAAA: message-id=<token@c.example>
  19:02:25 cleanup BBBBBB: message-id=<secret@other.example>
  19:02:26 qmgr AAAAAA: from=<x@c.example>, size=500, nrcpt=1 (queue active)
  19:02:26 smtp BBBBBB: to=<mallory@b.example>, relay=mx[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 Ok)
  19:02:27 smtp AAAAAA: to=<alice@b.example>, relay=mx[192.0.2.1]:25, delay=2, dsn=2.0.0, status=sent (250 Ok: queued as FFFFFF)
  19:02:27 qmgr AAAAAA: removed
  19:02:28 qmgr BBBBBB: removed
`)

test('among the mail of others a message is found by the name that the server gave it', () => {
  const { lines, ended } = follow(plain)
  assert.deepEqual([...new Set(lines.map(({ id }) => id))], ['AAAAAA'])
  assert.equal(lines.length, 5)
  assert.ok(ended)
  assert.ok(lines.every(({ text }) => !/mallory|secret|BBBBBB/.test(text)))
})

test('or by its Message-ID alone', () => {
  const { queueId: _, ...unnamed } = sought
  const found = followMessage(plain, (line) => parsePostfixLine(line, clock), unnamed)
  assert.deepEqual(found, follow(plain))
})

test('a message that is still in a queue has not ended', () => {
  const { lines, ended } = follow(plain.replace(/\n.*AAAAAA: removed/, ''))
  assert.deepEqual([lines.length, ended], [4, false])
  assert.deepEqual(follow(''), { lines: [], ended: false })
})

test('a name that comes again, before or with another Message-ID, is of another message', () => {
  const before = log(`
    18:40:00 smtpd AAAAAA: client=bank[192.0.2.5]
    18:40:01 smtp AAAAAA: to=<ceo@bank.example>, relay=mx[192.0.2.1]:25, delay=2, dsn=2.0.0, status=sent (250 Ok)
  `)
  assert.ok(follow(`${before}\n${plain}`).lines.every(({ text }) => !text.includes('bank')))
  const other = plain.replace('message-id=<token@c.example>', 'message-id=<other@c.example>')
  assert.deepEqual(names(other), [])
  // Who sent no Message-ID is known by the name alone.
  assert.equal(names(other, { id: '' }).length, 5)
})

test('through a filter on the same machine it is followed under its next name, in order of time', () => {
  const filtered = log(`
    19:02:25 smtpd AAAAAA: client=box[127.0.0.1]
    19:02:25 cleanup AAAAAA: message-id=<token@c.example>
    19:02:26 smtpd CCCCCC: client=localhost[127.0.0.1]
    19:02:26 cleanup CCCCCC: message-id=<token@c.example>
    19:02:27 smtp AAAAAA: to=<alice@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as CCCCCC)
    19:02:27 qmgr AAAAAA: removed
    19:02:28 smtp CCCCCC: to=<alice@elsewhere.example>, relay=mx[192.0.2.1]:25, delay=1, dsn=4.2.0, status=deferred (450 later)
  `)
  const { lines, ended } = follow(filtered)
  assert.deepEqual(
    lines.map(({ id }) => id),
    ['AAAAAA', 'AAAAAA', 'CCCCCC', 'CCCCCC', 'AAAAAA', 'AAAAAA', 'CCCCCC'],
  )
  assert.ok(!ended)
  assert.ok(follow(`${filtered}\n${log('19:09:28 qmgr CCCCCC: removed')}`).ended)
})

test('a copy of the same message for somebody else is not followed', () => {
  const copy = log(`
    19:02:25 cleanup DDDDDD: message-id=<token@c.example>
    19:02:26 smtp DDDDDD: to=<bob@b.example>, relay=mx[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 Ok)
  `)
  assert.ok(!names(`${plain}\n${copy}`).includes('DDDDDD'))
  const alias = copy.replace('to=<bob@b.example>, ', 'to=<bob@b.example>, orig_to=<Alice@b.example>, ')
  assert.ok(names(`${plain}\n${alias}`).includes('DDDDDD'))
})

test('what a server elsewhere calls it is no name here, unless it bears the same Message-ID', () => {
  const theirs = log(`
    19:02:27 smtpd FFFFFF: client=other[192.0.2.77]
    19:02:28 smtp FFFFFF: to=<ceo@bank.example>, relay=mx[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 Ok)
  `)
  assert.ok(!names(`${plain}\n${theirs}`).includes('FFFFFF'))
  const back = `${plain}\n${theirs}\n${log('19:02:27 cleanup FFFFFF: message-id=<token@c.example>')}`
  assert.ok(names(back).includes('FFFFFF'))
})

test('a Message-ID is looked for as Postfix writes it', () => {
  const written = plain.replace('<token@c.example>', '<t?ken@c.example>')
  assert.equal(names(written, { id: 'tøken@c.example' }).length, 5)
})

test('Exim: from taking it in to the end', () => {
  const text = `
2026-11-30 19:02:25 1rABCD-0000Ab-CD <= x@c.example H=c.example [192.0.2.9] P=esmtpsa S=1532 id=token@c.example
2026-11-30 19:02:25 1rABCX-0000Ab-XX <= y@d.example H=d.example [192.0.2.8] P=esmtps S=99 id=secret@d.example
2026-11-30 19:02:26 1rABCD-0000Ab-CD == alice@b.example R=dnslookup T=remote_smtp defer (111): Connection refused
2026-11-30 19:02:26 1rABCX-0000Ab-XX => mallory <mallory@b.example> R=local_user T=maildir_home
2026-11-30 19:04:26 1rABCD-0000Ab-CD => alice@b.example R=dnslookup T=remote_smtp H=mx [192.0.2.1] C="250 OK"
2026-11-30 19:04:26 1rABCD-0000Ab-CD Completed`
  const found = followMessage(text, (line) => parseEximLine(line, clock), { ...sought, queueId: '1rABCD-0000Ab-CD' })
  assert.deepEqual(
    found.lines.map(({ event }) => event?.state),
    ['queued', 'deferred', 'sent', undefined],
  )
  assert.ok(found.ended)
})

test('a log that is made to hurt ends in time', () => {
  const chain = Array.from(
    { length: 20_000 },
    (_, i) =>
      `Nov 30 19:02:25 box postfix/smtp[1]: ${i === 0 ? 'AAAAAA' : `Q${i}ABCDE`}: to=<alice@b.example>, relay=x[127.0.0.1]:25, delay=1, status=sent (250 Ok: queued as Q${i + 1}ABCDE)`,
  )
  assert.ok(shortestTime(() => follow(chain.join('\n')), 1500) < 1500)
  assert.ok(names(chain.join('\n')).length <= 20)
  const same = 'Nov 30 19:02:25 box postfix/cleanup[1]: AAAAAA: message-id=<token@c.example>\n'.repeat(80_000)
  assert.ok(shortestTime(() => follow(same), 3000) < 3000)
})
