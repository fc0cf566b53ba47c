import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-spf.ts'
import { cases } from '../../support/cases.ts'
import { borderField, from, type MessageWorld, messageFacts, returnPath } from '../../support/path-facts.ts'

const author = from('news@shop.example')
const record = (text: string, name = 'shop.example') => `${name} TXT "v=spf1 ${text}"`
const of = (zone: string, world: MessageWorld = {}) => messageFacts({ zone, ...world })
const nullSender = [returnPath(''), borderField, author]
const inSix = borderField.replace('192.0.2.25', 'IPv6:2001:db8::25')

cases(check, {
  'the relay is named': [
    await of(`${record('include:spf.relay.example -all')}\n${record('ip4:192.0.2.0/24 -all', 'spf.relay.example')}`),
    'pass',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^SPF passes: 192\.0\.2\.25 may send for shop\.example/)
      assert.equal(finding?.evidence?.[0]?.kind, 'tree')
    },
  ],
  'by +all': [
    await of(record('+all')),
    'open',
    ([finding]) => assert.match(finding?.says ?? '', /\+all in the SPF of shop\.example lets everybody send for it/),
  ],
  'by half of all addresses': [
    await of(record('ip4:128.0.0.0/1 -all')),
    'open',
    ([finding]) => assert.match(finding?.says ?? '', /lets a large part of the Internet send/),
  ],
  'by a network of one house': [await of(record('ip4:192.0.0.0/8 -all')), 'pass'],
  'the relay is not named': [
    await of(record('mx -all')),
    'fail',
    ([finding]) => {
      assert.match(finding?.says ?? '', /192\.0\.2\.25 may not send for shop\.example/)
      assert.match(finding?.fix ?? '', /\n {4}ip4:192\.0\.2\.25\n/)
    },
  ],
  'the relay is not named, over IPv6': [
    await of(record('-all'), { header: [returnPath('b@shop.example'), inSix, author] }),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /\n {4}ip6:2001:db8::25\n/),
  ],
  'what the record says of it is told': [
    await of(`${record('-all exp=why.shop.example')}\nwhy.shop.example TXT "ask %{s}"`),
    'fail',
    ([finding]) => assert.match(finding?.says ?? '', /which says "ask bounce@shop\.example"/),
  ],
  softfail: [await of(record('~all')), 'softfail'],
  neutral: [await of(record('?all')), 'neutral'],
  'the end of the record': [
    await of(record('ip4:203.0.113.1')),
    'neutral',
    ([finding]) => assert.match(finding?.says ?? '', /neutral: the end of the record/),
  ],
  'a gateway hands it on, which does not send for the author': [
    await of(record('ip4:203.0.113.9 -all'), {
      header: [
        returnPath('bounce@shop.example'),
        borderField.replaceAll('out.relay.example', 'eu-smtp-1.mimecast.com'),
        'Received: from out.relay.example (out.relay.example [203.0.113.9]) by relay.mimecast.com with ESMTPS id 1; Tue, 24 Nov 2026 05:59:57 +0000',
        author,
      ],
    }),
    'at-gateway',
    ([finding]) => {
      assert.match(finding?.says ?? '', /192\.0\.2\.25, .* is a server of Mimecast, .* \(SPF fail\)/)
      assert.match(finding?.fix ?? '', /judge the server before it: --ip 203\.0\.113\.9\./)
    },
  ],
  'a server greets with the name of a gateway, and its address has another': [
    await of(record('-all'), {
      header: [
        returnPath('bounce@shop.example'),
        borderField.replace('from out.relay.example', 'from eu-smtp-1.mimecast.com'),
        author,
      ],
    }),
    'fail',
  ],
  'another address is given than that of the gateway': [
    await of(record('-all'), {
      header: [
        returnPath('bounce@shop.example'),
        borderField.replaceAll('out.relay.example', 'eu-smtp-1.mimecast.com'),
        author,
      ],
      asked: { ip: '192.0.2.99' },
    }),
    'fail',
  ],
  'two records': [
    await of(`${record('-all')}\n${record('~all')}`),
    'permerror',
    ([finding]) => assert.match(finding?.fix ?? '', /relaycheck domain shop\.example/),
  ],
  'no record': [
    await of('shop.example A 192.0.2.1'),
    'none',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /\n {4}shop\.example\. 3600 IN TXT "v=spf1 ip4:192\.0\.2\.25 ~all"$/),
  ],
  'the null sender, and a record at HELO': [
    await of(record('ip4:192.0.2.25 -all', 'out.relay.example'), { header: nullSender }),
    'pass',
  ],
  'the null sender, and none at HELO': [
    await of('out.relay.example A 192.0.2.25', { header: nullSender }),
    'none',
    ([finding]) => {
      assert.match(finding?.says ?? '', /for postmaster@out\.relay\.example/)
      assert.match(finding?.fix ?? '', /\n {4}out\.relay\.example\. 3600 IN TXT "v=spf1 ip4:192\.0\.2\.25 -all"$/)
    },
  ],
  'the null sender, and HELO is refused': [
    await of(record('-all', 'out.relay.example'), { header: nullSender }),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /^The sender is the null one/),
  ],
  'the null sender, and a greeting at which no record can stand': [
    await of('', {
      header: [returnPath(''), borderField.replace('from out.relay.example', 'from [192.0.2.25]'), author],
    }),
    'none',
    ([finding]) => assert.match(finding?.fix ?? '', /^No SPF record can stand/),
  ],
  'a name that does not answer': [await of(record('-all'), { blindAt: { 'TXT shop.example': 'timeout' } }), 'unknown'],
  'a name that does not answer, on the way to the match': [
    await of(record('include:spf.relay.example -all'), { blindAt: { 'TXT spf.relay.example': 'server-failure' } }),
    'unknown',
  ],
  'a name of the address that cannot be looked up, and might match': [
    await of(record('ptr -all'), { blindAt: { 'PTR 25.2.0.192.in-addr.arpa': 'timeout' } }),
    'unknown',
  ],
  'not sent by anybody yet': [
    await of('', { header: [author] }),
    'never-received',
    ([finding]) => {
      assert.match(finding?.says ?? '', /say who sent it: --ip ADDRESS, --sender USER@DOMAIN\.$/)
      assert.equal(finding?.unseen, 'the way of the mail')
    },
  ],
  'handed in at the receiver itself': [
    await of('', {
      header: [returnPath('joe@shop.example'), borderField.replace('with ESMTPS', 'with ESMTPSA'), author],
    }),
    'never-outside',
  ],
  'a relay’s return path, which the reader cannot publish for': [
    await of('relay.com A 192.0.2.1', { header: [returnPath('b@em99.relay.com'), borderField, author] }),
    'none',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /^em99\.relay\.com is not of the house of shop\.example.* verify shop\.example there/,
      ),
  ],
  'a relay’s return path that refuses the server': [
    await of(record('-all', 'relay.com'), { header: [returnPath('b@relay.com'), borderField, author] }),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /^relay\.com is not of the house/),
  ],
  'a return path below the author’s registered domain': [
    await of(record('-all', 'b.shop.example'), { header: [returnPath('b@b.shop.example'), borderField, author] }),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /^If 192\.0\.2\.25 sends for b\.shop\.example/),
  ],
  'the address is given, and the sender is not known': [
    await of('', { header: [author], asked: { ip: '192.0.2.25' } }),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /^Say who sent it: --sender USER@DOMAIN\.$/),
  ],
  'nothing tells who sent': [
    await of('', { header: [borderField, author] }),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /--sender/),
  ],
  'a bounce': [
    {
      ...(await of(record('-all'))),
      mailReport: {
        kind: 'delivery',
        writer: { known: 'house' },
        standard: true,
        recipients: [],
        count: 0,
        original: {},
      },
    },
    'not-applicable',
  ],
})
