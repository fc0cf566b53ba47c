import assert from 'node:assert/strict'
import test from 'node:test'
import { dmarcChecks } from '../../../src/checks/dmarc/index.ts'
import type { DmarcWalk } from '../../../src/core/dmarc.ts'
import type { Change, Finding } from '../../../src/core/finding.ts'
import type { Asked } from '../../../src/core/target.ts'
import { judge } from '../../../src/judge.ts'
import { type DmarcWho, policyInEffect } from '../../../src/records/dmarc/policy.ts'
import type { DmarcRecord } from '../../../src/records/dmarc/record.ts'
import type { ResourceRecord } from '../../../src/records/dns.ts'
import { isWithin } from '../../../src/records/name.ts'
import { showData } from '../../../src/records/presentation.ts'
import { dmarcGatherers, dmarcRecords } from '../../support/dmarc-facts.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'
import { readRecords } from '../../support/zone-text.ts'

interface Ran {
  findings: Finding[]
  walk: DmarcWalk
}

async function run(records: readonly ResourceRecord[], domain: string, asked: Partial<Asked>): Promise<Ran> {
  const gathered = await gatherIn(memoryWorld(records), domain, dmarcGatherers, asked)
  assert.ok(gathered.dmarcWalk?.seen)
  return { findings: dmarcChecks.flatMap((check) => judge(check, gathered)), walk: gathered.dmarcWalk.value }
}

function apply(records: readonly ResourceRecord[], changes: readonly Change[]): ResourceRecord[] {
  let after = [...records]
  for (const change of changes) {
    if ('was' in change) {
      const rest = after.filter(
        (r) => !(r.name === change.name && r.type === change.type && showData(r.type, r.data) === change.was),
      )
      assert.equal(rest.length, after.length - 1, `${change.name} ${change.type} ${change.was} is there once`)
      after = rest
    }
    if (!('becomes' in change)) continue
    const [record] = readRecords(`${change.name} ${change.type} ${change.becomes}`)
    // Two of a set that are alike are one.
    const isThere = after.some((r) => r.name === record?.name && r.type === 'TXT' && textOf(r) === textOf(record))
    if (record && !isThere) after.push(record)
  }
  return after
}
const textOf = ({ data }: ResourceRecord) => (Array.isArray(data) ? data.join('') : '')

const failing = ({ findings }: Ran, verdict: Finding['verdict']) =>
  findings.filter((f) => f.verdict === verdict).map((f) => f.id)

/** Lays each repair over the world it came from, and runs again. Answers the ids that were repaired. */
async function prove(lines: string, asked: Partial<Asked> = {}, domain = 'shop.example'): Promise<string[]> {
  const records = dmarcRecords(lines)
  const before = await run(records, domain, asked)
  const repaired = before.findings.filter((f) => f.repair)
  assert.ok(new Set(repaired.map((f) => JSON.stringify(f.repair))).size <= 1, 'one record is pasted, never two')
  for (const { name } of repaired.flatMap(({ repair = [] }) => repair))
    assert.ok(isWithin(name, domain), `${name} speaks for others than ${domain}`)
  for (const finding of repaired) {
    const after = await run(apply(records, finding.repair ?? []), domain, asked)
    const { leadsTo = [] } = dmarcChecks.find(({ id }) => id === finding.check)?.outcomes[finding.outcome] ?? {}
    assert.ok(!after.findings.some(({ id }) => id === finding.id), `${finding.id} is gone`)
    // What could not be told before may turn out to be a fail.
    const unknown = before.findings.filter(({ blind }) => blind).map(({ check }) => `${check}/`)
    const fails = failing(after, 'fail').filter(
      (id) => !failing(before, 'fail').includes(id) && !unknown.some((check) => id.startsWith(check)),
    )
    assert.deepEqual(fails, [], `${finding.id} leads to a fail`)
    const warns = failing(after, 'warn').filter((id) => !failing(before, 'warn').includes(id) && !leadsTo.includes(id))
    assert.deepEqual(warns, [], `${finding.id} leads to a warning`)
    proveNothingLost(before.walk, after.walk, asked)
  }
  return repaired.map((f) => f.id)
}

