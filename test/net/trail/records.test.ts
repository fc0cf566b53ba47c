import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { TrailAsk } from '../../../src/core/probe.ts'
import type { RecordsApi } from '../../../src/core/trail.ts'
import { smtp2goApi } from '../../../src/knowledge/smtp2go-api.ts'
import { openTrail, type TrailOptions } from '../../../src/net/trail/open.ts'
import type { HttpAnswer } from '../../support/encrypted.ts'
import { memoryWorld } from '../../support/memory-dns.ts'
import { answered, apiKey, eventsOf, recorded, startSmtp2go } from '../../support/smtp2go.ts'

const ask: TrailAsk = {
  token: 'abcdefghijklmnop',
  id: 'abcdefghijklmnop.1@c.example',
  queueId: '1u0SwL-B9zBpi9ffUq-JAB2',
  recipient: 'Alice@b.example',
  since: new Date('2026-11-30T19:02:00Z'),
  here: false,
  relay: true,
}
const { dns } = memoryWorld('api.smtp2go.com. A 127.0.0.1')
/** As fast as tests want it. */
const quick: RecordsApi = { ...smtp2goApi, mostAMinute: 60_000 }

type Serve = (asked: Record<string, unknown>, count: number) => HttpAnswer | Promise<HttpAnswer>
async function following(t: TestContext, serve: Serve, more: Partial<TrailOptions> = {}) {
  const server = await startSmtp2go(t, serve)
  const records = { api: quick, key: apiKey, pausesMs: [100, 200, 400] }
  return { ...server, trail: openTrail({ dns, timeoutMs: 1000, reach: server.reach, records, ...more }) }
}
const blindAt = async (t: TestContext, serve: Serve, more: Partial<TrailOptions> = {}) => {
  const { trail, questions } = await following(t, serve, more)
  const { events, unseen } = await trail(ask, 0)
  assert.deepEqual(events, [])
  assert.equal(unseen.length, 1)
  assert.equal(unseen[0]?.by, 'SMTP2GO')
  assert.ok(!JSON.stringify(unseen).includes(apiKey))
  return { ...unseen[0]?.blind, asked: questions.length }
}

test('it is asked by recipient and time, and what it says of the message is told', async (t) => {
  const { trail, questions } = await following(t, () =>
    eventsOf([
      recorded('delivered', { date: '2026-11-30T19:02:40Z', smtp_response: '250 2.0.0 OK', host: '192.0.2.1' }),
      recorded('processed'),
    ]),
  )
  assert.deepEqual(await trail(ask, 0), {
    events: [
      { at: new Date('2026-11-30T19:02:30Z'), by: 'SMTP2GO', state: 'queued', text: 'processed' },
      {
        at: new Date('2026-11-30T19:02:40Z'),
        by: 'SMTP2GO',
        // Its `delivered` is a reply of the receiver's server.
        state: 'sent',
        to: '192.0.2.1',
        answer: '250 2.0.0 OK',
        text: 'delivered, 192.0.2.1, 250 2.0.0 OK',
      },
    ],
    unseen: [],
  })
  const [{ start_date, end_date, ...asked }] = questions as [Record<string, unknown>]
  assert.deepEqual(asked, { search_recipient: 'Alice@b.example', include_headers: true, limit: 100 })
  assert.equal(start_date, '2026-11-30T19:01:00.000Z')
  assert.ok(Date.parse(String(end_date)) > Date.now())
})

const states: Record<string, string> = {
  processed: 'queued',
  'soft-bounced': 'deferred',
  'hard-bounced': 'bounced',
  rejected: 'bounced',
  delivered: 'sent',
  spam: 'complained',
  opened: 'opened',
  clicked: 'opened',
  unsubscribed: 'other',
  'something-new': 'other',
  constructor: 'other',
}
test('what each of its events comes to', async (t) => {
  const { trail } = await following(t, () => eventsOf(Object.keys(states).map((event) => recorded(event))))
  const { events } = await trail(ask, 0)
  assert.deepEqual(Object.fromEntries(events.map(({ text, state }) => [text, state])), states)
})

