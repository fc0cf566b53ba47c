import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import type { Mechanism, SmtpSession } from '../../../src/core/smtp.ts'
import type { SmtpOptions } from '../../../src/net/smtp/client.ts'
import { bye, intoTls, type Step, startScript } from '../../support/scripted-smtp.ts'
import { asking, conversation, hold, openTest, shown } from '../../support/smtp-client.ts'

const user = 'shop@relay.example'
const password = 'correct horse ключ'
const b64 = (text: string) => Buffer.from(text).toString('base64')
const ok = 'S: 235 2.7.0 Authentication successful'
const no = 'S: 535 5.7.8 Error: authentication failed'
const plain = b64(`\0${user}\0${password}`)
const challenge = '<1896.697170952@mail.relay.example>'
const cram = b64(`${user} ${createHmac('md5', password).update(challenge).digest('hex')}`)
const xoauth2 = b64(`user=${user}\x01auth=Bearer ${password}\x01\x01`)
const oauthbearer = b64(`n,a=${user},\x01auth=Bearer ${password}\x01\x01`)
const refusal = b64('{"status":"invalid_token","scope":"mail"}')

interface Asked {
  offered?: string
  mechanism?: Mechanism
  options?: Partial<SmtpOptions>
}
const logIn = (t: TestContext, steps: readonly Step[], { offered, mechanism, options }: Asked = {}) =>
  hold(
    t,
    [...intoTls(shown, `AUTH ${offered ?? mechanism}`), ...steps, ...bye],
    { tls: 'starttls', login: { user, ...(mechanism && { mechanism }) } },
    { password, ...options },
  )
const loginIn = ({ login }: SmtpSession) => {
  assert.ok(login && 'reply' in login, JSON.stringify(login))
  return login
}
const codeIn = (session: SmtpSession) => loginIn(session).reply.code
/** None of it anywhere: the password, and what it was said as. */
function assertHidden(session: SmtpSession): void {
  const all = JSON.stringify(session)
  for (const secret of [password, plain, cram, xoauth2, oauthbearer, b64(password), cram.slice(-20)])
    assert.ok(!all.includes(secret), `${secret} stands in ${all}`)
}

const right: readonly [mechanism: Mechanism, steps: readonly Step[], transcript: string[]][] = [
  ['PLAIN', [`C: AUTH PLAIN ${plain}`], ['> AUTH PLAIN [hidden]']],
  [
    'LOGIN',
    ['C: AUTH LOGIN', 'S: 334 VXNlcm5hbWU6', `C: ${b64(user)}`, 'S: 334 UGFzc3dvcmQ6', `C: ${b64(password)}`],
    [
      '> AUTH LOGIN',
      '< 334 VXNlcm5hbWU6',
      '# that is: Username:',
      '> [hidden]',
      '< 334 UGFzc3dvcmQ6',
      '# that is: Password:',
      '> [hidden]',
    ],
  ],
  [
    'CRAM-MD5',
    ['C: AUTH CRAM-MD5', `S: 334 ${b64(challenge)}`, `C: ${cram}`],
    ['> AUTH CRAM-MD5', `< 334 ${b64(challenge)}`, `# that is: ${challenge}`, '> [hidden]'],
  ],
  ['XOAUTH2', [`C: AUTH XOAUTH2 ${xoauth2}`], ['> AUTH XOAUTH2 [hidden]']],
  ['OAUTHBEARER', [`C: AUTH OAUTHBEARER ${oauthbearer}`], ['> AUTH OAUTHBEARER [hidden]']],
]
for (const [mechanism, steps, transcript] of right) {
  test(`${mechanism}: taken`, async (t) => {
    const { session } = await logIn(t, [...steps, ok], { mechanism })
    const login = loginIn(session)
    assert.deepEqual(login, {
      mechanism,
      ms: login.ms,
      reply: { code: 235, enhanced: '2.7.0', lines: ['Authentication successful'] },
    })
    const lines = conversation(session)
    const begun = lines.findIndex((line) => line.startsWith('> AUTH'))
    assert.deepEqual(lines.slice(begun, begun + transcript.length), transcript)
    assertHidden(session)
  })

  test(`${mechanism}: not taken`, async (t) => {
    const after: Step[] = mechanism.includes('OAUTH')
      ? [`S: 334 ${refusal}`, mechanism === 'XOAUTH2' ? 'C: ' : 'C: AQ==', no]
      : [no]
    const { session } = await logIn(t, [...steps, ...after], { mechanism })
    assert.equal(codeIn(session), 535)
    if (mechanism.includes('OAUTH'))
      assert.ok(conversation(session).includes('# that is: {"status":"invalid_token","scope":"mail"}'))
    assertHidden(session)
  })

  test(`${mechanism}: put off`, async (t) => {
    const { session } = await logIn(t, [...steps, 'S: 454 4.7.0 Temporary failure'], { mechanism })
    assert.equal(codeIn(session), 454)
  })
}

