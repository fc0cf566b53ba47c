import assert from 'node:assert/strict'
import test from 'node:test'
import { checksFor } from '../../src/checks/index.ts'
import { replyClasses, replyOwners } from '../../src/core/reply.ts'
import { relays } from '../../src/knowledge/relays.ts'
import { basicCodes, enhancedCodes } from '../../src/knowledge/replies/codes.ts'
import { examples } from '../../src/knowledge/replies/examples.ts'
import { explainReply, replyPatterns } from '../../src/knowledge/replies.ts'
import { chooseChecks } from '../../src/plan.ts'
import { takeApart } from '../../src/records/reply/lines.ts'
import { readReply } from '../../src/records/reply/read.ts'
import { readArguments } from '../../src/terminal/program.ts'
import { shortestTime } from '../support/mutate.ts'

test('every pattern once, with a sentence, an order, and words of the house', () => {
  const ids = replyPatterns.map(({ id }) => id)
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  )
  for (const { id, pattern, class: kind, owner, means, fix, next, sources } of replyPatterns) {
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.equal(pattern.flags, 'i', id)
    assert.ok(replyClasses.includes(kind) && kind !== 'unknown', id)
    assert.ok(replyOwners.includes(owner), id)
    assert.match(means, /^(?:[A-Z]|iCloud).*\.$/, id)
    assert.match(fix, /^[A-Z].*\.$/, id)
    assert.ok(!/!/.test(means + fix), id)
    for (const command of next ?? []) assert.match(command, /^relaycheck (?:domain|ip|relay|message)\b/, id)
    assert.ok(sources.length > 0, id)
  }
})

test('every command that is named exists, with its options, and chooses checks that there are', () => {
  const codes = [...enhancedCodes.values(), ...basicCodes.values()]
  const commands = new Set([...replyPatterns, ...codes].flatMap(({ next }) => next ?? []))
  assert.ok(commands.size > 10)
  const values = {
    domain: 'shop.example',
    ip: '192.0.2.1',
    to: 'rcpt.example',
    host: 'mx.rcpt.example',
    user: 'shop',
    from: 'a@b.example',
  }
  for (const command of commands) {
    const typed = command.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]).replaceAll("'", '')
    const request = readArguments(typed.split(' ').slice(1), { version: '1.2.3' })
    assert.ok('command' in request, `${typed}: ${JSON.stringify(request)}`)
    if ('only' in request) assert.ok(!('usage' in chooseChecks(request, checksFor.domain)), typed)
    if ('relay' in request && request.relay !== undefined)
      assert.ok(
        relays.some(({ id }) => id === request.relay),
        typed,
      )
  }
})

test('every pattern has an example that it fits, and that none before it takes', () => {
  for (const { id } of replyPatterns) {
    const own = examples[id]
    assert.ok(own && own.length > 0, `${id} has no example`)
    for (const example of own) {
      const replies = takeApart(example).replies.map(({ said }) => explainReply(said).pattern)
      assert.deepEqual(replies, [id], example)
    }
  }
  const known = new Set(replyPatterns.map(({ id }) => id))
  assert.deepEqual(
    Object.keys(examples).filter((id) => !known.has(id)),
    [],
  )
})

test('every example is known in capitals and in small letters too', () => {
  for (const [id, [example = '']] of Object.entries(examples)) {
    const [reply] = takeApart(example).replies
    assert.ok(reply, id)
    const { said } = reply
    for (const text of [said.text.toUpperCase(), said.text.toLowerCase()])
      assert.equal(explainReply({ ...said, text }).pattern, id, text)
  }
})

test('no pattern is slow, whatever it is given', () => {
  const hostile = [
    ...replyPatterns.map(({ pattern }) => pattern.source.replace(/[\\^$(){}[\]?*+|.:]|\bb\b/g, ' ').slice(0, 60)),
    'user ',
    '550 5.7.26 ',
    '4.7.26 domain ',
    'a@b.',
    '1.2.',
    'a.',
    '[TS01] ',
    'host x[1.2.3.4] said: ',
    '\u0000',
    '(',
  ]
  for (const piece of hostile) {
    const text = `550 5.7.1 ${piece.repeat(Math.ceil(4000 / piece.length))}`
    const ms = shortestTime(() => {
      explainReply(readReply(text))
    }, 60)
    assert.ok(ms <= 60, `${ms} ms on ${JSON.stringify(piece)}`)
  }
})

