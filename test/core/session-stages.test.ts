import assert from 'node:assert/strict'
import test from 'node:test'
import { endOf, offersOf, reaches, type Stage } from '../../src/core/session-stages.ts'
import type { SmtpSession } from '../../src/core/smtp.ts'
import { broken, offers, said, session, unconnected } from '../support/sessions.ts'

type Changes = NonNullable<Parameters<typeof session>[0]>
const end = (one: SmtpSession) => {
  const ended = endOf(one, 'mail.relay.example')
  return ended && ([ended.stage, ended.seen, ended.blind.reason] as const)
}
const afterConnect = {
  greeting: undefined,
  hello: undefined,
  starttls: undefined,
  encrypted: undefined,
  helloAgain: undefined,
}
const afterGreeting = { ...afterConnect, greeting: said(220) }
const afterHello = { ...afterGreeting, hello: { ...said(250), offers: offers({ starttls: true }) } }
const afterStart = { ...afterHello, starttls: said(220) }
const afterTls = { ...afterStart, encrypted: session().encrypted }
const ask = { address: '192.0.2.1', port: 587, tls: 'starttls' } as const

test('endOf: a session that was ready has no end, whatever comes of the login', () => {
  assert.equal(end(session()), undefined)
  assert.equal(end(session({ login: { ...said(535), mechanism: 'PLAIN' } })), undefined)
  assert.equal(end(session({ tls: 'implicit', starttls: undefined, helloAgain: undefined })), undefined)
  assert.equal(
    end(session({ tls: 'none', starttls: undefined, encrypted: undefined, helloAgain: undefined })),
    undefined,
  )
})

test('endOf: of a port only a refusal is seen; silence and a missing route are not', () => {
  assert.deepEqual(end(unconnected(ask, 'refused')), ['connected', true, 'unreachable'])
  assert.deepEqual(end(unconnected(ask, 'silent')), ['connected', false, 'timeout'])
  assert.deepEqual(end(unconnected(ask, 'unreachable')), ['connected', false, 'unreachable'])
  const unrouted = endOf(unconnected(ask, 'no-route'), 'mail.relay.example')
  assert.deepEqual([unrouted?.seen, unrouted?.blind.noRoute], [false, true])
})

const table: Record<string, readonly [Changes, ReturnType<typeof end>]> = {
  'a greeting of 5xx': [{ ...afterConnect, greeting: said(554) }, ['greeting', true, 'not-attempted']],
  'a greeting of 4xx': [{ ...afterConnect, greeting: said(421) }, ['greeting', false, 'deferred']],
  'a greeting that is neither a yes nor a no': [
    { ...afterConnect, greeting: said(354) },
    ['greeting', false, 'malformed'],
  ],
  'no greeting': [{ ...afterConnect, greeting: broken('silent') }, ['greeting', false, 'timeout']],
  'a greeting that is none': [{ ...afterConnect, greeting: broken('not-smtp') }, ['greeting', true, 'malformed']],
  'a hang-up in place of a greeting': [
    { ...afterConnect, greeting: broken('hung-up') },
    ['greeting', false, 'hung-up'],
  ],
  'EHLO and HELO refused': [{ ...afterGreeting, hello: said(550) }, ['hello', true, 'not-attempted']],
  'EHLO put off': [{ ...afterGreeting, hello: said(450) }, ['hello', false, 'deferred']],
  'EHLO answered with neither': [{ ...afterGreeting, hello: said(354) }, ['hello', false, 'malformed']],
  'EHLO answered with neither, in clear': [
    { ...afterGreeting, tls: 'none', hello: said(354) },
    ['hello', false, 'malformed'],
  ],
  'a hang-up at EHLO': [{ ...afterGreeting, hello: broken('hung-up') }, ['hello', false, 'hung-up']],
  'STARTTLS not offered': [
    { ...afterGreeting, hello: { ...said(250), offers: offers() } },
    ['tls', true, 'not-attempted'],
  ],
  'STARTTLS refused': [{ ...afterHello, starttls: said(502) }, ['tls', true, 'not-attempted']],
  'STARTTLS put off': [{ ...afterHello, starttls: said(454) }, ['tls', false, 'deferred']],
  'STARTTLS answered with neither': [{ ...afterHello, starttls: said(354) }, ['tls', false, 'malformed']],
  'a hang-up at STARTTLS': [{ ...afterHello, starttls: broken('hung-up') }, ['tls', false, 'hung-up']],
  'octets behind STARTTLS': [{ ...afterHello, starttls: broken('injected') }, ['tls', true, 'malformed']],
  'a handshake that fails': [{ ...afterStart, encrypted: broken('tls') }, ['tls', true, 'malformed']],
  'a hang-up in the handshake': [{ ...afterStart, encrypted: broken('hung-up') }, ['tls', true, 'hung-up']],
  'a handshake that never ends': [{ ...afterStart, encrypted: broken('silent') }, ['tls', false, 'timeout']],
  'EHLO refused inside TLS': [{ ...afterTls, helloAgain: said(550) }, ['ready', true, 'not-attempted']],
  'EHLO answered with neither inside TLS': [{ ...afterTls, helloAgain: said(354) }, ['ready', false, 'malformed']],
  'a hang-up inside TLS': [{ ...afterTls, helloAgain: broken('hung-up') }, ['ready', false, 'hung-up']],
}
for (const [name, [changes, expected]] of Object.entries(table))
  test(`endOf: ${name}`, () => assert.deepEqual(end(session(changes)), expected))