test('records of other messages, and of other recipients, are none of this one', async (t) => {
  const other = { email_id: 'other', subject: 'Invoice', headers: 'Message-ID: <bill@c.example>' }
  const { trail } = await following(t, () =>
    eventsOf([
      recorded('delivered', other),
      recorded('hard-bounced', { recipient: 'bob@b.example', recipients: [], to: '' }),
      // Known by the token in the subject, and by the Message-ID in the header.
      recorded('processed', { ...other, subject: 'relaycheck probe abcdefghijklmnop' }),
      recorded('opened', { ...other, headers: 'X: y\r\nMessage-ID: <abcdefghijklmnop.1@c.example>\r\n' }),
    ]),
  )
  const { events } = await trail(ask, 0)
  assert.deepEqual(events.map(({ text }) => text).sort(), ['opened', 'processed'])
  // A Message-ID of few letters is found in everything.
  const { events: short } = await trail({ ...ask, id: 'c', token: '', queueId: 'none' }, 0)
  assert.deepEqual(short, [])
})

test('further pages are asked for, but not for ever', async (t) => {
  const { trail, questions } = await following(t, (_, count) =>
    eventsOf([recorded('processed', { date: `2026-11-30T19:02:3${count}Z` })], { continue_token: `page${count}` }),
  )
  assert.equal((await trail(ask, 0)).events.length, 3)
  assert.deepEqual(
    questions.map(({ continue_token }) => continue_token),
    [undefined, 'page0', 'page1'],
  )
})