test('the digest of RFC 2195 section 2', async (t) => {
  const example = 'dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw'
  const server = await startScript(t, [
    ...intoTls(shown, 'AUTH CRAM-MD5'),
    'C: AUTH CRAM-MD5',
    'S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+',
    `C: ${example}`,
    ok,
    ...bye,
  ])
  const client = openTest(t, { reach: server.reach, password: 'tanstaaftanstaaf' })
  const session = await client.smtp(asking({ tls: 'starttls', login: { user: 'tim' } }))
  loginIn(session)
  assert.ok(!JSON.stringify(session).includes('b913a602c7eda7a495b4e6e7334d3890'))
})

test('the name in OAUTHBEARER has no comma and no equals sign (RFC 5801 section 4)', async (t) => {
  const server = await startScript(t, [
    ...intoTls(shown, 'AUTH OAUTHBEARER'),
    `C: AUTH OAUTHBEARER ${b64('n,a=a=3Db=2Cc,\x01auth=Bearer token\x01\x01')}`,
    ok,
    ...bye,
  ])
  const client = openTest(t, { reach: server.reach, password: 'token' })
  loginIn(await client.smtp(asking({ tls: 'starttls', login: { user: 'a=b,c' } })))
})

for (const [offered, mechanism] of [
  ['XOAUTH2 CRAM-MD5 LOGIN PLAIN', 'PLAIN'],
  ['XOAUTH2 CRAM-MD5 LOGIN', 'LOGIN'],
  ['OAUTHBEARER XOAUTH2 CRAM-MD5', 'CRAM-MD5'],
  ['OAUTHBEARER XOAUTH2 GSSAPI', 'XOAUTH2'],
  ['GSSAPI OAUTHBEARER', 'OAUTHBEARER'],
] as const)
  test(`of ${offered} it is ${mechanism}`, async (t) => {
    const { session } = await logIn(t, [`C: AUTH ${mechanism}*`, 'S: 454 4.7.0 Later'], { offered })
    assert.equal(loginIn(session).mechanism, mechanism)
  })

for (const [offered, mechanism, untried] of [
  ['GSSAPI NTLM', undefined, 'no-mechanism'],
  ['PLAIN LOGIN', 'CRAM-MD5', 'no-mechanism'],
  ['', undefined, 'no-auth'],
] as const)
  test(`AUTH "${offered}", ${mechanism ?? 'any'} wanted: ${untried}`, async (t) => {
    const { session } = await logIn(t, [], { offered, ...(mechanism && { mechanism }) })
    assert.deepEqual(session.login, { untried })
  })

test('in clear nobody logs in, whatever is offered', async (t) => {
  const { session, server } = await hold(
    t,
    ['S: 220 x', 'C: EHLO *', 'S: 250-x', 'S: 250 AUTH PLAIN LOGIN CRAM-MD5', ...bye],
    { login: { user }, envelopes: [{ sender: '', recipients: [] }] },
    { password },
  )
  assert.deepEqual([session.login, session.envelopes], [{ untried: 'in-clear' }, []])
  assert.deepEqual(server.heard, ['EHLO me.example', 'QUIT'])
  assert.ok(conversation(session).includes('# no login was tried: the session is in clear'))
})

