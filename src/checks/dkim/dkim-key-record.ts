import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DkimKey } from '../../core/dkim.ts'
import { publishedPrivate } from '../../records/dkim/key-data.ts'
import { hasLeaked } from '../../records/dkim/parse.ts'
import type { DkimKeyFault, DkimKeyRecord } from '../../records/dkim/record.ts'
import { isDkimKey } from '../../records/dkim/whole.ts'
import { mending } from '../dkim-mend.ts'
import { eachKey, fixFor, isSpare, told } from '../dkim-told.ts'
import { few, quoted } from '../few.ts'
import { dkimRecord } from '../subjects.ts'

type Outcome = 'valid' | 'tolerated' | 'invalid' | 'several' | 'wrong-type' | 'unusable-guessed'

const alias = 'Ask {keeper}, to whom the alias at {name} leads, to correct the record at {place}.'
/** What a key may bring up once verifiers can use it. */
const newlyRead = [
  'dkim-key-strength/short',
  'dkim-key-strength/too-long',
  'dkim-key-strength/ed25519-only',
  'dkim-key-testing/testing',
  'dkim-key-limits/exact-domain',
]

const renew = 'Have the signer make a new key under a new selector, publish that, and sign with it.'
const why = '{who} can sign as {domain} as long as the public half is published anywhere.'

export default defineCheck({
  id: 'dkim-key-record',
  step: 'dkim',
  title: 'Every key record can be used',
  why: 'One slip in the record, and verifiers treat every signature made with that key as if there were none.',
  refs: ['RFC 6376 section 3.6.1', 'RFC 6376 section 3.6.2.2'],
  subject: dkimRecord,
  needs: ['dkimKeys', 'target'],
  outcomes: {
    valid: { verdict: 'pass', says: 'The record at {name} ({source}) keeps to the grammar.' },
    tolerated: {
      verdict: 'warn',
      says: 'The record at {name} ({source}) has a fault that most verifiers put up with and some do not: {problem}. With those, mail signed with it does not pass DKIM.',
      fix: 'Correct this in the record at {name}; the key in p= stays what it is.',
      fixes: { alias, wildcard: 'Correct this in the record of {wildcard}; the key in p= stays what it is.' },
      leadsTo: newlyRead,
    },
    invalid: {
      verdict: 'fail',
      says: 'Verifiers cannot use the record at {name} ({source}): {problem}. Mail signed with {signed} does not pass DKIM.',
      fix: 'Correct this in the record at {name}, or have whoever signs with the selector {selector} show its record again and publish that in its place, whole.',
      fixes: {
        alias,
        wildcard:
          'Publish at {name} the record of whoever signs with the selector {selector}, whole, and take the other one out of {wildcard}.',
        'private-own': `${renew} Take the record at {name} out: ${why}`,
        'private-alias': `${renew} Have {keeper} take the record at {place} out, where the alias at {name} leads: ${why}`,
        'private-wildcard': `${renew} Take the record out of {wildcard}: ${why}`,
      },
      leadsTo: newlyRead,
    },
    several: {
      verdict: 'fail',
      says: '{name} ({source}) has {count} TXT records, and verifiers take whichever comes first: mail signed with the selector {selector} passes DKIM by chance.',
      fix: 'Leave one TXT record at {name}, with the key that mail is signed with now, and take the others out.',
      fixes: {
        alias,
        wildcard:
          'Publish at {name} the one key that mail is signed with now, and take the TXT records out of {wildcard}.',
      },
      leadsTo: newlyRead,
    },
    'wrong-type': {
      verdict: 'fail',
      says: 'The TXT record at {name} ({source}) is no DKIM key but {text}: {problem}. Mail signed with the selector {selector} does not pass DKIM.',
      fix: 'Publish the key of whoever signs with the selector {selector} in place of that record. If nobody does, take it out.',
      fixes: {
        alias,
        wildcard:
          'A wildcard answers for {name}, and nothing was published there: publish at that name the key of whoever signs with the selector {selector}.',
      },
    },
    'unusable-guessed': {
      verdict: 'warn',
      says: 'What stands at {name} ({source}) cannot be used as a DKIM key: {problem}. If any mail is signed with the selector {selector}, it does not pass DKIM.',
      fix: 'If mail is signed with the selector {selector}, correct the record at {name}, or publish the key of the signer in place of it. If not, take the record out.',
      fixes: { alias: `${alias} If nobody signs with the selector {selector}, take the CNAME out.` },
      leadsTo: newlyRead,
    },
  },
  judge: ({ dkimKeys, target }) =>
    eachKey(dkimKeys, target, (key): Ruling<Outcome>[] => {
      const [record] = key.records
      if (!record) return []
      const { about, evidence } = told(key, target)
      if (isValid(key.records)) return [{ outcome: 'valid', about, evidence }]
      const { outcome, problem, ...more } = verdictOn(key, record)
      const signed = key.source === 'wildcard' ? 'any selector that has it' : `the selector ${key.selector}`
      const known = { ...about, ...more, problem, signed }
      const leak = key.records.find(hasLeaked)
      if (leak)
        return [
          { outcome: 'invalid', about: { ...known, ...toldOf(leak) }, evidence, fixFor: `private-${fixFor(key)}` },
        ]
      const common = { evidence, fixFor: fixFor(key), repair: mending(key) }
      if (outcome !== 'tolerated' && isSpare(key, dkimKeys))
        return [{ outcome: 'unusable-guessed', about: known, ...common }]
      return [{ outcome, about: known, ...common }]
    }),
})

/** One record, and nothing wrong with it. */
const isValid = (records: readonly DkimKeyRecord[]): boolean =>
  records.length === 1 && records.every(({ text, faults }) => faults.length === 0 && isDkimKey(text))

/** What is wrong with a record that is not valid. */
interface Said {
  outcome: Exclude<Outcome, 'valid' | 'unusable-guessed'>
  problem: string
  count: number
  text: string
}

function verdictOn({ records, live }: DkimKey, record: DkimKeyRecord): Said {
  const said = { count: records.length, text: quoted(record.text), problem: problemOf(record) }
  if (records.length > 1)
    return { ...said, outcome: 'several', problem: `there are ${records.length} TXT records, where one is allowed` }
  if (!isDkimKey(record.text)) return { ...said, outcome: 'wrong-type', problem: record.faults[0]?.says ?? '' }
  return { ...said, outcome: live || record.faults.every(({ tolerated }) => tolerated) ? 'tolerated' : 'invalid' }
}

/** Of a secret half that stands in DNS: what is wrong, and who can use it. */
function toldOf(leak: DkimKeyRecord): { problem: string; who: string } {
  const isEncrypted = leak.faults.some(({ says }) => says === publishedPrivate.encrypted)
  return {
    problem: problemOf(leak),
    who: isEncrypted ? 'whoever read it and finds the passphrase' : 'whoever read it',
  }
}

/** The worst first, with its place; then the others. */
function problemOf({ faults }: DkimKeyRecord): string {
  const [first, ...others] = faults.toSorted((a, b) => Number(a.tolerated ?? false) - Number(b.tolerated ?? false))
  if (!first) return ''
  return few([`${first.says} (${placeOf(first)})`, ...others.map(({ says }) => says)]).join('; ')
}

const placeOf = ({ tag, start }: DkimKeyFault): string =>
  `${tag === undefined ? '' : `tag ${tag}, `}character ${start + 1}`
