import assert from 'node:assert/strict'
import test from 'node:test'
import type { Envelope, SmtpSession } from '../../../src/core/smtp.ts'
import { bye, greeting, hello, type Step } from '../../support/scripted-smtp.ts'
import { hold } from '../../support/smtp-client.ts'

/** Each envelope as codes: `MAIL 250: b@shop.example 550`. */
const told = ({ envelopes }: SmtpSession): string[] =>
  envelopes.map(({ mail, recipients }) =>
    [`MAIL ${codeOf(mail)}:`, ...recipients.map(({ recipient, rcpt }) => `${recipient} ${codeOf(rcpt)}`)].join(' '),
  )
const codeOf = (said: SmtpSession['envelopes'][number]['mail']) =>
  'reply' in said ? said.reply.code : 'untried' in said ? said.untried : said.broken.trouble

const say = (steps: readonly Step[], envelopes: readonly Envelope[], ...offered: string[]) =>
  [[greeting, ...hello(...offered), ...steps, ...bye], { envelopes }] as const

test('each envelope is said and taken back; never DATA', async (t) => {
  const { session, server } = await hold(
    t,
    ...say(
      [
        'C: MAIL FROM:<a@shop.example>',
        'S: 250 2.1.0 Ok',
        'C: RCPT TO:<b@shop.example>',
        'S: 250 2.1.5 Ok',
        'C: RCPT TO:<c@shop.example>',
        'S: 550 5.1.1 No such user',
        'C: RCPT TO:<d@shop.example>',
        'S: 451 4.7.1 Greylisted',
        'C: RSET',
        'S: 250 2.0.0 Ok',
        'C: MAIL FROM:<>',
        'S: 250 2.1.0 Ok',
        'C: RSET',
        'S: 250 2.0.0 Ok',
      ],
      [
        { sender: 'a@shop.example', recipients: ['b@shop.example', 'c@shop.example', 'd@shop.example'] },
        { sender: '', recipients: [] },
      ],
    ),
  )
  assert.deepEqual(told(session), ['MAIL 250: b@shop.example 250 c@shop.example 550 d@shop.example 451', 'MAIL 250:'])
  assert.deepEqual(
    session.envelopes.map(({ sender }) => sender),
    ['a@shop.example', ''],
  )
  assert.ok(!server.heard.some((line) => /^(DATA|BDAT)/i.test(line)))
})

test('a sender that is refused gets no recipients, and the next one its turn', async (t) => {
  const { session } = await hold(
    t,
    ...say(
      [
        'C: MAIL FROM:<a@shop.example>',
        'S: 553 5.7.1 Not yours',
        'C: RSET',
        'S: 250 Ok',
        'C: MAIL FROM:<b@shop.example>',
        'S: 450 4.1.8 Later',
        'C: RSET',
        'S: 502 What?',
        'C: MAIL FROM:<c@shop.example>',
        'S: 250 Ok',
        'C: RSET',
        'S: 250 Ok',
      ],
      [
        { sender: 'a@shop.example', recipients: ['x@shop.example'] },
        { sender: 'b@shop.example', recipients: ['x@shop.example'] },
        { sender: 'c@shop.example', recipients: [] },
      ],
    ),
  )
  assert.deepEqual(told(session), ['MAIL 553:', 'MAIL 450:', 'MAIL 250:'])
})

test('a server that breaks off at RSET ends it; what it said before stands', async (t) => {
  const { session } = await hold(t, [greeting, ...hello(), 'C: MAIL FROM:<>', 'S: 250 Ok', 'C: RSET'], {
    envelopes: [
      { sender: '', recipients: [] },
      { sender: 'a@shop.example', recipients: [] },
    ],
  })
  assert.deepEqual(told(session), ['MAIL 250:'])
})

const beyond = [{ sender: 'грета@shop.example', recipients: ['b@shop.example'] }]

test('where SMTPUTF8 is offered an address outside ASCII is said with it (RFC 6531 section 3.4)', async (t) => {
  const { session } = await hold(
    t,
    ...say(
      [
        'C: MAIL FROM:<грета@shop.example> SMTPUTF8',
        'S: 250 Ok',
        'C: RCPT TO:<b@shop.example>',
        'S: 250 Ok',
        'C: RSET',
        'S: 250 Ok',
        'C: MAIL FROM:<> SMTPUTF8',
        'S: 250 Ok',
        'C: RCPT TO:<bücher@shop.example>',
        'S: 250 Ok',
        'C: RSET',
        'S: 250 Ok',
        'C: MAIL FROM:<>',
        'S: 250 Ok',
        'C: RSET',
        'S: 250 Ok',
      ],
      [...beyond, { sender: '', recipients: ['bücher@shop.example'] }, { sender: '', recipients: [] }],
      'SMTPUTF8',
    ),
  )
  assert.equal(session.envelopes.length, 3)
})

test('where it is not, none is said; those in ASCII are', async (t) => {
  const { session } = await hold(
    t,
    ...say(
      [
        'C: MAIL FROM:<a@shop.example>',
        'S: 250 Ok',
        'C: RCPT TO:<b@shop.example>',
        'S: 250 Ok',
        'C: RSET',
        'S: 250 Ok',
      ],
      [...beyond, { sender: 'a@shop.example', recipients: ['bücher@shop.example', 'b@shop.example'] }],
      '8BITMIME',
    ),
  )
  assert.deepEqual(told(session), [
    'MAIL no-smtputf8: b@shop.example no-smtputf8',
    'MAIL 250: bücher@shop.example no-smtputf8 b@shop.example 250',
  ])
})

test('envelopes are tried in clear where no TLS was asked for, and after HELO', async (t) => {
  const { session } = await hold(
    t,
    [
      greeting,
      'C: EHLO *',
      'S: 502 no',
      'C: HELO *',
      'S: 250 x',
      'C: MAIL FROM:<>',
      'S: 530 5.7.0 Must issue a STARTTLS command first',
      'C: RSET',
      'S: 250 Ok',
      ...bye,
    ],
    { envelopes: [{ sender: '', recipients: ['b@shop.example'] }] },
  )
  assert.deepEqual(told(session), ['MAIL 530:'])
})