test('PLAIN at a server that wants to be asked: as the answer to an empty challenge', async (t) => {
  const { session: ignored } = await logIn(t, [`C: AUTH PLAIN ${plain}`, 'S: 334 ', `C: ${plain}`, ok], {
    mechanism: 'PLAIN',
  })
  assert.equal(codeIn(ignored), 235)
  const { session } = await logIn(
    t,
    [`C: AUTH PLAIN ${plain}`, 'S: 501 5.5.4 Syntax: AUTH mechanism', 'C: AUTH PLAIN', 'S: 334 ', `C: ${plain}`, ok],
    { mechanism: 'PLAIN' },
  )
  assert.equal(codeIn(session), 235)
  assertHidden(session)
})

test('a first response that makes the command too long waits for the empty challenge (RFC 4954 section 4)', async (t) => {
  const token = 'T'.repeat(700)
  const said = b64(`user=${user}\x01auth=Bearer ${token}\x01\x01`)
  const { session } = await logIn(t, ['C: AUTH XOAUTH2', 'S: 334 ', `C: ${said}`, `S: 334 ${refusal}`, 'C: ', no], {
    mechanism: 'XOAUTH2',
    options: { password: token },
  })
  assert.equal(codeIn(session), 535)
  assert.ok(!JSON.stringify(session).includes('TTTT'))
})

const odd: readonly [what: string, steps: readonly Step[], mechanism: Mechanism][] = [
  ['a challenge that is no base64', ['C: AUTH CRAM-MD5', 'S: 334 <what?>'], 'CRAM-MD5'],
  ['an empty challenge', ['C: AUTH CRAM-MD5', 'S: 334 '], 'CRAM-MD5'],
  ['a second challenge', ['C: AUTH CRAM-MD5', 'S: 334 YQ==', 'C: *', 'S: 334 YQ=='], 'CRAM-MD5'],
  [
    'a third prompt',
    ['C: AUTH LOGIN', 'S: 334 ', 'C: *', 'S: 334 ', `C: ${b64(password)}`, 'S: 334 UGFzc3dvcmQ6'],
    'LOGIN',
  ],
  ['a challenge after the whole', [`C: AUTH PLAIN ${plain}`, 'S: 334 YQ=='], 'PLAIN'],
]
for (const [what, steps, mechanism] of odd)
  test(`${mechanism}: ${what} is not answered, and it ends`, async (t) => {
    const script = [...intoTls(shown, `AUTH ${mechanism}`), ...steps, 'C: *', 'S: 501 5.7.0 Cancelled'] as Step[]
    const { session } = await hold(t, script, { tls: 'starttls', login: { user, mechanism } }, { password })
    assert.ok(session.login && 'broken' in session.login, JSON.stringify(session.login))
    assert.equal(session.login.broken.trouble, 'not-smtp')
    assertHidden(session)
  })

const early: readonly [what: string, steps: readonly Step[], mechanism: Mechanism][] = [
  ['before anything was said', ['C: AUTH LOGIN', ok], 'LOGIN'],
  ['before the password was said', ['C: AUTH LOGIN', 'S: 334 VXNlcm5hbWU6', `C: ${b64(user)}`, ok], 'LOGIN'],
  ['before the digest was said', ['C: AUTH CRAM-MD5', ok], 'CRAM-MD5'],
  ['before the token was said', ['C: AUTH XOAUTH2', ok], 'XOAUTH2'],
  ['with another code', [`C: AUTH PLAIN ${plain}`, 'S: 250 2.0.0 Ok'], 'PLAIN'],
]
for (const [what, steps, mechanism] of early)
  test(`${mechanism}: taken ${what} is not taken (RFC 4954 section 6)`, async (t) => {
    const options = mechanism === 'XOAUTH2' ? { password: 'T'.repeat(700) } : {}
    const { session, server } = await logIn(t, steps, { mechanism, options })
    assert.ok(session.login && 'broken' in session.login, JSON.stringify(session.login))
    assert.equal(session.login.broken.trouble, 'not-smtp')
    assert.match(session.login.broken.detail, /its answers are out of step$/)
    assert.equal(server.heard.at(-1), 'QUIT')
    assertHidden(session)
  })

