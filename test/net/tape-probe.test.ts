import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import type { Arrival, Mailbox, PostAsk, PostSession, ProbeLetter, TrailRead } from '../../src/core/probe.ts'
import { type Doors, recordingDoors, replayingDoors } from '../../src/net/tape/probe.ts'
import { parseTape, replaying, showTape, type Tape } from '../../src/net/tape.ts'
import { said, session } from '../support/sessions.ts'

const recipient = 'you@there.example'
const told: ProbeLetter = {
  token: 'abcdefghijklmnop',
  id: 'abcdefghijklmnop.1@shop.example',
  subject: 'relaycheck probe abcdefghijklmnop',
  octets: 3,
  given: false,
}
const ask: PostAsk = {
  address: '192.0.2.80',
  port: 587,
  tls: 'starttls',
  login: { user: 'shop' },
  envelopes: [{ sender: 'me@shop.example', recipients: [recipient] }],
  message: Buffer.from('A: b\r\n\r\nsecret words\r\n'),
}
const envelope = {
  sender: 'me@shop.example',
  mail: said(250, '2.1.0'),
  recipients: [{ recipient, rcpt: said(250, '2.1.5') }],
}
const posted: PostSession = {
  ...session({ address: ask.address, port: ask.port, tls: ask.tls, envelopes: [envelope] }),
  data: {
    go: said(354, undefined, 'End data with <CR><LF>.<CR><LF>'),
    end: said(250, '2.0.0', 'Ok: queued as 4XyZ01'),
  },
  sent: 'yes',
}
/** Every octet there is, line ends of all kinds. */
const octets = Buffer.concat([
  Buffer.from('A: b\r\n\r\n'),
  Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  Buffer.from('\n\r\r\n.'),
])
const arrival: Arrival = { folder: 'Junk', kind: 'junk', at: new Date('2026-11-24T06:00:03.500Z'), octets }
const report: Arrival = {
  folder: 'INBOX',
  kind: 'inbox',
  at: new Date('2026-11-24T06:00:01Z'),
  octets: Buffer.from('X: y\r\n'),
}
const read: TrailRead = {
  events: [
    { at: new Date('2026-11-24T06:00:01Z'), by: 'Postfix on this machine', state: 'queued', text: 'a line \u001b[2J' },
    {
      at: new Date('2026-11-24T06:00:02Z'),
      by: 'SMTP2GO',
      state: 'sent',
      to: 'mx.example',
      answer: '250 ok',
      text: 'x',
    },
  ],
  unseen: [{ by: 'the journal', blind: { reason: 'no-permission', detail: 'it may not', wayOut: 'Run it as root.' } }],
}

function doors(finds: readonly ({ found?: Arrival } | { blind: { reason: 'timeout'; detail: string } })[]): Doors {
  const left = [...finds]
  const mailbox: Mailbox = {
    kind: 'imap',
    called: 'imap.example.com, INBOX',
    find: async () => left.shift() ?? {},
    remove: async (one) => (one === arrival ? undefined : { reason: 'refused', detail: 'it may not be deleted' }),
    close: async () => {},
  }
  return {
    post: async () => posted,
    letter: async () => ({ ...told, message: ask.message }),
    mailbox,
    trail: async () => read,
  }
}

/** What was heard, written, read, and answered again. */
async function heardAgain(of: Doors, use: (doors: Doors) => Promise<void>) {
  const { doors: ears, heard } = recordingDoors(of)
  await use(ears)
  const tape: Tape = { at: '2026-11-24T06:00:00.000Z', resolvers: [], nonces: [], dns: {}, probe: heard() }
  const text = showTape(tape)
  const parsed = parseTape(text)
  if ('fault' in parsed) assert.fail(parsed.fault)
  assert.equal(showTape(parsed), text)
  return { text, parsed, world: replaying(parsed) }
}
const trailAsk = { ...told, recipient, since: new Date(0), here: true, relay: true }

