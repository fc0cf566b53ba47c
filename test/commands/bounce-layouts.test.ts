import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { repliesIn } from '../../src/commands/explain-input.ts'
import { repliesText } from '../../src/formats/explain-reply.ts'

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'bounces', 'layouts')
const octetsOf = (file: string): Buffer => readFileSync(join(folder, file))

type Row = readonly [recipient: string, action: string, reply: string, status?: string, server?: string]
/** A bounce as each program lays it out -> what it says to each recipient. Each original message holds a reply and a comment on SPF. */
const layouts: Readonly<Record<string, readonly Row[]>> = {
  '1und1.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'Mail size limit exceeded. For explanation visit http://postmaster.1and1.example/en/error-messages?ip=%1s',
    ],
  ],
  'amazon-ses.eml': [
    ['bob@rcpt.example', 'failed', '550 5.7.1 <bounce@shop.example>... Access denied', '5.0.0', '203.0.113.5'],
  ],
  'amazon-sns-by-mail.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', '203.0.113.5'],
    ['eve@rcpt.example', 'failed', '552 5.2.2 Mailbox full', '5.2.2', '203.0.113.5'],
  ],
  'amazon-sns.json': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', '203.0.113.5'],
    ['eve@rcpt.example', 'failed', '552 5.2.2 Mailbox full', '5.2.2', '203.0.113.5'],
  ],
  'aol.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 We would love to have gotten this email to bob@rcpt.example. But, your recipient never logged onto their account.',
      '',
      'mx.rcpt.example',
    ],
  ],
  'attached-to-a-bounce.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', '203.0.113.5'],
    ['eve@other.example', 'failed', "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)"],
  ],
  'au-ezweb.eml': [['bob@rcpt.example', 'failed', '550 <bob@rcpt.example>: User unknown']],
  'biglobe.eml': [
    ['bob@rcpt.example', 'failed', "The number of messages in recipient's mailbox exceeded the local limit."],
  ],
  'courier.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1', 'mx.rcpt.example'],
    ['eve@other.example', 'failed', 'DNS lookup failure: other.example.'],
  ],
  'docomo.eml': [
    ['bob@rcpt.example', 'failed', '5.1.1 <bob@rcpt.example>: User unknown', '5.1.1'],
    ['eve@rcpt.example', 'failed', '5.2.2 <eve@rcpt.example>: Mailbox full', '5.2.2'],
  ],
  'domino.eml': [['bob@rcpt.example', 'failed', 'User bob (bob@rcpt.example) not listed in Domino Directory', '5.0.0']],
  'dragonfly.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '552 5.2.2 <bob@rcpt.example>: Recipient address rejected: Mailbox full',
      '5.2.2',
      'mx.rcpt.example',
    ],
  ],
  'exchange-2003.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'The e-mail account does not exist at the organization this message was sent to. Check the e-mail address, or contact the recipient directly to find out the correct address.',
      '5.1.1',
      'mail.rcpt.example',
    ],
    ['eve@other.example', 'failed', '552 5.2.2 <eve@other.example>: Mailbox full', '5.2.2', 'mail.rcpt.example'],
  ],
  'exchange-2007.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found', '5.1.1', 'mail.rcpt.example'],
    [
      'eve@rcpt.example',
      'failed',
      '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient',
      '5.2.3',
      'mail.rcpt.example',
    ],
    ['ann@other.example', 'failed', '550 5.7.1 Relaying denied', '5.7.1', 'mx.other.example'],
  ],
  'exchange-2013-german.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      '5.1.10',
      'mail.rcpt.example',
    ],
    [
      'eve@other.example',
      'failed',
      '554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain',
      '5.4.4',
      'mx.other.example',
    ],
  ],
  'exchange-5.5.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'The recipient name is not recognized MSEXCH:IMS:RCPT:SITE:EXCHANGE 0 (000C05A6) Unknown Recipient',
    ],
    [
      'eve@rcpt.example',
      'failed',
      'The message size exceeds the limit of the recipient MSEXCH:IMS:RCPT:SITE:EXCHANGE 3550 (000B09B6) 552 Message too large',
    ],
  ],
  'exim.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User unknown', '5.1.1', 'mx.rcpt.example'],
    ['eve@other.example', 'failed', 'Unrouteable address'],
    [
      'ann@third.example',
      'failed',
      'Child process of address_pipe transport returned 127 (could mean unable to exec or command does not exist)',
    ],
  ],
  'ezweb-disabled.eml': [['bob@rcpt.example', 'failed', '550 user unknown']],
  'forwarded-as-attachment.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', '203.0.113.5'],
    ['eve@other.example', 'failed', "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)"],
  ],
  'forwarded-in-words.eml': [['bob@rcpt.example', 'failed', 'Sorry, no mailbox here by that name. (#5.1.1)']],
  'gmail.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown', '5.1.1'],
  ],
  'gmx.eml': [['bob@rcpt.example', 'failed', '5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1', 'mx.rcpt.example']],
  'google-2010.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1', 'mx.rcpt.example'],
  ],
  'google-groups.eml': [
    [
      'list@rcpt.example',
      'failed',
      'the group you tried to contact (list) may not exist, or you may not have permission to post messages to the group',
    ],
  ],
  'google-workspace.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'Unspecified Error (SENT_SECOND_EHLO): Smtp server does not advertise AUTH capability',
    ],
  ],
  'groupwise.eml': [
    ['bob@rcpt.example', 'failed', 'user not found'],
    ['eve@rcpt.example', 'failed', '552 5.2.2 mailbox full (quota)', '5.2.2'],
  ],
  'imail.eml': [['bob@rcpt.example', 'failed', 'Unknown user: bob@rcpt.example']],
  'indimail.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'The user does not exist in this domain. vdeliver: Invalid or unknown virtual user (#5.1.1)',
    ],
  ],
  'interscan.eml': [['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... user unknown', '5.1.1']],
  'iso-2022-jp-undeclared.eml': [['bob@rcpt.example', 'failed', '宛先が見つかりません']],
  'james.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1'],
    ['eve@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1'],
  ],
  'kddi.eml': [
    ['bob@rcpt.example', 'failed', 'As their mailbox is full.'],
    ['eve@rcpt.example', 'failed', 'Due to the following SMTP relay error.'],
  ],
  'm-filter.eml': [['bob@rcpt.example', 'failed', '550 unknown user <bob@rcpt.example>']],
  'magicmail.eml': [
    [
      'bob@rcpt.example',
      'failed',
      "child status 100...The e-mail message could not be delivered because the user's mailfolder is full.",
    ],
  ],
  'mail-ru-russian.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: user not found', '5.1.1', 'mx.rcpt.example'],
  ],
  'mail-ru.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1', 'mx.rcpt.example'],
  ],
  'mail2000.eml': [
    ['bob@rcpt.example', 'failed', 'User unknown'],
    ['eve@rcpt.example', 'failed', 'Mailbox full'],
  ],
  'mailfoundry.eml': [
    ['bob@rcpt.example', 'failed', '550 <bob@rcpt.example> No such user here', '', 'mx.rcpt.example'],
  ],
  'mailmarshal.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1'],
    ['eve@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1'],
  ],
  'mcafee.eml': [['bob@rcpt.example', 'failed', '550 Unknown user bob@rcpt.example', '', '203.0.113.5']],
  'mdaemon.eml': [['bob@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1']],
  'messagelabs.eml': [
    ['bob@rcpt.example', 'failed', '550 bob@rcpt.example... No such user', '5.0.0', 'mx.rcpt.example'],
  ],
  'microsoft-365.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@rcpt.example not found by SMTP address lookup',
      '5.1.10',
    ],
  ],
  'mimecast.eml': [['bob@rcpt.example', 'failed', '550 5.1.1 User Unknown', '5.0.0', 'mx.rcpt.example']],
  'netqmail-multiline.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 5.7.1 Your message was refused by our policy. See https://rcpt.example/policy for more.',
      '5.7.1',
      '203.0.113.5',
    ],
  ],
  'notes-japanese.eml': [['bob@rcpt.example', 'failed', 'ディレクトリのリストにありません']],
  'opensmtpd.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1'],
    ['eve@other.example', 'failed', 'No MX found for domain'],
  ],
  'oracle.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1', 'mx.rcpt.example'],
    ['eve@rcpt.example', 'failed', 'Over quota'],
  ],
  'outlook-com-utf-7.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1'],
    ['eve@rcpt.example', 'failed', '550 5.2.2 <eve@rcpt.example>... Mailbox Full', '5.2.2'],
  ],
  'postfix-text.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 <bob@rcpt.example>: User unknown in local recipient table',
      '',
      'mx.rcpt.example',
    ],
    [
      'eve@other.example',
      'failed',
      'Host or domain name not found. Name service error for name=other.example type=A: Host not found',
    ],
  ],
  'postfix-three-fates-base64.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', 'mx.rcpt.example'],
    ['ann@full.example', 'failed', '552 5.2.2 Mailbox full', '5.2.2', 'mx.full.example'],
    ['eve@slow.example', 'delayed', 'connect to mx.slow.example[203.0.113.9]:25: Connection timed out', '4.4.1'],
  ],
  'qmail-ldap.eml': [['bob@rcpt.example', 'failed', 'Mailaddress is administratively disabled. (#5.2.1)']],
  'qmail.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', '203.0.113.5'],
    ['eve@other.example', 'failed', "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)"],
  ],
  'qq-gb2312.eml': [['bob@rcpt.example', 'failed', '550 Mailbox not found']],
  'sendgrid-webhook.json': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1'],
    ['eve@rcpt.example', 'delayed', '451 4.7.1 Greylisting in action, please come back later', '4.7.1'],
  ],
  'sendgrid.eml': [['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown']],
  'sendmail-5-deferred.eml': [
    ['bob@rcpt.example', 'failed', '421 Deferred: Connection timed out during user open with rcpt.example'],
  ],
  'sendmail-5.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '501 <bounce@shop.example>... no access from mail server [192.0.2.55] which is an open relay.',
      '',
      'mx.rcpt.example',
    ],
    ['eve@other.example', 'failed', '550 Host unknown (Authoritative answer from name server)'],
    ['ann@third.example', 'failed', '550 <ann@third.example>... User unknown', '', 'mx.third.example'],
  ],
  'sendmail-8-reasons.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User unknown', '5.1.1', 'mx.rcpt.example'],
    ['eve@other.example', 'failed', '550 Host unknown'],
  ],
  'sendmail-8-transcript.eml': [
    ['bob@rcpt.example', 'failed', '550 <bob@rcpt.example>... User unknown', '', 'mx.rcpt.example'],
    ['eve@rcpt.example', 'failed', '552 5.2.2 The mailbox of eve is over its quota', '5.2.2', 'mx.rcpt.example'],
  ],
  'sendmail-8-warning.eml': [
    [
      'bob@rcpt.example',
      'delayed',
      '451 4.7.1 Greylisting in action, please come back later',
      '4.0.0',
      'mx.rcpt.example',
    ],
  ],
  'shift-jis.eml': [['bob@rcpt.example', 'failed', 'メールボックスの容量超過です (#5.2.2)']],
  'status-as-text.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', 'mx.rcpt.example'],
  ],
  'status-double-spaced.eml': [['bob@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1']],
  'status-folded-anywhere.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown',
      '5.1.1',
      'mx.rcpt.example',
    ],
  ],
  'status-quoted-printable.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', 'mx.rcpt.example'],
    ['ann@full.example', 'failed', '552 5.2.2 Mailbox full', '5.2.2', 'mx.full.example'],
    ['eve@slow.example', 'delayed', 'connect to mx.slow.example[203.0.113.9]:25: Connection timed out', '4.4.1'],
  ],
  'status-utf-16.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: User unknown', '5.1.1', 'mx.rcpt.example'],
    ['ann@full.example', 'failed', '552 5.2.2 Mailbox full', '5.2.2', 'mx.full.example'],
    ['eve@slow.example', 'delayed', 'connect to mx.slow.example[203.0.113.9]:25: Connection timed out', '4.4.1'],
  ],
  'surfcontrol.eml': [['bob@rcpt.example', 'failed', '550 bob@rcpt.example... No such user', '5.0.0', '203.0.113.5']],
  'utf-16.eml': [['bob@rcpt.example', 'failed', 'Sorry, no mailbox here by that name. (#5.1.1)']],
  'vtext.eml': [['4155550100@vtext.example', 'failed', '550 - Requested action not taken: no such user here']],
  'within-vacation.eml': [['bob@rcpt.example', 'failed', 'Sorry, no mailbox here by that name. (#5.1.1)']],
  'au-not-within.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'Your message was not delivered within 0 days and 1 hours. Host mx.rcpt.example is not responding.',
    ],
  ],
  'intermail-not-within.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'Your message was not delivered within 1 days and 0 hours. Host rcpt.example is not responding.',
    ],
  ],
  'imail-generated.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown', '5.1.1'],
  ],
  'imail-generated-first.eml': [['bob@rcpt.example', 'failed', '554 Transaction failed: message identified as SPAM']],
  'sendmail-8-unrecoverable.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 No such user here', '5.1.1', 'mx.rcpt.example'],
  ],
  'exchange-2003-name.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User unknown', '5.1.1', 'mail.rcpt.example'],
  ],
  'exchange-2003-german.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'Das E-Mail-Konto ist in der Organisation nicht vorhanden, an die diese Nachricht gesendet wurde.',
      '5.1.1',
      'mail.rcpt.example',
    ],
  ],
  'exchange-2003-attached.eml': [
    [
      'bob@rcpt.example',
      'failed',
      'The e-mail account does not exist at the organization this message was sent to. Check the e-mail address, or contact the recipient directly to find out the correct address.',
      '5.1.1',
      'mail.rcpt.example',
    ],
  ],
  'groupwise-post-office.eml': [
    ['bob@rcpt.example', 'failed', 'user not found'],
    ['eve.po.domain', 'failed', 'mailbox is full'],
  ],
  'surfcontrol-spam.eml': [['bob@rcpt.example', 'failed', '550 5.7.1 Message rejected: spam', '5.7.1', '203.0.113.5']],
  'courier-two.eml': [
    ['bob@rcpt.example', 'failed', '550 The mailbox you want is not here.', '', 'mx.rcpt.example'],
    ['eve@rcpt.example', 'failed', '452 4.2.2 Over quota', '4.2.2', 'mx.rcpt.example'],
  ],
  'sendmail-5-two.eml': [
    ['bob@rcpt.example', 'failed', '550 <bob@rcpt.example>... User unknown', '', 'mx.rcpt.example'],
    ['eve@nohost.example', 'failed', '554 <eve@nohost.example>... Unknown host'],
  ],
  'exim-two.eml': [
    [
      'bob@rcpt.example',
      'failed',
      '550 5.7.1 [192.0.2.10] The message was rejected, see https://rcpt.example/help',
      '5.7.1',
      'mx.rcpt.example',
    ],
    ['eve@other.example', 'failed', 'retry timeout exceeded'],
  ],
  'qmail-three.eml': [
    ['bob@rcpt.example', 'failed', '553 5.7.1 sender rejected', '5.7.1', '203.0.113.5'],
    [
      'eve@other.example',
      'failed',
      "CNAME lookup failed temporarily. (#4.4.3) I'm not going to try again; this message has been in the queue too long.",
    ],
    ['ann@third.example', 'failed', 'This message is looping: it already has my Delivered-To line. (#5.4.6)'],
  ],
  'yandex-two.eml': [
    ['bob@rcpt.example', 'failed', '550 5.7.1 Sender IP reverse lookup rejected', '5.7.1', 'mx.rcpt.example'],
    ['eve@rcpt.example', 'failed', 'connect to mx2.rcpt.example[203.0.113.6]:25: Connection refused'],
  ],
  'docomo-two.eml': [
    ['bob@docomo.example', 'failed', '550 Unknown user bob@docomo.example', '', 'mfsmax.docomo.example'],
    ['eve@docomo.example', 'failed', '552 Mailbox full'],
  ],
  'x3-failed.eml': [
    ['bob@rcpt.example', 'failed', '553 5.3.0 <bob@rcpt.example>... No such user here', '5.3.0', '203.0.113.5'],
  ],
  'x3.eml': [['bob@rcpt.example', 'failed', 'Routing: Could not find a gateway for bob@rcpt.example']],
  'x6.eml': [['bob@rcpt.example', 'failed', '550 5.1.1 User unknown', '5.1.1', 'mx.rcpt.example']],
  'yahoo-other-domain.eml': [
    ['bob@rcpt.example', 'failed', "This user doesn't have a rcpt.example account (bob@rcpt.example) [-9]"],
  ],
  'yahoo.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown', '5.1.1'],
  ],
  'yandex.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1', 'mx.rcpt.example'],
  ],
  'zoho-unreachable.eml': [['bob@rcpt.example', 'failed', '421 Host not reachable.']],
  'zoho.eml': [
    ['bob@rcpt.example', 'failed', '550 5.1.1 <bob@rcpt.example>... User Unknown', '5.1.1'],
    ['eve@rcpt.example', 'failed', '550 5.2.2 <eve@rcpt.example>... Mailbox Full', '5.2.2'],
  ],
}

