import assert from 'node:assert/strict'
import test from 'node:test'
import { parseSpf } from '../../src/records/spf/parse.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = [
  'v=spf1 -all',
  'v=spf1 include:_spf.google.com include:spf.protection.outlook.com ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all',
  'v=spf1 a mx:shop.example/24//64 ptr:%{d} exists:%{ir}.%{v}._spf.%{d2} redirect=_spf.shop.example exp=e.%{o1r+-}.example',
  'v=spf1 include=x.example ipv4:192.0.2.1 ip4 192.0.2.1, a:192.0.2.1; include: _spf.x.example --all "all" unknown=%{x}',
  `v=spf1 \xe2\x80\x9call\xe2\x80\x9d \x96all ip4:192.0.2.0/255.255.255.0 ${'a '.repeat(30)}${'x,'.repeat(30)} -a ll`,
].map((text) => Buffer.from(text, 'latin1'))

test('parseSpf: whatever comes, quick, without a throw, every fault at its place', () => {
  for (const octets of mutations(seeds, fuzzInputs(), 7208)) {
    const text = Buffer.from(octets).toString('latin1')
    let record = parseSpf('')
    const parse = () => {
      record = parseSpf(text)
    }
    if (shortestTime(parse, 50) > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    for (const { text: part, start } of [...record.terms, ...record.faults])
      if (!text.startsWith(part, start)) assert.fail(`not at ${start}: ${part} in ${JSON.stringify(text)}`)
    for (const { meant, text: part } of record.faults)
      if (meant !== undefined && parseSpf(`v=spf1 ${meant}`).faults.length > 0)
        assert.fail(`faulty itself: ${JSON.stringify(part)} -> ${meant}`)
  }
})
