import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import type { MailPart } from '../../src/core/mail.ts'
import { blind, seen } from '../../src/core/observation.ts'
import { openScan } from '../../src/facts/mail/scan.ts'
import { mailText } from '../../src/facts/mail-text.ts'
import { letter } from '../support/letters.ts'
import { mailOf, part } from '../support/mail-parts.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'
import { scanned } from '../support/message-facts.ts'

async function textOf(parts: readonly MailPart[], fields: Record<string, string> = {}, cut?: string) {
  const mail = mailOf(parts, fields, cut)
  const found = await gatherMessage(memoryWorld(''), { mail: async () => seen(mail), mailText })
  assert.ok(found.mailText?.seen)
  return found.mailText.value
}
const plain = (text: string, more: Partial<MailPart> = {}) => part('text/plain', text, more)
const html = (text: string, more: Partial<MailPart> = {}) => part('text/html', text, more)

test('text: plain, and beside HTML', async () => {
  const alone = await textOf([plain('Hello Anna\r\n')])
  assert.deepEqual([alone.plain, alone.html, alone.htmlOctets], [10, undefined, undefined])
  const both = await textOf([
    part('multipart/alternative'),
    plain('Hello', { path: '1.1' }),
    html('<p>Hé</p><img src=x><img src=y alt=""><a href="https://a.example">x</a>', { path: '1.2' }),
  ])
  assert.deepEqual([both.plain, both.html, both.images, both.imagesWithoutText, both.links], [5, 4, 2, 1, 1])
  assert.equal(both.htmlOctets, 72)
})

test('text: what is attached, or in a message within, is not its own', async () => {
  const found = await textOf([
    part('multipart/mixed'),
    plain('Hello', { path: '1.1' }),
    html('<p>{{name}}</p>', { path: '1.2', disposition: 'attachment' }),
    part('message/rfc822', '', { path: '1.3' }),
    html('<p>{{name}}</p>', { path: '1.3.1' }),
  ])
  assert.deepEqual([found.plain, found.html, found.placeholders], [5, undefined, []])
})

test('text: of a long part the octets are told from how it is encoded', async () => {
  const cut = { cut: true, octets: 780_000 } as const
  assert.equal((await textOf([html('<p>', { ...cut, encoding: 'base64' })])).htmlOctets, 570_000)
  assert.equal((await textOf([html('<p>', { ...cut, encoding: 'quoted-printable' })])).htmlOctets, 260_000)
  assert.equal((await textOf([html('<p>', { ...cut, encoding: '8bit' })])).htmlOctets, 780_000)
})

test('text: placeholders in the subject, the text, and links', async () => {
  const found = await textOf(
    [
      html(
        '<p>Hi *|FNAME|*, see <code>{{ example }}</code></p><a href="https://a.example/?u=%7B%7Bid%7D%7D">x</a><style>{{css}}</style>',
      ),
      plain('{{ example }} and %LNAME%\n> {{quoted}}'),
    ],
    { Subject: '=?utf-8?q?Hello_=7B=7Bname=7D=7D?=' },
  )
  assert.deepEqual(found.placeholders.toSorted(), ['%LNAME%', '*|FNAME|*', '{{id}}', '{{name}}'])
})

test('text: a link that shows another organization than it leads to', async () => {
  const links = [
    ['https://click.mailer.example/1', 'https://www.bank.example/login'],
    ['https://www.bank.example/', 'bank.example'],
    ['https://click.mailer.example/2', 'Log in'],
    ['https://evil.example/', 'google.com'],
    ['https://evil.example/', 'setup.sh'],
    ['mailto:a@evil.example', 'www.bank.example'],
    ['http://192.0.2.1/', 'www.bank.example'],
    ['/here', 'www.bank.example'],
  ]
  const { disguised } = await textOf([html(links.map(([href, text]) => `<a href="${href}">${text}</a>`).join(' '))])
  assert.deepEqual(disguised, [
    { shown: 'www.bank.example', leads: 'click.mailer.example' },
    { shown: 'google.com', leads: 'evil.example' },
    { shown: 'www.bank.example', leads: '192.0.2.1' },
  ])
})

test('text: what is encrypted is sealed, what is signed is not', async () => {
  assert.equal((await textOf([part('multipart/encrypted')])).sealed, true)
  assert.equal((await textOf([part('application/pkcs7-mime')])).sealed, true)
  const signed = part('application/pkcs7-mime', '', { parameters: { 'smime-type': 'signed-data' } })
  assert.equal((await textOf([signed])).sealed, undefined)
})

