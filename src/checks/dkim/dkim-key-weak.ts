import { defineCheck } from '../../core/check.ts'
import { eachKey, fixFor, told } from '../dkim-told.ts'
import { dkimKey } from '../subjects.ts'

export default defineCheck({
  id: 'dkim-key-weak',
  step: 'dkim',
  title: 'No key is known to be weak',
  why: 'Some keys look like any other and protect nothing, because their secret half is public or can be computed.',
  refs: ['RFC 6376 section 8.1', 'RFC 8017 section 3', 'CVE-2022-26320'],
  subject: dkimKey,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    unique: { verdict: 'pass', says: 'Nothing known makes the key at {name} ({source}) weak.' },
    'known-weak': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) protects nothing: {problem}. Others can sign mail as {domain}, and it passes DKIM and DMARC.',
      fix: 'Make a new RSA key of 2048 bits under a new selector, publish it, and sign with it. Then withdraw the key at {name} at once: leave p= empty.',
      fixes: {
        alias:
          'Tell {keeper}, to whom the alias at {name} leads. Until the key is changed there, take the CNAME out and sign with another selector.',
      },
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key) => {
      if (!key.live) return []
      const { about, evidence } = told(key, target)
      if (key.weak.length === 0) return { outcome: 'unique', about, evidence }
      const problem = key.weak.map(({ says }) => says).join('; ')
      return { outcome: 'known-weak', about: { ...about, problem }, evidence, fixFor: fixFor(key) }
    }),
})
