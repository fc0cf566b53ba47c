import { defineCheck, type Ruling } from '../../core/check.ts'
import type { RelayKey, RelayRecords } from '../../core/relay-records.ts'
import { digitsIn, dkimState, isAliasKey, type RelayState, returnPathState } from '../../core/relay-states.ts'
import type { DomainTarget } from '../../core/target.ts'
import { dkimTarget } from '../../knowledge/relays.ts'
import { labelsOf } from '../../records/name.ts'
import { isAnothers, offer, toAlias } from '../relay-record-mend.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import {
  eachRelay,
  evidenceAt,
  isCertain,
  notJudged,
  notSeen,
  olderKey,
  selectorUnknown,
  toldAt,
  toldOf,
  unlessRecognised,
} from '../relay-record-told.ts'

type Outcome =
  | 'points-to-relay'
  | 'key-published'
  | 'missing'
  | 'points-elsewhere'
  | 'key-dead'
  | 'spare'
  | 'copied'
  | 'digits-differ'
  | 'undocumented'
  | 'not-known'
  | 'not-seen'

export default defineCheck({
  id: 'relay-dkim',
  step: 'relay-records',
  title: 'The relay signs with a key of the domain',
  why: 'A relay signs mail as yours only with a key at a name of yours; without it DMARC hangs on SPF, which forwarding breaks.',
  refs: ['RFC 6376 section 3.6.2', 'RFC 9989 section 4.4.1'],
  subject: relayInUse,
  needs: ['relayRecords', 'relaysInUse', 'target'],
  outcomes: {
    'points-to-relay': { verdict: 'pass', says: '{name} ({source}) leads to {to} of {relay}, where a key stands.' },
    'key-published': { verdict: 'pass', says: '{name} ({source}) holds a key, with which {relay} signs.' },
    missing: {
      verdict: 'fail',
      says: '{name} ({source}) {what}: mail that {relay} signs with the selector {selector} does not pass DKIM.',
      fix: 'Publish at {name} the record that {relay} shows for {domain}. If it shows another selector, publish that one and give it: --selector NAME.{page}',
      fixes: {
        repaired: 'Publish it, and have {relay} verify the domain:',
        target: 'Publish {name} as a CNAME of {publish}, with nothing beside it, and have {relay} verify the domain.',
      },
    },
    'points-elsewhere': {
      verdict: 'fail',
      says: '{name} ({source}) leads to {to}, not to {relay}: mail that {relay} signs with the selector {selector} does not pass DKIM.',
      fix: 'Publish at {name} what {relay} shows for {domain}, in place of what stands there. If another service signs with {selector}, it is no selector of {relay}: leave it, and give the right one.{page}',
      fixes: {
        repaired:
          'If another service signs with {selector}, it is no selector of {relay}: leave it, and give the right one (--selector NAME). If none does, publish this in its place:',
      },
    },
    'key-dead': {
      verdict: 'fail',
      says: '{name} ({source}) is as {relay} wants it, but no key that verifiers can use stands at {to}: mail signed with the selector {selector} does not pass DKIM.',
      fix: 'Have {relay} verify {domain} again, or add the domain there. If {relay} then shows another selector or another record, publish that.{page}',
      fixes: {
        text: 'Publish at {name} the key that {relay} shows for {domain}, whole, in place of what stands there.{page}',
      },
    },
    spare: {
      verdict: 'info',
      says: '{name} ({source}) {what}. {others}',
    },
    copied: {
      verdict: 'info',
      says: '{name} ({source}) holds a key itself, where {relay} wants a CNAME: mail that {relay} signs with it passes only until {relay} changes the key.',
    },
    'digits-differ': {
      verdict: 'info',
      says: 'The return path {path} and the selector {selector} lead to {relay}, but have different digits, which in one account are the same: one of them may be left from another account.',
    },
    undocumented: {
      verdict: 'skip',
      says: 'nobody documents with which selectors {relay} signs (DKIM judges those that are given)',
    },
    'not-known': {
      verdict: 'skip',
      says: 'the selector with which {relay} signs for {domain} cannot be known from outside (--relay {id} says how to learn it)',
    },
    'not-seen': notSeen,
    ...notJudged,
  },
  judge: eachRelay((records, target): Ruling<Outcome>[] => {
    const { profile } = records.relay
    const about = toldOf(records, target)
    if (profile.dkim.kind === 'unknown') return [{ outcome: 'undocumented', about }]
    const looked = records.dkim.map((key) => ({ key, state: dkimState(key, profile.dkim) }))
    const isLive = looked.some(({ key, state }) => key.known !== 'older' && isKey(state))
    const doubt = isLive ? undefined : olderKey(records, target)
    if (doubt && !looked.some(({ key }) => key.known === 'option')) return [{ cannotTell: doubt, about }]
    const rulings = looked.flatMap(({ key, state }) => rule(records, key, state, { target, isLive }) ?? [])
    if (rulings.length > 0) return [...rulings, ...digitsApart(records, target)]
    const unseen = looked.find(({ state }) => state.is === 'unseen')?.state
    const blind = unseen?.is === 'unseen' ? unseen.blind : selectorUnknown(records, target)
    return [unlessRecognised(records, blind, { outcome: 'not-known', about })]
  }),
})

