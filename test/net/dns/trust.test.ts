import assert from 'node:assert/strict'
import test, { describe } from 'node:test'
import type { Dns, DnsAnswer, DnsHow } from '../../../src/core/dns.ts'
import { openTrust } from '../../../src/net/dns/trust.ts'
import type { RecordType } from '../../../src/records/dns.ts'
import { isWithin } from '../../../src/records/name.ts'
import { noData, noSuchName, records, unseen } from '../../support/answers.ts'

/** What a resolver says to a question. */
type Resolver = (name: string, type: RecordType, how?: DnsHow) => DnsAnswer | Promise<DnsAnswer>

const nonce = 'qvqvqvqvqvqvqvqv'
const topLevel = ['com', 'org', 'zip', 'arpa']
const delegation = (name: string) => records(name, 'NS', ['ns.example'])
const soaOf = (name: string, zone: string, kind: 'no-such-name' | 'no-data' = 'no-such-name'): DnsAnswer => {
  const soa = { mname: 'ns.example', rname: 'h.example', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 }
  const denied = kind === 'no-data' ? noData(name, 'TXT') : noSuchName(name, 'TXT')
  return { ...denied, soa: { name: zone, type: 'SOA', ttl: 60, data: soa } } as DnsAnswer
}
/** Knows the root, every top-level domain, and one domain below each. */
const honest: Resolver = (name, type) => {
  if (type === 'NS' && (name === '.' || topLevel.includes(name))) return delegation(name)
  if (name === 'a.root-servers.net') return records(name, type, ['192.0.2.53'])
  return name.startsWith('shop.') ? records(name, 'TXT', [['v=spf1 -all']]) : noSuchName(name, type)
}
/** `honest`, but for the names that this picks. */
const but =
  (picks: (name: string, type: RecordType) => boolean, says: Resolver): Resolver =>
  (name, type, how) =>
    picks(name, type) ? says(name, type, how) : honest(name, type, how)

/** Asks these in a run of their own, all at once. */
async function ask(resolver: Resolver, ...names: string[]): Promise<{ answers: DnsAnswer[]; asked: string[] }> {
  const asked: string[] = []
  const dns = (async (name: string, type: RecordType, how?: DnsHow) => {
    asked.push(`${type} ${name}${how?.server ? ` @${how.server}` : ''}`)
    return resolver(name, type, how)
  }) as Dns
  const isTopLevel = async (name: string) => topLevel.includes(name)
  const trusted = openTrust(dns, { nonce: () => nonce, isTopLevel, mostMs: 60 }).over(dns)
  return { answers: await Promise.all(names.map((name) => trusted(name, 'TXT'))), asked }
}
const saidOf = (answer: DnsAnswer | undefined) =>
  answer?.kind === 'blind' ? `${answer.blind.reason}: ${answer.blind.detail}` : answer?.kind

const deniesAll: Resolver = (name, type) => noSuchName(name, type)
const portal: Resolver = (name, type) => (type === 'A' ? records(name, type, ['198.51.100.80']) : noData(name, type))
const denies = (top: string) => `untrusted: 192.0.2.53 cannot be believed: it denies even ${top}`
const invents = `untrusted: 192.0.2.53 cannot be believed: it finds the address 198.51.100.80 for ${nonce}.com, a random name that nobody has registered`

