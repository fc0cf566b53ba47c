import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailDmarc } from '../../src/core/mail-auth.ts'
import {
  borderField,
  from,
  inWorld,
  type MessageWorld,
  messageFacts,
  returnPath,
  signature,
} from '../support/path-facts.ts'

const of = async (world: MessageWorld) => (await messageFacts(world)).mailDmarc
const spfAt = (domain: string, text = 'ip4:192.0.2.25 -all') => `${domain} TXT "v=spf1 ${text}"`
const dmarcAt = (domain: string, text: string) => `_dmarc.${domain} TXT "v=DMARC1; ${text}"`
const mailOf = (author: string, sender: string) => [returnPath(sender), borderField, from(author)]
const legsOf = ({ legs }: MailDmarc) =>
  legs.map(({ kind, domain, passed, aligned, related, mode }) => [kind, domain, passed, aligned, related, mode])

/** A world and what comes of it: the result, then each leg as domain, passed, aligned. */
interface Row extends MessageWorld {
  author?: string
  sender?: string
  records: string[]
  result: MailDmarc['result']
  legs?: (readonly [domain: string, passed: boolean, aligned: boolean])[]
  disposition?: MailDmarc['disposition']
}
const reject = dmarcAt('shop.example', 'p=reject')

const rows: Record<string, Row> = {
  'both legs at the domain itself': {
    records: [reject, spfAt('shop.example')],
    signatures: [signature('shop.example')],
    result: 'pass',
    legs: [
      ['shop.example', true, true],
      ['shop.example', true, true],
    ],
  },
  'SPF alone, at a name below': {
    sender: 'b@bounce.shop.example',
    records: [reject, spfAt('bounce.shop.example')],
    result: 'pass',
    legs: [['bounce.shop.example', true, true]],
  },
  'SPF alone, at a name below, under aspf=s': {
    sender: 'b@bounce.shop.example',
    records: [dmarcAt('shop.example', 'p=reject; aspf=s'), spfAt('bounce.shop.example')],
    result: 'fail',
    disposition: 'reject',
    legs: [['bounce.shop.example', true, false]],
  },
  'DKIM above the author, relaxed': {
    author: 'news@mail.shop.example',
    sender: 'b@relay.example',
    records: [reject, spfAt('relay.example')],
    signatures: [signature('shop.example')],
    result: 'pass',
    legs: [
      ['relay.example', true, false],
      ['shop.example', true, true],
    ],
  },
  'DKIM above the author, under adkim=s': {
    author: 'news@mail.shop.example',
    sender: 'b@relay.example',
    records: [dmarcAt('shop.example', 'p=quarantine; adkim=s'), spfAt('relay.example')],
    signatures: [signature('shop.example')],
    result: 'fail',
    disposition: 'quarantine',
  },
  'adkim=s says nothing of SPF': {
    sender: 'b@bounce.shop.example',
    records: [dmarcAt('shop.example', 'p=reject; adkim=s'), spfAt('bounce.shop.example')],
    signatures: [signature('mail.shop.example')],
    result: 'pass',
    legs: [
      ['bounce.shop.example', true, true],
      ['mail.shop.example', true, false],
    ],
  },
  'a sister below the same organizational domain': {
    author: 'news@a.shop.example',
    records: [reject],
    signatures: [signature('b.shop.example')],
    result: 'pass',
  },
  'psd=n cuts the organization in two (RFC 9989 section 4.10.2)': {
    author: 'news@a.shop.example',
    records: [reject, dmarcAt('a.shop.example', 'p=reject; psd=n')],
    signatures: [signature('shop.example'), signature('b.shop.example')],
    result: 'fail',
    disposition: 'reject',
  },
  'psd=y above keeps strangers apart': {
    records: [dmarcAt('example', 'p=none; psd=y'), reject],
    signatures: [signature('other.example')],
    result: 'fail',
    disposition: 'reject',
  },
  'no record at the author, that of the public suffix': {
    records: [dmarcAt('example', 'p=reject; sp=quarantine; psd=y')],
    signatures: [signature('shop.example')],
    result: 'pass',
  },
  'a stranger signs and sends': {
    sender: 'b@relay.com',
    records: [reject, spfAt('relay.com')],
    signatures: [signature('relay.com')],
    result: 'fail',
    disposition: 'reject',
    legs: [
      ['relay.com', true, false],
      ['relay.com', true, false],
    ],
  },
  'aligned, and neither passes': {
    records: [reject, spfAt('shop.example', '-all')],
    signatures: [signature('shop.example', 'fail')],
    result: 'fail',
    disposition: 'reject',
    legs: [
      ['shop.example', false, true],
      ['shop.example', false, true],
    ],
  },
  'softfail is no pass': {
    records: [reject, spfAt('shop.example', '~all')],
    result: 'fail',
    disposition: 'reject',
  },
  'what verifies and is not to be counted is no pass': {
    records: [reject],
    signatures: [signature('shop.example', 'policy'), signature('shop.example', 'neutral')],
    result: 'fail',
    disposition: 'reject',
  },
  'one of several signatures is enough': {
    records: [reject],
    signatures: [signature('relay.example'), signature('shop.example', 'fail'), signature('shop.example')],
    result: 'pass',
  },
  'the null sender: HELO in its place': {
    sender: '',
    author: 'mailer-daemon@relay.example',
    records: [dmarcAt('relay.example', 'p=reject'), spfAt('out.relay.example')],
    result: 'pass',
    legs: [['out.relay.example', true, true]],
  },
  'a sender: HELO counts for nothing': {
    author: 'news@relay.example',
    sender: 'b@elsewhere.com',
    records: [dmarcAt('relay.example', 'p=reject'), spfAt('out.relay.example'), spfAt('elsewhere.com', '-all')],
    result: 'fail',
    disposition: 'reject',
  },
  't=y asks for one step less (RFC 9989 section 4.7)': {
    records: [dmarcAt('shop.example', 'p=reject; t=y')],
    result: 'fail',
    disposition: 'quarantine',
  },
  'p=none': { records: [dmarcAt('shop.example', 'p=none')], result: 'fail', disposition: 'none' },
  'a subdomain goes by sp': {
    author: 'news@mail.shop.example',
    records: [dmarcAt('shop.example', 'p=reject; sp=none; np=quarantine'), 'mail.shop.example A 192.0.2.1'],
    result: 'fail',
    disposition: 'none',
  },
  'a subdomain that does not exist goes by np': {
    author: 'news@mail.shop.example',
    records: [dmarcAt('shop.example', 'p=reject; sp=none; np=quarantine')],
    result: 'fail',
    disposition: 'quarantine',
  },
  'no record': { records: [spfAt('shop.example')], signatures: [signature('shop.example')], result: 'none' },
  'two records are none': {
    records: [reject, dmarcAt('shop.example', 'p=none')],
    signatures: [signature('shop.example')],
    result: 'none',
  },
  'a record without a policy': { records: [dmarcAt('shop.example', 'p=refuse')], result: 'permerror' },
}
for (const [name, { author = 'news@shop.example', sender = 'bounce@shop.example', records, ...row }] of Object.entries(
  rows,
))
  test(`mailDmarc: ${name}`, async () => {
    const dmarc = await of({ ...row, zone: records.join('\n'), header: mailOf(author, sender) })
    assert.equal(dmarc.result, row.result, JSON.stringify(dmarc.legs))
    assert.equal(dmarc.disposition, row.disposition)
    if (row.legs)
      assert.deepEqual(
        dmarc.legs.map(({ domain, passed, aligned }) => [domain, passed, aligned]),
        row.legs,
      )
  })

