import type { Ruling } from '../core/check.ts'
import { canPassDkim } from '../core/dkim.ts'
import { dnsEvidence } from '../core/evidence.ts'
import type { About, Evidence } from '../core/finding.ts'
import type { Blind } from '../core/observation.ts'
import type { LabelSource, RelayRecord, RelayRecords, RelaysInUse } from '../core/relay-records.ts'
import { answersAt, hopsOf } from '../core/relay-states.ts'
import type { DomainTarget } from '../core/target.ts'
import { few } from './few.ts'

type NotJudged = 'sends-nothing' | 'unknown-relay'
interface Looked {
  relayRecords: readonly RelayRecords[]
  relaysInUse: RelaysInUse
  target: DomainTarget
}
/** What a check rules of each relay, in their order. */
export const eachRelay =
  <O extends string>(judge: (records: RelayRecords, target: DomainTarget) => Ruling<O> | Ruling<O>[]) =>
  ({ relayRecords, relaysInUse: { unknown }, target }: Looked): Ruling<O | NotJudged>[] =>
    unknown === undefined
      ? relayRecords.flatMap((records): Ruling<O | NotJudged> | Ruling<O | NotJudged>[] =>
          records.silent !== undefined
            ? { outcome: 'sends-nothing', about: { ...toldOf(records, target), nothing: silence[records.silent] } }
            : judge(records, target),
        )
      : [{ outcome: 'unknown-relay', about: { relay: unknown } }]

const silence = {
  parked: 'is said to send nothing (--parked)',
  closed:
    'sends nothing (its SPF lets nobody pass, and no DKIM key was given or found). If its mail is to go through the relay, give the selector that the relay shows: --selector NAME',
} as const

/**
 * What keeps the records of a relay that was named from being judged. All its checks say the same, so that the line of the
 * step does, and nothing is told twice.
 */
export const notJudged = {
  'sends-nothing': {
    verdict: 'skip',
    says: 'not judged, since {domain} {nothing}',
  },
  'unknown-relay': {
    verdict: 'skip',
    says: 'not judged, since it is not known here which records {relay} wants: it shows them itself, or its operator does',
  },
} as const

const sources: Readonly<Record<LabelSource, string>> = {
  option: 'as given',
  found: 'found',
  fixed: 'the same for everybody',
  usual: 'the usual name',
  digits: 'the default name',
  older: 'as it was in former years',
}

/** What any sentence about a relay may say. */
export const toldOf = ({ relay: { profile } }: RelayRecords, target: DomainTarget) => ({
  domain: target.display,
  relay: profile.name,
  id: profile.id,
  page: shown(profile.page),
})

/** What a sentence about one of its names may say beside; `type` is that of the record which the relay wants there. */
export const toldAt = (
  records: RelayRecords,
  target: DomainTarget,
  record: RelayRecord,
  type: 'CNAME' | 'MX' | 'TXT' = 'CNAME',
) => ({
  ...toldOf(records, target),
  name: record.name,
  source: sources[record.known],
  what: absenceOf(record, type),
})

/** Where the person finds what the relay wants, as sentences to go behind an order; nothing where nobody says. */
const shown = (page: string | undefined): string => (page === undefined ? '' : ` ${page}`)

/** In what way a name is not there. */
function absenceOf({ answers, wildcard }: RelayRecord, type: string): string {
  if (wildcard === 'yes') return 'has no record of its own (a wildcard answers for it)'
  const [to] = hopsOf({ answers })
  const isMissing = answersAt({ answers }).some(({ kind }) => kind === 'no-such-name')
  if (!isMissing) return type === 'CNAME' ? 'has no CNAME' : `has no such ${type} record`
  return to === undefined ? 'does not exist' : `leads to ${to}, which does not exist`
}

