import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-signatures.ts'
import type { DkimKey } from '../../../src/core/dkim.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { ArcChain, Breakage, MailSignature, ReceiversWord } from '../../../src/core/mail-auth.ts'
import { records } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { headed } from '../../support/headed.ts'
import { signaturesOf } from '../../support/mail-signature.ts'

/** What stands at the selector is an alias that leads to a provider. */
const keyKeptBy = (provider: string): DkimKey => ({
  selector: 's4711',
  name: 's4711._domainkey.shop.example',
  source: 'option',
  provider,
  answer: records('s4711._domainkey.shop.example', 'TXT', []),
  records: [],
  weak: [],
})
const nobody: ReceiversWord = { results: [], fields: 0, others: [] }
const of = (
  signatures: readonly Partial<MailSignature>[],
  path = headed(['mx.receiver.example', 'out.relay.example', ...signatures.map(() => 'sig')]),
  receiversWord = nobody,
) => ({ signatures: signaturesOf(...signatures), receiversWord, arc: unsealed, mailReport: undefined, ...path })
const unsealed: ArcChain = { result: 'none', seals: [] }

/** The receiver's word on the author's signature. */
const saw = (result: string): ReceiversWord => ({
  authserv: { id: 'mx.receiver.example', from: 'received' },
  results: [{ method: 'dkim', result, properties: { 'header.d': 'shop.example', 'header.s': 's1' } }],
  fields: 1,
  others: [],
})

/** Forwarded, and sealed there with what the forwarder saw. */
const sealed = (saw: string, chain: 'pass' | 'fail') => {
  const path = headed(['mx.receiver.example', 'aar', 'in.fwd.example', 'sig', 'box.shop.example'])
  const value = `i=1; fwd.example; dkim=${saw} header.d=shop.example header.s=s1`
  const key = 'arc-authentication-results'
  const fields = path.mail.fields.map((field, i) => (i === 1 ? { ...field, key, name: key, value } : field))
  const hops = path.mailPath.hops.filter(({ by }) => by !== 'aar').map((hop, place) => ({ ...hop, place }))
  const seals = [{ instance: 1, domain: 'fwd.example', selector: 'f1', cv: 'none' }]
  return {
    ...of([broken({})], { mail: { ...path.mail, fields }, mailPath: { hops } }),
    arc: { result: chain, seals } satisfies ArcChain,
  }
}

const relay: Partial<MailSignature> = { domain: 'amazonses.com', selector: 'x', whose: 'relay', relay: 'Amazon SES' }
const broken = (broke: Partial<Breakage>): Partial<MailSignature> => ({
  result: 'fail',
  problem: 'the body is not the one that was signed',
  broke: { place: 'body', says: 'the body was changed', ...broke },
})
const expired = 'it expired at 2026-11-23 06:00 UTC, before the message came'
const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', pattern)
const fix =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.fix ?? '', pattern)