/** What is not seen, and whether it matters. */
const hidden: Record<
  string,
  Omit<Row, 'result'> & { blindAt: NonNullable<MessageWorld['blindAt']>; result: MailDmarc['result'] }
> = {
  'the record itself': {
    records: [reject],
    signatures: [signature('shop.example')],
    blindAt: { 'TXT _dmarc.shop.example': 'server-failure' },
    result: 'temperror',
  },
  'the name above, with a record at the domain and a leg at the domain': {
    records: [reject],
    signatures: [signature('shop.example')],
    blindAt: { 'TXT _dmarc.example': 'timeout' },
    result: 'pass',
  },
  'the name above, and the leg is at a sister name': {
    author: 'news@a.shop.example',
    records: [dmarcAt('a.shop.example', 'p=reject')],
    signatures: [signature('b.shop.example')],
    blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
    result: 'temperror',
  },
  'the name above, and alignment is strict': {
    author: 'news@a.shop.example',
    records: [dmarcAt('a.shop.example', 'p=reject; adkim=s')],
    signatures: [signature('b.shop.example')],
    blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
    result: 'fail',
    disposition: 'reject',
  },
  'the name above, and the leg is under another top': {
    author: 'news@a.shop.example',
    records: [dmarcAt('a.shop.example', 'p=reject')],
    signatures: [signature('relay.com')],
    blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
    result: 'fail',
    disposition: 'reject',
  },
  'the walk from a signer that passed': {
    records: [reject],
    signatures: [signature('mail.shop.example')],
    blindAt: { 'TXT _dmarc.mail.shop.example': 'timeout' },
    result: 'temperror',
  },
  'the walk from a signer that did not pass': {
    records: [reject],
    signatures: [signature('mail.shop.example', 'fail')],
    blindAt: { 'TXT _dmarc.mail.shop.example': 'timeout' },
    result: 'fail',
    disposition: 'reject',
  },
  'SPF, and DKIM passes': {
    records: [reject],
    signatures: [signature('shop.example')],
    blindAt: { 'TXT shop.example': 'timeout' },
    result: 'pass',
  },
  'SPF, and DKIM does not pass': {
    records: [reject],
    signatures: [signature('shop.example', 'fail')],
    blindAt: { 'TXT shop.example': 'timeout' },
    result: 'temperror',
  },
  'a name of the address, by which SPF might pass': {
    records: [reject, spfAt('shop.example', 'ptr -all')],
    blindAt: { 'PTR 25.2.0.192.in-addr.arpa': 'timeout' },
    result: 'temperror',
  },
  'SPF of a stranger': {
    sender: 'b@relay.com',
    records: [reject],
    blindAt: { 'TXT relay.com': 'timeout' },
    result: 'fail',
    disposition: 'reject',
  },
}
for (const [name, { author = 'news@shop.example', sender = 'bounce@shop.example', records, ...row }] of Object.entries(
  hidden,
))
  test(`mailDmarc: not seen: ${name}`, async () => {
    const dmarc = await of({ ...row, zone: records.join('\n'), header: mailOf(author, sender) })
    assert.equal(dmarc.result, row.result, JSON.stringify(dmarc.legs))
    assert.equal(dmarc.disposition, row.disposition)
    assert.equal(dmarc.blind === undefined, row.result !== 'temperror')
  })

