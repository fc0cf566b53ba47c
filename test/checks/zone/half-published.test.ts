import assert from 'node:assert/strict'
import test from 'node:test'
import { zoneChecks } from '../../../src/checks/zone/index.ts'
import { nameServers } from '../../../src/facts/name-servers.ts'
import { wildcards } from '../../../src/facts/wildcards.ts'
import { zone } from '../../../src/facts/zone.ts'
import { zoneSecurity } from '../../../src/facts/zone-security.ts'
import { judge } from '../../../src/judge.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'

const base = `
  com SOA a.com h.com 1
  shop.com SOA ns1.shop.com h.shop.com 7
  shop.com NS ns1.shop.com
  shop.com NS ns2.shop.com
  ns1.shop.com A 8.8.8.1
  ns2.shop.com A 8.8.8.2`

/** What the second server has and the first, who answers every plain question, has not. */
for (const more of ['foo.shop.com A 8.8.8.3', 'foo.shop.com MX 10 mx.shop.com', 'foo.shop.com TXT "v=spf1 -all"'])
  test(`--authoritative: ${more} on one of two name servers is a disagreement, not a missing domain`, async () => {
    const world = memoryWorld(base, { authoritative: true, servers: { '8.8.8.2': `${base}\n${more}` } })
    const gatherers = { zone, nameServers, zoneSecurity, wildcards }
    const gathered = await gatherIn(world, 'foo.shop.com', gatherers, { authoritative: true })
    const ids = zoneChecks.flatMap((check) => judge(check, gathered)).map(({ id }) => id)
    assert.ok(ids.includes('zone-exists/exists'), `${ids}`)
    assert.ok(ids.includes('zone-servers-agree/mail-records-differ'), `${ids}`)
  })