test('text: where not all was looked at that is said', async () => {
  assert.equal((await textOf([plain('x')], {}, 'it is nested too deep')).cut, 'it is nested too deep')
  assert.match((await textOf(Array.from({ length: 11 }, () => plain('x')))).cut ?? '', /more text/)
})

test('text: a message that could not be read is not seen', async () => {
  const lost = blind({ reason: 'malformed', detail: 'the pipe broke' })
  const found = await gatherMessage(memoryWorld(''), { mail: async () => lost, mailText })
  assert.deepEqual(found.mailText, lost)
})

test('text: a message as it comes', async () => {
  const message = await letter({
    fields: {
      Subject: '=?utf-8?b?SGFsbG8gKnxGTkFNRXwq?=',
      'Content-Type': 'multipart/alternative; boundary=b',
      'Content-Transfer-Encoding': undefined,
    },
    body: '--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+R3LDvMOfZSA8YSBocmVmPSJodHRwczovL2V2aWwuZXhhbXBsZS8iPnd3dy5iYW5rLmV4YW1w\r\nbGU8L2E+PC9wPg==\r\n--b--\r\n',
  })
  const scan = openScan()
  scan.write(Buffer.from(message, 'latin1'))
  const mail = scan.end()
  const found = await gatherMessage(memoryWorld(''), { mail: async () => seen(mail), mailText })
  assert.ok(found.mailText?.seen)
  const { plain: characters, html: seenOf, placeholders, disguised } = found.mailText.value
  assert.deepEqual([characters, seenOf, placeholders], [5, 22, ['*|FNAME|*']])
  assert.deepEqual(disguised, [{ shown: 'www.bank.example', leads: 'evil.example' }])
})

test('text: what is attached is told by type and by name, and not what stands in a message within', async () => {
  const named = (name: string) => ({ 'Content-Disposition': `attachment; filename="${name}"` })
  const found = await textOf([
    part('multipart/mixed'),
    plain('Hello', { path: '1.1' }),
    part('application/pdf', 'x', { path: '1.2', disposition: 'attachment', fields: mailOf([], named('a.pdf')).fields }),
    part('image/png', 'x', { path: '1.3', parameters: { name: '=?utf-8?q?b=C3=A4r.png?=' } }),
    part('application/x', 'x', {
      path: '1.5',
      parameters: { name: `${'d'.repeat(5000)}.exe` },
      fields: mailOf([], named('d.pdf')).fields,
    }),
    part('message/rfc822', 'x', { path: '1.4' }),
    part('application/zip', 'x', { path: '1.4.1', parameters: { name: 'c.zip' } }),
  ])
  assert.deepEqual(found.others, ['application/pdf', 'image/png', 'application/x', 'message/rfc822'])
  assert.deepEqual(found.files, ['a.pdf', 'bär.png', 'd.pdf', `${'d'.repeat(196)}.exe`])
})

test('text: parts that are announced and not there, and a header alone', async () => {
  const boundary = { parameters: { boundary: 'abc' } }
  assert.equal((await textOf([part('multipart/mixed', '--xyz', boundary)])).unparted, 'abc')
  assert.equal((await textOf([part('multipart/mixed', '--xyz')])).unparted, '')
  assert.equal(
    (await textOf([part('multipart/mixed', '--xyz', boundary)], {}, 'it has too many parts')).unparted,
    undefined,
  )
  assert.equal((await textOf([part('multipart/mixed', '', boundary)])).bodiless, true)
  assert.equal((await textOf([plain('x')])).bodiless, undefined)
})

test('text: nothing behind the header was not saved, unless it was signed so', async () => {
  const signed = (hash: string) =>
    scanned(
      `DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=x; h=from; bh=${hash}; b=eA==\r\nFrom: a@b.example\r\n\r\n`,
    )
  const bodiless = async (hash: string) => {
    const found = await gatherMessage(memoryWorld(''), { mail: async () => seen(signed(hash)), mailText })
    assert.ok(found.mailText?.seen)
    return found.mailText.value.bodiless
  }
  assert.equal(await bodiless('dGhlIHRleHQ='), true)
  for (const [text, algorithm] of [
    ['', 'sha256'],
    ['\r\n', 'sha256'],
    ['', 'sha1'],
    ['\r\n', 'sha1'],
  ] as const)
    assert.equal(await bodiless(createHash(algorithm).update(text).digest('base64')), undefined)
})
