import assert from 'node:assert/strict'
import test from 'node:test'
import type { Tested } from '../../src/core/receivers.ts'
import type { Asked } from '../../src/core/target.ts'
import { aboutMessage } from '../../src/facts/about-message.ts'
import { keyLine, type Letter, letter, ownSignature } from '../support/letters.ts'
import { gatherMessage, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const four = '9.9.9.25'
const six = '2620:fe::25'
const sixReversed = '5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.e.f.0.0.0.2.6.2.ip6.arpa'
const came = (ip = four, protocol = 'with ESMTPS') => [
  'Return-Path: <bounce@shop.example>',
  `Received: from out.shop.example (out.shop.example [${ip.includes(':') ? `IPv6:${ip}` : ip}])\r\n\tby mx.receiver.example (Postfix) ${protocol} id 4XyZ0123456\r\n\tfor <anna@receiver.example>; Tue, 24 Nov 2026 05:59:58 +0000 (UTC)`,
]
const spf = `shop.example TXT "v=spf1 ip4:${four} ip6:${six} -all"`
const dmarc = '_dmarc.shop.example TXT "v=DMARC1; p=reject"'
const mx = 'shop.example MX 10 mx.shop.example'
const others = [
  'shop.example SOA ns.shop.example host.shop.example',
  'relay.example SOA ns.relay.example host.relay.example',
  'mx.shop.example A 9.9.9.10',
  `out.shop.example A ${four}`,
  `out.shop.example AAAA ${six}`,
  keyLine(ownSignature),
  keyLine({ ...ownSignature, domain: 'relay.example' }),
]
const ptr = '25.9.9.9.in-addr.arpa PTR out.shop.example'
const well = [spf, dmarc, mx, ptr]

interface Given {
  zone?: readonly string[]
  asked?: Partial<Asked>
  options?: MemoryOptions
}
/** What came of a rule for this letter. */
async function told(given: Letter | string, { zone = well, asked = {}, options = {} }: Given = {}) {
  const message = typeof given === 'string' ? given : await letter({ trace: came(), ...given })
  const world = memoryWorld([...zone, ...others].join('\n'), { message, ...options })
  const { receivers } = await gatherMessage(world, aboutMessage, asked)
  assert.ok(receivers?.seen)
  const all = receivers.value.found.flatMap(({ rules, bulk }) => [...rules, ...bulk])
  const of = (id: string): Tested => {
    const found = all.find(({ rule }) => rule.id === id)
    assert.ok(found, id)
    return found.tested
  }
  return { receivers: receivers.value, all, of }
}
const holdsTo = ({ state, says }: Tested, expected: Tested['state'], sentence: RegExp) => {
  assert.equal(state, expected)
  assert.match(says, sentence)
}

test('a letter with which all is well: nothing that a message shows is broken or unseen', async () => {
  const { all, receivers } = await told({})
  assert.equal(receivers.seenIn, 'the message')
  assert.deepEqual(
    all.flatMap(({ rule, tested }) => (tested.state === 'unobservable' && rule.by ? [rule.by] : [])),
    ['one-click', 'unsubscribe-at-once', 'unsubscribe', 'arc'],
  )
  assert.deepEqual(new Set(all.map(({ tested }) => tested.state)), new Set(['holds', 'unobservable']))
})

const alone = { sign: [] }
const foreign = { sign: [{ ...ownSignature, domain: 'relay.example' }] }
const noSpf = [dmarc, mx, ptr]
const authentication: Record<string, [Letter, readonly string[], string, string, string, RegExp]> = {
  'both pass': [
    {},
    well,
    'holds',
    'holds',
    'holds',
    /^SPF passes for shop\.example, and the signature of shop\.example passes$/,
  ],
  'SPF alone': [alone, well, 'holds', 'broken', 'holds', /^it has no DKIM signature$/],
  'DKIM alone: enough for DMARC, not for Microsoft': [
    {},
    noSpf,
    'holds',
    'broken',
    'holds',
    /^SPF gives none for shop\.example$/,
  ],
  neither: [
    alone,
    noSpf,
    'broken',
    'broken',
    'broken',
    /^SPF gives none for shop\.example, and it has no DKIM signature$/,
  ],
  'a signature that was broken on the way': [
    { change: (signed) => signed.replace('has been sent today', 'has been sent') },
    well,
    'holds',
    'broken',
    'holds',
    /^no DKIM signature passes \(shop\.example\)$/,
  ],
  "another's signature alone: it passes, and is not aligned": [
    foreign,
    noSpf,
    'holds',
    'broken',
    'broken',
    /^SPF gives none for shop\.example$/,
  ],
  'both, and only SPF is aligned': [
    foreign,
    well,
    'holds',
    'holds',
    'holds',
    /the signature of relay\.example passes$/,
  ],
}
for (const [name, [given, zone, any, both, aligned, says]] of Object.entries(authentication))
  test(`SPF and DKIM: ${name}`, async () => {
    const { of } = await told(given, { zone })
    assert.deepEqual(
      [of('gmail-auth-any').state, of('microsoft-auth').state, of('microsoft-alignment').state],
      [any, both, aligned],
    )
    assert.match(of('apple-auth').says, says)
  })

test('SPF and DKIM: what was not seen is no failure', async () => {
  const { of } = await told(alone, { options: { blindAt: { 'TXT shop.example': 'timeout' } } })
  assert.equal(of('gmail-auth-any').state, 'blind')
  const key = await told({}, { zone: noSpf, options: { blindAt: { 'TXT s1._domainkey.shop.example': 'timeout' } } })
  assert.equal(key.of('gmail-auth-any').state, 'blind')
  assert.equal(key.of('gmail-auth-both').state, 'broken')
  const names = await told(
    {},
    {
      zone: [dmarc, mx, 'shop.example TXT "v=spf1 ptr:shop.example -all"'],
      options: { blindAt: { 'PTR 25.9.9.9.in-addr.arpa': 'timeout' } },
    },
  )
  assert.equal(names.of('gmail-auth-both').state, 'blind')
})

test('a message that came over no server: SPF is not known, and a signature is enough', async () => {
  const { of } = await told({ trace: [] })
  assert.equal(of('gmail-auth-any').state, 'holds')
  assert.equal(of('gmail-auth-both').state, 'unobservable')
  assert.equal(of('gmail-ptr').state, 'unobservable')
  const unsigned = (await told({ trace: [], sign: [] })).of('gmail-auth-any')
  assert.ok(unsigned.state === 'blind')
  assert.match(unsigned.blind.wayOut ?? '', /--ip ADDRESS/)
})

const policies: Record<string, [Letter, string[], string, string, string]> = {
  'p=reject, and nothing passes': [alone, [mx, ptr, dmarc], 'holds', 'broken', 'broken'],
  'p=none, and nothing passes': [
    alone,
    [mx, ptr, '_dmarc.shop.example TXT "v=DMARC1; p=none"'],
    'holds',
    'broken',
    'holds',
  ],
  'no record': [{}, [spf, mx, ptr], 'broken', 'unobservable', 'holds'],
  'a record that nobody can read': [
    {},
    [spf, mx, ptr, '_dmarc.shop.example TXT "v=DMARC1; p=often"'],
    'broken',
    'unobservable',
    'holds',
  ],
}
for (const [name, [given, zone, record, pass, obeyed]] of Object.entries(policies))
  test(`DMARC: ${name}`, async () => {
    const { of } = await told(given, { zone })
    assert.deepEqual(
      [of('gmail-dmarc').state, of('yahoo-dmarc-pass').state, of('microsoft-dmarc-policy').state],
      [record, pass, obeyed],
    )
  })

test('DMARC: not seen', async () => {
  const { of } = await told({}, { options: { blindAt: { 'TXT _dmarc.shop.example': 'timeout' } } })
  for (const id of ['gmail-dmarc', 'gmail-alignment', 'yahoo-dmarc-pass', 'apple-dmarc-policy'])
    assert.equal(of(id).state, 'blind', id)
})

test('a From at Gmail that Gmail did not send', async () => {
  const gmail = [
    'gmail.com SOA ns.gmail.com dns.gmail.com',
    '_dmarc.gmail.com TXT "v=DMARC1; p=none"',
    'gmail.com MX 10 mx.shop.example',
  ]
  const { of } = await told({ fields: { From: 'shop@gmail.com' } }, { zone: [...well, ...gmail] })
  holdsTo(of('gmail-from-gmail'), 'broken', /^From is at gmail\.com, and Gmail did not send it$/)
})

test('reverse DNS: a name that leads back, one that does not, none, and none seen', async () => {
  const without = [spf, dmarc, mx]
  const zone = (line: string) => ({ zone: [...without, line] })
  holdsTo((await told({})).of('gmail-ptr'), 'holds', /^9\.9\.9\.25 is out\.shop\.example$/)
  holdsTo(
    (await told({}, zone('25.9.9.9.in-addr.arpa PTR mx.shop.example'))).of('gmail-ptr'),
    'broken',
    /^the name of 9\.9\.9\.25, mx\.shop\.example, does not lead back to it$/,
  )
  holdsTo((await told({}, { zone: without })).of('yahoo-fcrdns'), 'broken', /^9\.9\.9\.25 has no reverse DNS$/)
  const blind = { blindAt: { 'PTR 25.9.9.9.in-addr.arpa': 'timeout' } } as const
  assert.equal((await told({}, { options: blind })).of('apple-ptr').state, 'blind')
  const lost = { blindAt: { 'A out.shop.example': 'server-failure' } } as const
  assert.equal((await told({}, { options: lost })).of('apple-ptr').state, 'blind')
})

test('reverse DNS: an address of documentation or of a private network is never seen by a receiver', async () => {
  const { of } = await told({}, { asked: { message: { ip: '192.0.2.25' } } })
  assert.equal(of('gmail-ptr').state, 'unobservable')
})

test('IPv6: Microsoft wants reverse DNS, and SPF or DKIM', async () => {
  const over6 = { trace: came(six) }
  holdsTo((await told({})).of('microsoft-ipv6'), 'holds', /IPv4/)
  holdsTo((await told(over6)).of('microsoft-ipv6'), 'broken', /^2620:fe::25 has no reverse DNS$/)
  const zone = [...well, `${sixReversed} PTR out.shop.example`]
  assert.equal((await told(over6, { zone })).of('microsoft-ipv6').state, 'holds')
  holdsTo(
    (await told({ ...over6, ...alone }, { zone: zone.filter((line) => line !== spf) })).of('microsoft-ipv6'),
    'broken',
    /^SPF gives none/,
  )
})

test('DKIM keys: a short one does no harm beside a longer one', async () => {
  const short = { domain: 'shop.example', selector: 'old', key: 'rsa512' } as const
  const zone = [...well, keyLine(short)]
  const { of } = await told({ sign: [short] }, { zone })
  holdsTo(of('gmail-dkim-key'), 'broken', /^the DKIM key at old has 512 bits$/)
  assert.equal((await told({ sign: [short, ownSignature] }, { zone })).of('yahoo-dkim-key').state, 'holds')
  assert.equal((await told({ sign: [] })).of('yahoo-dkim-key').state, 'unobservable')
  const options = { blindAt: { 'TXT s1._domainkey.shop.example': 'timeout' } } as const
  const unseen = await told({ sign: [short, ownSignature] }, { zone, options })
  holdsTo(unseen.of('gmail-dkim-key'), 'blind', /^a DKIM key was not seen$/)
})

test('signatures that were left out may pass: nobody says that DKIM keeps a rule, or breaks it', async () => {
  const field = 'DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=s1; h=from; bh=eA==; b=eA=='
  const { of } = await told({ sign: [], trace: [...came(), ...Array.from({ length: 21 }, () => field)] })
  holdsTo(of('microsoft-auth'), 'blind', /^not all signatures were looked at$/)
  assert.equal(of('gmail-auth-any').state, 'holds')
})

test('TLS: by what the receiver wrote of the hop at its border', async () => {
  assert.equal((await told({})).of('gmail-tls').state, 'holds')
  assert.equal((await told({ trace: [] })).of('gmail-tls').state, 'unobservable')
  holdsTo((await told({ trace: came(four, 'with ESMTP') })).of('gmail-tls'), 'broken', /^it came without TLS$/)
})

const headers: Record<string, [Letter['fields'], string, RegExp]> = {
  'each field once': [{}, 'holds', /^each field once$/],
  'no Message-ID': [{ 'Message-ID': undefined }, 'broken', /^Message-ID is missing$/],
  'neither Date nor Message-ID': [
    { Date: undefined, 'Message-ID': undefined },
    'broken',
    /^Date, Message-ID are missing$/,
  ],
  'two Subjects': [{ Subject: ['One', 'Two'] }, 'broken', /^Subject stands there more than once$/],
  'two authors': [{ From: 'a@shop.example, b@shop.example' }, 'broken', /^From names no single author/],
  'no To and no Subject: allowed (RFC 5322 section 3.6)': [{ To: undefined, Subject: undefined }, 'holds', /./],
}
for (const [name, [fields = {}, state, says]] of Object.entries(headers))
  test(`header: ${name}`, async () => {
    const found = (await told({ fields })).of('gmail-rfc5322')
    assert.equal(found.state, state)
    assert.match(found.says, says)
  })

/** Both fields are covered. */
const covering = {
  ...ownSignature,
  headers: ['From', 'Date', 'Message-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
}
const leaving: Record<string, [Letter['fields'], boolean, string, string, apple?: string]> = {
  'one-click, and signed': [
    { 'List-Unsubscribe': '<https://shop.example/u/1>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    false,
    'holds',
    'holds',
  ],
  'a mailto alone: enough for Yahoo and Apple': [
    { 'List-Unsubscribe': '<mailto:leave@shop.example>' },
    false,
    'broken',
    'holds',
  ],
  'a page alone: not enough for Yahoo': [
    { 'List-Unsubscribe': '<http://shop.example/u>' },
    false,
    'broken',
    'broken',
    'holds',
  ],
  'no such field: perhaps no marketing': [{}, false, 'unobservable', 'unobservable'],
  'no such field in bulk mail': [{}, true, 'broken', 'broken'],
}
for (const [name, [fields = {}, bulk, click, any, apple = any]] of Object.entries(leaving))
  test(`leaving the list: ${name}`, async () => {
    const { of } = await told({ fields, sign: [covering] }, { asked: bulk ? { bulk } : {} })
    assert.deepEqual([of('gmail-one-click').state, of('yahoo-unsubscribe').state], [click, any])
    assert.equal(of('apple-unsubscribe').state, apple)
  })

test('what may stand below all that is read of a header is neither missing nor well', async () => {
  const message = `${'X: y\r\n'.repeat(2001)}${await letter({ trace: came() })}`
  const { of } = await told(message, { asked: { bulk: true } })
  holdsTo(of('yahoo-unsubscribe'), 'blind', /^not all of its header was read$/)
  holdsTo(of('gmail-rfc5322'), 'blind', /^not all of its header was read$/)
  holdsTo(of('gmail-dmarc-policy'), 'blind', /^DMARC was not seen$/)
})

test('parts that were not looked at hide no field of the header', async () => {
  const fields = { 'Content-Type': 'multipart/mixed; boundary=b', Date: undefined }
  const parted = { fields, body: `${'--b\r\n\r\nHello\r\n'.repeat(501)}--b--\r\n` }
  const { of } = await told(parted, { asked: { bulk: true } })
  holdsTo(of('gmail-rfc5322'), 'broken', /^Date is missing$/)
  holdsTo(of('yahoo-unsubscribe'), 'broken', /^there is no List-Unsubscribe$/)
})

test('leaving the list: one-click that no signature covers', async () => {
  const fields = {
    'List-Unsubscribe': '<https://shop.example/u/1>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  holdsTo((await told({ fields, sign: [] })).of('gmail-one-click'), 'broken', /^no signature that passes covers/)
  const options = { blindAt: { 'TXT s1._domainkey.shop.example': 'timeout' } } as const
  const unseen = await told({ fields, sign: [covering] }, { options })
  holdsTo(unseen.of('gmail-one-click'), 'blind', /^the signature that covers List-Unsubscribe was not verified$/)
})

test("the sender's domains: a null MX, and one that does not exist", async () => {
  holdsTo(
    (await told({}, { zone: [spf, dmarc, ptr, 'shop.example MX 0 .'] })).of('yahoo-sender-exists'),
    'broken',
    /^shop\.example says that it takes no mail \(null MX\)$/,
  )
  const given = { fields: { From: 'a@gone.example' } }
  holdsTo((await told(given)).of('yahoo-sender-exists'), 'broken', /^gone\.example does not exist$/)
  const blind = { blindAt: { 'MX shop.example': 'timeout' } } as const
  assert.equal((await told({}, { options: blind })).of('yahoo-sender-exists').state, 'blind')
})

test('ARC is asked of those who forward', async () => {
  const seal = [
    { domain: 'relay.example', selector: 's1', key: ownSignature.key, authResults: 'relay.example; spf=pass' },
  ]
  assert.equal((await told({})).of('apple-arc').state, 'unobservable')
  assert.equal((await told({ seal })).of('apple-arc').state, 'holds')
})

test('a bounce is no mail to be judged', async () => {
  const { receivers } = await told(
    [
      'From: MAILER-DAEMON@mx.receiver.example',
      'Date: Tue, 24 Nov 2026 06:00:00 +0000',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.receiver.example',
      '',
      'Final-Recipient: rfc822; anna@receiver.example',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b--',
      '',
    ].join('\r\n'),
  )
  assert.deepEqual(receivers.found, [])
  assert.match(receivers.nobody ?? '', /^this is a report about other mail/)
})

/** What does not pass -> the order of the rule that both have to. */
const orders: Record<string, [Letter, readonly string[], RegExp]> = {
  'only the signature breaks: nobody is told to publish SPF': [
    { change: (signed) => signed.replace('has been sent today', 'has been sent') },
    well,
    /^Let the signature of shop\.example verify when the mail arrives: [^.]*\.$/,
  ],
  'only the signature is missing': [alone, well, /^Sign outgoing mail in the name of the domain in From, [^.]*\.$/],
  'only SPF does not pass: nobody is told to sign': [
    {},
    noSpf,
    /^Let SPF pass for the return path at shop\.example: [^.]*\.$/,
  ],
}
for (const [name, [letter, zone, order]] of Object.entries(orders))
  test(`the order, where ${name}`, async () => {
    const found = (await told(letter, { zone })).of('microsoft-auth')
    assert.match((found.state === 'broken' && found.fix) || '', order)
  })

test('where a signature of the author’s breaks, DMARC is not mended by another signature in the same name', async () => {
  const broken = { change: (signed: string) => signed.replace('has been sent today', 'has been sent') }
  const found = (await told(broken, { zone: noSpf })).of('gmail-dmarc-policy')
  assert.match((found.state === 'broken' && found.fix) || '', /^Let the signature of shop\.example verify/)
})

test('a signature by Ed25519 alone is none for large receivers, and a policy has the mail refused', async () => {
  const ed = { ...ownSignature, selector: 'ed', key: 'ed25519' } as const
  const zone = [keyLine(ed), 'shop.example TXT "v=spf1 -all"', dmarc.replace('p=none', 'p=reject'), mx, ptr]
  const { of } = await told({ sign: [ed] }, { zone })
  holdsTo(of('gmail-auth-any'), 'broken', /Ed25519, which large receivers do not verify$/)
  holdsTo(of('gmail-dmarc-policy'), 'broken', /^DMARC passes by Ed25519 alone, under a policy of reject$/)
  const beside = await told({ sign: [ed, ownSignature] }, { zone: [...well, keyLine(ed)] })
  holdsTo(beside.of('microsoft-auth'), 'holds', /the signature of shop\.example passes$/)
  const bySpf = await told({ sign: [ed] }, { zone: [...well, keyLine(ed)] })
  assert.equal(bySpf.of('gmail-dmarc-policy').state, 'holds')
  assert.equal(bySpf.of('gmail-auth-any').state, 'holds')
})
