import assert from 'node:assert/strict'
import test from 'node:test'
import type { Said, SmtpSession } from '../../../src/core/smtp.ts'
import { greeting, hello, intoTls, type Step } from '../../support/scripted-smtp.ts'
import { conversation, hold, shown } from '../../support/smtp-client.ts'

const quick = { timeoutMs: 400, greetingMs: 500, withinMs: 3000 }
const brokenIn = (said: Said | undefined) => {
  assert.ok(said && 'broken' in said, JSON.stringify(said))
  return said.broken
}
const who = '192.0.2.1 port 587'
const dribbled = (dribble: string): Step => ({ dribble, everyMs: 40 })

const greetings: readonly [what: string, steps: Step[], trouble: string, detail: string][] = [
  ['silent', ['silence'], 'silent', 'sent no greeting within 0.5 s'],
  [
    'slower than the greeting may be',
    [{ waitMs: 900 }, greeting, 'silence'],
    'silent',
    'sent no greeting within 0.5 s',
  ],
  ['dribbling', [dribbled(`220 ${'a'.repeat(100)}\r\n`)], 'silent', 'had sent only a part of its greeting after 0.5 s'],
  [
    'dribbling whole lines',
    [dribbled('220-\n'.repeat(50))],
    'silent',
    'had sent only a part of its greeting after 0.5 s',
  ],
  ['hanging up', [], 'hung-up', 'ended the connection without a greeting'],
  ['resetting', [{ waitMs: 50 }, 'reset'], 'hung-up', 'ended the connection without a greeting'],
  [
    'hanging up in the middle of a line',
    [{ octets: '220 mail' }],
    'hung-up',
    'ended the connection in the middle of a greeting',
  ],
  [
    'hanging up between lines',
    ['S: 220-mail', 'S: 220-more'],
    'hung-up',
    'ended the connection in the middle of a greeting',
  ],
  ['an endless banner', [{ endlessly: '220-welcome' }], 'too-much', 'sent more than 100 lines as its greeting'],
  [
    'one huge line',
    [{ octets: `220 ${'a'.repeat(3000)}\r\n` }, 'silence'],
    'too-much',
    'sent a line of more than 2,000 octets as its greeting',
  ],
  [
    'a huge line without an end',
    [{ octets: 'a'.repeat(3000) }, 'silence'],
    'too-much',
    'sent a line of more than 2,000 octets as its greeting',
  ],
  [
    'a flood of long lines',
    [{ endlessly: `220-${'a'.repeat(1900)}` }],
    'too-much',
    'sent more than 64 KB in one session',
  ],
  [
    'another protocol',
    ['S: SSH-2.0-OpenSSH_9.9', 'silence'],
    'not-smtp',
    'sent "SSH-2.0-OpenSSH_9.9" as its greeting, which is no SMTP reply',
  ],
  [
    'different codes',
    ['S: 220-a', 'S: 554 b', 'silence'],
    'not-smtp',
    'sent different codes (220, 554) in one greeting',
  ],
  [
    'a reply that fits nowhere',
    ['S: 354 go on', 'silence'],
    'not-smtp',
    'sent "354 go on" as its greeting, which is no answer to that',
  ],
]
for (const [what, steps, trouble, detail] of greetings)
  test(`a greeting: ${what}`, async (t) => {
    const { session } = await hold(t, steps, {}, quick)
    assert.deepEqual(brokenIn(session.greeting), { trouble, detail: `${who} ${detail}` })
    assert.deepEqual([session.hello, session.envelopes], [undefined, []])
  })

const beforeTls: Step[] = [greeting, ...hello('STARTTLS')]
const inTls = intoTls(shown, 'AUTH PLAIN LOGIN', 'SMTPUTF8')
const login = ['C: AUTH PLAIN *', 'S: 235 2.7.0 Welcome'] as const
const mail = ['C: MAIL FROM:<a@shop.example>', 'S: 250 2.1.0 Ok'] as const
/** Up to where something is waited for; where that is in the session; what it is called. */
const stages: readonly [what: string, steps: readonly Step[], at: (session: SmtpSession) => Said | undefined][] = [
  ['answer to EHLO', [greeting, 'C: EHLO *'], ({ hello }) => hello],
  ['answer to STARTTLS', [...beforeTls, 'C: STARTTLS'], ({ starttls }) => starttls],
  ['answer to EHLO', inTls.slice(0, -3), ({ helloAgain }) => helloAgain],
  [
    'answer to AUTH PLAIN',
    [...inTls, 'C: AUTH PLAIN *'],
    ({ login }) => (login && 'mechanism' in login ? login : undefined),
  ],
  ['answer to MAIL', [...inTls, ...login, mail[0]], ({ envelopes }) => saidIn(envelopes[0]?.mail)],
  [
    'answer to RCPT',
    [...inTls, ...login, ...mail, 'C: RCPT TO:<b@shop.example>'],
    ({ envelopes }) => saidIn(envelopes[0]?.recipients[0]?.rcpt),
  ],
]
const saidIn = (said: Said | { untried: string } | undefined) => (said && !('untried' in said) ? said : undefined)
const whole = {
  tls: 'starttls',
  login: { user: 'shop' },
  envelopes: [
    { sender: 'a@shop.example', recipients: ['b@shop.example', 'c@shop.example'] },
    { sender: '', recipients: [] },
  ],
} as const

