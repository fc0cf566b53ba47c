import assert from 'node:assert/strict'
import test from 'node:test'
import { sending } from '../support/probe-sent.ts'
import { broken, offers, said, tls } from '../support/sessions.ts'

const relay = 'mail.relay.example A 192.0.2.1'
const exchanges = `
mail.example MX 20 mx2.mail.example
mail.example MX 10 mx1.mail.example
mx1.mail.example A 192.0.2.11
mx2.mail.example A 192.0.2.12`
const mx = { via: 'mx' } as const

type Came = Awaited<ReturnType<typeof sending>>
const value = ({ sent }: Came) => {
  assert.ok(sent?.seen, JSON.stringify(sent))
  return sent.value
}
const ended = (came: Came) => {
  const { outcome, stage } = value(came)
  return `${outcome} at ${stage}`
}

test('a relay that takes it: the queue id, and what was said last', async () => {
  const came = await sending(relay, {})
  assert.equal(ended(came), 'accepted at end')
  const { queueId, reply, sessions, letter, via } = value(came)
  assert.deepEqual(
    [queueId, reply?.code, sessions.length, letter.token, via],
    ['4XyZ01AbCd', 250, 1, 'abcdefghijklmnop', 'relay'],
  )
  assert.deepEqual(came.said, ['192.0.2.1:587 starttls'])
  assert.deepEqual(came.asks[0]?.envelopes, [{ sender: 'probe@shop.example', recipients: ['anna@mail.example'] }])
  assert.equal(came.asks[0]?.servername, 'mail.relay.example')
})

test('what a session is asked for goes along: login, names, source', async () => {
  const session = { login: { user: 'shop' }, helo: 'me.example', source: '198.51.100.7', servername: 'x.example' }
  const { asks } = await sending(relay, { envelopeFrom: '' }, { session })
  const { login, helo, source, servername, envelopes } = asks[0] ?? {}
  assert.deepEqual({ login, helo, source, servername }, session)
  assert.deepEqual(envelopes?.[0]?.sender, '')
})

test('nobody logs in at the servers of the recipient', async () => {
  const { asks } = await sending(exchanges, mx, { session: { login: { user: 'shop' } } })
  assert.deepEqual(
    asks.map(({ login }) => login),
    [undefined],
  )
})

test('a port is used as it is used by custom, or as asked for', async () => {
  for (const [port, way, tls] of [
    [465, 'auto', 'implicit'],
    [2525, 'auto', 'starttls'],
    [587, 'none', 'none'],
    [587, 'implicit', 'implicit'],
  ] as const) {
    const { said } = await sending(relay, { server: { host: 'mail.relay.example', port, tls: way } })
    assert.deepEqual(said, [`192.0.2.1:${port} ${tls}`])
  }
})

test('the exchanges are tried by preference, the next one after no answer or a later', async () => {
  const nexts = {
    'no connection': 'silent',
    closed: 'refused',
    'a greeting that puts off': { changes: { greeting: said(421, '4.3.2', 'Busy'), hello: undefined } },
    'no service': { changes: { greeting: said(554, undefined, 'No SMTP service here'), hello: undefined } },
    'a sender put off': { mail: said(451, '4.7.1', 'Later') },
    'a recipient put off': { rcpt: said(450, '4.2.0', 'Greylisted') },
    'DATA put off': { go: said(451, '4.3.0', 'Later') },
    'hung up at RCPT': { rcpt: broken('hung-up') },
  } as const
  for (const [name, first] of Object.entries(nexts)) {
    const came = await sending(exchanges, mx, { at: { '192.0.2.11:25': first as never } })
    assert.deepEqual(came.said, ['192.0.2.11:25 starttls', '192.0.2.12:25 starttls'], name)
    assert.equal(ended(came), 'accepted at end', name)
    assert.deepEqual(
      value(came).sessions.map(({ host }) => host),
      ['mx1.mail.example', 'mx2.mail.example'],
    )
  }
})

