import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DkimKey, DkimKeys } from '../../core/dkim.ts'
import type { PublicKey } from '../../records/dkim/record.ts'
import { eachKey, fixFor, keyBits, kindOf, told } from '../dkim-told.ts'
import { dkimKey } from '../subjects.ts'

type Outcome = 'strong' | 'short' | 'too-short' | 'too-long' | 'ed25519-only' | 'ed25519-guessed'

const renew =
  'Have the signer make an RSA key of 2048 bits under a new selector, publish it, and sign with it. A week later, withdraw the key at {name}: leave p= empty.'
const alias =
  'Have {keeper}, to whom the alias at {name} leads, change to a key of 2048 bits; often that is a setting there.'

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
      says: 'The key at {name} ({source}) is {kind}. Verifiers still accept it, but 2048 bits are recommended, and some receivers mistrust less: it can be broken at a price, and forged mail then passes as yours.',
      fix: renew,
      fixes: { alias },
    },
    'too-short': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) is {kind}, and verifiers must not accept RSA keys below 1024 bits: mail signed with it does not pass DKIM, and anybody can break it.',
      fix: renew,
      fixes: { alias },
    },
    'too-long': {
      verdict: 'warn',
      says: 'The key at {name} ({source}) is {kind}. Verifiers need not accept RSA keys over 4096 bits: with those that do not, mail signed with it does not pass DKIM.',
      fix: renew,
      fixes: { alias },
    },
    'ed25519-only': {
      verdict: 'warn',
      says: 'The key at {name} ({source}) is Ed25519, and no RSA key is beside it: receivers that do not verify Ed25519 yet, large ones among them, see unsigned mail.',
      fix: 'Sign with an RSA key of 2048 bits as well, under a selector of its own, and publish that.',
      fixes: { alias: 'Have {keeper}, to whom the alias at {name} leads, sign with an RSA key of 2048 bits as well.' },
    },
    'ed25519-guessed': {
      verdict: 'info',
      says: 'The key at {name} ({source}) is Ed25519, which some receivers do not verify yet. No RSA key was found, but not every selector can be guessed: mail should carry a signature by an RSA key as well.',
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key): Ruling<Outcome>[] => {
      if (!key.live) return []
      const { about, evidence } = told(key, target)
      const outcome = outcomeOf(key, key.live.key, dkimKeys)
      return outcome
        ? [{ outcome, about: { ...about, kind: kindOf(key.live.key) }, evidence, fixFor: fixFor(key) }]
        : []
    }),
})

/** Nothing where a given selector that was not seen may hold the RSA key. */
function outcomeOf({ source }: DkimKey, key: PublicKey, keys: DkimKeys): Outcome | undefined {
  if (key.type === 'rsa') {
    if (key.bits < keyBits.least) return 'too-short'
    if (key.bits < keyBits.recommended) return 'short'
    return key.bits > keyBits.most ? 'too-long' : 'strong'
  }
  if (keys.some(({ live }) => live?.key.type === 'rsa')) return 'strong'
  if (source === 'guess') return 'ed25519-guessed'
  return keys.some(({ answer }) => answer.kind === 'blind') ? undefined : 'ed25519-only'
}
