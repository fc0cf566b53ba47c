import { defineCheck, type Ruling } from '../../core/check.ts'
import { aliasTarget, type DkimKey, type DkimKeys, type DkimSelectors, isDenied, isNamed } from '../../core/dkim.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import type { Asked, DomainTarget } from '../../core/target.ts'
import { relayOf } from '../../knowledge/relays.ts'
import { joinNames } from '../../records/name.ts'
import { kindOf, sourceOf, told, unseenAmong } from '../dkim-told.ts'
import { few } from '../few.ts'
import { sender } from '../subjects.ts'

type Outcome = 'found' | 'given-missing' | 'none-published' | 'told-elsewhere'

export default defineCheck({
  id: 'dkim-keys',
  step: 'dkim',
  title: 'The domain publishes a DKIM key',
  why: 'A signature shows that mail is yours even after it was forwarded; without the key in DNS nobody can verify it.',
  refs: ['RFC 6376 section 3.6.2', 'RFC 8020 section 2'],
  subject: sender,
  needs: ['dkimSelectors', 'dkimKeys', 'sending', 'target', 'asked'],
  outcomes: {
    found: { verdict: 'pass', says: 'DKIM keys of {domain}: {keys}.', brief: '{short}' },
    'given-missing': {
      verdict: 'fail',
      says: '{name} has no DKIM key ({what}): mail signed with the selector {selector} does not pass DKIM.',
      fix: 'Publish at {name} the record that the signer or the relay names (TXT with the key, or a CNAME). If mail is signed with another selector, give that one: it is what s= says in the DKIM-Signature of a sent message.',
      fixes: {
        signer:
          'Publish the public half of the key that this machine signs with: relaycheck relay shows the record, under dkim-signer-key. If this machine sends no mail of {domain} any more, take the domain out of what its signer signs.',
      },
    },
    'none-published': {
      verdict: 'fail',
      says: '{domain} publishes no DKIM key: {below} does not exist, and nothing can stand below it. Mail from {domain} cannot pass DKIM, and large receivers refuse or hide mail without it.',
      fix: 'Turn on DKIM signing where mail of {domain} is sent, and publish the record that is named there. If a selector is known, run again with --selector NAME: some name servers deny names that only have children.',
    },
    'told-elsewhere': {
      verdict: 'skip',
      says: 'No key that can be used stands at {names}: other checks say why.',
    },
  },
  judge({ dkimSelectors, dkimKeys, target, asked }) {
    const rulings = dkimKeys.filter(isNamed).flatMap((key): Ruling<Outcome>[] => {
      if (key.answer.kind === 'blind') return [{ cannotTell: key.answer.blind, about: told(key, target).about }]
      if (!isMissing(key)) return []
      return key.source === 'option' && isOfRelay(key, asked) ? [toldElsewhere([key], target)] : [missing(key, target)]
    })
    const live = dkimKeys.filter((key) => key.live)
    if (live.length > 0) rulings.push(found(live, target))
    return rulings.length > 0 ? rulings : notFound(dkimSelectors, dkimKeys, target)
  },
})

const toldElsewhere = (keys: readonly DkimKey[], target: DomainTarget): Ruling<Outcome> => ({
  outcome: 'told-elsewhere',
  about: { domain: target.display, names: few(keys.map(({ name }) => name)) },
})

/** Whether the relay that was named may sign with the selector: relay-dkim then says which record it wants, and where. */
function isOfRelay({ selector }: DkimKey, { relay }: Asked): boolean {
  const profile = relay && relayOf(relay)
  if (!profile || profile.dkim.kind === 'unknown') return false
  const { selectors, older = [], pattern, settable } = profile.dkim
  return [...selectors, ...older].includes(selector) || pattern?.test(selector) === true || settable === true
}

const isMissing = ({ answer }: DkimKey): boolean => answer.kind !== 'records' && aliasTarget(answer) === undefined

function missing(key: DkimKey, target: DomainTarget): Ruling<Outcome> {
  const { about, evidence } = told(key, target)
  const absent = key.answer.kind === 'no-such-name' ? 'no such name' : 'no such record'
  if (key.source !== 'signer') return { outcome: 'given-missing', about: { ...about, what: absent }, evidence }
  const what = `${absent}, and the local signer has this selector for ${target.display}`
  return { outcome: 'given-missing', about: { ...about, what }, evidence, fixFor: 'signer' }
}

function found(live: DkimKeys, target: DomainTarget): Ruling<Outcome> {
  const [only, ...others] = live.map(described)
  const names = live.map(({ selector }) => selector)
  const sources = [...new Set(live.map(sourceOf))].join(' and ')
  return {
    outcome: 'found',
    about: {
      domain: target.display,
      selectors: names,
      keys: few([only ?? '', ...others]).join('; '),
      short: others.length > 0 ? `${names.join(', ')} (${sources})` : (only ?? ''),
    },
    evidence: live.flatMap(({ answer }) => dnsEvidence(answer)),
  }
}

/** `s4711 (by --selector), 2048 bit RSA, at SMTP2GO` */
function described(key: DkimKey): string {
  const kind = key.live ? [kindOf(key.live.key)] : []
  const keeper = key.provider
    ? [`at ${key.provider}`]
    : key.usedBy && key.source === 'guess'
      ? [`often ${key.usedBy}`]
      : []
  return [`${key.selector} (${sourceOf(key)})`, ...kind, ...keeper].join(', ')
}

function notFound(selectors: DkimSelectors, keys: DkimKeys, target: DomainTarget): Ruling<Outcome> {
  const { domainkey, wildcard } = selectors
  const about = { domain: target.display, below: joinNames('_domainkey', target.display) }
  const evidence = dnsEvidence(domainkey)
  const unseen = unseenAmong(keys)
  const others = keys.filter(isToldElsewhere)
  if (others.length > 0 && !unseen) return toldElsewhere(others, target)
  if (unseen || others.length > 0 || !isDenied(domainkey) || wildcard.kind === 'records')
    return { cannotTell: unseen ?? unguessed(selectors), about, evidence }
  return wildcard.kind === 'blind'
    ? { cannotTell: wildcard.blind, about }
    : { outcome: 'none-published', about, evidence }
}

/** A selector that other checks have a word on. A guessed key that is withdrawn tells nothing about the others. */
const isToldElsewhere = ({ source, answer, records }: DkimKey): boolean =>
  answer.kind === 'records'
    ? isNamed({ source }) || !records.every(({ revoked }) => revoked)
    : aliasTarget(answer) !== undefined

function unguessed({ guessed, wildcard }: DkimSelectors): Blind {
  return {
    reason: 'not-attempted',
    detail:
      wildcard.kind === 'records'
        ? 'a wildcard answers for every selector, and which of them is in use cannot be guessed'
        : `none of ${guessed} selectors in common use has a key, and others cannot be guessed`,
    wayOut:
      'Open a message that was sent: s= in its DKIM-Signature is the selector. Then run again with --selector NAME.',
  }
}