test('no other is tried after a no, and never after the message', async () => {
  const ends = {
    'rejected at sender': { mail: said(550, '5.7.1', 'No') },
    'rejected at recipient': { rcpt: said(550, '5.1.1', 'Nobody') },
    'rejected at data': { go: said(554, '5.5.1', 'No') },
    'rejected at end': { end: said(550, '5.7.1', 'Spam') },
    'deferred at end': { end: said(451, '4.7.1', 'Later') },
    'perhaps at end': { end: broken('hung-up') },
  } as const
  for (const [end, first] of Object.entries(ends)) {
    const came = await sending(exchanges, mx, { at: { '192.0.2.11:25': first as never } })
    assert.equal(ended(came), end)
    assert.deepEqual(came.said, ['192.0.2.11:25 starttls'], end)
  }
})

test('where the connection breaks behind the end it says so, and why', async () => {
  const { blind, reply, queueId } = value(
    await sending(relay, {}, { at: { '192.0.2.1:587': { end: broken('hung-up') } } }),
  )
  assert.equal(blind?.reason, 'hung-up')
  assert.deepEqual([reply, queueId], [undefined, undefined])
})

test('in the middle of the message it was not sent, and no other is tried', async () => {
  const { sessions, ...came } = value(
    await sending(exchanges, mx, {
      at: { '192.0.2.11:25': { end: said(552, '5.3.4', 'Too large') } },
    }),
  )
  assert.deepEqual([came.outcome, sessions.length], ['rejected', 1])
})

test('one that put it off has the last word before one that said nothing', async () => {
  const came = value(
    await sending(exchanges, mx, {
      at: { '192.0.2.11:25': { rcpt: said(450, '4.2.0', 'Greylisted') }, '192.0.2.12:25': 'silent' },
    }),
  )
  assert.deepEqual([came.outcome, came.stage, came.decisive, came.reply?.code], ['deferred', 'recipient', 0, 450])
})

test('where nobody answers it was not sent, and the last one tells why', async () => {
  const came = value(await sending(exchanges, mx, { at: { '192.0.2.11:25': 'silent', '192.0.2.12:25': 'silent' } }))
  assert.deepEqual(
    [came.outcome, came.stage, came.blind?.reason, came.sessions.length],
    ['not-sent', 'connect', 'timeout', 2],
  )
})

test('a closed port is plainly seen', async () => {
  const came = value(await sending(relay, {}, { at: { '192.0.2.1:587': 'refused' } }))
  assert.deepEqual([came.outcome, came.stage, came.blind], ['not-sent', 'connect', undefined])
})

test('an interrupted run tries nobody else', async () => {
  const interrupted = { ms: 1, broken: { trouble: 'interrupted', detail: 'the run was interrupted' } } as const
  const came = await sending(exchanges, mx, { at: { '192.0.2.11:25': { mail: interrupted } } })
  assert.deepEqual([ended(came), came.said.length], ['not-sent at sender', 1])
})

const noTls = {
  changes: {
    hello: { ...said(250), offers: offers() },
    starttls: undefined,
    encrypted: undefined,
    helloAgain: undefined,
  },
}

test('at an exchange without TLS it goes out in clear, as mail servers do; through a relay it does not', async () => {
  const failed = { changes: { encrypted: broken('tls'), helloAgain: undefined } }
  const refused = { changes: { starttls: said(454, '4.7.0', 'Not now'), encrypted: undefined, helloAgain: undefined } }
  for (const first of [noTls, failed, refused]) {
    const came = await sending(exchanges, mx, { at: { '192.0.2.11:25': first } })
    assert.deepEqual(came.said, ['192.0.2.11:25 starttls', '192.0.2.11:25 none'])
    assert.equal(ended(came), 'accepted at end')
    const through = await sending(relay, {}, { at: { '192.0.2.1:587': first } })
    assert.deepEqual(through.said, ['192.0.2.1:587 starttls'])
    assert.match(ended(through), /^(?:not-sent|deferred) at tls$/)
  }
})

