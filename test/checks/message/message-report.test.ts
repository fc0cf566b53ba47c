import assert from 'node:assert/strict'
import test from 'node:test'
import check from '../../../src/checks/message/message-report.ts'
import type { Mail } from '../../../src/core/mail.ts'
import type { MailNotice } from '../../../src/core/mail-notice.ts'
import type { MailReport, ReportedRecipient } from '../../../src/core/mail-report.ts'
import { seen } from '../../../src/core/observation.ts'
import { judge } from '../../../src/judge.ts'
import { explainReply } from '../../../src/knowledge/replies.ts'
import { readReply } from '../../../src/records/reply/read.ts'
import type { Around } from '../../../src/records/reply/said.ts'
import { cases } from '../../support/cases.ts'
import { mailOf, part } from '../../support/mail-parts.ts'

/** A message of that type. */
const typed = (type: string, parameters: Record<string, string> = {}, text = ''): Mail =>
  mailOf([part(type, text, { parameters })])
const original = { id: '<1@shop.example>', from: 'Shop <news@shop.example>', subject: 'Your order' }
const mail = typed('text/plain')
const toBob = (
  action: ReportedRecipient['action'],
  text: string,
  more: Partial<ReportedRecipient> = {},
  around: Around = {},
): ReportedRecipient => {
  const reply = explainReply(readReply(text, { ...around, from: 'news@shop.example', to: 'bob@rcpt.example' }))
  return {
    recipient: 'bob@rcpt.example',
    action,
    ...(reply.enhanced !== undefined && { status: reply.enhanced }),
    remote: 'mx.rcpt.example',
    reply,
    ...more,
  }
}
const delivery = (
  recipients: readonly ReportedRecipient[],
  more: Partial<Extract<MailReport, { kind: 'delivery' }>> = {},
) => ({
  mail,
  mailNotice: undefined,
  mailReport: {
    kind: 'delivery',
    writer: { known: 'house', domain: 'mail.shop.example' },
    standard: true,
    reporter: 'mail.shop.example',
    recipients,
    count: recipients.length,
    original,
    ...more,
  } as const,
})
const complaint = (more: Partial<Extract<MailReport, { kind: 'complaint' }>> = {}) => ({
  mail,
  mailNotice: undefined,
  mailReport: {
    kind: 'complaint',
    writer: { known: 'house' },
    feedback: 'abuse',
    reporter: 'mail.fbl.example',
    ip: '192.0.2.1',
    sender: 'bounce@shop.example',
    recipient: 'bob@rcpt.example',
    original,
    faults: [],
    ...more,
  } as const,
})
const notice = (kind: MailNotice['kind'], more: Partial<MailNotice>): MailNotice => ({
  kind,
  from: 'bob@rcpt.example',
  original,
  ...more,
})
const many = (count: number, text: string) =>
  Array.from({ length: count }, (_, i) => toBob('failed', text, { recipient: `u${i}@rcpt.example` }))