test('codes: each says what it means and what to do', () => {
  for (const [code, { means, fix, class: kind, owner }] of [...enhancedCodes, ...basicCodes]) {
    assert.match(code, /^(?:\d\.\d{1,2}|[45]\d\d)$/)
    assert.match(means, /^[a-zA-Z].*[^.]$/, code)
    assert.match(fix, /^[A-Z].*\.$/, code)
    assert.ok(replyClasses.includes(kind) && replyOwners.includes(owner), code)
  }
})

// From meaning: RFC 3463, RFC 5321, and what the world's postmasters write about their replies.
const meanings: [reply: string, kind: string, owner: string, pattern: string | undefined][] = [
  [
    '550 5.7.26 Your email has been blocked because the sender is unauthenticated.',
    'sender-authentication',
    'sender',
    'gmail-unauth',
  ],
  [
    '550 5.7.515 Access denied, sending domain shop.example does not meet the required authentication level.',
    'sender-authentication',
    'sender',
    'ms-515',
  ],
  ['550 5.7.606 Access denied, banned sending IP [192.0.2.1].', 'reputation', 'sender', 'ms-banned'],
  [
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes',
    'reputation',
    'sender',
    'yh-ts',
  ],
  [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1',
    'reputation',
    'sender',
    'spamhaus',
  ],
  [
    '550 that smtp.From header sender domain not verified (shop.example). Please visit the dashboard.',
    'relay-account',
    'sender',
    's2g-sender-unverified',
  ],
  [
    '450 4.2.0 <bob@rcpt.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/rcpt.example.html',
    'temporary',
    'nobody',
    'greylist',
  ],
  [
    '552 5.2.2 The email account that you tried to reach is over quota.',
    'mailbox-full',
    'recipient',
    'gmail-overquota',
  ],
  [
    '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown in virtual mailbox table',
    'recipient',
    'sender',
    'user-unknown',
  ],
  ['554 5.3.4 Message too big for system', 'policy', 'sender', 'size'],
  [
    '550 5.7.350 Remote server returned message detected as spam -> 554 5.7.1 Message rejected',
    'content',
    'sender',
    'ms-remote-spam',
  ],
  ['550 5.0.350 Remote server returned an error -> 550 5.1.1 User unknown', 'recipient', 'sender', 'user-unknown'],
  ['550 5.0.350 Remote server returned an error -> 550 permanent failure', 'unknown', 'unknown', undefined],
  ['550 5.7.1 The mailbox account is disabled', 'recipient', 'sender', 'mailbox-disabled'],
  ['554 5.7.1 rejected by the DMARC policy of shop.example', 'sender-authentication', 'sender', 'dmarc'],
  ['550 Sender domain listed in DNSBL: Spamhaus DBL', 'reputation', 'sender', 'uribl'],
  ['550 5.7.1 Recipient not authorized, your IP has been found on a block list', 'reputation', 'sender', 'dnsbl'],
  [
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed',
    'policy',
    'receiver',
    'ms-restricted',
  ],
  ['550 5.7.1 Too many messages. Daily sending quota exceeded', 'relay-account', 'sender', 'quota-exceeded-hoster'],
  ['550 5.4.5 Daily user sending limit exceeded.', 'relay-account', 'sender', 'google-relay-quota'],
  [
    '554 IP=192.0.2.1 - Dialup/transient IP/hostname not allowed. Use a mailgateway or contact tosa@rx.t-online.de. (NOWL)',
    'policy',
    'sender',
    'tonline-dial',
  ],
  ['mailbox full', 'mailbox-full', 'recipient', 'mailbox-full'],
  ['User unknown', 'recipient', 'sender', 'user-unknown'],
  ['550 that from domain is not verified on your SMTP2GO account', 'relay-account', 'sender', 's2g-sender-unverified'],
  ['warning: SASL authentication failure: No worthy mechs found', 'configuration', 'sender', 'pf-sasl-nomech'],
  [
    '550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.',
    'temporary',
    'sender',
    'gmail-toofast',
  ],
  [
    '450 4.7.1 <bob@rcpt.example>: Recipient address rejected: Policy Rejection- Quota Exceeded',
    'relay-account',
    'sender',
    'quota-exceeded-hoster',
  ],
  ['503 5.5.4 Bad sequence of commands: AUTH first', 'configuration', 'sender', 'auth-wanted'],
  ['550 5.7.1 Client was not authenticated', 'configuration', 'sender', 'auth-wanted'],
  ['550 Unauthenticated senders not allowed', 'configuration', 'sender', 'auth-wanted'],
  ['554 Message rejected: Sending suspended for this account.', 'relay-account', 'sender', 'own-account'],
  ["554 Transaction failed: Duplicate header 'From'.", 'content', 'sender', 'several-from'],
  [
    '550-The mail server detected your message as spam and has prevented delivery.',
    'content',
    'sender',
    'spam-content',
  ],
  ['554 5.7.1 Blocked by SpamAssassin', 'content', 'sender', 'spam-content'],
  ['550 5.7.1 Rejected by policy (SPAM)', 'content', 'sender', 'spam-content'],
  ['550 5.7.1 Client does not have permissions to send as this sender', 'relay-account', 'sender', 'm365-sendas'],
  ['550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)', 'configuration', 'sender', 'pf-helo-fqdn'],
  ['maildir delivery failed: Disk quota exceeded', 'mailbox-full', 'recipient', 'mailbox-full'],
  ['538 5.7.11 Encryption required for requested authentication mechanism', 'configuration', 'sender', undefined],
  ['550 5.7.1 Your account has exceeded the hourly sending limit', 'relay-account', 'sender', 'quota-exceeded-hoster'],
  ['550 User has exceeded the maximum number of messages', 'relay-account', 'sender', 'quota-exceeded-hoster'],
  ['You have reached the maximum number of messages', 'relay-account', 'sender', 'quota-exceeded-hoster'],
  ['552 5.2.2 Mailbox size limit exceeded', 'mailbox-full', 'recipient', 'mailbox-full'],
  ['552 5.2.2 <bob@rcpt.example>: user is over the limit', 'mailbox-full', 'recipient', 'mailbox-full'],
  ['550 account exceeded its quota', 'mailbox-full', 'recipient', 'mailbox-full'],
  ['550 5.1.1 User unknown; timeout exceeded', 'recipient', 'sender', 'user-unknown'],
  ['550 5.7.1 Blocked as spam', 'content', 'sender', 'spam-content'],
  ['571 Email from 192.0.2.1 is currently blocked', 'reputation', 'sender', 'ip-blocked'],
  ['550 5.7.1 Please turn on SMTP authentication in your mail client', 'configuration', 'sender', 'auth-wanted'],
  ['550 Domain not hosted here', 'recipient', 'sender', 'recipient-domain'],
  ['550 5.2.1 mailbox locked', 'recipient', 'sender', 'mailbox-disabled'],
  ['550 5.7.1 SPF fail', 'sender-authentication', 'sender', 'spf'],
  [
    '552 5.7.0 This message was blocked because its content presents a potential',
    'content',
    'sender',
    'gmail-security',
  ],
  // Codes alone.
  ['550 5.4.1 Nein', 'configuration', 'unknown', undefined],
  ['450 4.4.1 Spaeter', 'temporary', 'unknown', undefined],
  ['552 5.7.0 Blocked', 'policy', 'receiver', undefined],
  ['450 4.7.399 Nicht', 'policy', 'receiver', undefined],
  ['535 5.7.0 Nein', 'relay-account', 'sender', undefined],
  ['450 4.2.0 Spaeter', 'temporary', 'nobody', undefined],
  ['354 Go ahead', 'unknown', 'nobody', undefined],
  ['550 5.7.23 Nichts da', 'sender-authentication', 'sender', undefined],
  ['452 4.3.1 Voll', 'temporary', 'receiver', undefined],
  ['556 Nein', 'recipient', 'sender', undefined],
  ['450 Spaeter', 'temporary', 'nobody', undefined],
  ['459 Spaeter', 'temporary', 'nobody', undefined],
  ['599 Nein', 'unknown', 'unknown', undefined],
  ['550 Nein', 'unknown', 'unknown', undefined],
  ['the dog ate it', 'unknown', 'unknown', undefined],
  ['250 2.0.0 Ok: queued as 4XYZ', 'unknown', 'nobody', undefined],
]
for (const [reply, kind, owner, pattern] of meanings)
  test(`${reply.slice(0, 70)}`, () => {
    const explained = explainReply(readReply(reply))
    assert.deepEqual([explained.class, explained.owner, explained.pattern], [kind, owner, pattern])
  })

