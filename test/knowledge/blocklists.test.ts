import assert from 'node:assert/strict'
import test from 'node:test'
import { listedOutcome } from '../../src/checks/list-told.ts'
import domainListed from '../../src/checks/lists/domain-listed.ts'
import ipListed from '../../src/checks/lists/ip-listed.ts'
import type { Listing } from '../../src/core/lists.ts'
import { type Blocklist, type ListCode, listTiers } from '../../src/core/lists.ts'
import { blocklists } from '../../src/knowledge/blocklists.ts'
import { deadLists } from '../../src/knowledge/dead-lists.ts'
import { parseAddress } from '../../src/records/address.ts'
import { readCodes } from '../../src/records/list-codes.ts'
import { isPlainName, isWithin } from '../../src/records/name.ts'
import { blocklistOf } from '../support/blocklist-of.ts'

const zonesOf = (pick: (list: Blocklist) => boolean) =>
  blocklists
    .filter(pick)
    .map(({ zone }) => zone)
    .sort()

const sentence = /^(?:[A-Z]|rspamd\b|mailcow\b).*[^.]\.$/

/** An address with that code and, but for bit fields, no other. */
const sample = ({ code }: ListCode): string => {
  const bit = /^bit (\d+)$/.exec(code)?.[1]
  if (bit !== undefined) return `127.0.0.${bit}`
  const [network = '', length] = code.split('/')
  return length === undefined
    ? network.replace(/\{\w+\}/g, '77')
    : network.replace(/\d+$/, (last) => `${Number(last) + 1}`)
}

const paid = /whitelisted|express|backscatterer|uceprotect|spfbl|validity\.com|isipp/

for (const list of blocklists)
  test(`${list.zone} is told of rightly`, () => {
    assert.ok(isPlainName(list.zone) && list.zone.includes('.'))
    assert.ok(list.kinds.length > 0 && new Set(list.kinds).size === list.kinds.length)
    assert.equal(list.scope === 'domain', list.kinds.join() === 'domain')
    assert.match(list.acts, sentence)
    for (const said of [list.expires, list.ip6Note]) if (said !== undefined) assert.match(said, sentence)
    for (const { means } of list.codes) assert.match(means, /^\S.*[^.\s]$/)
    assert.ok(list.sources.length > 0)
    assert.ok(list.codes.some(({ sense }) => ['accuses', 'policy', 'allows'].includes(sense)))
    assert.equal(new Set(list.codes.map(({ code }) => code)).size, list.codes.length)
  })

for (const list of blocklists)
  test(`${list.zone}: every code is reached`, () => {
    for (const code of list.codes) {
      const { told } = readCodes(list, [sample(code)])
      assert.deepEqual(told, [code])
    }
  })

for (const list of blocklists)
  test(`${list.zone}: its test entries are of its kinds`, () => {
    for (const [kind, probe] of Object.entries(list.probes)) {
      assert.ok(list.kinds.some((one) => one === kind))
      const families = [probe.listed, probe.clear].map((entry) => parseAddress(entry)?.family)
      const family = { ip4: 4, ip6: 6, domain: undefined }[kind]
      assert.deepEqual(families, [family, family])
      if (kind === 'domain')
        for (const entry of [probe.listed, probe.clear]) assert.ok(isPlainName(entry.toLowerCase()))
      if (!probe.answers) continue
      assert.ok(['listed', 'allowed'].includes(readCodes(list, probe.answers).state))
    }
  })

for (const list of blocklists)
  test(`${list.zone}: its pages`, () => {
    for (const page of [list.lookup, list.removal]) {
      if (page === undefined) continue
      const { protocol } = new URL(page.replaceAll(/\{(?:ip|domain)\}/g, 'x'))
      assert.ok(protocol === 'https:' || protocol === 'http:')
      assert.ok(!page.includes('{ip}') || list.scope !== 'domain')
      assert.ok(!page.includes('{domain}') || list.scope === 'domain')
    }
    assert.doesNotMatch(list.removal ?? '', paid)
    assert.doesNotMatch(list.lookup ?? '', /whitelisted|express|backscatterer|uceprotect|spfbl|validity\.com/)
  })

test('every zone stands once, and none has ended', () => {
  assert.equal(new Set(blocklists.map(({ zone }) => zone)).size, blocklists.length)
  const ended = blocklists.filter(({ zone }) =>
    deadLists.some((dead) => (dead.below ? isWithin(zone, dead.zone) : zone === dead.zone)),
  )
  assert.deepEqual(ended, [])
  assert.equal(blocklistOf('zen.spamhaus.org')?.name, 'Spamhaus ZEN')
  assert.equal(blocklistOf('origin.asn.spameatingmonkey.net'), undefined)
})

