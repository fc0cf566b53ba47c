import { defineCheck } from '../../core/check.ts'
import { mending } from '../dkim-mend.ts'
import { eachKey, fixFor, told } from '../dkim-told.ts'
import { dkimKey } from '../subjects.ts'

export default defineCheck({
  id: 'dkim-key-testing',
  step: 'dkim',
  title: 'No key says that it is only being tested',
  why: 'A key with t=y asks receivers to treat signed mail as if it were unsigned; it is often forgotten after the move.',
  refs: ['RFC 6376 section 3.6.1'],
  subject: dkimKey,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    no: { verdict: 'pass', says: 'The key at {name} ({source}) is in earnest: no t=y.' },
    testing: {
      verdict: 'warn',
      says: 'The key at {name} ({source}) says t=y, that DKIM is only being tested: receivers may treat mail signed with it as if it were not signed.',
      fix: 'Once signed mail passes DKIM, take the flag y out of t= in the record at {name}.',
      fixes: {
        alias: 'Have {keeper}, to whom the alias at {name} leads, take the flag y out of t= in the record at {place}.',
        wildcard: 'Once signed mail passes DKIM, take the flag y out of t= in the record of {wildcard}.',
      },
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key) => {
      if (!key.live) return []
      const { about, evidence } = told(key, target)
      if (!key.live.flags.includes('y')) return { outcome: 'no', about, evidence }
      return { outcome: 'testing', about, evidence, fixFor: fixFor(key), repair: mending(key) }
    }),
})