test('what was sent and what became of it is answered again, and nothing is sent', async () => {
  const { world, text } = await heardAgain(doors([{ found: report }, { found: arrival }, {}]), async (ears) => {
    await ears.letter?.(recipient)
    await ears.post?.(ask)
    for (let i = 0; i < 3; i++) await ears.mailbox?.find(told, 1000)
    await ears.mailbox?.remove(arrival)
    await ears.mailbox?.remove(report)
    await ears.trail?.(trailAsk, 1000)
  })
  assert.deepEqual({ ...(await world.letter?.(recipient)), message: undefined }, { ...told, message: undefined })
  assert.deepEqual(await world.post?.({ ...ask, message: Buffer.alloc(0) }), posted)
  assert.deepEqual(await world.trail?.(trailAsk, 0), read)
  const { mailbox } = world
  assert.deepEqual([mailbox?.kind, mailbox?.called], ['imap', 'imap.example.com, INBOX'])
  const finds = [await mailbox?.find(told, 0), await mailbox?.find(told, 0), await mailbox?.find(told, 0)]
  const without = finds.map((one) => (one && 'found' in one ? { found: one.found } : {}))
  assert.deepEqual(without, [{ found: report }, { found: arrival }, {}])
  const [first, second] = finds.map((one) => (one && 'found' in one ? one.found : undefined))
  assert.ok(first && second)
  assert.deepEqual(await mailbox?.remove(second), undefined)
  assert.deepEqual(await mailbox?.remove(first), { reason: 'refused', detail: 'it may not be deleted' })
  assert.ok(!text.includes('secret words'), 'what goes out stands in no recording')
  assert.match(text, /^[\x20-\x7e\n]*$/)
})

test('one message to several is told again to each; who wrote it, its legs, and what was taken out', async () => {
  const given = { token: '', id: '1@shop.example' }
  const events: TrailRead['events'] = [
    { at: arrival.at, by: 'Postfix', state: 'sent', within: true, recipient: 'a@b.example', text: 'x' },
  ]
  const kept = { ...arrival, veiled: true as const }
  const { trail: _, ...rest } = doors([{ found: report }, { found: kept }])
  const around: Doors = {
    ...rest,
    letter: async () => ({
      token: told.token,
      id: told.id,
      from: 'me@shop.example',
      subject: told.subject,
      octets: 3,
      given: false,
      message: octets,
    }),
    trail: async () => ({ events, unseen: [] }),
  }
  const { world } = await heardAgain(around, async (ears) => {
    await ears.letter?.(recipient)
    for (const to of ['a@b.example', 'c@d.example']) await ears.mailbox?.find({ ...given, to }, 1000)
    await ears.trail?.(trailAsk, 1000)
  })
  const find = async (to: string) => {
    const found = await world.mailbox?.find({ ...given, to }, 0)
    return found && 'found' in found ? found.found : undefined
  }
  assert.deepEqual([await find('c@d.example'), await find('a@b.example')], [kept, report])
  assert.deepEqual((await world.trail?.(trailAsk, 0))?.events, events)
  const letter = await world.letter?.(recipient)
  assert.ok(letter && 'from' in letter && letter.from === 'me@shop.example')
})

test('a look that went wrong goes wrong again', async () => {
  const blind = { reason: 'timeout', detail: 'imap.example.com did not answer' } as const
  const { world } = await heardAgain(doors([{ blind }]), async (ears) => void (await ears.mailbox?.find(told, 1000)))
  assert.deepEqual(await world.mailbox?.find(told, 0), { blind })
})

test('how long somebody waited is told again', async () => {
  const slow = doors([{ found: arrival }])
  const find = slow.mailbox?.find
  assert.ok(slow.mailbox && find)
  slow.mailbox.find = async (letter, waitMs) => {
    await new Promise((done) => setTimeout(done, 30))
    return find(letter, waitMs)
  }
  const heard: (number | undefined)[] = []
  const { world } = await heardAgain(slow, async (ears) => {
    const came = await ears.mailbox?.find(told, 1000)
    heard.push(came && 'ms' in came ? came.ms : undefined)
  })
  const again = await world.mailbox?.find(told, 0)
  assert.ok((heard[0] ?? 0) >= 25)
  assert.equal(again && 'ms' in again && again.ms, heard[0])
})

