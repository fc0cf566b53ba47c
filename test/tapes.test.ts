import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inWorld } from '../src/commands/demo.ts'
import { listZones } from '../src/commands/demo-lists.ts'
import { demoAddresses, demoReverse, demoServers, demoZones } from '../src/knowledge/demo-world.ts'
import { golden } from './support/golden.ts'
import { relaycheck } from './support/tool.ts'

/** Recorded runs: the world that each was recorded in, what was asked there, and the reports that are kept. */
const at = '2026-11-24T06:00:00Z'
const parked = {
  'parked.example':
    '$ORIGIN parked.example.\n$TTL 3600\n@ SOA ns1 dns 1 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\nns1 A 192.31.196.53\nns2 A 192.31.196.54\n@ MX 0 .\n@ TXT "v=spf1 -all"\n',
}
const tapes = {
  'shop-broken': {
    zones: demoZones.broken,
    argv: ['domain', 'shop.example', '--ip', '192.31.196.25', '--selector', 'mail', '--selector', 's4711'],
  },
  'shop-repaired': {
    zones: demoZones.repaired,
    argv: ['domain', 'shop.example', '--ip', '192.31.196.25', '--selector', 'mail', '--selector', 's4711'],
  },
  parked: { zones: parked, argv: ['domain', 'parked.example', '--parked'] },
  'no-such-domain': { zones: demoZones.broken, argv: ['domain', 'shopp.example'] },
  blind: {
    zones: demoZones.repaired,
    argv: ['domain', 'shop.example', '--timeout', '0.2', '--resolver', demoServers.lame[0]],
  },
  'address-listed': { zones: demoZones.repaired, argv: ['ip', demoAddresses.listed] },
  'address-clean': { zones: demoZones.repaired, argv: ['ip', demoAddresses.clean, '--helo', 'mail.shop.example'] },
} as const
/** What all these worlds share: reverse DNS, networks, lists. */
const around = { ...demoReverse, ...listZones() }
const tapePath = (name: string) => new URL(`../fixtures/tapes/${name}.json`, import.meta.url).pathname

for (const [name, { zones, argv }] of Object.entries(tapes)) {
  test(`${name}: the recording is what that world answers today`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
    try {
      const file = process.env.UPDATE ? tapePath(name) : join(folder, 'tape.json')
      const resolver = argv.some((word) => word === '--resolver') ? [] : ['--resolver', demoServers.good[0]]
      await inWorld({ ...zones, ...around }, (outside) =>
        relaycheck([...argv, ...resolver, '--at', at, '--record', file], { outside }),
      )
      assert.ok(existsSync(tapePath(name)), `${name} was never recorded: UPDATE=1 npm test`)
      assert.equal(
        readFileSync(file, 'utf8'),
        readFileSync(tapePath(name), 'utf8'),
        'UPDATE=1 npm test records it anew',
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  for (const format of ['text', 'json'])
    test(`${name} as ${format}`, async () => {
      const { code, out, err } = await relaycheck([...argv, '--replay', tapePath(name), '--at', at, '--format', format])
      assert.equal(err, '')
      golden(`${name}.${format}.txt`, `$ relaycheck ${argv.join(' ')} --format ${format}\n${out}exit ${code}\n`)
    })
}

test('a question that the recording never heard is unknown, and says so', async () => {
  const { code, out } = await relaycheck([
    'domain',
    'elsewhere.example',
    '--replay',
    tapePath('parked'),
    '--format',
    'json',
  ])
  const { counts } = JSON.parse(out)
  assert.equal(code, 3)
  assert.equal(counts.pass + counts.fail + counts.warn, 0)
  assert.match(out, /the recording of parked\.example has no answer to this question/)
})

test('checks are counted only where somebody chose among them', async () => {
  const ran = async (...chosen: string[]) =>
    (await relaycheck(['domain', 'parked.example', '--parked', '--replay', tapePath('parked'), '--at', at, ...chosen]))
      .out
  assert.doesNotMatch(await ran(), /checks were run/)
  assert.match(await ran('--only', 'spf-*'), /^15 of 54 checks were run\.$/m)
  assert.match(await ran('--skip', 'dmarc-*'), /^44 of 54 checks were run\.$/m)
  // Of a server that delivers by itself few checks of a relay apply: nobody left them out.
  const root = new URL('../fixtures/mta/direct', import.meta.url).pathname
  const { out } = await relaycheck(['relay', '--mta-root', root, '--resolver', '127.0.0.1:9'])
  assert.match(out, /^Looked at: mail server\.$/m)
  assert.doesNotMatch(out, /checks were run/)
})