describe('an answer of a resolver', () => {
  const table: [what: string, Resolver, name: string, said: string | undefined][] = [
    ['that says true is passed on', honest, 'shop.com', 'records'],
    ['that denies a name alone is passed on', honest, 'gone.com', 'no-such-name'],
    [
      'that denies everything',
      deniesAll,
      'shop.com',
      `${denies('com')}, a top-level domain that exists (NS com: NXDOMAIN)`,
    ],
    [
      'that has no record of anything',
      (name, type) => noData(name, type),
      'shop.com',
      `${denies('com')}, a top-level domain that exists (NS com: no such record)`,
    ],
    [
      'that denies everything, of a name in no public domain',
      deniesAll,
      'shop.internal',
      `${denies('the root of DNS')} (NS .: NXDOMAIN)`,
    ],
    ['of a private domain that the root does not know, honestly', honest, 'gone.internal', 'no-such-name'],
    [
      'that filters one top-level domain',
      but((name) => isWithin(name, 'zip'), deniesAll),
      'shop.zip',
      `${denies('zip')}, a top-level domain that exists (NS zip: NXDOMAIN)`,
    ],
    [
      'that filters another top-level domain',
      but((name) => isWithin(name, 'zip'), deniesAll),
      'gone.com',
      'no-such-name',
    ],
    [
      'of a forwarder that keeps names of a single label to itself',
      but((name) => !name.includes('.') || name === '.', deniesAll),
      'gone.com',
      'no-such-name',
    ],
    [
      'of such a forwarder, in a domain of its own network',
      but((name) => !name.includes('.') || name === '.', deniesAll),
      'gone.internal',
      'no-such-name',
    ],
    [
      'whose proof nobody answers: what is not seen is no proof',
      but(
        (name) => name === 'com' || name === '.',
        () => unseen(),
      ),
      'gone.com',
      'no-such-name',
    ],
    [
      'that leads to another place only what begins with www',
      but((name, type) => type === 'A' && name.startsWith('www.'), portal),
      'gone.com',
      'no-such-name',
    ],
    [
      'that denies everything, each in the name of the name above',
      (name, type) => (type === 'NS' ? noSuchName(name, type) : soaOf(name, name.slice(name.indexOf('.') + 1))),
      '_dmarc.shop.com',
      `${denies('com')}, a top-level domain that exists (NS com: NXDOMAIN)`,
    ],
    [
      'of a network of its own, which has a zone and no public DNS',
      (name, type) =>
        name === 'corp.com' && type === 'SOA'
          ? records(name, 'SOA', [{ mname: 'a', rname: 'b', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 }])
          : isWithin(name, 'corp.com')
            ? soaOf(name, 'corp.com')
            : noSuchName(name, type),
      '_dmarc.corp.com',
      'no-such-name',
    ],
    ['with a record, though it denies what is above', but((name) => name === 'com', deniesAll), 'shop.com', 'records'],
    ['that finds one address for everything, and so no text', portal, 'shop.com', invents],
    [
      'that finds an address for what does not exist',
      but((name, type) => type === 'A' && !name.startsWith('shop.'), portal),
      'shop.com',
      invents,
    ],
    [
      'that finds an address for what does not exist, but not in this domain',
      but((name, type) => type === 'A' && name.endsWith('.com'), portal),
      'shop.internal',
      'records',
    ],
    [
      'whose top-level domain has a wildcard',
      but((name, type) => type === 'A' && name.endsWith('.org'), portal),
      'shop.org',
      'records',
    ],
    [
      'that cannot look up the proof',
      but(
        (name) => name.endsWith('com') && name !== 'shop.com',
        () => unseen(),
      ),
      'gone.com',
      'blind',
    ],
    [
      'that never answers the proof is not waited for',
      but(
        (name) => name === `${nonce}.com`,
        () => new Promise(() => {}),
      ),
      'shop.com',
      'records',
    ],
  ]
  for (const [what, resolver, name, said] of table)
    test(what, async () => {
      const { answers } = await ask(resolver, name)
      const got = saidOf(answers[0])
      if (said === 'blind') assert.match(String(got), /^timeout/)
      else assert.equal(got, said)
    })
})

test('what was caught is said in the same words of every question, and how to get an answer', async () => {
  const { answers } = await ask(deniesAll, 'shop.com', '25.2.0.192.in-addr.arpa', 'list.org', 'shop.internal')
  assert.deepEqual(new Set(answers.map(saidOf)).size, 1)
  assert.deepEqual(
    answers.map((answer) => answer.kind === 'blind' && [answer.blind.question, answer.blind.wayOut]),
    ['shop.com', '25.2.0.192.in-addr.arpa', 'list.org', 'shop.internal'].map((name) => [
      `TXT ${name}`,
      'Ask another resolver: --resolver ADDRESS.',
    ]),
  )
})

test('the proof is asked for once a run, together with the first question, and no further one where all is well', async () => {
  const { asked } = await ask(honest, 'shop.com', 'gone.com', 'shop.org', 'shop.internal')
  assert.deepEqual(asked, [
    'TXT shop.com',
    `A ${nonce}.com`,
    'NS com',
    'TXT gone.com',
    'TXT shop.org',
    'TXT shop.internal',
  ])
})

test('a zone of another top-level domain that denies a name of its own needs no proof; without its SOA it does', async () => {
  const { asked } = await ask(
    but(
      (name) => name.endsWith('.list.org'),
      (name) => soaOf(name, 'list.org'),
    ),
    'shop.com',
    'a.list.org',
  )
  assert.ok(!asked.includes('NS org'), String(asked))
  const bare = await ask(honest, 'shop.com', 'a.list.org', 'b.list.org')
  assert.deepEqual(bare.asked.filter((question) => question === 'NS org').length, 1)
})

test('one resolver of two is caught: what the other says stays', async () => {
  const two: Resolver = (name, type) =>
    name === 'shop.com' ? noSuchName(name, type, { server: '192.0.2.54' }) : noSuchName(name, type)
  assert.equal(saidOf((await ask(two, 'shop.com')).answers[0]), 'no-such-name')
})

test('a server that is asked itself, and a name that is never asked, need no proof', async () => {
  const asked: string[] = []
  const dns = (async (name: string, type: RecordType) => {
    asked.push(`${type} ${name}`)
    return noSuchName(name, type)
  }) as Dns
  const trusted = openTrust(dns, { nonce: () => nonce, mostMs: 60 }).over(dns)
  assert.equal((await trusted('shop.com', 'TXT', { server: '192.0.2.1' })).kind, 'no-such-name')
  await trusted('printer.local', 'A')
  assert.deepEqual(asked, ['TXT shop.com', 'A printer.local'])
})
