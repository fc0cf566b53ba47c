import { type DkimKey, type DkimKeys, isNamed, keyBits } from '../../core/dkim.ts'
import type { MailSignatures } from '../../core/mail-auth.ts'
import type { Tested } from '../../core/receivers.ts'
import { cut } from './message-legs.ts'

/** Bits of an RSA key: an Ed25519 key has none to count. */
const bitsOf = ({ live }: Pick<DkimKey, 'live'>): number =>
  live?.key.type === 'rsa' ? live.key.bits : Number.POSITIVE_INFINITY
const isShort = (key: DkimKey): boolean => bitsOf(key) < keyBits.least

const tooShort = (key: DkimKey): Tested => ({
  state: 'broken',
  says: `the DKIM key at ${cut(key.selector)} has ${bitsOf(key)} bits`,
})

/** A key with which mail is said to be signed, or all that there are, too short: among others one that was guessed may be long out of use. */
export function publishedKeySize(keys: DkimKeys): Tested {
  const live = keys.filter((key) => key.live)
  if (live.length === 0) return { state: 'unobservable', says: 'no DKIM key is known' }
  const short = live.find((key) => isShort(key) && (isNamed(key) || live.every(isShort)))
  return short ? tooShort(short) : { state: 'holds', says: 'no DKIM key in use is shorter' }
}

/** Where another signature has a longer key, one with a short key does no harm. */
export function signedKeySize({ signatures }: MailSignatures): Tested {
  const keys = signatures.flatMap(({ key }) => (key?.live ? [key] : []))
  const [first] = keys
  if (!first) return { state: 'unobservable', says: 'no key of a signature is known' }
  return keys.every(isShort) ? tooShort(first) : { state: 'holds', says: 'a DKIM key is no shorter' }
}
