import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Observation, seen } from '../../src/core/observation.ts'
import type { Arrival, Mailbox, ProbeArrival, ProbeSent, ProbeTrail } from '../../src/core/probe.ts'
import { probeArrival } from '../../src/facts/probe-arrival.ts'
import { event, probeTarget, sentAs, trailOf } from '../support/arrival-facts.ts'
import { memoryWorld } from '../support/memory-dns.ts'

const { token, id } = sentAs().letter
const itself = `X-Relaycheck-Probe: ${token}\r\nMessage-ID: <${id}>\r\nSubject: relaycheck probe ${token}\r\n\r\nHello\r\n`

/** A report about the probe as Postfix writes it (RFC 3464). */
const report = (action: string, status: string, code: string, recipient = 'rfc822; anna@receiver.example') =>
  [
    'From: MAILER-DAEMON@mx.receiver.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It was not delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.receiver.example',
    '',
    `Final-Recipient: ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${code}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${id}>`,
    '',
    '--b--',
    '',
  ].join('\r\n')

type Found = string | { reason: 'hung-up'; detail: string }

/** A mailbox in which these are found, one after another. */
function mailboxOf(...all: Found[]) {
  const [waits, removed]: [number[], Arrival[]] = [[], []]
  const mailbox: Mailbox = {
    kind: 'imap',
    called: 'a mailbox',
    async find(_, waitMs) {
      waits.push(waitMs)
      const one = all.shift()
      if (one === undefined) return {}
      if (typeof one !== 'string') return { blind: one }
      return { found: { folder: 'INBOX', kind: 'inbox', at: new Date(), octets: Buffer.from(one) } }
    },
    async remove(arrival) {
      removed.push(arrival)
      return undefined
    },
    async close() {},
  }
  return { mailbox, waits, removed }
}

interface Around {
  sent?: Observation<ProbeSent>
  mailbox?: Mailbox
  trail?: ProbeTrail
  cleanUp?: boolean
}
const looked = ({ sent = seen(sentAs()), mailbox, trail, cleanUp = false }: Around) =>
  probeArrival({
    target: probeTarget,
    asked: {
      addresses: [],
      selectors: [],
      mostGuesses: 0,
      parked: false,
      authoritative: false,
      probe: {
        via: 'relay',
        from: 'a@shop.example',
        envelopeFrom: 'a@shop.example',
        waitMs: 5000,
        bulk: false,
        cleanUp,
      },
    },
    world: {
      ...memoryWorld(''),
      ...(mailbox && { mailbox }),
      ...(trail && { trail: async () => ({ events: [], unseen: [] }) }),
    },
    look: (async (name: string) => (name === 'probeSent' ? sent : seen(trail))) as never,
  })

const known = (seen: Observation<ProbeArrival>) => {
  assert.ok(seen.seen)
  return seen.value
}

test('what never left is not waited for', async () => {
  const { mailbox, waits } = mailboxOf(itself)
  for (const outcome of ['rejected', 'deferred', 'not-sent'] as const)
    assert.deepEqual(known(await looked({ sent: seen(sentAs({ outcome })), mailbox })), {
      kind: 'not-sent',
      called: 'a mailbox',
    })
  assert.deepEqual(waits, [])
})

test('where nothing was named to watch, nothing is known', async () => {
  assert.deepEqual(known(await looked({})), { kind: 'not-watched' })
})

test('the message itself arrived, whether or not it is known that it was sent', async () => {
  for (const outcome of ['accepted', 'perhaps'] as const) {
    const { mailbox, waits, removed } = mailboxOf(itself)
    const found = known(await looked({ sent: seen(sentAs({ outcome })), mailbox }))
    assert.equal(found.kind, 'arrived')
    assert.ok(found.kind === 'arrived' && Buffer.from(found.arrival.octets).toString() === itself)
    assert.ok(waits[0] !== undefined && waits[0] > 4000 && waits[0] <= 5000)
    assert.deepEqual(removed, [])
  }
})

test('what was found is taken away where that is asked for, and only that', async () => {
  const { mailbox, removed } = mailboxOf(itself)
  const found = known(await looked({ mailbox, cleanUp: true }))
  assert.ok(found.kind === 'arrived' && found.removed)
  assert.deepEqual(removed, [found.kind === 'arrived' && found.arrival])
})

