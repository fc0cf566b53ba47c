import { defineCheck, type Ruling } from '../../core/check.ts'
import { allowsSha256, type DkimKey, type DkimKeys, isForMail } from '../../core/dkim.ts'
import type { DkimKeyRecord } from '../../records/dkim/record.ts'
import { mending } from '../dkim-mend.ts'
import { eachKey, fixFor, isSpare, told } from '../dkim-told.ts'
import { few } from '../few.ts'
import { dkimKey } from '../subjects.ts'

type Outcome = 'unrestricted' | 'sha1-only' | 'other-service' | 'other-service-guessed' | 'exact-domain'

const alias = 'Have {keeper}, to whom the alias at {name} leads, correct the record at {place}.'

const wildcard = 'publish the key of whoever signs at the name of its selector. Then take the record out of {wildcard}.'

export default defineCheck({
  id: 'dkim-key-limits',
  step: 'dkim',
  title: 'Every key may be used for mail',
  why: 'h= and s= in a key record say what the key is for; verifiers ignore it for everything else.',
  refs: ['RFC 6376 section 3.6.1', 'RFC 8301 section 3.1'],
  subject: dkimKey,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    unrestricted: {
      verdict: 'pass',
      says: 'The key at {name} ({source}) may be used for mail of {domain} and all below it.',
    },
    'sha1-only': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) allows only {hashes} (h=), which verifiers must not accept: mail signed with it does not pass DKIM.',
      fix: 'Say h=sha256 in the record at {name}, or take h= out, and have the signer use rsa-sha256.',
      fixes: { alias, wildcard: `Without h=, ${wildcard} Have the signer use rsa-sha256.` },
    },
    'other-service': {
      verdict: 'fail',
      says: 'The key at {name} ({source}) is for {services} only (s=), not for mail: mail signed with it does not pass DKIM.',
      fix: 'Take s= out of the record at {name}, or say s=email. If the key is meant for other things, sign mail with another selector.',
      fixes: { alias, wildcard: `Without s=, or with s=email, ${wildcard}` },
    },
    'other-service-guessed': {
      verdict: 'info',
      says: 'The key at {name} ({source}) is for {services} only (s=), not for mail. That is as it should be if no mail is signed with it.',
    },
    'exact-domain': {
      verdict: 'info',
      says: 'The key at {name} ({source}) counts only where i= in the signature is {domain} itself (t=s), not a name below it.',
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key): Ruling<Outcome>[] => {
      if (!key.live) return []
      const { hashes = [], services } = key.live
      const { about, evidence } = told(key, target)
      const known = { ...about, hashes: few(hashes), services: few(services) }
      const common = { about: known, evidence, fixFor: fixFor(key) }
      return limitsOf(key, key.live, dkimKeys).map((outcome) =>
        outcome === 'sha1-only' ? { outcome, ...common, repair: mending(key) } : { outcome, ...common },
      )
    }),
})

function limitsOf(key: DkimKey, record: DkimKeyRecord, keys: DkimKeys): Outcome[] {
  const limits: Outcome[] = []
  if (!allowsSha256(record)) limits.push('sha1-only')
  if (!isForMail(record)) {
    const others = keys.filter((other) => other !== key)
    limits.push(isSpare(key, others) ? 'other-service-guessed' : 'other-service')
  }
  if (record.flags.includes('s')) limits.push('exact-domain')
  return limits.length > 0 ? limits : ['unrestricted']
}