cases(check, {
  'somebody who does not exist': [
    delivery([toBob('failed', '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown')]),
    'failed',
    ([finding]) => {
      assert.equal(
        finding?.says,
        'The mail "Your order" to bob@rcpt.example did not arrive, and is not tried again. There is no such mailbox. mx.rcpt.example said "550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown". The next move is up to whoever sent the message.',
      )
      assert.equal(finding.fix, 'Correct the address, or take it off your list.')
      const { recipient, status, class: kind, owner, reply } = finding.about
      assert.deepEqual(
        [recipient, status, kind, owner, reply],
        [
          'bob@rcpt.example',
          '5.1.1',
          'recipient',
          'sender',
          '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown',
        ],
      )
    },
  ],
  'what nobody vouches for: the commands stand on lines of their own': [
    delivery([
      toBob(
        'failed',
        '550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550 5.7.26 SPF [shop.example] with ip: [192.0.2.1] = did not pass',
      ),
    ]),
    'failed',
    ([finding]) => assert.match(finding?.fix ?? '', /\n {4}relaycheck domain shop\.example --ip 192\.0\.2\.1$/),
  ],
  'one command': [
    delivery([
      toBob('failed', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org'),
    ]),
    'failed',
    ([finding]) => assert.match(finding?.fix ?? '', /\n {4}relaycheck ip 192\.0\.2\.1$/),
  ],
  'greylisting to the end: nobody tries again by itself': [
    delivery([toBob('failed', '451 4.7.1 Greylisting in action, please come back later', {}, { gaveUp: true })]),
    'failed',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /send it once more/)
      assert.doesNotMatch(`${finding?.says}${finding?.fix}`, /Wait|Nobody/)
      assert.equal(finding?.about.owner, 'sender')
    },
  ],
  'no reason given': [
    delivery([toBob('failed', '', { recipient: '' })], { standard: false }),
    'failed',
    ([finding]) => {
      assert.match(finding?.says ?? '', /to a recipient who is not named .* Why does not stand in the report\./)
      assert.match(JSON.stringify(finding?.evidence), /read out of its words/)
    },
  ],
  'still tried': [
    delivery([toBob('delayed', '452 4.2.2 Mailbox full', { retryUntil: new Date('2026-12-01T10:00:00Z') })]),
    'delayed',
    ([finding]) => assert.match(finding?.says ?? '', /tried again until 2026-12-01 10:00 UTC\. The mailbox is full\./),
  ],
  'still tried, with one command and with two': [
    delivery([
      toBob('delayed', 'connect to mx.rcpt.example[203.0.113.5]:25: Connection timed out'),
      toBob('delayed', '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints'),
    ]),
    ['delayed', 'delayed'],
    ([one, two]) => {
      assert.match(one?.fix ?? '', /\n {4}relaycheck relay mx\.rcpt\.example:25$/)
      assert.match(
        two?.fix ?? '',
        /\n {4}relaycheck ip 192\.0\.2\.1\n {4}relaycheck domain shop\.example --ip 192\.0\.2\.1$/,
      )
    },
  ],
  receipts: [
    delivery([toBob('delivered', '2.0.0'), toBob('relayed', '2.0.0'), toBob('expanded', '2.0.0')]),
    ['delivered', 'passed-on', 'passed-on'],
    ([, relayed, expanded]) => {
      assert.match(relayed?.says ?? '', /to a server that sends no reports/)
      assert.match(expanded?.says ?? '', /to the members of a list/)
    },
  ],
  'one cause is told once, whoever it kept the mail from': [
    delivery([...many(60, '550 5.1.1 User unknown'), toBob('failed', '552 5.2.2 Mailbox full')]),
    ['failed', 'failed'],
    ([all]) => {
      assert.equal(all?.about.count, 60)
      assert.match(all?.says ?? '', /to 60 recipients \(u0@rcpt\.example, .* and 48 more\) did not arrive/)
    },
  ],
  'one cause for those of several receivers, with a command for each receiver': [
    delivery(
      ['a.example', 'b.example'].map((to) => {
        const text =
          'Host or domain name not found. Name service error for name=NAME type=MX: Host not found, try again'
        const reply = explainReply(readReply(text.replace('NAME', to), { to: `bob@${to}` }))
        return { recipient: `bob@${to}`, action: 'failed', reply } as const
      }),
    ),
    ['failed', 'failed'],
  ],
  'an Action that is none': [
    delivery([toBob('unclear', '', { unclear: 'its Action is "zzz"' })]),
    'unclear',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /^What became of the mail "Your order" to bob@rcpt\.example .*: its Action is "zzz"\.$/,
      )
      assert.match(finding?.fix ?? '', /log of the sending server/)
    },
  ],
  'who says so is who is proven to, not who is named within': [
    delivery([toBob('delivered', '2.0.0')], {
      writer: { known: 'proven', domain: 'evil.example' },
      reporter: 'mx.rcpt.example',
    }),
    'delivered',
    ([finding]) => {
      assert.match(finding?.says ?? '', /was delivered: evil\.example says so\.$/)
      assert.doesNotMatch(JSON.stringify(finding), /mx\.rcpt\.example says/)
    },
  ],
  'delivered, and nothing shows who says so': [
    delivery([toBob('delivered', '2.0.0')], { writer: { known: 'unproven', domain: 'rcpt.example' } }),
    ['said-delivered', 'unproven'],
    ([said, unproven]) => {
      assert.deepEqual([said?.verdict, unproven?.verdict], ['info', 'info'])
      assert.match(said?.says ?? '', /^By this report the mail "Your order" to bob@rcpt\.example was delivered\./)
      assert.match(unproven?.says ?? '', /^Nothing shows that rcpt\.example wrote this report/)
    },
  ],
  'failed, and nothing shows who says so': [
    delivery([toBob('failed', '550 5.1.1 User unknown')], { writer: { known: 'unproven' } }),
    ['failed', 'unproven'],
    ([failed, unproven]) => {
      assert.match(failed?.says ?? '', /^By this report the mail "Your order" to bob@rcpt\.example did not arrive/)
      assert.match(unproven?.says ?? '', /^Nothing shows that the one in its From field wrote this report/)
    },
  ],
  'a forged receipt says nothing, and is no pass': [
    delivery([toBob('delivered', '2.0.0')], { writer: { known: 'forged', domain: 'shop.example' } }),
    'forged',
    ([finding]) => {
      assert.equal(finding?.verdict, 'fail')
      assert.match(finding.says, /^This has the form of a report by shop\.example, and DMARC fails for it/)
      assert.match(JSON.stringify(finding.evidence), /It says: delivered bob@rcpt\.example/)
    },
  ],
  'a forged complaint': [
    complaint({ writer: { known: 'forged', domain: 'shop.example' } }),
    'forged',
    ([finding]) => assert.match(JSON.stringify(finding?.evidence), /It says: a complaint \(abuse\)/),
  ],
  'a complaint that nothing proves': [
    complaint({ writer: { known: 'unproven', domain: 'fbl.example' } }),
    ['complaint', 'unproven'],
    ([finding]) => assert.match(finding?.says ?? '', /^The report tells of a complaint/),
  ],
  'a complaint of whom DMARC shows': [
    complaint({ writer: { known: 'proven', domain: 'fbl.example' }, reporter: 'mail.big.example' }),
    'complaint',
    ([finding]) => assert.match(finding?.says ?? '', /^fbl\.example reports a complaint/),
  ],
  'a command with a word to fill in says so': [
    delivery([toBob('failed', '554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org')]),
    'failed',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /\n {4}relaycheck ip ADDRESS$/)
      assert.match(finding?.fix ?? '', /Put the right one in place of ADDRESS\./)
    },
  ],
  'more than are looked at': [
    delivery([toBob('delivered', '2.0.0')], { count: 500 }),
    ['delivered', 'more'],
    ([, more]) => assert.match(more?.says ?? '', /500 recipients, of whom the first 1 /),
  ],
  'hostile words': [
    delivery(
      [toBob('failed', '550 5.7.1 \u001b[2J\u202e::error::" {recipient}', { recipient: '\u001b]8;;x\u0007@x' })],
      {
        original: { subject: '"\n::error::\u0000' },
      },
    ),
    'failed',
    ([finding]) => assert.match(`${finding?.says}${finding?.fix?.replaceAll('\n', ' ')}`, /^[^\p{Cc}\u202e]*$/u),
  ],
  complaint: [
    complaint({ faults: ['it has no Version'] }),
    'complaint',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /^mail\.fbl\.example reports a complaint \(abuse\) about the mail "Your order" to bob@rcpt\.example that came from 192\.0\.2\.1\./,
      )
      assert.match(JSON.stringify(finding?.evidence), /it has no Version/)
    },
  ],
  'a complaint that hides who made it': [
    complaint({ feedback: 'fraud', recipient: undefined, ip: undefined, reporter: undefined } as object),
    'complaint',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /^The report tells of a complaint \(fraud\) about the mail "Your order"\. Receivers/,
      ),
  ],
  'failed authentication': [
    complaint({ feedback: 'auth-failure', failure: 'dmarc' }),
    'not-authenticated',
    ([finding]) => {
      assert.match(finding?.says ?? '', /DMARC failed/)
      assert.match(finding?.fix ?? '', /\n {4}relaycheck domain shop\.example --ip 192\.0\.2\.1$/)
    },
  ],
  'failed authentication of nobody knows whom': [
    complaint({ feedback: 'auth-failure', sender: '$(id)@$(id)' }),
    'not-authenticated',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /relaycheck/),
  ],
  'no spam after all': [complaint({ feedback: 'not-spam' }), 'not-spam'],
  'no spam, and nobody knows who says so': [
    complaint({ feedback: 'not-spam', reporter: undefined } as object),
    'not-spam',
    ([finding]) => assert.match(finding?.says ?? '', /^The report says that the mail "Your order" to bob/),
  ],
  'a complaint of a feed that hides who complained': [
    complaint({
      recipient: undefined,
      details: {
        form: 'arf',
        feed: { id: 'validity', name: 'Validity Universal Feedback Loop', origin: 'Comcast' },
        hidden: 'ca2b45ef@comcast.example',
        sourcePort: 40123,
        campaign: [{ field: 'Feedback-ID', value: 'spring:4711:news:shop' }],
        signers: ['shop.example'],
      },
    } as object),
    'complaint',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        /^Send whoever got it nothing .* \(find them in your log by Message-ID <1@shop\.example>\)/,
      )
      const notes = JSON.stringify(finding?.evidence)
      for (const note of [
        'Feed: Validity Universal Feedback Loop, for Comcast',
        'Sent from: 192.0.2.1, port 40123',
        'Recipient: hidden by the feed (ca2b45ef@comcast.example)',
        'Feedback-ID: spring:4711:news:shop',
        'Signed by: shop.example',
      ])
        assert.ok(notes.includes(note), note)
    },
  ],
  'a complaint of fraud is about a compromise': [
    complaint({ feedback: 'fraud' }),
    'complaint',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Look for a compromise/)
      assert.match(finding?.says ?? '', /The next move is up to whoever runs the sending server\.$/)
    },
  ],
  'what a report of failed authentication says became of the mail': [
    complaint({
      feedback: 'auth-failure',
      failure: 'bodyhash',
      details: {
        form: 'arf',
        domain: 'news.shop.example',
        campaign: [],
        signers: [],
        authentication: {
          dkimDomain: 'news.shop.example',
          dkimSelector: 'mail',
          delivery: 'reject',
          alignment: 'dkim',
        },
      },
    }),
    'not-authenticated',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /DKIM \(bodyhash\) failed for .* It was rejected\. If the sending address is yours, /,
      )
      assert.match(finding?.fix ?? '', /find what changes the text behind the signer/)
      assert.match(finding?.fix ?? '', /\n {4}relaycheck domain news\.shop\.example --ip 192\.0\.2\.1$/)
      assert.match(JSON.stringify(finding?.evidence), /DKIM: d=news\.shop\.example s=mail/)
    },
  ],
  'somebody who is away': [
    { mailReport: undefined, mailNotice: notice('automatic-reply', { reason: 'absence' }), mail },
    'automatic-reply',
    ([finding]) => {
      assert.equal(finding?.verdict, 'info')
      assert.equal(
        finding.says,
        'This is an automatic reply of bob@rcpt.example to the mail "Your order". The mail arrived, and the person is away. Nobody has to do anything.',
      )
      assert.deepEqual(finding.refs, ['RFC 3834'])
    },
  ],
  'a challenge': [
    { mailReport: undefined, mailNotice: notice('challenge', { program: 'TMDA' }), mail },
    'challenge',
    ([finding]) => {
      assert.equal(finding?.verdict, 'warn')
      assert.match(finding.says, /^This is a challenge by TMDA of bob@rcpt\.example .* held until its sender confirms/)
      assert.match(finding.fix ?? '', /^If you wrote to that person, confirm once/)
      assert.equal(finding.about.owner, 'sender')
    },
  ],
  'a read receipt': [
    { mailReport: undefined, mailNotice: notice('read-receipt', { disposition: 'deleted', problem: 'x' }), mail },
    'read-receipt',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /The mail arrived, and was deleted; whether anybody read it before is not known\./,
      )
      assert.deepEqual(finding?.refs, ['RFC 8098 section 3.2.6'])
    },
  ],
  'a filter of the recipient': [
    { mailReport: undefined, mailNotice: notice('refusal', { disposition: 'deleted', problem: 'No more.' }), mail },
    'refusal',
    ([finding]) => {
      assert.equal(finding?.verdict, 'fail')
      assert.match(
        finding.says,
        /of the mail "Your order"\. The mail was not delivered: a filter .* up to the recipient\.$/,
      )
      assert.match(JSON.stringify(finding.evidence), /It says: No more\./)
    },
  ],
  'a letter': [
    { mailReport: undefined, mailNotice: undefined, mail },
    'not-applicable',
    ([finding]) => assert.equal(finding?.says, 'this is no report about other mail'),
  ],
  'a bounce forwarded in the text': [
    {
      mailReport: undefined,
      mailNotice: undefined,
      mail: typed('text/plain', {}, 'See:\r\n\r\n> Final-Recipient: rfc822; bob@rcpt.example\r\n'),
    },
    'forwarded',
    ([finding]) => assert.equal(finding?.verdict, 'info'),
  ],
  'a bounce that is attached': [
    {
      mailReport: undefined,
      mailNotice: undefined,
      mail: typed('message/rfc822', {}, 'From: MAILER-DAEMON\r\nContent-Type: multipart/report;\r\n boundary=b\r\n'),
    },
    'forwarded',
  ],
  'a letter that speaks of one': [
    {
      mailReport: undefined,
      mailNotice: undefined,
      mail: typed('text/plain', {}, 'The field Final-Recipient: names him.'),
    },
    'not-applicable',
  ],
  'what has only the form of a report': [
    {
      mailReport: undefined,
      mailNotice: undefined,
      mail: typed('multipart/report', { 'report-type': 'delivery-status' }),
    },
    'not-applicable',
    ([finding]) =>
      assert.match(finding?.says ?? '', /has the form of a report, but .* a return path, which no report has/),
  ],
})

test('what is said of a complaint cites the standards of complaints, and none of bounces', () => {
  const refsOf = (facts: object) =>
    judge(check, Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, seen(value)]))).map(
      ({ refs }) => refs,
    )
  const unproven = { writer: { known: 'unproven' } } as const
  assert.deepEqual(refsOf(complaint(unproven)), [['RFC 5965 section 3'], ['RFC 9989 section 4.4']])
  for (const feedback of ['abuse', 'fraud', 'auth-failure', 'not-spam'])
    for (const refs of refsOf(complaint({ feedback }))) {
      assert.ok(refs.includes('RFC 5965 section 3'), feedback)
      assert.ok(!refs.some((ref) => /RFC 346[34]/.test(ref)), feedback)
    }
  assert.deepEqual(refsOf(delivery([toBob('failed', '550 5.1.1 User unknown')])), [
    ['RFC 3464 section 2.3', 'RFC 3463'],
  ])
})
