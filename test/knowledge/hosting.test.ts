import assert from 'node:assert/strict'
import test from 'node:test'
import { blockedPorts, hosting, hostingByName, hostingOf } from '../../src/knowledge/hosting.ts'

test('hosting: every company and every network once, sentences that end, shapes of bounded cost', () => {
  const asns = hosting.flatMap((host) => host.asns)
  assert.equal(new Set(asns).size, asns.length)
  assert.equal(new Set(hosting.map(({ id }) => id)).size, hosting.length)
  for (const { id, ports, unblock, reverse, reverse6, defaultNames, sources } of hosting) {
    for (const said of [ports, unblock, reverse, reverse6])
      if (said !== undefined) assert.match(said, /^[A-Z].*[^.]\.$/)
    for (const { source, flags } of defaultNames) {
      assert.doesNotMatch(source, /[+*]|\{\d*,\}/, id)
      assert.match(source, /\$$/)
      assert.equal(flags, '')
    }
    assert.ok(sources.length > 0)
  }
})

test('Linode and DigitalOcean come first', () =>
  assert.deepEqual(
    hosting.slice(0, 2).map(({ id }) => id),
    ['linode', 'digitalocean'],
  ))

// hosts.json: which ports each closes.
const closed: [asn: number, id: string, ports: RegExp][] = [
  [63949, 'linode', /ports 25, 465 and 587 .*2525, 8025 and 443 are open/],
  [14061, 'digitalocean', /ports 25, 465 and 587 .*2525 and 443 are open/],
  [16509, 'aws-ec2', /port 25,/],
  [396982, 'gcp', /port 25 for good/],
  [8075, 'azure', /port 25/],
  [24940, 'hetzner', /ports 25 and 465 .*587/],
  [16276, 'ovh', /port 25/],
  [20473, 'vultr', /port 25;/],
  [12876, 'scaleway', /ports 25, 465 and 587/],
  [202053, 'upcloud', /port 25/],
  [31898, 'oracle', /port 25/],
]
for (const [asn, id, ports] of closed)
  test(`AS${asn} is ${id}`, () => {
    const host = hostingOf(asn)
    assert.equal(host?.id, id)
    assert.match(host?.ports ?? '', ports)
  })

/** `465, 587 and 2525` after what leads to it. */
const listed = (said: string, before: RegExp) =>
  (said.match(new RegExp(`${before.source}(\\d+(?:(?:, | and )\\d+)*)`))?.[1] ?? '').split(/, | and /).map(Number)

test('hosting: the rules are what the sentence says, and stand wherever it gives one', () => {
  for (const { id, ports = '', rules } of hosting) {
    assert.equal(rules !== undefined, /blocks? outgoing connections/.test(ports), id)
    if (!rules) continue
    assert.deepEqual(rules.blocked, listed(ports, /to ports? /), id)
    assert.match(ports, / (?:is|are) open\.$/, id)
    assert.deepEqual(rules.open, listed(ports, /; /), id)
    assert.deepEqual(
      rules.open.filter((port) => rules.blocked.includes(port)),
      [],
    )
  }
})

// As each documents it; of OVHcloud, Contabo and IONOS documents disagree, or nobody could confirm them.
const blocked: Record<string, number[]> = {
  linode: [25, 465, 587],
  digitalocean: [25, 465, 587],
  'aws-ec2': [25],
  gcp: [25],
  azure: [25],
  hetzner: [25, 465],
  ovh: [],
  vultr: [25],
  scaleway: [25, 465, 587],
  upcloud: [25],
  oracle: [25],
  contabo: [],
  ionos: [],
}
test('hosting: the ports that each blocks', () => {
  assert.deepEqual(Object.fromEntries(hosting.map((host) => [host.id, blockedPorts(host)])), blocked)
  assert.deepEqual(blockedPorts(undefined), [])
})

test('networks that hold more than customers, or nobody knows, are nobody', () => {
  for (const asn of [15169, 20940, 64500, 0]) assert.equal(hostingOf(asn), undefined)
})

// The examples of hosts.json, and names that customers chose.
const names: [name: string, id: string | undefined][] = [
  ['192-0-2-1.ip.linodeusercontent.com', 'linode'],
  ['li123-45.members.linode.com', 'linode'],
  ['2600-3c00--f03c-91ff-fe12-3456.ip.linodeusercontent.com', 'linode'],
  ['ec2-192-0-2-1.eu-west-1.compute.amazonaws.com', 'aws-ec2'],
  ['ec2-192-0-2-1.compute-1.amazonaws.com', 'aws-ec2'],
  ['1.2.0.192.bc.googleusercontent.com', 'gcp'],
  ['static.1.2.0.192.clients.your-server.de', 'hetzner'],
  ['192-0-2-1.clients.your-server.de', 'hetzner'],
  ['vps-1a2b3c4d.vps.ovh.net', 'ovh'],
  ['ns3001.ip-192-0-2.eu', 'ovh'],
  ['ip-192-0-2.eu', 'ovh'],
  ['192.0.2.1.vultrusercontent.com', 'vultr'],
  ['1-2-0-192.instances.scw.cloud', 'scaleway'],
  ['vmi123456.contaboserver.net', 'contabo'],
  ['192-0-2-1.de-fra1.upcloud.host', 'upcloud'],
  ['ip192-0-2-1.pbiaas.com', 'ionos'],
  ['s12345.onlinehome-server.info', 'ionos'],
  ['mail.shop.example', undefined],
  ['www.linode.com', undefined],
  ['ns1.ovh.net.example', undefined],
  ['mail.your-server.de', undefined],
  ['a192-0-2-1.smtp-out.amazonses.com', undefined],
]
for (const [name, id] of names)
  test(`${name} is ${id ?? "a customer's own"}`, () => assert.equal(hostingByName(name)?.id, id))
