import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-signatures.ts'
import type { DkimKey } from '../../../src/core/dkim.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { Mail, MailField } from '../../../src/core/mail.ts'
import type { Breakage, MailSignature, ReceiversWord } from '../../../src/core/mail-auth.ts'
import type { MailHop, MailPath } from '../../../src/core/mail-path.ts'
import { records } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
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
/** The header as a row of letters: a host for its Received field, `sig` for a DKIM-Signature; topmost first. */
const headed = (...trace: readonly string[]): { mail: Mail; mailPath: MailPath } => {
  const fields = trace.map((what, i): MailField => {
    const name = what === 'sig' ? 'DKIM-Signature' : 'Received'
    return { name, key: name.toLowerCase(), value: '', raw: '', line: i + 1 }
  })
  const hosts = trace.filter((what) => what !== 'sig')
  const hops = hosts.map((by, place): MailHop => ({ place, by, kind: 'outside', text: '' }))
  const lines = {
    count: 1,
    ending: 'crlf',
    odd: [],
    oddCount: 0,
    bareCr: 0,
    long: [],
    longCount: 0,
    raw: [],
    rawCount: 0,
    nul: 0,
  } as const
  return { mail: { octets: 1, fields, parts: [], lines }, mailPath: { hops } }
}
const of = (
  signatures: readonly Partial<MailSignature>[],
  path = headed('mx.receiver.example', 'out.relay.example', ...signatures.map(() => 'sig')),
  receiversWord = nobody,
) => ({ signatures: signaturesOf(...signatures), receiversWord, mailReport: undefined, ...path })

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
  'a relay is known to write anew what is signed': [
    of([
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
  'a header that does not fit may be the key of another pair': [
    of([{ result: 'fail', broke: { place: 'header', says: 'one of the signed fields was changed (To)' } }]),
    'broken',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^The mail did not come as shop\.example \(s=s1\) signed it: one of the signed/)
      assert.match(
        finding?.fix ?? '',
        /the key that is published.*\n {4}relaycheck domain shop\.example --selector s1\nIf it/,
      )
    },
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
  'the relay’s alone': [of([relay]), 'one'],
  'a key that is missing is not broken on the way': [
    of([{ result: 'neutral', broke: { place: 'key', says: 'no key' } }]),
    'one',
  ],
  none: [of([]), 'none'],
  'broken behind the relay': [
    of(
      [broken({ proven: 'footer', says: '2 lines were added at the end of the body' })],
      headed('mx.receiver.example', 'sig', 'out.relay.example'),
    ),
    'broken',
    (findings) => {
      says(/shop\.example \(s=s1\) signed it: 2 lines were added/)(findings)
      says(/had it since, by its Received fields: mx\.receiver\.example\.$/)(findings)
      fix(/footer/)(findings)
    },
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
      headed('mx.receiver.example', 'sig', 'out.relay.example', 'list.example', 'sig'),
    ),
    'broken',
    (findings) => {
      says(/list\.example, out\.relay\.example\.$/)(findings)
      fix(/Turn off the tag/)(findings)
    },
  ],
  'the field that was changed': [
    of([
      broken({
        place: 'header',
        proven: 'field-changed',
        field: 'Content-Type',
        says: 'the field Content-Type was changed',
      }),
    ]),
    'broken',
    fix(/writes the field Content-Type/),
  ],
  'nothing is known of the way': [of([broken({})], headed('sig')), 'broken', says(/Nothing says which server/)],
  'of two that are broken the author’s is told': [
    of([{ ...relay, ...broken({}) }, broken({})]),
    'broken',
    says(/shop\.example \(s=s1\) signed it/),
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
    of([broken({})], headed('sig'), {
      authserv: { id: 'mx.receiver.example', from: 'received' },
      results: [{ method: 'dkim', result: 'pass', properties: { 'header.d': 'shop.example' } }],
      fields: 1,
      others: [],
    }),
    'one',
  ],
  'a key was not seen': [
    of([{ result: 'temperror', blind: { reason: 'timeout', detail: 'nobody answered' } }]),
    'unknown' as never,
  ],
})