test('offersOf: the last EHLO counts; what was offered in clear is nothing once TLS was to come', () => {
  assert.deepEqual(offersOf(session())?.auth, ['PLAIN', 'LOGIN'])
  assert.equal(offersOf(session(afterHello)), undefined)
  const clear = session({ ...afterHello, tls: 'none' })
  assert.equal(offersOf(clear)?.starttls, true)
})

test('endOf: where TLS comes first, so does its end', () => {
  const whole = { ...afterConnect, tls: 'implicit' } as const
  assert.deepEqual(end(session({ ...whole, encrypted: broken('tls') })), ['tls', true, 'malformed'])
  assert.deepEqual(end(session({ ...whole, encrypted: session().encrypted, greeting: said(421) })), [
    'greeting',
    false,
    'deferred',
  ])
})

test('endOf: silence is told by where it set in', () => {
  const wayOut = (one: SmtpSession) => endOf(one, 'mail.relay.example')?.blind.wayOut ?? ''
  const implicit = { ...afterConnect, tls: 'implicit' } as const
  assert.match(wayOut(unconnected(ask, 'silent')), /networks that block a port/)
  assert.match(wayOut(session({ ...afterConnect, greeting: broken('silent') })), /holds? its greeting back/)
  const speaksTls = { ms: 1, broken: { ...broken('silent').broken, speaks: 'tls' } } as const
  assert.match(wayOut(session({ ...afterConnect, greeting: speaksTls })), /--tls implicit/)
  assert.match(wayOut(session({ ...implicit, encrypted: broken('silent') })), /--tls starttls/)
  const inside = session({ ...implicit, encrypted: session().encrypted, greeting: broken('silent') })
  const inStarttls = session({ ...afterStart, encrypted: broken('silent') })
  for (const one of [inside, inStarttls]) {
    assert.match(wayOut(one), /had taken the connection/)
    assert.doesNotMatch(wayOut(one), /--tls/)
  }
})

test('endOf: what is missing without a reason was not seen', () => {
  assert.deepEqual(end(session(afterConnect)), ['greeting', false, 'not-attempted'])
})

test('reaches: the stage of the end is reached, what comes after it in that kind of session is not', () => {
  const stagesOf = (one: SmtpSession) =>
    (['connected', 'tls', 'greeting', 'hello', 'ready'] as const).filter((stage: Stage) =>
      reaches(one, stage, endOf(one, 'mail.relay.example')),
    )
  assert.deepEqual(stagesOf(session()), ['connected', 'tls', 'greeting', 'hello', 'ready'])
  assert.deepEqual(stagesOf(session({ ...afterConnect, greeting: said(554) })), ['connected', 'greeting'])
  const implicit = session({ ...afterConnect, tls: 'implicit', encrypted: broken('tls') })
  assert.deepEqual(stagesOf(implicit), ['connected', 'tls'])
})
