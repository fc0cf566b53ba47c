import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-tls.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedFacts, others, relayFacts, smtp2go } from '../../support/session-facts.ts'
import { broken, offers, said, session } from '../../support/sessions.ts'

const hello = (changes: Parameters<typeof offers>[0] = {}) => ({
  ...said(250, undefined, 'mail.relay.example'),
  offers: offers({ auth: [], ...changes }),
})
const ended = { starttls: undefined, encrypted: undefined, helloAgain: undefined }
type Changes = Parameters<typeof session>[0]
const clear = (changes: Changes = {}) => session({ hello: hello(), ...ended, ...changes })
const implicit = (changes: Changes = {}) =>
  session({ port: 465, tls: 'implicit', starttls: undefined, helloAgain: undefined, ...changes })
const failing = (detail: string, changes: Changes = {}) =>
  session({ encrypted: { ms: 30, broken: { trouble: 'tls', detail } }, helloAgain: undefined, ...changes })

cases(check, {
  'by STARTTLS': [
    relayFacts(session()),
    'encrypted',
    says(/^The session with mail\.relay\.example \[192\.0\.2\.1\] port 587 is encrypted: TLS 1\.3 by STARTTLS\.$/),
  ],
  'from the first octet': [relayFacts(implicit()), 'encrypted', says(/TLS 1\.3 by TLS from the first octet/)],
  'each address by itself': [relayFacts(session(), clear({ address: '192.0.2.2' })), ['encrypted', 'stripped']],
  'not offered': [
    relayFacts(clear()),
    'not-offered',
    says(/does not offer STARTTLS.*may, the password and every message then go out in clear/, /smtpd_tls_chain_files/),
  ],
  'not offered, and another port has TLS from the first octet': [
    { ...relayFacts(clear()), ...others(session({ port: 2525, tls: 'none', ...ended }), implicit()) },
    'not-offered',
    says(
      /does not offer/,
      /^Send through port 465, which has TLS from the first octet:\n\n {4}relaycheck relay mail\.relay\.example:465\n/,
    ),
  ],
  'the command that is proposed keeps what was asked for': [
    {
      ...askedFacts({ login: { user: 'me' }, senders: ['a@shop.example', ''], source: '198.51.100.7' }, clear()),
      ...others(implicit()),
    },
    'not-offered',
    says(
      /./,
      /first octet \(what else was given stays as it was\):\n\n {4}relaycheck relay mail\.relay\.example:465 --user me --bind 198\.51\.100\.7 --from a@shop\.example --from '<>'\n/,
    ),
  ],
  'not offered, and another port offers it': [
    { ...relayFacts(clear()), ...others(session({ port: 2525, tls: 'none', ...ended })) },
    'not-offered',
    says(/./, /port 2525, which has STARTTLS/),
  ],
  'not offered, and two others offer it: the one between servers comes last': [
    {
      ...relayFacts(clear()),
      ...others(session({ port: 25, tls: 'none', ...ended }), session({ port: 2525, tls: 'none', ...ended })),
    },
    'not-offered',
    says(/./, /^Send through port 2525, which has STARTTLS/),
  ],
  'not offered on this machine': [
    relayFacts(clear({ address: '127.0.0.1' })),
    'not-offered',
    says(/./, /If it is a filter that nothing but this machine talks to, .* --tls none/),
  ],
  'in clear on this machine, as asked for': [relayFacts(clear({ address: '::1', tls: 'none' })), 'local-declined'],
  'the relay documents it': [
    { ...relayFacts(clear()), relayProfile: smtp2go },
    'stripped',
    says(/SMTP2GO documents it for port 587, so something between/, /relaycheck relay mail\.relay\.example:465$/m),
  ],
  'the relay documents it, and its other port was seen': [
    { ...relayFacts(clear()), relayProfile: smtp2go, ...others(implicit({ port: 8465 })) },
    'stripped',
    says(/./, /relaycheck relay mail\.relay\.example:8465$/m),
  ],
  'another address offers it': [
    relayFacts(clear(), session({ address: '192.0.2.2' })),
    ['stripped', 'encrypted'],
    says(
      /\[192\.0\.2\.2\] port 587 does, and .*\[192\.0\.2\.1\] port 587 is the same relay/,
      /at 192\.0\.2\.1 as at 192\.0\.2\.2/,
    ),
  ],
  'a firewall wrote over the keyword': [
    relayFacts(clear({ hello: hello({ keywords: ['SIZE 1000', 'XXXXXXXA'] }) })),
    'stripped',
    says(/its answer to EHLO has the keyword "XXXXXXXA", which is what a Cisco PIX or ASA/, /no inspect esmtp/),
  ],
  'a firewall wrote over the greeting': [
    relayFacts(clear({ greeting: said(220, undefined, '**************0*02') })),
    'stripped',
    says(/its greeting is "\*+0\*02", which/, /no fixup protocol smtp 25/),
  ],
  'keywords of its own are no trace of a firewall': [
    relayFacts(clear({ hello: hello({ keywords: ['XVERP', 'XCLIENT NAME', 'XXX', 'XEXCH50'] }) })),
    'not-offered',
  ],
  'offered and refused': [
    relayFacts(session({ ...ended, starttls: said(502, '5.5.1', 'no TLS today') })),
    'refused',
    says(/then refuses it: "502 5\.5\.1 no TLS today"\./, /its key cannot be read/),
  ],
  'offered and refused, and another port has TLS': [
    { ...relayFacts(session({ ...ended, starttls: said(502, '5.5.1', 'no') })), ...others(implicit()) },
    'refused',
    says(/./, /port 465/),
  ],
  'refused in thousands of characters, which are cut': [
    relayFacts(session({ ...ended, starttls: said(502, undefined, 'x'.repeat(5000)) })),
    'refused',
    ([finding]) => assert.ok((finding?.says.length ?? 0) < 900),
  ],
  'put off': [relayFacts(session({ ...ended, starttls: said(454, '4.7.0', 'TLS not available') })), 'unknown'],
  'silent in the handshake': [relayFacts(session({ encrypted: broken('silent'), helloAgain: undefined })), 'unknown'],
  'hung up in the handshake after 220': [
    relayFacts(session({ encrypted: broken('hung-up'), helloAgain: undefined })),
    'failed',
    says(
      /does not come about: .*hung-up\. No mail leaves/,
      /openssl s_client -connect mail\.relay\.example:587 -starttls smtp/,
    ),
  ],
  'hung up at once where TLS comes first: nobody knows why': [
    relayFacts(implicit({ encrypted: broken('hung-up'), hello: undefined, greeting: undefined })),
    'unknown',
  ],
  'TLS to a plain port': [
    relayFacts(
      failing('192.0.2.1 port 2626 sent "220 x" in clear where TLS has to begin', {
        tls: 'implicit',
        port: 2626,
        greeting: undefined,
        hello: undefined,
      }),
    ),
    'failed',
    ([finding]) => {
      assert.match(finding?.says ?? '', /sent "220 x" in clear where TLS has to begin\. No mail leaves that way\.$/)
      assert.match(finding?.fix ?? '', /^ {4}relaycheck relay mail\.relay\.example:2626 --tls starttls$/m)
    },
  ],
  'TLS to a port that is known to be plain, whatever OpenSSL says': [
    relayFacts(failing('192.0.2.1 port 587: broken', { tls: 'implicit', greeting: undefined, hello: undefined })),
    'failed',
    says(/speaks plain SMTP first/),
  ],
  'no version in common': [
    relayFacts(failing('192.0.2.1 port 587 fails to set up TLS (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)')),
    'failed',
    says(/ALERT_PROTOCOL_VERSION\)\. No mail leaves that way/, /turn on TLS 1\.2 and TLS 1\.3/),
  ],
  'no cipher in common': [
    relayFacts(
      failing(
        '192.0.2.1 port 587 and this machine have no way of encrypting in common (ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE)',
      ),
    ),
    'failed',
    says(/No mail leaves/, /allow ciphers of today/),
  ],
  'a certificate of ours is wanted': [
    relayFacts(
      failing(
        '192.0.2.1 port 587 wants a certificate of this machine, and was shown none (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)',
      ),
    ),
    'failed',
    says(/No mail leaves/, /--client-cert FILE with --client-key FILE/),
  ],
  'the name is not known': [
    relayFacts(failing('tlsv1 unrecognized name')),
    'failed',
    says(/No mail leaves/, /--servername/),
  ],
  'in clear after 220 to STARTTLS is no port that starts in clear': [
    relayFacts(failing('wrong version number')),
    'failed',
    says(/No mail leaves that way/, /-starttls smtp/),
  ],
  'answers in clear behind STARTTLS': [
    relayFacts(session({ ...ended, starttls: broken('injected') })),
    'injected',
    says(/CVE-2011-0411/, /another network/),
  ],
  'in clear, as asked for': [
    relayFacts(clear({ tls: 'none', hello: hello({ starttls: true }) }), clear({ tls: 'none', address: '192.0.2.2' })),
    'declined',
    says(
      /with --tls none, though STARTTLS is offered\./,
      /^Leave --tls none away\. .*smtp_tls_policy_maps.*:\n\n {4}\[mail\.relay\.example\]:587 encrypt\n\n.*where some goes out directly/,
    ),
  ],
  'in clear, as asked for, to see whether strangers are let relay: TLS is not the question there': [
    askedFacts({ openRelayTest: true }, clear({ tls: 'none', port: 25 })),
    'declined-for-test',
    ([finding]) => assert.deepEqual([finding?.verdict, finding?.brief, finding?.fix], ['info', 'in clear', undefined]),
  ],
  'the same at a port for customers': [
    askedFacts({ openRelayTest: true }, clear({ tls: 'none', port: 587 })),
    'declined',
  ],
  'the same with a user to log in': [
    askedFacts({ openRelayTest: true, login: { user: 'me' } }, clear({ tls: 'none', port: 25 })),
    'declined',
  ],
  'in clear, as asked for, and nobody listens': [
    relayFacts(session({ tls: 'none', connected: broken('refused'), greeting: undefined, hello: undefined, ...ended })),
    'not-applicable',
  ],
  'nobody answers': [
    relayFacts(session({ connected: broken('silent'), greeting: undefined, hello: undefined, ...ended })),
    'unknown',
  ],
  'an address without a route blinds nobody': [
    relayFacts(
      session(),
      session({ address: '2001:db8::1', connected: { ms: 0, broken: { trouble: 'no-route', detail: 'no route' } } }),
    ),
    'encrypted',
  ],
})