const strength = ['none', 'quarantine', 'reject']
const strengthOf = (record: DmarcRecord, who: DmarcWho): number =>
  strength.indexOf(policyInEffect(record, 'own', who)?.effective ?? 'none')

/** A policy that receivers can read is neither loosened nor, where somebody sends, tightened; addresses that get reports still do. */
function proveNothingLost(before: DmarcWalk, after: DmarcWalk, { parked = false }: Partial<Asked>) {
  const [old, now] = [before, after].map(({ policy }) => (policy.seen ? policy.value : undefined))
  if (!old) return
  assert.ok(now)
  // A record of the domain's own in place of one above it, which stays what it is.
  if (parked && now.domain !== old.domain) return assert.equal(now.record.policy?.p, 'reject')
  const addresses = now.record.reports.map(({ tag, address }) => `${tag} ${address}`)
  for (const { tag, address, says } of old.record.reports)
    if (says === undefined) assert.ok(addresses.includes(`${tag} ${address}`), `${tag} ${address} is lost`)
  if (!old.record.policy) return
  for (const who of ['domain', 'subdomain', 'nonexistent'] as const) {
    const was: number = strengthOf(old.record, who)
    const is: number = strengthOf(now.record, who)
    assert.ok(is >= was, `the policy for ${who} is loosened`)
    if (!parked && old.record.faults.length === 0) assert.equal(is, was, `the policy for ${who} is tightened`)
  }
}

const closed = '\nshop.example TXT "v=spf1 -all"'
const mute = '\nshop.example TXT "v=spf1 ?all"'

const table: Record<string, [lines: string, asked?: Partial<Asked>, domain?: string]> = {
  none: [''],
  'none, parked': ['', { parked: true }],
  'none, closed': [closed],
  'none below': ['news.shop.example A 192.0.2.1', {}, 'news.shop.example'],
  'two alike': ['v=DMARC1; p=reject\nv=DMARC1;p=reject;'],
  'two alike, with a slip': ['v=DMARC1; p=rejekt\nv=DMARC1;p=rejekt;'],
  'three, two of them the same text': [
    '_dmarc.shop.example TXT "v=DMARC1; p=none"\n_dmarc.shop.example TXT "v=DMARC1" "; p=none"\nv=DMARC1;p=none',
  ],
  'at the domain itself': ['shop.example TXT "v=DMARC1; p=none; sp=reject; rua=mailto:d@shop.example"'],
  'without the underscore, with a slip': ['dmarc.shop.example TXT "v=DMARC1; p=none; adkim=relaxed; pct=100"'],
  doubled: ['_dmarc.shop.example.shop.example TXT "v=DMARC1; p=quarantine"'],
  'of type SPF': ['_dmarc.shop.example SPF "v=DMARC1; p=reject; pct=50"'],
  misspelt: ['_dmarc.shop.example TXT "v=DMARC; p=reject; rua=mailto:d@gone.example"'],
  slips: ['v=DMARC1; p=quarantaine; rua=d@shop.example; pct=100'],
  'a slip in an address': ['v=DMARC1; p=reject; rua=d@shop.example'],
  'a blank ahead': ['_dmarc.shop.example TXT " v=DMARC1; p=reject; t=y"'],
  obsolete: ['v=DMARC1; p=reject; pct=100; ri=3600; rua=mailto:d@shop.example'],
  'obsolete, inherited': ['v=DMARC1; p=reject; rf=afrf\nnews.shop.example A 192.0.2.1', {}, 'news.shop.example'],
  'a tag that nobody knows': ['v=DMARC1; p=none; foo=bar'],
  'parked, below a record that watches': [
    'v=DMARC1; p=none\nnews.shop.example A 192.0.2.1',
    { parked: true },
    'news.shop.example',
  ],
  'parked, and only put aside': ['v=DMARC1; p=quarantine; sp=none', { parked: true }],
  'parked, below a record that puts aside': [
    'v=DMARC1; p=quarantine\nnews.shop.example A 192.0.2.1',
    { parked: true },
    'news.shop.example',
  ],
  'parked, below one that nobody can read': [
    'v=DMARC1; p=non\nnews.shop.example A 192.0.2.1',
    { parked: true },
    'news.shop.example',
  ],
  'parked, below two': [
    'v=DMARC1; p=none\nv=DMARC1; p=reject\nnews.shop.example A 192.0.2.1',
    { parked: true },
    'news.shop.example',
  ],
  'parked, behind an alias to what others have': [
    'v=DMARC1; p=none\nnews.shop.example A 192.0.2.1\n_dmarc.news.shop.example CNAME _dmarc.shop.example',
    { parked: true },
    'news.shop.example',
  ],
  'parked, below a registry': ['_dmarc.example TXT "v=DMARC1; p=none; psd=y"', { parked: true }],
  'parked, watching': ['v=DMARC1; p=none; rua=mailto:d@shop.example', { parked: true }],
  'parked, tried out': ['v=DMARC1; p=reject; sp=none; t=y; pct=10', { parked: true }],
  'parked, weaker below': ['v=DMARC1; p=reject; sp=quarantine; rf=afrf', { parked: true }],
  'mute, strict and misplaced': [`dmarc.shop.example TXT "v=DMARC1; p=reject"${mute}`],
}

