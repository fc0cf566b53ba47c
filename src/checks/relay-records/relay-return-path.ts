import { defineCheck, type Ruling } from '../../core/check.ts'
import type { About } from '../../core/finding.ts'
import type { RelayProfile } from '../../core/relay.ts'
import type { Bounces, RelayRecord, RelayRecords } from '../../core/relay-records.ts'
import { type RelayState, returnPathState } from '../../core/relay-states.ts'
import type { DomainTarget } from '../../core/target.ts'
import { ancestorsOf, isBelow, joinNames, labelsOf, parentOf } from '../../records/name.ts'
import { few, quoted } from '../few.ts'
import { isAnothers, isSpfClosed, offer, spfAt, toAlias, toSpf } from '../relay-record-mend.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import {
  eachRelay,
  evidenceAt,
  isCertain,
  notJudged,
  notSeen,
  pathUnknown,
  toldAt,
  toldOf,
  unlessRecognised,
} from '../relay-record-told.ts'

type Outcome =
  | 'points-to-relay'
  | 'missing'
  | 'points-elsewhere'
  | 'flattened'
  | 'shut'
  | 'spf-missing'
  | 'optional'
  | 'none-needed'
  | 'undocumented'
  | 'not-known'
  | 'not-seen'

const beside =
  'Mail-in-a-Box: take its A record out of the custom DNS, with which the "v=spf1 -all" goes that was added to it, and enter the CNAME there.'
const foreign = '{name} is no name below {domain}: give the one that {relay} shows for it (--return-path NAME).{page}'
const serving =
  '{name} is {serves}: leave it as it is. Set another name for the return path at {relay}, and publish that one.{page}'
const proxied = 'At Cloudflare that record is to be DNS only, not proxied.'