test('what a number of the registry means elsewhere is not told of a receiver that has its own', () => {
  const spf = explainReply(
    readReply("421 4.7.27 Your email has been rate limited because SPF authentication didn't pass for this message."),
  )
  assert.deepEqual([spf.pattern, spf.class], ['gmail-spf', 'sender-authentication'])
  const nullMx = explainReply(readReply('550 5.7.27 Domain shop.example does not accept replies'))
  assert.equal(nullMx.pattern, undefined)
  assert.match(nullMx.means, /null MX/)
  const exchange = explainReply(
    readReply('550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@rcpt.example not found by SMTP address lookup'),
  )
  assert.equal(exchange.pattern, 'ms-recipnotfound')
})

test('who said it comes first, by the name of the server', () => {
  const text = '550 5.2.2 mailbox over quota'
  assert.equal(explainReply(readReply(text)).pattern, 'mailbox-full')
  const said = 'host gmail-smtp-in.l.google.com[192.0.2.9] said: 421-4.7.0 Try again later, closing connection. (EHLO)'
  assert.deepEqual(
    [explainReply(readReply(said)).pattern, readReply(said).host],
    ['gmail-tempblock', 'gmail-smtp-in.l.google.com'],
  )
})

const commands: [reply: string, next: string[]][] = [
  [
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. 550-5.7.26 DKIM = did not pass 550-5.7.26 SPF [shop.example] with ip: [192.0.2.1] = did not pass 550 5.7.26 https://support.google.com/mail/answer/81126#authentication d2e1a72fcca58-x.55 - gsmtp',
    ['relaycheck domain shop.example --ip 192.0.2.1'],
  ],
  [
    '554 5.7.1 Service unavailable; Client host [2001:DB8::1] blocked using zen.spamhaus.org',
    ['relaycheck ip 2001:db8::1'],
  ],
  ['554 5.7.1 Relay access denied', ["relaycheck domain RECIPIENT-DOMAIN --only 'mx-*'"]],
  ['550 5.7.1 SPF fail', ["relaycheck domain DOMAIN --ip ADDRESS --only 'spf-*'"]],
  [
    '550 5.7.509 Access denied, sending domain $(id).example does not pass DMARC verification and has a DMARC policy of reject.',
    ['relaycheck domain DOMAIN --ip ADDRESS'],
  ],
  [
    '550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x or report details to abuse@corp.mail.ru.',
    ['relaycheck domain DOMAIN --ip ADDRESS', 'relaycheck ip ADDRESS'],
  ],
  [
    '550-Verification failed for <a@shop.example> 550-No such user 550 Sender verify failed',
    ['relaycheck domain shop.example'],
  ],
  [
    '421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your DKIM domain [shop.example 36].',
    ['relaycheck domain shop.example'],
  ],
  ['554 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.25', ['relaycheck ip 192.0.2.25']],
  [
    '554-web.de (mxweb010) Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource record. 554 For explanation visit https://postmaster.web.de/case?c=r0601&i=ip&v=192.0.2.25&r=x',
    ['relaycheck ip 192.0.2.25'],
  ],
  [
    '553 5.7.1 <me@shop.example>: Sender address rejected: not owned by user shop',
    ['relaycheck relay HOST --user shop --from me@shop.example'],
  ],
  [
    'host relay.example[203.0.113.5]:587 said: 553 5.7.1 <me@shop.example>: Sender address rejected: not owned by user shop',
    ['relaycheck relay relay.example:587 --user shop --from me@shop.example'],
  ],
  ['550 5.4.310 DNS domain rcpt.example does not exist', ["relaycheck domain rcpt.example --only 'mx-*'"]],
  ['connect to slow.example[203.0.113.5]:25: Connection timed out', ['relaycheck relay slow.example:25']],
  ['mail for rcpt.example loops back to myself', ["relaycheck domain rcpt.example --only 'mx-*'"]],
  [
    'certificate verification failed for relay.example[203.0.113.5]:587: self-signed certificate',
    ['relaycheck relay relay.example:587'],
  ],
]
for (const [reply, next] of commands)
  test(`next of ${reply.slice(0, 60)}`, () => assert.deepEqual(explainReply(readReply(reply)).next, next))

