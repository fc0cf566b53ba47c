import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import test from 'node:test'
import { openScan } from '../../../src/facts/mail/scan.ts'

/** Takes apart a head and a piece again and again, to that many octets; what it took in ms, and how much memory stayed. */
function flood(head: string, piece: string, octets: number) {
  const chunk = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)), 'latin1')
  const start = performance.now()
  const reader = openScan()
  reader.write(Buffer.from(head, 'latin1'))
  for (let told = 0; told < octets; told += chunk.length) reader.write(chunk)
  const mail = reader.end()
  return { mail, ms: performance.now() - start }
}

const attachment =
  'From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n'

test('50 MB of an attachment: within 3 s, and nothing of it is kept', () => {
  const { mail, ms } = flood(attachment, `${'A'.repeat(76)}\r\n`, 50e6)
  assert.ok(ms < 3000, `${ms} ms`)
  assert.deepEqual(
    mail.parts.map(({ text }) => text),
    [undefined, 'text', undefined],
  )
  assert.ok((mail.parts[2]?.octets ?? 0) >= 50e6)
  assert.ok(JSON.stringify(mail).length < 5000)
})

test('floods of what is dear for each octet or line', () => {
  for (const piece of [
    '\n',
    '\r',
    '--b\n',
    '--b--\n',
    '--c\n',
    '--\n',
    '\0',
    '\xe9',
    '\xe9\n',
    '\r\r\n',
    '--b\n\n',
    'a: b\n--b\n',
    '--b\nContent-Type: message/rfc822\n\n',
  ]) {
    const { mail, ms } = flood(attachment, piece, 10e6)
    assert.ok(ms < 3000, `${ms} ms on ${JSON.stringify(piece)}`)
    assert.ok(mail.parts.length <= 500)
    assert.ok(JSON.stringify(mail).length < 200_000, JSON.stringify(piece))
  }
})

test('a line of 20 MB is counted, not kept', () => {
  const { mail, ms } = flood('A: b\r\n\r\n', 'x', 20e6)
  assert.ok(ms < 2000, `${ms} ms`)
  assert.equal(mail.lines.longCount, 1)
  assert.ok((mail.lines.long[0]?.octets ?? 0) >= 20e6)
  assert.equal(mail.parts[0]?.text?.length, 262_144)
  assert.equal(mail.parts[0]?.cut, true)
})

test('a line of 20 MB, a header of 5 MB, and 5,000 fields: cut, and told', () => {
  const line = flood('A: ', 'x', 20e6).mail
  assert.equal(line.cut, 'its header is larger than 1 MB')
  assert.ok((line.fields[0]?.raw.length ?? 0) <= 1_048_576)
  assert.equal(flood('', 'A: b\r\n', 30_000).mail.cut, 'it has more than 2,000 header fields')
  const large = flood('', `A: ${'x'.repeat(900)}\r\n`, 5e6).mail
  assert.equal(large.cut, 'its header is larger than 1 MB')
  assert.ok(large.fields.length < 1200)
})

test('what stands behind a header too large is still body', () => {
  const reader = openScan()
  reader.write(Buffer.from(`A: b\r\n${`X: ${'y'.repeat(900)}\r\n`.repeat(2000)}\r\nbody`))
  assert.equal(reader.end().parts[0]?.text, 'body')
})

test('parts 300 deep: 50 are looked at, and it is told', () => {
  let message = ''
  for (let level = 0; level < 300; level++)
    message += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`
  const reader = openScan()
  reader.write(Buffer.from(`${message}\r\ninnermost`))
  const { parts, cut } = reader.end()
  assert.equal(parts.length, 51)
  assert.equal(parts.at(-1)?.depth, 50)
  assert.equal(parts.at(-1)?.path.split('.').length, 51)
  assert.equal(cut, 'its parts are nested more than 50 deep')
})

test('600 parts: 500 are looked at, and it is told', () => {
  const reader = openScan()
  reader.write(Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n'))
  for (let n = 0; n < 600; n++) reader.write(Buffer.from(`--b\r\n\r\npart ${n} \xe9\r\n`, 'latin1'))
  const { parts, cut, lines } = reader.end()
  assert.equal(parts.length, 500)
  assert.equal(parts.at(-1)?.path, '1.499')
  assert.equal(parts.at(-1)?.text, 'part 498 é')
  assert.equal(cut, 'it has more than 500 parts')
  assert.equal(lines.rawCount, 499, 'of what is not looked at nothing is said')
})

test('headers of parts are bounded one by one, and all together', () => {
  const reader = openScan()
  reader.write(Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n'))
  for (let n = 0; n < 100; n++) reader.write(Buffer.from(`--b\r\nA: ${'x'.repeat(200_000)}\r\n\r\ntext\r\n`))
  const { parts, cut } = reader.end()
  assert.equal(parts.length, 101)
  assert.equal(cut, 'the header of its part 1.1 is too large')
  const octets = parts.flatMap(({ fields }) => fields).reduce((sum, { raw }) => sum + raw.length, 0)
  assert.ok(octets <= 2_200_000, `${octets} octets`)
})

test('text: 256 KB of one part, 2 MB of all, whatever the encoding', () => {
  for (const [encoding, line] of [
    ['7bit', `${'x'.repeat(70)}\r\n`],
    ['base64', `${Buffer.from('x'.repeat(57)).toString('base64')}\r\n`],
    ['quoted-printable', `${'=78'.repeat(25)}=\r\n`],
  ] as const) {
    const reader = openScan()
    reader.write(Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n'))
    for (let n = 0; n < 12; n++)
      reader.write(Buffer.from(`--b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${line.repeat(12_000)}\r\n`))
    const { parts } = reader.end()
    assert.equal(parts[1]?.text?.length, 262_144, encoding)
    assert.equal(parts[1]?.cut, true)
    assert.equal(
      parts.reduce((sum, { text = '' }) => sum + text.length, 0),
      2_097_152,
    )
    assert.deepEqual([parts[12]?.text, parts[12]?.cut], ['', true])
  }
})

test('text that was cut ends with a whole character', () => {
  for (const charset of ['', '; charset=utf-8']) {
    const { parts } = flood(`Content-Type: text/plain${charset}\r\n\r\na`, '\xc3\xa9', 300_000).mail
    assert.match(parts[0]?.text ?? '', /^aé+$/)
  }
})

test('a binary', () => {
  const octets = Buffer.alloc(300_000)
  for (let at = 0, state = 1; at < octets.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    octets[at] = state >>> 16
  }
  const reader = openScan()
  reader.write(octets)
  const { fields, parts, octets: told } = reader.end()
  assert.deepEqual([fields.length, parts.length, told], [0, 1, 300_000])
})
