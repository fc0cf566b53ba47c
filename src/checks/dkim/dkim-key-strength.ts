import { defineCheck, type Ruling } from '../../core/check.ts'
import { canPassDkim, type DkimKey, type DkimKeys, isDamaged, keyBits } from '../../core/dkim.ts'
import type { PublicKey } from '../../records/dkim/record.ts'
import { eachKey, fixFor, kindOf, told } from '../dkim-told.ts'
import { dkimKey } from '../subjects.ts'

type Outcome = 'strong' | 'short' | 'too-short' | 'too-long' | 'ed25519-only' | 'ed25519-alone'

const renew =
  'Have the signer make an RSA key of 2048 bits under a new selector, publish it, and sign with it. A week later, withdraw the key at {name}: leave p= empty.'
const alias =
  'Have {keeper}, to whom the alias at {name} leads, change to a key of 2048 bits; often that is a setting there.'

const wildcard =
  'Have the signer make an RSA key of 2048 bits under a new selector, publish it at that name, and sign with it. A week later, take the record out of {wildcard}: until then it answers for every selector.'

export default defineCheck({
  id: 'dkim-key-strength',
  step: 'dkim',
  title: 'Every key is of a size that verifiers trust',
  why: 'Whoever can break the key can sign as you; verifiers must not accept RSA keys below 1024 bits.',
  refs: ['RFC 8301 section 3.2', 'RFC 8463 section 5'],
  subject: dkimKey,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    strong: { verdict: 'pass', says: 'The key at {name} ({source}) is strong: {kind}.' },
    short: {
      verdict: 'warn',
      says: 'The key at {name} ({source}) is {kind}. Verifiers still accept it, but 2048 bits are recommended, and some receivers trust nothing shorter: it may be broken at a high price, and forged mail then passes as yours.',
      fix: renew,
      fixes: { alias, wildcard },
    },
    'too-short': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) is {kind}, and verifiers must not accept RSA keys below 1024 bits: mail signed with it does not pass DKIM{cost}.',
      fix: renew,
      fixes: { alias, wildcard },
    },
    'too-long': {
      verdict: 'warn',
      says: 'The key at {name} ({source}) is {kind}. Verifiers need not accept RSA keys over 4096 bits: with those that do not, mail signed with it does not pass DKIM.',
      fix: renew,
      fixes: { alias, wildcard },
    },
    'ed25519-only': {
      verdict: 'warn',
      says: 'The key at {name} ({source}) is Ed25519, and none of the selectors that were given has an RSA key that verifiers accept: receivers that do not verify Ed25519 yet, large ones among them, see unsigned mail.',
      fix: 'Sign with an RSA key of 2048 bits as well, under a selector of its own, and publish that.',
      fixes: { alias: 'Have {keeper}, to whom the alias at {name} leads, sign with an RSA key of 2048 bits as well.' },
    },
    'ed25519-alone': {
      verdict: 'info',
      says: 'The key at {name} ({source}) is Ed25519, which some receivers do not verify yet. {others}: mail should carry a signature by an RSA key as well.',
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key): Ruling<Outcome>[] => {
      if (!key.live) return []
      const { about, evidence } = told(key, target)
      const outcome = outcomeOf(key, key.live.key, dkimKeys)
      const more = {
        kind: kindOf(key.live.key),
        ...(outcome === 'too-short' && { cost: costOf(key.live.key) }),
        ...(outcome === 'ed25519-alone' && { others: others[key.source] }),
      }
      return outcome ? [{ outcome, about: { ...about, ...more }, evidence, fixFor: fixFor(key) }] : []
    }),
})

/** What is known of the other keys. */
const others = {
  option: 'No other selector was looked at',
  signer: 'No RSA key was found that verifiers accept, but not every selector can be guessed',
  relay: 'No RSA key was found that verifiers accept, but not every selector can be guessed',
  guess: 'No RSA key was found that verifiers accept, but not every selector can be guessed',
  wildcard: 'No RSA key was found that verifiers accept, but not every selector can be guessed',
} as const

/** What is known of the size of a key that is too short: 829 bits is the most that was ever broken in public. */
function costOf(key: PublicKey): string {
  if (key.type === 'ed25519' || key.bits > 829) return ''
  return key.bits > 512 ? ', and keys as long have been broken in public' : ', and anybody can break it in hours'
}

/** Nothing of a key that only seems strong, and where a given selector that was not seen may hold the RSA key. */
function outcomeOf(key: DkimKey, publicKey: PublicKey, keys: DkimKeys): Outcome | undefined {
  if (publicKey.type === 'rsa') {
    if (publicKey.bits < keyBits.least) return 'too-short'
    if (publicKey.bits < keyBits.recommended) return 'short'
    if (publicKey.bits > keyBits.most) return 'too-long'
    return isDamaged(key) ? undefined : 'strong'
  }
  if (keys.some((other) => other.live?.key.type === 'rsa' && canPassDkim(other))) return 'strong'
  // Whoever gives one selector does not say that it is the only one.
  if (keys.filter(({ source }) => source === 'option').length < 2) return 'ed25519-alone'
  return keys.some(({ answer }) => answer.kind === 'blind') ? undefined : 'ed25519-only'
}