for (const [what, steps, at] of stages) {
  const after = steps.length
  for (const [how, more, trouble, detail] of [
    ['hangs up', [], 'hung-up', `ended the connection without an ${what}`],
    ['resets', ['reset'], 'hung-up', `ended the connection without an ${what}`],
    ['is silent', ['silence'], 'silent', `sent no ${what} within `],
    ['dribbles', [dribbled(`250 ${'a'.repeat(100)}\r\n`)], 'silent', `had sent only a part of its ${what} after `],
    ['floods', [{ endlessly: '250-x' }], 'too-much', `sent more than 100 lines as its ${what}`],
    [
      'speaks nonsense',
      ['S: nonsense', 'silence'],
      'not-smtp',
      `sent "nonsense" as its ${what}, which is no SMTP reply`,
    ],
  ] as const)
    test(`${what} (${after} steps in): the server ${how}`, async (t) => {
      const { session } = await hold(t, [...steps, ...more], whole, { ...quick, password: 'correct horse' })
      const broken = brokenIn(at(session))
      assert.equal(broken.trouble, trouble)
      assert.ok(broken.detail.startsWith(`${who} ${detail}`), broken.detail)
      assert.ok(!conversation(session).includes('> QUIT'), 'nothing more is said')
      assert.ok(session.envelopes.length <= 1)
    })
}

test('421 in the middle: the server closes, and nothing but QUIT is said any more', async (t) => {
  const { session } = await hold(
    t,
    [...inTls, ...login, ...mail, 'C: RCPT TO:<b@shop.example>', 'S: 421 4.3.2 Shutting down', 'C: QUIT'],
    whole,
    { ...quick, password: 'correct horse' },
  )
  const { envelopes } = session
  assert.equal(envelopes.length, 1)
  assert.deepEqual(
    envelopes[0]?.recipients.map(({ recipient, rcpt }) => [recipient, 'reply' in rcpt && rcpt.reply.code]),
    [['b@shop.example', 421]],
  )
})

test('8-bit text and escape sequences are kept as they came: UTF-8 is read, all else is one character an octet', async (t) => {
  const banner = Buffer.concat([
    Buffer.from('220 \x1b]0;owned\x07\x1b[2J grüße '),
    Buffer.from([0xe9, 0xff, 0x9b]),
    Buffer.from('\r\n'),
  ])
  const { session } = await hold(t, [{ octets: banner }, 'C: EHLO *', 'S: 250 \x1b[31mx', 'C: QUIT', 'S: 221 x'])
  const text = '\x1b]0;owned\x07\x1b[2J grüße \xe9\xff\x9b'
  assert.deepEqual(session.greeting && 'reply' in session.greeting && session.greeting.reply.lines, [text])
  assert.equal(conversation(session)[0], `< 220 ${text}`)
})

test('what is quoted in a clause is cut, and made visible', async (t) => {
  const { session } = await hold(t, [{ octets: `\x1b[2J${'é'.repeat(300)}\r\n` }, 'silence'])
  const { detail } = brokenIn(session.greeting)
  assert.equal(detail, `${who} sent "\\x1b[2J${'é'.repeat(96)}…" as its greeting, which is no SMTP reply`)
})

test('the whole session is bounded, whatever each reply is', async (t) => {
  const long = `250-${'x'.repeat(1900)}`
  const reply = { octets: `${`${long}\r\n`.repeat(15)}250 STARTTLS\r\n` }
  const { session } = await hold(
    t,
    [greeting, 'C: EHLO *', reply, 'C: MAIL *', reply, 'C: RSET', reply, 'silence'],
    { envelopes: [{ sender: '', recipients: [] }] },
    quick,
  )
  assert.ok(!conversation(session).includes('> QUIT'))
  assert.ok(session.transcript.reduce((sum, { text }) => sum + text.length, 0) < 80_000)
})

test('the end of a session that is dribbled to is a second away', async (t) => {
  const { session } = await hold(
    t,
    [greeting, ...hello(), 'C: QUIT', { dribble: `221 ${'x'.repeat(200)}`, everyMs: 50 }],
    {},
    { withinMs: 3000 },
  )
  assert.ok(session.hello?.offers)
})
