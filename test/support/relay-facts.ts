import assert from 'node:assert/strict'
import { relayRecordChecks } from '../../src/checks/relay-records/index.ts'
import type { Facts, Gathered } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { DomainGatherers } from '../../src/core/gatherer.ts'
import type { Asked } from '../../src/core/target.ts'
import { nameSource } from '../../src/facts/name-source.ts'
import { relayRecords } from '../../src/facts/relay-records.ts'
import { relaysInUse } from '../../src/facts/relays-in-use.ts'
import { spfRepair } from '../../src/facts/spf-repair.ts'
import { judge } from '../../src/judge.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { keyText } from './dkim-facts.ts'
import { dmarcGatherers } from './dmarc-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from './memory-dns.ts'
import { readRecords } from './zone-text.ts'

/** The gatherers that checks of relay records need. */
export const relayGatherers: Partial<DomainGatherers> = {
  zone: dmarcGatherers.zone,
  wildcards: dmarcGatherers.wildcards,
  mx: dmarcGatherers.mx,
  spfTexts: dmarcGatherers.spfTexts,
  spfTree: dmarcGatherers.spfTree,
  spfSurvey: dmarcGatherers.spfSurvey,
  spfRepair,
  nameSource,
  dkimSelectors: dmarcGatherers.dkimSelectors,
  dkimKeys: dmarcGatherers.dkimKeys,
  sending: dmarcGatherers.sending,
  dmarcWalk: dmarcGatherers.dmarcWalk,
  relaysInUse,
  relayRecords,
} as Partial<DomainGatherers>

/** What relays themselves publish. */
const theirs = `
  smtp2go.net SOA ns.smtp2go.net dns.smtp2go.net
  return.smtp2go.net TXT "v=spf1 ip4:203.0.113.0/24 ~all"
  return.smtp2go.net MX 10 mx.smtp2go.net
  return.smtp2go.net A 203.0.113.1
  dkim.smtp2go.net TXT "${keyText()}"
  track.smtp2go.net A 203.0.113.2
  spf.smtp2go.com TXT "v=spf1 include:deep.smtp2go.com ~all"
  deep.smtp2go.com TXT "v=spf1 ip4:203.0.113.0/24 ~all"
  u1.wl1.sendgrid.net TXT "v=spf1 ip4:203.0.113.0/24 ~all"
  s1.domainkey.u1.wl1.sendgrid.net TXT "${keyText()}"
  b1.shop-example.dkim.brevo.com TXT "${keyText()}"
  b2.shop-example.dkim.brevo.com TXT "${keyText()}"
  spf.brevo.com TXT "v=spf1 ip4:203.0.113.0/24 ~all"
  amazonses.com TXT "v=spf1 ip4:203.0.113.0/24 -all"
  relay.mailchannels.net TXT "v=spf1 ip4:203.0.113.0/24 -all"
  _spf.google.com TXT "v=spf1 ip4:203.0.113.0/24 -all"
  pm.mtasv.net TXT "v=spf1 ip4:203.0.113.0/24 ~all"
`
/** What shop.example publishes where nothing else is said. */
const usual = {
  SOA: 'shop.example SOA ns.shop.example dns.shop.example',
  SPF: 'shop.example TXT "v=spf1 mx ~all"',
  DMARC: '_dmarc.shop.example TXT "v=DMARC1; p=reject"',
}

/** A world in which shop.example publishes these lines (see zone-text.ts) beside what a domain of any kind does. */
export function relayWorld(lines: string): ResourceRecord[] {
  const own = [
    ...(/^\s*shop\.example TXT "v=spf1/m.test(lines) ? [] : [usual.SPF]),
    ...(/^\s*_dmarc\.shop\.example TXT/m.test(lines) ? [] : [usual.DMARC]),
  ]
  return readRecords(['example SOA ns.example dns.example', usual.SOA, ...own, theirs, lines].join('\n'))
}

/** The three names that SMTP2GO wants, as an account with the digits 4711 has them. */
export const smtp2go = {
  path: 'em4711.shop.example CNAME return.smtp2go.net',
  key: 's4711._domainkey.shop.example CNAME dkim.smtp2go.net',
  link: 'link.shop.example CNAME track.smtp2go.net',
}

/** What was looked up about shop.example. */
export async function lookAtRelays(
  records: readonly ResourceRecord[] | string,
  asked: Partial<Asked> = {},
  options: MemoryOptions = {},
) {
  const world = memoryWorld(typeof records === 'string' ? relayWorld(records) : records, options)
  const gathered = await gatherIn(world, 'shop.example', relayGatherers, asked)
  return { world, gathered }
}

/** Every fact that a check of relay records may need of shop.example, in a world of these lines. */
export async function relayFacts(lines: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const { gathered } = await lookAtRelays(lines, asked, options)
  const facts = Object.entries(gathered).flatMap(([name, fact]) => (fact.seen ? [[name, fact.value]] : []))
  const seen = Object.fromEntries(facts) as Pick<Facts, keyof typeof relayGatherers & keyof Facts>
  assert.ok(seen.relayRecords && seen.dmarcWalk, 'relays and DMARC are seen')
  return seen
}

/** What all five checks find. */
export const judgeRelays = (gathered: Gathered): Finding[] =>
  relayRecordChecks.flatMap((check) => judge(check, gathered))

/** With `--relay smtp2go`. */
export const named = (id = 'smtp2go', asked: Partial<Asked> = {}): Partial<Asked> => ({ relay: { id }, ...asked })
