import assert from 'node:assert/strict'
import test from 'node:test'
import type { RecordData, RecordType } from '../../src/records/dns.ts'
import { showBeginning, showData, showName, showRecord, splitText } from '../../src/records/presentation.ts'

const digest = '49fd46e6c4b45c55d4ac69cbd3cd34ac1afe51de3a4b2d7a7a3ac1f2d0ba1c5d'
const rows: { [T in RecordType]: [RecordData[T], string][] } = {
  A: [['192.0.2.1', '192.0.2.1']],
  AAAA: [['2001:db8::1', '2001:db8::1']],
  NS: [['ns1.shop.example', 'ns1.shop.example.']],
  CNAME: [['.', '.']],
  DNAME: [['elsewhere.example', 'elsewhere.example.']],
  PTR: [['mail.shop.example', 'mail.shop.example.']],
  MX: [
    [{ preference: 10, exchange: 'mx.shop.example' }, '10 mx.shop.example.'],
    [{ preference: 0, exchange: '.' }, '0 .'],
  ],
  TXT: [
    [['v=spf1 -all'], '"v=spf1 -all"'],
    [['one', 'two'], '"one" "two"'],
    [[''], '""'],
    [[], '\\# 0'],
    [['say "hi" \\ bye'], '"say \\"hi\\" \\\\ bye"'],
    [['\x00\x1b[31m\x7f\xc3\xbc'], '"\\000\\027[31m\\127\\195\\188"'],
  ],
  SPF: [[['v=spf1 mx -all'], '"v=spf1 mx -all"']],
  SOA: [
    [
      {
        mname: 'ns1.shop.example',
        rname: 'first\\.last.shop.example',
        serial: 2026112401,
        refresh: 7200,
        retry: 3600,
        expire: 1209600,
        minimum: 300,
      },
      'ns1.shop.example. first\\.last.shop.example. 2026112401 7200 3600 1209600 300',
    ],
  ],
  DS: [[{ keyTag: 20326, algorithm: 8, digestType: 2, digest }, `20326 8 2 ${digest}`]],
  TLSA: [[{ usage: 3, selector: 1, matchingType: 1, data: digest }, `3 1 1 ${digest}`]],
  DNSKEY: [[{ flags: 257, protocol: 3, algorithm: 13, key: 'AwEAAQ==' }, '257 3 13 AwEAAQ==']],
}

for (const type of Object.keys(rows) as RecordType[])
  for (const [data, text] of rows[type])
    test(`${type} is written ${text}`, () => {
      assert.equal(showData(type, data), text)
    })

test('a name keeps its escapes and gains those that a zone file needs', () => {
  assert.equal(showName('a\\.b\\\\c\\032d.example'), 'a\\.b\\\\c\\032d.example.')
  assert.equal(showName('@.(x);"$.example'), '\\@.\\(x\\)\\;\\"\\$.example.')
  assert.equal(showName('*._domainkey.shop.example'), '*._domainkey.shop.example.')
})

test('a record is one zone line', () => {
  assert.equal(
    showRecord({ name: 'shop.example', type: 'MX', ttl: 3600, data: { preference: 10, exchange: 'mx.shop.example' } }),
    'shop.example. 3600 IN MX 10 mx.shop.example.',
  )
})

test('a long text is cut at 255 octets', () => {
  assert.deepEqual(splitText(''), [''])
  assert.deepEqual(splitText('x'.repeat(255)), ['x'.repeat(255)])
  assert.deepEqual(splitText(`${'x'.repeat(255)}\ny`), ['x'.repeat(255), '\ny'])
})

test('of long data its beginning is shown, and how many octets are left out', () => {
  assert.equal(showBeginning('TXT', ['v=spf1 -all'], 12), '"v=spf1 -all"')
  assert.equal(showBeginning('TXT', ['v=spf1 -all'], 11), '"v=spf1 -al" … 1 more octet')
  assert.equal(showBeginning('TXT', ['one', 'two', 'three'], 7), '"one" "tw" … 7 more octets')
  assert.equal(showBeginning('TXT', Array(60_000).fill(''), 3), '"" "" … 59,998 more octets')
  assert.equal(
    showBeginning('DNSKEY', { flags: 257, protocol: 3, algorithm: 8, key: 'A'.repeat(20) }, 12),
    '257 3 8 AAAA … 16 more octets',
  )
  assert.equal(showBeginning('MX', { preference: 10, exchange: 'mx.example' }, 100), '10 mx.example.')
})
