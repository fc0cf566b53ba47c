import assert from 'node:assert/strict'
import test from 'node:test'
import type { DeadList } from '../src/core/lists.ts'
import { knownLists } from '../src/facts/lists/known.ts'
import { readLists } from '../src/plan-lists.ts'

const ended: readonly DeadList[] = [
  { zone: 'gone.example', below: true, does: 'lists everybody', since: '2015' },
  { zone: 'bl.silent.example', does: 'lists nobody' },
]

const read: Record<string, ReturnType<typeof readLists>> = {
  core: { tier: 'core', zones: [], dead: false },
  'Extended, BL.example.': { tier: 'extended', zones: ['bl.example'], dead: false },
  'a.example,b.example,a.example': { zones: ['a.example', 'b.example'], dead: false },
  'zen.dq.spamhaus.net,combined.mail.abusix.zone': {
    zones: ['zen.dq.spamhaus.net', 'combined.mail.abusix.zone'],
    dead: false,
  },
  'silent.example': { zones: ['silent.example'], dead: false },
}
for (const [typed, choice] of Object.entries(read))
  test(`--lists ${typed}`, () => assert.deepEqual(readLists(typed, false, ended), choice))

const refused: Record<string, RegExp> = {
  '': /^--lists takes core, extended, all, or the zones of lists, not ""/,
  none: /not "none"/,
  'a..example': /not "a\.\.example"/,
  'zen spamhaus': /not "zen spamhaus"/,
  'core,all': /leave out core or all\.$/,
  'dnsbl.gone.example':
    /^--lists dnsbl\.gone\.example: this list has ended \(2015\) and lists everybody: leave it out\./,
  'bl.silent.example': /has ended and lists nobody/,
}
for (const [typed, says] of Object.entries(refused))
  test(`asked wrongly: --lists "${typed}"`, () => {
    const lists = readLists(typed, false, ended)
    assert.match('fault' in lists ? lists.fault : '', says)
  })

test('asked wrongly: a zone with a key in it, which is not said again', () => {
  for (const typed of ['K3Y.zen.dq.spamhaus.net', 'k3y.zen.dq.spamhaus.org', 'core,k3y.combined.mail.abusix.zone']) {
    const lists = readLists(typed, false, [])
    assert.ok('fault' in lists && !/k3y/i.test(lists.fault))
    assert.match(lists.fault, /takes (?:zen\.dq\.spamhaus\.net|combined\.mail\.abusix\.zone) without its key/)
  }
})

test('asked wrongly: what may be a key in a zone of those who give keys is not said again, wherever it stands', () => {
  const key = 'SECRETKEY123'
  const typed = [
    `${key}.dq.spamhaus.net`,
    `${key}.zen.dq.spamhaus.org`,
    `zen.${key}.dq.spamhaus.net`,
    `${key}.zen.spamhaus.org`,
    `${key}.spamhaus.net`,
    `${key}.mail.abusix.zone`,
    `combined.${key}.mail.abusix.zone`,
    `${key}.abusix.zone`,
    `${key} zen.dq.spamhaus.net`,
    `zen.dq.spamhaus.net/${key}`,
    `zen.${key}.dq.spamhaus.net.`,
  ]
  for (const one of typed) {
    const lists = readLists(`core,${one}`, false, [])
    assert.ok('fault' in lists, one)
    assert.ok(!lists.fault.toUpperCase().includes(key), lists.fault)
    assert.match(lists.fault, /RELAYCHECK_SPAMHAUS_DQS_KEY, RELAYCHECK_ABUSIX_KEY/)
  }
})

test('what is known of those who give keys may be asked', async () => {
  const { blocklists } = await knownLists()
  const theirs = blocklists.filter(({ zone }) => /spamhaus|abusix/.test(zone)).map(({ zone }) => zone)
  assert.ok(theirs.length > 5)
  for (const zone of [...theirs, 'sbl.spamhaus.org', 'drop.spamhaus.org', 'css.dq.spamhaus.net'])
    assert.deepEqual(readLists(zone, false, []), { zones: [zone], dead: false })
})

test('a dead list is asked where somebody insists', () =>
  assert.deepEqual(readLists('gone.example', true, ended), { zones: ['gone.example'], dead: true }))
