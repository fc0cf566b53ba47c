import assert from 'node:assert/strict'
import test from 'node:test'
import { mxChecks } from '../../../src/checks/mx/index.ts'
import { spfChecks } from '../../../src/checks/spf/index.ts'
import type { Check } from '../../../src/core/check.ts'
import type { Gathered } from '../../../src/core/facts.ts'
import type { Change, Finding } from '../../../src/core/finding.ts'
import type { Asked } from '../../../src/core/target.ts'
import { mxHosts } from '../../../src/facts/mx-hosts.ts'
import { checkHost } from '../../../src/facts/spf/check-host.ts'
import { judge } from '../../../src/judge.ts'
import type { ResourceRecord } from '../../../src/records/dns.ts'
import { showData } from '../../../src/records/presentation.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'
import { spfGatherers, spfRecords } from '../../support/spf-world.ts'
import { readRecords } from '../../support/zone-text.ts'

const checks: readonly Check[] = [...mxChecks, ...spfChecks]

/** What is found of shop.example in a world of these records. */
async function run(records: readonly ResourceRecord[], asked: Partial<Asked>): Promise<Finding[]> {
  const gathered: Gathered = await gatherIn(memoryWorld(records), 'shop.example', { ...spfGatherers, mxHosts }, asked)
  return checks.flatMap((check) => judge(check, gathered))
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
    if ('becomes' in change) after.push(...readRecords(`${change.name} ${change.type} ${change.becomes}`))
  }
  return after
}

const failing = (findings: readonly Finding[], verdict: Finding['verdict']) =>
  findings.filter((f) => f.verdict === verdict).map((f) => f.id)

/** Lays each repair over the zone it came from, and runs again. Answers the ids that were repaired. */
async function prove(zone: string, asked: Partial<Asked>): Promise<string[]> {
  const records = spfRecords(zone)
  const before = await run(records, asked)
  assert.deepEqual(
    before.filter((f) => f.blind),
    [],
    'everything is seen',
  )
  const spf = before.filter((f) => f.check.startsWith('spf-') && f.check !== 'spf-legacy' && f.repair)
  assert.ok(new Set(spf.map((f) => JSON.stringify(f.repair))).size <= 1, 'one record is pasted, never two')
  for (const finding of before.filter((f) => f.check.startsWith('spf-') && f.repair)) {
    const mended = apply(records, finding.repair ?? [])
    const after = await run(mended, asked)
    const { leadsTo = [] } = checks.find(({ id }) => id === finding.check)?.outcomes[finding.outcome] ?? {}
    const ids = after.map((f) => f.id)
    assert.ok(!ids.includes(finding.id), `${finding.id} is gone`)
    const fails = failing(after, 'fail').filter((id) => !failing(before, 'fail').includes(id))
    assert.deepEqual(fails, [], `${finding.id} leads to a fail`)
    const warns = failing(after, 'warn').filter((id) => !failing(before, 'warn').includes(id) && !leadsTo.includes(id))
    assert.deepEqual(warns, [], `${finding.id} leads to a warning`)
    await proveNobodyCutOff(records, mended, finding.repair ?? [], asked)
  }
  return before.filter((f) => f.repair).map((f) => f.id)
}

const samples = [
  '192.0.2.1',
  '192.0.2.2',
  '192.0.2.77',
  '192.0.2.200',
  '192.0.2.250',
  '198.51.100.10',
  '203.0.113.9',
  '2001:db8::10',
  '2001:db8:ffff::1',
]

/** What receivers say of each sample, and of the addresses asked about. */
function resultsIn(records: readonly ResourceRecord[], { addresses = [] }: Partial<Asked>) {
  const who = { sender: 'postmaster@shop.example', helo: 'shop.example', at: new Date('2026-11-24T06:00:00Z') }
  const { dns } = memoryWorld(records)
  return Promise.all([...samples, ...addresses].map(async (ip) => (await checkHost(dns, { ip, ...who })).result))
}

/** Words that let somebody pass wherever they stand, known by their looks alone. */
const naming = /(?<![-~?\w.:])(?:include|includ|a|mx|ptr|exists|ipv?[46]|redirect)(?=[:=/ ]|$)/i
const afterVersion = (text: string) => text.replace(/^\W*v=spf1[\d.]*/i, '').replaceAll('" "', ' ')

