import assert from 'node:assert/strict'
import test from 'node:test'
import { spfChecks } from '../../../src/checks/spf/index.ts'
import { judge } from '../../../src/judge.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'
import { spfGatherers, spfRecords } from '../../support/spf-world.ts'

/** Records that somebody made to hurt whoever reads them, each as large as DNS can carry. */
const fill = (term: (i: number) => string, octets = 60_000) => {
  const terms: string[] = []
  for (let size = 0, i = 0; size < octets; i++) {
    const next = term(i)
    terms.push(next)
    size += next.length + 1
  }
  return terms.join(' ')
}
const worlds: Record<string, string> = {
  'thousands of names': `v=spf1 ${fill((i) => `a:h${i}.example`)} -all`,
  'thousands of includes': `v=spf1 ${fill((i) => `include:h${i}.example`)} -all`,
  'itself, thousands of times': `v=spf1 ${fill(() => 'include:shop.example')}`,
  'each including the next thousands of times': `v=spf1 ${fill(() => 'include:a.example')} -all\na.example TXT "v=spf1 ${fill(() => 'include:b.example')}"\nb.example TXT "v=spf1 ${fill(() => 'mx')}"`,
  'nothing but faults': `v=spf1 ${fill((i) => `x${i}:y`)}`,
  'nothing but slips': `v=spf1 ${fill((i) => `ipv4:192.0.2.${i % 250}`)}`,
  'thousands of networks': `v=spf1 ${fill((i) => `ip4:10.${i >> 8}.${i & 255}.0/${8 + (i % 25)}`)} -all`,
  'thousands of IPv6 networks': `v=spf1 ${fill((i) => `ip6:2001:db8:${i.toString(16)}::/${32 + (i % 97)}`)} -all`,
  'a host with hundreds of addresses, thousands of times': `v=spf1 ${fill(() => 'a')} -all\n${Array.from({ length: 400 }, (_, i) => `shop.example A 10.0.${i >> 8}.${i & 255}`).join('\n')}`,
  'ten hosts with many addresses, thousands of times': `v=spf1 ${fill((i) => `mx/${i % 33}`)} -all\n${Array.from({ length: 10 }, (_, i) => `shop.example MX ${i} m${i}.example\n${Array.from({ length: 40 }, (_, j) => `m${i}.example A 10.${i}.0.${j}`).join('\n')}`).join('\n')}`,
  'thousands of records': `v=spf1 -all\n${Array.from({ length: 20_000 }, (_, i) => `shop.example TXT "v=spf1 include:h${i}.example -all"`).join('\n')}`,
  'one endless term': `v=spf1 include:${'a.'.repeat(30_000)}example`,
  'terms after all': `v=spf1 -all ${fill((i) => `a:h${i}.example`)}`,
  'all, thousands of times': `v=spf1 ${fill(() => '-all')}`,
}
for (const [name, world] of Object.entries(worlds))
  test(`hostile SPF: ${name}`, async () => {
    const began = performance.now()
    const source = memoryWorld(spfRecords(world))
    const gathered = await gatherIn(source, 'shop.example', spfGatherers, { addresses: ['203.0.113.5'] })
    const findings = spfChecks.flatMap((check) => judge(check, gathered))
    const taken = performance.now() - began
    assert.deepEqual(
      findings.filter((f) => f.blind?.reason === 'bug').map((f) => f.says),
      [],
    )
    // Generous, for slow machines: none takes a second on a fast one.
    assert.ok(taken < 8000, `${Math.round(taken)} ms`)
    assert.ok(source.questions.length <= 750, `${source.questions.length} questions`)
    const rest = findings.map(({ repair, ...finding }) => finding)
    assert.ok(JSON.stringify(rest).length < 100_000, `${JSON.stringify(rest).length} characters`)
  })
