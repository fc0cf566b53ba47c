import assert from 'node:assert/strict'
import test from 'node:test'
import type { Mail, MailPart } from '../../../src/core/mail.ts'
import { openScan } from '../../../src/facts/mail/scan.ts'

/** Takes apart a message of latin1, in chunks of that size. */
function scan(message: string, size = 65_536): Mail {
  const octets = Buffer.from(message, 'latin1')
  const reader = openScan()
  for (let at = 0; at < octets.length; at += size) reader.write(octets.subarray(at, at + size))
  return reader.end()
}
const crlf = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join('')
const tree = ({ parts }: Mail) => parts.map(({ path, depth, type, text }: MailPart) => [path, depth, type, text])

const simple = crlf('From: a@b.example', 'Subject: Hello', '', 'One line.', 'Another.')

test('a simple message', () => {
  const { octets, fields, cut, strays, parts, lines } = scan(simple)
  assert.equal(octets, simple.length)
  assert.deepEqual(
    fields.map(({ name, value, line }) => [line, name, value]),
    [
      [1, 'From', 'a@b.example'],
      [2, 'Subject', 'Hello'],
    ],
  )
  assert.deepEqual([cut, strays], [undefined, undefined])
  assert.deepEqual(parts, [
    {
      path: '1',
      depth: 0,
      type: 'text/plain',
      parameters: {},
      encoding: '7bit',
      fields: [],
      octets: 21,
      text: 'One line.\r\nAnother.\r\n',
    },
  ])
  assert.deepEqual(lines, {
    count: 5,
    ending: 'crlf',
    odd: [],
    oddCount: 0,
    bareCr: 0,
    long: [],
    longCount: 0,
    raw: [],
    rawCount: 0,
    nul: 0,
  })
})

/** RFC 2046 section 5.1.1, with its preamble and epilogue. */
const rfc2046 = crlf(
  'From: Nathaniel Borenstein <nsb@bellcore.com>',
  'MIME-Version: 1.0',
  'Content-type: multipart/mixed; boundary="simple boundary"',
  '',
  'This is the preamble.  It is to be ignored.',
  '--simple boundary',
  '',
  'This is implicitly typed plain US-ASCII text.',
  'It does NOT end with a linebreak.',
  '--simple boundary',
  'Content-type: text/plain; charset=us-ascii',
  '',
  'This is explicitly typed plain US-ASCII text.',
  'It DOES end with a linebreak.',
  '',
  '--simple boundary--',
  'This is the epilogue.  It is also to be ignored.',
  '--simple boundary',
  'Content-type: text/html',
  '',
  'Nor is this.',
)

test('the parts of RFC 2046 section 5.1.1, and nothing behind the last boundary', () => {
  const mail = scan(rfc2046)
  assert.deepEqual(tree(mail), [
    ['1', 0, 'multipart/mixed', undefined],
    ['1.1', 1, 'text/plain', 'This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.'],
    ['1.2', 1, 'text/plain', 'This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n'],
  ])
  assert.equal(mail.parts[1]?.octets, mail.parts[1]?.text?.length)
  assert.equal(mail.parts[0]?.octets, rfc2046.length - rfc2046.indexOf('\r\n\r\n') - 4)
  assert.deepEqual(
    mail.parts[2]?.fields.map(({ name, line }) => [name, line]),
    [['Content-type', 11]],
  )
})

/** RFC 2049 appendix A, shortened: two multiparts in one, a digest-like message within, base64 and no text kept of it. */
const nested = crlf(
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=unique-boundary-1',
  '',
  'preamble',
  '--unique-boundary-1',
  '',
  '  ... Some text appears here ...',
  '',
  '--unique-boundary-1',
  'Content-Type: multipart/parallel; boundary=unique-boundary-2',
  '',
  '--unique-boundary-2',
  'Content-Type: audio/basic',
  'Content-Transfer-Encoding: base64',
  '',
  'AAAA',
  '',
  '--unique-boundary-2',
  'Content-Type: text/enriched',
  '',
  'This is <bold>enriched.</bold>',
  '--unique-boundary-2--',
  '',
  '--unique-boundary-1',
  'Content-Type: message/rfc822',
  '',
  'From: (mailbox in US-ASCII)',
  'Subject: (subject in US-ASCII)',
  'Content-Type: Text/plain; charset=ISO-8859-1',
  '',
  '  ... Additional text in ISO-8859-1 goes here ...',
  '',
  '--unique-boundary-1--',
)

