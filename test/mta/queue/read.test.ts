import assert from 'node:assert/strict'
import test from 'node:test'
import type { ProgramSeen } from '../../../src/core/machine.ts'
import type { Postfix } from '../../../src/core/mta.ts'
import { readQueue } from '../../../src/mta/queue/read.ts'
import { type MemoryProgram, memoryMachine } from '../../support/memory-machine.ts'
import { direct, hop, hopTo, postfixWith, route } from '../../support/mta-facts.ts'

const now = new Date('2026-12-01T12:00:00Z')
const hoursAgo = (hours: number) => now.getTime() / 1000 - hours * 3600
const message = (reason: string | undefined, to: readonly string[], changes: object = {}) =>
  `${JSON.stringify({
    queue_name: 'deferred',
    arrival_time: hoursAgo(2),
    sender: 'news@shop.example',
    recipients: to.map((address) => ({ address, ...(reason !== undefined && { delay_reason: reason }) })),
    ...changes,
  })}\n`
const relayed = postfixWith([route({ hops: [hopTo('mail.relay.example', 587)] })])

async function read(said: Partial<Record<'postqueue' | 'mailq', MemoryProgram>>, postfix: Postfix = relayed) {
  return readQueue(memoryMachine({}, { programs: said }), postfix, now)
}
async function state(text: string, postfix: Postfix = relayed) {
  const seen = await read({ postqueue: () => text }, postfix)
  assert.ok(seen.seen)
  return seen.value
}
const failed = (code: number, err: string): ProgramSeen => ({ kind: 'ran', code, out: '', err })

test('mail is grouped by reply: count, oldest, domains; nobody is named', async () => {
  const said = (who: string, code: string) =>
    `host mx${code}.far.example[192.0.2.${code}] said: 450 4.2.0 <${who}>: Greylisted, ${who.split('@')[0]} (in reply to RCPT TO command)`
  const found = await state(
    message(said('bob@far.example', '1'), ['bob@far.example'], { arrival_time: hoursAgo(30) }) +
      message(said('carol@far.example', '2'), ['carol@far.example', 'carol@near.example']) +
      message(undefined, ['dan@far.example'], { queue_name: 'active' }),
    postfixWith([direct()]),
  )
  assert.deepEqual(found, {
    at: '2026-12-01T12:00:00.000Z',
    messages: 3,
    deferred: 2,
    held: 0,
    notTaken: 0,
    reasons: [
      {
        reply: 'host … said: 450 4.2.0 <…>: Greylisted, … (in reply to RCPT TO command)',
        hosts: ['mx1.far.example', 'mx2.far.example'],
        atRelay: false,
        messages: 2,
        recipients: 3,
        oldest: '2026-11-30T06:00:00.000Z',
        domains: ['far.example', 'near.example'],
        moreDomains: 0,
      },
    ],
    moreReasons: 0,
  })
  assert.doesNotMatch(JSON.stringify(found), /bob|carol|dan|news/)
})

test('what is about the relay: by its name, by its MX records, or because all mail goes there', async () => {
  const at = async (reason: string, postfix: Postfix) =>
    (await state(message(reason, ['a@b.example']), postfix)).reasons[0]?.atRelay
  const said = 'host mail.relay.example[192.0.2.7] said: 450 later'
  const other = 'host mx3.relay.example[192.0.2.7] said: 450 later'
  const none = 'Server certificate not verified'
  const partly = postfixWith([route({ hops: [hopTo('mail.relay.example', 587)] }), direct()])
  const byMx = postfixWith([route({ hops: [hop({ written: 'relay.example', host: 'relay.example', mx: true })] })])
  const withException = { ...relayed, exceptions: [{ pattern: 'b.example', way: 'smtp:', from: 'transport_maps' }] }
  assert.deepEqual([await at(said, relayed), await at(other, relayed), await at(none, relayed)], [true, false, true])
  assert.deepEqual([await at(said, partly), await at(none, partly)], [true, false])
  assert.equal(await at(other, byMx), true)
  assert.equal(await at(none, withException), false)
})

