import assert from 'node:assert/strict'
import test from 'node:test'
import check from '../../../src/checks/session/relay-ports.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { seen } from '../../../src/core/observation.ts'
import type { RelayPorts } from '../../../src/core/session.ts'
import type { SmtpSession, SmtpTls } from '../../../src/core/smtp.ts'
import { judge } from '../../../src/judge.ts'
import { hosting } from '../../../src/knowledge/hosting.ts'
import { cases } from '../../support/cases.ts'
import { askedOf, relayFacts } from '../../support/session-facts.ts'
import { broken, relayProfile, relayTarget, said, sessionFor, unconnected } from '../../support/sessions.ts'

type Trouble = Parameters<typeof unconnected>[1]
const at = (port: number, state: 'open' | Trouble = 'open', address = '192.0.2.1', tls: SmtpTls = 'none') => {
  const ask = { address, port, tls: port === 465 ? ('implicit' as const) : tls, envelopes: [] }
  return state === 'open' ? sessionFor(ask) : unconnected(ask, state)
}
const main = (state: 'open' | Trouble = 'open', address = '192.0.2.1', port = 587) =>
  at(port, state, address, 'starttls')

interface Around {
  others?: SmtpSession[]
  why?: RelayPorts['way']['why']
  host?: string
  profile?: boolean
}
const of = (sessions: SmtpSession[], { others = [], why = 'given', host, profile = true }: Around = {}) => {
  const [found] = host === undefined ? [] : hosting.filter(({ id }) => id === host)
  return {
    ...relayFacts(...sessions),
    relayProfile: profile ? relayProfile() : undefined,
    relayPorts: { way: { port: 587, tls: 'starttls', why }, others } as RelayPorts,
    relayEgress: { source: '45.79.1.5', ...(found && { hosting: found }) },
  }
}
const tableOf = (finding: Finding | undefined) => {
  const table = finding?.evidence?.find(({ kind }) => kind === 'table')
  return table?.kind === 'table' ? table : undefined
}

