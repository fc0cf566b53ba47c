import assert from 'node:assert/strict'
import test from 'node:test'
import { parseActivities } from '../../../src/records/log/smtp2go.ts'
import { recorded } from '../../support/smtp2go.ts'

const read = (data: object, more: object = {}) => parseActivities(JSON.stringify({ request_id: 'x', data, ...more }))
const events = (list: unknown[]) => {
  const seen = read({ events: list })
  assert.ok('events' in seen)
  return seen.events
}

test('a record: what, when, of which message, and what the receiver said', () => {
  const headers = 'Message-ID: <t.1@c.example>\r\n'
  const record = recorded('delivered', { smtp_response: '250 2.0.0 OK gsmtp', host: '192.0.2.1', headers })
  assert.deepEqual(events([record]), [
    {
      event: 'delivered',
      at: new Date('2026-11-30T19:02:30Z'),
      emailId: '1u0SwL-B9zBpi9ffUq-JAB2',
      recipients: ['alice@b.example', 'alice@b.example', 'alice@b.example'],
      subject: 'relaycheck probe abcdefghijklmnop',
      headers,
      answer: '250 2.0.0 OK gsmtp',
      host: '192.0.2.1',
    },
  ])
})

test('where the receiver said nothing, the error counts, then the reason', () => {
  const [timeout, suppressed] = events([
    recorded('soft-bounced', { error: 'i/o timeout', reason: 'x' }),
    recorded('rejected', { reason: 'recipient is on the suppression list' }),
  ])
  assert.equal(timeout?.answer, 'i/o timeout')
  assert.equal(suppressed?.answer, 'recipient is on the suppression list')
})

test('tries that the receiver put off stand before what came of them', () => {
  const delivery_attempts = [
    { smtptime: '2026-11-30T19:02:31Z', host: '192.0.2.1', smtpresponse: '450 4.7.1 Greylisted' },
    { smtptime: '2026-11-30T19:07:31Z', host: '192.0.2.1', smtpresponse: '250 2.0.0 Ok' },
    { smtptime: 'tomorrow', host: '192.0.2.1', smtpresponse: '450 4.7.1 Greylisted' },
    null,
  ]
  assert.deepEqual(
    events([recorded('delivered', { delivery_attempts })]).map(({ event, answer }) => [event, answer]),
    [
      ['soft-bounced', '450 4.7.1 Greylisted'],
      ['delivered', undefined],
    ],
  )
})

test('times in any form of RFC 3339', () => {
  const forms = [
    '2026-11-30T19:02:30Z',
    '2026-11-30T20:02:30+01:00',
    '2026-11-30 19:02:30',
    '2026-11-30T19:02:30.000000Z',
  ]
  for (const date of forms)
    assert.equal(events([recorded('delivered', { date })])[0]?.at.toISOString(), '2026-11-30T19:02:30.000Z', date)
})

test('errors, in data and at the top', () => {
  const error = { error: 'no', error_code: 'E_ApiResponseCodes.API_EXCEPTION' }
  assert.deepEqual(read(error), { error: 'no', code: 'E_ApiResponseCodes.API_EXCEPTION' })
  assert.deepEqual(read({}, error), { error: 'no', code: 'E_ApiResponseCodes.API_EXCEPTION' })
  assert.deepEqual(parseActivities(JSON.stringify(error)), { error: 'no', code: 'E_ApiResponseCodes.API_EXCEPTION' })
})

test('further pages', () => {
  assert.deepEqual(read({ events: [], continue_token: 'abc' }), { events: [], more: 'abc' })
  assert.deepEqual(read({ events: [], continue_token: null }), { events: [] })
})

test('what is no answer, and records that are none', () => {
  for (const text of ['', 'null', '[]', '"x"', '<html>', '{', '1', '{"data":{"events":"x"}}', '{"data":null}'])
    assert.ok('fault' in parseActivities(text), text)
  const odd = [
    null,
    1,
    'x',
    [],
    {},
    recorded('delivered', { date: 1 }),
    recorded('', {}),
    { event: 'x', date: 'never' },
  ]
  assert.deepEqual(events(odd), [])
  const [kept] = events([
    recorded('opened', { headers: { a: 'b' }, subject: 7, email_id: null, recipients: [1, null] }),
  ])
  assert.deepEqual([kept?.subject, kept?.emailId, kept?.headers], ['', '', '{"a":"b"}'])
})

test('very many and very long ones are bounded', () => {
  const long = 'x'.repeat(1_000_000)
  const [one] = events([recorded('rejected', { reason: long, subject: long, headers: long })])
  assert.deepEqual([one?.answer?.length, one?.subject.length, one?.headers.length], [4000, 4000, 64_000])
  assert.equal(events(Array.from({ length: 5000 }, () => recorded('opened'))).length, 1000)
})
