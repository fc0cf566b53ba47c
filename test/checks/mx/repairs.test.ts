import assert from 'node:assert/strict'
import test from 'node:test'
import { mxChecks } from '../../../src/checks/mx/index.ts'
import { zoneChecks } from '../../../src/checks/zone/index.ts'
import type { Change, Finding } from '../../../src/core/finding.ts'
import type { Asked } from '../../../src/core/target.ts'
import { mx } from '../../../src/facts/mx.ts'
import { mxHosts } from '../../../src/facts/mx-hosts.ts'
import { nameServers } from '../../../src/facts/name-servers.ts'
import { nameSource } from '../../../src/facts/name-source.ts'
import { spfAnswer, spfTexts } from '../../../src/facts/spf-texts.ts'
import { spfTree } from '../../../src/facts/spf-tree.ts'
import { wildcards } from '../../../src/facts/wildcards.ts'
import { zone } from '../../../src/facts/zone.ts'
import { zoneSecurity } from '../../../src/facts/zone-security.ts'
import { judge } from '../../../src/judge.ts'
import type { ResourceRecord } from '../../../src/records/dns.ts'
import { showData } from '../../../src/records/presentation.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'
import { readRecords } from '../../support/zone-text.ts'

const checks = [...zoneChecks, ...mxChecks]
const gatherers = {
  zone,
  nameServers,
  zoneSecurity,
  wildcards,
  nameSource,
  mx,
  mxHosts,
  spfAnswer,
  spfTexts,
  spfTree,
}

const base = `
  com SOA a.com h.com 1
  net SOA a.net h.net 1
  host.net SOA a.host.net h.host.net 1
  mx.host.net A 8.8.4.4
  shop.com SOA ns1.shop.com h.shop.com 7
  shop.com NS ns1.shop.com
  shop.com NS ns2.shop.com
  ns1.shop.com A 8.8.8.1
  ns2.shop.com A 8.8.8.2
  mx1.shop.com A 8.8.8.3
  mx2.shop.com A 8.8.8.4
  mail.shop.com CNAME mx.host.net
  shop.com TXT "v=spf1 mx ~all"
`
/** Findings that carry a repair, with what the zone has beside the base. */
const broken: [id: string, records: string, asked?: Partial<Asked>][] = [
  ['mx-record/null-mx-among-others', 'shop.com MX 0 .\nshop.com MX 10 mx1.shop.com'],
  ['mx-not-alias/alias', 'shop.com MX 10 mail.shop.com\nshop.com MX 20 mx1.shop.com'],
  ['mx-unique/repeated', 'shop.com MX 10 mx1.shop.com\nshop.com MX 20 mx1.shop.com\nshop.com MX 20 mx2.shop.com'],
  ['mx-record/null-mx-among-others', 'shop.com MX 0 .\nshop.com MX 10 .\nshop.com MX 20 mx1.shop.com'],
  ['mx-not-alias/alias', 'shop.com MX 10 mail.shop.com\nshop.com MX 20 mail.shop.com'],
  ['mx-not-alias/alias', 'shop.com MX 10 mail.shop.com\nshop.com MX 10 mx.host.net'],
  ['mx-not-alias/alias', 'shop.com MX 10 mail.shop.com\nwww.shop.com CNAME mx.host.net\nshop.com MX 10 www.shop.com'],
  ['mx-record/none-parked', '', { parked: true }],
  ['mx-record/none-parked', 'shop.com A 8.8.4.4', { parked: true }],
  ['mx-record/present-parked', 'shop.com MX 10 mx1.shop.com', { parked: true }],
  ['mx-record/present-parked', 'shop.com MX 10 mx1.shop.com\nshop.com MX 10 mail.shop.com', { parked: true }],
]

async function findingsOf(
  records: readonly ResourceRecord[],
  domain = 'shop.com',
  asked: Partial<Asked> = {},
): Promise<Finding[]> {
  const gathered = await gatherIn(memoryWorld(records), domain, gatherers, asked)
  return checks.flatMap((check) => judge(check, gathered))
}