test('a stray answer before AUTH keeps the password here', async (t) => {
  const ehlo: Step = { octets: '250-x\r\n250 AUTH PLAIN\r\n250 stray\r\n' }
  const script: Step[] = [...intoTls(shown).slice(0, -1), ehlo, 'silence']
  const { session, server } = await hold(t, script, { tls: 'starttls', login: { user } }, { password })
  assert.ok(session.login && 'broken' in session.login, JSON.stringify(session.login))
  assert.match(session.login.broken.detail, /sent "250 stray" before it was asked/)
  assert.ok(!server.heard.some((line) => line.startsWith('AUTH')))
})

test('501 with a word about the user is an answer, and nothing is said twice', async (t) => {
  const { session, server } = await logIn(t, [`C: AUTH PLAIN ${plain}`, 'S: 501 5.7.8 Invalid credentials'], {
    mechanism: 'PLAIN',
  })
  assert.equal(codeIn(session), 501)
  assert.equal(server.heard.filter((line) => line.startsWith('AUTH')).length, 1)
})

test('who cancels a login says goodbye', async (t) => {
  const { server } = await logIn(t, ['C: AUTH CRAM-MD5', 'S: 334 ', 'C: *', 'S: 501 5.7.0 Cancelled'], {
    mechanism: 'CRAM-MD5',
  })
  assert.equal(server.heard.at(-1), 'QUIT')
})

for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'] as const)
  test(`${mechanism}: the longest password is said whole`, async (t) => {
    const token = 'Aé'.repeat(1365)
    const steps: readonly Step[] =
      mechanism === 'LOGIN'
        ? ['C: AUTH LOGIN', 'S: 334 ', 'C: *', 'S: 334 ', `C: ${b64(token)}`, ok]
        : [`C: AUTH ${mechanism}`, `S: 334 ${mechanism === 'CRAM-MD5' ? b64(challenge) : ''}`, 'C: *', ok]
    const { session } = await logIn(t, steps, { mechanism, options: { password: token } })
    assert.equal(codeIn(session), 235)
    assert.ok(!JSON.stringify(session).includes(token.slice(0, 20)))
  })

test('who is not let in tries no envelope', async (t) => {
  const { session, server } = await hold(
    t,
    [...intoTls(shown, 'AUTH PLAIN'), 'C: AUTH PLAIN *', no, ...bye],
    { tls: 'starttls', login: { user }, envelopes: [{ sender: '', recipients: [] }] },
    { password },
  )
  assert.deepEqual(session.envelopes, [])
  assert.ok(!server.heard.some((line) => line.startsWith('MAIL')))
})

test('the answer that decides may take as long as a greeting', async (t) => {
  const { session } = await logIn(t, ['C: AUTH PLAIN *', { waitMs: 400 }, no], {
    mechanism: 'PLAIN',
    options: { timeoutMs: 200, greetingMs: 2000 },
  })
  const login = loginIn(session)
  assert.ok(login.ms >= 350)
})

