import { type DkimKey, type DkimKeys, isNamed, keyBits } from '../../core/dkim.ts'
import { leftOutOf, type MailSignatures } from '../../core/mail-auth.ts'
import type { Tested } from '../../core/receivers.ts'
import { notSeen } from './legs.ts'
import { cut } from './message-legs.ts'

/** Bits of an RSA key: an Ed25519 key has none to count. */
const bitsOf = ({ live }: Pick<DkimKey, 'live'>): number =>
  live?.key.type === 'rsa' ? live.key.bits : Number.POSITIVE_INFINITY
const isShort = (key: DkimKey): boolean => bitsOf(key) < keyBits.least

const tooShort = (key: DkimKey): Tested => ({
  state: 'broken',
  says: `the DKIM key at ${cut(key.selector)} has ${bitsOf(key)} bits`,
})

const unseen = 'a DKIM key was not seen'

/** A key with which mail is said to be signed, or all that there are, too short: among others one that was guessed may be long out of use. */
export function publishedKeySize(keys: DkimKeys): Tested {
  const live = keys.filter((key) => key.live)
  const [first] = live
  if (!first) return { state: 'unobservable', says: 'no DKIM key is known' }
  const short = live.find((key) => isShort(key) && isNamed(key))
  if (short) return tooShort(short)
  const areShort = live.every(isShort)
  const lost = (areShort ? keys : keys.filter(isNamed)).find(({ answer }) => answer.kind === 'blind')?.answer
  if (lost?.kind === 'blind') return notSeen(unseen, lost.blind)
  return areShort ? tooShort(first) : { state: 'holds', says: 'no DKIM key in use is shorter' }
}

/** Where another signature has a longer key, one with a short key does no harm. */
export function signedKeySize(signed: MailSignatures): Tested {
  const { signatures } = signed
  const keys = signatures.flatMap(({ key }) => (key?.live ? [key] : []))
  const [first] = keys
  if (!first) return { state: 'unobservable', says: 'no key of a signature is known' }
  if (!keys.every(isShort)) return { state: 'holds', says: 'a DKIM key is no shorter' }
  const lost = signatures.find(({ blind }) => blind)?.blind
  if (lost) return notSeen(unseen, lost)
  const left = leftOutOf(signed)
  return left ? notSeen('not all signatures were looked at', left) : tooShort(first)
}
