import assert from 'node:assert/strict'
import test from 'node:test'
import { blind, seen } from '../../src/core/observation.ts'
import type { SmtpAsk, SmtpSession } from '../../src/core/smtp.ts'
import type { World } from '../../src/core/world.ts'
import { parseSessionKey, sessionKey } from '../../src/net/tape/session-key.ts'
import { parseTape, recording, replaying, showTape, type Tape } from '../../src/net/tape.ts'
import { memoryMachine } from '../support/memory-machine.ts'
import { broken, certificate, offers, said, session, sessionFor, tls } from '../support/sessions.ts'

const plain: SmtpAsk = { address: '192.0.2.1', port: 587, tls: 'starttls', envelopes: [] }
const ask = (changes: Partial<SmtpAsk>): SmtpAsk => ({ ...plain, ...changes })
const whole: SmtpAsk = {
  address: '2001:db8::1',
  port: 465,
  tls: 'implicit',
  servername: 'mail.relay.example',
  helo: '[IPv6:2001:db8::7]',
  source: '2001:db8::7',
  login: { user: 'shop@example.com', mechanism: 'LOGIN' },
  envelopes: [
    { sender: 'me@shop.example', recipients: ['a@there.example', 'b@there.example'] },
    { sender: '', recipients: [] },
  ],
}

/** Asks that are each another one, though their words may be the same. */
const asks: Record<string, SmtpAsk> = {
  plain,
  whole,
  'another port': ask({ port: 25 }),
  'another way': ask({ tls: 'none' }),
  'a name of the server': ask({ servername: 'b.example' }),
  'a name of ours': ask({ helo: 'b.example' }),
  'a source': ask({ source: '192.0.2.9' }),
  'a login': ask({ login: { user: 'shop' } }),
  'a login in one way': ask({ login: { user: 'shop', mechanism: 'PLAIN' } }),
  'a user with the words of a way': ask({ login: { user: 'shop PLAIN' } }),
  'a user who is called like a way': ask({ login: { user: 'PLAIN' } }),
  'a user without a name': ask({ login: { user: '' } }),
  'a user who is called by two quotes': ask({ login: { user: '""' } }),
  'a user with a comma': ask({ login: { user: 'shop, helo b.example' } }),
  'a user with a comma alone': ask({ login: { user: 'a,b' } }),
  'a user with an envelope': ask({ login: { user: 'shop, <a@b.example>' } }),
  'a user with a quote': ask({ login: { user: 'a"b' } }),
  'a user with an escape': ask({ login: { user: 'a\\"b' } }),
  'a user who is not of ASCII': ask({ login: { user: 'käthe\u202e\u00a0x' } }),
  'a user with a line': ask({ login: { user: 'a\nb\x1b' } }),
  'no sender': ask({ envelopes: [{ sender: '', recipients: [] }] }),
  'a sender': ask({ envelopes: [{ sender: 'a@b', recipients: [] }] }),
  'a sender and two recipients': ask({ envelopes: [{ sender: 'a@b', recipients: ['c@d', 'e@f'] }] }),
  'two envelopes': ask({
    envelopes: [
      { sender: 'a@b', recipients: ['c@d'] },
      { sender: 'e@f', recipients: [] },
    ],
  }),
  'a sender with the words of two': ask({ envelopes: [{ sender: 'a@b> to <c@d', recipients: [] }] }),
  'a sender with the words of two envelopes': ask({ envelopes: [{ sender: 'a@b>, <e@f', recipients: [] }] }),
  'a local part in quotes': ask({ envelopes: [{ sender: '"a, <b>"@c', recipients: ['"\\" to <x>"@y'] }] }),
  'a recipient who is nobody': ask({ envelopes: [{ sender: 'a@b', recipients: [''] }] }),
}

test('no two asks have the same words, and each is what its words say', () => {
  const keys = Object.values(asks).map(sessionKey)
  assert.equal(new Set(keys).size, keys.length)
  for (const [name, one] of Object.entries(asks)) assert.deepEqual(parseSessionKey(sessionKey(one)), one, name)
})

