import assert from 'node:assert/strict'
import test from 'node:test'
import { parseDomain } from '../../src/records/domain.ts'

const good: [typed: string, name: string, display?: string][] = [
  ['example.com', 'example.com'],
  ['EXAMPLE.com.', 'example.com'],
  ['  shop.example\t', 'shop.example'],
  ['user@example.com', 'example.com'],
  ['"odd@local"@example.com', 'example.com'],
  ['mailto:user@example.com', 'example.com'],
  ['https://example.com/path', 'example.com'],
  ['HTTP://user:secret@Example.com:8443/a?b#c', 'example.com'],
  ['//example.com', 'example.com'],
  ['_dmarc.example.com', '_dmarc.example.com'],
  ['1.2.example', '1.2.example'],
  ['a--b.example', 'a--b.example'],
  // RFC 3492: bücher is bcher-kva.
  ['bücher.example', 'xn--bcher-kva.example', 'bücher.example'],
  ['BÜCHER。example', 'xn--bcher-kva.example', 'bücher.example'],
  ['https://bücher.example/', 'xn--bcher-kva.example', 'bücher.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'bücher.example'],
  ['_dmarc.bücher.example', '_dmarc.xn--bcher-kva.example', '_dmarc.bücher.example'],
  // Not transitional: ß stays ß.
  ['faß.example', 'xn--fa-hia.example', 'faß.example'],
  // An A-label that does not decode, or decodes to what would be written otherwise, is shown as it is.
  ['xn--a.example', 'xn--a.example'],
  ['xn--zz.example', 'xn--zz.example'],
  // A zero-width space, as pasted out of a web page, is no part of a name.
  ['ü\u200b.example', 'xn--tda.example', 'ü.example'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
]
for (const [typed, name, display = name] of good)
  test(`parseDomain takes ${JSON.stringify(typed)}`, () => assert.deepEqual(parseDomain(typed), { name, display }))

const octets300 = `${`${'a'.repeat(49)}.`.repeat(5)}${'b'.repeat(50)}`
const bad: [typed: string, fault: RegExp][] = [
  ['', /^No domain was given/],
  [' \t', /^No domain was given/],
  ['user@', /^No domain was given/],
  ['https://', /^No domain was given/],
  ['.', /^A single dot names the root/],
  ['192.0.2.1', /^"192\.0\.2\.1" is an address, not a domain: relaycheck ip /],
  ['2001:DB8:0::1', /^"2001:db8::1" is an address, not a domain: relaycheck ip /],
  ['user@[192.0.2.1]', /^"192\.0\.2\.1" is an address/],
  ['https://[2001:db8::1]:443/', /^"2001:db8::1" is an address/],
  ['0x7f.1', /^"0x7f\.1" ends in a number/],
  ['192.0.2.300', /^"192\.0\.2\.300" ends in a number/],
  ['１９２.0.2.1', /ends in a number/],
  ['..', /^"\.\." has an empty label/],
  ['a..example', /^"a\.\.example" has an empty label/],
  ['ü..example', /^"ü\.\.example" has an empty label/],
  ['.example.com', /has an empty label/],
  ['example.com..', /has an empty label/],
  [`${'a'.repeat(64)}.example`, /has a label of 64 octets, and 63 is the most/],
  [`${'ü'.repeat(70)}.example`, /has a label of \d+ octets, and 63 is the most/],
  [octets300, /has 300 octets, and 253 is the most/],
  ['a'.repeat(5000), /has 5000 characters, and 253 octets is the most/],
  ['exam ple.com', /^"exam ple\.com" has a blank inside/],
  ['a.example b.example', /has a blank inside/],
  ['exa\x1b[2Jmple.com', /^"exa\\x1b\[2Jmple\.com" has the character "\\x1b", and a domain holds only letters/],
  ['*.example.com', /has the character "\*",/],
  ['example.com/path', /has the character "\/",/],
  ['a\\.b.example', /has the character "\\",/],
  [
    '\u202eü.example',
    /^"\\u\{202e\}ü\.example" is not a name that DNS can carry: IDNA refuses the character "\\u\{202e\}"\.$/,
  ],
  ['\u0085ü.example', /IDNA refuses the character "\\x85"\.$/],
  ['-a.example', /begins with a hyphen: "-a"\.$/],
  ['b.a-.example', /ends with a hyphen: "a-"\.$/],
  ['-ü.example', /begins with a hyphen: "-ü"\.$/],
  ['localhost', /^"localhost" has no dot/],
  ['com.', /^"com\." has no dot/],
]
for (const [typed, fault] of bad)
  test(`parseDomain refuses ${JSON.stringify(typed.slice(0, 60))} in one sentence`, () => {
    const parsed = parseDomain(typed)
    assert.ok('fault' in parsed)
    assert.match(parsed.fault, fault)
    assert.match(parsed.fault, /^\P{C}+\.$/u)
    assert.ok(parsed.fault.length < 250)
  })