// BLOCKLISTS sections 1, 4 and 12: nine zones by default, six of addresses and three of domains; and those with a key.
test('the default asks nine public lists, and the keyed ones in place of theirs', () => {
  assert.deepEqual(
    zonesOf(({ tier, key, kinds }) => tier === 'core' && key === undefined && kinds.includes('ip4')),
    [
      'b.barracudacentral.org',
      'bl.mailspike.net',
      'bl.spamcop.net',
      'list.dnswl.org',
      'psbl.surriel.com',
      'zen.spamhaus.org',
    ],
  )
  assert.deepEqual(
    zonesOf(({ tier, key, kinds }) => tier === 'core' && key === undefined && kinds.includes('domain')),
    ['dbl.spamhaus.org', 'multi.surbl.org', 'multi.uribl.com'],
  )
  assert.deepEqual(
    zonesOf(({ tier, key }) => tier === 'core' && key !== undefined),
    ['combined.mail.abusix.zone', 'dbl.dq.spamhaus.net', 'zen.dq.spamhaus.net'],
  )
  assert.deepEqual(blocklistOf('zen.dq.spamhaus.net')?.includes, [
    'zen.spamhaus.org',
    'sbl.spamhaus.org',
    'xbl.spamhaus.org',
    'pbl.spamhaus.org',
  ])
  assert.deepEqual(blocklistOf('dbl.dq.spamhaus.net')?.includes, ['dbl.spamhaus.org'])
})

test('what a key opens is where its operator keeps it, and nothing else wants one', () => {
  for (const { zone, key } of blocklists) {
    const wanted = zone.endsWith('.dq.spamhaus.net')
      ? 'spamhaus'
      : zone.endsWith('.mail.abusix.zone')
        ? 'abusix'
        : undefined
    assert.equal(key, wanted, zone)
  }
})

test('ZEN alone decides, with or without a key', () =>
  assert.deepEqual(
    zonesOf(({ decides }) => decides === true),
    ['zen.dq.spamhaus.net', 'zen.spamhaus.org'],
  ))

test('a part of a list that is asked is asked by name only', () => {
  for (const whole of blocklists.filter(({ key }) => key !== 'spamhaus'))
    for (const part of whole.includes ?? []) assert.equal(blocklistOf(part)?.tier ?? 'named-only', 'named-only', part)
})

test('lists that speak of a network, not of the address (BLOCKLISTS section 9)', () =>
  assert.deepEqual(
    zonesOf(({ scope }) => scope === 'range' || scope === 'asn'),
    ['dnsbl-2.uceprotect.net', 'dnsbl-3.uceprotect.net', 'nbl.0spam.org', 'netbl.spameatingmonkey.net'],
  ))

test('lists whose entries nobody is known to act on never weigh, those that large providers name do', () => {
  const impactOf = (zone: string) => blocklistOf(zone)?.impact
  for (const zone of ['dnsbl-2.uceprotect.net', 'dnsbl-3.uceprotect.net', 'ips.backscatterer.org', 'all.s5h.net'])
    assert.equal(impactOf(zone), 'negligible', zone)
  for (const zone of ['zen.spamhaus.org', 'dbl.spamhaus.org', 'combined.mail.abusix.zone'])
    assert.equal(impactOf(zone), 'high', zone)
})

test('a domain list is never asked about an address', () => {
  for (const zone of ['dbl.spamhaus.org', 'multi.surbl.org', 'multi.uribl.com', 'uribl.spameatingmonkey.net'])
    assert.deepEqual(blocklistOf(zone)?.kinds, ['domain'])
})

test('without a known test entry there are no probes (BLOCKLISTS section 4)', () => {
  for (const zone of [
    'zrd.dq.spamhaus.net',
    'authbl.dq.spamhaus.net',
    'dwl.dnswl.org',
    'score.senderscore.com',
    'rep.mailspike.net',
  ])
    assert.deepEqual(blocklistOf(zone)?.probes, {}, zone)
})

test('every tier that can be chosen has lists of its own', () => {
  for (const tier of listTiers.map((one) => (one === 'all' ? 'never-by-default' : one)))
    assert.ok(
      blocklists.some((list) => list.tier === tier),
      tier,
    )
})

test('every entry of every list, by each of its codes, has an order of its own where it wants hands', () => {
  for (const list of blocklists)
    for (const told of list.codes.filter(({ sense }) => sense === 'accuses' || sense === 'policy')) {
      const listing: Listing = {
        list,
        subject: 'x.example',
        state: 'listed',
        codes: [],
        told: [told],
        reasons: [],
        answers: [],
      }
      const { outcome, fixFor } = listedOutcome(listing)
      const [check, key] =
        list.scope === 'domain' ? [domainListed, fixFor.replace('policy', 'accused')] : [ipListed, fixFor]
      const fix = { ...check.outcomes[outcome] }
      if ('fixes' in fix) assert.ok(key in fix.fixes, `${list.zone} ${told.code}: ${key}`)
      assert.ok('fixes' in fix || outcome === 'unheeded')
    }
})

test('Spamhaus: each part of ZEN says of itself whether it goes, and who can have it taken out', () => {
  const zen = blocklists.find(({ zone }) => zone === 'zen.spamhaus.org')
  const of = (code: string) => zen?.codes.find((one) => one.code === code)
  const parts = {
    '127.0.0.2': 'SBL',
    '127.0.0.3': 'CSS',
    '127.0.0.4': 'XBL',
    '127.0.0.9': 'DROP',
    '127.0.0.10': 'PBL',
    '127.0.0.11': 'PBL',
  }
  for (const [code, part] of Object.entries(parts)) assert.match(of(code)?.expires ?? '', new RegExp(`\\b${part}\\b`))
  // dnsbl.json: of SBL the network's owner has to ask; CSS, XBL and PBL are self-service.
  for (const [code, part] of Object.entries(parts))
    assert.equal(of(code)?.removal, ['SBL', 'DROP'].includes(part) ? 'network' : undefined, part)
})