test('parts in parts (RFC 2049 appendix A); of a message within the header', () => {
  assert.deepEqual(tree(scan(nested)), [
    ['1', 0, 'multipart/mixed', undefined],
    ['1.1', 1, 'text/plain', '  ... Some text appears here ...\r\n'],
    ['1.2', 1, 'multipart/parallel', undefined],
    ['1.2.1', 2, 'audio/basic', undefined],
    ['1.2.2', 2, 'text/enriched', 'This is <bold>enriched.</bold>'],
    [
      '1.3',
      1,
      'message/rfc822',
      'From: (mailbox in US-ASCII)\r\nSubject: (subject in US-ASCII)\r\nContent-Type: Text/plain; charset=ISO-8859-1\r\n',
    ],
  ])
})

test('the boundary of an outer multipart ends the inner ones (RFC 2046 section 5.1.2)', () => {
  const open = crlf(
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary=outer-2',
    '',
    '--outer-2',
    'Content-Type: text/html',
    '',
    'one',
    '--outer',
    'Content-Type: text/plain',
    '--outer--',
  )
  assert.deepEqual(tree(scan(open)), [
    ['1', 0, 'multipart/mixed', undefined],
    ['1.1', 1, 'multipart/alternative', undefined],
    ['1.1.1', 2, 'text/html', 'one'],
    ['1.2', 1, 'text/plain', ''],
  ])
})

test('a digest holds messages where it does not say otherwise (RFC 2046 section 5.1.5)', () => {
  const digest = crlf(
    'Content-Type: multipart/digest; boundary=b',
    '',
    '--b',
    '',
    'From: a@b.example',
    '',
    'text',
    '--b--',
  )
  assert.deepEqual(tree(scan(digest))[1], ['1.1', 1, 'message/rfc822', 'From: a@b.example\r\n'])
})

test('blanks behind a boundary do not matter, more than that makes it another line', () => {
  const mail = scan(
    crlf('Content-Type: multipart/mixed; boundary=b', '', '--b \t', '', '--bx', '--b--x', ' --b', '--b-- '),
  )
  assert.deepEqual(tree(mail)[1], ['1.1', 1, 'text/plain', '--bx\r\n--b--x\r\n --b'])
})

test('a multipart without a boundary has no parts', () => {
  for (const type of [
    'multipart/mixed',
    'multipart/mixed; boundary=""',
    `multipart/mixed; boundary=${'b'.repeat(300)}`,
  ])
    assert.equal(scan(crlf(`Content-Type: ${type}`, '', '--', '', '----', `--${'b'.repeat(300)}`)).parts.length, 1)
})

const encoded: Record<string, [fields: string[], body: string, text: string]> = {
  'quoted-printable, with soft line breaks and blanks that a transport added (RFC 2045 section 6.7)': [
    ['Content-Transfer-Encoding: Quoted-Printable', 'Content-Type: text/plain; charset=utf-8'],
    'caf=C3=A9 =\r\nnoir  \r\n=3D =20\r\nsoft = \t\r\nbreak, =zz and =4 stay=',
    'café noir\r\n=  \r\nsoft break, =zz and =4 stay',
  ],
  'base64 in lines': [
    ['Content-Transfer-Encoding: base64', 'Content-Type: text/html; charset=iso-8859-1'],
    `${Buffer.from('<p>café</p>', 'latin1').toString('base64').slice(0, 8)}\r\n${Buffer.from('<p>café</p>', 'latin1').toString('base64').slice(8)}\r\n`,
    '<p>café</p>',
  ],
  'base64 that was padded twice': [['Content-Transfer-Encoding: base64'], 'YQ==\r\nYg==\r\n', 'ab'],
  '8bit without a charset, UTF-8': [['Content-Transfer-Encoding: 8bit'], 'caf\xc3\xa9', 'café'],
  '8bit without a charset, no UTF-8': [['Content-Transfer-Encoding: 8bit'], 'caf\xe9 \x80', 'café €'],
  'a charset of Japan': [['Content-Type: text/plain; charset=ISO-2022-JP'], '\x1b$B4A\x1b(B', '漢'],
  'a charset that only libmime knows': [['Content-Type: text/plain; charset=cp437'], 'caf\x82', 'café'],
  'a charset of nobody': [['Content-Type: text/plain; charset="x-no*such"'], 'caf\xe9', 'café'],
  'an encoding of nobody': [['Content-Transfer-Encoding: x-uue (comment)'], 'as it is', 'as it is'],
}
for (const [name, [fields, body, text]] of Object.entries(encoded))
  test(`text: ${name}`, () => {
    assert.equal(scan(`${fields.join('\r\n')}\r\n\r\n${body}`).parts[0]?.text, text)
  })