test('the words of an ask are to be read', () => {
  assert.equal(
    sessionKey(whole),
    '[2001:db8::1]:465 implicit, as mail.relay.example, helo [IPv6:2001:db8::7], from 2001:db8::7, login shop@example.com LOGIN, <me@shop.example> to <a@there.example> to <b@there.example>, <>',
  )
  assert.equal(
    sessionKey(ask({ login: { user: 'a, b' }, envelopes: [{ sender: '', recipients: [] }] })),
    '192.0.2.1:587 starttls, login "a, b", <>',
  )
})

test('the words of an ask have no control characters', () => {
  assert.equal(sessionKey(ask({ login: { user: 'a\x1bb' } })), '192.0.2.1:587 starttls, login "a\\u001bb"')
})

test('words that are not quite those of an ask are none', () => {
  const good = '192.0.2.1:587 starttls, as a.example, helo b.example, login shop LOGIN, <a@b> to <c@d>'
  assert.ok(parseSessionKey(good))
  const bad = [
    '',
    '__proto__',
    'constructor',
    '192.0.2.1:587',
    '192.0.2.1:65536 none',
    '192.0.2.1:0587 none',
    '192.0.2:587 none',
    'a.example:587 none',
    '[192.0.2.1]:587 none',
    '192.0.2.1:587 maybe',
    '192.0.2.1:587 none,',
    '192.0.2.1:587 none, helo a, as b',
    '192.0.2.1:587 none, helo a, helo b',
    '192.0.2.1:587 none, helo "a"',
    '192.0.2.1:587 none, helo "a',
    '192.0.2.1:587 none, helo "\\q"',
    '192.0.2.1:587 none, hello a',
    '192.0.2.1:587 none, login a NTLM',
    '192.0.2.1:587 none, <a@b> <c@d>',
    '192.0.2.1:587 none, <a@b> to <c@d',
    '192.0.2.1:587 none, <a@b>, login shop',
    ` ${good}`,
    `${good} `,
    good.replace(', ', ',  '),
    `${good}${', <a@b>'.repeat(20_000)}`,
    `192.0.2.1:587 none, helo ${'"'.repeat(60_000)}`,
  ]
  const begun = performance.now()
  for (const key of bad) assert.equal(parseSessionKey(key), undefined, key.slice(0, 100))
  assert.ok(performance.now() - begun < 2000)
})

const line = (ms: number, from: 'client' | 'server' | 'note', text: string) => ({ ms, from, text })
const greeted = { encrypted: undefined, starttls: undefined, helloAgain: undefined }
const nothing = { ...greeted, greeting: undefined, hello: undefined }
const deferred = said(451, '4.7.1', 'Greylisted, come back later')

