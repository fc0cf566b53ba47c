import assert from 'node:assert/strict'
import test from 'node:test'
import { isHostname, readHop, readHops, readPorts } from '../../../src/mta/postfix/hops.ts'

const ports = readPorts(
  'lmtp=24, smtp=25, smtps=submissions=465, submission=587',
  'alt 2525/tcp other # x\nudp 9/udp\n',
)
const use = { ports, dns: true, oneLabel: 'dns' } as const

/** Host, port, whether MX records are asked for. */
const right: Record<string, [host: string, port: string | undefined, mx: boolean]> = {
  '[smtp.example.com]:587': ['smtp.example.com', '587', false],
  '[smtp.example.com]': ['smtp.example.com', undefined, false],
  '[smtp.example.com]:': ['smtp.example.com', undefined, false],
  'smtp.example.com': ['smtp.example.com', undefined, true],
  'smtp.example.com:2525': ['smtp.example.com', '2525', true],
  'smtp.example.com:': ['smtp.example.com', undefined, true],
  '[smtp.example.com]:submission': ['smtp.example.com', '587', false],
  '[smtp.example.com]:submissions': ['smtp.example.com', '465', false],
  '[smtp.example.com]:alt': ['smtp.example.com', '2525', false],
  '[smtp.example.com]:other': ['smtp.example.com', '2525', false],
  '[192.0.2.1]:25': ['192.0.2.1', '25', false],
  '192.0.2.1': ['192.0.2.1', undefined, true],
  '[2001:db8::1]:587': ['2001:db8::1', '587', false],
  '[IPv6:2001:db8::1]': ['2001:db8::1', undefined, false],
  'under_score.example': ['under_score.example', undefined, true],
  localhost: ['localhost', undefined, true],
}
for (const [written, [host, port, mx]] of Object.entries(right))
  test(`${written} is a host`, () => {
    const hop = readHop(written, use)
    assert.deepEqual([hop.written, hop.host, hop.port, hop.mx, hop.malformed], [written, host, port, mx, undefined])
  })

test('a name of one label is told from whole ones, and whose it is', () => {
  const of = (written: string, oneLabel: 'dns' | 'system' = 'dns') => readHop(written, { ...use, oneLabel }).oneLabel
  assert.deepEqual([of('[relay]:587'), of('relay', 'system')], ['dns', 'system'])
  for (const whole of ['[smtp.example.com]', 'localhost', '[2001:db8::1]', '[192.0.2.1]', '[relay'])
    assert.equal(of(whole), undefined)
})

/** What is fatal to the SMTP client. */
const wrong: Record<string, RegExp> = {
  '[smtp.example.com:587': /no "]"/,
  '[smtp.example.com]587': /no ":" between/,
  'https://smtp.example.com': /a URL/,
  'smtp://smtp.example.com:587': /a URL/,
  'inet:smtp.example.com': /not in \/etc\/services/,
  'smtp.example.com:nothing': /not in \/etc\/services/,
  'smtp.example.com:587x': /a port that is none/,
  '[smtp.example.com]:0': /no port 0/,
  '[smtp.example.com]:65536': /no port 65536/,
  '[IPv6:192.0.2.1]': /no IPv6 address/,
  '2001:db8::1': /no host name/,
  '[]:25': /no host name/,
  ':25': /no host/,
  '#': /no host name/,
  '587': /no host name/,
  'smtp.example.com.': /no host name/,
  '-smtp.example.com': /no host name/,
}
for (const [written, fault] of Object.entries(wrong))
  test(`${written} is refused`, () => assert.match(readHop(written, use).malformed ?? '', fault))

test('a comment behind a relayhost is more hosts', () => {
  const hops = readHops('[smtp.example.com]:587 # our relay', use)
  assert.deepEqual(
    hops.map(({ written, malformed }) => [written, malformed !== undefined]),
    [
      ['[smtp.example.com]:587', false],
      ['#', true],
      ['our', false],
      ['relay', false],
    ],
  )
})

test('hosts stand between commas and blanks, at most twenty of them', () => {
  assert.equal(readHops('a.example,b.example  c.example', use).length, 3)
  assert.equal(readHops('a.example '.repeat(5000), use).length, 20)
})

test('without DNS nothing has MX records', () => {
  assert.equal(readHop('smtp.example.com', { ports, dns: false, oneLabel: 'dns' }).mx, false)
})

test('a name of a port stays where /etc/services was not read', () => {
  const unread = readPorts('smtp=25', undefined)
  assert.deepEqual(readHop('[a.example]:alt', { ports: unread, dns: true, oneLabel: 'dns' }).port, 'alt')
})

test('host names as Postfix takes them', () => {
  for (const name of ['a.b', 'a-b.c', '1a.example', 'bücher.example']) assert.ok(isHostname(name), name)
  for (const name of ['', '.', 'a..b', '1.2', 'a b', 'a-.b', `${'a'.repeat(64)}.b`, 'a/b', 'a:b'])
    assert.ok(!isHostname(name), name)
})
