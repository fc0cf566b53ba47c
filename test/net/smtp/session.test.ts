import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import test from 'node:test'
import { bye, greeting, hello, intoTls, startScript } from '../../support/scripted-smtp.ts'
import { asking, conversation, hold, openTest, shown } from '../../support/smtp-client.ts'

test('a session in clear: greeting, EHLO, QUIT', async (t) => {
  const { session } = await hold(t, [greeting, ...hello('SIZE 1000', 'AUTH PLAIN'), ...bye])
  assert.deepEqual(
    { ...session, transcript: conversation(session) },
    {
      address: '192.0.2.1',
      port: 587,
      tls: 'none',
      connected: { ms: session.connected.ms, source: '127.0.0.1' },
      greeting: { ms: session.greeting?.ms, reply: { code: 220, lines: ['mail.relay.example ESMTP'] } },
      hello: {
        ms: session.hello?.ms,
        reply: { code: 250, lines: ['mail.relay.example', 'SIZE 1000', 'AUTH PLAIN'] },
        offers: {
          by: 'EHLO',
          starttls: false,
          auth: ['PLAIN'],
          size: 1000,
          smtputf8: false,
          pipelining: false,
          keywords: ['SIZE 1000', 'AUTH PLAIN'],
        },
      },
      envelopes: [],
      transcript: [
        '< 220 mail.relay.example ESMTP',
        '> EHLO me.example',
        '< 250-mail.relay.example',
        '< 250-SIZE 1000',
        '< 250 AUTH PLAIN',
        '> QUIT',
        '< 221 2.0.0 Bye',
      ],
    },
  )
})

