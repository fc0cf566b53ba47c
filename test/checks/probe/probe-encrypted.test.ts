import assert from 'node:assert/strict'
import check from '../../../src/checks/probe/probe-encrypted.ts'
import { cases } from '../../support/cases.ts'
import { sending } from '../../support/probe-sent.ts'
import { broken, offers, said, tls } from '../../support/sessions.ts'

const relay = 'mail.relay.example A 192.0.2.1'
const exchange = 'mail.example MX 10 mx.mail.example\nmx.mail.example A 192.0.2.11'
const mx = { via: 'mx' } as const
const facts = async (...args: Parameters<typeof sending>) => {
  const { sent } = await sending(...args)
  assert.ok(sent?.seen, JSON.stringify(sent))
  return { probeSent: sent.value }
}
const noTls = {
  changes: {
    hello: { ...said(250), offers: offers() },
    starttls: undefined,
    encrypted: undefined,
    helloAgain: undefined,
  },
}

/** Before that another name of the same server was tried, with a way into TLS that worked. */
async function behindItsOtherName() {
  const [{ probeSent: put }, { probeSent }] = [
    await facts(exchange, mx, { at: { '192.0.2.11:25': { rcpt: said(450, '4.7.1', 'Later') } } }),
    await facts(exchange, mx, { at: { '192.0.2.11:25': noTls } }),
  ]
  const others = put.sessions.map((session) => ({ ...session, host: 'mx0.mail.example' }))
  return { probeSent: { ...probeSent, sessions: [...others, ...probeSent.sessions] } }
}

cases(check, {
  'no TLS is offered under the name that took it': [
    await behindItsOtherName(),
    'clear',
    ([finding]) => assert.match(finding?.says ?? '', /in clear: it offers no STARTTLS/),
  ],
  'inside TLS': [
    await facts(relay, {}),
    'encrypted',
    ([finding]) => assert.match(finding?.says ?? '', /encrypted: TLS 1\.3 by STARTTLS; the certificate shows/),
  ],
  'inside TLS from the first octet': [
    await facts(relay, { server: { host: 'mail.relay.example', port: 465, tls: 'auto' } }),
    'encrypted',
  ],
  'inside TLS with a certificate of nobody, as between mail servers': [
    await facts(exchange, mx, {
      session: {},
      at: { '192.0.2.11:25': { changes: { encrypted: tls({ named: false }) }, end: said(250) } as never },
    }),
    'encrypted',
    ([finding]) => assert.match(finding?.says ?? '', /does not show whose/),
  ],
  'inside TLS, and refused at the end': [
    await facts(relay, {}, { at: { '192.0.2.1:587': { end: said(550, '5.7.1', 'No') } } }),
    'encrypted',
  ],
  'no TLS is offered': [
    await facts(exchange, mx, { at: { '192.0.2.11:25': noTls } }),
    'clear',
    ([finding]) => assert.match(finding?.says ?? '', /mx\.mail\.example .* in clear: it offers no STARTTLS/),
  ],
  'TLS fails': [
    await facts(exchange, mx, {
      at: { '192.0.2.11:25': { changes: { encrypted: broken('tls'), helloAgain: undefined } } },
    }),
    'clear',
    ([finding]) => assert.match(finding?.says ?? '', /did not come about/),
  ],
  'STARTTLS is refused': [
    await facts(exchange, mx, {
      at: {
        '192.0.2.11:25': {
          changes: { starttls: said(454, '4.7.0', 'No'), encrypted: undefined, helloAgain: undefined },
        },
      },
    }),
    'clear',
    ([finding]) => assert.match(finding?.says ?? '', /454 4\.7\.0 No/),
  ],
  'in clear, as asked for': [
    await facts(relay, { server: { host: 'mail.relay.example', port: 25, tls: 'none' } }),
    'clear',
    ([finding]) => assert.match(finding?.fix ?? '', /--tls none/),
  ],
  'in clear on this machine': [await facts('', { via: 'local' }, { at: { '127.0.0.1:587': noTls } }), 'local'],
  'nothing was said of the message': [
    await facts(relay, {}, { at: { '192.0.2.1:587': { mail: said(550, '5.7.1', 'No') } } }),
    'not-applicable',
  ],
  'nobody was reached': [await facts(relay, {}, { at: { '192.0.2.1:587': 'silent' } }), 'not-applicable'],
})