test('what is kept: text, and what reports are made of; no attachment', () => {
  const kept = (type: string, more = '') => scan(`Content-Type: ${type}\r\n${more}\r\nA: b\r\n\r\nrest`).parts[0]?.text
  for (const type of [
    'text/plain',
    'text/html',
    'text/rfc822-headers',
    'message/delivery-status',
    'message/feedback-report',
  ])
    assert.equal(kept(type), 'A: b\r\n\r\nrest', type)
  assert.equal(kept('message/global-delivery-status'), 'A: b\r\n\r\nrest')
  assert.equal(kept('message/rfc822'), 'A: b\r\n')
  for (const type of ['image/png', 'application/pdf', 'message/partial']) assert.equal(kept(type), undefined, type)
  assert.equal(kept('text/csv', 'Content-Disposition: attachment; filename=x.csv\r\n'), undefined)
  assert.equal(kept('message/delivery-status', 'Content-Disposition: attachment\r\n'), 'A: b\r\n\r\nrest')
  assert.equal(kept('text/plain', 'Content-Disposition: inline\r\n'), 'A: b\r\n\r\nrest')
})

test('a message that ends anywhere', () => {
  for (let length = 0; length <= nested.length; length++) {
    const mail = scan(nested.slice(0, length))
    assert.equal(mail.octets, length)
    assert.ok(mail.parts.length >= 1)
  }
})

test('nothing, a header alone, a body alone, the line of a mailbox file', () => {
  assert.deepEqual([scan('').fields, scan('').lines.count, scan('').parts[0]?.octets], [[], 0, 0])
  const header = scan('From: a@b.example\r\nSubject: x')
  assert.deepEqual(
    [header.fields.length, header.lines.count, header.parts[0]?.octets, header.parts[0]?.text],
    [2, 2, 0, ''],
  )
  const body = scan('\r\nonly text')
  assert.deepEqual([body.fields, body.parts[0]?.text, body.parts[0]?.octets], [[], 'only text', 9])
  assert.deepEqual(scan('From a@b.example Fri Nov 21 09:55:06 1997\nA: b\n\nx').strays, undefined)
  assert.deepEqual(scan('A: b\nno field\nC: d\n\nx').strays, [{ line: 2, text: 'no field' }])
})

/** One message of all that chunks may cut. */
const everything = [
  'From: a@b.example\r\nX: \r\n y\n z\r\nContent-Type: multipart/mixed;\r\n boundary="b b"\r\n\r\npre\r\n',
  '--b b\r\nContent-Transfer-Encoding: 8bit\r\n\r\ncaf\xc3\xa9\r\r\nbare\rcr\r\n\r\n',
  '--b b\nContent-Type: text/html\r\n\r\n<p>\xe9\0\r\n\r\n--b b--\r\n--b b\r\nend\r',
].join('')

test('the same, wherever the chunks are cut', () => {
  for (const message of [simple, rfc2046, nested, everything, everything.replaceAll('\r\n', '\n')]) {
    const whole = scan(message)
    for (let size = 1; size <= message.length; size++) assert.deepEqual(scan(message, size), whole, `chunks of ${size}`)
  }
})

test('long lines are the same, wherever the chunks are cut', () => {
  for (const length of [997, 998, 999, 2046, 2047, 2048, 2049, 2050, 5000])
    for (const end of ['\r\n', '\n', '\r', '\r\r\n', '']) {
      const message = `A: b\r\n\r\n${'x'.repeat(length)}${end}${end && 'y'}`
      const whole = scan(message)
      const longest = end.startsWith('\r') && end !== '\r\n' ? length + end.replace('\r\n', '').length : length
      const isJoined = end === '\r'
      assert.equal(
        whole.lines.longCount,
        longest + (isJoined ? 1 : 0) > 998 ? 1 : 0,
        `${length} ${JSON.stringify(end)}`,
      )
      assert.equal(whole.parts[0]?.text?.length, length + end.length + (end ? 1 : 0))
      for (const size of [1, 2, 7, 997, 1000, 2047, 2048, 2049, 2050, 2051, 4999, message.length - 1])
        assert.deepEqual(scan(message, size), whole, `${length} ${JSON.stringify(end)} in chunks of ${size}`)
    }
})
