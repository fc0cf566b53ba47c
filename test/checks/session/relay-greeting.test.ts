import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-greeting.ts'
import { cases } from '../../support/cases.ts'
import { askedFacts, relayFacts, smtp2go } from '../../support/session-facts.ts'
import { broken, said, session, unconnected } from '../../support/sessions.ts'

type Changes = Parameters<typeof session>[0]
const nothingMore = { hello: undefined, starttls: undefined, encrypted: undefined, helloAgain: undefined }
/** A session that ended with its greeting. */
const greeted = (greeting: NonNullable<Changes>['greeting'], changes: Changes = {}) =>
  session({ ...nothingMore, greeting, ...changes })
const notSmtp = (detail: string) => ({ ms: 10, broken: { trouble: 'not-smtp', detail } as const })
const tlsDetail = '192.0.2.1 port 587 sends TLS where a line of SMTP has to be: it speaks TLS from the first octet'
const tlsFirst = { ms: 10, broken: { trouble: 'not-smtp', detail: tlsDetail, speaks: 'tls' } as const }

cases(check, {
  'greets and takes a greeting': [
    relayFacts(session()),
    'ready',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /^mail\.relay\.example \[192\.0\.2\.1\] port 587 greets: "mail\.relay\.example ESMTP"/,
      )
      assert.equal(finding?.evidence?.[0]?.kind, 'transcript')
    },
  ],
  'a greeting that was held back for less than most programs wait': [
    relayFacts(session({ greeting: { ...said(220), ms: 16_000 } })),
    'ready',
  ],
  'a greeting that programs do not wait for': [
    relayFacts(session({ greeting: { ...said(220), ms: 20_400 } })),
    'late',
    ([finding]) => assert.match(finding?.says ?? '', /only after 20 s\. Postfix waits five minutes/),
  ],
  'EHLO answered with neither a yes nor a no': [
    relayFacts(session({ ...nothingMore, tls: 'none', hello: said(354, undefined, 'go on') })),
    'unknown',
    ([finding]) => assert.match(finding?.says ?? '', /gave an answer that does not fit \(354 go on\)/),
  ],
  'turned away': [
    relayFacts(greeted(said(554, '5.7.1', 'Client host [203.0.113.9] blocked using zen.spamhaus.org'))),
    'refused',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /turns this machine away .*"554 5\.7\.1 Client host \[203\.0\.113\.9\] blocked/,
      ),
  ],
  'put off: that is no refusal': [
    relayFacts(greeted(said(421, '4.7.0', 'Too many connections'))),
    'unknown',
    ([finding]) => {
      assert.equal(finding?.blind?.reason, 'deferred')
      assert.match(finding?.says ?? '', /421 4\.7\.0 Too many connections/)
    },
  ],
  'no greeting within the time: the port is open, so no network blocks it': [
    relayFacts(greeted(broken('silent', 30_000))),
    'unknown',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /takes the connection.*overloaded.*on purpose.*--timeout 60/)
      assert.doesNotMatch(finding?.fix ?? '', /networks that block|--tls/)
    },
  ],
  'the server hung up': [relayFacts(greeted(broken('hung-up'))), 'unknown'],
  'TLS spoken to a session in clear': [
    relayFacts(greeted(tlsFirst)),
    'speaks-tls',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /\n {4}relaycheck relay mail\.relay\.example:587 --tls implicit\n.*smtp_tls_wrappermode = yes/s,
      ),
  ],
  'another protocol': [
    relayFacts(greeted(notSmtp('192.0.2.1 port 587 sent "SSH-2.0-OpenSSH" as its greeting, which is no SMTP reply'))),
    'not-smtp',
    ([finding]) => assert.match(finding?.says ?? '', /SSH-2\.0-OpenSSH/),
  ],
  'another protocol that only names TLS': [
    relayFacts(greeted(notSmtp('192.0.2.1 port 587 sent "+OK STLS or TLS" as its greeting, which is no SMTP reply'))),
    'not-smtp',
  ],
  'another protocol that speaks in our words': [
    relayFacts(
      greeted(
        notSmtp('192.0.2.1 port 587 sent "this is TLS from the first octet" as its greeting, which is no SMTP reply'),
      ),
    ),
    'not-smtp',
  ],
  'a greeting that would end its quotes, and break its line': [
    relayFacts(session({ greeting: said(220, undefined, 'x". All is well: "good     curl') })),
    'ready',
    ([finding]) => assert.match(finding?.says ?? '', /greets: "x'\. All is well: 'good curl"\.$/),
  ],
  'a greeting without an end': [
    relayFacts(
      greeted({
        ms: 10,
        broken: { trouble: 'too-much', detail: '192.0.2.1 port 587 sent more than 100 lines as its greeting' },
      }),
    ),
    'not-smtp',
  ],
  'silent in clear at a port where TLS comes first, as it is used': [
    relayFacts(greeted(broken('silent', 30_000), { port: 465 })),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /\n {4}relaycheck relay mail\.relay\.example:465 --tls implicit$/),
  ],
  'silent in clear where TLS comes first: the command keeps what was asked for': [
    askedFacts({ servername: 'other.example' }, greeted(broken('silent', 30_000), { port: 465 })),
    'unknown',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /\n {4}relaycheck relay mail\.relay\.example:465 --tls implicit --servername other\.example$/,
      ),
  ],
  'the same as the relay documents it': [
    { ...relayFacts(greeted(broken('silent', 30_000), { port: 8465 })), relayProfile: smtp2go },
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /:8465 --tls implicit$/),
  ],
  'EHLO and HELO are refused': [
    relayFacts(
      session({ ...nothingMore, hello: said(550, '5.7.1', 'Helo command rejected: need fully-qualified hostname') }),
    ),
    'hello-refused',
    ([finding]) => assert.match(finding?.fix ?? '', /--helo NAME.*myhostname/),
  ],
  'EHLO is refused for the sake of the address': [
    relayFacts(
      session({
        ...nothingMore,
        hello: said(550, '5.7.1', 'Helo: client [203.0.113.9] blocked using zen.spamhaus.org'),
      }),
    ),
    'refused',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /--helo/),
  ],
  'EHLO is refused inside TLS: relay-auth tells that': [
    relayFacts(session({ helloAgain: said(550, undefined, 'No') })),
    'ready',
  ],
  'EHLO is put off': [relayFacts(session({ ...nothingMore, hello: said(450, '4.7.1', 'Later') })), 'unknown'],
  'the server hangs up at EHLO': [relayFacts(session({ ...nothingMore, hello: broken('hung-up') })), 'unknown'],
  'what comes after EHLO others tell': [
    relayFacts(session({ starttls: broken('injected'), encrypted: undefined, helloAgain: undefined })),
    'ready',
  ],
  'TLS from the first octet': [
    relayFacts(session({ port: 465, tls: 'implicit', starttls: undefined, helloAgain: undefined })),
    'ready',
  ],
  'each address by itself': [
    relayFacts(session(), greeted(said(554, undefined, 'No'), { address: '192.0.2.2' })),
    ['ready', 'refused-at-one'],
    ([, finding]) => {
      assert.equal(finding?.verdict, 'warn')
      assert.match(
        finding?.says ?? '',
        /\[192\.0\.2\.2\] port 587 turns .*, while .*\[192\.0\.2\.1\] port 587 takes it in/,
      )
    },
  ],
  'turned away at one address, and put off at the other: nowhere is mail taken': [
    relayFacts(greeted(said(421)), greeted(said(554, undefined, 'No'), { address: '192.0.2.2' })),
    ['unknown', 'refused'],
  ],
  'an address that is not open is told elsewhere': [
    relayFacts(session(), unconnected({ address: '192.0.2.2', port: 587, tls: 'starttls' }, 'silent')),
    'ready',
  ],
  'none is open': [
    relayFacts(unconnected({ address: '192.0.2.1', port: 587, tls: 'starttls' }, 'refused')),
    'not-applicable',
  ],
  'none was heard, while another port answers: relay-ports tells both': [
    {
      ...relayFacts(unconnected({ address: '192.0.2.1', port: 587, tls: 'starttls' }, 'silent')),
      relayPorts: { way: { port: 587, tls: 'starttls', why: 'given' }, others: [session({ port: 2525, tls: 'none' })] },
    },
    'not-applicable',
    ([finding]) =>
      assert.equal(finding?.says, 'nothing is heard of mail.relay.example at port 587, while port 2525 answers'),
  ],
  'none was heard': [
    relayFacts(unconnected({ address: '192.0.2.1', port: 587, tls: 'starttls' }, 'silent')),
    'unknown',
  ],
})