test('what cannot be taken away is told', async () => {
  const { mailbox } = mailboxOf(itself)
  const why = { reason: 'refused', detail: 'no' } as const
  const found = known(await looked({ mailbox: { ...mailbox, remove: async () => why }, cleanUp: true }))
  assert.deepEqual(found.kind === 'arrived' && [found.removed, found.kept], [undefined, why])
})

test('a bounce that names it', async () => {
  const { mailbox } = mailboxOf(report('failed', '5.1.1', '550 5.1.1 no such user'))
  const found = known(await looked({ mailbox }))
  assert.equal(found.kind, 'bounced')
  assert.ok(found.kind === 'bounced' && found.report.kind === 'delivery')
  assert.equal(found.report.recipients[0]?.reply.text, '550 5.1.1 no such user')
})

test('a bounce is of whom it names: of the recipient in any spelling, or by Original-Recipient', async () => {
  for (const who of [
    'rfc822; Anna@Receiver.EXAMPLE',
    'rfc822; x@inside.example\r\nOriginal-Recipient: rfc822; anna@receiver.example',
  ]) {
    const { mailbox } = mailboxOf(report('failed', '5.1.1', '550 5.1.1 no such user', who), itself)
    assert.equal(known(await looked({ mailbox })).kind, 'bounced', who)
  }
})

const sentBefore = seen(sentAs({ letter: { ...sentAs().letter, token: '', given: true } }))
const ofOther = report('failed', '5.1.1', '550 5.1.1 no such user', 'rfc822; customer77@other.example')

test('a bounce of the same message to somebody else is none of this one, and the waiting goes on', async () => {
  const { mailbox, removed } = mailboxOf(ofOther, itself)
  const found = known(await looked({ sent: sentBefore, mailbox, cleanUp: true }))
  assert.equal(found.kind, 'arrived')
  assert.deepEqual(removed, [found.kind === 'arrived' && found.arrival])
  const alone = known(await looked({ sent: sentBefore, mailbox: mailboxOf(ofOther).mailbox }))
  assert.deepEqual(alone.kind === 'not-yet' && alone.answers?.map(({ recipient }) => recipient), [
    'customer77@other.example',
  ])
})

test('of several that a report names only this one is told', async () => {
  const two = `${'rfc822; customer77@other.example'}\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\nFinal-Recipient: rfc822; anna@receiver.example`
  const found = known(
    await looked({ sent: sentBefore, mailbox: mailboxOf(report('failed', '5.1.1', '550 5.1.1 no', two)).mailbox }),
  )
  assert.ok(found.kind === 'bounced' && found.report.kind === 'delivery')
  assert.deepEqual(
    found.report.recipients.map(({ recipient, status }) => [recipient, status]),
    [['anna@receiver.example', '5.1.1']],
  )
})

test('where a message that was composed failed beyond its recipient, it may have arrived all the same', async () => {
  assert.equal(known(await looked({ mailbox: mailboxOf(ofOther, itself).mailbox })).kind, 'arrived')
  assert.equal(known(await looked({ mailbox: mailboxOf(ofOther).mailbox })).kind, 'bounced')
  const broken = { reason: 'hung-up', detail: 'a mailbox ended the connection' } as const
  assert.equal(known(await looked({ mailbox: mailboxOf(ofOther, broken).mailbox })).kind, 'bounced')
})

test('of many answers the first three are told', async () => {
  const answer = (n: number) => `From: a${n}@receiver.example\r\nIn-Reply-To: <${id}>\r\nSubject: Away\r\n\r\nAway\r\n`
  const found = known(await looked({ mailbox: mailboxOf(...[1, 2, 3, 4, 5].map(answer)).mailbox }))
  assert.deepEqual(found.kind === 'not-yet' && found.answers?.map(({ from }) => from), [
    'a1@receiver.example',
    'a2@receiver.example',
    'a3@receiver.example',
  ])
})

test('a bounce of one that was composed is taken away where that is asked for, and that is told', async () => {
  const { mailbox, removed } = mailboxOf(report('failed', '5.1.1', '550 5.1.1 no such user'))
  const found = known(await looked({ mailbox, cleanUp: true }))
  assert.ok(found.kind === 'bounced' && found.removed)
  assert.equal(removed.length, 1)
})

