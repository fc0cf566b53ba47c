import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { bye, greeting, hello, intoTls, type Step, startScript } from '../../support/scripted-smtp.ts'
import { asking, authority, conversation, hold, openTest, shown } from '../../support/smtp-client.ts'

const user = 'shop'
const said = (t: TestContext, password: string, steps: readonly Step[], offers: readonly string[] = ['AUTH PLAIN']) =>
  hold(
    t,
    [...intoTls(shown, ...offers), 'C: AUTH PLAIN *', ...steps, ...bye],
    { tls: 'starttls', login: { user } },
    { password },
  )

const hidden = '[hidden: it holds the password]'
const apart: readonly [what: string, lines: readonly string[]][] = [
  ['half in one line and half in the next', ['535-5.7.8 you said hunt', '535 5.7.8 er22']],
  ['a letter a line', [...'hunter2'].map((one) => `535-5.7.8 ${one}`).concat('535 5.7.8 2')],
  ['as .NET writes octets', ['535 5.7.8 68-75-6E-74-65-72-32-32']],
  ['as UTF-16 in base64', ['535 5.7.8 aAB1AG4AdABlAHIAMgAyAA==']],
  ['with zero width between its letters', [`535 5.7.8 ${[...'hunter22'].join('\u200b')}`]],
  ['in base64 over two lines', ['535-5.7.8 aHVud', '535 5.7.8 GVyMjI=']],
]
for (const [what, lines] of apart)
  test(`a password that is said back ${what}: only the codes stay`, async (t) => {
    const { session } = await said(
      t,
      'hunter22',
      lines.map((line): Step => `S: ${line}`),
    )
    assert.ok(session.login && 'reply' in session.login, JSON.stringify(session.login))
    assert.deepEqual(session.login.reply, { code: 535, enhanced: '5.7.8', lines: [hidden] })
    const heard = conversation(session).filter((line) => line.startsWith('< 535'))
    assert.deepEqual(
      heard,
      lines.map((line) => `< ${line.slice(0, 10)}${hidden}`),
    )
  })

test('what is quoted as no reply is looked through with the lines before it', async (t) => {
  const script: Step[] = [...intoTls(shown, 'AUTH PLAIN'), 'C: AUTH PLAIN *', 'S: 535-hunt', 'S: er22', 'silence']
  const { session } = await hold(t, script, { tls: 'starttls', login: { user } }, { password: 'hunter22' })
  assert.ok(session.login && 'broken' in session.login)
  assert.match(session.login.broken.detail, /sent "\[hidden: it holds the password\]" as/)
  assert.doesNotMatch(JSON.stringify(session.transcript), /er22/)
})

test('a challenge that holds it is hidden too', async (t) => {
  const challenge = Buffer.from('h-u-n-t-e-r-2-2').toString('base64')
  const script: Step[] = ['C: AUTH CRAM-MD5', `S: 334 ${challenge}`, 'C: *', 'S: 535 no']
  const { session } = await hold(
    t,
    [...intoTls(shown, 'AUTH CRAM-MD5'), ...script, ...bye],
    { tls: 'starttls', login: { user } },
    { password: 'hunter22' },
  )
  assert.ok(conversation(session).includes(`< 334 ${hidden}`))
  assert.doesNotMatch(JSON.stringify(session.transcript), /h-u-n|aC11/)
})

test('a server that knows it from an earlier run says it before it is told', async (t) => {
  const script: Step[] = ['S: 220 h-u-n-t-e-r-2-2', ...hello('SIZE 10', 'X 68-75-6E-74-65-72-32-32'), ...bye]
  const { session } = await hold(t, script, {}, { password: 'hunter22' })
  assert.ok(conversation(session).includes(`< 220 ${hidden}`))
  assert.ok(conversation(session).includes('< 250-SIZE 10'))
  assert.doesNotMatch(JSON.stringify(session), /h-u-n|68-75/)
})

test('a server that was told says it in the next session', async (t) => {
  const server = await startScript(t, (client) =>
    client === 0
      ? [...intoTls(shown, 'AUTH PLAIN'), 'C: AUTH PLAIN *', 'S: 535 no', ...bye]
      : ['S: 220 h-u-n-t-e-r-2-2', ...hello('X h.u.n.t.e.r.2.2'), ...bye],
  )
  const client = openTest(t, { reach: server.reach, password: 'hunter22' })
  await client.smtp(asking({ tls: 'starttls', login: { user } }))
  const next = await client.smtp(asking())
  assert.ok(next.hello?.offers)
  assert.doesNotMatch(JSON.stringify(next), /h.u.n.t/i)
})