test('an address or a domain that is not the sender is not named as his', () => {
  const said: Record<string, string> = {
    '550 5.7.1 nope, please contact mailadmin@rcpt.example': 'relaycheck domain DOMAIN',
    '550 5.7.1 nope. Forward this to spam.team@rcpt.example or mailto:noc@rcpt.example': 'relaycheck domain DOMAIN',
    '550 5.7.1 nope: news@shop.example': 'relaycheck domain shop.example',
    'host mx.rcpt.example[203.0.113.5] said: 550 5.7.1 nope (noc@rcpt.example)': 'relaycheck domain DOMAIN',
    '550 5.7.1 Service unavailable; listed in zen.spamhaus.org (127.0.0.4)': 'relaycheck ip ADDRESS',
    '554 5.7.1 127.0.0.3 blocked by dnsbl; client 192.0.2.1 is listed': 'relaycheck ip 192.0.2.1 --lists all',
    '421 4.7.0 [TSS04] Messages temporarily deferred due to user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes':
      'relaycheck ip ADDRESS',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred - 4.16.55.1': 'relaycheck ip 192.0.2.1',
  }
  for (const [reply, next] of Object.entries(said)) assert.equal(explainReply(readReply(reply)).next[0], next, reply)
})

test('a domain is named whole, wherever it stands', () => {
  const said: Record<string, string> = {
    '550 From domain not verified: shop.example': 'relaycheck domain shop.example',
    '550 From domain not verified: a.b+c@mail.shop.example': 'relaycheck domain mail.shop.example',
    '550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus DBL. To request removal see https://www.spamhaus.org/query/domain/shop.example':
      'relaycheck domain shop.example',
    '554 5.7.1 Service unavailable; Helo command [mail.shop.example] blocked using dbl.spamhaus.org':
      'relaycheck domain mail.shop.example',
    '550 Rejected by SURBL: shop.example listed': 'relaycheck domain shop.example',
    '550 5.7.1 Blacklisted URL in message. (shop.example) in [black]. See http://lookup.uribl.com.':
      'relaycheck domain shop.example',
    '550 blocked by surbl, see http://www.surbl.org/surbl-analysis?d=shop.example.': 'relaycheck domain shop.example',
    '550 5.7.1 Sender verify failed for shop.example': 'relaycheck domain shop.example',
  }
  for (const [reply, next] of Object.entries(said)) assert.equal(explainReply(readReply(reply)).next[0], next, reply)
})

