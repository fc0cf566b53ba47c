import { Buffer } from 'node:buffer'
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** What PKCS #8 puts before the 32 octets of an Ed25519 key (RFC 8410 section 7). */
const ed25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The public half of the first private key in a text, or why there is none, as a clause. */
export function publicKeyIn(text: string): { type: string; spki: string } | { says: string } {
  const [pem] =
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/s.exec(text) ?? []
  const bare = /^\s*([A-Za-z0-9+/]{43,88}={0,2})\s*$/.exec(text.length < 200 ? text : '')?.[1]
  if (pem === undefined && bare === undefined)
    return { says: text.trim() === '' ? 'it is empty' : 'it holds no private key' }
  if (pem && /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem))
    return { says: 'its private key is locked by a passphrase' }
  try {
    return halfOf(pem === undefined ? bareKey(bare ?? '') : createPrivateKey(pem))
  } catch {
    return { says: 'its private key is damaged' }
  }
}

/** Rspamd writes Ed25519 as base64 of the seed, with or without the public half behind it. */
function bareKey(base64: string): KeyObject {
  const octets = Buffer.from(base64, 'base64')
  if (octets.length !== 32 && octets.length !== 64) throw new Error('no Ed25519 key is of this length')
  const der = Buffer.concat([ed25519, octets.subarray(0, 32)])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

function halfOf(key: KeyObject): { type: string; spki: string } {
  const half = createPublicKey(key)
  const spki = half.export({ type: 'spki', format: 'der' }).toString('base64')
  return { type: half.asymmetricKeyType ?? 'unknown', spki }
}
