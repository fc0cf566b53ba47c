import assert from 'node:assert/strict'
import test from 'node:test'
import { type AnswerSigns, answeredSubject, automaticReply } from '../../../src/records/mail/automatic.ts'
import { challengeOf } from '../../../src/records/mail/challenge.ts'
import { shortestTime } from '../../support/mutate.ts'

const signs = (
  fields: Record<string, string>,
  { subject = 'Re: Offers', text = '', from = 'bob@rcpt.example', isNull = false } = {},
): AnswerSigns => ({
  field: (key) => (fields[key] === undefined ? [] : [fields[key]]),
  subject,
  text,
  from,
  isNull,
})
const answer = { 'in-reply-to': '<1@shop.example>' }

/** What alone makes an automatic reply. */
const declared: Record<string, string>[] = [
  { 'auto-submitted': 'auto-replied' },
  { 'auto-submitted': 'Auto-Replied (vacation)' },
  { 'x-autoreply': 'yes' },
  { 'x-autorespond': 'Offers' },
  { precedence: 'auto_reply' },
  { 'x-precedence': 'auto_reply' },
  { 'delivered-to': 'Autoresponder' },
]
for (const fields of declared)
  test(`a program answers: ${JSON.stringify(fields)}`, () => assert.ok(automaticReply(signs(fields))))

/** What newsletters, tickets and people have as well. */
const others: Record<string, AnswerSigns> = {
  'Auto-Submitted: no': signs({ 'auto-submitted': 'no' }),
  'X-Autoreply: no': signs({ 'x-autoreply': 'no' }),
  'a wish not to be answered': signs({ 'x-auto-response-suppress': 'All' }, { subject: 'Your leave is approved' }),
  'bulk mail': signs({ precedence: 'bulk' }, { subject: 'Vacation offers' }),
  'a ticket that goes on': signs(
    { ...answer, 'auto-submitted': 'auto-generated' },
    { subject: 'Re: [#17] out of office printer' },
  ),
  'a null return path': signs(answer, { isNull: true, text: 'I am out of the office' }),
  'a subject about an absence': signs(answer, { subject: 'Out of office rules' }),
  'an answer to an automatic reply': signs(answer, { subject: 'Re: Automatic reply: Offers' }),
  'one that was forwarded': signs(answer, { subject: 'Fwd: Automatic reply: Offers' }),
  'a newsletter that looks like one': signs(
    { 'list-unsubscribe': '<https://a.example/>' },
    { subject: 'Automatic reply: yes, you won' },
  ),
  'a bounce that could not be read': signs(
    { 'auto-submitted': 'auto-replied' },
    { from: 'mailer-daemon@rcpt.example' },
  ),
}
for (const [name, one] of Object.entries(others))
  test(`no program answers: ${name}`, () => assert.equal(automaticReply(one), undefined))

test('the subject that is answered', () => {
  const subjects = {
    'Automatic reply: Offers': 'Offers',
    'Réponse automatique : Offres': 'Offres',
    '自动答复：报价': '报价',
    'Out of Office: Offers': 'Offers',
    'Re: Offers': 'Offers',
    Offers: 'Offers',
  }
  for (const [subject, about] of Object.entries(subjects)) assert.equal(answeredSubject(subject), about)
})

/** Texts that hold mail for another reason, or confirm something else. */
const unheld: Record<string, AnswerSigns> = {
  'a shop that confirms an order': signs(answer, {
    isNull: true,
    text: 'Please confirm your order. Your message to us was read.',
  }),
  'a subscription': signs(
    { precedence: 'bulk' },
    { text: 'To subscribe, confirm by a reply: your mail is held until then.' },
  ),
  'a person': signs({}, { text: 'Your message is being held at the desk. Please confirm.' }),
  'mail of the user of TMDA': signs({ ...answer, 'x-delivery-agent': 'TMDA/1.1' }, { text: 'Fine.' }),
}
for (const [name, one] of Object.entries(unheld))
  test(`no challenge: ${name}`, () => assert.equal(challengeOf(one), undefined))

test('texts that are made to take long take no time', () => {
  const hostile = [
    'your message '.repeat(1000),
    `your message ${'.a'.repeat(5000)}`,
    'i am '.repeat(2000),
    'cette adresse '.repeat(1000),
    `verify#${'a'.repeat(9000)}`,
    'https://'.repeat(1500),
    'request '.repeat(1500),
    `[ticket${'A-'.repeat(5000)}`,
    'confirm '.repeat(1500),
  ]
  for (const text of hostile) {
    const one = signs(
      { ...answer, 'auto-submitted': 'auto-replied' },
      { isNull: true, subject: text.slice(0, 500), text: text.slice(0, 10_000) },
    )
    const ms = shortestTime(() => {
      challengeOf(one)
      automaticReply(one)
      answeredSubject(one.subject)
    }, 50)
    assert.ok(ms <= 50, `${ms} ms on ${text.slice(0, 30)}`)
  }
})
