import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { createSecureContext } from 'node:tls'
import { readClient, readPem } from '../../src/net/pem.ts'
import { makeAuthority } from '../support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
after(() => rmSync(folder, { recursive: true }))
let count = 0
const file = (text: string) => {
  const path = join(folder, `${count++}.pem`)
  writeFileSync(path, text)
  return path
}

const authority = makeAuthority()
const other = makeAuthority('another')
const shown = authority.issue(['me.example'])
const locked = createPrivateKey(shown.key).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
})
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const lockedOld = rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
const old = rsa.export({ type: 'pkcs1', format: 'pem' }).toString()
const ec = createPrivateKey(shown.key).export({ type: 'sec1', format: 'pem' }).toString()

const taken = (text: string, option: Parameters<typeof readPem>[1]) => {
  const result = readPem(file(text), option)
  return 'usage' in result ? assert.fail(result.usage) : result.pem
}
const refused = (text: string, option: Parameters<typeof readPem>[1]) => {
  const path = file(text)
  const result = readPem(path, option)
  assert.ok('usage' in result, 'it is taken')
  assert.match(result.usage, /^relaycheck: [^\n]*[^.]\.\n$/)
  assert.ok(result.usage.includes(`"${path}" (${option})`), result.usage)
  assert.ok(!text.split('\n').some((line) => line.length > 40 && result.usage.includes(line)), 'it is quoted')
  return result.usage
}

test('certificates and keys are taken, each kind of key, and without what else is there', () => {
  assert.equal(taken(authority.cert, '--ca'), authority.cert)
  assert.equal(taken(`Example CA\n==\n${authority.cert}\n${other.cert}`, '--ca'), authority.cert + other.cert)
  assert.equal(taken(shown.key + shown.cert, '--client-cert'), shown.cert)
  for (const key of [shown.key, old, ec]) assert.equal(taken(shown.cert + key, '--client-key'), key)
  assert.equal(
    taken(`-----BEGIN CERTIFICATE-----\nMIIB\n${authority.cert}`, '--ca'),
    authority.cert,
    'a beginning of none',
  )
  assert.equal(taken(authority.cert.replaceAll('\n', '\r\n'), '--ca'), authority.cert)
})

test('what is taken is what TLS takes', () => {
  const x509 = authority.cert.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')
  createSecureContext({ ca: taken(x509, '--ca') })
  createSecureContext({ cert: taken(shown.cert, '--client-cert'), key: taken(ec, '--client-key') })
})

test('what is another thing is refused in a sentence that says what it is', () => {
  assert.match(refused(shown.key, '--ca'), /holds no certificate, but a private key: give a file with the authority/)
  assert.match(refused(lockedOld, '--client-cert'), /holds no certificate, but a private key: give/)
  assert.match(refused(shown.cert, '--client-key'), /holds no private key, but a certificate: give/)
  for (const text of [locked.toString(), lockedOld])
    assert.match(refused(text, '--client-key'), /a private key that a passphrase locks/)
  const request = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n'
  assert.match(refused(request, '--client-cert'), /holds no certificate, but the request for one/)
  const ssh = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n'
  assert.match(refused(ssh, '--client-key'), /holds no private key, but a key of SSH/)
  for (const nothing of ['', 'hello', '\x30\x82\x01', authority.cert.replace(/-----END.*/, '')])
    assert.match(refused(nothing, '--ca'), /holds no certificate: give/)
  assert.match(refused(shown.key + old, '--client-key'), /holds 2 private keys/)
})

test('what is damaged is refused before it is used', () => {
  const damaged = authority.cert.replace(/^.{64}$/m, '')
  assert.match(refused(authority.cert + damaged, '--ca'), /^relaycheck: Certificate 2 of 2 in .* is damaged/)
  assert.match(refused(shown.key.replace(/\n.{30}/, '\n'), '--client-key'), /The key in .* is damaged/)
})

test('a file that is none, and one that is far too large', () => {
  const missing = readPem(join(folder, 'missing'), '--ca')
  assert.ok(
    'usage' in missing && missing.usage.endsWith('missing" (--ca) cannot be read: there is no such file or folder.\n'),
  )
  assert.ok('usage' in readPem(folder, '--ca'))
  assert.match(refused('x'.repeat(1024 * 1024 + 1), '--ca'), /cannot be read: it is far too large/)
  if (process.platform !== 'win32') assert.ok('usage' in readPem('/dev/zero', '--ca'))
})

test('beginnings without an end cost no more than their length', () => {
  const begun = performance.now()
  refused('-----BEGIN CERTIFICATE-----\n'.repeat(37_000), '--ca')
  assert.ok(performance.now() - begun < 2000)
})

test('a certificate to show, and the key that is its own', () => {
  const pair = [file(shown.cert + authority.cert), file(shown.key)] as const
  assert.deepEqual(readClient(...pair), { certificate: shown.cert + authority.cert, key: shown.key })
  const foreign = readClient(pair[0], file(old))
  assert.ok('usage' in foreign)
  assert.match(foreign.usage, /is not that of the first certificate in .*: give the two that belong together\.\n$/)
  assert.ok('usage' in readClient(pair[1], pair[1]))
  assert.ok('usage' in readClient(pair[0], pair[0]))
})
