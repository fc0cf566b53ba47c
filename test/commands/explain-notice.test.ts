import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { kindIn } from '../../src/commands/explain-notice.ts'
import * as bounces from '../support/bounces.ts'
import { relaycheck } from '../support/tool.ts'

// One message of each feed and of each kind, in the layout of its program, names and addresses changed.
const folder = new URL('../../fixtures/bounces/notices/', import.meta.url).pathname
const textOf = (name: string) => readFileSync(`${folder}${name}`, 'utf8')

const json = async (name: string) => {
  const { code, out, err } = await relaycheck(['explain', '-', '--format', 'json'], { input: [textOf(name)] })
  assert.deepEqual([code, err], [0, ''])
  return JSON.parse(out)
}

/** kind, owner, and what is told in complaint or in notice. */
const shop = { id: '<20261130.4711@shop.example>', from: 'Shop <news@shop.example>', subject: 'Offers of the week €' }
const feedbackId = { field: 'Feedback-ID', value: 'spring:4711:news:shopexample' }
const listUnsubscribe = { field: 'List-Unsubscribe', value: '<https://shop.example/u/4711>' }
const ours = {
  ip: '203.0.113.5',
  sender: 'bounce-4711@shop.example',
  original: shop,
  campaign: [feedbackId, listUnsubscribe],
  signers: ['shop.example'],
}
const complaints: Record<string, [owner: string, complaint: Record<string, unknown>]> = {
  'complaint-yahoo.eml': [
    'sender',
    {
      ...ours,
      feedback: 'abuse',
      form: 'arf',
      feed: { id: 'yahoo-cfl', name: 'Yahoo Complaint Feedback Loop' },
      recipient: 'bob@yahoo.example',
      domain: 'shop.example',
      arrived: '2026-11-30T09:12:03.000Z',
      isRecipientHidden: false,
    },
  ],
  'complaint-aol-arf.eml': [
    'sender',
    {
      ...ours,
      feedback: 'abuse',
      feed: { id: 'aol-scomp', name: 'AOL feedback loop' },
      hidden: 'redacted',
      recipient: undefined,
    },
  ],
  'complaint-aol-scomp.eml': [
    'sender',
    {
      ...ours,
      form: 'scomp',
      feed: { id: 'aol-scomp', name: 'AOL feedback loop' },
      isRecipientHidden: true,
      recipient: undefined,
    },
  ],
  'complaint-microsoft-jmrp.eml': [
    'sender',
    {
      ...ours,
      form: 'jmrp',
      feed: { id: 'microsoft-jmrp', name: 'Microsoft Junk Mail Reporting Program (JMRP)' },
      recipient: 'bob@hotmail.example',
    },
  ],
  'complaint-validity-comcast.eml': [
    'sender',
    {
      ...ours,
      feed: { id: 'validity', name: 'Validity Universal Feedback Loop', origin: 'Comcast' },
      hidden: 'ca2b45ef141c63af66829a2f346c832b@comcast.example',
      recipient: undefined,
    },
  ],
  'complaint-fastmail.eml': [
    'sender',
    {
      ...ours,
      feed: { id: 'validity', name: 'Validity Universal Feedback Loop', origin: 'Fastmail' },
      recipient: 'bob@fastmail.example',
    },
  ],
  'complaint-amazon-ses.eml': [
    'sender',
    {
      feed: { id: 'amazon-ses', name: 'Amazon SES', origin: 'Yahoo Complaint Feedback Loop' },
      ip: undefined,
      recipient: 'bob@yahoo.example',
      sender: '0102-4711-000000@amazonses.com',
      signers: ['amazonses.com'],
      original: shop,
    },
  ],
  'complaint-amazon-ses.json': [
    'sender',
    {
      form: 'ses',
      feed: { id: 'amazon-ses', name: 'Amazon SES', origin: 'Validity Universal Feedback Loop' },
      // 198.51.100.40 is the client that gave Amazon the mail: nobody complains about that address.
      ip: undefined,
      recipient: 'bob@rcpt.example',
      sender: 'bounce-4711@shop.example',
      campaign: [{ field: 'SES message id', value: '0102-4711-000000' }, feedbackId],
      original: { ...shop, subject: 'Offers of the week' },
    },
  ],
  'complaint-cfbl.eml': [
    'sender',
    {
      ip: '2001:db8::25',
      sourcePort: 40123,
      recipient: undefined,
      campaign: [{ field: 'CFBL-Feedback-ID', value: '111:222:333:4444' }],
      original: { id: shop.id },
    },
  ],
  'complaint-spamcop.eml': ['sender', { ...ours, form: 'spamcop', feed: { id: 'spamcop', name: 'SpamCop' } }],
  'complaint-x-arf.eml': [
    'sender',
    { ...ours, feedback: 'abuse', form: 'x-arf', agent: 'reporter/1.0', arrived: '2026-11-30T09:12:03.000Z' },
  ],
  'complaint-fraud.eml': ['sender', { ...ours, feedback: 'fraud', sender: 'ceo@shop.example', incidents: 12 }],
  'complaint-not-spam.eml': ['nobody', { ...ours, feedback: 'not-spam' }],
  'auth-failure-linkedin.eml': [
    'unknown',
    {
      feedback: 'auth-failure',
      failure: 'dmarc',
      ip: '192.0.2.222',
      domain: 'shop.example',
      recipient: 'bob@linkedin.example',
      authentication: { delivery: 'delivered', results: 'dmarc=fail (p=none; dis=none) header.from=shop.example' },
    },
  ],
  'auth-failure-dkim.eml': [
    'unknown',
    {
      failure: 'bodyhash',
      ip: '203.0.113.5',
      authentication: {
        dkimDomain: 'shop.example',
        dkimSelector: 'mail',
        dkimIdentity: '@shop.example',
        alignment: 'dkim',
        delivery: 'reject',
        results: 'receiver.example; dkim=fail (body hash mismatch) header.d=shop.example',
      },
    },
  ],
  'auth-failure-spf.eml': [
    'unknown',
    {
      failure: 'spf',
      ip: '198.51.100.99',
      authentication: {
        spfDns: 'txt : shop.example : v=spf1 ip4:203.0.113.5 -all',
        alignment: 'none',
        delivery: 'spam',
      },
    },
  ],
}
for (const [name, [owner, expected]] of Object.entries(complaints))
  test(`a complaint: ${name}`, async () => {
    const { kind, complaint, notice, replies, ...told } = await json(name)
    assert.deepEqual(
      [kind, told.owner, notice, replies],
      [name.startsWith('auth') ? 'auth-failure' : 'complaint', owner, undefined, []],
    )
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, complaint[key]])), expected)
    assert.deepEqual(complaint.faults, [])
  })

