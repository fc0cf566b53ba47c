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
  'no record': [
    await of([spfAt('shop.example')]),
    'none',
    ([finding]) => assert.match(finding?.fix ?? '', /at _dmarc\.shop\.example /),
  ],
  'a record without a policy': [await of([dmarcAt('shop.example', 'p=refuse')]), 'broken-record'],
  'two authors': [await of([reject], { header: [borderField, from('a@shop.example, b@shop.example')] }), 'no-author'],
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
