import { parseDmarc } from '../../records/dmarc/parse.ts'
import { type DmarcWho, policyInEffect } from '../../records/dmarc/policy.ts'
import type { DmarcPolicy, DmarcRecord } from '../../records/dmarc/record.ts'

/** The record as it was meant, where every slip in it is plain; the text itself where there is none. */
export const meantBy = ({ text, faults }: DmarcRecord): string | undefined =>
  faults.length === 0 ? text : faults.find(({ meant }) => meant !== undefined)?.meant

/**
 * The record with every plain slip put right and without the tags that RFC 9989 took away; undefined where it cannot be
 * told what was meant. A `pct` below 100 stays: without it older receivers would enforce more than its owner said.
 */
export function mendDmarc(record: DmarcRecord, closed: boolean): DmarcRecord | undefined {
  const text = meantBy(record)
  if (text === undefined) return undefined
  const meant = parseDmarc(text)
  const mended = closed ? rejecting(meant) : without(meant, needlessIn(meant))
  return mended.policy && mended.faults.length === 0 && mended.reports.every(({ says }) => says === undefined)
    ? mended
    : undefined
}

/** Whether two records say the same, blanks and the order of their tags aside. */
export const isSame = (a: DmarcRecord, b: DmarcRecord): boolean => contents(a) === contents(b)

const contents = ({ tags }: DmarcRecord): string =>
  tags
    .map(({ name, value = '' }) => `${name}=${value.replace(/[ \t]+/g, '')}`)
    .sort()
    .join(';')

/** `mailto:d@shop.example!10m`: the largest report that an address takes, which RFC 9989 took away. */
const withoutSizes = (uris: string): string => uris.replace(/!\d+[kmgt]?(?=[ \t]*(?:,|$))/gi, '')

/** `pct=100` asks for what every receiver does without it, and where all policies are none nothing is left to ask for. */
function needlessIn({ obsolete, pct = 100, policy }: DmarcRecord): readonly string[] {
  if (obsolete.length === 0) return obsolete
  const asks = Object.values(policy ?? {}).some((one) => one !== 'none')
  return obsolete.filter((name) => name !== 'pct' || pct === 100 || !asks)
}

/** Nobody is to send: every policy there is rejects, and nothing is left that softens it. */
const rejecting = (record: DmarcRecord): DmarcRecord =>
  record.policy?.p === 'reject' && !record.testing
    ? without(record, [...record.obsolete, ...softer(record)])
    : withPolicy(record, 'reject', [...record.obsolete, 'sp', 'np', 't'])

const softer = ({ policy }: DmarcRecord): string[] =>
  (['sp', 'np'] as const).filter((tag) => policy?.[tag] !== undefined && policy[tag] !== 'reject')

const without = (record: DmarcRecord, drop: readonly string[]): DmarcRecord =>
  drop.length > 0 || record.reports.some(({ size }) => size !== undefined) ? write(record, drop) : record

const withPolicy = (record: DmarcRecord, p: DmarcPolicy, drop: readonly string[]): DmarcRecord =>
  write(record, [...drop, 'p'], p)

function write({ tags }: DmarcRecord, drop: readonly string[], p?: DmarcPolicy): DmarcRecord {
  const kept = tags
    .filter(({ name }) => !drop.includes(name.toLowerCase()))
    .map(({ name, value = '' }) => `${name}=${name === 'rua' || name === 'ruf' ? withoutSizes(value) : value}`)
  const [version = 'v=DMARC1', ...rest] = kept
  return parseDmarc([version, ...(p === undefined ? [] : [`p=${p}`]), ...rest].join('; '))
}

const strength: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject']
const everybody: readonly DmarcWho[] = ['domain', 'subdomain', 'nonexistent']

const weight = (record: DmarcRecord, who: DmarcWho): number =>
  strength.indexOf(policyInEffect(record, 'own', who)?.effective ?? 'none')

/** Whether receivers that follow `after` treat mail more harshly than those that followed `before`. */
export const isHarsher = (after: DmarcRecord, before?: DmarcRecord): boolean =>
  everybody.some((who) => weight(after, who) > (before ? weight(before, who) : 0))

/** Whether `after` protects less than receivers make of `before` today: a slip may be what keeps them from a milder policy. */
export const isLooser = (after: DmarcRecord, before: DmarcRecord): boolean =>
  everybody.some((who) => weight(after, who) < weight(before, who)) || (after.pct ?? 100) < (before.pct ?? 100)

/** Whether mail that is aligned by `before` may fail by `after`, and be treated as forged. */
export const isNarrower = (after: DmarcRecord, before: DmarcRecord): boolean =>
  everybody.some((who) => weight(after, who) > 0) &&
  (['adkim', 'aspf'] as const).some((tag) => after[tag] === 's' && before[tag] === 'r')
