import assert from 'node:assert/strict'
import test from 'node:test'
import { dmarcLookalikeOf } from '../../src/records/dmarc/lookalike.ts'
import { isDmarc, parseDmarc } from '../../src/records/dmarc/parse.ts'
import { policyInEffect } from '../../src/records/dmarc/policy.ts'
import type { DmarcRecord } from '../../src/records/dmarc/record.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = [
  'v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=r; fo=1:d:s; t=y; psd=n; pct=50; ri=86400; rf=afrf',
  'v=DMARC1; p=none; rua=mailto:dmarc@shop.example,mailto:a%2Bb@x.example!10m; ruf=mailto:f@shop.example?subject=x',
  ' V = DMARC1 ; p=quarantaine; SP=none; ruua=a@x.example; rua=mailto: b@x.example mailto:c@x.example; mailto:d@x.example',
  'v=DMARC1; p=none rua=mailto:a@x.example, ruf=mailto:b@x.example adkim=s; p=none; policy=reject; sp:none; foo=bar; "',
  'v=DMARC1\\; p=\xe2\x80\x9cnone\xe2\x80\x9d\\; rua=mailto:a@b\xc3\xbccher.example\\;',
  '"v=dmarc1, p=reject, rua=<a@x.example>"',
  `v=DMARC1; p=none; rua=${'mailto:a@x.example, '.repeat(40)}${'p=none; '.repeat(40)}${' '.repeat(2000)}x${';='.repeat(200)}`,
].map((text) => Buffer.from(text, 'latin1'))

const order = ['none', 'quarantine', 'reject']
/** What is asked of receivers for the domain, and for names below it that exist and that do not. */
const strength = (record: DmarcRecord): number[] =>
  (['domain', 'subdomain', 'nonexistent'] as const).map((who) =>
    order.indexOf(policyInEffect(record, 'own', who)?.effective ?? 'none'),
  )

const addresses = (record: DmarcRecord): string[] => record.reports.flatMap(({ address }) => address ?? [])

test('parseDmarc: whatever comes, quick, without a throw, every fault at its place, and what was meant is no weaker', () => {
  for (const octets of mutations(seeds, fuzzInputs(), 9989)) {
    const text = Buffer.from(octets).toString('latin1')
    let record = parseDmarc('')
    const parse = () => {
      record = parseDmarc(text)
    }
    if (shortestTime(parse, 50) > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    for (const { text: part, start } of [...record.faults, ...record.reports])
      if (!text.startsWith(part, start)) assert.fail(`not at ${start}: ${part} in ${JSON.stringify(text)}`)
    const meant = record.faults[0]?.meant
    if (meant === undefined) continue
    const mended = parseDmarc(meant)
    if (!isDmarc(meant) || mended.faults.length > 0) assert.fail(`faulty itself: ${JSON.stringify(text)} -> ${meant}`)
    if (strength(mended).some((now, i) => now < (strength(record)[i] ?? 0)))
      assert.fail(`weaker: ${JSON.stringify(text)} -> ${meant}`)
    if (!addresses(record).every((address) => addresses(mended).includes(address)))
      assert.fail(`address lost: ${JSON.stringify(text)} -> ${meant}`)
  }
})

test('dmarcLookalikeOf: whatever comes, quick, without a throw, and what was meant has no fault', () => {
  for (const octets of mutations(seeds, fuzzInputs(), 7489)) {
    const text = Buffer.from(octets).toString('latin1')
    let found: ReturnType<typeof dmarcLookalikeOf>
    const look = () => {
      found = dmarcLookalikeOf(text)
    }
    if (shortestTime(look, 50) > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    if (found && isDmarc(text)) assert.fail(`a record: ${JSON.stringify(text)}`)
    const meant = found?.meant
    if (meant !== undefined && (!isDmarc(meant) || parseDmarc(meant).faults.length > 0))
      assert.fail(`faulty itself: ${JSON.stringify(text)} -> ${meant}`)
  }
})
