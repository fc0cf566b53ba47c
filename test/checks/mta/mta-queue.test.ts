import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-queue.ts'
import type { Postfix } from '../../../src/core/mta.ts'
import { blind, seen } from '../../../src/core/observation.ts'
import type { MailQueue, QueueReason, QueueState } from '../../../src/core/queue.ts'
import { cases } from '../../support/cases.ts'
import { direct, found, hopTo, mtaFacts, postfixWith, route, tls } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const relayed = (changes: Parameters<typeof tls>[0] = {}) =>
  postfixWith([route({ hops: [hopTo('mail.relay.example', 587)], tls: seen(tls(changes)) })])

const reason = (reply: string, changes: Partial<QueueReason> = {}): QueueReason => ({
  reply,
  hosts: [],
  atRelay: true,
  messages: 3,
  recipients: 4,
  oldest: '2026-11-29T10:00:00.000Z',
  domains: ['far.example'],
  moreDomains: 0,
  ...changes,
})
const theirs = (reply: string, changes: Partial<QueueReason> = {}) =>
  reason(reply, { atRelay: false, hosts: ['mx.far.example'], ...changes })

const queue = (changes: Partial<QueueState> = {}, configDirectory = '/etc/postfix'): MailQueue => ({
  configDirectory,
  state: seen({
    at: '2026-12-01T12:00:00.000Z',
    messages: 9,
    deferred: 3,
    held: 0,
    notTaken: 0,
    reasons: [],
    moreReasons: 0,
    ...changes,
  }),
})
const facts = (postfix: Postfix, ...queues: readonly MailQueue[]) => ({ ...mtaFacts(postfix), queues })
const why = (...reasons: readonly QueueReason[]) => facts(relayed(), queue({ reasons }))
const ofExim = (changes: Partial<QueueState>) => ({
  ...mtaFacts(),
  mta: [found({ kind: 'exim' })],
  queues: [{ ...queue(changes), of: 'exim' as const, relay: 'mail.relay.example:587' }],
})
const flush = /^ {4}postqueue -f$/m

