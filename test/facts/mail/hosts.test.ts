import assert from 'node:assert/strict'
import test from 'node:test'
import { hostsOf, shownHost, urlsIn } from '../../../src/facts/mail/hosts.ts'

const hosts: Record<string, readonly string[]> = {
  'https://shop.example/a?b#c': ['shop.example'],
  ' HTTP://Shop.Example.:8080/ ': ['shop.example'],
  'https://paypal.com@evil.example/': ['evil.example'],
  'https://user:pass@evil.example:443': ['evil.example'],
  'https:\\\\evil.example\\path': ['evil.example'],
  'ht\ntps://ev\til.example/': ['evil.example'],
  '//cdn.example/x.png': ['cdn.example'],
  'https:evil.example/x': ['evil.example'],
  'http:{{host}}': [],
  'https://bücher.example/': ['xn--bcher-kva.example'],
  'https://192.0.2.1/x': ['192.0.2.1'],
  'http://0xc0000201/': ['192.0.2.1'],
  'http://3221225985/': ['192.0.2.1'],
  'http://[2001:DB8::1]:80/': ['2001:db8::1'],
  'mailto:a@shop.example?subject=x@y.example': ['shop.example'],
  'mailto:a@shop.example,b@other.example': ['shop.example', 'other.example'],
  'mailto:': [],
  'mailto:nobody': [],
  'data:image/png;base64,AAAA': [],
  'javascript:alert(1)': [],
  'cid:logo@shop.example': [],
  'tel:+49123': [],
  '/relative/path': [],
  '#top': [],
  '': [],
  'http://localhost/': [],
  'http://{{host}}/': [],
  'https://': [],
}
for (const [href, found] of Object.entries(hosts))
  test(`hosts of ${JSON.stringify(href)}`, () =>
    assert.deepEqual(
      hostsOf(href).map(({ host }) => host),
      found,
    ))

test('a host is shown in its own script, an address is told from a name', () => {
  assert.deepEqual(hostsOf('https://xn--bcher-kva.example/'), [
    { host: 'xn--bcher-kva.example', display: 'bücher.example' },
  ])
  assert.deepEqual(hostsOf('http://192.0.2.1/'), [{ host: '192.0.2.1', display: '192.0.2.1', isAddress: true }])
})

test('URLs that stand in plain text end where a reader sees their end', () => {
  assert.deepEqual(
    urlsIn('see <https://a.example/x>, (http://b.example/y) or HTTPS://c.example\nnot ftp://d.example'),
    ['https://a.example/x', 'http://b.example/y', 'HTTPS://c.example'],
  )
})

const isKnown = (name: string) => /\.(?:com|md)$/.test(name)
const shown: Record<string, string | undefined> = {
  'https://bank.example/login': 'bank.example',
  'www.bank.example': 'www.bank.example',
  'bank.com': 'bank.com',
  'bank.com/help': 'bank.com',
  'https://bank.com:8443/': 'bank.com',
  'Click here': undefined,
  'readme.md': undefined,
  'https://readme.md': 'readme.md',
  'node.js': undefined,
  'e.g. this': undefined,
  'anna@bank.com': undefined,
  '1.2.3.4': undefined,
  'Visit bank.com': undefined,
}
for (const [text, host] of Object.entries(shown))
  test(`what a link's text shows: ${text}`, () => assert.equal(shownHost(text, isKnown)?.host, host))

test('a name that begins with www. is a link in plain text, as all programs make one of it', () => {
  assert.deepEqual(urlsIn('see www.shop.example/x or awww.no.example and www.'), ['http://www.shop.example/x'])
})
