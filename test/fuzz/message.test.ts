import assert from 'node:assert/strict'
import test from 'node:test'
import messageDate from '../../src/checks/message/message-date.ts'
import messageHeaders from '../../src/checks/message/message-headers.ts'
import messageId from '../../src/checks/message/message-id.ts'
import messageLines from '../../src/checks/message/message-lines.ts'
import type { Mail } from '../../src/core/mail.ts'
import { seen } from '../../src/core/observation.ts'
import { decodeWords } from '../../src/facts/mail/decode.ts'
import { openScan } from '../../src/facts/mail/scan.ts'
import { judge } from '../../src/judge.ts'
import { parseAddresses } from '../../src/records/mail/addresses.ts'
import { parseContentType } from '../../src/records/mail/content-type.ts'
import { parseMailDate } from '../../src/records/mail/date.ts'
import { parseMessageId } from '../../src/records/mail/message-id.ts'
import { received } from '../support/message-facts.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = [
  'From: =?utf-8?q?D=C3=B6rte?= <d@shop.example>\r\nTo: "A, B" <a@b.example>, Us: c@d.example;\r\nSubject: Hello\r\n\tagain\r\nDate: Tue, 24 Nov 2026 06:00:00 +0000 (UTC)\r\nMessage-ID: <1.2@shop.example>\r\n\r\nOne line.\r\n\r\nAnother.\r\n',
  'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary*0="b-";\n boundary*1=1\n\npre\n--b-1\nContent-Type: multipart/alternative; boundary=b-2\n\n--b-2\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>caf=C3=A9=\n</p>\n--b-2--\n\n--b-1\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\nY2Fm6Q==\n--b-1--\nepilogue\n',
  `Received: by mx.example; Tue, 24 Nov 2026 06:00:00 +0000\r\nFrom: <@a.example:b@[192.0.2.1]>\r\nSubject: ${'x'.repeat(1100)}\r\n\r\ncaf\xe9\rbare\r\r\n\0\r\n${'y'.repeat(2100)}\n`,
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nbody\r\n--b--\r\n',
].map((text) => Buffer.from(text, 'latin1'))

function scan(octets: Uint8Array, size: number): Mail {
  const reader = openScan()
  for (let at = 0; at < octets.length; at += size) reader.write(octets.subarray(at, at + size))
  return reader.end()
}

/** What holds of every message, whatever it is. */
function holdTo(mail: Mail, octets: Uint8Array): void {
  assert.equal(mail.octets, octets.length)
  assert.ok(mail.fields.length <= 2000 && mail.parts.length >= 1 && mail.parts.length <= 500)
  let line = 0
  for (const field of mail.fields) {
    assert.ok(field.line > line, 'lines rise')
    line = field.line
    assert.match(field.key, /^[!-9;-@[-~]+$/)
    assert.ok(!/^[ \t\r\n]|[ \t\r\n]$|\n[ \t]/.test(field.value))
    assert.ok(field.raw.startsWith(field.name) && Buffer.from(octets).includes(Buffer.from(field.raw, 'latin1')))
  }
  for (const part of mail.parts) {
    assert.match(part.path, /^1(?:\.\d+)*$/)
    assert.equal(part.path.split('.').length - 1, part.depth)
    assert.match(part.type, /^[^/\s]+\/[^/\s]+$/)
    assert.ok(part.octets >= 0 && part.octets <= octets.length && (part.text?.length ?? 0) <= 262_144)
  }
  assert.equal(new Set(mail.parts.map(({ path }) => path)).size, mail.parts.length)
  const { lines } = mail
  const feeds = octets.filter((octet) => octet === 10).length
  assert.equal(lines.count, feeds + (octets.length > 0 && octets.at(-1) !== 10 ? 1 : 0))
  assert.equal(lines.nul, octets.filter((octet) => octet === 0).length)
  assert.equal(lines.ending === 'mixed', lines.oddCount > 0)
  assert.ok(lines.oddCount <= feeds / 2)
}

const checks = [messageDate, messageId, messageHeaders, messageLines]

test(`${fuzzInputs()} mutated messages: nothing throws, all is bounded, and chunks cut anywhere give the same`, () => {
  let whole = 0
  let turn = 0
  for (const input of mutations(seeds, fuzzInputs(), 71)) {
    const ms = shortestTime(() => {
      const mail = scan(input, 65_536)
      holdTo(mail, input)
      whole += mail.parts.length > 1 ? 1 : 0
      const gathered = { mail: seen(mail), mailReport: seen(undefined), receivedAt: seen(received()) }
      for (const check of checks)
        for (const { verdict, says } of judge(check, gathered)) {
          assert.notEqual(verdict, 'unknown', says)
          assert.match(says, /^[^\p{Cc}]{10,1500}$/u)
        }
    }, 200)
    assert.ok(ms <= 200, `${ms} ms on ${Buffer.from(input).toString('hex')}`)
    if (turn++ % 4 === 0) assert.deepEqual(scan(input, 1 + (turn % 97)), scan(input, 65_536))
  }
  assert.ok(whole > fuzzInputs() / 5, `only ${whole} had parts: the seeds are no good`)
})

const values = [
  'Tue, 24 Nov 2026 06:00:00 +0000 (UTC)',
  'Mary Smith <@node.test:mary@example.net>, "Giant; \\"Big\\" Box" (a (b) c) <x@[192.0.2.1]>, A:c@d.example;',
  'multipart/mixed; boundary="a;b"; name*0*=utf-8\'\'caf%C3; name*1*=%A9 (x)',
  '<1234.x@shop.example> =?utf-8?q?a=C3=A9?= =?utf-8?b?w6k=?=',
].map((text) => Buffer.from(text))

test(`${fuzzInputs()} mutated values: dates are times, addresses and types hold what they say`, () => {
  let read = 0
  for (const input of mutations(values, fuzzInputs(), 72)) {
    const text = Buffer.from(input).toString('latin1')
    const ms = shortestTime(() => {
      const date = parseMailDate(text)
      if ('at' in date) {
        read++
        assert.ok(date.at.getTime() >= Date.UTC(1899, 11, 28) && date.at.getUTCFullYear() <= 10_000)
      }
      const { addresses, groups } = parseAddresses(text)
      for (const { address, domain, group } of addresses) {
        assert.ok(address.length <= text.length)
        if (domain !== undefined) assert.match(domain, /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/)
        assert.ok(group === undefined || groups.some(({ name }) => name === group))
      }
      assert.match(parseContentType(text).type, /^[^/\s]+\/[^/\s]+$/)
      const id = parseMessageId(text)
      if ('id' in id) assert.equal(id.id, `${id.left}@${id.right}`)
      assert.ok(decodeWords(text).length <= 3 * text.length)
    }, 100)
    assert.ok(ms <= 100, `${ms} ms on ${Buffer.from(input).toString('hex')}`)
  }
  assert.ok(read > fuzzInputs() / 50, `only ${read} dates were read: the seeds are no good`)
})