interface Beside {
  target: DomainTarget
  /** Another selector of the relay has a key. */
  isLive: boolean
}

/** What is certain of one selector; nothing where it may be none of those that the relay signs with. */
function rule(
  records: RelayRecords,
  key: RelayKey,
  state: RelayState,
  { target, isLive }: Beside,
): Ruling<Outcome> | undefined {
  const { dkim } = records.relay.profile
  const publish = dkimTarget(dkim, key.selector, target.name)
  const isAlias = isAliasKey(key, dkim)
  const told = toldAt(records, target, key, isAlias ? 'CNAME' : 'TXT')
  const about = { ...told, selector: key.selector, publish: publish ?? '' }
  const evidence = evidenceAt(key, !isAlias)
  if (key.known === 'older') return undefined
  if (state.is === 'points')
    return { outcome: isAlias ? 'points-to-relay' : 'key-published', about: { ...about, to: state.to }, evidence }
  const isLed = state.is === 'dead' && state.to !== key.name
  if (!isLed && !isCertain(records, key)) return undefined
  if (state.is === 'held') return { outcome: 'copied', about, evidence }
  const others = key.known === 'option' ? undefined : othersOf(records, isLive, key)
  if (others !== undefined && state.is !== 'unseen')
    return { outcome: 'spare', about: { ...about, what: spareWords[state.is] ?? about.what, others }, evidence }
  if (state.is === 'unseen') return isLive && key.known !== 'option' ? undefined : { cannotTell: state.blind, about }
  if (state.is === 'dead')
    return { outcome: 'key-dead', about: { ...about, to: state.to }, evidence, ...(isAlias ? {} : { fixFor: 'text' }) }
  const change = isAlias && !isAnothers(state) ? offer(toAlias(key, publish, target), publish) : {}
  return state.is === 'elsewhere'
    ? { outcome: 'points-elsewhere', about: { ...about, to: state.to }, evidence, ...change }
    : { outcome: 'missing', about, evidence, ...change }
}

const isKey = ({ is }: RelayState): boolean => is === 'points' || is === 'held'

/** Why a selector without a key is no failure: mail is signed with another. */
function othersOf({ relay, otherKeys }: RelayRecords, isLive: boolean, { selector }: RelayKey): string | undefined {
  const { name } = relay.profile
  if (isLive) return `Another key of ${name} is in order; ${name} may want both when it changes keys.`
  return relay.by === 'recognised' && otherKeys.length > 0
    ? `Other keys of the domain are in order; what ${name} signs with ${selector}, if it still does, does not pass DKIM.`
    : undefined
}

const spareWords: Partial<Record<RelayState['is'], string>> = {
  dead: 'leads to no key that verifiers can use',
  elsewhere: 'leads elsewhere',
}

/** Where both have the relay's default form, one account gives return path and selector the same digits. */
function digitsApart(records: RelayRecords, target: DomainTarget): Ruling<Outcome>[] {
  const { relay, returnPath, dkim } = records
  const { profile } = relay
  if (!profile.sameDigits || !returnPath || returnPathState(returnPath, profile.returnPath)?.is !== 'points') return []
  const path = digitsIn(profile.returnPath, labelsOf(returnPath.name)[0] ?? '')
  const keys = dkim
    .filter((key) => dkimState(key, profile.dkim).is === 'points')
    .map((key) => ({ key, digits: digitsIn(profile.dkim, key.selector) }))
  const [other] = keys.filter(({ digits }) => digits !== undefined)
  if (path === undefined || !other || keys.some(({ digits }) => digits === path)) return []
  return [
    {
      outcome: 'digits-differ',
      about: { ...toldOf(records, target), path: returnPath.name, selector: other.key.selector },
      evidence: [...evidenceAt(returnPath), ...evidenceAt(other.key)],
    },
  ]
}
