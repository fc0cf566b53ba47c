import assert from 'node:assert/strict'
import test from 'node:test'
import { deadLists } from '../../src/knowledge/dead-lists.ts'
import { readLists } from '../../src/plan-lists.ts'
import { isPlainName, isWithin } from '../../src/records/name.ts'

test('dead lists: every zone once, none below another, and each with a clause that has a verb', () => {
  assert.equal(new Set(deadLists.map(({ zone }) => zone)).size, deadLists.length)
  for (const { zone, does, since } of deadLists) {
    assert.ok(isPlainName(zone) && zone.includes('.'), zone)
    assert.match(does, /^(?:lists|answers|answered|is|has|was|cannot) .*[^.]$/)
    assert.match(since ?? '2000', /^(?:19|20)\d\d$/)
    const above = deadLists.find((dead) => dead.below && dead.zone !== zone && isWithin(zone, dead.zone))
    assert.equal(above, undefined, zone)
  }
})

// BLOCKLISTS sections 3 and 11.
const ended: [zone: string, does: RegExp][] = [
  ['dnsbl.sorbs.net', /lists nobody/],
  ['dul.dnsbl.sorbs.net', /lists nobody/],
  ['ix.dnsbl.manitu.net', /lists nobody/],
  ['db.wpbl.info', /answers nobody/],
  ['dnsbl.ahbl.org', /lists everybody/],
  ['relays.ordb.org', /lists everybody/],
  ['ybl.megacity.org', /lists everybody/],
  ['bl.spamcannibal.org', /lists everybody/],
  ['list.dsbl.org', /answers nobody/],
  ['cbl.abuseat.org', /zen\.spamhaus\.org/],
  ['ivmsip.invaluement.com', /subscribers/],
]
for (const [zone, does] of ended)
  test(`${zone} has ended`, () => {
    const read = readLists(zone, false, deadLists)
    assert.match('fault' in read ? read.fault : 'asked', does)
    assert.deepEqual(readLists(zone, true, deadLists), { zones: [zone], dead: true })
  })

for (const zone of [
  'zen.spamhaus.org',
  'bl.spameatingmonkey.net',
  'bl.0spam.org',
  'list.dnswl.org',
  'notdnsbl.sorbs.net',
])
  test(`${zone} has not`, () => assert.ok('zones' in readLists(zone, false, deadLists)))
