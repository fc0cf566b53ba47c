import { isOfRegistry } from '../core/dmarc-registry.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { type Observation, seen } from '../core/observation.ts'
import type { Receivers, RuleTest, Tested } from '../core/receivers.ts'
import { isOneOfMany } from '../core/target.ts'
import { type PolicyInEffect, policyInEffect } from '../records/dmarc/policy.ts'
import { isNullMx } from '../records/exchange.ts'
import { isWithin } from '../records/name.ts'
import { askedSpf, domainDkim, domainSpf } from './receivers/domain-legs.ts'
import { holdAgainst } from './receivers/hold.ts'
import { publishedKeySize } from './receivers/key-size.ts'
import { alignment, both, either, type Legs, notSeen } from './receivers/legs.ts'

/** What receivers would make of mail of the domain, as far as what was asked of DNS anyway shows. */
export const domainReceivers: Gatherer<'receivers'> = async (site) => {
  const mail = `mail of ${site.target.display}`
  const nobody = await whyNobody(site)
  if (nobody !== undefined) return seen<Receivers>({ mail, seenIn: 'DNS', nobody, found: [] })
  const tests = await testsOf(site)
  const found = holdAgainst(tests, site.asked.bulk === true)
  return seen<Receivers>({ mail, seenIn: 'DNS', found, ...(isOneOfMany(site.asked) && { brief: true }) })
}

/** Why no mail of the domain is to be judged. */
async function whyNobody({ look, target }: Site): Promise<string | undefined> {
  const [zone, sending] = await Promise.all([look('zone'), look('sending')])
  if (zone.seen && zone.value.status === 'no-such-domain') return `${target.display} does not exist in DNS`
  if (zone.seen && zone.value.status === 'not-delegated') return `${target.display} is delegated to no name server`
  if (sending.seen && sending.value === 'parked') return `${target.display} is said to send nothing (--parked)`
  return sending.seen && sending.value === 'closed'
    ? `${target.display} sends nothing: its SPF lets nobody pass, and no DKIM key was given or found`
    : undefined
}

const inMessage = (what: string): Tested => ({ state: 'unobservable', says: `only a message shows ${what}` })
const atAddress = { state: 'unobservable', says: 'relaycheck ip ADDRESS shows it' } as const
/** What no record of the domain shows. */
const elsewhere = {
  'reverse-dns': atAddress,
  ipv6: atAddress,
  tls: inMessage('whether it came over TLS'),
  headers: inMessage('its header'),
  'one-click': inMessage('how people leave the list'),
  'unsubscribe-at-once': inMessage('how people leave the list'),
  unsubscribe: inMessage('how people leave the list'),
  arc: inMessage('whether it is sealed'),
} satisfies Partial<Record<RuleTest, Tested>>

async function testsOf(site: Site): Promise<Record<RuleTest, Tested>> {
  const [legs, dmarc, keys, exists] = await Promise.all([
    legsOf(site),
    dmarcOf(site),
    keySize(site),
    senderExists(site),
  ])
  const aligned = alignment(legs)
  return {
    ...elsewhere,
    'spf-or-dkim': either(legs),
    'spf-and-dkim': both(legs),
    alignment: aligned,
    'dmarc-pass': aligned,
    'dmarc-record': dmarc.record,
    'dmarc-obeyed': obeyed(dmarc, aligned),
    'dkim-key-size': keys,
    'sender-exists': exists,
    'from-not-gmail': fromNotGmail(site.target.name),
  }
}

async function legsOf({ look, target, asked }: Site): Promise<Legs> {
  const [survey, keys, selectors, walk, relays, verdicts] = await Promise.all([
    look('spfSurvey'),
    look('dkimKeys'),
    look('dkimSelectors'),
    look('dmarcWalk'),
    look('relayRecords'),
    asked.addresses.length > 0 ? look('spfVerdicts') : undefined,
  ])
  const isAligned = (domain: string): boolean | undefined => {
    if (domain === target.name) return true
    if (!walk.seen || !walk.value.policy.seen || !walk.value.organization.seen) return undefined
    return walk.value.policy.value?.record.aspf !== 's' && isWithin(domain, walk.value.organization.value)
  }
  return {
    spf: verdicts ? askedSpf(verdicts, isAligned) : domainSpf(survey, relays, target),
    dkim: domainDkim(keys, selectors),
    wayOut: 'Give the selector, what s= says in the DKIM-Signature of a message that was sent: --selector NAME.',
  }
}

/** The record that applies, and what it asks for mail of the domain that does not pass. */
interface DmarcFound {
  record: Tested
  policy?: PolicyInEffect
}

async function dmarcOf({ look, target: { name, display } }: Site): Promise<DmarcFound> {
  const walk = await look('dmarcWalk')
  const policy: Observation<unknown> = walk.seen ? walk.value.policy : walk
  if (!policy.seen) return { record: notSeen('the DMARC record was not seen', policy.blind) }
  const found = walk.seen && walk.value.policy.seen ? walk.value.policy.value : undefined
  if (!found) return { record: { state: 'broken', says: `${display} has no DMARC record` } }
  const { domain, record } = found
  const where = domain === name ? 'own' : 'inherited'
  const effect = policyInEffect(record, where, 'domain')
  if (!effect) return { record: { state: 'broken', says: `no policy can be read at _dmarc.${domain}` } }
  const suffix = where === 'own' ? undefined : await look('publicSuffix')
  return suffix?.seen && isOfRegistry(domain, name, suffix.value)
    ? { record: { state: 'unobservable', says: `only ${domain} has one, and not all look there` } }
    : { record: { state: 'holds', says: `${effect.tag}=${effect.published} at _dmarc.${domain}` }, policy: effect }
}

function obeyed({ record, policy }: DmarcFound, aligned: Tested): Tested {
  if (record.state === 'blind') return record
  if (!policy || policy.effective === 'none') return { state: 'holds', says: 'no policy asks for it' }
  return aligned
}

async function keySize({ look }: Site): Promise<Tested> {
  const keys = await look('dkimKeys')
  if (!keys.seen) return notSeen('DKIM keys were not seen', keys.blind)
  return publishedKeySize(keys.value)
}

async function senderExists({ look, target: { display } }: Site): Promise<Tested> {
  const mx = await look('mx')
  if (!mx.seen) return notSeen('MX was not seen', mx.blind)
  const { exchanges } = mx.value
  return exchanges.length > 0 && exchanges.every(isNullMx)
    ? { state: 'broken', says: `${display} says that it takes no mail (null MX)` }
    : { state: 'holds', says: `${display} exists` }
}

const fromNotGmail = (name: string): Tested =>
  name === 'gmail.com' || name === 'googlemail.com'
    ? inMessage('who sent it')
    : { state: 'holds', says: 'it is a domain of its own' }
