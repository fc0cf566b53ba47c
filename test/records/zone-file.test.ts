import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import type { RecordData, RecordType, ResourceRecord } from '../../src/records/dns.ts'
import { showData, showRecord } from '../../src/records/presentation.ts'
import { type ParsedZone, parseData, parseRecord, parseZoneFile } from '../../src/records/zone-file.ts'

function parsed(text: string, origin?: string): ParsedZone {
  const result = parseZoneFile(text, { file: 'new.zone', ...(origin !== undefined && { origin }) })
  if ('fault' in result) assert.fail(`line ${result.fault.line}: ${result.fault.says}`)
  return result
}
const lines = (zone: ParsedZone) => zone.records.map(showRecord)

const good: Record<string, [text: string, records: string[]]> = {
  'a whole record': ['a.example. 60 IN A 192.0.2.1', ['a.example. 60 IN A 192.0.2.1']],
  'class before TTL': ['a.example. IN 60 A 192.0.2.1', ['a.example. 60 IN A 192.0.2.1']],
  'neither class nor TTL': ['a.example. A 192.0.2.1', ['a.example. 3600 IN A 192.0.2.1']],
  'lower-case words, upper-case names': ['A.EXAMPLE. in a 192.0.2.1', ['a.example. 3600 IN A 192.0.2.1']],
  'a TTL with units': ['a.example. 1h30m A 192.0.2.1', ['a.example. 5400 IN A 192.0.2.1']],
  'weeks and days': ['a.example. 1w2D A 192.0.2.1', ['a.example. 777600 IN A 192.0.2.1']],
  $TTL: ['$TTL 2h\na.example. A 192.0.2.1', ['a.example. 7200 IN A 192.0.2.1']],
  'without $TTL the last TTL that was written counts (RFC 1035 section 5.1)': [
    'a.example. 60 A 192.0.2.1\nb.example. A 192.0.2.2',
    ['a.example. 60 IN A 192.0.2.1', 'b.example. 60 IN A 192.0.2.2'],
  ],
  'without any TTL the SOA has it': [
    'z.example. SOA a.z.example. b.z.example. 1 2 3 4 77\nb.z.example. A 192.0.2.2',
    ['z.example. 77 IN SOA a.z.example. b.z.example. 1 2 3 4 77', 'b.z.example. 77 IN A 192.0.2.2'],
  ],
  'relative names': [
    '$ORIGIN example.\na MX 5 mail\n$ORIGIN sub\n@ A 192.0.2.1\nb CNAME @',
    [
      'a.example. 3600 IN MX 5 mail.example.',
      'sub.example. 3600 IN A 192.0.2.1',
      'b.sub.example. 3600 IN CNAME sub.example.',
    ],
  ],
  'a blank owner is the one before, across $ORIGIN': [
    '$ORIGIN example.\na A 192.0.2.1\n$ORIGIN other.\n\t\n  A 192.0.2.2',
    ['a.example. 3600 IN A 192.0.2.1', 'a.example. 3600 IN A 192.0.2.2'],
  ],
  'parentheses and comments': [
    'a.example. MX ( 10 ; first\n ; more\n mail.example. )\nb.example. A 192.0.2.1 ; c',
    ['a.example. 3600 IN MX 10 mail.example.', 'b.example. 3600 IN A 192.0.2.1'],
  ],
  'text: strings side by side, quotes and backslashes escaped, semicolons within': [
    'a.example. TXT "one"two "th;ree" "q\\"\\\\" \\"x "\\065\\255"',
    ['a.example. 3600 IN TXT "one" "two" "th;ree" "q\\"\\\\" "\\"x" "A\\255"'],
  ],
  'unquoted text ends at a semicolon, as any server reads it': [
    '_dmarc.example. TXT v=DMARC1; p=none',
    ['_dmarc.example. 3600 IN TXT "v=DMARC1"'],
  ],
  'text in UTF-8 stays octets': ['a.example. TXT "\xc3\xbc"', ['a.example. 3600 IN TXT "\\195\\188"']],
  'empty text': ['a.example. TXT ""', ['a.example. 3600 IN TXT ""']],
  'the null MX': ['a.example. MX 0 .', ['a.example. 3600 IN MX 0 .']],
  'escapes in names': [
    'first\\.last.example. PTR a\\032b\\@.example.',
    ['first\\.last.example. 3600 IN PTR a\\032b\\@.example.'],
  ],
  'RFC 3597 data and types': [
    'a.example. A \\# 4 C0000201\nb.example. TYPE16 \\# 8 ( 03 616263 03 646566 )\nc.example. TYPE15 \\# 8 000a 04 6d61696c 00\n' +
      'd.example. TYPE28 2001:db8::1\ne.example. CLASS1 TYPE1 192.0.2.1',
    [
      'a.example. 3600 IN A 192.0.2.1',
      'b.example. 3600 IN TXT "abc" "def"',
      'c.example. 3600 IN MX 10 mail.',
      'd.example. 3600 IN AAAA 2001:db8::1',
      'e.example. 3600 IN A 192.0.2.1',
    ],
  ],
  'the same record twice is one (RFC 2181 section 5)': ['a. A 192.0.2.1\na. A 192.0.2.1', ['a. 3600 IN A 192.0.2.1']],
  'DS and DNSKEY in pieces, algorithms by name': [
    'a. DS 60485 RSASHA1 1 ( 2BB183AF5F22588179A53B0A\n 98631FAD1A292118 )\na. DNSKEY 256 3 ED25519 AwEA AQ==\n_25._tcp.a. TLSA 3 1 1 ( AB\n CD )',
    [
      'a. 3600 IN DS 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118',
      'a. 3600 IN DNSKEY 256 3 15 AwEAAQ==',
      '_25._tcp.a. 3600 IN TLSA 3 1 1 abcd',
    ],
  ],
  'CR LF, and CR alone': [
    'a. A 192.0.2.1\r\nb. A 192.0.2.2\rc. A 192.0.2.3\r\n',
    ['a', 'b', 'c'].map((n, i) => `${n}. 3600 IN A 192.0.2.${i + 1}`),
  ],
  'a byte order mark': ['\xef\xbb\xbfa. A 192.0.2.1', ['a. 3600 IN A 192.0.2.1']],
  'a SOA owner that lacks its dot, with no $ORIGIN written': [
    'z.example 60 IN SOA a. b. 1 2 3 4 5',
    ['z.example. 60 IN SOA a. b. 1 2 3 4 5'],
  ],
  'nothing at all': ['', []],
}
for (const [name, [text, records]] of Object.entries(good))
  test(`reads ${name}`, () => {
    assert.deepEqual(lines(parsed(text)), records)
  })