/**
 * Whoever passes before passes after, and a record that named somebody is not replaced by one that names nobody, nor by
 * one by which nobody passes; in a parked domain nobody is meant to.
 */
async function proveNobodyCutOff(
  before: readonly ResourceRecord[],
  after: readonly ResourceRecord[],
  changes: readonly Change[],
  asked: Partial<Asked>,
) {
  if (asked.parked) return
  const then = await resultsIn(before, asked)
  const now = await resultsIn(after, asked)
  assert.deepEqual(
    now.filter((result, i) => then[i] === 'pass' && result !== 'pass'),
    [],
    'somebody who passed passes no more',
  )
  let named = false
  for (const change of changes) {
    const was = 'was' in change && change.type === 'TXT' ? afterVersion(change.was) : ''
    named ||= naming.test(was)
    if (change.change === 'replace' && naming.test(was))
      assert.match(afterVersion(change.becomes), naming, 'a record that named somebody names nobody')
  }
  // Who passes by these, and who is denied before, takes more than a look.
  const unknowable = after.some((r) => r.name === 'shop.example' && /ptr|%|-a:|-ip4:/.test(JSON.stringify(r.data)))
  if (named && !unknowable && !now.includes('pass')) assert.deepEqual(now, then, 'nobody passes')
}

const others = `
  shop.example MX 10 mx.shop.example
  mx.shop.example A 198.51.100.10
  mx.shop.example AAAA 2001:db8::10
  shop.example A 203.0.113.9
  shop.example AAAA 2001:db8::9
  good.example TXT "v=spf1 ip4:192.0.2.0/26 -all"
  deep.example TXT "v=spf1 include:good.example include:good.example a:mx.shop.example ~all"
  broken.example TXT "v=spf1 ip4:192.0.2.0/26 foo:bar -all"
  two.example TXT "v=spf1 -all"
  two.example TXT "v=spf1 ~all"
  open.example TXT "v=spf1 +all"
  empty.example TXT "hello"
  _own.shop.example TXT "v=spf1 include:gone.example ip4:192.0.2.77 ?all mx"
  _round.shop.example TXT "v=spf1 ip4:192.0.2.77 include:shop.example -all"
  _fine.shop.example TXT "v=spf1 ip4:192.0.2.77 ~all"
  _gone.shop.example TXT "v=spf1 include:gone.example -all"
  _glued.shop.example TXT "v=spf1ip4:192.0.2.77 -all"
  _spf.google.com TXT "v=spf1 ip4:192.0.2.192/27 ~all"
  smtp.google.com A 192.0.2.250`
/** The same world, with mailboxes at a provider whose MX hosts send nothing. */
const hosted = others.replace('MX 10 mx.shop.example', 'MX 1 smtp.google.com')

