import type { DmarcWalk } from '../core/dmarc.ts'
import { isOfRegistry } from '../core/dmarc-registry.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import type { MxFact } from '../core/mx.ts'
import { type Observation, seen } from '../core/observation.ts'
import type { Receivers, RuleTest, Tested } from '../core/receivers.ts'
import { type DomainTarget, isOneOfMany } from '../core/target.ts'
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
  const asking = look('sending')
  const zone = await look('zone')
  const sending = await asking
  if (zone.seen && zone.value.status === 'no-such-domain') return `${target.display} does not exist in DNS`
  if (zone.seen && zone.value.status === 'not-delegated') return `${target.display} is delegated to no name server`
  if (sending.seen && sending.value === 'parked') return `${target.display} is said to send nothing (--parked)`
  return sending.seen && sending.value === 'closed'
    ? `${target.display} sends nothing: its SPF lets nobody pass, and no DKIM key was given or found`
    : undefined
}

const inMessage = (what: string): Tested => ({ state: 'unobservable', says: `only a message shows ${what}` })
const atAddress: Tested = { state: 'unobservable', says: 'relaycheck ip ADDRESS shows it' }
const tls = inMessage('whether it came over TLS')
const header = inMessage('its header')
const leaving = inMessage('how people leave the list')
const sealed = inMessage('whether it is sealed')

async function testsOf(site: Site): Promise<Record<RuleTest, Tested>> {
  const { look, target, asked } = site
  const [survey, keys, selectors, walk, relays, mx, verdicts] = await Promise.all([
    look('spfSurvey'),
    look('dkimKeys'),
    look('dkimSelectors'),
    look('dmarcWalk'),
    look('relayRecords'),
    look('mx'),
    asked.addresses.length > 0 ? look('spfVerdicts') : undefined,
  ])
  const legs: Legs = {
    spf: verdicts ? askedSpf(verdicts, alignedWith(target.name, walk)) : domainSpf(survey, relays, target),
    dkim: domainDkim(keys, selectors),
    wayOut: 'Give the selector, what s= says in the DKIM-Signature of a message that was sent: --selector NAME.',
  }
  const aligned = alignment(legs)
  const dmarc = await dmarcOf(site, walk)
  return {
    'spf-or-dkim': either(legs),
    'spf-and-dkim': both(legs),
    alignment: aligned,
    'dmarc-pass': aligned,
    'dmarc-record': dmarc.record,
    'dmarc-obeyed': obeyed(dmarc, aligned),
    'dkim-key-size': keys.seen ? publishedKeySize(keys.value) : notSeen('DKIM keys were not seen', keys.blind),
    'sender-exists': senderExists(mx, target),
    'from-not-gmail': fromNotGmail(target.name),
    'reverse-dns': atAddress,
    ipv6: atAddress,
    tls,
    headers: header,
    'one-click': leaving,
    'unsubscribe-at-once': leaving,
    unsubscribe: leaving,
    arc: sealed,
  }
}

/** Whether what passes SPF for a domain is aligned with the target; nothing where nobody can tell. */
const alignedWith =
  (name: string, walk: Observation<DmarcWalk>) =>
  (domain: string): boolean | undefined => {
    if (domain === name) return true
    if (!walk.seen || !walk.value.policy.seen || !walk.value.organization.seen) return undefined
    return walk.value.policy.value?.record.aspf !== 's' && isWithin(domain, walk.value.organization.value)
  }

/** The record that applies, and what it asks for mail of the domain that does not pass. */
interface DmarcFound {
  record: Tested
  policy?: PolicyInEffect
}

async function dmarcOf({ look, target: { name, display } }: Site, walk: Observation<DmarcWalk>): Promise<DmarcFound> {
  const policy = walk.seen ? walk.value.policy : walk
  if (!policy.seen) return { record: notSeen('the DMARC record was not seen', policy.blind) }
  const found = policy.value
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

function senderExists(mx: Observation<MxFact>, { display }: DomainTarget): Tested {
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