test('an origin from outside holds until a $ORIGIN line', () => {
  assert.deepEqual(lines(parsed('@ A 192.0.2.1\nwww A 192.0.2.2', 'shop.example')), [
    'shop.example. 3600 IN A 192.0.2.1',
    'www.shop.example. 3600 IN A 192.0.2.2',
  ])
  assert.deepEqual(lines(parsed('shop.example 60 SOA a. b. 1 2 3 4 5', 'shop.example')), [
    'shop.example. 60 IN SOA a. b. 1 2 3 4 5',
  ])
})

test('records of other types make their names exist', () => {
  const zone = parsed(
    '$ORIGIN x.\n_25._tcp SMIMEA 3 1 1 ab\na CAA 0 issue "ca.example"\na CAA 0 iodef ";"\nb TYPE65 \\# 1 00\nc RRSIG A 13\n',
  )
  assert.deepEqual(zone.others, [
    { name: '_25._tcp.x', type: 'SMIMEA' },
    { name: 'a.x', type: 'CAA' },
    { name: 'b.x', type: 'TYPE65' },
  ])
})

test('orders to remove, whole or below the origin', () => {
  const zone = parsed(
    '; relaycheck: remove a.shop.example TXT\n$ORIGIN shop.example.\n;; Relaycheck:remove b txt\n' +
      '; relaycheck: remove c.shop.example MX\n  ; relaycheck: remove d.other.example. CNAME\nx A 192.0.2.1 ; relaycheck: remove not-alone A\n',
  )
  assert.deepEqual(zone.removes, [
    { name: 'a.shop.example', type: 'TXT' },
    { name: 'b.shop.example', type: 'TXT' },
    { name: 'c.shop.example', type: 'MX' },
    { name: 'd.other.example', type: 'CNAME' },
  ])
})