const table: Record<string, [zone: string, asked?: Partial<Asked>]> = {
  'no record, with MX': [others],
  'no record, with addresses': [others, { addresses: ['192.0.2.1', '2001:db8:ffff::1'] }],
  'no record, parked': [others, { parked: true }],
  'no record, null MX': ['shop.example MX 0 .'],
  'two records': [
    `shop.example TXT "v=spf1 mx ~all"\nshop.example TXT "v=spf1 ip4:192.0.2.1 include:gone.example mx ~all"${others}`,
  ],
  'two records, one of them empty': [
    `shop.example TXT "v=spf1 -all"\nshop.example TXT "v=spf1 include:deep.example -all"${others}`,
  ],
  'two records, parked': [
    `shop.example TXT "v=spf1 mx ~all"\nshop.example TXT "v=spf1 a -all"${others}`,
    { parked: true },
  ],
  'a blank ahead': [`shop.example TXT " v=spf1 mx ?all"${others}`],
  'quotes inside': [`shop.example TXT "\\"v=spf1 ipv4:192.0.2.1 mx -all\\""${others}`],
  glued: [`shop.example TXT "v=spf1mx -all"${others}`],
  'glued to a slip': [`shop.example TXT "v=spf1ipv4:192.0.2.1 -all"${others}`],
  'glued to a misspelt include': [`shop.example TXT "v=spf1includ:_spf.google.com -all"${others}`],
  'a no-break space after the version': [`shop.example TXT "v=spf1\xc2\xa0mx -all"${others}`],
  'a point after the version': [`shop.example TXT "v=spf1.mx -all"${others}`],
  'no blank between two strings': [`shop.example TXT "v=spf1 include:_spf.google.com" "mx -all"${others}`],
  'no blank between two strings, and a name that could be': [
    `shop.example TXT "v=spf1 a:mx.shop.example" "mx -all"${others}`,
  ],
  'no record, with mailboxes at a provider': [hosted],
  'neutral, with mailboxes at a provider': [`v=spf1 mx ?all${hosted}`],
  'type 99 only': [`shop.example SPF "v=spf1 mx ptr -all"${others}`],
  'Sender-ID only': [`shop.example TXT "spf2.0/mfrom mx -all"${others}`],
  leftovers: [`v=spf1 mx -all${others}\nshop.example SPF "v=spf1 mx -all"\nshop.example TXT "spf2.0/pra mx -all"`],
  slips: [`v=spf1 ipv4:192.0.2.1 include=good.example, mx -all${others}`],
  'a slip that leads nowhere': [`v=spf1 include=gone.example mx -all${others}`],
  'repeats over the limit': [`v=spf1 ${'include:good.example '.repeat(12)}-all${others}`],
  'voids over the limit': [`v=spf1 a:d1.example a:d2.example exists:d3.example mx -all${others}`],
  'dead MX hosts over the limit': [
    `v=spf1 mx:dead.example a:d3.example mx -all${others}\n${[1, 2].map((i) => `dead.example MX ${i} d${i}.example`).join('\n')}`,
  ],
  'IPv6 voids go with the rest': [
    `v=spf1 a:d1.example a:four.example a:d2.example mx -all${others}\nfour.example A 192.0.2.2`,
  ],
  'an include of nothing': [`v=spf1 include:gone.example ip4:192.0.2.77 ?all${others}`],
  'an include of a name without a record': [
    `v=spf1 include:gone.example include:empty.example ip4:192.0.2.77 ?all${others}`,
  ],
  'a redirect to nothing': [`v=spf1 mx redirect=gone.example${others}`],
  'a loop through its own record': [`v=spf1 include:_round.shop.example mx -all${others}`],
  'itself, by include and by redirect': [`v=spf1 include:shop.example ip4:192.0.2.1 redirect=shop.example${others}`],
  'no all': [`v=spf1 mx${others}`],
  'neutral behind a redirect of its own': [`v=spf1 mx redirect=_own.shop.example${others}`],
  'terms after all': [`v=spf1 mx -all include:good.example redirect=good.example${others}`],
  'terms that repeat, after all': [`v=spf1 mx include:good.example -all include:good.example ~all MX${others}`],
  'ptr after all': [`v=spf1 mx -all ptr${others}`],
  'open, parked': [`v=spf1 mx ip4:0.0.0.0/0 +all${others}`, { parked: true }],
  'an address that does not pass, and more': [
    `v=spf1 mx include:gone.example ?all${others}`,
    { addresses: ['203.0.113.200'] },
  ],
  'an address that fails': [`v=spf1 mx -all${others}`, { addresses: ['203.0.113.200', '2001:db8:ffff::1'] }],
  'an address that softly fails': [`v=spf1 mx ~all${others}`, { addresses: ['203.0.113.200'] }],
  'an address that nothing is said of': [`v=spf1 mx ?all${others}`, { addresses: ['203.0.113.200'] }],
  'an address behind an error of others': [
    `v=spf1 include:two.example ip4:192.0.2.0/24 ~all${others}`,
    { addresses: ['192.0.2.1', '203.0.113.200'] },
  ],
  'an address behind an error': [
    `v=spf1 include:gone.example ip4:192.0.2.1 -all${others}`,
    { addresses: ['192.0.2.1'] },
  ],
  'what only its owner knows stays': [`v=spf1 ptr +all${others}`],
  'what others broke stays': [`v=spf1 include:broken.example include:two.example mx ?all${others}`],
}