test('where TLS is asked for nothing goes to an exchange in clear', async () => {
  const came = await sending(exchanges, mx, {
    session: { tls: 'starttls' },
    at: { '192.0.2.11:25': noTls, '192.0.2.12:25': noTls },
  })
  assert.deepEqual(came.said, ['192.0.2.11:25 starttls', '192.0.2.12:25 starttls'])
  assert.deepEqual([ended(came), value(came).blind], ['not-sent at tls', undefined])
})

test('nothing goes in clear where somebody put words into the conversation', async () => {
  const injected = { changes: { starttls: broken('injected'), encrypted: undefined, helloAgain: undefined } }
  const { said } = await sending(exchanges, mx, { at: { '192.0.2.11:25': injected } })
  assert.deepEqual(said, ['192.0.2.11:25 starttls', '192.0.2.12:25 starttls'])
})

test('a refused login is the last word: a password is tried once', async () => {
  const two = `${relay}\nmail.relay.example A 192.0.2.2`
  const session = { login: { user: 'shop' } }
  for (const [login, end] of [
    [{ ...said(535, '5.7.8', 'No'), mechanism: 'PLAIN' }, 'rejected at login'],
    [{ ...said(454, '4.7.0', 'Later'), mechanism: 'PLAIN' }, 'deferred at login'],
    [{ ...broken('hung-up'), mechanism: 'PLAIN' }, 'not-sent at login'],
    [{ untried: 'unverified' }, 'not-sent at login'],
  ] as const) {
    const came = await sending(two, {}, { session, at: { '192.0.2.1:587': { changes: { login } } } })
    assert.equal(ended(came), end)
    assert.deepEqual(came.said, ['192.0.2.1:587 starttls'])
  }
})

test('this machine: submission first, and port 25 where that is for those who log in', async () => {
  const local = { via: 'local' } as const
  assert.deepEqual((await sending('', local)).said, ['127.0.0.1:587 starttls'])
  for (const first of ['refused', { rcpt: said(554, '5.7.1', 'Client host rejected: Access denied') }] as const) {
    const came = await sending('', local, { at: { '127.0.0.1:587': first } })
    assert.deepEqual(came.said, ['127.0.0.1:587 starttls', '127.0.0.1:25 starttls'])
    assert.equal(ended(came), 'accepted at end')
  }
  const clear = await sending('', local, { at: { '127.0.0.1:587': 'refused', '127.0.0.1:25': noTls } })
  assert.deepEqual(clear.said.at(-1), '127.0.0.1:25 none')
  const no = await sending('', local, {
    at: { '127.0.0.1:25': { rcpt: said(550, '5.1.1', 'No') }, '127.0.0.1:587': 'refused' },
  })
  assert.equal(ended(no), 'rejected at recipient')
  const in1 = { login: { user: 'shop' } }
  const loggedIn = await sending('', local, {
    session: in1,
    at: { '127.0.0.1:587': { rcpt: said(554, '5.7.1', 'No') } },
  })
  assert.deepEqual([loggedIn.said.length, ended(loggedIn)], [1, 'rejected at recipient'])
})

test('a domain that takes no mail ends it before any connection', async () => {
  for (const [zone, nowhere] of [
    ['mail.example MX 0 .', 'null-mx'],
    ['other.example A 192.0.2.1', 'no-such-domain'],
    ['mail.example TXT "x"', 'no-address'],
    ['mail.example MX 10 mx1.mail.example\nmx1.mail.example TXT "x"', 'no-address'],
    ['mail.example MX 10 192.0.2.1', 'no-address'],
  ] as const) {
    const came = await sending(zone, mx)
    const { outcome, nowhere: why, sessions, blind } = value(came)
    assert.deepEqual([outcome, why, sessions, blind, came.said], ['not-sent', nowhere, [], undefined, []], zone)
  }
})

test('without MX the domain itself is the exchange (RFC 5321 section 5.1); a literal is the address', async () => {
  assert.deepEqual((await sending('mail.example A 192.0.2.7', mx)).said, ['192.0.2.7:25 starttls'])
  const literal = await sending('', mx, { recipient: 'anna@[192.0.2.9]' })
  assert.deepEqual(literal.said, ['192.0.2.9:25 starttls'])
  assert.equal(literal.asks[0]?.servername, undefined)
})

