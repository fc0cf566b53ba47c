import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { About, Change } from '../../core/finding.ts'
import type { NoFile } from '../../core/machine.ts'
import type { Blind } from '../../core/observation.ts'
import { keysInUse, mostSignerKeys, type SignerKey, type SignerKind } from '../../core/signing.ts'
import { readPublicKey, showPublicKey } from '../../records/dkim/public-key.ts'
import type { PublicKey } from '../../records/dkim/record.ts'
import { showData, splitText } from '../../records/presentation.ts'
import { fixFor, kindOf } from '../dkim-told.ts'
import { shell } from '../mta-orders.ts'
import { signsHere } from '../signing-subjects.ts'
import { signerNames } from '../signing-told.ts'

const publish = 'Publish at {name}, in one TXT record, the public half of {file}.'
const alias =
  '{name} is an alias that leads to {place}: have whoever keeps the record there publish the public half of {file}, or have {program} sign with a selector of its own, and publish that.'

const outcomes = {
  matches: {
    verdict: 'pass',
    says: '{program} signs for {domain} with {file}, and {name} publishes its public half ({key}).',
    brief: '{selector} is the key that {program} signs with',
  },
  differs: {
    verdict: 'fail',
    says: '{program} signs for {domain} with {file} ({key}), but {name} publishes another key ({other}): every signature of this machine fails, and DMARC with it where SPF does not help.',
    fix: `${publish} Where another machine signs with the selector {selector} too, and the record is that one's, give this one a selector of its own instead.`,
    fixes: { alias },
  },
  'not-published': {
    verdict: 'fail',
    says: '{program} signs for {domain} with {file} ({key}), but nothing is published at {name}: no verifier can check the signature, and it counts for nothing.',
    fix: publish,
    fixes: { alias },
  },
  unusable: {
    verdict: 'fail',
    says: '{program} signs for {domain} with {file} ({key}), but verifiers cannot use what {name} publishes: {problem}. Its signatures count for nothing.',
    fix: `${publish} Take out what stands there now.`,
    fixes: { alias },
  },
  exposed: {
    verdict: 'fail',
    says: 'Every user of this machine can read {file} (mode {mode}), with which {program} is to sign for {domain}, and it takes no such key (RequireSafeKeys). {comes}',
    fix: 'Give it to {program} alone:\n\n    chown opendkim:opendkim {path}\n    chmod 600 {path}\n    systemctl restart opendkim',
  },
  'no-key': {
    verdict: 'fail',
    says: '{program} is to sign for {domain} with the selector {selector}, but {file} is no key that it can use: {problem}. {comes}',
    fix: 'Put the private key back from a backup. Where there is none, make a new pair under a new selector:\n\n    {make}\n    {own}\n\nName it in {tables}, publish the record that this shows, and restart {program}.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'dkim-signer-key',
  step: 'dkim',
  title: 'The published key is that of the private key here',
  why: 'A signature is checked with the published half: after a move, a restore or a second set-up the two easily belong to different pairs, and nothing on this machine notices.',
  refs: ['RFC 6376 section 3.6.1', 'RFC 6376 section 6.1.2'],
  subject: signsHere,
  needs: ['signing', 'signerKeys'],
  outcomes,
  judge({ signing, signerKeys }): Rulings[] {
    const rulings = signerKeys.map(judgeKey)
    const hidden = signing.signers
      .filter(({ off }) => off === undefined)
      .flatMap(({ senders }) => senders)
      .find(({ keys }) => !keys.seen)?.keys
    const unread = hidden && !hidden.seen ? hidden.blind : signing.unread[0]
    const more = keysInUse(signing.signers).length - mostSignerKeys
    const cut = more > 0 ? [{ cannotTell: leftOver(more) }] : []
    return [...rulings, ...cut, ...(unread ? [{ cannotTell: unread }] : [])]
  },
})

const leftOver = (more: number): Blind => ({
  reason: 'not-attempted',
  detail: `${more} more keys were not compared with what is published: no more than ${mostSignerKeys} are`,
  wayOut: 'Name the sender whose key is meant: --from USER@DOMAIN.',
})

