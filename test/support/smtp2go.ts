import type { TestContext } from 'node:test'
import { authority, type Got, type HttpAnswer, startHttps } from './encrypted.ts'

/** The key that it takes. */
export const apiKey = 'api-0123456789ABCDEF0123456789abcdef'
export const apiHost = 'api.smtp2go.com'

/** A record as SMTP2GO's API gives it. */
export const recorded = (event: string, more: object = {}) => ({
  from: 'x@c.example',
  recipient: 'alice@b.example',
  recipients: ['alice@b.example'],
  email_id: '1u0SwL-B9zBpi9ffUq-JAB2',
  date: '2026-11-30T19:02:30Z',
  event,
  subject: 'relaycheck probe abcdefghijklmnop',
  sender: 'x@c.example',
  to: 'alice@b.example',
  smtp_response: '',
  reason: '',
  host: '',
  error: '',
  headers: '',
  delivery_attempts: [],
  ...more,
})

const json = { 'content-type': 'application/json' }
/** An answer of the API. */
export const answered = (data: object, status = 200): HttpAnswer => ({
  status,
  headers: json,
  body: Buffer.from(JSON.stringify({ request_id: 'aaaaaaaa-0000-0000-0000-000000000000', data })),
})
export const eventsOf = (events: readonly object[], more: object = {}): HttpAnswer =>
  answered({ events, total_events: events.length, continue_token: null, ...more })

/** What SMTP2GO's API does on loopback: `serve` says how each question of its own key is answered, counted from 0. */
export async function startSmtp2go(
  t: TestContext,
  serve: (asked: Record<string, unknown>, count: number) => HttpAnswer | Promise<HttpAnswer>,
) {
  let count = 0
  const questions: Record<string, unknown>[] = []
  const handle = (got: Got): HttpAnswer | Promise<HttpAnswer> => {
    if (got.method !== 'POST') return answered({ error: 'no such method' }, 405)
    if (got.path !== '/v3/activity/search') return answered({ error: 'no such endpoint' }, 404)
    if (got.headers['x-smtp2go-api-key'] !== apiKey)
      return answered({ error: 'You must supply a valid API key.', error_code: 'E_ApiResponseCodes.API_KEY' }, 401)
    const asked = JSON.parse(got.query.toString()) as Record<string, unknown>
    questions.push(asked)
    return serve(asked, count++)
  }
  const server = await startHttps(t, handle, authority.issue([apiHost]))
  return { ...server, questions, reach: (address: string) => ({ address, port: server.port }) }
}