/** Every outcome that can carry a repair; a new one must be shown here. */
const repaired = [
  'dmarc-obsolete/obsolete-tags',
  'dmarc-policy/monitor-only',
  'dmarc-policy/parked-lenient',
  'dmarc-policy/testing',
  'dmarc-record/broken-above',
  'dmarc-record/misplaced',
  'dmarc-record/none',
  'dmarc-record/registry',
  'dmarc-record/several',
  'dmarc-report-address/invalid',
  'dmarc-subdomains/weaker',
  'dmarc-syntax/invalid',
  'dmarc-syntax/tolerated',
]

const seen = new Set<string>()
for (const [name, [lines, asked, domain]] of Object.entries(table))
  test(`DMARC repair: ${name}`, async () => {
    for (const id of await prove(lines, asked, domain)) seen.add(id)
  })

test('DMARC repair: every outcome that carries one was put to the proof', () => {
  assert.deepEqual(
    repaired.filter((id) => !seen.has(id)),
    [],
  )
  assert.deepEqual(
    [...seen].filter((id) => !repaired.includes(id)),
    [],
  )
})

const tags =
  'p=none p=quarantine p=reject p=rejekt p=monitor P=reject sp=none sp=reject sp=non np=none np=reject t=y t=n pct=100 pct=50 pct=0 pct=x ' +
  'rf=afrf ri=86400 t=yes t=true pct=50% adkim=s adkim=strict aspf=strict aspf=r fo=1 fo=0:1 psd=n psd=y rua=mailto:d@shop.example rua=d@shop.example ' +
  'rua=mailto:d@gone.example,mailto:d@shop.example!10m ruf=mailto:f@other.example foo=bar p:none'

test('DMARC repair: whatever is wrong at once, a repair makes nothing worse', async () => {
  let state = 9989
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
  const one = <T>(from: readonly T[]) => from[random(from.length)] as T
  const text = () =>
    [one(['v=DMARC1', 'v=DMARC1', 'v=DMARC1', 'v=dmarc1', ' v=DMARC1', 'v=DMARC', 'DMARC1'])]
      .concat(Array.from({ length: random(6) }, () => one(tags.split(' '))))
      .join(one(['; ', '; ', ';', ' ; ', ' ', ', ']))
  for (let i = 0; i < Number(process.env.REPAIRS ?? 150); i++) {
    const name = one([
      '_dmarc.shop.example',
      '_dmarc.shop.example',
      '_dmarc.shop.example',
      'dmarc.shop.example',
      'shop.example',
    ])
    const texts = Array.from({ length: 1 + (random(4) === 0 ? 1 : 0) }, text)
    const lines = [...new Set(texts)].map((each) => `${name} TXT "${each}"`).join('\n') + one(['', '', closed, mute])
    const domain = one(['shop.example', 'shop.example', 'news.shop.example'])
    const below = domain === 'shop.example' ? '' : `\n${domain} A 192.0.2.1`
    await prove(lines + below, { parked: random(6) === 0 }, domain).catch((error) => {
      throw new Error(`${domain}: ${lines}: ${error.message}`, { cause: error })
    })
  }
})
