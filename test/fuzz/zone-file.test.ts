import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { showRecord } from '../../src/records/presentation.ts'
import { parseRecord, parseZoneFile } from '../../src/records/zone-file.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const samples = readdirSync('fixtures/zones').map((file) => readFileSync(`fixtures/zones/${file}`))
const seeds = [
  ...samples,
  // Small ones, so that most changes hit something that matters.
  ...samples
    .flatMap((octets) => octets.toString('latin1').split(/\n(?=\S)/))
    .map((part) => Buffer.from(`$ORIGIN x.\n${part}\n`, 'latin1')),
  Buffer.from(
    '$ORIGIN x.\na TYPE16 \\# 4 03616263\nb MX ( 10 ; c\n mail )\nc TXT "\\065\\"" x\\;y\n; relaycheck: remove d TXT\n',
  ),
]

test('no file makes the parser throw or stall, and what it reads can be written and read again', () => {
  let read = 0
  for (const octets of mutations(seeds, fuzzInputs(), 1035)) {
    const text = Buffer.from(octets).toString('latin1')
    let zone: ReturnType<typeof parseZoneFile> | undefined
    const time = shortestTime(() => {
      zone = parseZoneFile(text, { file: 'fuzz.zone' })
    }, 50)
    assert.ok(time <= 50, `${time} ms for ${JSON.stringify(text.slice(0, 500))}`)
    if (!zone || 'fault' in zone) {
      assert.match(zone?.fault.says ?? '', /^[\P{C}]+$/u)
      continue
    }
    for (const record of zone.records)
      assert.deepEqual(parseRecord(showRecord(record)), { record }, JSON.stringify(text))
    read++
  }
  assert.ok(read > 100, `only ${read} inputs were read`)
})