const echoes = [
  password,
  password.toUpperCase(),
  plain,
  b64(password),
  Buffer.from(password).toString('base64url'),
  Buffer.from(password).toString('hex'),
  encodeURIComponent(password),
  xoauth2,
  cram,
  createHmac('md5', password).update(challenge).digest('hex').toUpperCase(),
]
for (const [mechanism, steps] of [
  ['PLAIN', [`C: AUTH PLAIN ${plain}`]],
  ['CRAM-MD5', ['C: AUTH CRAM-MD5', `S: 334 ${b64(challenge)}`, `C: ${cram}`]],
  ['XOAUTH2', [`C: AUTH XOAUTH2 ${xoauth2}`]],
] as const) {
  // A digest is a secret only where it was said.
  const said = mechanism === 'CRAM-MD5' ? echoes : echoes.slice(0, 8)
  const assertNone = (session: SmtpSession) => {
    for (const echo of said) assert.ok(!JSON.stringify(session).includes(echo), `${echo} stands in it`)
  }
  test(`${mechanism}: a server that says the password back, in every form, tells nobody`, async (t) => {
    const lines = said.map((echo) => `S: 535-5.7.8 you said "${echo}"` as const)
    const { session } = await logIn(t, [...steps, ...lines, no], { mechanism })
    assertNone(session)
    assert.equal(loginIn(session).reply.lines.length, said.length + 1)
  })

  test(`${mechanism}: nor does what is quoted as no reply`, async (t) => {
    for (const echo of said) {
      const script = [...intoTls(shown, `AUTH ${mechanism}`), ...steps, `S: x ${echo} ${'x'.repeat(90)}` as const]
      const { session } = await hold(t, script, { tls: 'starttls', login: { user } }, { password })
      assert.ok(session.login && 'broken' in session.login)
      assert.match(session.login.broken.detail, /which is no SMTP reply$/)
      assertNone(session)
    }
  })
}

test('CRAM-MD5: nor does what is quoted as out of step, whole or not', async (t) => {
  const digest = createHmac('md5', password).update(challenge).digest('hex')
  for (const echo of [`${digest}\r\n`, digest, digest.slice(0, -1), cram, cram.slice(0, -1)]) {
    const octets = `235 2.7.0 Ok\r\n250 ${echo}`
    const steps: Step[] = ['C: AUTH CRAM-MD5', `S: 334 ${b64(challenge)}`, `C: ${cram}`, { octets }, 'silence']
    const login = { user, mechanism: 'CRAM-MD5' } as const
    const script = [...intoTls(shown, 'AUTH CRAM-MD5'), ...steps]
    const envelopes = [{ sender: '', recipients: [] }]
    const { session } = await hold(t, script, { tls: 'starttls', login, envelopes }, { password })
    const [told] = session.envelopes
    assert.ok(told && 'broken' in told.mail, JSON.stringify(session))
    assert.match(told.mail.broken.detail, /sent "250 \[hidden\]" before it was asked/)
    for (const secret of [digest, cram]) assert.ok(!JSON.stringify(session).includes(secret.slice(0, -1)))
  }
})

test('a server that learned the password says it in the greeting and the certificate of the next session', async (t) => {
  const server = await startScript(t, (client) =>
    client === 0
      ? [...intoTls(shown, 'AUTH PLAIN'), 'C: AUTH PLAIN *', no, ...bye]
      : [`S: 220 ${password}`, 'C: EHLO *', `S: 250-x`, `S: 250 ${password}`, ...bye],
  )
  const client = openTest(t, { reach: server.reach, password })
  await client.smtp(asking({ tls: 'starttls', login: { user } }))
  const next = await client.smtp(asking())
  assert.ok(next.hello?.offers)
  assert.ok(!/correct horse/i.test(JSON.stringify(next)), JSON.stringify(next))
})

test('what is quoted is without the password before it is cut', async (t) => {
  const octets = `${'x'.repeat(90)}${password}\r\n`
  const { session } = await hold(t, [{ octets }, 'silence'], { tls: 'implicit', login: { user } }, { password })
  assert.ok(session.encrypted && 'broken' in session.encrypted)
  assert.match(session.encrypted.broken.detail, /sent "x{90}\[password\]" in clear/)
})

test('a login without a password is a bug of who asks', async (t) => {
  const server = await startScript(t, [...intoTls(shown, 'AUTH PLAIN'), 'silence'])
  const client = openTest(t, { reach: server.reach })
  await assert.rejects(client.smtp(asking({ tls: 'starttls', login: { user } })), TypeError)
  await server.left()
})
