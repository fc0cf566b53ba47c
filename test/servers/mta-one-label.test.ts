import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet'
import { hereMachine, startLivePostfix } from '../support/live-postfix.ts'
import { describeWith } from '../support/real-server.ts'

const sender = 'news@shop.example'
const nxDomain = 3
/** Who knows a name of one label by these settings, as relaycheck reads them and as Postfix then asks. */
const settings: readonly (readonly [line: string, oneLabel: 'dns' | 'system'])[] = [
  ['smtp_host_lookup = dns', 'dns'],
  ['smtp_dns_resolver_options = res_dnsrch', 'dns'],
  ['smtp_dns_resolver_options = res_defnames', 'system'],
  ['smtp_host_lookup = native', 'system'],
  ['smtp_host_lookup = dns, native', 'system'],
  ['smtp_dns_support_level = disabled', 'system'],
]

describeWith(['root', 'postfix', 'postconf'], 'a next hop of one label is looked up as was read', () => {
  const address = `127.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}.9`
  const asked = new Set<string>()
  const server = createSocket('udp4')
  /** Has no name at all. */
  server.on('message', (query, { port, address: from }) => {
    const { id = 0, questions = [] } = decode(query)
    for (const { name } of questions) asked.add(name.toLowerCase())
    server.send(encode({ type: 'response', id, flags: AUTHORITATIVE_ANSWER | nxDomain, questions }), port, from)
  })
  before(async () => {
    server.bind(53, address)
    await once(server, 'listening')
  })
  after(() => server.close())

  for (const [line, oneLabel] of settings)
    test(line, async () => {
      asked.clear()
      const lines = ['smtp_host_lookup = dns', 'smtp_dns_support_level = enabled', line]
      const later = new Map(lines.map((one) => [one.split(' ')[0] ?? '', one]))
      const etc = (folder: string, name: string, text: string) => writeFileSync(join(folder, 'queue/etc', name), text)
      const state = {
        main: ['relayhost = [mailhub]:587', ...later.values()],
        afterMaps: (folder: string) => {
          etc(folder, 'resolv.conf', `nameserver ${address}\nsearch shop.example\noptions timeout:1 attempts:1\n`)
          etc(folder, 'nsswitch.conf', 'hosts: files dns\n')
        },
      }
      const live = await startLivePostfix(state, {})
      try {
        assert.match(await live.send(sender, 'bob@far.example'), /^250 /)
        assert.match(await live.becameOf('bob@far.example'), /status=(?:deferred|bounced) /)
        if (oneLabel === 'dns') assert.ok(asked.has('mailhub'), 'nobody was asked at all')
        assert.equal(asked.has('mailhub.shop.example'), oneLabel === 'system', [...asked].join(' '))
        const { postfix } = await hereMachine(live.folder, sender, (machine) => machine)
        assert.equal(postfix.routes[0]?.hops[0]?.oneLabel, oneLabel)
      } finally {
        await live.close()
      }
    })
})
