import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import test from 'node:test'
import { bears } from '../../../src/net/smtp/identity.ts'
import { weakness } from '../../../src/net/smtp/strength.ts'
import { makeAuthority, type Odd } from '../../support/certificates.ts'
import { bye, intoTls } from '../../support/scripted-smtp.ts'
import { authority, hold } from '../../support/smtp-client.ts'

const certificate = (names: readonly string[], odd?: Odd) =>
  new X509Certificate(makeAuthority().issue(names, undefined, odd).cert)

const named: readonly [names: readonly string[], wanted: string, is: boolean][] = [
  [['mail.relay.example'], 'mail.relay.example', true],
  [['MAIL.Relay.example'], 'mail.relay.example', true],
  [['other.example', 'mail.relay.example'], 'mail.relay.example', true],
  [['*.relay.example'], 'mail.relay.example', true],
  [['*.relay.example'], 'relay.example', false],
  [['*.relay.example'], 'a.mail.relay.example', false],
  [['m*.relay.example'], 'mail.relay.example', false],
  [['*l.relay.example'], 'mail.relay.example', false],
  [['mail.*.example'], 'mail.relay.example', false],
  [['*.*.example'], 'mail.relay.example', false],
  [['*.example'], 'relay.example', false],
  [['*'], 'mail', false],
  [['mail.relay.example.evil.test'], 'mail.relay.example', false],
  [['x, DNS:mail.relay.example'], 'mail.relay.example', false],
  [['mail.relay.example\0.evil.test'], 'mail.relay.example', false],
  [['192.0.2.1'], '192.0.2.1', true],
  [['192.0.2.2'], '192.0.2.1', false],
  [['192.0.2.1'], 'mail.relay.example', false],
]
for (const [names, wanted, is] of named)
  test(`${JSON.stringify(names)} ${is ? 'is' : 'is not'} for ${wanted} (RFC 9525 section 6)`, () => {
    assert.equal(bears(certificate(names), wanted), is)
  })

test('an address is borne as an address, not as a name; and no certificate bears nothing', () => {
  assert.equal(bears(undefined, 'mail.relay.example'), false)
  const subject = '192.0.2.1'
  assert.equal(bears(certificate([], { subject }), subject), false)
})

for (const names of [[], ['192.0.2.1'], ['other.example']])
  test(`a common name beside ${JSON.stringify(names)} is no name, and nobody logs in there`, async (t) => {
    const tls = authority.issue(names, undefined, { subject: 'mail.relay.example' })
    const { session, server } = await hold(
      t,
      [...intoTls(tls, 'AUTH PLAIN'), ...bye],
      { tls: 'starttls', login: { user: 'shop' } },
      { password: 'correct horse' },
    )
    assert.ok(session.encrypted && 'named' in session.encrypted)
    assert.deepEqual([session.encrypted.untrusted, session.encrypted.named], [undefined, false])
    assert.deepEqual(session.login, { untried: 'unverified' })
    assert.ok(!server.heard.some((line) => line.startsWith('AUTH')))
  })

const weak: readonly [what: string, odd: Odd, word: string | undefined][] = [
  ['a key of RSA of 1024 bits', { rsa: 1024 }, 'EE_KEY_TOO_SMALL'],
  ['a key of RSA of 2048 bits', { rsa: 2048 }, undefined],
  ['a signature over SHA-1', { sha1: true }, 'CA_MD_TOO_WEAK'],
]
for (const [what, odd, word] of weak)
  test(`${what}: ${word ?? 'good'}, and the login goes by it`, async (t) => {
    const tls = authority.issue(['mail.relay.example'], undefined, odd)
    assert.equal(weakness(new X509Certificate(tls.cert)), word)
    const login = word === undefined ? (['C: AUTH PLAIN *', 'S: 235 ok'] as const) : []
    const { session, server } = await hold(
      t,
      [...intoTls({ ...tls, ciphers: 'DEFAULT:@SECLEVEL=0' }, 'AUTH PLAIN'), ...login, ...bye],
      { tls: 'starttls', login: { user: 'shop' } },
      { password: 'correct horse' },
    )
    assert.ok(session.encrypted && 'named' in session.encrypted, JSON.stringify(session.encrypted))
    assert.equal(session.encrypted.untrusted, word)
    assert.equal(
      server.heard.some((line) => line.startsWith('AUTH')),
      word === undefined,
    )
  })

test('a root is taken as it is: what it says of itself proves nothing', () => {
  const root = makeAuthority('root').issue([], undefined, { subject: 'root', sha1: true })
  assert.equal(weakness(new X509Certificate(root.cert)), undefined)
  assert.equal(weakness(undefined), undefined)
})