cases(check, {
  'one that was not verified, whatever stopped it': [of([{ result: 'temperror' }]), 'unknown'],
  'what message-dkim tells of it is not told anew': [
    of([broken({ proven: 'footer', says: '2 lines were added at the end of the body' })]),
    'broken',
    ([finding]) => {
      assert.deepEqual(finding?.follows, ['message-dkim'])
      assert.equal(finding?.evidence, undefined)
      assert.match(finding?.fix ?? '', /^Do what message-dkim says/)
    },
  ],
  'message-dkim tells nothing of it, since another one passes: the whole story': [
    of([{ selector: 's0' }, broken({ proven: 'footer', says: '2 lines were added at the end of the body' })]),
    'broken',
    (findings) => {
      assert.equal(findings[0]?.follows, undefined)
      assert.ok(findings[0]?.evidence)
      fix(/^Add the footer before/)(findings)
    },
  ],
  'message-dkim cannot tell, since a key was not seen: the whole story': [
    of([{ selector: 's0', result: 'temperror', blind: { reason: 'timeout', detail: 'nobody answered' } }, broken({})]),
    'broken',
    ([finding]) => assert.equal(finding?.follows, undefined),
  ],
  'message-dkim has another order where only others signed: the whole story': [
    of([{ ...broken({}), domain: 'list.example', whose: 'other' }]),
    'broken',
    ([finding]) => assert.equal(finding?.follows, undefined),
  ],
  'a relay is known to write anew what is signed': [
    of([
      { selector: 's0' },
      {
        result: 'fail',
        broke: {
          place: 'header',
          says: 'one of the signed fields was changed: Amazon SES writes Message-ID and Date anew',
          by: { relay: 'Amazon SES', fields: ['Message-ID', 'Date'] },
        },
      },
    ]),
    'broken',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /^Let Amazon SES sign for shop\.example: .*leave Message-ID and Date out of/),
  ],
  'the author’s and the relay’s': [
    of([relay, {}]),
    'both',
    says(/author, shop\.example \(s=s1\), .* amazonses\.com \(s=x\) of Amazon SES\.$/),
  ],
  'the author’s own, and one in its name with a key that the relay keeps': [
    of([{ selector: 's4711', key: keyKeptBy('SMTP2GO') }, {}]),
    'both',
    says(/author, shop\.example \(s=s1\), and one of those who carried it, shop\.example \(s=s4711\) of SMTP2GO\.$/),
  ],
  'the relay’s is spent': [
    of([{ ...relay, result: 'neutral', problem: expired, broke: { place: 'signature', says: expired } }, {}]),
    'both',
    says(/has expired, as it is made to: that is no fault/),
  ],
  'the author’s alone': [
    of([{}, { selector: 's2' }]),
    'one',
    says(/shop\.example \(s=s1\), shop\.example \(s=s2\) alone/),
  ],
  'the relay’s alone: message-dkim shows it': [
    of([relay]),
    'one',
    ([finding]) => assert.equal(finding?.evidence, undefined),
  ],
  'the author’s alone, with which message-dkim finds fault': [
    of([{ covered: 0, unsigned: 63 }]),
    'one',
    ([finding]) => assert.equal(finding?.evidence, undefined),
  ],
  'a key that is missing is not broken on the way': [
    of([{ result: 'neutral', broke: { place: 'key', says: 'no key' } }]),
    'one',
  ],
  none: [of([]), 'none'],
  'broken behind the relay': [
    of(
      [broken({ proven: 'footer', says: '2 lines were added at the end of the body' })],
      headed(['mx.receiver.example', 'sig', 'out.relay.example']),
    ),
    'broken',
    (findings) => {
      says(/shop\.example \(s=s1\) signed it: 2 lines were added/)(findings)
      says(/it can have broken at out\.relay\.example behind the signer, or at mx\.receiver\.example\.$/)(findings)
    },
  ],
  'signed at the box, broken between it and the relay, whose own signature holds': [
    of([relay, broken({})], headed(['mx.receiver.example', 'sig', 'out.relay.example', 'sig', 'box.shop.example'])),
    'broken',
    says(
      /only have broken at box\.shop\.example behind the signer, or at out\.relay\.example, since the later signature of amazonses\.com/,
    ),
  ],
  'signed at the box, and the receiver saw it fail': [
    of(
      [broken({})],
      headed(['mx.receiver.example', 'out.relay.example', 'sig', 'box.shop.example'], 'mx.receiver.example'),
      saw('fail'),
    ),
    'broken',
    says(
      /at box\.shop\.example behind the signer, or at out\.relay\.example, since mx\.receiver\.example saw it fail\.$/,
    ),
  ],
  'the receiver saw it fail, and has two servers: the first may have changed it before': [
    of(
      [broken({})],
      headed(['store.receiver.example', 'mx.receiver.example', 'sig', 'box.shop.example'], 'mx.receiver.example'),
      saw('fail'),
    ),
    'broken',
    says(/at box\.shop\.example behind the signer, or at mx\.receiver\.example, store\.receiver\.example, since mx/),
  ],
  'the receiver could not tell: nobody is left out': [
    of(
      [broken({})],
      headed(['mx.receiver.example', 'out.relay.example', 'sig', 'box.shop.example'], 'mx.receiver.example'),
      saw('temperror'),
    ),
    'broken',
    says(
      /can have broken at box\.shop\.example behind the signer, or at out\.relay\.example, mx\.receiver\.example\.$/,
    ),
  ],
  'a forwarder sealed that it held: it broke behind that': [
    sealed('pass', 'pass'),
    'broken',
    says(
      /It held when fwd\.example sealed the message \(ARC\), .* at mx\.receiver\.example, by its Received fields\.$/,
    ),
  ],
  'a forwarder sealed that it failed: it broke before that': [
    sealed('fail', 'pass'),
    'broken',
    says(
      /at box\.shop\.example behind the signer, or at in\.fwd\.example, since fwd\.example sealed that it failed there\.$/,
    ),
  ],
  'a seal that does not hold says nothing': [
    sealed('pass', 'fail'),
    'broken',
    says(/can have broken at box\.shop\.example behind the signer, or at in\.fwd\.example, mx\.receiver\.example\.$/),
  ],
  'broken before the relay signed what it had made of it': [
    of(
      [
        relay,
        broken({
          place: 'header',
          proven: 'subject-tag',
          field: 'Subject',
          says: 'the tag "[news]" was put before the Subject',
        }),
      ],
      headed(['mx.receiver.example', 'sig', 'out.relay.example', 'list.example', 'sig']),
    ),
    'broken',
    (findings) => {
      says(
        /only have broken at list\.example, out\.relay\.example, since the later signature of amazonses\.com \(s=x\) holds\.$/,
      )(findings)
    },
  ],
  'the field that was changed': [
    of([
      { selector: 's0' },
      broken({
        place: 'header',
        proven: 'field-changed',
        field: 'Content-Type',
        says: 'the field Content-Type was changed',
      }),
    ]),
    'broken',
    fix(/behind the signer writes Content-Type, and stop it there/),
  ],
  'only the receiver had it': [
    of([broken({})], headed(['mx.receiver.example', 'sig', 'out.relay.example'], 'mx.receiver.example')),
    'broken',
    says(
      /By its Received fields only the receiver had it since, mx\.receiver\.example, and the server that handed it in there\.$/,
    ),
  ],
  'the last server before the receiver had it as well': [
    of([broken({})], headed(['in.receiver.example', 'mx.receiver.example', 'sig'], 'in.receiver.example')),
    'broken',
    says(/it can have broken at mx\.receiver\.example, in\.receiver\.example\.$/),
  ],
  'a relay’s broke in another way: it was changed before that, too': [
    of(
      [
        { ...relay, ...broken({ proven: 'banner', says: 'a line was added at the top' }) },
        broken({ proven: 'footer', says: 'a line was added at the end' }),
      ],
      headed(['mx.receiver.example', 'sig', 'out.relay.example', 'list.example', 'sig']),
    ),
    'broken',
    says(/it can have broken at list\.example, out\.relay\.example, mx\.receiver\.example\.$/),
  ],
  'nothing is known of the way': [of([broken({})], headed(['sig'])), 'broken', says(/Nothing says which server/)],
  'of two that are broken the author’s is told': [
    of([{ ...relay, ...broken({}) }, broken({})]),
    'broken',
    (findings) => {
      says(/shop\.example \(s=s1\) signed it/)(findings)
      says(
        /signature of amazonses\.com \(s=x\), which broke in the same way: at the server that made it itself, or at out/,
      )(findings)
    },
  ],
  'the relay’s is broken, the author’s whole': [
    of([{ ...relay, ...broken({}) }, {}]),
    'both',
    says(/The latter does not verify \(the body was changed\), which does no harm/),
  ],
  'one of two of the author’s own is broken': [of([{}, { ...broken({}), selector: 's2' }]), 'broken'],
  'the relay’s is broken, and the author’s has no key': [
    of([
      { ...relay, ...broken({}) },
      { result: 'neutral', broke: { place: 'key', says: 'no key' } },
    ]),
    'broken',
    says(/as amazonses\.com \(s=x\) signed it/),
  ],
  'the receiver saw it pass': [
    of([broken({})], headed(['sig']), {
      authserv: { id: 'mx.receiver.example', from: 'received' },
      results: [{ method: 'dkim', result: 'pass', properties: { 'header.d': 'shop.example' } }],
      fields: 1,
      others: [],
    }),
    'one',
  ],
  'not all were looked at, and of those none of the author’s holds': [
    { ...of([broken({})]), signatures: { ...signaturesOf(broken({})), count: 26 } },
    'unknown' as never,
    ([finding]) => assert.match(finding?.blind?.detail ?? '', /26 signatures/),
  ],
  'not all were looked at: whether the author’s is the only one is not known': [
    { ...of([{}]), signatures: { ...signaturesOf({}), count: 26 } },
    'unknown',
    ([finding]) => assert.match(finding?.blind?.detail ?? '', /26 signatures, and only 1 of them were looked at$/),
  ],
  'a key was not seen': [
    of([{ result: 'temperror', blind: { reason: 'timeout', detail: 'nobody answered' } }]),
    'unknown' as never,
  ],
})