const given: [line: string, owner: string, fix: RegExp][] = [
  [
    'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1: to=<bob@rcpt.example>, relay=mx.rcpt.example[203.0.113.5]:25, delay=1, dsn=4.7.1, status=bounced (host mx.rcpt.example[203.0.113.5] said: 450 4.7.1 Greylisted, try again later)',
    'sender',
    /send it once more/,
  ],
  [
    'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1: to=<bob@rcpt.example>, relay=mx.rcpt.example[203.0.113.5]:25, delay=1, dsn=4.7.1, status=deferred (host mx.rcpt.example[203.0.113.5] said: 450 4.7.1 Greylisted, try again later)',
    'nobody',
    /^Wait/,
  ],
  [
    '2026-11-30 10:00:00 1abCDE-0001xy-2Z ** bob@rcpt.example R=dnslookup T=remote_smtp H=mx.rcpt.example [203.0.113.5]: SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>: 451 4.7.1 Greylisting in action, please come back later',
    'sender',
    /send it once more/,
  ],
  ["** bob@rcpt.example: all hosts for 'rcpt.example' have been failing for a long time", 'unknown', /send it again/],
]
for (const [line, owner, fix] of given)
  test(`whether it is tried again decides: ${line.slice(-60)}`, () => {
    const [one] = takeApart(line).replies
    assert.ok(one)
    const explained = explainReply(one.said)
    assert.equal(explained.owner, owner)
    assert.match(explained.fix, fix)
  })