/** The answers that show what stands there. */
export const evidenceAt = ({ answers }: RelayRecord, isText = false): Evidence[] => {
  const { CNAME, A, AAAA, MX, TXT } = answers
  const held = [CNAME, A, AAAA, MX, TXT].filter((answer) => answer?.kind === 'records')
  return (held.length > 0 ? held : [isText ? TXT : CNAME]).flatMap((answer) => (answer ? dnsEvidence(answer) : []))
}

/** Whether it is known for certain that the relay wants this very name. */
export const isCertain = ({ relay }: RelayRecords, { known }: RelayRecord): boolean =>
  known === 'option' || (known === 'fixed' && relay.by === 'named')

/** Why nothing is known of the return path, and how to learn it. */
export function pathUnknown({ returnPath, relay }: RelayRecords, target: DomainTarget): Blind {
  const { name, page } = relay.profile
  if (returnPath?.known === 'option')
    return {
      reason: 'not-attempted',
      detail: `${returnPath.name}, as given for the return path, does not lead to ${name}, and whether the SPF record there lets it pass cannot be known from outside`,
      wayOut: 'Mend the return path first (see relay-return-path).',
    }
  return {
    reason: 'not-attempted',
    detail: returnPath
      ? `${returnPath.name}, ${sources[returnPath.known]} for the return path at ${name}, does not lead there, and another can have been set`
      : `the name below ${target.display} to which ${name} has bounces sent cannot be known from outside`,
    wayOut: `${orIn(page)} a message that went through ${name}: what stands behind @ in its Return-Path is the name. Then run again with --return-path NAME.`,
  }
}

/** Why nothing is known of the keys, and how to learn the selector. */
export function selectorUnknown({ relay, unfit }: RelayRecords, target: DomainTarget): Blind {
  const { name, page } = relay.profile
  const none = unfit.length > 0 ? ` (${few(unfit).join(', ')}, as given, is none of its own)` : ''
  return {
    reason: 'not-attempted',
    detail: `the selector with which ${name} signs for ${target.display} cannot be known from outside${none}`,
    wayOut: `${orIn(page)} a message that went through ${name}: s= in the DKIM-Signature with d=${target.display} is the selector. Then run again with --selector NAME.`,
  }
}

/** The relay's page, where one is known, or else a message. */
const orIn = (page: string | undefined): string => (page === undefined ? 'Open' : `${page} Or open`)

/**
 * Why a key is no proof that stands where the relay had its customers' keys in former years: others use such a selector
 * as well (Mail-in-a-Box signs with `mail`, as Brevo did).
 */
export function olderKey({ relay, dkim }: RelayRecords, target: DomainTarget): Blind | undefined {
  const { name, page } = relay.profile
  const older = dkim.find(({ known, key }) => known === 'older' && canPassDkim(key))
  return (
    older && {
      reason: 'not-attempted',
      detail: `whether the key at ${older.name} is that of ${name}, which had it there in former years, or of another signer cannot be known from outside`,
      wayOut: `Open a message that went through ${name}: s= in the DKIM-Signature with d=${target.display} is the selector. Or publish the keys that it gives today.${shown(page)}`,
    }
  )
}

/**
 * What cannot be told of a relay that was named. One that was only recognised nobody asked about: what cannot be known is
 * passed over there, and what was not seen is said, but is no unknown.
 */
export function unlessRecognised<O extends string>(
  { relay }: RelayRecords,
  cannotTell: Blind,
  skip: { outcome: O; about: About },
): Ruling<O | 'not-seen'> {
  const { about } = skip
  if (relay.by === 'named') return { cannotTell, about }
  if (cannotTell.reason === 'not-attempted') return skip
  const { question, detail } = cannotTell
  return { outcome: 'not-seen', about: { ...about, cause: question === undefined ? detail : `${question}: ${detail}` } }
}

/** Something that was not seen of a relay that was only recognised. */
export const notSeen = {
  verdict: 'skip',
  says: 'not seen ({cause}), and passed over, since {relay} was recognised and not named (--relay {id})',
  unseen: 'records of a relay',
} as const
