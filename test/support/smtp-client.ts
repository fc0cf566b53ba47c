import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { SmtpAsk, SmtpSession } from '../../src/core/smtp.ts'
import { openSmtp, type SmtpOptions } from '../../src/net/smtp/client.ts'
import { makeAuthority } from './certificates.ts'
import { startScript } from './scripted-smtp.ts'

/** The one authority that these clients trust, and what its servers show. */
export const authority = makeAuthority()
export const shown = authority.issue(['mail.relay.example'])

/** An ask of the server that all scripts stand for, in clear and with nothing to say, unless changed. */
export const asking = (changes: Partial<SmtpAsk> = {}): SmtpAsk => ({
  address: '192.0.2.1',
  port: 587,
  tls: 'none',
  servername: 'mail.relay.example',
  helo: 'me.example',
  envelopes: [],
  ...changes,
})

/** A client that closes with the test. */
export function openTest(t: TestContext, options: Partial<SmtpOptions> = {}) {
  const client = openSmtp({
    timeoutMs: 2000,
    greetingMs: 3000,
    deadlineMs: 20_000,
    authorities: authority.cert,
    ...options,
  })
  t.after(() => client.close())
  return client
}

/** A session with a server that follows the script; it is over, and the server was left, within the time. */
export async function hold(
  t: TestContext,
  script: Parameters<typeof startScript>[1],
  changes: Partial<SmtpAsk> = {},
  options: Partial<SmtpOptions> & { withinMs?: number } = {},
) {
  const server = await startScript(t, script)
  const { withinMs = 5000, ...how } = options
  const client = openTest(t, { reach: server.reach, ...how })
  const begun = performance.now()
  const session = await client.smtp(asking(changes))
  await server.left()
  const ms = performance.now() - begun
  assert.ok(ms < withinMs, `${Math.round(ms)} ms, where ${withinMs} is the most`)
  return { session, server }
}

/** What was said and heard, one line each: `> EHLO me.example`, `< 250 Ok`, `# a note`. */
export const conversation = ({ transcript }: SmtpSession): string[] =>
  transcript.map(({ from, text }) => `${{ client: '>', server: '<', note: '#' }[from]} ${text}`)
