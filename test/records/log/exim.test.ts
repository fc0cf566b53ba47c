import assert from 'node:assert/strict'
import test from 'node:test'
import { parseEximLine } from '../../../src/records/log/exim.ts'
import type { LogLine } from '../../../src/records/log/line.ts'
import { shortestTime } from '../../support/mutate.ts'

const clock = { now: new Date('2026-11-30T19:05:00Z'), minutesEast: () => 0 }
const read = (words: string) => parseEximLine(`2026-11-30 19:02:25 1rABCD-0000Ab-CD ${words}`, clock)
const about = (words: string): Partial<LogLine> | undefined => {
  const line = read(words)
  if (!line) return undefined
  const { at: _, text: __, id: ___, ...rest } = line
  return rest
}
const recipients = ['a@b.example']

const told: Record<string, Partial<LogLine>> = {
  '<= x@c.example H=c.example [192.0.2.9] P=esmtpsa X=TLS1.3:ECDHE:256 CV=no A=plain:x S=1532 id=t.1@c.example': {
    event: { state: 'queued' },
    messageId: 't.1@c.example',
  },
  '<= <> R=1rABCC-0000Aa-AA U=Debian-exim P=local S=2000': { event: { state: 'queued' } },
  '=> a@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1] X=TLS1.3 CV=yes C="250 2.0.0 Ok: queued as 9AbC02"':
    {
      recipients,
      event: { state: 'sent', to: 'mx.b.example[192.0.2.1]', answer: '250 2.0.0 Ok: queued as 9AbC02' },
      next: { id: '9AbC02', here: false },
    },
  '-> a@b.example <root@c.example> R=smarthost T=remote_smtp_smarthost H=127.0.0.1 [127.0.0.1]:2525 C="250 OK id=1rABCE-0000Ac-EF"':
    {
      recipients: ['a@b.example', 'root@c.example'],
      event: { state: 'sent', to: '127.0.0.1[127.0.0.1]:2525', answer: '250 OK id=1rABCE-0000Ac-EF' },
      next: { id: '1rABCE-0000Ac-EF', here: true },
    },
  '=> alice <a@b.example> R=local_user T=maildir_home': { recipients, event: { state: 'delivered' } },
  '=> |/usr/bin/procmail <a@b.example> R=procmail T=procmail_pipe': { recipients, event: { state: 'sent' } },
  '=> :blackhole: <a@b.example> R=system_aliases': { recipients, event: { state: 'dropped' } },
  '== a@b.example R=dnslookup T=remote_smtp defer (111): Connection refused': {
    recipients,
    event: { state: 'deferred', answer: 'Connection refused' },
  },
  '== a@b.example R=dnslookup T=remote_smtp defer (-44) H=mx.b.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.example>: 450 4.7.1 Greylisted':
    {
      recipients,
      event: {
        state: 'deferred',
        to: 'mx.b.example[192.0.2.1]',
        answer: 'SMTP error from remote mail server after RCPT TO:<a@b.example>: 450 4.7.1 Greylisted',
      },
    },
  '** a@b.example R=dnslookup T=remote_smtp H=mx.b.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.example>: 550 5.1.1 User unknown':
    {
      recipients,
      event: {
        state: 'bounced',
        to: 'mx.b.example[192.0.2.1]',
        answer: 'SMTP error from remote mail server after RCPT TO:<a@b.example>: 550 5.1.1 User unknown',
      },
    },
  '** a@b.example: Unrouteable address': { recipients, event: { state: 'bounced', answer: 'Unrouteable address' } },
  '*** Frozen (delivery error message)': { event: { state: 'deferred' } },
  'Message is frozen': { event: { state: 'deferred' } },
  'removed by root': { event: { state: 'dropped' }, ends: true },
  Completed: { ends: true },
}
for (const [words, expected] of Object.entries(told)) test(words, () => assert.deepEqual(about(words), expected))

test('names of either length, with the process or without', () => {
  for (const head of ['1rABCD-0000Ab-CD', '[77] 1rABCD-0000Ab-CD', '+0000 1rABCD-00000000Abc-1234'])
    assert.equal(parseEximLine(`2026-11-30 19:02:25 ${head} Completed`, clock)?.ends, true, head)
  assert.equal(parseEximLine('2026-11-30 19:02:25 Start queue run: pid=77', clock), undefined)
})

test('lines that are made to hurt cost no more than others', () => {
  const hostile = [`=> ${'a@'.repeat(100_000)}`, `=> x H=a [1] C="${'\\'.repeat(200_000)}`, `** ${'<'.repeat(200_000)}`]
  for (const words of hostile) assert.ok(shortestTime(() => read(words), 20) < 20, words.slice(0, 40))
})
