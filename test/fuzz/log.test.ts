import assert from 'node:assert/strict'
import test from 'node:test'
import { parseEximLine } from '../../src/records/log/exim.ts'
import { followMessage } from '../../src/records/log/follow.ts'
import { parsePostfixLine } from '../../src/records/log/postfix.ts'
import { parseActivities } from '../../src/records/log/smtp2go.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'
import { recorded } from '../support/smtp2go.ts'

const clock = { now: new Date('2026-11-30T19:05:00Z'), minutesEast: () => 60 }
const seedsOf = (texts: readonly string[]) => texts.map((text) => Buffer.from(text, 'latin1'))

const postfix = seedsOf([
  'Nov 30 19:02:25 box postfix/smtp[1]: 4XyZ01: to=<a@b.example>, orig_to=<c>, relay=mx.b.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=4.7.1, status=deferred (host mx.b.example[192.0.2.1] said: 450 4.7.1 Greylisted (in reply to RCPT TO command))',
  '2026-11-30T19:02:25.123456+00:00 box postfix/submission/smtpd[1]: 4XyZ01: client=c.example[192.0.2.9]',
  '2026-11-30T19:02:25+0100 box postfix-out/cleanup[1]: 4XyZ01: message-id=<t.1@c.example>',
  'Nov  3 19:02:25 box postfix/cleanup[1]: 4XyZ01: milter-reject: END-OF-MESSAGE from c[192.0.2.9]: 5.7.1 no; from=<x> to=<a@b.example> proto=ESMTP',
  'Nov 30 19:02:25 postfix/qmgr[1]: 4XyZ01: removed',
])
const exim = seedsOf([
  '2026-11-30 19:02:25 1rABCD-0000Ab-CD <= x@c.example H=c [192.0.2.9] P=esmtps S=1532 id=t.1@c.example',
  '2026-11-30 19:02:25 +0100 [77] 1rABCD-00000000Abc-1234 => a@b.example <r@c.example> R=r T=t H=mx [192.0.2.1]:25 C="250 OK \\"id=1rABCE-0000Ac-EF\\""',
  '2026-11-30 19:02:25 1rABCD-0000Ab-CD == a@b.example R=dnslookup T=remote_smtp defer (-44) H=mx [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.example>: 450 4.7.1 x',
  '2026-11-30 19:02:25 1rABCD-0000Ab-CD ** a@b.example: Unrouteable address',
])

for (const [name, seeds, parse] of [
  ['Postfix', postfix, parsePostfixLine],
  ['Exim', exim, parseEximLine],
] as const)
  test(`a line of ${name}'s: whatever comes, quick, without a throw; what is read of it stands in it`, () => {
    let read = 0
    for (const octets of mutations(seeds, fuzzInputs(), 7341)) {
      const text = Buffer.from(octets).toString('latin1')
      let line = parse('', clock)
      const time = shortestTime(() => {
        line = parse(text, clock)
      }, 50)
      if (time > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
      if (!line) continue
      read++
      const { id, messageId = '', recipients = [], event, at } = line
      if (Number.isNaN(at.getTime())) assert.fail(`no time: ${JSON.stringify(text)}`)
      for (const part of [id, messageId, event?.answer ?? '', ...recipients])
        if (!text.includes(part)) assert.fail(`${JSON.stringify(part)} is not in ${JSON.stringify(text)}`)
    }
    assert.ok(read > fuzzInputs() / 10, `${read} read`)
  })

test('a log: no line of another message is ever among those that are followed', () => {
  const ours = 'Nov 30 19:02:25 box postfix/cleanup[1]: AAAAAA: message-id=<t.1@c.example>\n'
  const theirs = 'Nov 30 19:02:25 box postfix/cleanup[1]: BBBBBB: message-id=<secret@d.example>\n'
  const sent =
    'Nov 30 19:02:26 box postfix/smtp[1]: AAAAAA: to=<a@b.example>, relay=mx[192.0.2.1]:25, delay=1, status=sent (250 Ok: queued as BBBBBB)\n'
  const sought = {
    queueId: 'AAAAAA',
    id: 't.1@c.example',
    recipient: 'a@b.example',
    since: new Date('2026-11-30T18:00:00Z'),
  }
  for (const octets of mutations(seedsOf([sent, ours + sent]), fuzzInputs() / 10, 99)) {
    const log = `${theirs}${Buffer.from(octets).toString('latin1')}\n${theirs}`
    const { lines } = followMessage(log, (line) => parsePostfixLine(line, clock), sought)
    for (const { text } of lines) if (text.includes('secret@d.example')) assert.fail(JSON.stringify(log))
  }
})

test('an answer of SMTP2GO: whatever comes, without a throw', () => {
  const answer = JSON.stringify({ data: { events: [recorded('delivered'), recorded('opened')], continue_token: 'x' } })
  const kinds = new Set<string>()
  for (const octets of mutations(seedsOf([answer, '{"data":{"error":"no","error_code":"E_X"}}']), fuzzInputs() / 4, 5))
    kinds.add(Object.keys(parseActivities(Buffer.from(octets).toString('utf8')))[0] ?? '')
  assert.deepEqual([...kinds].sort(), ['error', 'events', 'fault'])
})
