import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-alignment.ts'
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
const blind = { reason: 'timeout', detail: 'nobody answered' } as const

cases(check, {
  both: [await of([reject, spfAt('shop.example')], { signatures: [signature('shop.example')] }), 'aligned'],
  'both, relaxed, at names below': [
    await of([reject, spfAt('b.shop.example')], {
      sender: 'x@b.shop.example',
      signatures: [signature('m.shop.example')],
    }),
    'aligned',
  ],
  'both, without any record': [
    await of([spfAt('shop.example')], { signatures: [signature('shop.example')] }),
    'aligned',
  ],
  'DKIM alone, with a relay’s return path': [
    await of([reject, spfAt('relay.com')], { sender: 'b@relay.com', signatures: [signature('shop.example')] }),
    'one-leg',
    ([finding]) => {
      assert.match(finding?.says ?? '', /DKIM for shop\.example \(adkim=r\)/)
      assert.match(finding?.says ?? '', /SPF passes for relay\.com, which is not of the same organization.*\(aspf=r\)/)
      assert.equal(finding?.brief, 'aligned by DKIM alone')
    },
  ],
  'SPF alone': [
    await of([reject, spfAt('shop.example')]),
    'one-leg',
    ([finding]) => assert.match(finding?.says ?? '', /there is no DKIM signature/),
  ],
  'DKIM alone, as aspf=s asks for more': [
    await of([dmarcAt('shop.example', 'p=none; aspf=s'), spfAt('b.shop.example')], {
      sender: 'x@b.shop.example',
      signatures: [signature('shop.example')],
    }),
    'one-leg',
    ([finding]) => assert.match(finding?.says ?? '', /aspf=s asks for shop\.example itself/),
  ],
  'neither is of the house': [
    await of([reject, spfAt('relay.com')], { sender: 'b@relay.com', signatures: [signature('relay.com')] }),
    'unaligned',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Do what message-dmarc says/)
      assert.deepEqual(finding?.follows, ['message-dmarc'])
    },
  ],
  'neither is of the house, and there is no record': [
    await of([spfAt('relay.com')], { sender: 'b@relay.com', signatures: [signature('relay.com')] }),
    'unaligned',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /d=shop\.example/)
      assert.equal(finding?.follows, undefined)
    },
  ],
  'From at a mailbox provider, by another server': [
    await of([spfAt('shop.example')], {
      header: [returnPath('b@shop.example'), borderField, from('shop@gmail.com')],
    }),
    'unaligned',
    ([finding]) => assert.match(finding?.fix ?? '', /put shop@gmail\.com into Reply-To: gmail\.com belongs to Gmail/),
  ],
  'the null sender: SPF is of HELO': [
    await of([reject, spfAt('out.relay.example')], {
      header: [returnPath(''), borderField, from('news@shop.example')],
    }),
    'unaligned',
    ([finding]) => assert.match(finding?.says ?? '', /SPF passes for out\.relay\.example, which is not of the same/),
  ],
  'a name in another script is told as people read it': [
    await of([spfAt('xn--bcher-kva.example')], {
      header: [returnPath('b@xn--bcher-kva.example'), borderField, from('x@xn--bcher-kva.example')],
    }),
    'one-leg',
    ([finding]) => assert.match(finding?.says ?? '', /in the name of bücher\.example, the domain in From/),
  ],
  'both of the house, and neither passes': [
    await of([reject, spfAt('shop.example', '-all')], { signatures: [signature('shop.example', 'fail')] }),
    'unaligned',
  ],
  'DKIM passes, SPF unseen': [
    await of([reject], { signatures: [signature('shop.example')], blindAt: { 'TXT shop.example': 'timeout' } }),
    'unknown',
  ],
  'SPF passes, a key of the house unseen': [
    await of([reject, spfAt('shop.example')], { signatures: [signature('shop.example', 'temperror', { blind })] }),
    'unknown',
  ],
  'SPF passes, a key of a stranger unseen': [
    await of([reject, spfAt('shop.example')], { signatures: [signature('relay.com', 'temperror', { blind })] }),
    'one-leg',
  ],
  'nothing passes, SPF unseen': [await of([reject], { blindAt: { 'TXT shop.example': 'timeout' } }), 'unknown'],
  'nothing passes, and SPF cannot be judged': [
    await of([reject], { header: [from('news@shop.example')] }),
    'unknown',
    ([finding]) => assert.equal(finding?.fix, 'Say who sent it: --ip ADDRESS, --sender USER@DOMAIN.'),
  ],
  'DKIM passes, and SPF cannot be judged': [
    await of([reject], { header: [from('news@shop.example')], signatures: [signature('shop.example')] }),
    'one-leg',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /SPF was not judged\. That is enough for DMARC, and whether there is anything in reserve is not known\.$/,
      ),
  ],
  'nothing passes of those signatures that were looked at': [
    await of([reject, spfAt('relay.com')], { sender: 'b@relay.com', signatures: [signature('relay.com')], count: 26 }),
    'unknown',
  ],
  'SPF passes, and not every signature was looked at': [
    await of([reject, spfAt('shop.example')], { signatures: [signature('relay.com')], count: 26 }),
    'unknown',
  ],
  'DKIM passes, and not every signature was looked at': [
    await of([reject, spfAt('relay.com')], {
      sender: 'b@relay.com',
      signatures: [signature('shop.example')],
      count: 26,
    }),
    'one-leg',
  ],
  'the record unseen, both at the domain itself': [
    await of([spfAt('shop.example')], {
      signatures: [signature('shop.example')],
      blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
    }),
    'aligned',
  ],
  'the record unseen, one at a name below': [
    await of([spfAt('b.shop.example')], {
      sender: 'x@b.shop.example',
      signatures: [signature('shop.example')],
      blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
    }),
    'unknown',
  ],
  'no author': [await of([reject], { header: [borderField] }), 'no-author'],
  'no author in what was read': [
    await of([reject], { header: [...Array.from({ length: 2001 }, () => 'X-Pad: a'), from('a@shop.example')] }),
    'unknown',
  ],
})