cases(check, {
  'open, and so are the others: nothing more is said, and the table shows them by number': [
    of([main()], { others: [at(2525), at(25), at(465)] }),
    'open',
    ([finding]) =>
      assert.deepEqual(tableOf(finding), {
        kind: 'table',
        head: ['port', 'from here', 'TLS'],
        rows: [
          [25, 'open', 'STARTTLS'],
          [465, 'open', 'TLS from the first octet'],
          [587, 'open', 'STARTTLS'],
          [2525, 'open', 'STARTTLS'],
        ],
      }),
  ],
  'open, and chosen here: which it is stands in the first line': [
    of([main()], { why: 'open' }),
    'open',
    ([finding]) => assert.equal(finding?.brief, 'port 587'),
  ],
  'open, as it was given': [of([main()]), 'open', ([finding]) => assert.equal(finding?.brief, undefined)],
  'open, and no other was tried': [
    of([main()], { profile: false }),
    'open',
    ([finding]) => assert.equal(finding?.evidence, undefined),
  ],
  'open means that it takes connections: what it says then others tell': [
    of([{ ...main(), greeting: said(554, undefined, 'Go away') }]),
    'open',
  ],
  'open, and others shut by the host, shut by nobody knows whom, closed': [
    of([main('open', undefined, 2525)], {
      others: [at(587, 'silent'), at(25, 'silent'), at(8025, 'silent'), at(465, 'refused')],
      host: 'linode',
    }),
    ['open', 'others'],
    ([open, others]) => {
      assert.equal(
        others?.says,
        'Of the other ports that Sendwell documents: on 25 and 587 nothing is heard here, as Linode (Akamai) blocks them; on 8025 nothing is heard here; on 465 connections are refused.',
      )
      assert.equal(others?.verdict, 'info')
      const rows = tableOf(open)?.rows
      assert.deepEqual(rows?.[0], [25, 'silent', '(STARTTLS)', 'Linode (Akamai) blocks it'])
      assert.deepEqual(rows?.[1], [465, 'refused', '(TLS from the first octet)', 'Linode (Akamai) blocks it'])
      assert.deepEqual(rows?.[3], [2525, 'open', 'STARTTLS', ''])
    },
  ],
  'the other ports of a relay that nobody knows are no news': [
    of([main()], { others: [at(25, 'silent'), at(465, 'refused')], profile: false, why: 'open' }),
    'open',
  ],
  'closed, and another is open: that one is to be used': [
    of([main('refused')], { others: [at(465), at(2525), at(25, 'silent')] }),
    'configured-closed',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        /^Send through port 2525, which has STARTTLS\. In Postfix:\n\n {4}relayhost = \[mail\.relay\.example\]:2525\n {4}smtp_tls_wrappermode = no\n/,
      )
      assert.match(finding?.fix ?? '', /\n {4}relaycheck relay mail\.relay\.example:2525$/)
    },
  ],
  'closed, and only one with TLS from the first octet is open': [
    of([main('refused')], { others: [at(465), at(2525, 'silent')] }),
    'configured-closed',
    ([finding]) => assert.match(finding?.fix ?? '', /:465\n {4}smtp_tls_wrappermode = yes\n/),
  ],
  'closed, and what is open turns people away: it is not recommended': [
    of([main('refused')], { others: [{ ...at(2525), greeting: said(554, undefined, 'No') }] }),
    'configured-closed',
    ([finding]) => assert.match(finding?.fix ?? '', /^Give the port that whoever runs mail\.relay\.example documents/),
  ],
  'closed, and what is open offers no TLS': [
    of([main('refused')], { others: [{ ...at(2525), hello: said(250) }] }),
    'configured-closed',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /2525/),
  ],
  'closed, and nothing else was tried': [of([main('refused')], { profile: false }), 'configured-closed'],
  'closed, and the others say nothing': [
    of([main('refused')], { others: [at(2525, 'silent'), at(465, 'refused')] }),
    'configured-closed',
  ],
  'all closed': [
    of([main('refused'), main('refused', '192.0.2.2')], {
      others: [at(465, 'refused'), at(25, 'refused')],
      why: 'usual',
    }),
    'all-closed',
    ([finding]) => assert.deepEqual(finding?.about.ports, ['25', '465', '587']),
  ],
  'no port was given, the usual one is closed and another silent: nobody knows': [
    of([main('refused')], { others: [at(465, 'refused'), at(25, 'silent')], why: 'usual', profile: false }),
    'unknown',
    ([finding]) => assert.match(finding?.says ?? '', /port 25 said nothing/),
  ],
  silent: [
    of([main('silent')], { profile: false }),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /--timeout 60/),
  ],
  'silent, while another port is open: no fault is proven, and the way out is that port': [
    of([main('silent')], { others: [at(2525)] }),
    'unknown',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Send through port 2525[^{]*\[mail\.relay\.example\]:2525\n/)
      assert.equal(
        finding?.says,
        'Port 587 of mail.relay.example is silent from here while 2525 answers: send through 2525. Silence does not say why',
      )
    },
  ],
  'silent at two addresses, while another port is open: one cause': [
    of([main('silent'), main('silent', '192.0.2.2')], { others: [at(2525)] }),
    ['unknown', 'unknown'],
    ([one, other]) => {
      assert.deepEqual(one?.blind, other?.blind)
      assert.deepEqual([one?.about.address, other?.about.address], ['192.0.2.1', '192.0.2.2'])
    },
  ],
  'out of reach, while another port is open': [
    of([main('unreachable')], { others: [at(2525)] }),
    'unknown',
    ([finding]) => assert.match(finding?.says ?? '', /^Port 587 .* cannot be reached from here while 2525 answers/),
  ],
  'the port between servers is proposed where no other is open': [
    of([main('refused')], { others: [at(25), at(465)], profile: false }),
    'configured-closed',
    ([finding]) => assert.match(finding?.fix ?? '', /^Send through port 465/),
  ],
  'no other than the port between servers': [
    of([main('refused')], { others: [at(25), at(465, 'refused')], profile: false }),
    'configured-closed',
    ([finding]) => assert.match(finding?.fix ?? '', /^Send through port 25,/),
  ],
  'the command that is proposed keeps what was asked for, but for a name that may be a key': [
    {
      ...of([main('refused')], { others: [at(2525)] }),
      asked: askedOf({
        login: { user: 'me@shop.example', mechanism: 'LOGIN' },
        helo: 'me.example',
        recipients: ["o'x@far.example"],
      }),
    },
    'configured-closed',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /works \(what else was given stays as it was\):\n\n {4}relaycheck relay mail\.relay\.example:2525 --user me@shop\.example --auth LOGIN --helo me\.example --to 'o'\\''x@far\.example'$/,
      ),
  ],
  'a name that may be a key is in no order': [
    {
      ...of([main('refused')], { others: [at(2525)] }),
      asked: askedOf({ login: { user: 'api-0123456789ABCDEF' } }),
    },
    'configured-closed',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /what else was given stays as it was/)
      assert.doesNotMatch(JSON.stringify(finding), /0123456789ABCDEF/)
    },
  ],
  'silent, blocked by the host as it documents, and another port is open': [
    of([main('silent')], { others: [at(2525), at(465, 'silent')], host: 'linode' }),
    'blocked',
    ([finding]) => {
      assert.equal(finding?.verdict, 'fail')
      assert.match(
        finding?.says ?? '',
        /port 587 says nothing, while port 2525 of the same relay answers: Linode \(Akamai\) lets nobody connect to port 587/,
      )
      assert.match(finding?.fix ?? '', /relayhost = \[mail\.relay\.example\]:2525/)
      assert.equal(tableOf(finding)?.rows.length, 3)
    },
  ],
  'silent, blocked by the host as it documents, and nothing else is open: the block may be lifted, the relay down': [
    of([main('silent')], { others: [at(2525, 'silent')], host: 'linode' }),
    'unknown',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /^Linode \(Akamai\) documents that it lets nobody connect to port 587\. .*support ticket/,
      ),
  ],
  'silent at a port that the host does not block': [
    of([main('silent', undefined, 2525)], { others: [at(465)], host: 'aws-ec2' }),
    'unknown',
  ],
  'refused at a port that the host blocks: a block is silent, so that is the relay': [
    of([main('refused')], { others: [at(2525)], host: 'linode' }),
    'configured-closed',
  ],
  'out of reach': [of([main('unreachable')]), 'unknown'],
  'each address by itself': [
    of([main(), main('silent', '192.0.2.2'), main('refused', '192.0.2.3')]),
    ['open', 'unknown', 'closed-at-one'],
    ([, silent, refused]) => {
      assert.match(silent?.fix ?? '', /^The port is open at 192\.0\.2\.1, so mail goes there\./)
      assert.equal(refused?.verdict, 'warn')
    },
  ],
  'closed at one address, while the other takes connections and never greets: mail goes nowhere': [
    of([{ ...main(), greeting: broken('silent') }, main('refused', '192.0.2.2')]),
    ['open', 'configured-closed'],
  ],
  'localhost at one of its addresses': [
    {
      ...of([main('open', '127.0.0.1'), main('refused', '::1')]),
      relay: { ...relayTarget, host: 'localhost', name: 'localhost:587', display: 'localhost:587' },
    },
    'open',
  ],
  'silent at one address is no block by the host where another is open': [
    of([main(), main('silent', '2001:db8::1')], { others: [at(2525)], host: 'linode' }),
    ['open', 'unknown'],
    ([, silent]) => assert.match(silent?.fix ?? '', /see whether IPv6 works on this machine/),
  ],
  'a family without a route is said once, and nothing else of it': [
    of([main(), main('no-route', '2001:db8::1'), main('no-route', '2001:db8::2')]),
    ['open', 'no-route'],
    ([, skipped]) => {
      assert.equal(skipped?.verdict, 'skip')
      assert.equal(skipped?.brief, 'no IPv6 route here')
      assert.deepEqual(skipped?.about.addresses, ['2001:db8::1', '2001:db8::2'])
    },
  ],
  'no route to any address': [
    of([main('no-route')]),
    'unknown',
    ([finding]) => assert.equal(finding?.blind?.noRoute, true),
  ],
  'a relay without an address': [{ ...of([]), relayHost: { answers: [], addresses: [], more: 0 } }, 'not-applicable'],
})

test('relay-ports: the orders hold nothing that is left to be filled in', () => {
  const facts = of([main('silent')], { others: [at(2525)] })
  const gathered = Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, seen(value)]))
  assert.doesNotMatch(JSON.stringify(judge(check, gathered)), /\{\w+\}/)
})
