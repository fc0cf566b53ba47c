import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import { publicKeyIn } from '../../../src/net/machine/keys.ts'
import { doorTo, rootOf } from '../../support/machine-tree.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const edwards = generateKeyPairSync('ed25519')
const spki = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'der' }).toString('base64')

test('the public half of a key is that of the pair, in every form that signers write', () => {
  for (const type of ['pkcs1', 'pkcs8'] as const)
    assert.deepEqual(publicKeyIn(`# mail\n${rsa.privateKey.export({ type, format: 'pem' })}more`), {
      type: 'rsa',
      spki: spki(rsa.publicKey),
    })
  const ed = { type: 'ed25519', spki: spki(edwards.publicKey) }
  assert.deepEqual(publicKeyIn(String(edwards.privateKey.export({ type: 'pkcs8', format: 'pem' }))), ed)
  const { d = '', x = '' } = edwards.privateKey.export({ format: 'jwk' })
  const [seed, half] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]
  assert.deepEqual(publicKeyIn(`${seed.toString('base64')}\n`), ed)
  assert.deepEqual(publicKeyIn(Buffer.concat([seed, half]).toString('base64')), ed)
})

test('the key of RFC 8463 has the public half that stands there', () => {
  const found = publicKeyIn('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=')
  assert.ok('spki' in found)
  const raw = Buffer.from(found.spki, 'base64').subarray(-32).toString('base64')
  assert.equal(raw, '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')
})

test('what is no key is said', () => {
  const pem = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
  for (const [text, says] of [
    ['', 'it is empty'],
    ['hello', 'it holds no private key'],
    [String(rsa.publicKey.export({ type: 'spki', format: 'pem' })), 'it holds no private key'],
    [String(rsa.privateKey.export(locked)), 'its private key is locked by a passphrase'],
    [pem.replace(/\n[A-Za-z0-9+/]{64}\n/, '\n'), 'its private key is damaged'],
    ['A'.repeat(60), 'its private key is damaged'],
  ] as const)
    assert.deepEqual(publicKeyIn(text), { says })
})

test('only the public half of a key is seen, whoever reads it', async (t) => {
  const pem = String(rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }))
  const oneLine = pem.replace(/-----.*-----|\n/g, '')
  const { d = '' } = edwards.privateKey.export({ format: 'jwk' })
  const root = rootOf(t, {
    '/mail.private': `before\n${pem}after\n`,
    '/cut': pem.slice(0, -100),
    '/KeyTable': `mail shop.example:mail:${oneLine}\n`,
    '/ed.key': `${Buffer.from(d, 'base64url').toString('base64')}\n`,
    '/mail.txt': String(rsa.publicKey.export({ type: 'spki', format: 'pem' })),
  })
  const { machine } = doorTo({ root })
  const texts: Record<string, string> = {
    '/mail.private': 'before\n[private key]\nafter\n',
    '/cut': '[private key]',
    '/KeyTable': 'mail shop.example:mail:[private key]\n',
    '/ed.key': '[private key]\n',
  }
  for (const [path, text] of Object.entries(texts)) {
    const seen = await machine.read(path)
    assert.equal(seen.kind === 'file' && seen.text, text, path)
  }
  const known = await machine.read('/mail.txt')
  assert.match(known.kind === 'file' ? known.text : '', /BEGIN PUBLIC KEY-----\nMII/)
  const half = await machine.publicKeyOf('/mail.private')
  assert.ok(half.kind === 'key')
  assert.equal(half.spki, spki(rsa.publicKey))
  assert.equal(half.info.size, pem.length + 13)
  const none = await machine.publicKeyOf('/mail.txt')
  assert.equal(none.kind === 'no-key' && none.says, 'it holds no private key')
})
