import type { Change } from '../core/finding.ts'
import type { RelayRecord } from '../core/relay-records.ts'
import { answersAt, dataAt } from '../core/relay-states.ts'
import type { DomainTarget } from '../core/target.ts'
import { isBelow } from '../records/name.ts'
import { showData } from '../records/presentation.ts'
import { isSpf, parseSpf } from '../records/spf/parse.ts'

/**
 * The changes after which the name is the CNAME that the relay wants; none where something else stands there that has to
 * be thought about first: a CNAME stands alone (RFC 1034 section 3.6.2).
 */
export function toAlias(record: RelayRecord, to: string | undefined, target: DomainTarget): Change[] {
  const { name, wildcard, answers } = record
  const { CNAME } = answers
  if (to === undefined || !isBelow(name, target.name) || !CNAME || CNAME.kind === 'blind') return []
  const becomes = showData('CNAME', to)
  const add: Change = { change: 'add', name, type: 'CNAME', becomes }
  if (CNAME.kind === 'records') {
    const [was, another] = dataAt(record, 'CNAME')
    const isOwn = wildcard === undefined && CNAME.aliases.length === 0 && another === undefined
    return was !== undefined && isOwn
      ? [{ change: 'replace', name, type: 'CNAME', was: showData('CNAME', was), becomes }]
      : []
  }
  if (answersAt(record).some((answer) => answer.kind === 'blind' || answer.aliases.length > 0)) return []
  // What a wildcard gives to a name ends where the name has a record of its own (RFC 4592 section 2.2.1).
  if (CNAME.kind === 'no-such-name' || wildcard === 'yes') return [add]
  const gone = addressesAt(record)
  const isAlone =
    gone.length > 0 &&
    gone.length <= mostGone &&
    dataAt(record, 'MX').length === 0 &&
    dataAt(record, 'TXT').length === 0
  return isAlone && wildcard === undefined ? [...gone, add] : []
}

/** More than anybody has at one name: so many are not for a machine to take away. */
const mostGone = 20

const addressesAt = (record: RelayRecord): Change[] =>
  (['A', 'AAAA'] as const).flatMap((type) =>
    dataAt(record, type).map((data) => ({
      change: 'remove' as const,
      name: record.name,
      type,
      was: showData(type, data),
    })),
  )

/** The repair, and the name of the fix that goes with it: `repaired`, or `target` where only the target is known. */
export const offer = (
  repair: Change[],
  to: string | undefined,
): { repair?: Change[]; fixFor?: 'repaired' | 'target' } =>
  repair.length > 0 ? { repair, fixFor: 'repaired' } : to === undefined ? {} : { fixFor: 'target' }

/** The SPF record that has to stand beside the relay's MX; none where the name has one already. */
export function toSpf(record: RelayRecord, include: string | undefined, target: DomainTarget): Change[] {
  const { name, wildcard, answers } = record
  const isFree = answers.TXT !== undefined && answers.TXT.kind !== 'blind' && spfAt(record).length === 0
  if (include === undefined || !isBelow(name, target.name) || !isFree || wildcard !== undefined) return []
  return [{ change: 'add', name, type: 'TXT', becomes: `"v=spf1 include:${include} ~all"` }]
}

/** The SPF records at the name. */
export const spfAt = (record: RelayRecord): string[] =>
  dataAt(record, 'TXT')
    .map((strings) => strings.join(''))
    .filter(isSpf)

/** Terms by which an SPF record can let anybody pass. */
const opening = (text: string) =>
  parseSpf(text).terms.filter((term) => (term.kind === 'modifier' ? term.name === 'redirect' : term.qualifier === '+'))

/** Whether an SPF record lets nobody pass. */
export const isSpfClosed = (text: string): boolean => opening(text).length === 0

/** Whether an SPF record may let hosts of a relay pass: it names others, or networks. */
export const mayNameRelay = (text: string): boolean => opening(text).some(({ name }) => name !== 'a' && name !== 'mx')