function judgeKey(key: SignerKey): Rulings {
  const { signer, domain, selector, path: file, half, published } = key
  const { name, answer } = published
  const about = { program: signerNames[signer], domain, selector, file, name, comes: withoutKey[signer] }
  if (half.kind === 'blind') return { cannotTell: half.blind, about }
  if (half.kind !== 'key') return { outcome: 'no-key', about: { ...about, ...remade(key), problem: whyNone(half) } }
  const read = readPublicKey(Buffer.from(half.spki, 'base64'))
  if (!('key' in read))
    return {
      outcome: 'no-key',
      about: { ...about, ...remade(key), problem: `it is a key for ${half.type}, not for RSA or Ed25519` },
    }
  if (key.safe && (half.info.mode & 0o006) !== 0)
    return {
      outcome: 'exposed',
      about: { ...about, path: shell(file), mode: half.info.mode.toString(8).padStart(4, '0') },
    }
  if (answer.kind === 'blind') return { cannotTell: answer.blind, about }
  const evidence = dnsEvidence(answer)
  const whole = { ...about, key: kindOf(read.key) }
  if (published.live && isSame(published.live.key, read.key)) return { outcome: 'matches', about: whole, evidence }
  const common = {
    evidence,
    repair: publishing(key, read.key),
    ...(fixFor(published) === 'alias' && { fixFor: 'alias' }),
  }
  const place = answer.aliases.at(-1)?.to ?? name
  if (published.records.length === 0) return { outcome: 'not-published', about: { ...whole, place }, ...common }
  if (!published.live)
    return { outcome: 'unusable', about: { ...whole, place, problem: whyUnusable(published) }, ...common }
  return { outcome: 'differs', about: { ...whole, place, other: kindOf(published.live.key) }, ...common }
}

/** Of OpenDKIM as measured on 2.11. */
const withoutKey: Readonly<Record<SignerKind, string>> = {
  opendkim:
    'It then has Postfix keep mail of that domain back (451 4.7.1), or does not start, where it has this key alone (KeyFile).',
  rspamd: 'Mail of that domain leaves without a signature.',
}

function whyNone(half: Exclude<SignerKey['half'], { kind: 'key' | 'blind' }>): string {
  if (half.kind === 'absent') return 'there is no such file'
  return half.kind === 'no-key' ? half.says : natures[half.what]
}

const natures: Readonly<Record<NoFile, string>> = {
  folder: 'it is a folder',
  fifo: 'it is a pipe',
  device: 'it is a device',
  socket: 'it is a socket',
  'link-loop': 'it is a link in a circle',
  'link-outside': 'it is a link that leads out of the root',
  'too-large': 'it is far too large for one',
  binary: 'it is no text',
}

function whyUnusable({ records }: SignerKey['published']): string {
  const [record] = records
  if (records.length > 1) return `there are ${records.length} TXT records, where one is allowed`
  return record?.revoked ? 'the key is withdrawn (p= is empty)' : (record?.faults[0]?.says ?? 'it holds no key')
}

const isSame = (one: PublicKey, other: PublicKey): boolean =>
  one.type === 'rsa' && other.type === 'rsa'
    ? one.modulus === other.modulus && one.exponent === other.exponent
    : one.type === 'ed25519' && other.type === 'ed25519' && one.hex === other.hex

/** The record for a key, in the place of the only one there; nothing where an alias stands there, or more than one record. */
function publishing({ published: { name, answer } }: SignerKey, key: PublicKey): Change[] {
  if (answer.kind === 'blind' || answer.aliases.length > 0) return []
  const text = `v=DKIM1; k=${key.type}; p=${showPublicKey(key)}`
  const [becomes, was] = [
    splitText(text),
    ...(answer.kind === 'records' ? answer.records.map(({ data }) => data) : []),
  ].map((data) => showData('TXT', data))
  if (becomes === undefined) return []
  if (was === undefined) return [{ change: 'add', name, type: 'TXT', becomes }]
  return answer.kind === 'records' && answer.records.length > 1
    ? []
    : [{ change: 'replace', name, type: 'TXT', was, becomes }]
}

/** How a new pair is made, and where it is named. */
function remade({ signer, domain }: SignerKey): About {
  const fresh = 's2'
  if (signer === 'rspamd') {
    const file = `/var/lib/rspamd/dkim/${domain}.${fresh}.key`
    return {
      make: `rspamadm dkim_keygen -b 2048 -d ${shell(domain)} -s ${fresh} -k ${shell(file)}`,
      own: `chown _rspamd:_rspamd ${shell(file)}`,
      tables: '/etc/rspamd/local.d/dkim_signing.conf',
    }
  }
  return {
    make: `opendkim-genkey -b 2048 -d ${shell(domain)} -s ${fresh} -D /etc/opendkim`,
    own: `chown opendkim:opendkim /etc/opendkim/${fresh}.private`,
    tables: 'KeyTable, or in KeyFile and Selector of opendkim.conf',
  }
}
