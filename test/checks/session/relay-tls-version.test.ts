import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-tls-version.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedFacts, relayFacts } from '../../support/session-facts.ts'
import { broken, offers, said, session, tls } from '../../support/sessions.ts'

const speaking = (version: string, cipher: string, ephemeral = true) =>
  session({ encrypted: tls({ version, cipher, ephemeral }) })
const ended = { starttls: undefined, encrypted: undefined, helloAgain: undefined }
const stripped = session({ hello: { ...said(250), offers: offers({ auth: [] }) }, ...ended })
cases(check, {
  'TLS 1.3': [relayFacts(session()), 'modern', ([finding]) => assert.equal(finding?.brief, 'TLS 1.3')],
  'TLS 1.3, where somebody logs in to send: that comes first': [
    askedFacts({ login: { user: 'me' }, senders: ['a@shop.example'] }, session()),
    'modern',
    ([finding]) => assert.equal(finding?.brief, undefined),
  ],
  'TLS 1.3, where somebody only logs in': [
    askedFacts({ login: { user: 'me' } }, session()),
    'modern',
    ([finding]) => assert.equal(finding?.brief, 'TLS 1.3'),
  ],
  'TLS 1.3, whose ciphers are all of today': [
    relayFacts(speaking('TLSv1.3', 'TLS_AES_128_CCM_SHA256', false)),
    'modern',
  ],
  'TLS 1.2': [relayFacts(speaking('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')), 'modern'],
  'TLS 1.2 with CBC and SHA-1 is no fault worth a word': [
    relayFacts(speaking('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA')),
    'modern',
  ],
  'TLS 1.1': [
    relayFacts(speaking('TLSv1.1', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA')),
    'old',
    says(/newer than TLS 1\.1,/),
  ],
  'TLS 1.0': [
    relayFacts(speaking('TLSv1', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', false)),
    'old',
    says(/newer than TLS 1\.0,/),
  ],
  'without forward secrecy': [
    relayFacts(speaking('TLSv1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256', false)),
    'weak-cipher',
    says(/gets the key of the server later can read it all/),
  ],
  'triple DES': [
    relayFacts(speaking('TLSv1.2', 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA')),
    'weak-cipher',
    says(/3DES is weak/),
  ],
  RC4: [relayFacts(speaking('TLSv1.2', 'TLS_ECDHE_RSA_WITH_RC4_128_SHA')), 'weak-cipher', says(/RC4 is weak/)],
  'each address by itself': [
    relayFacts(session(), speaking('TLSv1.1', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA')),
    ['modern', 'old'],
  ],
  'no TLS at one address is for relay-tls to tell': [relayFacts(stripped, session({ address: '192.0.2.2' })), 'modern'],
  'no TLS at all': [relayFacts(stripped), 'not-applicable'],
  'in clear, as asked for': [relayFacts(session({ tls: 'none', ...ended })), 'not-applicable'],
  'silent in the handshake': [relayFacts(session({ encrypted: broken('silent'), helloAgain: undefined })), 'unknown'],
  'no TLS at one address, silence at the other': [
    relayFacts(stripped, session({ connected: broken('silent'), greeting: undefined, hello: undefined, ...ended })),
    'unknown',
  ],
  'what came of TLS stands though nothing came after it': [
    relayFacts(session({ helloAgain: broken('hung-up') })),
    'modern',
  ],
})
