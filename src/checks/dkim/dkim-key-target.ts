import { defineCheck } from '../../core/check.ts'
import { aliasTarget } from '../../core/dkim.ts'
import { eachKey, fixFor, isSpare, told, unseenAmong } from '../dkim-told.ts'
import { dkimSelector } from '../subjects.ts'

export default defineCheck({
  id: 'dkim-key-target',
  step: 'dkim',
  title: 'Every alias at a selector leads to a key',
  why: 'Relays keep the key themselves and have you publish an alias; where that leads nowhere, no signature verifies.',
  refs: ['RFC 6376 section 3.6.2.1', 'RFC 1034 section 3.6.2'],
  subject: dkimSelector,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    direct: { verdict: 'pass', says: '{name} ({source}) holds its record itself.' },
    alias: { verdict: 'pass', says: '{name} ({source}) leads to {place}{at}.' },
    'dangling-alias': {
      verdict: 'fail',
      says: '{name} ({source}) is an alias of {place}, where no key stands ({what}): mail signed with the selector {selector} does not pass DKIM.',
      fix: 'Turn DKIM on for {domain} at {keeper}, or publish the CNAME that is named there now. If nobody signs with the selector {selector}, take the CNAME at {name} out.',
      fixes: {
        wildcard:
          'Nothing was published at {name} itself: publish there the CNAME or the TXT record that whoever signs with the selector {selector} names. Take the CNAME out of {wildcard}.',
      },
    },
    'dangling-spare': {
      verdict: 'info',
      says: '{name} ({source}) is an alias of {place}, where no key stands ({what}). {domain} has other keys; some services (Microsoft 365) leave one alias empty until they change keys.',
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key) => {
      const { about, evidence } = told(key, target)
      const to = aliasTarget(key.answer)
      if (key.answer.kind === 'records') {
        if (to === undefined) return { outcome: 'direct', about, evidence }
        return { outcome: 'alias', about: { ...about, at: key.provider ? ` at ${key.provider}` : '' }, evidence }
      }
      if (to === undefined) return []
      const what = key.answer.kind === 'no-such-name' ? 'no such name' : 'no such record'
      const dangling = { about: { ...about, what }, evidence }
      if (!isSpare(key, dkimKeys)) return { outcome: 'dangling-alias', ...dangling, fixFor: fixFor(key) }
      const unseen = dkimKeys.some(({ live }) => live) ? undefined : unseenAmong(dkimKeys)
      return unseen ? { cannotTell: unseen, ...dangling } : { outcome: 'dangling-spare', ...dangling }
    }),
})
