import { defineCheck } from '../../core/check.ts'
import { isNamed } from '../../core/dkim.ts'
import { eachKey, fixFor, told } from '../dkim-told.ts'
import { dkimRecord } from '../subjects.ts'

export default defineCheck({
  id: 'dkim-key-revoked',
  step: 'dkim',
  title: 'No key that is in use was withdrawn',
  why: 'An empty p= withdraws a key: whatever is signed with it fails from then on.',
  refs: ['RFC 6376 section 3.6.1'],
  subject: dkimRecord,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    live: { verdict: 'pass', says: '{name} ({source}) withdraws no key.' },
    revoked: {
      verdict: 'info',
      says: 'The key at {name} ({source}) is withdrawn (p= is empty). That is as it should be if nobody signs with it any more.',
    },
    'given-revoked': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) is withdrawn (p= is empty): mail signed with the selector {selector} does not pass DKIM.',
      fix: 'Sign with another selector whose key is published. If the selector {selector} is to stay, publish at {name} the public key that belongs to the signer.',
      fixes: {
        alias:
          'Ask {keeper}, to whom the alias at {name} leads, which selector is in use now, and publish the CNAME that is named there.',
        wildcard:
          'A wildcard answers for {name}, and nothing was published there: publish at that name the public key that belongs to the signer.',
      },
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key) => {
      if (key.answer.kind !== 'records') return []
      const { about, evidence } = told(key, target)
      if (!key.records.every(({ revoked }) => revoked)) return { outcome: 'live', about, evidence }
      return isNamed(key)
        ? { outcome: 'given-revoked', about, evidence, fixFor: fixFor(key) }
        : { outcome: 'revoked', about, evidence }
    }),
})
