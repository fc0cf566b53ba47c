import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { relaycheck } from './support/tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const nobody = ['--resolver', '127.0.0.1:9', '--timeout', '0.2']
const soa = 'SOA ns1.host.example. dns.host.example. 1 7200 3600 1209600 300'
const label64 = 'a'.repeat(64)
const octets300 = `${'abcdefghi.'.repeat(30)}example`

/** What was typed -> what the one sentence must say. */
const wrong: Record<string, [argv: string[], says: RegExp]> = {
  'no domain': [['domain'], /Which domain\? relaycheck domain example\.com/],
  'an address where a domain belongs': [['domain', '192.0.2.1'], /"192\.0\.2\.1" is an address/],
  'an empty label': [['domain', 'shop..example'], /empty label/],
  'two dots alone': [['domain', '..'], /empty label/],
  'a name of 300 octets': [['domain', octets300], /307 octets.*253/],
  'a label of 64': [['domain', `${label64}.example`], /64.*63/],
  'no such zone file': [
    ['domain', 'shop.example', '--zone', join(folder, 'none.zone')],
    /none\.zone" cannot be read: there is no such file/,
  ],
  'a zone file that is a folder': [['domain', 'shop.example', '--zone', folder], /is a folder/],
  'a malformed zone file': [
    [
      'domain',
      'shop.example',
      '--zone',
      file('bad.zone', '$ORIGIN shop.example.\n$TTL 300\n@ A 192.0.2.1\nwww A 300.1.2.3\n'),
    ],
    /bad\.zone" line 4: 300\.1\.2\.3 is not an IPv4 address/,
  ],
  'a zone file of another domain': [
    ['domain', 'shop.example', '--zone', file('other.zone', 'www.other.example. 300 A 192.0.2.1\n'), ...nobody],
    /other\.zone" holds nothing about shop\.example/,
  ],
  'a zone file of another domain, and some of the checks': [
    [
      ...['domain', 'shop.example', '--zone', file('other.zone', 'www.other.example. 300 A 192.0.2.1\n'), ...nobody],
      ...['--skip', 'zone-dnssec'],
    ],
    /other\.zone" holds nothing about shop\.example/,
  ],
  'a whole zone of another domain, and one check': [
    [
      ...['domain', 'shop.example', '--zone', file('whole.zone', `$ORIGIN other.example.\n@ 300 ${soa}\n`), ...nobody],
      ...['--only', 'mx-record'],
    ],
    /whole\.zone" holds nothing about shop\.example, nor about any name that was asked for: it is the zone other\.example\. Give/,
  ],
  'zone files of one of two domains, and some of the checks': [
    [
      ...['domain', 'shop.example', 'shop2.example', '--only', 'mx-*', ...nobody],
      ...['--zone', file('shop.zone', 'shop.example. 300 MX 0 .\n')],
      ...['--zone', file('other.zone', 'www.other.example. 300 A 192.0.2.1\n')],
    ],
    /other\.zone" holds nothing about shop\.example, shop2\.example, nor .*: it holds records of www\.other\.example\. Give/,
  ],
  'a zone file that is a comment': [
    ['domain', 'shop.example', '--zone', file('comment.zone', '; TODO: the export goes here\n'), ...nobody],
    /comment\.zone" holds no records: give a zone file/,
  ],
  'a zone file of directives': [
    ['domain', 'shop.example', '--zone', file('head.zone', '$ORIGIN shop.example.\n$TTL 300\n'), ...nobody],
    /head\.zone" holds no records/,
  ],
  'an empty zone file': [['domain', 'shop.example', '--zone', file('empty.zone', '\n')], /empty\.zone" is empty/],
  'an unknown resolver scheme': [
    ['domain', 'shop.example', '--resolver', 'quic://192.0.2.1'],
    /"quic:\/\/" is not a resolver scheme.*tls:\/\//,
  ],
  'a resolver by name': [['domain', 'shop.example', '--resolver', 'dns.example'], /"dns\.example" is a host name/],
  'an output that cannot be written': [
    ['domain', 'shop.example', '--output', join(folder, 'no', 'such', 'report.txt')],
    /report\.txt" cannot be written: there is no such file or folder/,
  ],
  'a recording that cannot be written': [
    ['domain', 'shop.example', '--record', folder],
    /cannot be written: it is a folder/,
  ],
  'a recording that is none': [
    ['domain', 'shop.example', '--replay', file('bad.json', '{"schema":')],
    /bad\.json" is not a recording/,
  ],
  'an unknown check': [['domain', 'shop.example', '--only', 'spf-lookup'], /"spf-lookup" fits no check.*spf-lookups/],
  'an unknown check to explain': [['explain', 'spf-lokups'], /no check "spf-lokups".*spf-lookups/],
  'an unknown outcome to explain': [['explain', 'spf-lookups/to-many'], /too-many/],
  'an unknown option': [['domain', 'shop.example', '--resolvr', '192.0.2.1'], /no option "--resolvr".*--resolver/],
  'an unknown command': [['domian', 'shop.example'], /no command "domian".*domain/],
  'a domain without its command': [['shop.example'], /relaycheck domain shop\.example/],
  'an unknown format': [['domain', 'shop.example', '--format', 'jsn'], /json/],
  'a timeout that is none': [['domain', 'shop.example', '--timeout', 'soon'], /--timeout takes seconds/],
  'a time that is none': [['domain', 'shop.example', '--at', '2026-02-30'], /--at takes a time/],
  'a sending address that is none': [
    ['domain', 'shop.example', '--ip', '192.0.2.300'],
    /--ip takes one IPv4 or IPv6 address/,
  ],
}

describe('asked wrongly', () => {
  for (const [what, [argv, says]] of Object.entries(wrong))
    test(what, async () => {
      const { code, out, err } = await relaycheck(argv)
      assert.equal(code, 2)
      assert.equal(out, '')
      assert.match(err, /^relaycheck: [^\n]+\n$/)
      assert.match(err, says)
    })
})

test('what is typed cannot forge a line or move the cursor', async () => {
  const { code, err } = await relaycheck(['domain', 'evil\u001b[2J\nrelaycheck: all is well.example'])
  assert.equal(code, 2)
  assert.match(err, /^relaycheck: [^\n\u001b]+\n$/)
})

test('version and help are not errors', async () => {
  assert.match((await relaycheck(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
  for (const argv of [['--help'], ['help'], ['domain', '--help']]) {
    const { code, out } = await relaycheck(argv)
    assert.equal(code, 0)
    assert.match(out, /^Usage: relaycheck/)
    assert.deepEqual(
      out.split('\n').filter((line) => line.length > 80),
      [],
    )
  }
})

test('what may be an account at the resolver stands in no report and no recording', async () => {
  const record = join(folder, 'account.json')
  const argv = ['domain', 'shop.example', '--resolver', 'https://127.0.0.1:9/s3cret/dns-query', '--timeout', '0.2']
  const said = [
    await relaycheck([...argv, '--verbose', '--record', record]),
    await relaycheck([...argv, '--format', 'json']),
    await relaycheck([...argv, '--format', 'jsonl']),
  ].flatMap(({ out, err }) => [out, err])
  for (const text of [...said, readFileSync(record, 'utf8')]) assert.doesNotMatch(text, /s3cret/)
  assert.match(said[0] ?? '', /https:\/\/127\.0\.0\.1:9\/…/)
})

test('what goes wrong where nobody waits for it is a bug that is told, and no verdict', () => {
  const odd = 'data:text/javascript,setTimeout(() => Promise.reject(new Error("odd")), 20)'
  const bin = join(import.meta.dirname, '..', 'bin', 'relaycheck.ts')
  const ran = spawnSync(process.execPath, ['--import', odd, bin, 'domain', 'shop.example', ...nobody], {
    encoding: 'utf8',
  })
  assert.equal(ran.status, 70)
  assert.match(ran.stderr, /^relaycheck: this is a bug in relaycheck \S+, please report it: Error: odd\n/)
})