export default defineCheck({
  id: 'relay-return-path',
  step: 'relay-records',
  title: 'The return path leads to the relay',
  why: 'Bounces of mail through a relay go to a name of yours there, and SPF of that mail is judged at that name.',
  refs: ['RFC 7208 section 2.4', 'RFC 5321 section 4.4'],
  subject: relayInUse,
  needs: ['relayRecords', 'relaysInUse', 'target'],
  outcomes: {
    'points-to-relay': {
      verdict: 'pass',
      says: '{name} ({source}) leads to {to} of {relay}: bounces go there, and SPF is judged there.',
    },
    missing: {
      verdict: 'fail',
      says: '{name} ({source}) {what}: SPF of mail through {relay} is judged at that name{judged}, and {relay} gets no bounces.',
      fix: 'Publish there what {relay} shows for {domain}, as a CNAME or MX record as it says.{page}',
      fixes: {
        repaired: 'Publish it (at Cloudflare DNS only, not proxied):',
        doubled:
          'It stands at {doubled}: the panel put {domain} behind the name. Enter it there as {label} alone, and take the other one out:',
        foreign,
        target: `Publish {name} as a CNAME of {publish}; nothing else may stand at that name. ${proxied}`,
      },
    },
    'points-elsewhere': {
      verdict: 'fail',
      says: '{name} ({source}) leads to {to}, not to {relay}: SPF of mail through {relay} is judged by what stands there, and {relay} gets no bounces.',
      fix: 'Publish there what {relay} shows for {domain} in its place. If another service needs {name}, set another name at {relay} and publish that.{page}',
      fixes: {
        repaired:
          'If another service needs {name}, set another name at {relay}. If none does, publish this in its place:',
        serving,
        undotted:
          'The dot at the end of the target was left out, and the domain put behind it. Publish this in its place:',
        foreign,
        target: `Have {name} lead to {publish}, as a CNAME. If another service needs it, set another name at {relay} and publish that. ${proxied}`,
      },
      refs: ['RFC 1034 section 3.6.2'],
    },
    flattened: {
      verdict: 'warn',
      says: '{name} ({source}) holds address records ({addresses}) where {relay} needs a CNAME: a proxy stands before it, or it was created as an address. SPF of mail through {relay} is judged there: {found}.',
      fix: `Put the CNAME that {relay} shows for {domain} in place of all that stands at {name}: a CNAME stands alone. ${proxied} Mail-in-a-Box: enter it under custom DNS as a CNAME, not as an A record, to which it adds "v=spf1 -all".{page}`,
      fixes: {
        repaired: `Put a CNAME of {publish} in place of the address records; nothing else may stand at that name. ${proxied} Mail-in-a-Box: enter it under custom DNS as a CNAME, not as an A record.`,
        target: `Put a CNAME of {publish} in place of all that stands at {name}: a CNAME stands alone. ${proxied} Mail-in-a-Box: enter it under custom DNS as a CNAME, not as an A record, to which it adds "v=spf1 -all".`,
        foreign,
        serving,
      },
      refs: ['RFC 1034 section 3.6.2'],
    },
    shut: {
      verdict: 'fail',
      says: '{name} ({source}) holds address records ({addresses}) where {relay} needs a CNAME, and SPF of mail through {relay} is judged by the record there, which lets nobody pass ({found}): all of it fails SPF.',
      fix: `Put the CNAME that {relay} shows for {domain} in place of all that stands at {name}: a CNAME stands alone. ${beside}{page}`,
      fixes: {
        repaired: `Put a CNAME of {publish} in place of all that stands at {name}: a CNAME stands alone. ${beside} ${proxied}`,
        target: `Put a CNAME of {publish} in place of all that stands at {name}: a CNAME stands alone. ${beside} ${proxied}`,
        foreign,
        serving,
      },
      refs: ['RFC 1034 section 3.6.2'],
    },
    'spf-missing': {
      verdict: 'fail',
      says: '{name} ({source}) has the MX of {relay}, but {found}: mail through {relay} does not pass SPF.',
      fix: 'Publish at {name} the SPF record (TXT) that {relay} shows for {domain}, one alone.{page}',
      fixes: { repaired: 'Publish the SPF record beside the MX:' },
    },
    optional: {
      verdict: 'info',
      says: 'No name of {domain} for bounces through {relay} is known. Without one they go to a domain of {relay}: SPF passes there and is not aligned with {domain}, so DKIM has to carry DMARC.',
    },
    'none-needed': {
      verdict: 'skip',
      says: 'bounces of mail through {relay} go to {place}, so it needs no name of {domain} for them',
    },
    undocumented: { verdict: 'skip', says: 'nobody documents where bounces of mail through {relay} go' },
    'not-known': {
      verdict: 'skip',
      says: 'the name to which {relay} has bounces of {domain} sent cannot be known from outside (--relay {id} says how to learn it)',
    },
    'not-seen': notSeen,
    ...notJudged,
  },
  judge: eachRelay((records, target): Ruling<Outcome> => {
    const { relay, returnPath, bounces } = records
    const about = toldOf(records, target)
    if (bounces.to === 'unknown') return { outcome: 'undocumented', about }
    if (bounces.to !== 'name')
      return { outcome: 'none-needed', about: { ...about, place: placeOf(bounces, about, target) } }
    const certain = returnPath && rule(records, returnPath, target)
    if (certain) return certain
    return relay.by === 'named' && 'optional' in relay.profile.returnPath
      ? { outcome: 'optional', about }
      : unlessRecognised(records, pathUnknown(records, target), { outcome: 'not-known', about })
  }),
})

function placeOf(bounces: Bounces, { relay }: { relay: string }, target: DomainTarget): string {
  if (bounces.to !== 'own') return `a domain of ${relay}`
  return bounces.name === target.name ? `${target.display} itself` : bounces.name
}

const publishOf = ({ returnPath }: RelayProfile) => (returnPath.kind === 'cname' ? returnPath.publish : undefined)