/** Passwords that are words of SMTP, or of what the ask shows, and a text of the report with a hole where they stand. */
const words = [
  ...['starttls', 'STARTTLS', 'auth', 'plain', 'login', 'size', '50000000', 'SMTPUTF8', '8BITMIME'],
  ...['relay', 'mail', 'relay.example', 'mail.relay.example', 'me.example', '250', '5.1.1', '250-'],
]
for (const password of words)
  test(`the password "${password}": what is offered is read, and no hole tells it`, async (t) => {
    const offers = ['SIZE 50000000', 'SMTPUTF8', '8BITMIME', 'AUTH PLAIN LOGIN']
    const tls = authority.issue(['mail.relay.example', '*.relay.example'])
    const { session } = await hold(
      t,
      [...intoTls(tls, ...offers), 'C: AUTH PLAIN *', 'S: 235 2.7.0 ok', 'C: MAIL *', 'S: 250 2.1.0 ok']
        .concat('C: RSET', 'S: 250 2.0.0 ok')
        .concat(bye as string[]) as Step[],
      { tls: 'starttls', login: { user }, envelopes: [{ sender: 'me@relay.example', recipients: [] }] },
      { password },
    )
    const { offers: read } = session.helloAgain ?? {}
    assert.deepEqual(read, {
      by: 'EHLO',
      starttls: false,
      auth: ['PLAIN', 'LOGIN'],
      size: 50_000_000,
      smtputf8: true,
      pipelining: false,
      keywords: offers,
    })
    assert.equal(session.hello?.offers?.starttls, true)
    assert.ok(session.login && 'reply' in session.login && session.login.reply.code === 235)
    assert.ok(session.encrypted && 'chain' in session.encrypted)
    assert.deepEqual(session.encrypted.chain[0]?.names, ['mail.relay.example', '*.relay.example'])
    assert.ok(conversation(session).includes(`< 220 ${String(greeting).slice(7)}`))
    assert.deepEqual(
      // "Ready to start TLS" holds one of them, letter by letter.
      conversation(session).filter((line) => /^< (?!220 2\.0\.0).*\[(?:password|hidden)/.test(line)),
      [],
    )
  })

test('a word beside a name that all see is still one', async (t) => {
  const { session } = await said(t, 'relay', ['S: 535 5.7.8 mail.relay.example: not relay'])
  assert.ok(conversation(session).includes('< 535 5.7.8 mail.relay.example: not [password]'))
})

test('what ends in the middle of a password is cut before it', async (t) => {
  const script: Step[] = [{ octets: 'HTTP correct hor' }, 'silence']
  const how = { tls: 'implicit', login: { user } } as const
  const { session } = await hold(t, script, how, { password: 'correct horse battery' })
  assert.ok(session.encrypted && 'broken' in session.encrypted)
  assert.match(session.encrypted.broken.detail, /sent "HTTP \[password\]" in clear/)
})

test('a certificate is without the password before its texts are cut', async (t) => {
  const password = 'correct-horse-battery-staple'
  const tls = authority.issue(['mail.relay.example', `${'x'.repeat(240)}${password}`], undefined, {
    subject: `${'y'.repeat(485)}${password}`,
  })
  const { session } = await hold(
    t,
    [...intoTls(tls, 'AUTH PLAIN'), 'C: AUTH PLAIN *', 'S: 535 no', ...bye],
    { tls: 'starttls', login: { user } },
    { password },
  )
  assert.doesNotMatch(JSON.stringify(session), /correct-/)
})

test('a flood of what has to be decoded holds nobody up', async (t) => {
  const line = Buffer.from(Buffer.from('not the password '.repeat(30)).toString('base64')).toString('base64')
  const lines = Array.from({ length: 60 }, (): Step => `S: 535-${line}`)
  const begun = performance.now()
  const { session } = await said(t, 'hunter22', [...lines, 'S: 535 no'])
  assert.ok(session.login && 'reply' in session.login, JSON.stringify(session.login))
  assert.ok(performance.now() - begun < 4000, `${Math.round(performance.now() - begun)} ms`)
})
