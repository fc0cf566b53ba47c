import assert from 'node:assert/strict'
import test from 'node:test'
import { parseFields, parseHeader, readOctets, trimBlanks } from '../../../src/records/mail/fields.ts'
import { shortestTime } from '../../support/mutate.ts'

const told = (head: string) => parseFields(head).map(({ name, value, line }) => [line, name, value])

test('a simple message (RFC 5322 appendix A.1.1)', () => {
  const head = [
    'From: John Doe <jdoe@machine.example>',
    'To: Mary Smith <mary@example.net>',
    'Subject: Saying Hello',
    'Date: Fri, 21 Nov 1997 09:55:06 -0600',
    'Message-ID: <1234@local.machine.example>',
    '',
    'This is: a message just to say hello.',
  ].join('\r\n')
  assert.deepEqual(told(head), [
    [1, 'From', 'John Doe <jdoe@machine.example>'],
    [2, 'To', 'Mary Smith <mary@example.net>'],
    [3, 'Subject', 'Saying Hello'],
    [4, 'Date', 'Fri, 21 Nov 1997 09:55:06 -0600'],
    [5, 'Message-ID', '<1234@local.machine.example>'],
  ])
})

test('trace fields, several of one name, in their order (appendix A.4)', () => {
  const head =
    'Received: from x.y.test\r\n   by example.net\r\n   via TCP\r\n   id ABC12345;\r\n   21 Nov 1997 10:05:43 -0600\r\nReceived: from node.example by x.y.test; 21 Nov 1997 10:01:22 -0600\r\nFrom: a@b.example\r\n'
  assert.deepEqual(told(head), [
    [1, 'Received', 'from x.y.test   by example.net   via TCP   id ABC12345;   21 Nov 1997 10:05:43 -0600'],
    [6, 'Received', 'from node.example by x.y.test; 21 Nov 1997 10:01:22 -0600'],
    [7, 'From', 'a@b.example'],
  ])
})

test('blanks before the colon, and a fold of blanks alone (appendix A.6.3)', () => {
  const head =
    'From  : John Doe <jdoe@machine(comment).  example>\r\nTo    : Mary Smith\r\n  \r\n          <mary@example.net>\r\n'
  assert.deepEqual(told(head), [
    [1, 'From', 'John Doe <jdoe@machine(comment).  example>'],
    [2, 'To', 'Mary Smith            <mary@example.net>'],
  ])
})

test('the field stands as it came, its folds within and its line end not', () => {
  const [field] = parseFields('Subject: one\r\n\ttwo\r\n')
  assert.deepEqual(field, { name: 'Subject', key: 'subject', value: 'one\ttwo', raw: 'Subject: one\r\n\ttwo', line: 1 })
  assert.equal(parseFields('Subject: one\n two\nTo: x\n')[0]?.raw, 'Subject: one\n two')
})

test('a header that ends with LF, with no line end, or with the lone CR of one', () => {
  for (const head of ['A: b\nC: d\n\nE: f', 'A: b\r\nC: d', 'A: b\nC: d\n\r\nE: f', 'A: b\r\nC: d\r\n\r'])
    assert.deepEqual(
      parseFields(head).map(({ name }) => name),
      ['A', 'C'],
      JSON.stringify(head),
    )
  assert.deepEqual(parseFields(''), [])
  assert.deepEqual(parseFields('\r\nA: b\r\n'), [])
})

test('values are UTF-8 where they are (RFC 6532), else latin1', () => {
  assert.equal(parseFields('Subject: caf\xc3\xa9\n')[0]?.value, 'café')
  assert.equal(parseFields('Subject: caf\xe9\n')[0]?.value, 'café')
  assert.equal(parseFields('Subject: \xc3\xa0\n')[0]?.value, 'à', 'the last octet is no blank')
  assert.equal(parseFields('Subject: caf\xc3\xa9\n')[0]?.raw, 'Subject: caf\xc3\xa9')
  assert.equal(readOctets('é'), 'é')
  assert.equal(readOctets('日'), '日')
})

test('what is no field is told with its line, and what follows is read', () => {
  const { fields, strays } = parseHeader(
    ' begins with a blank: no\nFrom: a@b.example\nno colon here\n: no name\nb\xe4d: x\nTo: c@d.example\n\rCc: e@f.example\n',
  )
  assert.deepEqual(
    fields.map(({ name, line }) => [name, line]),
    [
      ['From', 2],
      ['To', 6],
    ],
  )
  assert.deepEqual(strays, [
    { line: 1, text: ' begins with a blank: no' },
    { line: 3, text: 'no colon here' },
    { line: 4, text: ': no name' },
    { line: 5, text: 'b\xe4d: x' },
    { line: 7, text: '\rCc: e@f.example' },
  ])
})

test('the first line of a mailbox file is no stray (RFC 4155), a later one is', () => {
  const { fields, strays } = parseHeader('From a@b.example Fri Nov 21 09:55:06 1997\nA: b\nFrom x\n')
  assert.deepEqual([fields.map(({ line }) => line), strays.map(({ line }) => line)], [[2], [3]])
})

test('a part of a message counts its lines on', () => {
  assert.deepEqual(
    parseFields('A: b\n c\nD: e\n', 41).map(({ line }) => line),
    [41, 43],
  )
})

test('5,000 fields: 2,000 are read, and it is told', () => {
  const { fields, cut } = parseHeader('DKIM-Signature: v=1\r\n'.repeat(5000))
  assert.equal(fields.length, 2000)
  assert.equal(cut, 'it has more than 2,000 header fields')
  assert.equal(parseHeader('A: b\n'.repeat(2000)).cut, undefined)
})

test('a header of 5 MB: 1 MB of it is read, and it is told', () => {
  for (const line of ['X-Long: ', '\n', ' ', ' \n', ': \n', 'a\n', 'a:\n', '\r', '\n ', '\xff\n']) {
    const head = `A: b\n${'X: y'}${line.repeat(Math.ceil(5e6 / line.length))}`
    const ms = shortestTime(() => {
      const { fields, strays, cut } = parseHeader(head)
      assert.ok(fields.length <= 2000 && strays.length <= 20)
      if (line !== '\n') assert.match(cut ?? '', /^it(?:s header is larger than 1 MB| has more than 2,000)/)
    }, 300)
    assert.ok(ms <= 300, `${ms} ms on ${JSON.stringify(line)}`)
  }
})

test('blanks and line ends are taken from both ends, and nothing else', () => {
  assert.equal(trimBlanks(' \t\r\n a b \n'), 'a b')
  assert.equal(trimBlanks('\xa0a\u2003'), '\xa0a\u2003')
  assert.equal(trimBlanks(' \n'), '')
})

test('the mark that an editor puts before the first field is no part of it', () => {
  const { fields, strays } = parseHeader('\xef\xbb\xbfFrom: a@b.example\r\nTo: c@d.example\r\n')
  assert.deepEqual(
    [fields.map(({ key, line }) => [key, line]), strays],
    [
      [
        ['from', 1],
        ['to', 2],
      ],
      [],
    ],
  )
})