cases(check, {
  'an empty queue': [facts(relayed(), queue({ messages: 0 })), 'flowing', says(/^Mail flows: the queue is empty\.$/)],
  'mail on its way': [facts(relayed(), queue()), 'flowing', says(/of 9 in the queue none was put off/)],
  'no plug-ins': [
    why(reason('SASL authentication failed; cannot authenticate to server mail.relay.example: no mechanism available')),
    'our-fault',
    says(
      /^3 messages wait in the queue, the oldest for 2 days, and it is for this machine to mend that\. .*plug-ins.* Postfix writes: "SASL .*no mechanism available"\.$/,
      /mta-login-plugin/,
      flush,
    ),
  ],
  'a password that the relay refuses': [
    why(reason('SASL authentication failed; server mail.relay.example said: 535 5.7.8 Error: authentication failed')),
    'our-fault',
    says(/refuses user and password/, /mta-login-map/, flush),
  ],
  'a relay that cannot look at the password just now': [
    why(reason('SASL authentication failed; server mail.relay.example said: 454 4.7.0 Temporary failure')),
    'relay-fault',
    says(/could not look at the password/),
  ],
  'another trouble with the login': [
    why(reason('SASL login/password exceeds 1024 characters')),
    'our-fault',
    says(/./, /journalctl/),
  ],
  'a relay that wants a login': [
    why(reason('host mail.relay.example said: 450 4.7.1 <…>: Sender address rejected: not logged in')),
    'our-fault',
    says(/wants a login/, /mta-login-enabled/),
  ],
  'a table that cannot be opened': [
    why(reason('local data error while talking to mail.relay.example')),
    'our-fault',
    says(/postmap/, /mta-login-map/),
  ],
  'no such transport': [
    why(reason('mail transport unavailable')),
    'our-fault',
    says(/missing in master\.cf/, /^ {4}postfix check$/m),
  ],
  'TLS from the first octet without a level that demands it': [
    facts(
      relayed({ wrapperMode: true, level: 'may' }),
      queue({ reasons: [reason('server unavailable or unable to receive mail')] }),
    ),
    'our-fault',
    says(/unless the level is encrypt/, /mta-wrapper-mode/),
  ],
  'the same words without that': [why(reason('server unavailable or unable to receive mail')), 'relay-fault'],
  'TLS from the first octet where the relay waits for STARTTLS': [
    facts(relayed({ wrapperMode: true }), queue({ reasons: [reason('Cannot start TLS: handshake failure')] })),
    'our-fault',
    says(/waits for STARTTLS/, /mta-wrapper-mode/),
  ],
  'a handshake that fails': [
    why(reason('Cannot start TLS: handshake failure')),
    'relay-fault',
    says(/./, /relaycheck relay mail\.relay\.example:587/),
  ],
  'no greeting': [
    why(reason('conversation with mail.relay.example timed out while receiving the initial server greeting')),
    'our-fault',
    says(/sends no greeting/, /mta-wrapper-mode/),
  ],
  'TLS demanded, and not offered': [
    why(reason('TLS is required, but was not offered by host mail.relay.example')),
    'relay-fault',
    says(/does not offer it/),
  ],
  'TLS that cannot begin here': [why(reason('TLS is required, but our TLS engine is unavailable')), 'our-fault'],
  'a certificate that Postfix cannot verify': [
    why(reason('Server certificate not verified')),
    'our-fault',
    says(/whom to trust/, /smtp_tls_CAfile/),
  ],
  'a relay that has no address': [
    why(reason('Host or domain name not found. Name service error for name=mail.relay.example type=A: Host not found')),
    'our-fault',
    says(/misspelt/, /mta-relayhost/),
  ],
  'a port that is blocked': [
    why(reason('connect to mail.relay.example:587: Connection timed out')),
    'blocked',
    says(/networks that block a port say nothing/, /relaycheck relay mail\.relay\.example:587/, flush),
  ],
  'no way to IPv6': [
    facts(postfixWith([direct()]), queue({ reasons: [theirs('connect to …:25: Network is unreachable')] })),
    'blocked',
    says(/no way to that address/, /^ {4}postconf -e 'inet_protocols = ipv4'$/m),
  ],
  'port 25 blocked: none of many servers answers': [
    facts(
      postfixWith([direct()]),
      queue({
        reasons: [
          theirs('connect to …:25: Connection timed out', {
            hosts: ['mx.a.example', 'mx.b.example', 'mx.c.example', 'mx.d.example'],
          }),
        ],
      }),
    ),
    'blocked',
    says(/do not know of each other/, /port 25/),
  ],
  'one server that does not answer': [
    facts(postfixWith([direct()]), queue({ reasons: [theirs('connect to …:25: Connection timed out')] })),
    'deferred',
    says(/Their server does not answer/),
  ],
  'a relay with nothing on that port': [
    why(reason('connect to mail.relay.example:2525: Connection refused')),
    'relay-fault',
    says(/nothing on that port/),
  ],
  'a relay whose limit is reached': [
    why(reason('host mail.relay.example said: 452 4.2.2 Daily limit exceeded')),
    'relay-fault',
    says(/takes no more for now/, /raised/),
  ],
  'a relay that puts mail off for reasons of its own': [
    why(reason('host mail.relay.example said: 451 4.3.0 Try again later')),
    'relay-fault',
    says(/because of the relay/, flush),
  ],
  'receivers: all in one, with what each means': [
    facts(
      postfixWith([direct()]),
      queue({
        reasons: [
          theirs('host … said: 450 4.2.0 <…>: Greylisted'),
          theirs('host … said: 452 4.2.2 Mailbox full', { messages: 1, oldest: '2026-12-01T11:00:00.000Z' }),
          theirs('host … said: 451 4.7.1 Too many messages'),
          theirs('unable to look up host gone.example: Temporary failure in name resolution'),
          theirs('host … said: 451 something'),
        ],
      }),
    ),
    'deferred',
    ([finding]) => {
      says(
        /^13 messages wait in the queue, the oldest for 2 days, for reasons on the side of those it is for\. Greylisting/,
      )(finding ? [finding] : [])
      const [table] = finding?.evidence ?? []
      assert.ok(table?.kind === 'table')
      assert.deepEqual(
        table.rows.map(([messages, oldest, to]) => [messages, oldest, to]),
        [
          [3, '2 days', 'far.example'],
          [1, '1 hour', 'far.example'],
          [3, '2 days', 'far.example'],
          [3, '2 days', 'far.example'],
          [3, '2 days', 'far.example'],
        ],
      )
    },
  ],
  'what receivers think of this machine is its own matter': [
    facts(
      postfixWith([direct()]),
      queue({
        reasons: [theirs('host … said: 421 4.7.0 [TSS04] Messages from … temporarily deferred due to user complaints')],
      }),
    ),
    'our-fault',
    says(/think of its address/, /relaycheck ip/),
  ],
  'an address without a name is its own matter too': [
    facts(
      postfixWith([direct()]),
      queue({ reasons: [theirs('host … said: 450 4.7.25 Client host rejected: cannot find your hostname, […]')] }),
    ),
    'our-fault',
    says(/think of its address/, /relaycheck ip/),
  ],
  'mail that nobody vouches for': [
    facts(
      postfixWith([direct()]),
      queue({
        reasons: [
          theirs(
            "host … said: 421 4.7.26 Your email has been rate limited because it's unauthenticated; authenticate with either SPF or DKIM",
          ),
        ],
      }),
    ),
    'our-fault',
    says(/neither SPF nor DKIM/, /mta-signing/, flush),
  ],
  'words of a server are no words of Postfix': [
    facts(
      postfixWith([direct()]),
      queue({
        reasons: [theirs('host … said: 450 SASL authentication failed; server x said: 535 mail transport unavailable')],
      }),
    ),
    'deferred',
  ],
  'several reasons: ours first, each once': [
    why(
      theirs('host … said: 450 Greylisted'),
      reason('host mail.relay.example said: 451 later'),
      reason('connect to mail.relay.example:587: Connection timed out'),
      reason('local data error while talking to mail.relay.example', { messages: 1 }),
      reason('host mail.relay.example said: 451 much later'),
    ),
    ['our-fault', 'blocked', 'relay-fault', 'deferred'],
    ([ours, , relay]) => {
      assert.match(ours?.says ?? '', /^1 message waits/)
      assert.match(relay?.says ?? '', /^6 messages wait/)
    },
  ],
  'more than was told': [
    facts(
      relayed(),
      queue({ cut: true, reasons: [reason('host mail.relay.example said: 451 later', { messages: 12_345 })] }),
    ),
    'relay-fault',
    says(/^At least 12,345 messages wait/),
  ],
  'times that are not told': [
    facts(relayed(), queue({ reasons: [{ ...reason('mail transport unavailable'), oldest: undefined as never }] })),
    'our-fault',
    says(/^3 messages wait in the queue, and it is/),
  ],
  'on hold': [facts(relayed(), queue({ held: 2 })), 'held', says(/^2 messages wait on hold/)],
  'not taken up': [
    facts(relayed(), queue({ notTaken: 5 })),
    'not-taken',
    says(/^5 messages wait in the queue, and Postfix has not taken up/, /^ {4}postfix start$/m),
  ],
  'Postfix does not run': [
    facts(relayed(), queue({ down: true, messages: 1, notTaken: 1 })),
    'not-running',
    says(/^Postfix does not run: .* One message is there now\.$/, /^ {4}postfix start$/m),
  ],
  'an instance that does not run': [
    facts({ ...relayed(), configDirectory: '/etc/out' }, queue({ down: true, messages: 0 }, '/etc/out')),
    'not-running',
    says(
      /^Postfix does not run \(the instance in \/etc\/out\): .* None is there now\.$/,
      /^ {4}postfix -c \/etc\/out start$/m,
    ),
  ],
  'another instance': [
    facts(
      { ...relayed(), configDirectory: '/etc/postfix out' },
      queue({ reasons: [reason('mail transport unavailable')] }, '/etc/postfix out'),
    ),
    'our-fault',
    says(/in the queue of the instance in \/etc\/postfix out,/, /^ {4}postqueue -c '\/etc\/postfix out' -f$/m),
  ],
  'a queue that was not told': [
    facts(relayed(), {
      configDirectory: '/etc/postfix',
      state: blind({ reason: 'no-permission', detail: 'Postfix shows its queue to others than us alone' }),
    }),
    'unknown',
  ],
  'files that were put aside': [
    facts({ ...relayed(), queueDirectory: '/srv/the queue' }, queue({ corrupt: 1, files: true })),
    'corrupt',
    says(/^1 message lies in the queue corrupt: .* delivered to nobody\.$/, /^ {4}ls -l '\/srv\/the queue\/corrupt'$/m),
  ],
  'Exim: the relay': [
    ofExim({
      reasons: [reason('H=mail.relay.example: SMTP error from remote mail server after RCPT TO:<…>: 451 Later')],
    }),
    'relay-fault',
    says(
      /^3 messages wait in the queue, the oldest for 2 days, because of the relay\. .* Exim writes: "H=mail/,
      /relaycheck relay mail\.relay\.example:587\..* Then have Exim try again:\n\n {4}exim -qf$/s,
    ),
  ],
  'Exim: a port that is blocked': [ofExim({ reasons: [reason('Connection timed out')] }), 'blocked'],
  'Exim: nothing listens at the relay': [
    ofExim({ reasons: [reason('H=mail.relay.example: Connection refused')] }),
    'relay-fault',
    says(/Nothing listens at that port/),
  ],
  'Exim: a router': [
    ofExim({ reasons: [reason('R=smart: error in redirect data')] }),
    'our-fault',
    says(/router of Exim/, /Look at the log of Exim .*\/var\/log\/exim4\/mainlog/),
  ],
  'Exim: a router that asks DNS': [
    ofExim({ reasons: [theirs('R=dnslookup: host lookup did not complete')] }),
    'deferred',
    says(/DNS gave no answer for it\. Exim comes again by itself/),
  ],
  'Exim: receivers': [ofExim({ reasons: [theirs('H=…: SMTP error: 450 4.2.0 Greylisted')] }), 'deferred'],
  'Exim: frozen': [ofExim({ held: 2 }), 'frozen', says(/^2 messages are frozen in the queue of Exim/)],
  'Exim: empty': [ofExim({ messages: 0 }), 'flowing', says(/^Mail flows: the queue is empty\.$/)],
  'Exim: no word of Postfix': [
    ofExim({ held: 1, reasons: [reason('x'), theirs('y'), reason('R=a: b'), reason('Connection timed out')] }),
    ['our-fault', 'blocked', 'relay-fault', 'deferred', 'frozen'],
    (findings) => {
      for (const { says, fix = '' } of findings)
        assert.doesNotMatch(says + fix, /postfix|postqueue|postsuper|mail\.log/i)
    },
  ],
  'another root': [{ ...facts(relayed()), machineSelf: undefined as never }, 'not-applicable'],
  'another mail server': [{ ...mtaFacts(), mta: [found({ kind: 'exim' })], queues: [] }, 'not-applicable'],
})
