import { defineCheck, type Ruling } from '../../core/check.ts'
import type { About } from '../../core/finding.ts'
import type { RelayProfile } from '../../core/relay.ts'
import type { RelayRecord, RelayRecords } from '../../core/relay-records.ts'
import { returnPathState } from '../../core/relay-states.ts'
import type { DomainTarget } from '../../core/target.ts'
import { few, quoted } from '../few.ts'
import { mayNameRelay, offer, spfAt, toAlias, toSpf } from '../relay-record-mend.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import {
  eachRelay,
  evidenceAt,
  isCertain,
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
  | 'spf-missing'
  | 'optional'
  | 'none-needed'
  | 'undocumented'
  | 'not-known'
  | 'not-seen'

const proxied = 'At Cloudflare that record is to be DNS only, not proxied.'

export default defineCheck({
  id: 'relay-return-path',
  step: 'relay-records',
  title: 'The return path leads to the relay',
  why: 'Bounces of mail through a relay go to a name of yours there, and SPF of that mail is judged at that name.',
  refs: ['RFC 7208 section 2.4', 'RFC 5321 section 4.4'],
  subject: relayInUse,
  needs: ['relayRecords', 'target'],
  outcomes: {
    'points-to-relay': {
      verdict: 'pass',
      says: '{name} ({source}) leads to {to} of {relay}: bounces go there, and SPF is judged there.',
    },
    missing: {
      verdict: 'fail',
      says: '{name} ({source}) {what}: SPF of mail through {relay} is judged at that name and does not pass, and {relay} gets no bounces.',
      fix: 'Publish there what {relay} shows for {domain}, as a CNAME or MX record as it says.{page}',
      fixes: {
        repaired: 'Publish it (at Cloudflare DNS only, not proxied):',
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
        target: `Have {name} lead to {publish}, as a CNAME. If another service needs it, set another name at {relay} and publish that. ${proxied}`,
      },
      refs: ['RFC 1034 section 3.6.2'],
    },
    flattened: {
      verdict: 'warn',
      says: '{name} ({source}) holds address records ({addresses}) where {relay} needs a CNAME: a proxy stands before it, or it was created as an address. SPF of mail through {relay} is judged there: {found}.',
      fix: `Put the CNAME that {relay} shows for {domain} in place of all that stands at {name}: a CNAME stands alone. ${proxied} Mail-in-a-Box: enter it under custom DNS as a CNAME, not as an A record, to which it adds "v=spf1 -all".{page}`,
      fixes: {
        repaired: `Put a CNAME of {publish} in place of the address records. ${proxied} Mail-in-a-Box: enter it under custom DNS as a CNAME, not as an A record.`,
        target: `Put a CNAME of {publish} in place of all that stands at {name}: a CNAME stands alone. ${proxied} Mail-in-a-Box: enter it under custom DNS as a CNAME, not as an A record, to which it adds "v=spf1 -all".`,
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
  },
  judge: eachRelay((records, target): Ruling<Outcome> => {
    const { relay, returnPath, ownPath } = records
    const about = toldOf(records, target)
    const { kind } = relay.profile.returnPath
    if (ownPath) return { outcome: 'none-needed', about: { ...about, place: `${target.display} itself` } }
    if (kind === 'relay') return { outcome: 'none-needed', about: { ...about, place: `a domain of ${about.relay}` } }
    if (kind === 'unknown') return { outcome: 'undocumented', about }
    const certain = returnPath && rule(records, returnPath, target)
    if (certain) return certain
    return relay.by === 'named' && 'optional' in relay.profile.returnPath
      ? { outcome: 'optional', about }
      : unlessRecognised(records, pathUnknown(records, target), { outcome: 'not-known', about })
  }),
})

const publishOf = ({ returnPath }: RelayProfile) => (returnPath.kind === 'cname' ? returnPath.publish : undefined)

/** What is certain of the name; nothing where it is not known to be the one. */
function rule(records: RelayRecords, record: RelayRecord, target: DomainTarget): Ruling<Outcome> | undefined {
  const { profile } = records.relay
  const state = returnPathState(record, profile.returnPath)
  const publish = publishOf(profile)
  const about = { ...toldAt(records, target, record), publish: publish ?? '' }
  const evidence = evidenceAt(record)
  if (state?.is === 'points') return pointing(records, record, { ...about, to: state.to }, target)
  if (state?.is === 'unseen')
    return record.known === 'option'
      ? { cannotTell: state.blind, about }
      : unlessRecognised(records, state.blind, { outcome: 'not-known', about })
  const isDefault = state?.is === 'flattened' && record.known === 'digits'
  if (!isDefault && !isCertain(records, record)) return undefined
  const change = offer(toAlias(record, publish, target), publish)
  if (state?.is === 'missing') return { outcome: 'missing', about, evidence, ...change }
  if (state?.is === 'elsewhere')
    return { outcome: 'points-elsewhere', about: { ...about, to: state.to }, evidence, ...change }
  if (state?.is !== 'flattened') return undefined
  const [spf] = spfAt(record)
  const seen = { addresses: few(state.addresses), found: spf === undefined ? noSpf : quoted(spf) }
  return { outcome: 'flattened', about: { ...about, ...seen }, evidence, ...change }
}

const noSpf = 'no SPF record stands there'

/** The relay's MX needs its SPF record beside it; behind an alias the relay has its own. */
function pointing(records: RelayRecords, record: RelayRecord, about: About, target: DomainTarget): Ruling<Outcome> {
  const evidence = evidenceAt(record)
  const { returnPath, spf } = records.relay.profile
  const { TXT } = record.answers
  if (returnPath.kind !== 'mx') return { outcome: 'points-to-relay', about, evidence }
  if (TXT?.kind === 'blind') return unlessRecognised(records, TXT.blind, { outcome: 'points-to-relay', about })
  const [text, another] = spfAt(record)
  if (text !== undefined && another === undefined && mayNameRelay(text))
    return { outcome: 'points-to-relay', about, evidence }
  const found =
    text === undefined
      ? noSpf
      : another === undefined
        ? `its SPF record does not name it (${quoted(text)})`
        : 'several SPF records stand there, of which none counts'
  return {
    outcome: 'spf-missing',
    about: { ...about, found },
    evidence,
    ...offer(toSpf(record, spf?.include, target), undefined),
  }
}
