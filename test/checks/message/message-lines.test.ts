import assert from 'node:assert/strict'
import check from '../../../src/checks/message/message-lines.ts'
import { cases } from '../../support/cases.ts'
import { scanned } from '../../support/message-facts.ts'
import { says } from '../../support/says.ts'

const of = (body: string, head = 'From: a@b.example\r\n') => ({
  mailReport: undefined,
  mail: scanned(`${head}\r\n${body}`),
})
const parts =
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\nfine \xe9\r\n--b\r\n\r\n'

cases(check, {
  'ordinary lines': [of('one\r\ntwo\r\n'), 'fine'],
  'a file kept with LF throughout': [
    { mailReport: undefined, mail: scanned('From: a@b.example\n\none\ntwo\n') },
    'fine',
  ],
  'a line of 998 octets': [of(`${'x'.repeat(998)}\r\n`), 'fine'],
  'a long line of the header is for message-headers': [of('x', `Subject: ${'x'.repeat(2000)}\r\n`), 'fine'],
  '8-bit octets in the header are too': [of('x', 'Subject: \xe9\r\n'), 'fine'],
  '8-bit octets, declared': [of('\xe9', 'Content-Transfer-Encoding: 8bit\r\n'), 'fine'],
  'a line of 999 octets': [
    of(`x\r\n${'x'.repeat(999)}\r\n`),
    'too-long',
    (findings) => {
      says(
        /^One line of the body is longer than 998 octets \(line 4, with 999\)\./,
        /part 1 as quoted-printable/,
      )(findings)
      assert.deepEqual(findings[0]?.evidence, [
        { kind: 'table', head: ['line', 'part', 'octets'], rows: [[4, '1', 999]] },
      ])
    },
  ],
  'lines too long': [
    of(`${'x'.repeat(3000)}\r\n`.repeat(2000)),
    'too-long',
    says(/^2,000 lines of the body are longer.*\(line 3 the first, with 3,000\)\./),
  ],
  'LF among CRLF': [
    of('one\ntwo\r\nthree\r\n'),
    'bare-lf',
    says(/^Lines end in two ways: 1 with LF alone \(line 3\), and the others with CRLF/),
  ],
  'CRLF among LF': [
    { mailReport: undefined, mail: scanned('From: a@b.example\n\none\ntwo\r\n') },
    'bare-lf',
    says(/1 with CRLF \(line 4\), and the others with LF alone/),
  ],
  '8-bit octets in a part that says nothing': [
    of(`raw \xe9\xe9\r\n--b--\r\n`, parts.slice(0, -2)),
    'raw-8bit',
    says(/^One line holds octets above 127 \(line 9\), in part 1\.2, which is declared 7bit\./),
  ],
  '8-bit octets in quoted-printable': [
    of('\xe9\r\n\xe9\r\n', 'Content-Transfer-Encoding: quoted-printable\r\n'),
    'raw-8bit',
    says(/^2 lines hold.*declared quoted-printable/),
  ],
  '8-bit octets in a part too many, of which nothing is looked at': [
    of(`${'--b\r\n\r\nx\r\n'.repeat(501)}\xe9\r\n--b--\r\n`, 'Content-Type: multipart/mixed; boundary=b\r\n'),
    'unknown',
  ],
  'parts too many, in ASCII': [
    of(`${'--b\r\n\r\nx\r\n'.repeat(501)}--b--\r\n`, 'Content-Type: multipart/mixed; boundary=b\r\n'),
    'fine',
  ],
  'a CR alone': [of('one\rtwo\r\n'), 'bare-cr', says(/^There is a CR without LF in one place \(line 3\)\./)],
  'a file whose lines all ended in CR CR LF': [
    { ...of('one\r\n'), mail: { ...of('one\r\n').mail, saved: { hadDoubledCr: true } } },
    ['fine', 'doubled-cr'],
  ],
  'NUL octets': [of('one\0\0two\r\n'), 'nul', says(/^There is a NUL octet in 2 places \(line 3 the first\)/)],
  'all at once, in one order': [
    of(`${'\xe9'.repeat(999)}\n\r\0\r\n`),
    ['too-long', 'bare-lf', 'raw-8bit', 'bare-cr', 'nul'],
  ],
})