const o = '$ORIGIN x.\n'
const bad: Record<string, [text: string, line: number, says: RegExp]> = {
  'an address out of range': [`${o}\na A 300.1.2.3`, 3, /^300\.1\.2\.3 is not an IPv4 address$/],
  'an IPv6 address for A': [`${o}a A 2001:db8::1`, 2, /^2001:db8::1 is not an IPv4 address$/],
  'two addresses': [
    `${o}a A 192.0.2.1 192.0.2.2`,
    2,
    /^A wants one IPv4 address, and here is 192\.0\.2\.1 192\.0\.2\.2$/,
  ],
  'no data': [`${o}a A`, 2, /^A wants one IPv4 address, and here is nothing$/],
  'no type': [`${o}a 60 IN`, 2, /no type/],
  'an unknown type': [`${o}a TXTT "x"`, 2, /^TXTT is not a record type$/],
  'an unknown type after a blank': [
    `${o}a A 192.0.2.1\n www A 192.0.2.1`,
    3,
    /^www is not a record type \(a line that begins/,
  ],
  'a word of one provider': [`${o}@ ALIAS y.`, 2, /^ALIAS is a word of one provider/],
  'no name before': [`${o}  A 192.0.2.1`, 2, /begins with a blank/],
  'a relative name without origin': ['www A 192.0.2.1', 1, /^www is a relative name, and no \$ORIGIN/],
  'a relative name in the data without origin': ['a. MX 10 mail', 1, /^mail is a relative name/],
  '@ without origin': ['@ SOA a. b. 1 2 3 4 5', 1, /^@ is a relative name/],
  'a name outside ASCII': ['b\xc3\xbccher.example. A 192.0.2.1', 1, /^bücher\.example\. is not written in ASCII/],
  'two dots': [`${o}a..b A 192.0.2.1`, 2, /^a\.\.b is not a name: an empty label/],
  'a label of 64': [`${'a'.repeat(64)}. A 192.0.2.1`, 1, /a label of 64 octets, where 63 is the most/],
  'a name too long below the origin': [
    `$ORIGIN ${`${'o'.repeat(60)}.`.repeat(3)}\n${'p'.repeat(60)}.q.${'r'.repeat(30)} A 192.0.2.1`,
    2,
    /is not a name: 2\d\d octets/,
  ],
  'a name in quotes': [`${o}"a" A 192.0.2.1`, 2, /in quotes, where a name belongs/],
  'an address in quotes': [`${o}a A "192.0.2.1"`, 2, /without quotes/],
  'an MX without preference': [`${o}a MX mail`, 2, /^MX wants a preference and a host .*, and here is mail$/],
  'a preference out of range': [`${o}a MX 70000 mail`, 2, /^70000 is not a number from 0 to 65535$/],
  'a TTL too long': ['a. 2147483648 A 192.0.2.1', 1, /^2147483648 is longer than it can be/],
  'a $TTL that is none': ['$TTL soon', 1, /^soon is not a TTL/],
  'another class': ['a. CH TXT "x"', 1, /^class CH is not read/],
  $INCLUDE: [`${o}$INCLUDE other.zone`, 2, /^\$INCLUDE is refused/],
  $GENERATE: [`${o}$GENERATE 1-9 a$ A 192.0.2.$`, 2, /^\$GENERATE is refused/],
  'an unknown directive': ['$DATE x', 1, /^\$DATE is no directive/],
  '$ORIGIN with nothing': ['$ORIGIN', 1, /^\$ORIGIN wants one name$/],
  'an open parenthesis': [`${o}a MX ( 10\nb\n`, 2, /"\(" on this line is never closed/],
  'a closing parenthesis': [`${o}a A 192.0.2.1 )`, 2, /"\)" closes nothing/],
  'an open quote': [`${o}a TXT "v=spf1 -all\nb A 192.0.2.1`, 2, /quote opens here and is not closed/],
  'a string of 256 octets': [`${o}a TXT "${'x'.repeat(256)}"`, 2, /^a string of 256 octets, where 255 is the most/],
  'an escape out of range': [`${o}a TXT "\\256"`, 2, /^\\256 is not an octet/],
  'a short escape': [`${o}a TXT "\\25"`, 2, /is not an octet/],
  'a backslash at the end of a line': [`${o}a TXT x\\\nb A 192.0.2.1`, 2, /it escapes nothing/],
  'a SOA with four numbers': [
    `${o}@ SOA a b 1 2 3 4`,
    2,
    /^SOA wants a server, a mailbox and five numbers, and here is a b 1 2 3 4$/,
  ],
  'a second SOA': [`${o}@ SOA a b 1 2 3 4 5\n@ SOA a b 2 2 3 4 5`, 3, /^a second SOA/],
  'a second zone': [
    `$ORIGIN a.example.\n@ SOA a b 1 2 3 4 5\n$ORIGIN b.example.\n@ SOA a b 1 2 3 4 5`,
    4,
    /^the zone b\.example begins here, and the file is already that of a\.example: put each zone, .* into a file of its own, and give each \(--zone twice\)$/,
  ],
  'a name outside the zone': [
    `${o}@ SOA a b 1 2 3 4 5\ny. A 192.0.2.1`,
    3,
    /^y is outside the zone x: what belongs to another zone goes into a file of its own \(--zone twice\)$/,
  ],
  'a name of another type outside the zone': [
    `${o}@ SOA a b 1 2 3 4 5\ny. CAA 0 issue ";"`,
    3,
    /^y is outside the zone x: /,
  ],
  'a CNAME and other data': [`${o}a CNAME b\na TXT "x"`, 3, /^a\.x has a CNAME and other records too/],
  'a CNAME beside a type that is not read': [
    `${o}a HTTPS 1 .\na CNAME b`,
    2,
    /^a\.x has a CNAME and other records too/,
  ],
  'two CNAMEs': [`${o}a CNAME b\na CNAME c`, 2, /^a\.x has a CNAME and other records too/],
  'a digest of the wrong size': [`${o}a DS 1 8 2 abcd`, 2, /^a digest of type 2 has 32 octets, this one 2$/],
  'a key that is no base64': [`${o}a DNSKEY 257 3 8 !!!`, 2, /^!!! is not a key in base64$/],
  'RFC 3597 data too short': [`${o}a A \\# 4 c00002`, 2, /^\\# announces 4 octets, and 3 follow$/],
  'RFC 3597 data of another type': [
    `${o}a A \\# 3 c00002`,
    2,
    /not the data of a A record|not the data of an A record/,
  ],
  'RFC 3597 without a length': [`${o}a TYPE65 \\#`, 2, /number of octets/],
  'an order that is none': ['; relaycheck: replace a. TXT', 1, /is no order/],
  'an order in a whole zone': [`${o}@ SOA a b 1 2 3 4 5\n; relaycheck: remove a TXT`, 3, /whole zone/],
  'a set both removed and given': [
    `${o}a TXT "x"\n; relaycheck: remove a TXT`,
    3,
    /^a\.x TXT is removed here, and given/,
  ],
  'UTF-16': ['\xff\xfea\x00', 1, /UTF-16/],
  'terminal escapes are shown, not sent': [`${o}a A \x1b[31m`, 2, /^\\x1b\[31m is not an IPv4 address$/],
}
for (const [name, [text, line, says]] of Object.entries(bad))
  test(`refuses ${name}`, () => {
    const result = parseZoneFile(text, { file: 'new.zone' })
    assert.ok('fault' in result, 'no fault')
    assert.match(result.fault.says, says)
    assert.deepEqual({ file: result.fault.file, line: result.fault.line }, { file: 'new.zone', line })
  })

test('no file is larger than 32 MB', () => {
  const result = parseZoneFile(' '.repeat(32 * 1024 * 1024 + 1), { file: 'big' })
  assert.ok('fault' in result)
  assert.match(result.fault.says, /larger than 32 MB/)
})

const fixture = (file: string) => parsed(readFileSync(`fixtures/zones/${file}`, 'latin1'))
const samples: Record<string, [records: number, others: number, some: string[]]> = {
  'bind.zone': [
    24,
    2,
    [
      'shop.example. 300 IN TXT "google-site-verification=abc;def"',
      'shop.example. 3600 IN AAAA 2001:db8::80',
      '_dmarc.shop.example. 3600 IN TXT "v=DMARC1; p=reject; " "rua=mailto:dmarc@shop.example"',
      'branch.shop.example. 3600 IN DS 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118',
    ],
  ],
  'mail-in-a-box.zone': [
    16,
    2,
    ['example.com. 86400 IN MX 10 box.example.com.', 'example.com. 86400 IN TXT "v=spf1 mx -all"'],
  ],
  'cloudflare.zone': [9, 0, ['shop.example. 1 IN MX 10 mail.shop.example.']],
  'godaddy.zone': [
    7,
    1,
    ['www.shop.example. 3600 IN CNAME shop.example.', 'shop.example. 3600 IN MX 0 smtp.secureserver.net.'],
  ],
  'cpanel.zone': [8, 1, ['default._domainkey.shop.example. 14400 IN TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0B;"']],
  'signed.zone': [4, 1, ['ns1.shop.example. 3600 IN A 192.0.2.53']],
  'fragment.zone': [1, 0, ['shop.example. 3600 IN TXT "v=spf1 mx -all"']],
}
for (const [file, [records, others, some]] of Object.entries(samples))
  test(`reads the sample ${file}`, () => {
    const zone = fixture(file)
    assert.equal(zone.records.length, records)
    assert.equal(zone.others.length, others)
    for (const line of some) assert.ok(lines(zone).includes(line), line)
    assert.equal(zone.soa === undefined, file === 'fragment.zone')
  })

/** A small seeded generator (mulberry32), so that a failure can be had again. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % sides
  }
}

test('what is written is read back the same, whatever octets it holds', () => {
  const roll = dice(1035)
  const octets = (most: number) => String.fromCharCode(...Array.from({ length: roll(most + 1) }, () => roll(256)))
  const label = () => {
    const text = `${octets(6)}${'abc'[roll(3)]}`
    return [...text.toLowerCase()]
      .map((c) =>
        /[.\\]/.test(c) ? `\\${c}` : /[!-~]/.test(c) ? c : `\\${String(c.charCodeAt(0) & 255).padStart(3, '0')}`,
      )
      .join('')
  }
  const name = () => (roll(10) ? Array.from({ length: 1 + roll(4) }, label).join('.') : '.')
  const strings = () => Array.from({ length: roll(4) }, () => octets(roll(5) ? 20 : 255))
  const hex = (count: number) => Array.from({ length: count }, () => roll(256).toString(16).padStart(2, '0')).join('')
  const make: { [T in RecordType]: () => RecordData[T] } = {
    A: () => [0, 0, 0, 0].map(() => roll(256)).join('.'),
    AAAA: () => `2001:db8::${1 + roll(0xffff)}`.replace(/[^:]+$/, (n) => (Number(n) & 0xffff || 1).toString(16)),
    NS: name,
    CNAME: name,
    DNAME: name,
    PTR: name,
    MX: () => ({ preference: roll(65536), exchange: name() }),
    TXT: strings,
    SPF: strings,
    SOA: () => ({
      mname: name(),
      rname: name(),
      serial: roll(0xffffffff),
      refresh: roll(0x7fffffff),
      retry: roll(9999),
      expire: 0,
      minimum: roll(9999),
    }),
    DS: () => ({ keyTag: roll(65536), algorithm: roll(256), digestType: 2, digest: hex(32) }),
    TLSA: () => ({ usage: roll(256), selector: roll(256), matchingType: 1, data: hex(32) }),
    DNSKEY: () => ({
      flags: 257,
      protocol: 3,
      algorithm: roll(256),
      key: Buffer.from(hex(1 + roll(70)), 'hex').toString('base64'),
    }),
  }
  const types = Object.keys(make) as RecordType[]
  for (let i = 0; i < 3000; i++) {
    const type = types[i % types.length] as RecordType
    const record: ResourceRecord = { name: name(), type, ttl: roll(0x7fffffff), data: make[type]() }
    const zone = parsed(showRecord(record), 'origin.example')
    assert.deepEqual(zone.records, [record], showRecord(record))
    assert.deepEqual(parseRecord(showRecord(record)), { record })
    assert.deepEqual(parseData(type, showData(type, record.data)), { data: record.data })
  }
})

test('one line as a record: with what only the wire can hold, and one only', () => {
  assert.deepEqual(parseRecord('a.example. 2147483647 IN DS 1 8 2 abcd'), {
    record: {
      name: 'a.example',
      type: 'DS',
      ttl: 2147483647,
      data: { keyTag: 1, algorithm: 8, digestType: 2, digest: 'abcd' },
    },
  })
  for (const line of [
    '',
    ' A 192.0.2.1',
    '; a',
    'a. CAA 0 issue ";"',
    'a. A 192.0.2.1\nb. A 192.0.2.1',
    '$TTL 5',
    'a A 192.0.2.1',
  ])
    assert.ok('fault' in parseRecord(line), line)
})

test("one record's data: absolute names, long text cut, one record only", () => {
  assert.deepEqual(parseData('MX', '10 mail.shop.example.'), {
    data: { preference: 10, exchange: 'mail.shop.example' },
  })
  assert.deepEqual(parseData('TXT', `"${'x'.repeat(300)}"`), { data: ['x'.repeat(255), 'x'.repeat(45)] })
  assert.match(JSON.stringify(parseData('MX', '10 mail')), /relative name/)
  assert.match(JSON.stringify(parseData('A', '192.0.2.1\nb. A 192.0.2.2')), /one record/)
  assert.match(JSON.stringify(parseData('A', '')), /here is nothing/)
})

test('fifty thousand names, and fifty thousand records at one name', () => {
  const file = (records: number) =>
    `$ORIGIN x.\n${Array.from({ length: records }, (_, i) => `h${i} TXT "${i}"\n`).join('')}`
  assert.equal(parsed(file(50_000)).records.length, 50_000)
  const same = `$ORIGIN x.\n${Array.from({ length: 50_000 }, (_, i) => `a TXT "${i}"\n`).join('')}`
  assert.equal(parsed(same).records.length, 50_000)
})
