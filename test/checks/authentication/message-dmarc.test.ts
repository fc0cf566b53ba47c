import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-dmarc.ts'
import { cases } from '../../support/cases.ts'
import { borderField, from, type MessageWorld, messageFacts, returnPath, signature } from '../../support/path-facts.ts'

const spfAt = (domain: string, text = 'ip4:192.0.2.25 -all') => `${domain} TXT "v=spf1 ${text}"`
const dmarcAt = (domain: string, text: string) => `_dmarc.${domain} TXT "v=DMARC1; ${text}"`
const of = (records: string[], { sender = 'bounce@shop.example', ...world }: MessageWorld & { sender?: string } = {}) =>
  messageFacts({
    zone: records.join('\n'),
    header: [returnPath(sender), borderField, from('news@shop.example')],
    ...world,
  })
const reject = dmarcAt('shop.example', 'p=reject')

cases(check, {
  'both pass': [
    await of([reject, spfAt('shop.example')], { signatures: [signature('shop.example')] }),
    'pass',
    ([finding]) =>
      assert.match(finding?.says ?? '', /by SPF for shop\.example \(aspf=r\), DKIM for shop\.example \(adkim=r\)/),
  ],
  'a relay vouches for itself alone': [
    await of([reject, spfAt('relay.com')], { sender: 'b@relay.com', signatures: [signature('relay.com')] }),
    'fail',
    ([finding]) => {
      assert.match(finding?.says ?? '', /DKIM passes for relay\.com, which is not of the same organization/)
      assert.match(finding?.says ?? '', /SPF passes for relay\.com/)
      assert.match(finding?.says ?? '', /to refuse such mail \(reject\)\.$/)
      assert.match(finding?.fix ?? '', /signed by DKIM in the name of shop\.example \(d=shop\.example\)/)
      assert.equal(finding?.evidence?.filter(({ kind }) => kind === 'table').length, 2)
    },
  ],
  'strict, and signed by a name below': [
    await of([dmarcAt('shop.example', 'p=quarantine; adkim=s'), spfAt('relay.com')], {
      sender: 'b@relay.com',
      signatures: [signature('mail.shop.example')],
    }),
    'fail',
    ([finding]) => {
      assert.match(finding?.says ?? '', /adkim=s asks for shop\.example itself/)
      assert.match(finding?.fix ?? '', /Sign with d=shop\.example in place of d=mail\.shop\.example/)
      assert.match(finding?.fix ?? '', /adkim=r in the DMARC record at _dmarc\.shop\.example/)
    },
  ],
  'strict, and sent from a name below': [
    await of([dmarcAt('shop.example', 'p=none; aspf=s'), spfAt('b.shop.example')], { sender: 'x@b.shop.example' }),
    'fail',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /return path at shop\.example in place of b\.shop\.example/)
      assert.match(finding?.fix ?? '', /aspf=r in/)
    },
  ],
  'its own signature is broken': [
    await of([reject, spfAt('relay.com')], {
      sender: 'b@relay.com',
      signatures: [signature('relay.com'), signature('shop.example', 'fail')],
    }),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /^Mend the DKIM signature of shop\.example/),
  ],
  'its own return path is refused': [
    await of([reject, spfAt('shop.example', '-all')]),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /^Let SPF pass for the return path at shop\.example/),
  ],
  'no signature at all is said': [
    await of([reject, spfAt('relay.com')], { sender: 'b@relay.com' }),
    'fail',
    ([finding]) => assert.match(finding?.says ?? '', /there is no DKIM signature, and SPF passes for relay\.com/),
  ],
  'by a signature with Ed25519 alone': [
    await of([reject, spfAt('relay.com')], {
      sender: 'b@relay.com',
      signatures: [signature('shop.example', 'pass', { algorithm: 'ed25519-sha256' })],
    }),
    'ed25519-alone',
    ([finding]) => {
      assert.match(finding?.says ?? '', /see it fail: SPF passes for relay\.com, which is not of the same organization/)
      assert.match(finding?.fix ?? '', /^Sign with an RSA key/)
    },
  ],
  'by Ed25519, and by SPF': [
    await of([reject, spfAt('shop.example')], {
      signatures: [signature('shop.example', 'pass', { algorithm: 'ed25519-sha256' })],
    }),
    'pass',
  ],
  'no record': [
    await of([spfAt('shop.example')]),
    'none',
    ([finding]) => assert.match(finding?.fix ?? '', /\n {4}_dmarc\.shop\.example\. 3600 IN TXT "v=DMARC1; p=none"$/),
  ],
  'the null sender: SPF of HELO is no return path’s': [
    await of([reject, spfAt('mail.shop.example', '-all')], {
      header: [
        returnPath(''),
        borderField.replaceAll('out.relay.example', 'mail.shop.example'),
        from('postmaster@shop.example'),
      ],
    }),
    'fail',
    ([finding]) => {
      assert.match(finding?.says ?? '', /SPF does not pass for the name in HELO, mail\.shop\.example/)
      assert.match(finding?.fix ?? '', /^Let SPF pass for the name in HELO \(the sender is the null one\), mail\.shop/)
      assert.doesNotMatch(`${finding?.says} ${finding?.fix}`, /return path/)
    },
  ],
  'a chain of ARC that verifies may be gone by': [
    await of([reject, spfAt('list.example')], {
      sender: 'l@list.example',
      signatures: [signature('shop.example', 'fail')],
      arc: { result: 'pass', seals: [{ instance: 1, domain: 'list.example', selector: 'a', cv: 'none' }] },
    }),
    'fail',
    ([finding]) =>
      assert.match(finding?.says ?? '', /\(reject\)\. The ARC chain of list\.example verifies: .*RFC 8617/),
  ],
  'a chain that does not verify is not spoken of': [
    await of([reject], {
      arc: { result: 'fail', seals: [{ instance: 1, domain: 'list.example', selector: 'a', cv: 'none' }] },
    }),
    'fail',
    ([finding]) => assert.match(finding?.says ?? '', /\(reject\)\.$/),
  ],
  'From at a mailbox provider, by another server': [
    await of([dmarcAt('gmail.com', 'p=none'), spfAt('shop.example')], {
      header: [returnPath('b@shop.example'), borderField, from('shop@gmail.com')],
    }),
    'fail',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        /^Send in the name of a domain of your own, and put shop@gmail\.com into Reply-To/,
      )
      assert.doesNotMatch(finding?.fix ?? '', /d=gmail\.com/)
    },
  ],
  'From at a mailbox provider whose record is not there': [
    await of([spfAt('shop.example')], {
      header: [returnPath('b@shop.example'), borderField, from('shop@gmail.com')],
    }),
    'none',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /_dmarc\.gmail\.com/),
  ],
  'From at a mailbox provider, whose own signature was broken': [
    await of([dmarcAt('gmail.com', 'p=none')], {
      header: [returnPath('l@list.example'), borderField, from('shop@gmail.com')],
      signatures: [signature('gmail.com', 'fail')],
    }),
    'fail',
    ([finding]) => assert.match(finding?.fix ?? '', /^Mend the DKIM signature of gmail\.com/),
  ],
  'a record without a policy': [await of([dmarcAt('shop.example', 'p=refuse')]), 'broken-record'],
  'two authors': [await of([reject], { header: [borderField, from('a@shop.example, b@other.example')] }), 'no-author'],
  'no author in what was read': [
    await of([reject], { header: [...Array.from({ length: 2001 }, () => 'X-Pad: a'), from('a@shop.example')] }),
    'unknown',
  ],
  'by a signature with Ed25519 alone, and SPF unseen': [
    await of([reject], {
      blindAt: { 'TXT shop.example': 'timeout' },
      signatures: [signature('shop.example', 'pass', { algorithm: 'ed25519-sha256' })],
    }),
    'unknown',
  ],
  'by a signature with Ed25519 alone, and SPF not judged': [
    await of([reject], {
      header: [from('news@shop.example')],
      signatures: [signature('shop.example', 'pass', { algorithm: 'ed25519-sha256' })],
    }),
    'unknown',
  ],
  'by a signature with Ed25519 alone, and not all were looked at': [
    await of([reject, spfAt('relay.com')], {
      sender: 'b@relay.com',
      signatures: [signature('shop.example', 'pass', { algorithm: 'ed25519-sha256' })],
      count: 21,
    }),
    'unknown',
  ],
  'the record unseen': [
    await of([reject, spfAt('shop.example')], { blindAt: { 'TXT _dmarc.shop.example': 'server-failure' } }),
    'unknown',
  ],
  'a name above unseen, and no record at the domain': [
    await of([spfAt('shop.example')], { blindAt: { 'TXT _dmarc.example': 'server-failure' } }),
    'unknown',
  ],
  'SPF unseen, and nothing else': [await of([reject], { blindAt: { 'TXT shop.example': 'timeout' } }), 'unknown'],
  'SPF unseen, and DKIM passes': [
    await of([reject], { blindAt: { 'TXT shop.example': 'timeout' }, signatures: [signature('shop.example')] }),
    'pass',
  ],
})
