import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-size.ts'
import type { Offers } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { relayFacts } from '../../support/session-facts.ts'
import { broken, offers, relayProfile, said, session, sessionFor, unconnected } from '../../support/sessions.ts'

const offering = (changes: Partial<Offers>) =>
  relayFacts(session({ helloAgain: { ...said(250), offers: offers(changes) } }))
const byHelo = (() => {
  const { size: _, ...others } = offers({ by: 'HELO', auth: [], keywords: [] })
  return relayFacts(session({ helloAgain: { ...said(250), offers: others } }))
})()
const unstated = (() => {
  const { size: _, ...others } = offers()
  return relayFacts(session({ helloAgain: { ...said(250), offers: others } }))
})()
const ask = { address: '192.0.2.1', port: 465, tls: 'implicit', envelopes: [] } as const

cases(check, {
  enough: [
    offering({ size: 52_428_800 }),
    'enough',
    ([finding]) => assert.match(finding?.says ?? '', /takes messages of up to 50 MB\.$/),
  ],
  'what Postfix takes unless told otherwise': [
    offering({ size: 10_240_000 }),
    'enough',
    ([finding]) => assert.match(finding?.says ?? '', /up to 10\.2 MB/),
  ],
  'exactly as much as is enough': [offering({ size: 10_000_000 }), 'enough'],
  'too little': [
    offering({ size: 9_999_999 }),
    'small',
    ([finding]) => {
      assert.match(finding?.says ?? '', /up to 10 MB only, .* about 7\.3 MB/)
      assert.match(finding?.fix ?? '', /message_size_limit = 9999999 in the Postfix here/)
    },
  ],
  'hardly anything': [
    offering({ size: 2048 }),
    'small',
    ([finding]) => assert.match(finding?.says ?? '', /2,048 octets/),
  ],
  'no limit': [offering({ size: 'unlimited' }), 'unlimited'],
  'not said': [unstated, 'unstated', ([finding]) => assert.match(finding?.says ?? '', /answer to EHLO\)\.$/)],
  'not said by a server that knows HELO alone': [
    byHelo,
    'unstated',
    ([finding]) => {
      assert.match(finding?.says ?? '', /answer to HELO\)\.$/)
      assert.deepEqual(finding?.evidence, [{ kind: 'note', text: 'HELO is answered with: no keyword' }])
    },
  ],
  'not said, but documented': [
    { ...unstated, relayProfile: relayProfile({ mostOctets: 52_428_800 }) },
    'unstated',
    ([finding]) => assert.match(finding?.says ?? '', /EHLO; Sendwell documents 50 MB\)/),
  ],
  'what was said before TLS does not count': [
    relayFacts(
      session({
        hello: { ...said(250), offers: offers({ starttls: true, size: 1000 }) },
        helloAgain: { ...said(250), offers: offers({ size: 52_428_800 }) },
      }),
    ),
    'enough',
  ],
  'TLS from the first octet': [relayFacts(sessionFor(ask)), 'enough'],
  'the session broke at the last EHLO': [relayFacts(session({ helloAgain: broken('hung-up') })), 'unknown'],
  'each address by itself': [
    {
      ...relayFacts(
        session(),
        session({ address: '192.0.2.2', helloAgain: { ...said(250), offers: offers({ size: 1000 }) } }),
      ),
    },
    ['enough', 'small'],
  ],
  'no session got so far': [relayFacts(unconnected(ask, 'refused')), 'not-applicable'],
})