/** Every outcome that can carry a repair; a new one must be shown here. */
const repaired = [
  'spf-all/missing',
  'spf-all/neutral',
  'spf-all/open',
  'spf-authorises/neutral',
  'spf-authorises/no-policy',
  'spf-authorises/not-authorised',
  'spf-authorises/permerror',
  'spf-authorises/softfail',
  'spf-includes/loop',
  'spf-includes/no-record',
  'spf-legacy/leftovers',
  'spf-lookups/too-many',
  'spf-no-mail/open',
  'spf-record/lookalike',
  'spf-record/none',
  'spf-record/several',
  'spf-repeats/repeated',
  'spf-scope/everyone',
  'spf-syntax/invalid',
  'spf-unreachable-terms/after-all',
  'spf-void-lookups/too-many',
  'spf-void-lookups/too-many-by-query',
  'spf-void-lookups/too-many-ipv6',
]

const seen = new Set<string>()
for (const [name, [zone, asked = {}]] of Object.entries(table))
  test(`SPF repair: ${name}`, async () => {
    for (const id of await prove(zone, asked)) seen.add(id)
  })

test('SPF repair: what lets one address pass and leaves the record over the limit is offered for that alone', async () => {
  const hosts = Array.from({ length: 11 }, (_, i) => `h${i}.example`)
  const zone = `v=spf1 ${hosts.map((host) => `a:${host}`).join(' ')} -all\n${hosts.map((host) => `${host} A 192.0.2.1`).join('\n')}`
  assert.deepEqual(await prove(zone, { addresses: ['203.0.113.200'] }), ['spf-authorises/permerror'])
})

test('SPF repair: every outcome that carries one was put to the proof', () => {
  assert.deepEqual(
    repaired.filter((id) => !seen.has(id)),
    [],
  )
})

const pool =
  'include:_spf.google.com includ:_spf.google.com include:_spf.gogle.com include:_gone.shop.example include:_glued.shop.example ' +
  'mx a ptr -a:mx.shop.example a:gone.example exists:gone.example exists:%{i}.l.example include:good.example include:deep.example ' +
  'include:gone.example include:empty.example include:two.example include:broken.example include:open.example include:shop.example ' +
  'include:_own.shop.example include:_round.shop.example include:_fine.shop.example ip4:192.0.2.1 ip4:192.0.2.0/24 -ip4:192.0.2.77 ' +
  'ip4:192.0.2.77 ip6:2001:db8::/32 ipv4:192.0.2.2 include=good.example foo:bar a:d1.example a:d2.example exp=why.example ' +
  'redirect=_own.shop.example redirect=gone.example redirect=good.example redirect=shop.example -all ~all ?all +all'
const terms = pool.split(' ')

test('SPF repair: whatever is wrong at once, a repair makes nothing worse', async () => {
  let state = 7208
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
  const one = <T>(from: readonly T[]) => from[random(from.length)] as T
  const draw = () => Array.from({ length: random(7) }, () => one(terms)).join(' ')
  for (let i = 0; i < Number(process.env.REPAIRS ?? 150); i++) {
    const text = () => `v=spf1 ${draw()}${one(['', ' -all', ' ~all', ' ?all'])}`.replace(/ +$/, '')
    const ways = [
      () => [text(), text()],
      () => [` ${text()}`],
      () => [text().replace('v=spf1 ', `v=spf1${one(['', '.', '=', '|', '\xc2\xa0', '0 ', '.mx '])}`)],
      // A term that denies counts only once the blank before it is there: then it is right that somebody is denied.
      () => [
        text()
          .replace(/-(?=a:|ip4:)/g, '')
          .replace(/ /g, (blank) => (random(3) ? blank : '" "')),
      ],
      () => [],
      () => [text()],
      () => [text()],
    ]
    const zone = [...new Set(one(ways)())].map((each) => `shop.example TXT "${each}"`).join('\n')
    const world = one([others, others, hosted])
    const addresses = random(3) === 0 ? ['203.0.113.200', '192.0.2.1'] : []
    await prove(zone + world, { addresses, parked: random(8) === 0 }).catch((error) => {
      throw new Error(`${zone} ${addresses}: ${error.message}`, { cause: error })
    })
  }
})