/** What stands in the original message of each. */
const ofOriginal = /ORIGINAL WORDS|original@other|permitted sender|192\.0\.2\.10 \(|belong to the letter/

function recipientsOf(octets: Buffer): Row[] {
  const read = repliesIn(octets)
  assert.ok(!('usage' in read), JSON.stringify(read))
  assert.doesNotMatch(JSON.stringify(read), ofOriginal)
  return (read.recipients ?? []).map(({ recipient, action, status = '', remote = '', reply }) => [
    recipient,
    action,
    reply.text,
    ...(status !== '' || remote !== '' ? [status] : []),
    ...(remote === '' ? [] : [remote]),
  ]) as unknown as Row[]
}

for (const [file, rows] of Object.entries(layouts))
  test(`the layout of ${file}`, () => assert.deepEqual(recipientsOf(octetsOf(file)), rows))

test('every layout is read, with line ends of the network as with those of a file', () => {
  const others = ['google-no-reason.eml', 'quoted-in-an-answer.eml']
  assert.deepEqual(readdirSync(folder).sort(), [...Object.keys(layouts), ...others].sort())
  for (const [file, rows] of Object.entries(layouts)) {
    const octets = octetsOf(file)
    if (!octets.includes(13))
      assert.deepEqual(
        recipientsOf(Buffer.from(octets.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')),
        rows,
        file,
      )
  }
})

/** The text of a message in one part, as somebody pastes it: without the header. */
const pastedOf = (file: string): string | undefined => {
  const whole = octetsOf(file).toString('utf8')
  const isPlain = /^Content-Type: text\/plain; charset=(?:us-ascii|utf-8)\nContent-Transfer-Encoding: [78]bit$/im.test(
    whole,
  )
  return isPlain && !/^Content-Type: multipart/im.test(whole) ? whole.slice(whole.indexOf('\n\n') + 2) : undefined
}
const pasted = Object.keys(layouts).filter((file) => pastedOf(file) !== undefined)

test('a bounce that was pasted says the same as the message, quoted too', () => {
  assert.ok(pasted.length > 20)
  for (const file of pasted.filter((one) => !one.startsWith('mdaemon'))) {
    const text = pastedOf(file) ?? ''
    const [said, quoted] = [text, text.replace(/^/gm, '> ')].map((one) => {
      const rows = recipientsOf(Buffer.from(one))
      return rows.map(([recipient, , reply]) => `${recipient}: ${reply}`)
    })
    const wanted = layouts[file]?.map(([recipient, , reply]) => `${recipient}: ${reply}`)
    assert.deepEqual(said, wanted, file)
    assert.deepEqual(quoted, wanted, `${file}, quoted`)
  }
})

test('a bounce that gives no reason names its recipient', () => {
  const read = repliesIn(octetsOf('google-no-reason.eml'))
  assert.ok('usage' in read)
  assert.match(read.usage, /does not say why the mail to bob@rcpt\.example came back/)
})

test('what an answer quotes was said to somebody else', () => {
  const read = repliesIn(octetsOf('quoted-in-an-answer.eml'))
  assert.ok('usage' in read)
  assert.match(read.usage, /nothing says that mail could not be delivered/)
})

const style = { color: 0, width: 80, unicode: true, verbosity: 'normal' } as const

test('several recipients stand side by side above the replies', () => {
  const read = repliesIn(octetsOf('postfix-three-fates-base64.eml'))
  assert.ok(!('usage' in read))
  const lines = repliesText(read, style).split('\n')
  assert.match(lines[0] ?? '', /^ {2}recipient +mail +status +meaning$/)
  assert.match(lines[1] ?? '', /^ {2}bob@rcpt\.example +bounced +5\.1\.1 +There is no such mailbox\.$/)
  assert.match(lines[2] ?? '', /^ {2}ann@full\.example +bounced +5\.2\.2 +\S/)
  assert.ok(
    lines.some((line) => /^ {2}eve@slow\.example +deferred +4\.4\.1 +Nothing answers on that port\.$/.test(line)),
  )
  for (const line of lines) assert.ok(line.length <= 80, line)
})

test('one recipient needs no table; who said it is told, or whose report it is', () => {
  const [server, program] = ['google-2010.eml', 'domino.eml'].map((file) => {
    const read = repliesIn(octetsOf(file))
    assert.ok(!('usage' in read))
    return repliesText(read, style)
  })
  assert.match(server ?? '', /^550 5\.1\.1 <bob@rcpt\.example>\.\.\. User Unknown\n {2}said by mx\.rcpt\.example\n\n/)
  assert.match(program ?? '', /\n {2}reported by mail\.rcpt\.example\n\n/)
})
