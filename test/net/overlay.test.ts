import assert from 'node:assert/strict'
import test from 'node:test'
import type { Dns, DnsAnswer } from '../../src/core/dns.ts'
import { zoneAnswers } from '../../src/net/dns/zone-answers.ts'
import { overlay } from '../../src/net/overlay.ts'
import type { RecordType } from '../../src/records/dns.ts'
import { showData, showRecord } from '../../src/records/presentation.ts'
import { type ParsedZone, parseZoneFile } from '../../src/records/zone-file.ts'
import { type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { readRecords } from '../support/zone-text.ts'

function zoneFile(text: string, file = 'new.zone'): ParsedZone {
  const zone = parseZoneFile(text, { file })
  if ('fault' in zone) assert.fail(`${file} line ${zone.fault.line}: ${zone.fault.says}`)
  return zone
}

const live = `
  shop.example SOA ns1.shop.example. hostmaster.shop.example. 1
  shop.example NS ns1.shop.example
  shop.example MX 10 mail.shop.example
  shop.example TXT "v=spf1 a -all"
  shop.example A 192.0.2.1
  mail.shop.example A 192.0.2.25
  mail.shop.example TXT "the mail host"
  _dmarc.shop.example TXT "v=DMARC1; p=none"
  www.shop.example CNAME shop.example
  old.shop.example CNAME shop.example
  branch.shop.example SOA ns.branch.shop.example. hostmaster.branch.shop.example. 1
  branch.shop.example NS ns.branch.shop.example
  branch.shop.example TXT "live branch"
  deep.branch.shop.example A 192.0.2.77
  relay.example SOA ns.relay.example. hostmaster.relay.example. 1
  em.relay.example TXT "v=spf1 ip4:198.51.100.0/24 -all"
  back.relay.example CNAME mail.shop.example
  far.relay.example CNAME back.relay.example
  tree.relay.example DNAME shop.example
  to.relay.example CNAME via.relay.example
  via.relay.example CNAME host.soon.example
`
/** An answer in few words: the chain, then the records or the denial, then who said so. */
function brief(answer: DnsAnswer): string {
  if (answer.kind === 'blind') return `blind: ${answer.blind.reason}`
  const chain = answer.aliases.map(({ to, kind }) => `${kind} ${to} > `).join('')
  const from = answer.transport === 'zone-file' ? answer.server : 'live'
  if (answer.kind !== 'records') return `${chain}${answer.kind} (${from})`
  return `${chain}${answer.records
    .map((r) => showData(r.type, r.data))
    .sort()
    .join(', ')} (${from})`
}

type Rows = [question: string, says: string][]
function asks(title: string, zones: ParsedZone[], rows: Rows, options: MemoryOptions = {}) {
  for (const [question, says] of rows)
    test(`${title}: ${question}`, async () => {
      const dns = overlay(memoryWorld(live, options).dns, zones)
      const [type, name] = question.split(' ') as [RecordType, string]
      const answer = await dns(name, type)
      assert.equal(brief(answer), says)
      if (answer.kind !== 'blind')
        assert.deepEqual(answer.question, { name: name.toLowerCase().replace(/\.$/, ''), type })
    })
}

const whole = zoneFile(`$ORIGIN shop.example.
$TTL 300
@ 3600 SOA ns1 hostmaster 7 7200 900 1209600 60
@ NS ns9
@ MX 5 mx
@ TXT "v=spf1 mx -all"
@ DS 1 8 1 2bb183af5f22588179a53b0a98631fad1a292118
mx A 192.0.2.99
_25._tcp.mx TLSA 3 1 1 ab
a.b.c A 192.0.2.3
www CNAME @
out CNAME em.relay.example.
nowhere CNAME gone.shop.example.
round CNAME back.relay.example.
mail CNAME mx
loop1 CNAME loop2
loop2 CNAME loop1
*.w TXT "any"
host.w A 192.0.2.4
*.v CNAME mx
x.*.u A 192.0.2.5
caa CAA 0 issue ";"
branch NS ns.branch
branch DS 2 8 1 2bb183af5f22588179a53b0a98631fad1a292118
branch TXT "not ours to say"
ns.branch A 192.0.2.66
signed NS ns.signed
d DNAME relay.example.
`)

asks(
  'a whole zone',
  [whole],
  [
    ['MX shop.example', '5 mx.shop.example. (new.zone)'],
    ['MX SHOP.example.', '5 mx.shop.example. (new.zone)'],
    ['NS shop.example', 'ns9.shop.example. (new.zone)'],
    ['SOA shop.example', 'ns1.shop.example. hostmaster.shop.example. 7 7200 900 1209600 60 (new.zone)'],
    ['A shop.example', 'no-data (new.zone)'],
    ['TXT _dmarc.shop.example', 'no-such-name (new.zone)'],
    ['A b.c.shop.example', 'no-data (new.zone)'],
    ['A x.b.c.shop.example', 'no-such-name (new.zone)'],
    ['TXT _tcp.mx.shop.example', 'no-data (new.zone)'],
    ['A _25._tcp.mx.shop.example', 'no-data (new.zone)'],
    ['A caa.shop.example', 'no-data (new.zone)'],
    ['MX www.shop.example', 'CNAME shop.example > 5 mx.shop.example. (new.zone)'],
    ['CNAME www.shop.example', 'shop.example. (new.zone)'],
    ['A www.shop.example', 'CNAME shop.example > no-data (new.zone)'],
    ['A nowhere.shop.example', 'CNAME gone.shop.example > no-such-name (new.zone)'],
    ['TXT out.shop.example', 'CNAME em.relay.example > "v=spf1 ip4:198.51.100.0/24 -all" (live)'],
    [
      'A round.shop.example',
      'CNAME back.relay.example > CNAME mail.shop.example > CNAME mx.shop.example > 192.0.2.99 (new.zone)',
    ],
    ['A loop1.shop.example', 'blind: server-failure'],
    ['TXT q.w.shop.example', '"any" (new.zone)'],
    ['A q.w.shop.example', 'no-data (new.zone)'],
    ['TXT r.q.w.shop.example', '"any" (new.zone)'],
    ['TXT host.w.shop.example', 'no-data (new.zone)'],
    ['TXT x.host.w.shop.example', 'no-such-name (new.zone)'],
    ['TXT *.w.shop.example', '"any" (new.zone)'],
    ['A q.v.shop.example', 'CNAME mx.shop.example > 192.0.2.99 (new.zone)'],
    ['A q.u.shop.example', 'no-data (new.zone)'],
    ['TXT branch.shop.example', '"live branch" (live)'],
    ['NS branch.shop.example', 'ns.branch.shop.example. (live)'],
    ['A deep.branch.shop.example', '192.0.2.77 (live)'],
    ['A ns.branch.shop.example', 'no-such-name (live)'],
    ['DS branch.shop.example', '2 8 1 2bb183af5f22588179a53b0a98631fad1a292118 (new.zone)'],
    ['DS signed.shop.example', 'no-data (new.zone)'],
    ['DS shop.example', 'no-data (live)'],
    ['TXT em.d.shop.example', 'DNAME em.relay.example > "v=spf1 ip4:198.51.100.0/24 -all" (live)'],
    ['DNAME d.shop.example', 'relay.example. (new.zone)'],
    ['A d.shop.example', 'no-data (new.zone)'],
    [
      `A ${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(40)}.d.shop.example`,
      'DNAME ' +
        `${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(40)}.relay.example > no-such-name (live)`,
    ],
    ['TXT em.relay.example', '"v=spf1 ip4:198.51.100.0/24 -all" (live)'],
    [
      'A far.relay.example',
      'CNAME back.relay.example > CNAME mail.shop.example > CNAME mx.shop.example > 192.0.2.99 (new.zone)',
    ],
    ['MX tree.relay.example', 'no-data (live)'],
    ['MX mx.tree.relay.example', 'DNAME mx.shop.example > no-data (new.zone)'],
    ['A notshop.example', 'no-such-name (live)'],
  ],
)

test('a whole zone denies with its SOA, and answers as an authority that nobody validated', async () => {
  const dns = overlay(memoryWorld(live, { secure: ['shop.example', 'relay.example'] }).dns, [whole])
  const none = await dns('gone.shop.example', 'A')
  assert.ok(none.kind === 'no-such-name')
  assert.equal(
    none.soa && showRecord(none.soa),
    'shop.example. 3600 IN SOA ns1.shop.example. hostmaster.shop.example. 7 7200 900 1209600 60',
  )
  const { soa: _, ...rest } = none
  assert.deepEqual(rest, {
    kind: 'no-such-name',
    question: { name: 'gone.shop.example', type: 'A' },
    aliases: [],
    server: 'new.zone',
    transport: 'zone-file',
    authoritative: true,
    authenticated: false,
    octets: 0,
  })
  const out = await dns('out.shop.example', 'TXT')
  assert.ok(out.kind === 'records' && !out.authenticated, 'half of the chain is not validated')
  const straight = await dns('em.relay.example', 'TXT')
  assert.ok(straight.kind === 'records' && straight.authenticated)
  const mx = await dns('shop.example', 'MX')
  assert.deepEqual(mx.kind === 'records' && mx.records.map((r) => r.ttl), [300])
})

const fragment = zoneFile(
  `$ORIGIN shop.example.
@ 300 TXT "v=spf1 mx ~all"
mail AAAA 2001:db8::25
www TXT "no alias any more"
old CNAME mail
new._domainkey TXT "v=DKIM1; p=abc"
ftp SRV 0 0 21 mail
em.relay.example. CNAME spf.shop.example.
spf TXT "v=spf1 -all"
`,
  'fix.zone',
)

asks(
  'a fragment',
  [fragment],
  [
    ['TXT shop.example', '"v=spf1 mx ~all" (fix.zone)'],
    ['MX shop.example', '10 mail.shop.example. (live)'],
    ['AAAA mail.shop.example', '2001:db8::25 (fix.zone)'],
    ['A mail.shop.example', '192.0.2.25 (live)'],
    ['MX mail.shop.example', 'no-data (live)'],
    ['TXT www.shop.example', '"no alias any more" (fix.zone)'],
    ['A www.shop.example', 'no-data (fix.zone)'],
    ['CNAME www.shop.example', 'no-data (fix.zone)'],
    ['A old.shop.example', 'CNAME mail.shop.example > 192.0.2.25 (live)'],
    ['AAAA old.shop.example', 'CNAME mail.shop.example > 2001:db8::25 (fix.zone)'],
    ['TXT new._domainkey.shop.example', '"v=DKIM1; p=abc" (fix.zone)'],
    ['A new._domainkey.shop.example', 'no-data (fix.zone)'],
    ['TXT _domainkey.shop.example', 'no-data (fix.zone)'],
    ['TXT other._domainkey.shop.example', 'no-such-name (live)'],
    ['A ftp.shop.example', 'no-data (fix.zone)'],
    ['TXT em.relay.example', 'CNAME spf.shop.example > "v=spf1 -all" (fix.zone)'],
    ['A em.relay.example', 'CNAME spf.shop.example > no-data (fix.zone)'],
    ['AAAA far.relay.example', 'CNAME back.relay.example > CNAME mail.shop.example > 2001:db8::25 (fix.zone)'],
    ['A far.relay.example', 'CNAME back.relay.example > CNAME mail.shop.example > 192.0.2.25 (live)'],
    ['TXT _dmarc.shop.example', '"v=DMARC1; p=none" (live)'],
  ],
)

const removing = zoneFile(
  `
; relaycheck: remove _dmarc.shop.example TXT
; relaycheck: remove mail.shop.example TXT
; relaycheck: remove www.shop.example CNAME
; relaycheck: remove old.shop.example CNAME
; relaycheck: remove shop.example A
; relaycheck: remove never.shop.example TXT
; relaycheck: remove back.relay.example TXT
old.shop.example. A 192.0.2.9
`,
  'fix.zone',
)

asks(
  'a removal',
  [removing],
  [
    ['TXT _dmarc.shop.example', 'no-such-name (fix.zone)'],
    ['A _dmarc.shop.example', 'no-such-name (fix.zone)'],
    ['TXT mail.shop.example', 'no-data (fix.zone)'],
    ['A mail.shop.example', '192.0.2.25 (live)'],
    ['A www.shop.example', 'no-such-name (fix.zone)'],
    ['CNAME www.shop.example', 'no-such-name (fix.zone)'],
    ['A old.shop.example', '192.0.2.9 (fix.zone)'],
    ['MX old.shop.example', 'no-data (fix.zone)'],
    ['A shop.example', 'no-data (fix.zone)'],
    ['TXT shop.example', '"v=spf1 a -all" (live)'],
    ['TXT never.shop.example', 'no-such-name (live)'],
    ['A back.relay.example', 'CNAME mail.shop.example > 192.0.2.25 (live)'],
    ['TXT back.relay.example', 'CNAME mail.shop.example > no-data (fix.zone)'],
  ],
)

test('a removal keeps the SOA that live DNS denies with', async () => {
  const answer = await overlay(memoryWorld(live).dns, [removing])('_dmarc.shop.example', 'TXT')
  assert.equal(answer.kind === 'no-such-name' && answer.soa?.name, 'shop.example')
})

const wild = `${live}
  *.apps.shop.example TXT "anything"
  *.apps.shop.example A 192.0.2.50
  real.apps.shop.example TXT "anything"
  real.apps.shop.example A 192.0.2.51
`
const wildRows: [string, string, Rows][] = [
  [
    'a wildcard in a fragment',
    '*.apps.shop.example. TXT "v=spf1 -all"\n*.shop.example. A 192.0.2.8\n',
    [
      ['TXT *.apps.shop.example', '"v=spf1 -all" (fix.zone)'],
      ['TXT nonce.apps.shop.example', '"v=spf1 -all" (fix.zone)'],
      ['A nonce.apps.shop.example', '192.0.2.50 (live)'],
      ['TXT real.apps.shop.example', '"anything" (live)'],
      ['A nonce.shop.example', '192.0.2.8 (fix.zone)'],
      ['TXT nonce.shop.example', 'no-data (fix.zone)'],
      ['A b.nonce.shop.example', '192.0.2.8 (fix.zone)'],
      ['A b.mail.shop.example', 'no-such-name (live)'],
      ['A mail.shop.example', '192.0.2.25 (live)'],
    ],
  ],
  [
    'a wildcard removed',
    '; relaycheck: remove *.apps.shop.example TXT\n',
    [
      ['TXT nonce.apps.shop.example', 'no-data (fix.zone)'],
      ['A nonce.apps.shop.example', '192.0.2.50 (live)'],
      ['TXT real.apps.shop.example', '"anything" (live)'],
    ],
  ],
  [
    'a name removed below a wildcard',
    '; relaycheck: remove real.apps.shop.example TXT\n; relaycheck: remove real.apps.shop.example A',
    [['TXT real.apps.shop.example', '"anything" (live)']],
  ],
]
for (const [title, text, rows] of wildRows)
  for (const [question, says] of rows)
    test(`${title}: ${question}`, async () => {
      const [type, name] = question.split(' ') as [RecordType, string]
      assert.equal(brief(await overlay(memoryWorld(wild).dns, [zoneFile(text, 'fix.zone')])(name, type)), says)
    })

asks(
  'later files win',
  [
    whole,
    zoneFile(
      'mx.shop.example. A 192.0.2.100\n_dmarc.shop.example. TXT "v=DMARC1; p=reject"\n; relaycheck: remove shop.example TXT',
      'fix.zone',
    ),
  ],
  [
    ['A mx.shop.example', '192.0.2.100 (fix.zone)'],
    ['A www.shop.example', 'CNAME shop.example > no-data (new.zone)'],
    ['TXT _dmarc.shop.example', '"v=DMARC1; p=reject" (fix.zone)'],
    ['TXT shop.example', 'no-data (fix.zone)'],
    ['MX shop.example', '5 mx.shop.example. (new.zone)'],
    [
      'A far.relay.example',
      'CNAME back.relay.example > CNAME mail.shop.example > CNAME mx.shop.example > 192.0.2.100 (fix.zone)',
    ],
  ],
)
asks(
  'a fragment before the whole zone says nothing',
  [fragment, whole],
  [['TXT shop.example', '"v=spf1 mx -all" (new.zone)']],
)
asks(
  'from one zone file into another',
  [
    zoneFile('$ORIGIN one.example.\n@ SOA a b 1 2 3 4 5\nwww CNAME www.two.example.\n', 'one.zone'),
    zoneFile('$ORIGIN two.example.\n@ SOA a b 1 2 3 4 5\nwww CNAME last.one.example.\n', 'two.zone'),
    zoneFile('last.one.example. A 192.0.2.1', 'fix.zone'),
  ],
  [['A www.one.example', 'CNAME www.two.example > CNAME last.one.example > 192.0.2.1 (fix.zone)']],
)
asks(
  'a parent with a cut, and the child in a file of its own',
  [
    zoneFile('$ORIGIN kid.shop.example.\n@ SOA a b 1 2 3 4 5\n@ TXT "child"\n', 'kid.zone'),
    zoneFile(
      '$ORIGIN shop.example.\n@ SOA a b 1 2 3 4 5\nkid NS a.kid\nkid DS 3 8 1 2bb183af5f22588179a53b0a98631fad1a292118\n',
      'parent.zone',
    ),
  ],
  [
    ['TXT kid.shop.example', '"child" (kid.zone)'],
    ['DS kid.shop.example', '3 8 1 2bb183af5f22588179a53b0a98631fad1a292118 (parent.zone)'],
    ['TXT x.kid.shop.example', 'no-such-name (kid.zone)'],
  ],
)

asks(
  'what live DNS cannot show stays blind',
  [fragment],
  [
    ['MX shop.example', 'blind: timeout'],
    ['TXT shop.example', '"v=spf1 mx ~all" (fix.zone)'],
  ],
  { blindAt: { 'MX shop.example': 'timeout' } },
)

asks(
  'a live alias into a zone that is not live yet',
  [zoneFile('$ORIGIN soon.example.\n@ SOA a b 1 2 3 4 5\nhost A 192.0.2.7\n', 'soon.zone'), fragment],
  [
    ['A to.relay.example', 'CNAME via.relay.example > CNAME host.soon.example > 192.0.2.7 (soon.zone)'],
    ['MX www.shop.example', 'no-data (fix.zone)'],
  ],
  {
    blindAt: { 'A to.relay.example': 'server-failure', 'MX www.shop.example': 'server-failure' },
    servers: {},
  },
)

test('a question to one server is live', async () => {
  const world = memoryWorld(live)
  const answer = await overlay(world.dns, [whole])('shop.example', 'MX', { server: '192.0.2.1' })
  assert.equal(brief(answer), '10 mail.shop.example. (live)')
  assert.deepEqual(world.questions, ['MX shop.example @192.0.2.1'])
})

test('a whole zone asks live DNS nothing, and no file at all changes nothing', async () => {
  const world = memoryWorld(live)
  const dns = overlay(world.dns, [whole])
  for (const name of ['shop.example', 'gone.shop.example', 'www.shop.example', 'q.w.shop.example']) await dns(name, 'A')
  assert.deepEqual(world.questions, [])
  assert.equal(overlay(world.dns, []), world.dns)
})

test('out of a circle of aliases no resolver finds: the records must be corrected', async () => {
  const circle = 'a.x. CNAME b.x.\nb.x. CNAME a.x.\n'
  const answer = await overlay(memoryWorld(live).dns, [zoneFile(circle)])('a.x', 'TXT')
  assert.ok(answer.kind === 'blind')
  assert.match(answer.blind.wayOut ?? '', /^Have the CNAME records corrected/)
})

test('many aliases in a row end as a failure', async () => {
  const chain = Array.from({ length: 30 }, (_, i) => `c${i}.x. CNAME c${i + 1}.x.\n`).join('')
  const answer = await overlay(memoryWorld(live).dns, [zoneFile(chain)])('c0.x', 'A')
  assert.ok(answer.kind === 'blind')
  assert.equal(answer.blind.detail, 'more than 16 aliases stand in a row')
})

test('random zones: a file says what a name server with the same records says', async () => {
  let state = 4592
  const roll = (sides: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % sides
  }
  const dead: Dns = async () => assert.fail('live DNS was asked')
  const label = () => ['a', 'b', '*', 'c'][roll(4)]
  const below = () => `${Array.from({ length: 1 + roll(4) }, label).join('.')}.z`
  for (let round = 0; round < 300; round++) {
    const plain = new Map<string, string>([['z', 'z SOA ns.z h.z 1']])
    for (let i = roll(12); i > 0; i--) {
      const name = below()
      plain.set(
        name,
        [`${name} A 192.0.2.${i}`, `${name} TXT "${i}"`, `${name} CNAME ${below()}`, `${name} DNAME d.z`][
          roll(roll(3) ? 2 : 4)
        ] ?? '',
      )
    }
    const all = readRecords([...plain.values()].join('\n'))
    // What stands below a DNAME is hidden (RFC 6672 section 2.4); no server is asked to agree on that here.
    const hidden = all.filter((r) => r.type === 'DNAME').map((r) => `.${r.name}`)
    const records = all.filter((r) => !hidden.some((above) => r.name.endsWith(above)))
    const server = zoneAnswers(records)
    // Servers differ on a question for the CNAME that a DNAME makes up.
    const redirects = records.some((r) => r.type === 'DNAME')
    const dns = overlay(dead, [{ file: 'z', records, others: [], removes: [], soa: records[0] as never }])
    for (let i = 0; i < 40; i++) {
      const [name, type] = [below(), (['A', 'TXT', 'CNAME'] as const)[roll(redirects ? 2 : 3)] ?? 'A']
      const { rcode = 0, answers = [] } = server({ name, type, recursionDesired: true })
      const found = answers.filter((r) => r.type === type && (type !== 'CNAME' || r.name === name))
      const says = rcode === 2 ? 'blind' : found.length ? 'records' : rcode === 3 ? 'no-such-name' : 'no-data'
      const answer = await dns(name, type)
      assert.equal(answer.kind, says, `${type} ${name} of\n${[...plain.values()].join('\n')}`)
    }
  }
})