/** Every end that a session may come to. */
const ends: Record<string, SmtpSession> = {
  'not connected': session({ ...nothing, connected: broken('refused', 3), transcript: [] }),
  'no greeting': session({ ...nothing, greeting: broken('silent') }),
  'a greeting that is none': session({ ...nothing, greeting: broken('not-smtp') }),
  'refused at the greeting': session({ ...nothing, greeting: said(554, '5.7.1', 'Not you', '', ' and never') }),
  'no answer to EHLO': session({ ...greeted, hello: broken('hung-up') }),
  'EHLO put off': session({ ...greeted, hello: said(421, undefined, '') }),
  'HELO alone': session({
    ...greeted,
    hello: { ...said(250), offers: offers({ by: 'HELO', starttls: false, auth: [], smtputf8: false, keywords: [] }) },
  }),
  'no STARTTLS': session({ ...greeted }),
  'STARTTLS refused': session({ ...greeted, starttls: said(454, '4.7.0', 'TLS not available') }),
  'something behind STARTTLS': session({ ...greeted, starttls: broken('injected') }),
  'no TLS after STARTTLS': session({ encrypted: broken('tls'), helloAgain: undefined }),
  'no EHLO inside TLS': session({ helloAgain: broken('hung-up') }),
  'all of STARTTLS': session(),
  'TLS that is old, unknown and of another name': session({
    encrypted: tls({
      version: 'TLSv1',
      cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA',
      ephemeral: false,
      chain: [
        certificate({ names: [] }),
        certificate({ subject: 'CN="a, b" \x1b[2J', names: ['*.example', '192.0.2.1'] }),
      ],
      untrusted: 'SELF_SIGNED_CERT_IN_CHAIN',
      named: false,
    }),
  }),
  'a chain of none': session({ encrypted: tls({ chain: [] }) }),
  'sizes without end': session({ helloAgain: { ...said(250), offers: offers({ size: 'unlimited' }) } }),
  'a size of nothing that is said': session({ helloAgain: { ...said(250), offers: offers({ size: 0 }) } }),
  'no size': session({
    helloAgain: {
      ...said(250),
      offers: { by: 'EHLO', starttls: true, auth: [], smtputf8: false, pipelining: false, keywords: [] },
    },
  }),
  ...Object.fromEntries(
    (['in-clear', 'unverified', 'old-tls', 'no-auth', 'no-mechanism'] as const).map((untried) => [
      `no login: ${untried}`,
      session({ login: { untried } }),
    ]),
  ),
  ...Object.fromEntries(
    (['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'] as const).map((mechanism) => [
      `a login by ${mechanism}`,
      session({ login: { ...said(235, '2.7.0', 'Accepted'), mechanism } }),
    ]),
  ),
  'a login refused': session({ login: { ...said(535, '5.7.8', 'No'), mechanism: 'PLAIN' } }),
  'a login without an answer': session({ login: { ...broken('silent'), mechanism: 'LOGIN' } }),
  'envelopes taken, refused, put off, broken and untried': session({
    envelopes: [
      {
        sender: 'a@shop.example',
        mail: said(250, '2.1.0'),
        recipients: [{ recipient: 'b@there.example', rcpt: deferred }],
      },
      { sender: '', mail: said(550, undefined, 'no null senders'), recipients: [] },
      { sender: 'ä@shop.example', mail: { untried: 'no-smtputf8' }, recipients: [] },
      {
        sender: 'c@shop.example',
        mail: said(250),
        recipients: [
          { recipient: 'ö@there.example', rcpt: { untried: 'no-smtputf8' } },
          { recipient: 'd@there.example', rcpt: broken('hung-up') },
        ],
      },
      { sender: 'e@shop.example', mail: broken('hung-up'), recipients: [] },
    ],
  }),
  'a transcript of anything': session({
    transcript: [
      line(0, 'note', ''),
      line(7, 'client', ' EHLO me '),
      line(1005, 'server', '220 \x1b[2J\r\n0.020 < 250 forged \u202e \ud83d \ufeff " \\ \u0000'),
      line(123_456_789, 'server', '> 220'),
    ],
  }),
}
/** What was asked, where all of it was said. */
const asked = ({ envelopes }: SmtpSession) =>
  envelopes.map(({ sender, recipients }) => ({ sender, recipients: recipients.map(({ recipient }) => recipient) }))
const tapeOf = (sessions: Record<string, SmtpSession>, sources: Record<string, string | null> = {}): Tape => ({
  at: '2026-11-24T06:00:00.000Z',
  resolvers: [],
  nonces: [],
  dns: {},
  smtp: sessions,
  sources,
})
function read(text: string): Tape {
  const tape = parseTape(text)
  return 'fault' in tape ? assert.fail(tape.fault) : tape
}

for (const [name, one] of Object.entries(ends))
  for (const way of one.tls === 'starttls' ? (['starttls', 'implicit', 'none'] as const) : [one.tls])
    test(`a session is written and read as it was: ${name}, ${way}`, () => {
      const tape = tapeOf({ [sessionKey(ask({ tls: way, envelopes: asked(one) }))]: { ...one, tls: way } })
      const text = showTape(tape)
      assert.match(text, /^[\n\x20-\x7e]*$/)
      assert.deepEqual(read(text), tape)
    })

test('every trouble is written and read', () => {
  const troubles = [
    'refused silent unreachable no-route hung-up not-smtp too-much tls injected interrupted not-recorded'.split(' '),
  ].flat()
  for (const trouble of troubles) {
    const one = session({
      ...nothing,
      greeting: { ms: 1, broken: { trouble, detail: 'why' } } as SmtpSession['greeting'],
    })
    const tape = tapeOf({ [sessionKey(plain)]: one })
    assert.deepEqual(read(showTape(tape)), tape)
  }
})

test('sources are written and read, none where there is no route', () => {
  const tape = tapeOf({}, { '192.0.2.1': '198.51.100.7', '2001:db8::1': null })
  assert.deepEqual(read(showTape(tape)), tape)
})

test('a recording without sessions and sources is read as before', () => {
  const text = '{ "schema": 1, "at": "2026-01-01T00:00:00Z", "resolvers": [], "nonces": [], "dns": {} }'
  const tape = read(text)
  assert.ok(!('smtp' in tape) && !('sources' in tape))
  assert.ok(!/smtp|sources/.test(showTape(tape)))
})