const refusals: [what: string, answer: HttpAnswer, reason: string, detail: RegExp, wayOut: RegExp][] = [
  [
    '403',
    answered({ error: "This request is coming from an IP address that isn't in the IP allow list" }, 403),
    'no-permission',
    /HTTP status 403, "This request is coming from an IP/,
    /may not ask for that, or not from this machine's address/,
  ],
  [
    'a key that may not',
    answered({ error: 'denied', error_code: 'E_ApiResponseCodes.ENDPOINT_PERMISSION_DENIED' }, 400),
    'no-permission',
    /HTTP status 400/,
    /allowed \/activity\/search/,
  ],
  [
    'a question that it does not understand',
    answered({ error: 'bad field', error_code: 'E_ApiResponseCodes.NON_VALIDATING_IN_PAYLOAD' }, 400),
    'refused',
    /"bad field"/,
    /reports of SMTP2GO/,
  ],
  [
    '429',
    answered({ error: 'API key ratelimit exceeded' }, 429),
    'deferred',
    /429/,
    /Wait a minute: SMTP2GO answers \d+ questions in one/,
  ],
  ['500', { status: 500, body: Buffer.from('<html>oops') }, 'server-failure', /HTTP status 500$/, /in some minutes/],
  ['no JSON', { body: Buffer.from('<html>hello') }, 'malformed', /no JSON object/, /reports of SMTP2GO/],
  ['an error with 200', answered({ error: 'no', error_code: 'E_X' }), 'refused', /HTTP status 200, "no"/, /reports/],
  [
    'far too much',
    { body: Buffer.alloc(1024 * 1024 + 1, 32) },
    'malformed',
    /api\.smtp2go\.com sent more than 1 MB/,
    /by HTTPS/,
  ],
  ['a redirect', { status: 302, headers: { location: 'https://x.example' } }, 'unreachable', /another place/, /HTTPS/],
  [
    'an error that holds the key, and orders to the terminal',
    answered({ error: `bad key ${apiKey} \u001b[31m\n::error::x` }, 400),
    'refused',
    /bad key \[password\] \\x1b\[31m/,
    /reports/,
  ],
  [
    'the key in base64',
    answered({ error: Buffer.from(`key=${apiKey}`).toString('base64') }, 400),
    'refused',
    /\[password\]/,
    /reports/,
  ],
]
for (const [what, answer, reason, detail, wayOut] of refusals)
  test(`${what}: unseen, with a way out`, async (t) => {
    const blind = await blindAt(t, () => answer)
    assert.equal(blind.reason, reason)
    assert.match(blind.detail ?? '', detail)
    assert.match(blind.wayOut ?? '', wayOut)
    assert.equal(blind.asked, 1)
  })

test('401: the key is wrong, and it is said which', async (t) => {
  const records = { api: quick, key: 'api-wrong0000000000000000000000000000' }
  const blind = await blindAt(t, () => eventsOf([]), { records })
  assert.equal(blind.reason, 'refused')
  assert.match(blind.wayOut ?? '', /does not take the key in RELAYCHECK_SMTP2GO_API_KEY/)
  assert.ok(!JSON.stringify(blind).includes('api-wrong'))
})

test('a host that cannot be found or reached', async (t) => {
  const nowhere = await blindAt(t, () => eventsOf([]), { dns: memoryWorld('').dns })
  assert.match(nowhere.detail ?? '', /no such name as api\.smtp2go\.com/)
  const closed = await blindAt(t, () => eventsOf([]), { reach: (address) => ({ address, port: 1 }) })
  assert.match(closed.detail ?? '', /nothing listens at api\.smtp2go\.com/)
  assert.equal(closed.asked, 0)
})

test('it is asked again, in growing pauses, until the last record', { timeout: 20_000 }, async (t) => {
  const at: number[] = []
  const { trail } = await following(t, (_, count) => {
    at.push(performance.now())
    return count < 2 ? eventsOf(count === 0 ? [] : [recorded('processed')]) : eventsOf([recorded('rejected')])
  })
  const { events } = await trail(ask, 60_000)
  assert.deepEqual(
    events.map(({ state }) => state),
    ['bounced'],
  )
  assert.equal(at.length, 3)
  // The pauses are as they were said to be.
  const [first = 0, second = 0, third = 0] = at
  assert.ok(second - first > 190 && third - second > 390)
})

test('what was seen before it failed is told beside the failure', { timeout: 10_000 }, async (t) => {
  const { trail } = await following(t, (_, count) =>
    count === 0 ? eventsOf([recorded('processed')]) : answered({}, 403),
  )
  const { events, unseen } = await trail(ask, 60_000)
  assert.equal(events.length, 1)
  assert.equal(unseen[0]?.blind.reason, 'no-permission')
})

test('a server that fails is asked three times, not for the whole wait', { timeout: 10_000 }, async (t) => {
  const { trail, questions } = await following(t, () => answered({}, 500))
  assert.equal((await trail(ask, 60_000)).unseen[0]?.blind.reason, 'server-failure')
  assert.equal(questions.length, 3)
})

test('who is told to ask no more does not, for any message, and ends with the wait', async (t) => {
  const { trail, questions } = await following(t, () => answered({ error: 'ratelimit exceeded' }, 429))
  assert.equal((await trail(ask, 0)).unseen[0]?.blind.reason, 'deferred')
  const begun = performance.now()
  assert.equal((await trail({ ...ask, recipient: 'bob@b.example' }, 300)).unseen[0]?.blind.reason, 'deferred')
  assert.equal(questions.length, 1)
  assert.ok(performance.now() - begun < 2000)
})

test('messages to several share the pace that it allows', { timeout: 20_000 }, async (t) => {
  const at: number[] = []
  const serve = () => {
    at.push(performance.now())
    return eventsOf([])
  }
  const { trail } = await following(t, serve, { records: { api: { ...smtp2goApi, mostAMinute: 240 }, key: apiKey } })
  await Promise.all(Array.from({ length: 5 }, () => trail(ask, 0)))
  const gaps = at.slice(1).map((one, i) => one - (at[i] ?? 0))
  assert.equal(gaps.length, 4)
  assert.ok(
    gaps.every((gap) => gap > 400),
    String(gaps),
  )
})

test('what is not to be asked is not asked', async (t) => {
  const { trail, questions } = await following(t, () => eventsOf([]))
  assert.deepEqual(await trail({ ...ask, relay: false }, 0), { events: [], unseen: [] })
  const keyless = openTrail({ dns, timeoutMs: 1000 })
  assert.deepEqual(await keyless(ask, 0), { events: [], unseen: [] })
  assert.equal(questions.length, 0)
})

test('a run that is ended ends it, and once enough is known one look more is all', async (t) => {
  const end = new AbortController()
  const { trail, questions } = await following(t, () => eventsOf([recorded('processed')]), { signal: end.signal })
  const begun = performance.now()
  const { events } = await trail(ask, 60_000, Promise.resolve())
  assert.deepEqual([events.length, questions.length], [1, 1])
  setTimeout(() => end.abort(), 100)
  const broken = (await trail(ask, 60_000)).unseen[0]?.blind
  assert.equal(broken?.reason, 'interrupted')
  assert.equal(broken?.wayOut, 'Look for the message in the reports of SMTP2GO.')
  assert.equal(questions.length, 1)
  assert.ok(performance.now() - begun < 2000)
})

test('that not all of its records were looked through is said', async (t) => {
  const blind = await blindAt(t, () => eventsOf([], { continue_token: 'more' }))
  assert.match(blind.detail, /^SMTP2GO has more records of that recipient than were looked through/)
})

test('that it has no record yet is said', async (t) => {
  const blind = await blindAt(t, () => eventsOf([]))
  assert.equal(blind.detail, 'SMTP2GO has no record of the message so far')
})
