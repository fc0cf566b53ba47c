import { defineCheck } from '../../core/check.ts'
import { isDamaged, isForgeable } from '../../core/dkim.ts'
import { publishedKeys } from '../../knowledge/dkim-weak-keys.ts'
import type { PublicKey } from '../../records/dkim/record.ts'
import { eachKey, fixFor, told } from '../dkim-told.ts'
import { dkimKey } from '../subjects.ts'

export default defineCheck({
  id: 'dkim-key-weak',
  step: 'dkim',
  title: 'No key is known to be weak or damaged',
  why: 'Some keys look like any other and protect nothing, because their secret half is public or can be computed; others cannot be the key that anybody signs with.',
  refs: ['RFC 6376 section 8.1', 'RFC 8017 section 3', 'CVE-2022-26320'],
  subject: dkimKey,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    unique: {
      verdict: 'pass',
      says: 'The key at {name} ({source}) has none of the weaknesses that are looked for: {looked}.',
    },
    'known-weak': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) protects nothing: {problem}. Others can sign mail as {domain}, and it passes DKIM and DMARC.',
      fix: 'Make a new RSA key of 2048 bits under a new selector, publish it, and sign with it. Then withdraw the key at {name} at once: leave p= empty.',
      fixes: {
        wildcard:
          'Take the record out of {wildcard} at once: as long as it stands there, others can sign with any selector. Make a new RSA key of 2048 bits under a selector of its own, publish it at that name, and sign with it.',
        alias:
          'Tell {keeper}, to whom the alias at {name} leads. Until the key is changed there, take the CNAME out and sign with another selector.',
      },
    },
    damaged: {
      verdict: 'fail',
      says: 'The key at {name} ({source}) is no sound RSA key: {problem}. Most likely it was damaged when it was copied, and then mail signed with {signed} does not pass DKIM.',
      fix: 'Have whoever signs with the selector {selector} show its record again, and publish that, whole, in place of the one at {name}. If it is the same, make a new RSA key of 2048 bits under a new selector, publish it, and sign with it.',
      fixes: {
        wildcard:
          'Have whoever signs show its record again, and publish that, whole, at the name of its selector. Take the one out of {wildcard}.',
        alias:
          'Ask {keeper}, to whom the alias at {name} leads, to publish its record again at {place}, or a new key if it is the same.',
      },
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key) => {
      if (!key.live) return []
      const { about, evidence } = told(key, target)
      if (key.weak.length === 0)
        return { outcome: 'unique', about: { ...about, looked: looked[key.live.key.type] }, evidence }
      const worst = isDamaged(key) ? key.weak : key.weak.filter(isForgeable)
      const problem = worst.map(({ says }) => says).join('; ')
      const signed = key.source === 'wildcard' ? 'any selector that has it' : `the selector ${key.selector}`
      return {
        outcome: isDamaged(key) ? 'damaged' : 'known-weak',
        about: { ...about, problem, signed },
        evidence,
        fixFor: fixFor(key),
      }
    }),
})

const ofEach = `a private half that was published (${publishedKeys.size} are known)`
/** What is looked for, by the type of the key. */
const looked: Readonly<Record<PublicKey['type'], readonly string[]>> = {
  rsa: ['an exponent of 1', 'primes close together', 'small factors', ofEach],
  ed25519: [ofEach],
}