test('STARTTLS: what was offered before TLS does not count, and EHLO is said anew', async (t) => {
  const { session, server } = await hold(
    t,
    [
      greeting,
      ...hello('STARTTLS', 'AUTH LOGIN'),
      'C: STARTTLS',
      'S: 220 2.0.0 Go ahead',
      { tls: shown },
      ...hello('AUTH PLAIN', 'SMTPUTF8'),
      ...bye,
    ],
    { tls: 'starttls' },
  )
  assert.deepEqual(session.starttls, {
    ms: session.starttls?.ms,
    reply: { code: 220, enhanced: '2.0.0', lines: ['Go ahead'] },
  })
  assert.deepEqual(session.hello?.offers?.auth, ['LOGIN'])
  assert.deepEqual(session.helloAgain?.offers?.auth, ['PLAIN'])
  assert.equal(session.helloAgain?.offers?.smtputf8, true)
  assert.deepEqual(server.names, ['mail.relay.example'])
  assert.match(conversation(session).join('\n'), /\n> STARTTLS\n< 220 2\.0\.0 Go ahead\n# TLSv1\.3, TLS_\w+\n> EHLO/)
})

test('implicit TLS: the handshake comes before the greeting', async (t) => {
  const { session } = await hold(t, [{ tls: shown }, greeting, ...hello('SIZE 0'), ...bye], { tls: 'implicit' })
  assert.ok(session.encrypted && 'chain' in session.encrypted)
  assert.equal(session.hello?.offers?.size, 'unlimited')
  assert.equal(session.helloAgain, undefined)
  assert.match(conversation(session)[0] ?? '', /^# TLSv1\.3/)
})

test('where STARTTLS is not offered nothing more is said in clear', async (t) => {
  const { session } = await hold(
    t,
    [greeting, ...hello('XXXXXXXA', 'AUTH PLAIN'), ...bye],
    {
      tls: 'starttls',
      login: { user: 'shop' },
      envelopes: [{ sender: 'a@shop.example', recipients: [] }],
    },
    { password: 'not to be said' },
  )
  assert.deepEqual(
    [session.starttls, session.encrypted, session.helloAgain, session.login, session.envelopes],
    [undefined, undefined, undefined, undefined, []],
  )
  assert.deepEqual(session.hello?.offers?.keywords, ['XXXXXXXA', 'AUTH PLAIN'])
})

for (const [answer, code] of [
  ['454 4.7.0 TLS not available', 454],
  ['502 5.5.1 Not implemented', 502],
] as const)
  test(`STARTTLS answered with ${code} ends in QUIT`, async (t) => {
    const { session } = await hold(t, [greeting, ...hello('STARTTLS'), 'C: STARTTLS', `S: ${answer}`, ...bye], {
      tls: 'starttls',
    })
    assert.ok(session.starttls && 'reply' in session.starttls)
    assert.equal(session.starttls.reply.code, code)
    assert.equal(session.encrypted, undefined)
  })

for (const line of ['421 4.7.0 Too many connections', '450 4.7.1 Later', '554 5.7.1 Go away'])
  test(`a greeting of "${line}" is told, and answered with QUIT`, async (t) => {
    const { session } = await hold(t, [`S: ${line}`, ...bye])
    assert.ok(session.greeting && 'reply' in session.greeting)
    assert.equal(session.greeting.reply.code, Number(line.slice(0, 3)))
    assert.equal(session.hello, undefined)
  })

for (const code of [500, 502, 504, 550])
  test(`EHLO refused with ${code}: HELO, which offers nothing`, async (t) => {
    const { session } = await hold(t, [
      greeting,
      'C: EHLO me.example',
      `S: ${code} what?`,
      'C: HELO me.example',
      'S: 250-mail.relay.example',
      'S: 250 STARTTLS',
      ...bye,
    ])
    assert.deepEqual(session.hello?.offers, {
      by: 'HELO',
      starttls: false,
      auth: [],
      smtputf8: false,
      pipelining: false,
      keywords: [],
    })
  })

test('where HELO fares no better, what EHLO came to is told', async (t) => {
  const refused = [greeting, 'C: EHLO *', 'S: 550 5.7.1 bad name', 'C: HELO *'] as const
  const { session } = await hold(t, [...refused, 'S: 504 no', ...bye])
  const { session: left } = await hold(t, [...refused])
  for (const { hello } of [session, left]) {
    assert.ok(hello && 'reply' in hello)
    assert.deepEqual([hello.reply.code, hello.reply.enhanced, hello.offers], [550, '5.7.1', undefined])
  }
})

test('EHLO put off with 4xx is not tried as HELO', async (t) => {
  const { session } = await hold(t, [greeting, 'C: EHLO *', 'S: 451 4.3.0 Later', ...bye])
  assert.ok(session.hello && 'reply' in session.hello)
  assert.deepEqual([session.hello.reply.code, session.hello.offers], [451, undefined])
})

test('without a name EHLO says the full one of this machine, or its address (RFC 5321 section 4.1.4)', async (t) => {
  const { server } = await hold(t, [greeting, ...hello(), ...bye], { helo: undefined } as never)
  const own = hostname()
  assert.equal(server.heard[0], own.includes('.') ? `EHLO ${own}` : 'EHLO [127.0.0.1]')
})

test('a bare LF ends a line as well', async (t) => {
  const { session } = await hold(t, [
    { octets: '220-one\n220 two\n' },
    'C: EHLO *',
    { octets: '250-x\n250 SIZE 7\n' },
    ...bye,
  ])
  assert.ok(session.greeting && 'reply' in session.greeting)
  assert.deepEqual(session.greeting.reply.lines, ['one', 'two'])
  assert.equal(session.hello?.offers?.size, 7)
})

test('what comes in pieces is put together, and what comes together is taken apart', async (t) => {
  const pieces = ['2', '20', '-mail\r', '\n220 re', 'ady\r\n']
  const { session } = await hold(t, [
    ...pieces.flatMap((octets) => [{ octets }, { waitMs: 15 }]),
    ...hello('SIZE 5'),
    ...bye,
  ])
  assert.ok(session.greeting && 'reply' in session.greeting)
  assert.deepEqual(session.greeting.reply.lines, ['mail', 'ready'])
})

test('a server that never says goodbye holds nobody up for more than a second', async (t) => {
  const { session } = await hold(t, [greeting, ...hello(), 'C: QUIT', 'silence'], {}, { withinMs: 3000 })
  assert.ok(session.hello?.offers)
})

test('times: each phase has its own, and the transcript counts from the connection', async (t) => {
  const { session } = await hold(t, [{ waitMs: 120 }, greeting, 'C: EHLO *', { waitMs: 80 }, 'S: 250 x', ...bye])
  assert.ok((session.greeting?.ms ?? 0) >= 100 && (session.greeting?.ms ?? 0) < 1000)
  assert.ok((session.hello?.ms ?? 0) >= 60 && (session.hello?.ms ?? 0) < 1000)
  const times = session.transcript.map(({ ms }) => ms)
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
  assert.ok((times[0] ?? 0) >= 100)
})

test('an ask that no SMTP command can hold is a bug of who asks: it rejects, and the connection is closed', async (t) => {
  const server = await startScript(t, [greeting, ...hello(), 'silence'])
  const client = openTest(t, { reach: server.reach })
  const envelopes = [{ sender: 'a@shop.example>\r\nDATA', recipients: [] }]
  await assert.rejects(client.smtp(asking({ envelopes })), TypeError)
  await server.left()
  assert.deepEqual(server.heard, ['EHLO me.example'])
})

test('intoTls, as other tests use it, is a conversation that works', async (t) => {
  const { session } = await hold(t, [...intoTls(shown, 'SIZE 9'), ...bye], { tls: 'starttls' })
  assert.equal(session.helloAgain?.offers?.size, 9)
})

test('the name that this machine gives itself is the same before TLS and in it', async (t) => {
  const { server } = await hold(t, [...intoTls(shown), ...bye], { tls: 'starttls', helo: undefined } as never)
  const [first, ...more] = server.heard.filter((line) => line.startsWith('EHLO'))
  assert.match(first ?? '', /^EHLO \S+$/)
  assert.deepEqual(more, [first])
})

test('an answer that nobody asked for ends the conversation before it is taken for another', async (t) => {
  const { session } = await hold(t, [{ octets: '220 one\r\n220 two\r\n' }, 'silence'])
  assert.ok(session.hello && 'broken' in session.hello, JSON.stringify(session.hello))
  assert.equal(session.hello.broken.trouble, 'not-smtp')
  assert.match(session.hello.broken.detail, /sent "220 two" before it was asked .* out of step$/)
  assert.ok(!conversation(session).some((line) => line.startsWith('>')))
})

test('421 may come at any time (RFC 5321 section 3.8)', async (t) => {
  const { session } = await hold(t, [{ octets: '220 one\r\n421 4.3.2 closing\r\n' }])
  assert.ok(session.hello && 'reply' in session.hello, JSON.stringify(session.hello))
  assert.equal(session.hello.reply.code, 421)
})

test('what a greeting says does not make it one of TLS', async (t) => {
  const { session } = await hold(t, ['S: 192.0.2.1 port 587 sends TLS where a line of SMTP has to be: TLS', 'silence'])
  assert.ok(session.greeting && 'broken' in session.greeting)
  assert.equal(session.greeting.broken.speaks, undefined)
})