test('nobody stops waiting for what bounced on one leg of its way alone', async () => {
  const { mailbox } = mailboxOf(itself)
  const find: Mailbox['find'] = async (...all) => {
    await new Promise((done) => setTimeout(done, 100))
    return mailbox.find(...all)
  }
  const trail = trailOf(
    event('bounced', { recipient: 'archive@dead.example' }),
    event('delivered', { recipient: 'anna@receiver.example' }),
  )
  assert.equal(known(await looked({ mailbox: { ...mailbox, find }, trail })).kind, 'arrived')
})

test('a bounce of a message that was given before is not taken away', async () => {
  const { mailbox, removed } = mailboxOf(report('failed', '5.1.1', '550 5.1.1 no such user'))
  assert.equal(known(await looked({ sent: sentBefore, mailbox, cleanUp: true })).kind, 'bounced')
  assert.deepEqual(removed, [])
})

test('what others wrote with the token in it is told, and is neither the message nor taken away', async () => {
  const ticket = `From: Support <support@receiver.example>\r\nAuto-Submitted: auto-generated\r\nSubject: [Ticket #4711] relaycheck probe ${token}\r\n\r\nThank you.\r\n`
  const bounce = `Return-Path: <>\r\nFrom: Mail Administrator <admin@gw.example>\r\nSubject: Unzustellbar: relaycheck probe ${token}\r\n\r\n550 5.1.1 user unknown\r\n`
  const { mailbox, removed } = mailboxOf(ticket, bounce)
  const found = known(await looked({ mailbox, cleanUp: true }))
  assert.deepEqual(found.kind === 'not-yet' && found.answers, [
    { from: 'Support <support@receiver.example>', subject: `[Ticket #4711] relaycheck probe ${token}` },
    { from: 'Mail Administrator <admin@gw.example>', subject: `Unzustellbar: relaycheck probe ${token}` },
  ])
  assert.deepEqual(removed, [])
})

test('a delay is no end: the message that comes after it has arrived', async () => {
  const late = report('delayed', '4.4.1', '450 4.2.0 come back later')
  const { mailbox, waits } = mailboxOf(late, itself)
  assert.equal(known(await looked({ mailbox })).kind, 'arrived')
  assert.equal(waits.length, 2)
  const alone = known(await looked({ mailbox: mailboxOf(late).mailbox }))
  assert.ok(alone.kind === 'not-yet' && alone.report?.kind === 'delivery')
  assert.equal(alone.report.recipients[0]?.action, 'delayed')
})

test('an answer to it from somebody who is away is not the message, nor a bounce', async () => {
  const away = `From: Anna <anna@receiver.example>\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <${id}>\r\nSubject: Away: relaycheck probe ${token}\r\n\r\nI am away.\r\n`
  assert.equal(known(await looked({ mailbox: mailboxOf(away).mailbox })).kind, 'not-yet')
})

test('nothing came in time', async () => {
  const found = known(await looked({ mailbox: mailboxOf().mailbox }))
  assert.ok(found.kind === 'not-yet' && found.called === 'a mailbox' && found.waitedMs < 1000)
})

test('a mailbox that broke off: not seen, never absent', async () => {
  const broken = { reason: 'hung-up', detail: 'a mailbox ended the connection' } as const
  assert.deepEqual(await looked({ mailbox: mailboxOf(broken).mailbox }), { seen: false, blind: broken })
})

test('where the run ends before, nobody is told to send it once more', async () => {
  const ended = { reason: 'interrupted', detail: 'the run ended before', wayOut: 'Run again.' } as const
  const mailbox: Mailbox = { ...mailboxOf().mailbox, find: async () => ({ blind: ended }) }
  const found = await looked({ mailbox })
  assert.ok(!found.seen && found.blind.reason === 'interrupted')
  assert.match(found.blind.wayOut ?? '', /relaycheck probe abcdefghijklmnop.*<abc@shop\.example>.*--deadline/)
  assert.doesNotMatch(found.blind.wayOut ?? '', /run again/i)
})

test('nobody waits for what the log knows has bounced', async () => {
  const { mailbox } = mailboxOf()
  const never = { ...mailbox, find: () => new Promise<never>(() => {}) }
  const found = known(await looked({ mailbox: never, trail: trailOf(event('queued'), event('bounced')) }))
  assert.equal(found.kind, 'not-yet')
})

test('what was not seen of the sending is not seen here', async () => {
  const why = { reason: 'bug', detail: 'no' } as const
  assert.deepEqual(await looked({ sent: { seen: false, blind: why }, mailbox: mailboxOf(itself).mailbox }), {
    seen: false,
    blind: why,
  })
})