test('a conversation is a line each, and keys are sorted', () => {
  const text = showTape(
    tapeOf(
      {
        [sessionKey(whole)]: session({ address: whole.address, port: whole.port, tls: whole.tls }),
        [sessionKey(plain)]: session({
          ...nothing,
          connected: broken('refused', 3),
          transcript: [line(3, 'note', 'no')],
        }),
      },
      { '2001:db8::1': null },
    ),
  )
  const lines = text.split('\n')
  for (const one of [
    '      "connected": { "ms": 10, "source": "198.51.100.7" },',
    '      "greeting": { "ms": 20, "code": 220, "lines": ["mail.relay.example ESMTP"] },',
    '      "starttls": { "ms": 20, "code": 220, "enhanced": "2.0.0", "lines": ["Ready to start TLS"] },',
    '        "  0.020 < 220 mail.relay.example ESMTP",',
    '        "  0.020 > EHLO me.example"',
    '    "2001:db8::1": null',
  ])
    assert.ok(lines.includes(one), one)
  assert.ok(text.indexOf('"192.0.2.1:587 starttls"') < text.indexOf('"[2001:db8::1]:465 implicit'))
})

/** A world of relays that take everything, where 192.0.2.1 alone has a route. */
const relays: World = {
  dns: () => Promise.reject(new Error('nothing is asked of DNS')),
  smtp: async (one) => sessionFor(one),
  sourceToward: async (address) =>
    address === '192.0.2.9'
      ? blind({ reason: 'not-attempted', detail: 'EMFILE' })
      : seen(address === '192.0.2.1' ? '198.51.100.7' : undefined),
  machine: memoryMachine({}),
  keys: new Set(),
  resolvers: [],
  now: () => new Date('2026-11-24T06:00:00Z'),
  nonce: () => 'abcdefghijklmnop',
}

test('what was recorded, written and read is replayed: every session by its own ask', async () => {
  const ears = recording(relays)
  for (const one of Object.values(asks)) await ears.world.smtp(one)
  for (const address of ['192.0.2.1', '2001:db8::1']) await ears.world.sourceToward(address)
  const replay = replaying(read(showTape(ears.tape())))
  for (const [name, one] of Object.entries(asks)) assert.deepEqual(await replay.smtp(one), sessionFor(one), name)
  assert.deepEqual(await replay.sourceToward('192.0.2.1'), seen('198.51.100.7'))
  assert.deepEqual(await replay.sourceToward('2001:db8::1'), seen(undefined))
  const again = recording(replay)
  for (const one of Object.values(asks)) await again.world.smtp(one)
  for (const address of ['192.0.2.1', '2001:db8::1']) await again.world.sourceToward(address)
  assert.equal(showTape(again.tape()), showTape(ears.tape()))
})

test('a session that the recording lacks is not recorded, and neither is an inherited one', async () => {
  const replay = replaying(tapeOf({ [sessionKey(plain)]: session() }))
  for (const one of [whole, ask({ address: '__proto__' }), ask({ login: { user: 'shop' } })]) {
    const { connected, envelopes, transcript } = await replay.smtp(one)
    assert.ok('broken' in connected && connected.broken.trouble === 'not-recorded')
    assert.deepEqual([envelopes, transcript], [[], []])
  }
  const toward = await replay.sourceToward('__proto__')
  assert.equal(!toward.seen && toward.blind.reason, 'not-recorded')
})

test('a route that was not seen, or that the recording lacks, is not replayed as none', async () => {
  const ears = recording(relays)
  for (const address of ['192.0.2.9', '2001:db8::1']) await ears.world.sourceToward(address)
  const replay = replaying(read(showTape(ears.tape())))
  for (const address of ['192.0.2.9', '192.0.2.1']) {
    const source = await replay.sourceToward(address)
    assert.equal(!source.seen && source.blind.reason, 'not-recorded', address)
  }
  assert.deepEqual(await replay.sourceToward('2001:db8::1'), seen(undefined))
})