/** What is certain of the name; nothing where it is not known to be the one. */
function rule(records: RelayRecords, record: RelayRecord, target: DomainTarget): Ruling<Outcome> | undefined {
  const { profile } = records.relay
  const state = returnPathState(record, profile.returnPath)
  const publish = publishOf(profile)
  const type = profile.returnPath.kind === 'mx' ? 'MX' : 'CNAME'
  const told = { ...toldAt(records, target, record, type), publish: publish ?? '' }
  const evidence = evidenceAt(record)
  if (state?.is === 'points') return pointing(records, record, { ...told, to: state.to }, target)
  const about = { ...told, ...sayings(record) }
  if (state?.is === 'unseen')
    return record.known === 'option'
      ? { cannotTell: state.blind, about }
      : unlessRecognised(records, state.blind, { outcome: 'not-known', about })
  const isDefault = state?.is === 'flattened' && record.known === 'digits'
  if (!state || (!isDefault && !isCertain(records, record))) return undefined
  // A name that nobody gave may not be the one.
  const repair = isAnothers(state) || isDefault ? [] : toAlias(record, publish, target)
  const change = withSlip(record, state, offer(repair, publish), { target, publish })
  if (state.is === 'missing') return { outcome: 'missing', about, evidence, ...change }
  if (state.is === 'elsewhere')
    return { outcome: 'points-elsewhere', about: { ...about, to: state.to }, evidence, ...change }
  if (state.is !== 'flattened') return undefined
  const texts = spfAt(record)
  const [spf] = texts
  const isShut = !isDefault && spf !== undefined && texts.every(isSpfClosed)
  const seen = { addresses: few(state.addresses), found: spf === undefined ? noSpf : quoted(spf) }
  return { outcome: isShut ? 'shut' : 'flattened', about: { ...about, ...seen }, evidence, ...change }
}

const noSpf = 'no SPF record stands there'

/** What sentences may say of a name that does not lead to the relay. */
function sayings(record: RelayRecord) {
  const open = spfAt(record).find((text) => !isSpfClosed(text))
  return {
    judged: open === undefined ? ' and does not pass' : `, by ${quoted(open)}`,
    doubled: record.doubled ?? '',
    serves: record.serves ?? '',
    label: labelsOf(record.name)[0] ?? '',
  }
}

type Change = ReturnType<typeof offer>

/** The order where it is plain what went wrong, or where the name is not to be touched. */
function withSlip(
  record: RelayRecord,
  state: RelayState,
  change: Change,
  { target, publish }: { target: DomainTarget; publish: string | undefined },
): Omit<Change, 'fixFor'> & { fixFor?: string } {
  const above = parentOf(record.name)
  const isNear = isBelow(record.name, target.name) || (above?.includes('.') && isBelow(target.name, above))
  if (!isNear) return { ...change, fixFor: 'foreign' }
  if (record.serves !== undefined) return { fixFor: 'serving' }
  if (state.is === 'missing' && record.doubled !== undefined) return { ...change, fixFor: 'doubled' }
  const isUndotted =
    state.is === 'elsewhere' &&
    publish !== undefined &&
    ancestorsOf(record.name).some((zone) => state.to === joinNames(publish, zone))
  return isUndotted && change.repair ? { ...change, fixFor: 'undotted' } : change
}

/** The relay's MX needs its SPF record beside it; behind an alias the relay has its own. */
function pointing(records: RelayRecords, record: RelayRecord, about: About, target: DomainTarget): Ruling<Outcome> {
  const evidence = evidenceAt(record)
  const { pathSpf, relay } = records
  if (!pathSpf) return { outcome: 'points-to-relay', about, evidence }
  if (!pathSpf.seen) return unlessRecognised(records, pathSpf.blind, { outcome: 'points-to-relay', about })
  const { listed, fails, perhaps } = pathSpf.value
  if (fails === undefined && (listed !== 'no' || perhaps)) return { outcome: 'points-to-relay', about, evidence }
  const [text] = spfAt(record)
  const found = fails ?? (text === undefined ? noSpf : `its SPF record does not name it (${quoted(text)})`)
  return {
    outcome: 'spf-missing',
    about: { ...about, found },
    evidence,
    ...offer(toSpf(record, relay.profile.spf?.include, target), undefined),
  }
}
