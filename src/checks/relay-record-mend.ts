import type { Change } from '../core/finding.ts'
import type { RelayRecord } from '../core/relay-records.ts'
import { answersAt, dataAt, type RelayState } from '../core/relay-states.ts'
import type { DomainTarget } from '../core/target.ts'
import { relayByTarget } from '../knowledge/relays.ts'
import { isBelow } from '../records/name.ts'
import { showData, splitText } from '../records/presentation.ts'
import { withInclude } from '../records/spf/include.ts'
import { isBroken, isSpf, parseSpf } from '../records/spf/parse.ts'
import type { SpfTerm } from '../records/spf/record.ts'

/**
 * The changes after which the name is the CNAME that the relay wants; none where something else stands there that has to
 * be thought about first: a CNAME stands alone (RFC 1034 section 3.6.2).
 */
export function toAlias(record: RelayRecord, to: string | undefined, target: DomainTarget): Change[] {
  const { name, wildcard, answers, serves } = record
  const { CNAME } = answers
  if (to === undefined || serves !== undefined || !isBelow(name, target.name)) return []
  if (!CNAME || CNAME.kind === 'blind') return []
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
  const gone = wildcard === undefined ? goneFrom(record) : []
  return gone.length > 0 && gone.length <= mostGone ? [...gone, add] : []
}

/** More than anybody has at one name: so many are not for a machine to take away. */
const mostGone = 20

/**
 * What has to go before a CNAME can stand there: addresses, and what Mail-in-a-Box puts beside them, which says that the
 * name neither sends nor takes mail. Nothing where something else stands there.
 */
function goneFrom(record: RelayRecord): Change[] {
  const { name } = record
  const isIdle =
    dataAt(record, 'MX').every(({ exchange }) => exchange === '.') &&
    dataAt(record, 'TXT').every((strings) => isIdleSpf(strings.join('')))
  const gone = (['A', 'AAAA', 'MX', 'TXT'] as const).flatMap((type) =>
    dataAt(record, type).map((data) => ({ change: 'remove' as const, name, type, was: showData(type, data) })),
  )
  return isIdle ? gone : []
}

/** An SPF record that says no more than that nobody sends. */
const isIdleSpf = (text: string): boolean => /^v=spf1 +-all *$/i.test(text)

/** Whether the name leads to some relay that is known: whoever sends through that needs it, and a machine leaves it alone. */
export const isAnothers = (state: RelayState): boolean => state.is === 'elsewhere' && relayByTarget(state.to).length > 0

/** The repair, and the name of the fix that goes with it: `repaired`, or `target` where only the target is known. */
export const offer = (
  repair: Change[],
  to: string | undefined,
): { repair?: Change[]; fixFor?: 'repaired' | 'target' } =>
  repair.length > 0 ? { repair, fixFor: 'repaired' } : to === undefined ? {} : { fixFor: 'target' }

/** The SPF record that has to stand beside the relay's MX: one more include where the name has a record already. */
export function toSpf(record: RelayRecord, include: string | undefined, target: DomainTarget): Change[] {
  const { name, wildcard, answers } = record
  const { TXT } = answers
  if (include === undefined || !isBelow(name, target.name) || wildcard !== undefined) return []
  if (!TXT || TXT.kind === 'blind' || TXT.aliases.length > 0) return []
  const held = dataAt(record, 'TXT').filter((strings) => isSpf(strings.join('')))
  const [strings, another] = held
  const shown = (text: string) => showData('TXT', splitText(text))
  if (strings === undefined)
    return [{ change: 'add', name, type: 'TXT', becomes: shown(`v=spf1 include:${include} ~all`) }]
  const was = strings.join('')
  if (another !== undefined || isBroken(parseSpf(was))) return []
  const isTurned = (term: SpfTerm) => term.text.replace(/^[?~-]/, '') === `include:${include}`
  const becomes = shown(isIdleSpf(was) ? `v=spf1 include:${include} ~all` : withInclude(was, include, isTurned))
  return [{ change: 'replace', name, type: 'TXT', was: showData('TXT', strings), becomes }]
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