type Json = Record<string, unknown>
const key = sessionKey(ask({ envelopes: whole.envelopes }))
/** A tape with one session, in which one part was put at a path. */
function misshapen(path: string, value: unknown): string {
  const json = JSON.parse(
    showTape(tapeOf({ [key]: sessionFor({ ...whole, ...plain, login: { user: 'x' }, envelopes: whole.envelopes }) })),
  )
  const steps = path.split('/')
  const last = steps.pop() ?? ''
  let node: Json = json.smtp[key]
  for (const step of steps) node = node[step] as Json
  node[last] = value
  return JSON.stringify(json)
}
const faults: Record<string, [text: string, says: RegExp]> = {
  'sessions that are no object': [showTape(tapeOf({})).replace('"smtp": {}', '"smtp": []'), /^smtp is not an object$/],
  'words that are no session': [
    showTape(tapeOf({})).replace('"smtp": {}', '"smtp": {"192.0.2.1:587": {}}'),
    /^smtp, 192\.0\.2\.1:587: this is no session/,
  ],
  'an inherited session': [
    showTape(tapeOf({})).replace('"smtp": {}', '"smtp": {"__proto__": {}}'),
    /^smtp, __proto__: this is no session/,
  ],
  'a source that is none': [
    showTape(tapeOf({})).replace('"sources": {}', '"sources": {"192.0.2.1": "here"}'),
    /^sources, 192\.0\.2\.1: this is no address$/,
  ],
  'a source toward nothing': [
    showTape(tapeOf({})).replace('"sources": {}', '"sources": {"__proto__": null}'),
    /^sources, __proto__: this is no address$/,
  ],
  'no connection': [misshapen('connected', undefined), /, connected is not an object$/],
  'a connection from nowhere': [misshapen('connected/source', '192.0.2.300'), /connected: source is not an address$/],
  'a time that is none': [misshapen('greeting/ms', 0.5), /greeting: ms is not a whole number$/],
  'a time before all': [misshapen('greeting/ms', -1), /greeting: ms is not a whole number$/],
  'a code that is none': [misshapen('greeting/code', 99), /greeting: code is not one of 200 to 599$/],
  'a code in words': [misshapen('greeting/code', '220'), /greeting: code is not a whole number$/],
  'an enhanced code that is none': [
    misshapen('starttls/enhanced', '2.0'),
    /starttls: enhanced is no code like 5\.7\.1$/,
  ],
  'lines that are none': [misshapen('greeting/lines', [1]), /greeting: lines are not all text$/],
  'lines without end': [misshapen('greeting/lines', Array(101).fill('')), /greeting: lines holds more than 100$/],
  'a line without end': [
    misshapen('greeting/lines', ['x'.repeat(20_001)]),
    /greeting: lines holds a text longer than 20,000/,
  ],
  'an unknown trouble': [misshapen('greeting/trouble', 'tired'), /greeting: trouble is not one of refused, silent/],
  'an inherited trouble': [
    misshapen('greeting/trouble', 'toString'),
    /greeting: trouble is not one of refused, silent/,
  ],
  'a trouble without a word': [misshapen('encrypted/trouble', 'tls'), /encrypted: detail is not text$/],
  'offers that are none': [misshapen('hello/offers', []), /hello, offers is not an object$/],
  'an unknown hello': [misshapen('hello/offers/by', 'LHLO'), /offers: by is not one of EHLO, HELO$/],
  'a size in words': [misshapen('hello/offers/size', 'large'), /offers: size is not a whole number$/],
  'ways to log in without end': [misshapen('hello/offers/auth', Array(1001).fill('A')), /auth holds more than 1,000$/],
  'an offer that is neither': [misshapen('hello/offers/starttls', 1), /starttls is neither true nor false$/],
  'a chain without end': [misshapen('encrypted/chain', Array(11).fill({})), /encrypted: chain holds more than 10$/],
  'a certificate that is none': [misshapen('encrypted/chain/0', 'CN=x'), /encrypted, chain, 0 is not an object$/],
  'names without end': [
    misshapen('encrypted/chain/0/names', Array(101).fill('a')),
    /chain, 0: names holds more than 100$/,
  ],
  'an unknown reason for no login': [misshapen('login/untried', 'tired'), /login: untried is not one of in-clear/],
  'an unknown way to log in': [misshapen('login/mechanism', 'NTLM'), /login: mechanism is not one of PLAIN/],
  'envelopes that are none': [misshapen('envelopes', {}), /: envelopes is not a list$/],
  'an envelope without a sender': [misshapen('envelopes/0/sender', null), /envelopes, 0: sender is not text$/],
  'an envelope without an answer': [misshapen('envelopes/1/mail', undefined), /envelopes, 1, mail is not an object$/],
  'a recipient without an answer': [
    misshapen('envelopes/0/recipients/1/rcpt', 5),
    /envelopes, 0, recipients, 1, rcpt is not an object$/,
  ],
  'an unknown reason for no envelope': [
    misshapen('envelopes/0/mail/untried', 'in-clear'),
    /mail: untried is not one of no-smtputf8$/,
  ],
  'more envelopes than were asked for': [
    misshapen('envelopes', Array(2000).fill({ sender: 'me@shop.example', mail: { ms: 1, code: 250, lines: [] } })),
    /: envelopes holds more than 2$/,
  ],
  'another envelope than was asked for': [
    misshapen('envelopes/0/sender', 'you@shop.example'),
    /envelopes, 0 is none of those that were asked for$/,
  ],
  'more recipients than were asked for': [
    misshapen('envelopes/1/recipients', [{ recipient: 'a@there.example', rcpt: { ms: 1, code: 250, lines: [] } }]),
    /envelopes, 1: recipients holds more than 0$/,
  ],
  'another recipient than was asked for': [
    misshapen('envelopes/0/recipients/0/recipient', 'c@there.example'),
    /envelopes, 0 is none of those that were asked for$/,
  ],
  'a transcript longer than any session': [
    misshapen('transcript', Array(400).fill(`0.020 < ${'x'.repeat(900)}`)),
    /transcript is longer than any session$/,
  ],
  'a transcript in objects': [misshapen('transcript/0', { ms: 1 }), /transcript, 0 is no line like "0\.020 < 220/],
  'a line from nobody': [misshapen('transcript/0', '0.020 ? 220'), /transcript, 0 is no line like/],
  'a line without a time': [misshapen('transcript/0', '< 220'), /transcript, 0 is no line like/],
  'a line of the transcript without end': [
    misshapen('transcript/0', `0.020 < ${'x'.repeat(30_000)}`),
    /is no line like/,
  ],
  'a transcript without end': [
    misshapen('transcript', Array(20_001).fill('0.020 < 1')),
    /transcript holds more than 20,000$/,
  ],
  'control characters stay out of the sentence': [
    showTape(tapeOf({})).replace('"smtp": {}', '"smtp": {"\\u001b[31m": {}}'),
    /^smtp, \\u001b\[31m: this is no session/,
  ],
  'a deep nest': [
    showTape(tapeOf({})).replace(
      '"smtp": {}',
      `"smtp": {${JSON.stringify(key)}: ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    ),
    /nested too deeply|is not an object/,
  ],
}
for (const [name, [text, says]] of Object.entries(faults))
  test(`refuses ${name}`, () => {
    const tape = parseTape(text)
    assert.ok('fault' in tape, 'no fault')
    assert.match(tape.fault, says)
    assert.match(tape.fault, /^[\x20-\x7e]{1,310}$/)
  })

test('any part of a session may be missing or of another kind: a fault, never a crash', async () => {
  const sessions = Object.values(ends).map((one, i) => [
    sessionKey(ask({ port: i + 1, envelopes: asked(one) })),
    { ...one, port: i + 1 },
  ])
  const written = JSON.parse(showTape(tapeOf(Object.fromEntries(sessions), { '192.0.2.1': null })))
  const odd = [null, true, 3, -1, 1e300, '', 'x', [], {}, [null], { ms: 1, code: 250, lines: [] }]
  for (const [name, one] of [...Object.entries(written.smtp), ['sources', written.sources]] as [string, Json][]) {
    const json = name === 'sources' ? { ...written, smtp: {} } : { ...written, smtp: { [name]: one } }
    const visit = (node: unknown, put: (value: unknown) => void) => {
      for (const value of odd) {
        put(value)
        const tape = parseTape(JSON.stringify(json))
        if (!('fault' in tape)) assert.deepEqual(read(showTape(tape)), tape)
      }
      put(node)
      if (typeof node !== 'object' || node === null) return
      for (const [part, child] of Object.entries(node)) visit(child, (value) => Object.assign(node, { [part]: value }))
    }
    visit(one, (value) => Object.assign(name === 'sources' ? json : json.smtp, { [name]: value }))
  }
})