const waits: [reply: string, fix: RegExp][] = [
  ['550 5.4.1 Nichts', /^It is not tried again by itself: send it once more/],
  ['550 5.3.2 Nichts', /^It is not tried again by itself/],
  ['450 4.3.2 Nichts', /^Wait: the sending server tries again by itself\.$/],
  [
    '450 4.7.0 Nichts',
    /^Wait: the sending server tries again by itself\. Where it goes on for hours, ask the receiver's/,
  ],
  [
    '451 4.3.5 Nichts',
    /^Wait: the sending server tries again by itself\. Where it goes on for hours, ask the receiver's/,
  ],
  ['550 5.7.0 Nichts', /^Ask the receiver's postmaster, with this reply\.$/],
  ['450 4.1.1 Nichts', /^Correct the address/],
]
for (const [reply, fix] of waits)
  test(`to wait helps where it is tried again: ${reply}`, () => assert.match(explainReply(readReply(reply)).fix, fix))

test('who gave up is told what else there is to do', () => {
  const bounced =
    'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1: to=<bob@rcpt.example>, relay=mx.rcpt.example[203.0.113.5]:25, dsn=4.7.1, status=expired (host mx.rcpt.example[203.0.113.5] said: 450 4.7.1 Rate limit exceeded)'
  const [one] = takeApart(bounced).replies
  assert.ok(one)
  assert.equal(
    explainReply(one.said).fix,
    'It is not tried again by itself: send it once more, a little later. If it goes on, send more slowly.',
  )
})

test('a code in front of what Exchange was told is not lost', () => {
  const explained = explainReply(readReply('550 5.0.350 Remote server returned an error -> 550 permanent failure'))
  assert.deepEqual([explained.code, explained.enhanced], [550, '5.0.350'])
  const notice = explainReply(
    readReply("Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'"),
  )
  assert.deepEqual([notice.code, notice.pattern], [550, 'ms-recipnotfound'])
})

test('what is only for now is said to be so once', () => {
  for (const code of ['3.2', '3.5', '7.0'])
    assert.equal(explainReply(readReply(`421 4.${code} x`)).means.match(/for now/g)?.length, 1)
})

for (const said of ['2.0.0 Nichts', '2.1.5', '2.6.0 Nichts'])
  test(`taken, by its enhanced code alone: ${said}`, () => {
    const { means, owner } = explainReply(readReply(said))
    assert.match(means, /^The server took it\./)
    assert.equal(owner, 'nobody')
  })

for (const said of [
  '250 2.0.0 Ok: queued at mx1.spamhaus.org',
  '250 2.1.5 Recipient ok, no such user would be told',
  '2.0.0 ok, not in any DNSBL',
  '220 mx.rcpt.example ESMTP, no relaying: not permitted to relay',
  '354 End data, user unknown comes later',
])
  test(`no refusal, whatever its words: ${said}`, () => {
    const { pattern, class: kind, owner } = explainReply(readReply(said))
    assert.deepEqual([pattern, kind, owner], [undefined, 'unknown', 'nobody'])
  })

test('nothing is taken by 354', () => {
  assert.match(explainReply(readReply('354 Go ahead')).means, /nothing was taken yet/)
})