function applied(records: readonly ResourceRecord[], changes: readonly Change[]): ResourceRecord[] {
  const isAt = (record: ResourceRecord, change: Change) => record.name === change.name && record.type === change.type
  return changes.reduce<ResourceRecord[]>(
    (left, change) => {
      const was = 'was' in change ? left.filter((r) => isAt(r, change) && showData(r.type, r.data) === change.was) : []
      assert.equal(was.length, 'was' in change ? 1 : 0, `${JSON.stringify(change)} finds its record`)
      const becomes = 'becomes' in change ? readRecords(`${change.name} ${change.type} ${change.becomes}`) : []
      return [...left.filter((r) => !was.includes(r)), ...becomes]
    },
    [...records],
  )
}

const worstOf = (findings: readonly Finding[], verdict: string) =>
  findings.filter((finding) => finding.verdict === verdict).map(({ id }) => id)

for (const [id, more, asked] of broken)
  test(`repair of ${id}: ${more.replaceAll('\n', ', ')}`, async () => {
    const records = readRecords(`${base}${more}`)
    const before = await findingsOf(records, 'shop.com', asked)
    const finding = before.find((one) => one.id === id)
    assert.ok(finding?.repair?.length, `${id} has a repair, found ${before.map((one) => one.id)}`)
    const after = await findingsOf(applied(records, finding.repair), 'shop.com', asked)
    assert.ok(!after.some((one) => one.id === id), 'the finding is gone')
    assert.deepEqual(
      worstOf(after, 'fail').filter((one) => !worstOf(before, 'fail').includes(one)),
      [],
      'no new fail',
    )
    const check = checks.find((one) => one.id === finding.check)
    const expected = [...worstOf(before, 'warn'), ...(check?.outcomes[finding.outcome]?.leadsTo ?? [])]
    assert.deepEqual(
      worstOf(after, 'warn').filter((one) => !expected.includes(one)),
      [],
      'no new warn that was not told',
    )
  })

test('repairs found in one run do not contradict one another', async () => {
  const records = readRecords(`${base}
    shop.com MX 0 .
    shop.com MX 10 mail.shop.com
    shop.com MX 20 mail.shop.com
    shop.com MX 20 mx1.shop.com
    shop.com MX 30 mx1.shop.com`)
  const found = await findingsOf(records)
  const changes = new Map(found.flatMap(({ repair = [] }) => repair).map((change) => [JSON.stringify(change), change]))
  const after = await findingsOf(applied(records, [...changes.values()]))
  assert.deepEqual(
    after.filter((one) => one.check.startsWith('mx-') && one.verdict !== 'pass').map(({ id }) => id),
    [],
  )
})

/** RFC 4592: whatever is published at such a name hides all that the wildcard gives it. */
const byWildcard: [id: string, records: string][] = [
  ['mx-record/null-mx-among-others', '* MX 0 .\n* MX 10 mx1'],
  ['mx-not-alias/alias', '* MX 10 mail\n* MX 20 mx1'],
  ['mx-unique/repeated', '* MX 10 mx1\n* MX 20 mx1'],
]
for (const [id, wildcard] of byWildcard) {
  const at = (owner: string) => wildcard.replaceAll('*', `${owner}.shop.com`).replace(/ (mx1|mail)$/gm, ' $1.shop.com')

  test(`${id} at a name that exists through a wildcard alone has no repair, at one of its own it has`, async () => {
    const [through, own] = await Promise.all(
      ['*', 'foo'].map(async (owner) => {
        const found = await findingsOf(readRecords(`${base}${at(owner)}`), 'foo.shop.com')
        return found.find((one) => one.id === id)
      }),
    )
    assert.ok(through && own, `${id} is found`)
    assert.equal(through.repair, undefined)
    assert.ok(own.repair?.length)
  })
}
