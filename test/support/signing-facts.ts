import type { KeySeen } from '../../src/core/machine.ts'
import { type Blind, seen } from '../../src/core/observation.ts'
import type {
  Inlet,
  MilterAsked,
  SenderSigned,
  Signer,
  SignerKey,
  Signing,
  SigningKey,
} from '../../src/core/signing.ts'
import { readKey } from '../../src/facts/dkim-keys.ts'
import { keyText, publicKeys } from './dkim-facts.ts'
import { memoryWorld } from './memory-dns.ts'

export const signingKey = (changes: Partial<SigningKey> = {}): SigningKey => ({
  domain: 'shop.example',
  selector: 'mail',
  path: '/etc/opendkim/keys/mail.private',
  ...changes,
})
/** One whose mail is signed, by the key of its domain. */
export const signed = (sender = 'shop@shop.example', ...keys: SigningKey[]): SenderSigned => ({
  sender,
  keys: seen(keys.length > 0 ? keys : [signingKey({ domain: sender.slice(sender.indexOf('@') + 1) })]),
})
export const unsigned = (sender = 'shop@shop.example', near?: string): SenderSigned => ({
  sender,
  keys: seen([]),
  ...(near !== undefined && { near }),
})

/** OpenDKIM with tables, at its port; it signs shop@shop.example. */
export const signer = (changes: Partial<Signer> = {}): Signer => ({
  kind: 'opendkim',
  path: '/etc/opendkim.conf',
  sockets: ['inet:8891@127.0.0.1'],
  postfixSocket: 'inet:127.0.0.1:8891',
  canonicalization: { value: 'relaxed/relaxed', from: '/etc/opendkim.conf line 4' },
  simpleBody: false,
  tables: { kind: 'tables', signing: '/etc/opendkim/SigningTable', patterns: true, keys: '/etc/opendkim/KeyTable' },
  senders: [signed()],
  ...changes,
})
/** Rspamd, with a key for shop@shop.example. */
export const rspamd = (changes: Partial<Signer> = {}): Signer =>
  signer({
    kind: 'rspamd',
    path: '/etc/rspamd/local.d/dkim_signing.conf',
    sockets: ['localhost:11332'],
    postfixSocket: 'inet:127.0.0.1:11332',
    canonicalization: { value: 'relaxed/relaxed', from: 'default' },
    tables: { kind: 'path', path: '/var/lib/rspamd/dkim/$domain.$selector.key', selector: 'dkim' },
    ...changes,
  })

/** Where OpenDKIM answers. */
export const milter = (changes: Partial<MilterAsked> = {}): MilterAsked => ({
  written: 'inet:127.0.0.1:8891',
  signer: 'opendkim',
  state: { kind: 'listens' },
  ...changes,
})
/** Where nobody known answers. */
export const stranger = (written: string, changes: Partial<MilterAsked> = {}): MilterAsked => ({
  written,
  state: { kind: 'listens' },
  ...changes,
})
export const silent = { kind: 'silent', says: 'nothing listens on port 8891 of this machine' } as const

const queueDirectory = '/var/spool/postfix'
/** What clients send at port 587. */
export const submission = (...milters: MilterAsked[]): Inlet => ({
  configDirectory: '/etc/postfix',
  service: 'submission',
  parameter: 'smtpd_milters',
  queueDirectory,
  milters,
})
export const programs = (...milters: MilterAsked[]): Inlet => ({
  configDirectory: '/etc/postfix',
  parameter: 'non_smtpd_milters',
  queueDirectory,
  milters,
})

/** Both ways, with the same filters. */
export const signing = (
  signers: readonly Signer[],
  milters: readonly MilterAsked[],
  unread: Blind[] = [],
): Signing => ({
  signers,
  unread,
  inlets: [submission(...milters), programs(...milters)],
})

const file = { mode: 0o600, uid: 110, gid: 110, size: 1704, modified: '2026-01-01T00:00:00.000Z' }
export const half = (spki: string = publicKeys.rsa2048, type = 'rsa'): KeySeen => ({
  kind: 'key',
  type,
  spki,
  info: file,
})
export const noKey = (says: string): KeySeen => ({ kind: 'no-key', says, info: file })

/** The key of OpenDKIM for shop.example, and what these lines of a zone publish for it. */
export async function signerKey(lines: string | Blind, changes: Partial<SignerKey> = {}): Promise<SignerKey> {
  const { domain, selector, path = '' } = signingKey()
  const name = `${selector}._domainkey.${domain}`
  const world = memoryWorld(
    `shop.example SOA ns.shop.example dns.shop.example\n${typeof lines === 'string' ? lines : ''}`,
  )
  const answer = typeof lines === 'string' ? await world.dns(name, 'TXT') : ({ kind: 'blind', blind: lines } as const)
  const published = readKey({ selector, name, source: 'option', answer })
  return { signer: 'opendkim', domain, selector, path, half: half(), published, ...changes }
}
/** The record that goes with `half()`. */
export const recordOf = (key: Parameters<typeof keyText>[0] = 'rsa2048', tags?: string): string =>
  `mail._domainkey.shop.example TXT "${keyText(key, tags)}"`
