import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, sign } from 'node:crypto'
import test from 'node:test'
import type { Breakage } from '../../../src/core/mail-auth.ts'
import { privateKey } from '../../support/letter-keys.ts'
import { type Letter, type LetterSigner, letter, ownSignature, zoneFor } from '../../support/letters.ts'
import { verified } from '../../support/mail-verified.ts'

const simple: LetterSigner = { ...ownSignature, canonicalization: 'simple/simple' }
const replace = (what: string | RegExp, by: string) => (signed: string) => {
  const changed = signed.replace(what, by)
  assert.notEqual(changed, signed)
  return changed
}
const append = (text: string) => (signed: string) => signed + text

async function broke(of: Letter): Promise<Breakage> {
  const whole = await verified(await letter({ ...of, change: (signed) => signed }), zoneFor(of))
  assert.equal(whole.signatures.signatures[0]?.result, 'pass')
  const { signatures } = await verified(await letter(of), zoneFor(of))
  const [signature] = signatures.signatures
  assert.equal(signature?.result, 'fail')
  assert.ok(signature?.broke)
  return signature.broke
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\r\n`).join('')
const html = '<html><body>\r\n<p>Hello</p>\r\n</body></html>\r\n'
const long = `${'0123456789'.repeat(120)}\r\nend\r\n`
type Row = [of: Letter, place: Breakage['place'], proven: Breakage['proven'], says: RegExp, field?: string]

const table: Record<string, Row> = {
  'a footer': [
    { change: append('-- \r\nlist@list.example\r\n') },
    'body',
    'footer',
    /^2 lines were added at the end of the body$/,
  ],
  'a footer of one line, signed as simple': [
    { sign: [simple], change: append('Footer\r\n') },
    'body',
    'footer',
    /^a line was added at the end/,
  ],
  'a footer under a long body': [
    { body: lines(20_000), change: append('\r\nFooter\r\n') },
    'body',
    'footer',
    /^2 lines were added at the end/,
  ],
  'a notice within a page of HTML': [
    { body: html, change: replace('</body>', '<img src="https://t.example/o.gif">\r\n</body>') },
    'body',
    'footer',
    /^a line was added near the end/,
  ],
  'a banner': [
    { change: replace('\r\n\r\nHello', '\r\n\r\n[EXTERNAL] Beware\r\n\r\nHello') },
    'body',
    'banner',
    /^2 lines were added at the top/,
  ],
  'blanks at a line end': [
    { sign: [simple], change: replace('today.', 'today. ') },
    'body',
    'blanks',
    /"simple" does not forgive/,
  ],
  'the blank of a signature delimiter': [
    { sign: [simple], body: 'Hello\r\n-- \r\nShop\r\n', change: replace('\r\n-- \r\n', '\r\n--\r\n') },
    'body',
    'blanks',
    /behind "--"/,
  ],
  'long lines broken': [{ body: long, change: replace(/^(\d{998})/m, '$1\r\n ') }, 'body', 'wrapped', /998 octets/],
  'long lines broken as sendmail does': [
    { body: long, change: replace(/^(\d{989})/m, '$1!\r\n ') },
    'body',
    'wrapped',
    /990 octets/,
  ],
  'links that lead over Safe Links': [
    {
      body: 'Go to https://www.shop.example/a?b=1&c=2 now\r\n',
      change: replace(
        'https://www.shop.example/a?b=1&c=2',
        'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.shop.example%2Fa%3Fb%3D1%26c%3D2&data=05%7C02%7C&reserved=0',
      ),
    },
    'body',
    'links',
    /lead over a filter \(Safe Links/,
  ],
  'links that lead over URL Defense': [
    {
      body: 'Go to https://www.shop.example/a now\r\n',
      change: replace(
        'https://www.shop.example/a',
        'https://urldefense.com/v3/__https://www.shop.example/a__;!!ABC!x$',
      ),
    },
    'body',
    'links',
    /lead over a filter/,
  ],
  'links over a filter, and something else': [
    {
      change: replace('Hello Anna', 'Hi https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example'),
    },
    'body',
    undefined,
    /^the body was changed \(its links lead over a filter at safelinks\.protection\.outlook\.com, which may/,
  ],
  'a doubled dot': [{ body: 'a\r\n.b\r\n', change: replace('\r\n.b', '\r\n..b') }, 'body', 'dots', /doubled/],
  'a line that begins with From, quoted': [
    { body: 'Hello\r\nFrom here on\r\n', change: replace('\r\nFrom here', '\r\n>From here') },
    'body',
    'from-quoted',
    /before lines that begin with "From "/,
  ],
  'a dot taken away': [{ body: 'a\r\n..b\r\n', change: replace('\r\n..b', '\r\n.b') }, 'body', 'dots', /taken away/],
  '8-bit text made quoted-printable': [
    {
      fields: { 'Content-Transfer-Encoding': '8bit' },
      body: 'Gr\xc3\xbc\xc3\x9fe\r\n',
      sign: [{ ...ownSignature, headers: ['From', 'Subject'] }],
      change: (signed) =>
        replace(
          'Encoding: 8bit',
          'Encoding: quoted-printable',
        )(replace('Gr\xc3\xbc\xc3\x9fe', 'Gr=C3=BC=C3=9Fe')(signed)),
    },
    'body',
    're-encoded',
    /8-bit text, and came as quoted-printable/,
  ],
  'text made base64': [
    {
      sign: [{ ...ownSignature, headers: ['From', 'Subject'] }],
      body: 'Hello Anna\r\n',
      change: (signed) =>
        replace('Encoding: 7bit', 'Encoding: base64')(replace('Hello Anna\r\n', 'SGVsbG8gQW5uYQ0K\r\n')(signed)),
    },
    'body',
    're-encoded',
    /base64/,
  ],
  'ISO-8859-1 made UTF-8': [
    { body: 'Gr\xfc\xdfe\r\n', change: replace('Gr\xfc\xdfe', 'Gr\xc3\xbc\xc3\x9fe') },
    'body',
    're-encoded',
    /ISO-8859-1/,
  ],
  'a word of the body': [
    { change: replace('your order has been sent today', 'your order was sent today') },
    'body',
    undefined,
    /^the body was changed$/,
  ],
  'a word of the body, on a mailing list': [
    { change: replace('Hello Anna', 'Hello all'), trace: ['List-Id: <l.list.example>'] },
    'body',
    undefined,
    /mailing list/,
  ],
  'a tag before the Subject': [
    { change: replace('\r\nSubject: ', '\r\nSubject: [news] ') },
    'header',
    'subject-tag',
    /^the tag "\[news\]"/,
    'Subject',
  ],
  'a tag behind Re:': [
    { fields: { Subject: 'Re: order' }, change: replace('\r\nSubject: Re: ', '\r\nSubject: Re: [news] ') },
    'header',
    'subject-tag',
    /"\[news\]"/,
    'Subject',
  ],
  'SPAM before the Subject': [
    { change: replace('\r\nSubject: ', '\r\nSubject: ***SPAM*** ') },
    'header',
    'subject-tag',
    /SPAM/,
    'Subject',
  ],
  'a tag and a footer': [
    { change: (signed) => append('Footer\r\n')(replace('\r\nSubject: ', '\r\nSubject: [news] ')(signed)) },
    'body',
    'footer',
    /^a line was added at the end of the body, and the tag "\[news\]" was put before the Subject$/,
  ],
  'a second From below': [
    { change: replace('\r\nTo: Anna', '\r\nFrom: evil@evil.example\r\nTo: Anna') },
    'header',
    'field-added',
    /a field From was added/,
    'From',
  ],
  'an added Content-Transfer-Encoding of another kind': [
    { change: replace('Encoding: 7bit', 'Encoding: 8bit') },
    'header',
    'field-changed',
    /Content-Transfer-Encoding was changed/,
    'Content-Transfer-Encoding',
  ],
  'quotes around a charset': [
    { change: replace('charset=utf-8', 'charset="utf-8"') },
    'header',
    'field-changed',
    /Content-Type was changed/,
    'Content-Type',
  ],
  'quotes and capitals of a charset': [
    { change: replace('charset=utf-8', 'charset="UTF-8"') },
    'header',
    'field-changed',
    /Content-Type was changed/,
    'Content-Type',
  ],
  'quotes around a name': [
    { change: replace('From: Shop <', 'From: "Shop" <') },
    'header',
    'field-changed',
    /From was changed/,
    'From',
  ],
  'quotes taken from a name': [
    { fields: { To: '"Anna B" <anna@receiver.example>' }, change: replace('To: "Anna B" <', 'To: Anna B <') },
    'header',
    'field-changed',
    /To was changed/,
    'To',
  ],
  'Date in another zone': [
    { change: replace('Date: Tue, 24 Nov 2026 05:59:50 +0000', 'Date: Tue, 24 Nov 2026 06:59:50 +0100') },
    'header',
    'field-changed',
    /Date was changed/,
    'Date',
  ],
  'From written anew by a list': [
    {
      change: replace(
        'From: Shop <news@shop.example>',
        'From: Shop via List <l@list.example>\r\nX-Original-From: Shop <news@shop.example>',
      ),
    },
    'header',
    'field-changed',
    /From was changed/,
    'From',
  ],
  'folds moved, signed as simple': [
    { sign: [simple], change: replace('Subject: Your order', 'Subject: Your\r\n order') },
    'header',
    'blanks',
    /Subject was folded anew/,
    'Subject',
  ],
  'Date and Message-ID taken out': [
    { change: (signed) => replace(/^Message-ID: .*\r\n/m, '')(replace(/^Date: .*\r\n/m, '')(signed)) },
    'header',
    undefined,
    /^Message-ID and Date are signed and are not there: most likely taken out after that$/,
  ],
  'Cc taken out, which signers often sign as absent': [
    {
      fields: { Cc: 'Bob <bob@receiver.example>' },
      sign: [{ ...ownSignature, headers: ['From', 'To', 'Cc'] }],
      change: replace(/^Cc: .*\r\n/m, ''),
    },
    'header',
    undefined,
    /^one of the signed fields was changed \(To, From\), or taken out \(Cc\), or another key/,
  ],
  'a name of To': [
    { change: replace('To: Anna <', 'To: Annie <') },
    'header',
    undefined,
    /^one of the signed fields was changed \(.*Subject.*\), or another key/,
  ],
}
for (const [name, [of, place, proven, says, field]] of Object.entries(table))
  test(`what broke the signature: ${name}`, async () => {
    const found = await broke(of)
    assert.equal(found.place, place)
    assert.equal(found.proven, proven)
    assert.match(found.says, says)
    assert.equal(found.field, field)
  })

test('fields that are signed and not there are named; signed as absent they are no fault', async () => {
  const gone = await broke({ change: replace(/^Date: .*\r\n/m, '') })
  assert.deepEqual(gone.gone, ['Date'])
  assert.match(gone.says, /^Date is signed and is not there/)
  const absent: Letter = { sign: [{ ...ownSignature, headers: ['From', 'Reply-To', 'Cc'] }] }
  const { signatures } = await verified(await letter(absent), zoneFor(absent))
  assert.equal(signatures.signatures[0]?.result, 'pass')
})

test('a body is known to be all that was changed where the header is as it was signed', async () => {
  const change = replace('Hello Anna', 'Hello all')
  assert.equal((await broke({ change })).sound, true)
  const both = (signed: string) => replace('To: Anna', 'To: Bob')(change(signed))
  assert.equal((await broke({ change: both })).sound, undefined)
})

test('what is proven in a body is no guess: a footer beside a changed word is not called one', async () => {
  const change = (signed: string) => append('Footer\r\n')(replace('Hello Anna', 'Hello all')(signed))
  assert.equal((await broke({ change })).proven, undefined)
})

test('a body that was changed is found so without its key, too', async () => {
  const of: Letter = { change: append('Footer\r\n') }
  const { signatures } = await verified(await letter(of), zoneFor({ sign: [] }))
  const [signature] = signatures.signatures
  assert.equal(signature?.result, 'fail')
  assert.equal(signature?.broke?.proven, 'footer')
  assert.equal(signature?.broke?.says, 'a line was added at the end of the body')
})

test('a body that was changed, under a signature of another kind than the key', async () => {
  const of: Letter = { change: append('Footer\r\n') }
  const { signatures } = await verified(await letter(of), zoneFor({ sign: [{ ...ownSignature, key: 'ed25519' }] }))
  assert.equal(signatures.signatures[0]?.broke?.proven, 'footer')
})

test('a relay that is known to write a field anew is named, where it carried the message', async () => {
  const ses: LetterSigner = { domain: 'amazonses.com', selector: 'x', key: 'other2048', headers: ['From', 'Subject'] }
  const change = replace(
    '\r\nMessage-ID: <20261124055950.1@shop.example>',
    '\r\nMessage-ID: <0102@email.amazonses.com>',
  )
  const { signatures } = await verified(
    await letter({ sign: [ses, ownSignature], change }),
    zoneFor({ sign: [ses, ownSignature] }),
  )
  const [relays, own] = signatures.signatures
  assert.equal(relays?.result, 'pass')
  assert.equal(own?.broke?.proven, undefined)
  assert.match(own?.broke?.says ?? '', /Amazon SES writes Message-ID and Date anew/)
  assert.deepEqual(own?.broke?.by, { relay: 'Amazon SES', fields: ['Message-ID', 'Date'] })
})

test('by the copies that the signer kept (z=) any changed field is named', async () => {
  const body = 'Hello\r\n'
  const hash = createHash('sha256').update(body).digest('base64')
  const copies = 'From:news@shop.example|To:Anna=20<anna@receiver.example>|Subject:Hello'
  const own = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.example; s=s1; h=From:To:Subject; z=${copies}; bh=${hash}; b=`
  const covered = `from:news@shop.example\r\nto:Anna <anna@receiver.example>\r\nsubject:Hello\r\ndkim-signature:${own}`
  const signature = sign('sha256', Buffer.from(covered), privateKey('rsa2048')).toString('base64')
  const message = (to: string) =>
    `DKIM-Signature: ${own}${signature}\r\nFrom: news@shop.example\r\nTo: ${to}\r\nSubject: Hello\r\n\r\n${body}`
  const told = async (to: string) => (await verified(message(to), zoneFor())).signatures.signatures[0]
  assert.equal((await told('Anna <anna@receiver.example>'))?.result, 'pass')
  const broken = await told('Undisclosed <list@list.example>')
  assert.equal(broken?.broke?.proven, 'field-changed')
  assert.equal(broken?.broke?.field, 'To')
})

