import assert from 'node:assert/strict'
import test from 'node:test'
import { dmarcLookalikeOf } from '../../../src/records/dmarc/lookalike.ts'
import { isDmarc } from '../../../src/records/dmarc/parse.ts'

const meant = 'v=DMARC1; p=none; rua=mailto:a@shop.example'

test('texts that were meant to be DMARC records: each slip is named, and the record that was meant', () => {
  for (const [text, says] of [
    ['v=dmarc1; p=none; rua=mailto:a@shop.example', /reads "v=dmarc1"/],
    ['v=DMARC; p=none; rua=mailto:a@shop.example', /reads "v=DMARC"/],
    ['v=DMARC2; p=none; rua=mailto:a@shop.example', /reads "v=DMARC2"/],
    ['v=DMARC10; p=none; rua=mailto:a@shop.example', /reads "v=DMARC10"/],
    ['v=DMARC1.; p=none; rua=mailto:a@shop.example', /reads "v=DMARC1\."/],
    ['v=DMARCv1; p=none; rua=mailto:a@shop.example', /reads "v=DMARCv1"/],
    ['v=DMRAC1; p=none; rua=mailto:a@shop.example', /reads "v=DMRAC1"/],
    ['v=MARC1; p=none; rua=mailto:a@shop.example', /reads "v=MARC1"/],
    ['v=DKIM1; p=none; rua=mailto:a@shop.example', /reads "v=DKIM1"/],
    ['v:DMARC1; p=none; rua=mailto:a@shop.example', /reads "v:DMARC1"/],
    ['DMARC1; p=none; rua=mailto:a@shop.example', /begins with "DMARC1"/],
    [' v=DMARC1; p=none; rua=mailto:a@shop.example', /^a blank stands before v=DMARC1/],
    ['v=DMARC1 p=none; rua=mailto:a@shop.example', /no semicolon stands behind v=DMARC1/],
    ['v=DMARC1p=none; rua=mailto:a@shop.example', /no semicolon stands behind v=DMARC1/],
    ['v=DMARC1, p=none, rua=mailto:a@shop.example', /followed by ","/],
    ['v=DMARC1: p=none; rua=mailto:a@shop.example', /followed by ":"/],
    ['p=none; v=DMARC1; rua=mailto:a@shop.example', /does not stand at its beginning/],
    ['p=none; rua=mailto:a@shop.example', /v=DMARC1 is missing/],
    ['"v=DMARC1; p=none; rua=mailto:a@shop.example"', /quotes stand inside/],
    ['v="DMARC1"; p=none; rua=mailto:a@shop.example', /quotes or other odd characters/],
    ['\xef\xbb\xbfv=DMARC1; p=none; rua=mailto:a@shop.example', /a byte order mark/],
    ['\nv=DMARC1; p=none; rua=mailto:a@shop.example', /a line break stands before/],
    ['\xa0v=DMARC1; p=none; rua=mailto:a@shop.example', /a no-break space \(0xA0\)/],
    ['\xc2\xa0v=DMARC1; p=none; rua=mailto:a@shop.example', /a no-break space/],
    ['\xe2\x80\x9cv=DMARC1; p=none; rua=mailto:a@shop.example\xe2\x80\x9d', /a curly quotation mark/],
    ['v=DMARC1\\; p=none\\; rua=mailto:a@shop.example', /backslashes stand before its semicolons/],
    ['"v=DMARC1\\; p=none\\; rua=mailto:a@shop.example"', /quotes stand inside/],
    ['_dmarc.shop.example. TXT "v=DMARC1; p=none; rua=mailto:a@shop.example"', /other words stand before/],
  ] as const) {
    const found = dmarcLookalikeOf(text)
    assert.ok(found, text)
    assert.match(found.says, says, text)
    assert.equal(found.meant, meant, text)
  }
})

test('texts that were meant to be DMARC records: where it is not plain what was meant, nothing is made up', () => {
  for (const text of [
    'v=dmarc1; p=monitoring only',
    'v=DMARC; rua=https://x.example/',
    'v=dmarc1; p=none; p=reject',
    'v=spf1 mx -all',
  ]) {
    const found = dmarcLookalikeOf(text)
    assert.ok(found, text)
    assert.equal(found.meant, undefined, text)
  }
})

test('an SPF record at _dmarc is told where it belongs', () => {
  assert.match(
    dmarcLookalikeOf('v=spf1 include:_spf.example -all')?.says ?? '',
    /SPF record, which belongs at the domain itself/,
  )
})

test('DMARC records, and texts that have nothing to do with DMARC, are no look-alikes', () => {
  for (const text of [
    meant,
    'v = DMARC1',
    'v=DMARC1; p=quarantaine',
    '',
    'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ',
    'google-site-verification=dmarc',
    'DMARC is not set up yet',
    'dmarc',
    'v=TLSRPTv1; rua=mailto:a@shop.example',
    'v=STSv1; id=1',
    'v=BIMI1; l=https://x.example/a.svg',
    'dmarc.provider.example',
    'ownership=v=DMARC1x',
  ])
    assert.equal(dmarcLookalikeOf(text), undefined, text)
})

test('what a look-alike was meant to be is a record', () => {
  for (const text of ['v=dmarc1', 'DMARC1; p=none', 'v=DMARC1,', 'v=DMARC1.'])
    for (const { meant: record } of [dmarcLookalikeOf(text) ?? {}])
      assert.ok(record === undefined || isDmarc(record), text)
})