const bob = 'bob@rcpt.example'
const answered = '<20261130.4711@shop.example>'
const notices: Record<string, [kind: string, owner: string, notice: Record<string, unknown>]> = {
  'absence-sieve.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: bob, original: { id: answered } }],
  'absence-exchange.eml': [
    'automatic-reply',
    'nobody',
    { reason: 'absence', from: bob, original: { id: answered, subject: 'Offers of the week' } },
  ],
  'absence-outlook-german.eml': [
    'automatic-reply',
    'nobody',
    { reason: 'absence', from: bob, original: { id: answered, subject: 'Angebote der Woche' } },
  ],
  'absence-gmail.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: bob }],
  'absence-japanese.eml': [
    'automatic-reply',
    'nobody',
    { reason: 'absence', original: { id: answered, subject: '今週のおすすめ' } },
  ],
  'absence-cpanel.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: bob }],
  'absence-qmail-autorespond.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: bob }],
  'absence-groupwise.eml': [
    'automatic-reply',
    'nobody',
    { reason: 'absence', original: { id: answered, subject: 'Offers of the week' } },
  ],
  'automatic-left.eml': ['automatic-reply', 'sender', { reason: 'left', from: bob }],
  'automatic-other.eml': ['automatic-reply', 'nobody', { reason: 'other', from: bob }],
  'acknowledgement-otrs.eml': [
    'automatic-reply',
    'nobody',
    { reason: 'acknowledgement', from: 'support@rcpt.example' },
  ],
  'acknowledgement-plain.eml': [
    'automatic-reply',
    'nobody',
    { reason: 'acknowledgement', from: 'support@rcpt.example' },
  ],
  'challenge-tmda.eml': ['challenge', 'sender', { program: 'TMDA', from: bob, original: { id: answered } }],
  'challenge-boxtrapper.eml': ['challenge', 'sender', { program: 'BoxTrapper', from: bob }],
  'challenge-spamarrest.eml': ['challenge', 'sender', { program: 'Spam Arrest', from: bob }],
  'challenge-boxbe.eml': ['challenge', 'sender', { program: 'Boxbe' }],
  'challenge-mailblocks.eml': ['challenge', 'sender', { program: 'Mailblocks' }],
  'challenge-unknown.eml': ['challenge', 'sender', { program: undefined, from: bob }],
  'receipt-displayed.eml': [
    'read-receipt',
    'nobody',
    {
      disposition: 'displayed',
      from: bob,
      reporter: 'Foomail 97.1',
      isAutomatic: undefined,
      original: { id: answered, subject: 'Offers of the week' },
    },
  ],
  'receipt-deleted.eml': ['read-receipt', 'nobody', { disposition: 'deleted', isAutomatic: true }],
  'receipt-dispatched.eml': ['read-receipt', 'nobody', { disposition: 'dispatched' }],
  'receipt-processed.eml': ['read-receipt', 'nobody', { disposition: 'processed', problem: 'no printer' }],
  'receipt-denied.eml': ['read-receipt', 'nobody', { disposition: 'denied' }],
  'refusal-sieve.eml': ['refusal', 'recipient', { from: bob, problem: 'No more offers, please.' }],
  'delivered.eml': [
    'delivered',
    'nobody',
    { reporter: 'mail.shop.example', recipients: [{ recipient: bob, action: 'delivered', status: '2.0.0' }] },
  ],
  'delivered-bare.eml': [
    'delivered',
    'nobody',
    { recipients: [{ recipient: bob, action: 'delivered', status: '2.0.0' }], count: 1 },
  ],
  'relayed.eml': ['delivered', 'nobody', { recipients: [{ recipient: bob, action: 'relayed', status: '2.0.0' }] }],
  'expanded.eml': ['delivered', 'nobody', { recipients: [{ recipient: bob, action: 'expanded', status: '2.0.0' }] }],
  'delay.eml': ['delay', 'sender', { recipients: [{ recipient: bob, action: 'delayed', status: '4.4.1' }] }],
  'delay-unsaid.eml': ['delay', 'nobody', { recipients: [{ recipient: bob, action: 'delayed' }] }],
}
for (const [name, [kind, owner, expected]] of Object.entries(notices))
  test(`an answer of a program: ${name}`, async () => {
    const read = await json(name)
    assert.deepEqual([read.kind, read.owner, read.complaint], [kind, owner, undefined])
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, read.notice[key]])), expected)
    assert.equal(read.replies.length, name === 'delay.eml' ? 1 : 0)
  })