test('mailDmarc: a key that was not seen could have passed', async () => {
  const blind = { reason: 'timeout', detail: 'nobody answered', question: 'TXT s1._domainkey.shop.example' } as const
  const zone = [reject, spfAt('shop.example', '-all')].join('\n')
  const dmarc = await of({ zone, signatures: [signature('shop.example', 'temperror', { blind })] })
  assert.equal(dmarc.result, 'temperror')
  assert.deepEqual(dmarc.blind, blind)
  const other = await of({ zone, signatures: [signature('relay.com', 'temperror', { blind })] })
  assert.equal(other.result, 'fail', 'not of the author: it decides nothing')
})

test('mailDmarc: SPF that cannot be judged could have passed', async () => {
  const header = [from('news@shop.example')]
  const dmarc = await of({ zone: reject, header })
  assert.equal(dmarc.result, 'temperror')
  assert.equal(dmarc.blind?.reason, 'not-attempted')
  assert.match(dmarc.blind.detail, /^SPF cannot be judged: the message has no Received field/)
  assert.equal((await of({ zone: reject, header, signatures: [signature('shop.example')] })).result, 'pass')
})

test('mailDmarc: strict and relaxed are told apart in each leg', async () => {
  const zone = [dmarcAt('shop.example', 'p=reject; aspf=s'), spfAt('b.shop.example')].join('\n')
  const dmarc = await of({
    zone,
    header: mailOf('a@shop.example', 'x@b.shop.example'),
    signatures: [signature('c.shop.example')],
  })
  assert.deepEqual(legsOf(dmarc), [
    ['spf', 'b.shop.example', true, false, true, 's'],
    ['dkim', 'c.shop.example', true, true, true, 'r'],
  ])
})

for (const [name, author] of Object.entries({
  'no From': [],
  'two From fields': ['From: a@shop.example', 'From: b@shop.example'],
  'two authors of two domains': ['From: a@shop.example, b@other.example'],
  'no domain': ['From: root'],
  nobody: ['From: undisclosed:;'],
}))
  test(`mailDmarc: ${name}: there is no domain to go by`, async () => {
    const dmarc = await of({ zone: reject, header: [returnPath('b@shop.example'), borderField, ...author] })
    assert.deepEqual(dmarc, { legs: [], result: 'permerror' })
  })

for (const from of [
  'a@shop.example, b@shop.example',
  "O'Neil, Inc. <a@shop.example>",
  '=?iso-8859-1?Q?M=FCller,_J=F6rg?= <a@shop.example>',
])
  test(`mailDmarc: several addresses, and one domain: ${from}`, async () => {
    const dmarc = await of({ zone: reject, header: mailOf(from, 'b@shop.example') })
    assert.deepEqual([dmarc.author?.domain, dmarc.isOneOfSeveral], ['shop.example', true])
    assert.notEqual(dmarc.result, 'permerror')
  })

test('mailDmarc: the author as people read it', async () => {
  const dmarc = await of({ zone: '', header: ['From: =?utf-8?q?B=C3=BCcher?= <News@B\xc3\xbccher.Example>'] })
  assert.deepEqual(dmarc.author, {
    display: 'Bücher',
    address: 'News@Bücher.Example',
    local: 'News',
    domain: 'xn--bcher-kva.example',
  })
})

test('mailDmarc: hundreds of signers do not make hundreds of walks', async () => {
  const signatures = Array.from({ length: 20 }, (_, i) => signature(`s${i}.relay.com`))
  const { facts, questions, rounds } = await inWorld({
    zone: reject,
    signatures: [...signatures, signature('shop.example')],
  })
  assert.equal(facts.mailDmarc.result, 'pass')
  const asked = questions.filter((question) => question.includes('_dmarc.s'))
  assert.equal(asked.filter((question) => question.includes('.relay.com')).length, 9)
  assert.ok(rounds <= 4, `${rounds} rounds`)
})
