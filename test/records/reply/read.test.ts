import assert from 'node:assert/strict'
import test from 'node:test'
import { readReply } from '../../../src/records/reply/read.ts'

/** A reply as it was told -> code, enhanced code, and the words on one line. */
const replies: Record<string, [raw: string, code: number | undefined, enhanced: string | undefined, text: string]> = {
  'one line': ['550 5.1.1 User unknown', 550, '5.1.1', '550 5.1.1 User unknown'],
  'without an enhanced code': ['550 User unknown', 550, undefined, '550 User unknown'],
  'a code alone': ['554', 554, undefined, '554'],
  'several lines': [
    '550-5.7.26 This mail\r\n550-5.7.26 is not\r\n550 5.7.26 signed',
    550,
    '5.7.26',
    '550 5.7.26 This mail is not signed',
  ],
  'several lines, joined': [
    '550-5.7.26 This mail 550-5.7.26 550-5.7.26  is not 550 5.7.26 signed',
    550,
    '5.7.26',
    '550 5.7.26 This mail is not signed',
  ],
  'several lines without an enhanced code': ['554-No\n554-more\n554 of this', 554, undefined, '554 No more of this'],
  'a number that is no code': [
    '452 4.5.3 no more than 452 recipients',
    452,
    '4.5.3',
    '452 4.5.3 no more than 452 recipients',
  ],
  'an enhanced code in another form': ['550 #5.7.1 No', 550, '5.7.1', '550 5.7.1 No'],
  'an enhanced code alone': ['5.1.1 No such user', undefined, '5.1.1', '5.1.1 No such user'],
  'a version is no code': ['550 Postfix 3.5.13.1 says no', 550, undefined, '550 Postfix 3.5.13.1 says no'],
  'what Postfix puts around it': [
    'host mx.rcpt.example[203.0.113.5] said: 550 5.1.1 <bob@rcpt.example>: User unknown (in reply to RCPT TO command)',
    550,
    '5.1.1',
    '550 5.1.1 <bob@rcpt.example>: User unknown',
  ],
  'a refusal in the greeting': [
    'host mx.rcpt.example[203.0.113.5] refused to talk to me: 554 IP=192.0.2.1 - No',
    554,
    undefined,
    '554 IP=192.0.2.1 - No',
  ],
  'put off for others': [
    'delivery temporarily suspended: host mx.rcpt.example[203.0.113.5] said: 421 4.7.0 Later',
    421,
    '4.7.0',
    '421 4.7.0 Later',
  ],
  'what Exim puts around it': [
    'SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>: host mx.rcpt.example [203.0.113.5]: 550-Verification failed\n550 Sender verify failed',
    550,
    undefined,
    '550 Verification failed Sender verify failed',
  ],
  'a field of a bounce': ['Diagnostic-Code: smtp; 550 5.1.1 No', 550, '5.1.1', '550 5.1.1 No'],
  'the code of the report before that of the server': ['smtp;5.7.1 550 5.7.1 No', 550, '5.7.1', '550 5.7.1 No'],
  'what qmail puts around it': [
    '203.0.113.5 does not like recipient.\nRemote host said: 550 5.1.1 No',
    550,
    '5.1.1',
    '550 5.1.1 No',
  ],
  'what Exchange puts around it': [
    "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'",
    550,
    '5.1.10',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found',
  ],
  'the mark of Exchange': [
    '#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##',
    550,
    '5.1.1',
    '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
  ],
  'what GMX puts around it': [
    'SMTP error from remote server for RCPT TO command, host: mx.rcpt.example (203.0.113.5) reason: 550 5.1.1 User unknown',
    550,
    '5.1.1',
    '550 5.1.1 User unknown',
  ],
  'words before a code': ['mx.rcpt.example rejected your message: 550 5.7.1 No', 550, '5.7.1', '550 5.7.1 No'],
  'words of Postfix belong to what it says': [
    'SASL authentication failed; server relay.example[203.0.113.5] said: 535 5.7.8 No',
    535,
    '5.7.8',
    'SASL authentication failed; server relay.example[203.0.113.5] said: 535 5.7.8 No',
  ],
  'no reply at all': ['the dog ate it', undefined, undefined, 'the dog ate it'],
  nothing: [' \r\n ', undefined, undefined, ''],
}
for (const [name, [raw, code, enhanced, text]] of Object.entries(replies))
  test(`a reply: ${name}`, () => {
    const said = readReply(raw)
    assert.deepEqual([said.code, said.enhanced, said.text], [code, enhanced, text])
  })

test('who said it, and what the log gives for it', () => {
  assert.equal(readReply('host MX.Rcpt.Example[203.0.113.5] said: 550 No').host, 'mx.rcpt.example')
  assert.equal(readReply('550 No', { dsn: '5.1.1' }).enhanced, '5.1.1')
  assert.equal(readReply('550 No', { dsn: '5.0.0' }).enhanced, undefined)
  assert.equal(readReply('550 5.7.1 No', { dsn: '5.1.1' }).enhanced, '5.7.1')
})

/** A reply and what stands around it -> what it is about. */
const abouts: [raw: string, around: object, about: object][] = [
  [
    '550 5.7.26 SPF [shop.example] with ip: [192.0.2.1] = did not pass',
    {},
    { domain: 'shop.example', ip: '192.0.2.1' },
  ],
  [
    '550 5.7.26 SPF [shop.example] with ip: [192.0.2.1] = did not pass',
    { from: 'b@em.shop.example' },
    { domain: 'shop.example', ip: '192.0.2.1', from: 'b@em.shop.example' },
  ],
  ['550 5.7.509 Access denied, sending domain SHOP.EXAMPLE does not pass', {}, { domain: 'shop.example' }],
  [
    '550 5.7.26 Unauthenticated email from shop.example is not accepted, see https://help.example/ 192.0.2.9x',
    {},
    { domain: 'shop.example' },
  ],
  ['550 5.1.1 <bob@rcpt.example>: User unknown', {}, { to: 'rcpt.example' }],
  [
    '450 4.1.8 <a@shop.example>: Sender address rejected: Domain not found',
    {},
    { domain: 'shop.example', from: 'a@shop.example' },
  ],
  ['554 Client host [2001:DB8:0::1] blocked', { hostIp: '203.0.113.5' }, { ip: '2001:db8::1' }],
  ['host mx.rcpt.example[203.0.113.5] said: 550 no to 203.0.113.5', {}, { host: 'mx.rcpt.example' }],
  [
    'connect to mx.rcpt.example[203.0.113.5]:25: Connection timed out',
    { hostIp: '203.0.113.5' },
    { host: 'mx.rcpt.example', port: '25' },
  ],
  [
    'Host or domain name not found. Name service error for name=rcpt.example type=MX: Host not found',
    {},
    { to: 'rcpt.example' },
  ],
  ['550 domain $(id) `id`.example; rm -rf', {}, {}],
]
for (const [raw, around, about] of abouts)
  test(`about: ${raw.slice(0, 60)}`, () => assert.deepEqual(readReply(raw, around).about, about))

test('names of a reply: each once, canonical, at most ten, links left out', () => {
  assert.deepEqual(
    readReply(
      '550 <Bob@RCPT.example> of rcpt.example and rcpt.example from [2001:DB8::0:1], 192.0.2.1. See https://help.example/a@b.example',
    ).names,
    ['Bob@rcpt.example', '2001:db8::1', '192.0.2.1', 'rcpt.example'],
  )
  assert.equal(readReply(`550 ${Array.from({ length: 50 }, (_, i) => `a${i}.example`).join(' ')}`).names.length, 10)
})