/** Counter-examples: what a person or a list wrote, whatever it looks like. */
const ordinary = readdirSync(folder).filter((name) => name.startsWith('ordinary-'))
for (const name of ordinary)
  test(`no answer of a program: ${name}`, () =>
    assert.deepEqual(kindIn(readFileSync(`${folder}${name}`)), { kind: 'message' }))

test('every message of the folder is asserted', () => {
  const asserted = [...Object.keys(complaints), ...Object.keys(notices), ...ordinary]
  assert.deepEqual(readdirSync(folder).sort(), asserted.sort())
  assert.ok(ordinary.length >= 11)
})

/** What people read: nothing wider than a terminal, no label without a text, nothing that was not filled in. */
for (const name of [...Object.keys(complaints), ...Object.keys(notices)])
  test(`as text: ${name}`, async () => {
    const { code, out } = await relaycheck(['explain', '-'], { input: [textOf(name)] })
    assert.equal(code, 0)
    assert.deepEqual(
      out.split('\n').filter((line) => line.length > 80),
      [],
    )
    assert.doesNotMatch(out, /\{\w+\}|undefined|\[object/)
    assert.match(out.replace(/\s+/g, ' '), /Nobody has to do anything\.|next move is up to/)
  })

test('who complained is found by the message where the feed hides it', async () => {
  const { out } = await relaycheck(['explain', '-'], { input: [textOf('complaint-validity-comcast.eml')] })
  assert.match(out, /^ {2}Recipient +hidden by the feed$/m)
  assert.match(out, /Send whoever got it nothing of the kind again \(find them in your log by\n {2}Message-ID/)
})

test('SES that sent nothing, and SES that does not know who of several complained', () => {
  const text = textOf('complaint-amazon-ses.json')
  const suppressed = kindIn(
    Buffer.from(text.replace('\\"complaintSubType\\":null', '\\"complaintSubType\\":\\"OnAccountSuppressionList\\"')),
  )
  assert.match(suppressed.notice?.means ?? '', /^Amazon SES sent nothing: the address is on its suppression list/)
  const two = text.replace(
    '{\\"emailAddress\\":\\"bob@rcpt.example\\"}',
    '$&,{\\"emailAddress\\":\\"anna@rcpt.example\\"}',
  )
  const { notice } = kindIn(Buffer.from(two))
  assert.match(notice?.fix ?? '', /^Send one of bob@rcpt\.example, anna@rcpt\.example nothing/)
})

test('a bounce stays a bounce, and says its kind', async () => {
  const { code, out } = await relaycheck(['explain', '-', '--format', 'json'], {
    input: [bounces.dsn(bounces.gmailRefusal)],
  })
  const read = JSON.parse(out)
  assert.deepEqual([code, read.kind, read.replies[0].pattern, read.notice], [0, 'bounce', 'gmail-unauth', undefined])
})

test('an automatic reply that tells of a refusal is no sign that the mail arrived', async () => {
  const text = textOf('automatic-other.eml').replace('Hello!', 'The server said: 552 5.2.2 Mailbox full')
  const { code, out } = await relaycheck(['explain', '-', '--format', 'json'], { input: [text] })
  const read = JSON.parse(out)
  assert.deepEqual(
    [code, read.kind, read.replies[0].pattern, read.notice],
    [0, 'automatic-reply', 'mailbox-full', undefined],
  )
})

test('hostile words of a complaint stay words', async () => {
  const text = textOf('complaint-yahoo.eml').replace('spring:4711', '\u001b[2J\u202espring {recipient} $& ')
  const { out } = await relaycheck(['explain', '-'], { input: [text] })
  assert.match(out.replaceAll('\n', ''), /^[^\p{Cc}\u202e]*$/u)
})
