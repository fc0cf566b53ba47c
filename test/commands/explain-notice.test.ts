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
  'complaint-other-report-type.eml': ['sender', { form: 'arf', ip: '192.0.2.10', recipient: 'eve@feed.example' }],
  'complaint-mixed.eml': [
    'sender',
    { form: 'arf', ip: '192.0.2.10', recipient: 'eve@feed.example', agent: 'ExampleFeed/2.0' },
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
  'absence-vacation-1998.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: 'eric@cs.example' }],
  'absence-vacation-bsd.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: 'eric@cs.example' }],
  'absence-vacation-subject.eml': ['automatic-reply', 'nobody', { reason: 'absence', from: 'eric@cs.example' }],
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
  'challenge-tmda-hyphens.eml': ['challenge', 'sender', { program: 'TMDA', from: bob, original: { id: answered } }],
  'challenge-web.eml': ['challenge', 'sender', { program: undefined, from: bob }],
  'challenge-web-quarantine.eml': ['challenge', 'sender', { program: undefined, from: bob }],
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
  'receipt-exchange-plain.eml': [
    'read-receipt',
    'nobody',
    { disposition: 'displayed', from: bob, original: { id: answered, subject: 'Offers of the week' } },
  ],
  'receipt-deleted-german.eml': [
    'read-receipt',
    'nobody',
    { disposition: 'deleted', from: bob, original: { subject: 'Angebote' } },
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
  const asserted = ['complaint-bare-part.eml', ...Object.keys(complaints), ...Object.keys(notices), ...ordinary]
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

const told = async (text: string) => {
  const { code, out } = await relaycheck(['explain', '-', '--format', 'json'], { input: [text] })
  return { code, ...(out === '' ? {} : JSON.parse(out)) }
}

test('the part for programs alone is a complaint as well', async () => {
  const { kind, complaint } = await told(textOf('complaint-bare-part.eml'))
  assert.deepEqual([kind, complaint.ip, complaint.recipient], ['complaint', '192.0.2.10', 'eve@feed.example'])
})

test('an automatic reply that only speaks of a refusal is one still', async () => {
  for (const words of [
    'From 1 December mail to me will be answered with 550 5.1.1 User unknown. Write to team@rcpt.example.',
    'Please stop sending: our server gives a 554 5.7.1 Relay access denied to everybody else.',
  ]) {
    const read = await told(textOf('automatic-other.eml').replace('Hello!', words))
    assert.deepEqual([read.code, read.kind, read.replies], [0, 'automatic-reply', []], words)
  }
})

const failures: Record<string, [words: string, reason: string]> = {
  'words and a code': ['Delivery to bob@rcpt.example failed: 552 5.2.2 Mailbox full', 'mailbox-full'],
  'words alone': ['Your message to bob@rcpt.example could not be delivered.\n\nThe mailbox is full.', 'mailbox-full'],
  'a whole bounce': [
    'We could not pass it on:\n\nThis is the mail system at host a.example.\n\n<bob@b.example>: host mx.b.example[203.0.113.5]\n    said: 550 5.1.1 User unknown (in reply to RCPT TO command)',
    'no-such-mailbox',
  ],
}
for (const [name, [words, reason]] of Object.entries(failures))
  test(`a bounce within an automatic reply is a bounce: ${name}`, async () => {
    const { kind, replies, notice } = await told(textOf('automatic-other.eml').replace('Hello!', words))
    assert.deepEqual([kind, replies[0]?.reason, notice], ['bounce', reason, undefined])
  })

test('a bounce that is attached, and a notification of a delivery, say their kind', async () => {
  const layout = (name: string) => readFileSync(new URL(`../layouts/${name}`, `file://${folder}`), 'utf8')
  assert.equal((await told(layout('forwarded-as-attachment.eml'))).kind, 'bounce')
  assert.equal((await told(layout('amazon-sns.json'))).kind, 'bounce')
  const mail = { source: 'bounce@shop.example', destination: ['bob@rcpt.example'] }
  const delivery = { recipients: ['bob@rcpt.example'], smtpResponse: '250 2.0.0 Ok', remoteMtaIp: '203.0.113.5' }
  const { kind, replies } = await told(JSON.stringify({ notificationType: 'Delivery', mail, delivery }))
  assert.deepEqual([kind, replies[0].owner], ['delivered', 'nobody'])
})

test('a log of deliveries alone tells of them; lines that nobody said of mail are no reply', async () => {
  const postfix =
    'Nov  2 09:20:11 mail postfix/smtp[123]: 9C2F11A0: to=<bob@rcpt.example>, relay=mx.rcpt.example[203.0.113.5]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as AB1)\nNov  2 09:20:11 mail postfix/qmgr[123]: 9C2F11A0: removed\n'
  const exim =
    '2026-11-02 09:15:02 1tBcDe-0004Fg-Hi -> Eve <bob@rcpt.example> R=dns T=smtp H=mx.rcpt.example [203.0.113.5] C="250 2.0.0 Ok"\n2026-11-02 09:15:02 1tBcDe-0004Fg-Hi Completed\n'
  const sendmail =
    'Nov  2 09:20:11 mail sendmail[12]: x: to=<bob@rcpt.example>, mailer=esmtp, relay=mx.rcpt.example. [203.0.113.5], dsn=2.0.0, stat=Sent (ok dirdel)\n'
  for (const log of [postfix, exim, sendmail]) {
    const { kind, recipients, replies } = await told(log)
    const [one] = recipients
    assert.deepEqual(
      [kind, one.recipient, one.action, one.server, replies[0].owner],
      ['delivered', 'bob@rcpt.example', 'delivered', 'mx.rcpt.example', 'nobody'],
    )
  }
  assert.equal((await told('Dear all,\nthe shop is closed on Monday.\nBest wishes\nAnn\n')).code, 2)
})

test('hostile words of a complaint stay words', async () => {
  const text = textOf('complaint-yahoo.eml').replace('spring:4711', '\u001b[2J\u202espring {recipient} $& ')
  const { out } = await relaycheck(['explain', '-'], { input: [text] })
  assert.match(out.replaceAll('\n', ''), /^[^\p{Cc}\u202e]*$/u)
})