test('what DNS does not say is not known: never that nobody takes mail', async () => {
  for (const at of ['MX mail.example', 'A mx1.mail.example'] as const) {
    const zone = 'mail.example MX 10 mx1.mail.example'
    const { outcome, nowhere, blind } = value(await sending(zone, mx, { blindAt: { [at]: 'timeout' } }))
    assert.deepEqual([outcome, nowhere, blind?.reason], ['not-sent', undefined, 'timeout'])
  }
  const one = await sending(exchanges, mx, { blindAt: { 'A mx1.mail.example': 'server-failure' } })
  assert.deepEqual(one.said, ['192.0.2.12:25 starttls'])
})

test('no more than ten exchanges, and two addresses of each; of both families where there is a way', async () => {
  const many = Array.from(
    { length: 15 },
    (_, i) =>
      `mail.example MX ${i} mx${i}.mail.example\n${[1, 2, 3].map((n) => `mx${i}.mail.example A 192.0.2.${10 * i + n}`).join('\n')}\nmx${i}.mail.example AAAA 2001:db8::${i}`,
  ).join('\n')
  const at = new Proxy({}, { get: () => 'silent' }) as Record<string, 'silent'>
  const six = await sending(many, mx, { at })
  assert.equal(six.said.length, 20)
  assert.equal(six.said[0], '192.0.2.1:25 starttls')
  assert.match(six.said[1] ?? '', /^2001:db8::/)
  const four = await sending(many, mx, {
    at,
    source: (address) => (address.includes(':') ? undefined : '198.51.100.7'),
  })
  assert.deepEqual(four.said.slice(0, 2), ['192.0.2.1:25 starttls', '192.0.2.2:25 starttls'])
  const only = await sending(many, mx, { at, session: { family: 6 } })
  assert.ok(only.said.every((one) => one.startsWith('2001:')))
})

test('a refusal is explained: what SMTP2GO says after DATA of an unverified author', async () => {
  const end = said(
    550,
    undefined,
    'From header sender domain not verified (shop.example)',
    'Go to https://app.smtp2go.com',
  )
  const zone = 'mail.smtp2go.com A 192.0.2.1'
  const server = { host: 'mail.smtp2go.com', port: 2525, tls: 'auto' } as const
  const came = value(await sending(zone, { server }, { at: { '192.0.2.1:2525': { end } } }))
  assert.deepEqual([came.outcome, came.stage], ['rejected', 'end'])
  assert.deepEqual(
    [came.reply?.pattern, came.reply?.emitter, came.reply?.owner, came.reply?.class],
    ['s2g-sender-unverified', 'SMTP2GO', 'sender', 'relay-account'],
  )
  assert.deepEqual(came.reply?.next, ['relaycheck domain shop.example --relay smtp2go'])
})

test('what a receiver thinks of our address leads to a look at that address; a relay judges none', async () => {
  const rcpt = said(554, '5.7.1', 'Your IP address has a bad reputation and is blocked')
  const next = async (...args: Parameters<typeof sending>) => value(await sending(...args)).reply?.next
  const from = (source: string) => ({ changes: { connected: { ms: 1, source } }, rcpt })
  for (const source of ['198.51.100.7', '2001:db8::7'])
    assert.deepEqual(await next(exchanges, mx, { at: { '192.0.2.11:25': from(source) } }), [`relaycheck ip ${source}`])
  // Behind NAT it is another one that is judged.
  assert.deepEqual(await next(exchanges, mx, { at: { '192.0.2.11:25': from('10.0.0.7') } }), ['relaycheck ip ADDRESS'])
  const through = await next(relay, {}, { at: { '192.0.2.1:587': from('198.51.100.7') } })
  assert.deepEqual(through, ['relaycheck ip ADDRESS'])
})

test('TLS that is up stays: a session inside TLS is one session', async () => {
  const came = value(await sending(exchanges, mx, { at: { '192.0.2.11:25': { changes: {}, end: said(250) } } }))
  assert.deepEqual(came.sessions[0]?.encrypted, tls())
  assert.equal(came.queueId, undefined)
})