test('on hold, left lying, and more than was told', async () => {
  const found = await state(
    message('host x.example[192.0.2.1] said: 450 no', ['a@b.example'], { queue_name: 'hold' }) +
      message(undefined, ['a@b.example'], { queue_name: 'maildrop' }) +
      message(undefined, ['a@b.example'], { queue_name: 'maildrop', arrival_time: hoursAgo(0.1) }) +
      '{"queue_name": "def',
  )
  assert.deepEqual(
    [found.messages, found.held, found.notTaken, found.deferred, found.reasons.length, found.cut],
    [3, 1, 1, 0, 0, true],
  )
})

test('thousands of messages, each with a reply of its own, are bounded', async () => {
  const words = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
  const lines = Array.from({ length: 5000 }, (_, i) => message(`450 ${words(i)}`, [`x@${words(i)}.example`]))
  const found = await state(lines.join(''))
  assert.deepEqual([found.messages, found.reasons.length], [5000, 50])
  assert.equal(found.reasons[0]?.reply, 'other replies')
  assert.equal(found.reasons[0]?.domains.length, 20)
  assert.equal(found.moreReasons, 2001 - 50)
})

test('the instance that was asked about', async () => {
  const asked: (readonly string[])[] = []
  const postqueue: MemoryProgram = (args) => {
    asked.push(args)
    return ''
  }
  await read({ postqueue }, relayed)
  await read({ postqueue }, { ...relayed, configDirectory: '/etc/postfix-out' })
  assert.deepEqual(asked, [['-j'], ['-c', '/etc/postfix-out', '-j']])
})

test('a Postfix without -j is asked in words; without postqueue mailq is', async () => {
  const text = `4bX2sT0Qz1z1r    512 Tue Dec  1 06:00:01  news@shop.example
(connect to mail.relay.example[192.0.2.7]:587: Connection timed out)
                                         dan@far.example
`
  const old: MemoryProgram = ([option]) =>
    option === '-j' ? failed(69, "postqueue: invalid option -- 'j'\npostqueue: fatal: usage: postqueue -f") : text
  for (const programs of [{ postqueue: old }, { mailq: () => text }]) {
    const seen = await read(programs)
    assert.ok(seen.seen)
    assert.deepEqual(
      seen.value.reasons.map(({ reply, oldest }) => [reply, oldest]),
      [['connect to mail.relay.example:587: Connection timed out', undefined]],
    )
  }
})

test('root is told what lies there while Postfix does not run', async () => {
  const postqueue = (): ProgramSeen => ({
    kind: 'ran',
    code: 0,
    out: message(undefined, ['a@b.example'], { queue_name: 'maildrop' }),
    err: 'postqueue: warning: Mail system is down -- accessing queue directly (Connect to the Postfix showq service: No such file or directory)\n',
  })
  const seen = await read({ postqueue })
  assert.ok(seen.seen)
  assert.deepEqual([seen.value.down, seen.value.messages], [true, 1])
  assert.equal((await state('')).down, undefined)
})

const blinds: readonly (readonly [name: string, said: MemoryProgram | undefined, reason: string, wayOut: RegExp])[] = [
  [
    'no right',
    () => failed(69, 'postqueue: fatal: User nobody(65534) is not allowed to view the mail queue'),
    'no-permission',
    /^Run it as root: sudo relaycheck relay$/,
  ],
  [
    'not running',
    () => failed(69, 'postqueue: warning: x\npostqueue: fatal: Queue report unavailable - mail system is down'),
    'unreachable',
    /postfix start/,
  ],
  ['no program', undefined, 'not-attempted', /mailq/],
  ['something else', () => failed(75, 'postqueue: fatal: malformed showq server response'), 'malformed', /^$/],
  [
    'too slow',
    () => ({ kind: 'blind', blind: { reason: 'timeout', detail: 'postqueue did not end within 10 s' } }),
    'timeout',
    /^$/,
  ],
]
for (const [name, said, reason, wayOut] of blinds)
  test(`cannot tell: ${name}`, async () => {
    const seen = await read(said ? { postqueue: said } : {})
    assert.ok(!seen.seen)
    assert.equal(seen.blind.reason, reason)
    assert.match(seen.blind.wayOut ?? '', wayOut)
  })
