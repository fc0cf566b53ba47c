import { type DkimKey, keyBits } from '../../core/dkim.ts'
import type { Breakage, SignatureResult } from '../../core/mail-auth.ts'
import type { SignatureTags } from '../../records/mail/signature.ts'
import { isWithin } from '../../records/name.ts'
import { keyName } from './signer-keys.ts'

/** A verdict over a signature, with why it is none that counts. */
export interface Judged {
  result: SignatureResult
  problem?: string
  place?: Breakage['place']
}
type Trouble = Pick<Judged, 'place'> & { problem: string }
type Told = (tags: SignatureTags, key: DkimKey | undefined) => Trouble

const unfit =
  (says: (tags: SignatureTags) => string): Told =>
  (tags) => ({ problem: says(tags), place: 'signature' })
const keyFault: Told = (tags, key) => ({ problem: faultOf(tags, key), place: 'key' })

/** What mailauth says in its comments, told in our own words. */
const troubles: Readonly<Record<string, Told>> = {
  'unknown algorithm': unfit(({ algorithm }) => `its algorithm (a=${algorithm}) is none that verifiers know`),
  'unknown canonicalization': unfit(
    ({ canonicalization: { header, body } }) => `its canonicalization (c=${header}/${body}) is none that there is`,
  ),
  'signature missing required tag': unfit(({ missing }) => `it lacks ${missing.map((tag) => `${tag}=`).join(', ')}`),
  'signature syntax error': unfit(() => 'it is not written as RFC 6376 section 3.5 has it'),
  'incompatible version': unfit(() => 'its version is not 1'),
  'unsupported query method': unfit(() => 'its key is to be asked for in a way that nobody knows (q=)'),
  'invalid expiration': unfit(() => 'it expires before it was made (x= is not later than t=)'),
  'From field not signed': unfit(() => 'it does not cover the From field'),
  'weak algorithm': unfit(() => 'it is made with SHA-1, which receivers must not accept (RFC 8301 section 3.1)'),
  expired: unfit(({ expires }) => `it expired${expires ? ` at ${timeOf(expires)}` : ''}, before the message came`),
  'domain mismatch': (tags) =>
    isWithin(identityDomain(tags), tags.domain)
      ? {
          problem: `its key is for ${tags.domain} itself (t=s), and its identity is ${tags.identity}`,
          place: 'key',
        }
      : { problem: `its identity (i=${tags.identity}) is not within ${tags.domain}`, place: 'signature' },
  'body hash did not verify': () => ({ problem: 'the body is not the one that was signed', place: 'body' }),
  'bad signature': () => ({ problem: 'the header is not the one that was signed', place: 'header' }),
  'no key': (tags) => ({ problem: `no key is published at ${keyName(tags.domain, tags.selector)}`, place: 'key' }),
  'unknown key version': keyFault,
  'unknown key type': keyFault,
  'invalid public key': keyFault,
  'inappropriate hash algorithm': keyFault,
  'key not for email': keyFault,
  'inappropriate key algorithm': keyFault,
}

const timeOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

const identityDomain = ({ identity }: SignatureTags): string =>
  identity.slice(identity.lastIndexOf('@') + 1).toLowerCase()

/** Why the key cannot be the one that the message was signed with. */
function faultOf({ domain, selector, algorithm }: SignatureTags, key: DkimKey | undefined): string {
  const at = keyName(domain, selector)
  const [record] = key?.records ?? []
  if (record?.revoked) return `the key at ${at} is withdrawn (p= is empty)`
  const fault = record?.faults.find(({ tolerated }) => !tolerated)
  if (fault) return `the key at ${at} cannot be used: ${fault.says}`
  if (record && !record.services.some((service) => service === '*' || service === 'email'))
    return `the key at ${at} is not for mail (s=${record.services.join(':')})`
  if (record?.hashes && !record.hashes.includes('sha256'))
    return `the key at ${at} does not allow SHA-256 (h=${record.hashes.join(':')})`
  if (record?.key && !algorithm.startsWith(record.key.type))
    return `the key at ${at} is of another kind (${record.key.type}) than the signature (${algorithm})`
  return `the key at ${at} cannot be used`
}

const results: ReadonlySet<string> = new Set(['pass', 'fail', 'neutral', 'policy', 'permerror', 'temperror'])

/** What mailauth says of a signature, in our words; a key that stands there twice counts for nothing (RFC 6376 section 3.6.2.2). */
export function judgedBy(
  status: { result: string; comment?: string; policy?: Record<string, string> },
  tags: SignatureTags,
  key: DkimKey | undefined,
): Judged {
  const result = results.has(status.result) ? (status.result as SignatureResult) : 'neutral'
  const trouble = troubles[status.comment ?? '']?.(tags, key)
  const dependsOnKey = trouble?.place === undefined || trouble.place === 'key' || trouble.place === 'header'
  if (key && key.records.length > 1 && result !== 'temperror' && dependsOnKey)
    return {
      result: 'permerror',
      problem: `${key.records.length} records stand at ${key.name}, and receivers take any of them, or none`,
      place: 'key',
    }
  if (result === 'pass' || result === 'temperror') return { result }
  if (status.policy?.['dkim-rules'] === 'weak-key') return { result, ...weakKey(key) }
  return { result, problem: 'it cannot be verified', place: 'signature', ...trouble }
}

function weakKey(key: DkimKey | undefined): Trouble {
  const bits = key?.live?.key.type === 'rsa' ? `${key.live.key.bits} bits` : 'too few bits'
  return {
    problem: `its key has ${bits}, and below ${keyBits.least} receivers must not accept it (RFC 8301 section 3.2)`,
    place: 'key',
  }
}
