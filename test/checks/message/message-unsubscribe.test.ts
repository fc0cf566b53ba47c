import assert from 'node:assert/strict'
import check from '../../../src/checks/message/message-unsubscribe.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { MailSignature } from '../../../src/core/mail-auth.ts'
import type { Unsubscribe } from '../../../src/core/mail-content.ts'
import type { Asked } from '../../../src/core/target.ts'
import { cases } from '../../support/cases.ts'
import { signaturesOf } from '../../support/mail-signature.ts'
import { scanned } from '../../support/message-facts.ts'

const asked: Asked = { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false }
const both = ['from', 'list-unsubscribe', 'list-unsubscribe-post']
const ready: Unsubscribe = {
  uris: ['mailto:u@shop.example', 'https://u.shop.example:8443/x?y=1'],
  post: 'List-Unsubscribe=One-Click',
  host: 'u.shop.example',
  oneClick: true,
  signed: true,
  signer: { domain: 'shop.example', aligned: true },
}
const of = (
  unsubscribe: Unsubscribe | undefined,
  { bulk, sign = [{ fields: both }] }: { bulk?: true; sign?: Partial<MailSignature>[] } = {},
) => ({
  unsubscribe,
  signatures: signaturesOf(...sign),
  asked: { ...asked, ...(bulk && { bulk }) },
  mail: scanned('From: a@b.example\r\n\r\nx'),
  mailReport: undefined,
})
const says =
  (text: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', text)
const linkOnly = (more: Partial<Unsubscribe>): Unsubscribe => ({ ...ready, signed: false, oneClick: false, ...more })

cases(check, {
  'one click, signed': [
    of(ready),
    'one-click',
    says(/at u\.shop\.example, and the DKIM signature of shop\.example covers both/),
  ],
  'signed by the relay alone': [
    of({ ...ready, signer: { domain: 'relay.example', aligned: false } }),
    'signed-by-others',
    says(/only relay\.example, not the domain in From, signed both/),
  ],
  'signed by the relay, and the own signature was not seen': [
    of({
      ...ready,
      signer: { domain: 'relay.example', aligned: false },
      unverified: { reason: 'timeout', detail: 'nobody answered' },
    }),
    'unknown',
  ],
  'an address that nobody can reach': [
    of({
      uris: ['https://127.0.0.1/u'],
      hidden: [{ host: '127.0.0.1', why: '127.0.0.1 is a loopback address (RFC 1122 section 3.2.1.3)' }],
      post: 'List-Unsubscribe=One-Click',
      oneClick: false,
      signed: false,
    }),
    'link-only',
    says(/no reader can reach its https address, since 127\.0\.0\.1 is a loopback address/),
  ],
  'one click, signed, sent to many': [of(ready, { bulk: true }), 'one-click'],
  'a personal message': [of(undefined), 'none'],
  'none, sent to many': [of(undefined, { bulk: true }), 'none-in-bulk'],
  'none in what was read, sent to many': [
    {
      ...of(undefined, { bulk: true }),
      mail: scanned(`${'X-Pad: a\r\n'.repeat(2001)}List-Unsubscribe: <https://b.example/>\r\n\r\nx`),
    },
    'unknown',
  ],
  'mailto alone': [of(linkOnly({ uris: ['mailto:u@shop.example'] })), 'link-only', says(/it names no https address/)],
  'http alone': [of(linkOnly({ uris: ['http://shop.example/u'] })), 'link-only', says(/begins with http, not https/)],
  'no Post': [
    of({ uris: ['https://shop.example/u'], oneClick: false, signed: false }),
    'link-only',
    says(/there is no List-Unsubscribe-Post field/),
  ],
  'Post says something else': [
    of(linkOnly({ post: 'List-Unsubscribe=one-click' })),
    'link-only',
    says(/List-Unsubscribe-Post says "List-Unsubscribe=one-click", and has to say List-Unsubscribe=One-Click/),
  ],
  'two fields': [
    of(linkOnly({ fault: 'there are 2 List-Unsubscribe fields, and one is allowed' })),
    'link-only',
    says(/there are 2 List-Unsubscribe fields/),
  ],
  'nothing that can be used': [
    of(linkOnly({ uris: [], fault: 'an address in it does not stand in angle brackets' })),
    'unusable',
    says(/no mail program can use it: an address in it does not stand in angle brackets/),
  ],
  'not in h=': [
    of({ ...ready, signed: false }, { sign: [{}, { fields: ['list-unsubscribe'] }] }),
    'unsigned',
    ([finding]) => {
      assert.match(finding?.says ?? '', /none of 2 names both in h=/)
      assert.match(finding?.fix ?? '', /^Let whoever signs the message add/)
    },
  ],
  'the only signature does not cover them': [
    of({ ...ready, signed: false }, { sign: [{}] }),
    'unsigned',
    says(/covers both: the one that there is does not name both in h=\./),
  ],
  'no signature': [
    of({ ...ready, signed: false }, { sign: [] }),
    'unsigned',
    ([finding]) => {
      assert.match(finding?.says ?? '', /there is no signature/)
      assert.match(finding?.fix ?? '', /^Have the message signed with DKIM/)
    },
  ],
  'in h= of a signature that does not pass': [
    of({ ...ready, signed: false }, { sign: [{ fields: both, result: 'fail' }] }),
    'unsigned',
    ([finding]) => {
      assert.match(finding?.says ?? '', /the one of shop\.example names both, but does not pass/)
      assert.match(finding?.fix ?? '', /^Mend the DKIM signature first/)
    },
  ],
  'in h= of a signature of which nobody can tell': [
    of({ ...ready, signed: false, unverified: { reason: 'timeout', detail: 'nobody answered' } }),
    'unknown',
  ],
  'a bounce': [
    {
      ...of(undefined, { bulk: true }),
      mailReport: {
        kind: 'delivery',
        writer: { known: 'house' },
        standard: true,
        recipients: [],
        count: 0,
        original: {},
      },
    },
    'not-applicable',
  ],
})
