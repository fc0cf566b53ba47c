import assert from 'node:assert/strict'
import check from '../../../src/checks/message/message-headers.ts'
import { cases } from '../../support/cases.ts'
import { scanned } from '../../support/message-facts.ts'
import { says } from '../../support/says.ts'

const usual = ['From: a@b.example', 'To: c@d.example', 'Date: Tue, 24 Nov 2026 06:00:00 +0000']
const of = (...fields: string[]) => ({
  mailReport: undefined,
  mail: scanned([...usual, ...fields, '', 'text', ''].join('\r\n')),
})
const received = (protocol: string) => `Received: from a by b with ${protocol} id 1; Tue, 24 Nov 2026 06:00:00 +0000`
const top = (...fields: string[]) => ({
  mailReport: undefined,
  mail: scanned([...fields, ...usual, '', 'text', ''].join('\r\n')),
})

cases(check, {
  'an ordinary header': [of('Subject: x'), 'fine', says(/^The 4 header fields/)],
  'one field alone': [
    { mailReport: undefined, mail: scanned('Subject: x\r\n\r\nx') },
    'fine',
    says(/^The one header field is as RFC 5322 has it\./),
  ],
  'a mailbox file of two': [
    { ...of(), mail: { ...of().mail, saved: { messages: 2 } } },
    ['fine', 'several-messages'],
    (findings) => assert.match(findings[1]?.says ?? '', /holds 2 messages.*The first of them is judged/),
  ],
  'a file that ends behind the header': [
    { mailReport: undefined, mail: scanned('Subject: x\r\nTo: a@b.example\r\n') },
    ['fine', 'alone'],
  ],
  'no header at all': [{ mailReport: undefined, mail: scanned('\r\ntext') }, 'none'],
  'an empty file': [{ mailReport: undefined, mail: scanned('') }, 'none'],
  'fields of which there may be many': [
    of(
      'Received: a',
      'Received: b',
      'DKIM-Signature: a',
      'DKIM-Signature: b',
      'Comments: a',
      'Comments: b',
      'X-A: a',
      'X-A: b',
    ),
    'fine',
  ],
  'two of From, Date and Message-ID: the checks of these tell it': [
    of('From: x@y.example', 'Date: x', 'Message-ID: <1@b.example>', 'Message-ID: <2@b.example>'),
    'repeated-single',
    (findings) => {
      says(/there are more: From \(2\), Date \(2\), Message-ID \(2\)\./)(findings)
      assert.deepEqual(findings[0]?.follows, ['message-from', 'message-date', 'message-id'])
    },
  ],
  'two dates and two subjects: what no other check tells stands by itself': [
    of('Date: x', 'Subject: a', 'Subject: b'),
    ['repeated-single', 'repeated-single'],
    (findings) => {
      says(/there are more: Subject \(2\)\./)(findings)
      assert.deepEqual(
        findings.map(({ follows }) => follows),
        [undefined, ['message-date']],
      )
    },
  ],
  'two subjects, and three Content-Type in any case': [
    of('Subject: a', 'SUBJECT: b', 'Content-Type: text/plain', 'content-type: text/html', 'Content-Type: a/b'),
    'repeated-single',
    (findings) => {
      says(/there are more: Subject \(2\), Content-Type \(3\)\. Gmail/, /each of Subject, Content-Type/)(findings)
      const [evidence] = findings[0]?.evidence ?? []
      assert.deepEqual(evidence?.kind === 'table' && evidence.rows[1], [5, 'SUBJECT', 'b'])
    },
  ],
  'two To fields': [
    of('To: e@f.example'),
    'repeated-single',
    says(/To \(2\)/, /several recipients go into one field, with commas/),
  ],
  'what is no address in Reply-To': [
    of('Reply-To: not an address'),
    'malformed-addresses',
    says(/^Reply-To cannot be read as RFC 5322 has addresses: "not an address"|^Reply-To cannot.*has no @/),
  ],
  'two mailboxes in Sender (RFC 5322 section 3.6.2)': [
    of('Sender: a@b.example, c@d.example'),
    'malformed-addresses',
    says(/^Sender cannot be read.*it names 2 mailboxes/),
  ],
  'an empty Cc': [of('Cc:'), 'malformed-addresses', says(/it names nobody/)],
  'several that are no lists of addresses': [
    of('Cc: ;;;', 'Reply-To: <a@b.example'),
    'malformed-addresses',
    says(
      /^Reply-To, Cc cannot be read.*in Reply-To an angle bracket is not closed, in Cc a ; stands in it where it may/,
    ),
  ],
  'a name with a comma and no quotes': [of('Cc: Doe, John <john@b.example>'), 'malformed-addresses'],
  'groups, comments, dots in names, encoded words, quotes: all as RFC 5322 has them': [
    of(
      'Cc: undisclosed-recipients:;',
      'Reply-To: J. Doe <j@b.example>, "Doe, A" <"a b"@c.example>, =?utf-8?q?D=2C_B?= <b@c.example> (x)',
      'Sender: shop@[192.0.2.1]',
    ),
    'fine',
  ],
  'a line of blanks within the header': [
    of('Subject: one', ' ', 'X-Hidden: two'),
    'blank-line',
    says(/^Line 5 of the header, in Subject, holds nothing but blanks/),
  ],
  'the same in what the receiver wrote': [top('Authentication-Results: mx', '\t', received('ESMTPS')), 'fine'],
  'UTF-8 as it is': [
    of('Subject: caf\xc3\xa9', 'X-Name: \xe9'),
    'raw-8bit',
    says(/in Subject, X-Name, and no hop says/, /=\?UTF-8\?Q/),
  ],
  'a hop took it with SMTPUTF8 (RFC 6531)': [of('Subject: caf\xc3\xa9', received('UTF8SMTPS')), 'fine'],
  'a hop took it without': [of(received('ESMTPS'), 'Subject: caf\xc3\xa9'), 'raw-8bit'],
  'what the receiver added is not the sender’s': [
    top('X-Scanned: \xc3\xa9', received('ESMTPS'), 'X-Spamd-Result: \xc3\xa9', `X-MS-Exchange-X: ${'x'.repeat(1200)}`),
    'fine',
  ],
  'the header of a part': [
    {
      mailReport: undefined,
      mail: scanned(
        'From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=\xe9\r\n\r\nx\r\n--b--\r\n',
      ),
    },
    'raw-8bit',
    says(/in Content-Disposition/),
  ],
  'a line of 998 octets, and many of them folded': [
    of(`Subject: ${'x'.repeat(989)}`, `References: ${`<${'x'.repeat(900)}@b.example>\r\n `.repeat(5)}<a@b.example>`),
    'fine',
  ],
  'a line of 999 octets': [
    of(`Subject: ${'x'.repeat(990)}`),
    'too-long',
    says(/servers take: a line of Subject has 999 octets, and 998 is the most\. /),
  ],
  'a header of 40 KB in short lines': [
    of(`To: ${'someone@receiver.example,\r\n '.repeat(1500)}x@y.example`),
    ['repeated-single', 'too-long'],
    (findings) => assert.match(findings[1]?.says ?? '', /: it has 4\d,\d{3} octets, and Sendmail takes 32,768\./),
  ],
  '5,000 fields': [of(...Array<string>(5000).fill('X-A: b')), 'too-long', says(/: it has at least 2,000 fields\. /)],
  'a header of 5 MB': [of(...Array<string>(5000).fill(`X-A: ${'b'.repeat(990)}`)), 'too-long'],
  'a line that is no field': [
    of('no field at all', 'Subject: x'),
    'not-a-field',
    says(/^Line 4 of the header, "no field at all", is no header field/),
  ],
  'parts 60 deep': [
    {
      mailReport: undefined,
      mail: scanned(
        Array.from({ length: 60 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(
          '',
        ),
      ),
    },
    'too-complex',
    says(/not looked at to its end: its parts are nested more than 50 deep\./),
  ],
  'servers wrote more fields than are looked at: that is not for fewer parts to mend': [
    top(...Array.from({ length: 2001 }, () => received('ESMTP'))),
    'too-complex',
    ([finding]) => assert.match(finding?.fix ?? '', /^See which server writes so many fields/),
  ],
})