test('a look that nobody waited for is not waited for again', async () => {
  const { mailbox } = doors([])
  assert.ok(mailbox)
  const never: Doors = { mailbox: { ...mailbox, find: () => new Promise(() => {}) } }
  const { world } = await heardAgain(never, async (ears) => void ears.mailbox?.find(told, 1000))
  const first = await Promise.race([world.mailbox?.find(told, 0), Promise.resolve('the end of the way')])
  assert.equal(first, 'the end of the way')
})

test('what the tape never heard is unknown', async () => {
  const { world } = await heardAgain(doors([]), async (ears) => void (await ears.letter?.(recipient)))
  const other = await world.letter?.('other@there.example')
  assert.ok(other && 'blind' in other)
  assert.equal(other.blind.reason, 'not-recorded')
  assert.match(other.blind.detail, /no message to other@there\.example/)
  assert.ok(other.blind.wayOut?.includes(recipient))
  const session = await world.post?.(ask)
  assert.equal(session?.sent, 'no')
  assert.equal(session && 'broken' in session.connected && session.connected.broken.trouble, 'not-recorded')
  const found = await world.mailbox?.find(told, 0)
  assert.equal(found && 'blind' in found && found.blind.reason, 'not-recorded')
  const way = await world.trail?.(trailAsk, 0)
  assert.deepEqual(way?.events, [])
  assert.equal(way?.unseen[0]?.blind.reason, 'not-recorded')
})

test('nothing that a probe does not use is there', async () => {
  const { world } = await heardAgain({ post: async () => posted }, async (ears) => void (await ears.post?.(ask)))
  assert.equal(world.mailbox, undefined)
  assert.equal(replayingDoors({ letters: {}, posts: {}, trails: {} }).mailbox, undefined)
})

/** A tape with this in the place of its probe, and what is wrong with it. */
const wrong: Record<string, [probe: unknown, says: RegExp]> = {
  'no probe': [3, /^probe is not an object/],
  'no letters': [{ posts: {}, trails: {} }, /^probe, letters is not an object/],
  'a letter without a token': [
    { letters: { a: { id: '', subject: '', octets: 1, given: false } }, posts: {}, trails: {} },
    /^probe, letters, a: token is not text/,
  ],
  'a session under no key': [{ letters: {}, posts: { a: {} }, trails: {} }, /this is no session/],
  'a folder of no kind': [
    mailboxWith({ arrival: { folder: 'x', kind: 'spam', at: '2026-01-01', message: [] } }),
    /kind is not one of/,
  ],
  'a message that is no octets': [
    mailboxWith({ arrival: { folder: 'x', kind: 'junk', at: '2026-01-01', message: ['\u20ac'] } }),
    /message is not all lines of octets/,
  ],
  'a time that is none': [
    mailboxWith({ arrival: { folder: 'x', kind: 'junk', at: 'soon', message: [] } }),
    /at is not a time/,
  ],
  'an event of no state': [
    {
      letters: {},
      posts: {},
      trails: { a: { events: [{ at: '2026-01-01', by: 'x', state: 'gone', text: '' }], unseen: [] } },
    },
    /state is not one of/,
  ],
}
function mailboxWith(look: object) {
  return { letters: {}, posts: {}, trails: {}, mailbox: { kind: 'imap', called: 'x', found: { a: [look] } } }
}
for (const [name, [probe, says]] of Object.entries(wrong))
  test(`a tape with ${name} is refused`, () => {
    const tape = { schema: 1, at: '2026-01-01T00:00:00Z', resolvers: [], nonces: [], dns: {}, probe }
    const read = parseTape(JSON.stringify(tape))
    assert.ok('fault' in read, 'it was taken')
    assert.match(read.fault, says)
  })