test('a body that is too large to be kept is said to be', async () => {
  const of: Letter = { body: lines(500_000), change: append('Footer\r\n') }
  const found = await broke(of)
  assert.equal(found.place, 'body')
  assert.equal(found.proven, undefined)
  assert.match(found.says, /too large/)
})

test('20 broken signatures over 4 MB cost a few seconds at most', async () => {
  const sign = Array.from({ length: 20 }, (_, i) => ({ ...ownSignature, selector: `s${i}` }))
  const of: Letter = {
    body: `${'.\r\n'.repeat(1000)}${lines(300_000)}`,
    sign,
    change: replace('line 299999', 'line x'),
  }
  const message = await letter(of)
  const started = performance.now()
  const { signatures } = await verified(message, zoneFor(of), { chunks: [65_536] })
  assert.ok(performance.now() - started < 10_000, `${performance.now() - started} ms`)
  assert.deepEqual([...new Set(signatures.signatures.map(({ result }) => result))], ['fail'])
})

test('what may have been done to a large body is tried once for all signatures: 4 MB of it need less than 350', async () => {
  const sign = Array.from({ length: 20 }, (_, i) => ({ ...ownSignature, selector: `s${i}`, bodyLength: 1_000_000 + i }))
  const body = `start\r\n${'.x\r\n.'.repeat(800_000)}end\r\n`
  const message = await letter({ body, sign, change: replace('\r\nstart', '\r\nstort') })
  const telling = 'process.on("exit", () => console.error("used", process.resourceUsage().maxRSS))'
  const argv = ['--import', `data:text/javascript,${encodeURIComponent(telling)}`, 'bin/relaycheck.ts', 'message', '-']
  const { stdout, stderr } = spawnSync(process.execPath, [...argv, '--resolver', '127.0.0.9', '--timeout', '0.2'], {
    input: Buffer.from(message, 'latin1'),
    cwd: new URL('../../../', import.meta.url),
    encoding: 'utf8',
  })
  assert.match(stdout, /message-dkim|signature/)
  const [, used] = /used (\d+)/.exec(stderr) ?? []
  assert.ok(Number(used) < 350_000, `${used} KB`)
})
