import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-dkim.ts'
import type { DkimKey } from '../../../src/core/dkim.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { MailAuthor } from '../../../src/core/mail.ts'
import type { MailDmarc, MailSignature, MailSpf, ReceiversWord } from '../../../src/core/mail-auth.ts'
import type { DkimKeyRecord, PublicKey } from '../../../src/records/dkim/record.ts'
import { records } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { headed } from '../../support/headed.ts'
import { signaturesOf } from '../../support/mail-signature.ts'

const nobody: ReceiversWord = { results: [], fields: 0, others: [] }
const word = (result: string, properties: Record<string, string>): ReceiversWord => ({
  authserv: { id: 'mx.receiver.example', from: 'received' },
  results: [{ method: 'dkim', result, properties }],
  fields: 1,
  others: [],
})
const news = { address: 'news@shop.example', local: 'news', domain: 'shop.example', shown: [] }
/** SPF passes for the author, or for somebody else. */
const bySpf = (related: boolean): MailDmarc => ({
  legs: [{ kind: 'spf', domain: 'shop.example', passed: true, aligned: related, related, mode: 'r' }],
  result: related ? 'pass' : 'fail',
})
const of = (
  signatures: readonly Partial<MailSignature>[],
  receiversWord = nobody,
  authors: readonly MailAuthor[] = [news],
  path: ReturnType<typeof headed> = headed(
    ['mx.receiver.example', 'out.relay.example', ...signatures.map(() => 'sig')],
    'mx.receiver.example',
  ),
) => ({
  ...path,
  mailSpf: { why: 'it does not matter here', lacks: '--ip ADDRESS' } as MailSpf,
  mailDmarc: bySpf(true),
  signatures: signaturesOf(...signatures),
  receiversWord,
  arc: { result: 'none', seals: [] } as const,
  mailAuthors: { fields: 1, authors, count: authors.length, groups: 0 },
  mailReport: undefined,
})
const atBorder = [
  nobody,
  [news],
  headed(['mx.receiver.example', 'sig', 'out.relay.example'], 'mx.receiver.example'),
] as const
const relay: Partial<MailSignature> = { domain: 'smtpcorp.com', selector: 'a1-4', whose: 'relay', relay: 'SMTP2GO' }
const spent: Partial<MailSignature> = {
  ...relay,
  result: 'neutral',
  problem: 'it expired at 2026-11-23 06:00 UTC, before the message came',
  broke: { place: 'signature', says: 'it expired at 2026-11-23 06:00 UTC, before the message came' },
}
const footer: Partial<MailSignature> = {
  result: 'fail',
  problem: 'the body is not the one that was signed',
  broke: { place: 'body', proven: 'footer', says: '2 lines were added at the end of the body' },
}
const keyless: Partial<MailSignature> = {
  result: 'neutral',
  problem: 'no key is published at s1._domainkey.shop.example',
  broke: { place: 'key', says: 'no key is published at s1._domainkey.shop.example' },
}
const sha1: Partial<MailSignature> = {
  result: 'policy',
  problem: 'it is made with SHA-1',
  broke: { place: 'signature', says: 'it is made with SHA-1' },
}
const hidden: Partial<MailSignature> = {
  result: 'temperror',
  blind: { reason: 'timeout', detail: '192.0.2.53 did not answer within 5 s' },
}
/** What stands at s1, where only that of it counts. */
const keyOf = (record: Partial<DkimKeyRecord>): DkimKey =>
  ({
    name: 's1._domainkey.shop.example',
    answer: records('s1._domainkey.shop.example', 'TXT', [['v=DKIM1']]),
    records: [record],
    ...(!record.revoked && { live: record }),
    weak: [],
  }) as unknown as DkimKey
const first = (look: (finding: Finding) => void) => (findings: Finding[]) => look(findings[0] as Finding)
const says = (pattern: RegExp) => first((finding) => assert.match(finding.says, pattern))
const fix = (pattern: RegExp) => first((finding) => assert.match(finding.fix ?? '', pattern))
const rows = (finding: Finding) => {
  const table = finding.evidence?.find(({ kind }) => kind === 'table')
  return table?.kind === 'table' ? table.rows : []
}
const whole = {
  covered: 120,
  timestamp: new Date('2026-11-24T00:00:00Z'),
  expires: new Date('2026-11-25T00:00:00Z'),
}

cases(check, {
  'the author’s signature passes': [of([{}]), 'pass', says(/signature of shop\.example \(s=s1\) verifies/)],
  'a relay’s spent signature beside it is no failure': [
    of([spent, {}]),
    'pass',
    first((finding) => {
      assert.equal(rows(finding).length, 2)
      assert.match(String(rows(finding)[0]?.[3]), /^neutral: it expired/)
    }),
  ],
  'one of two of the author’s passes': [of([footer, { selector: 's2' }]), 'pass', says(/s=s2/)],
  'what is remarkable about it is shown': [
    of([whole]),
    'pass',
    first((finding) => {
      assert.match(String(rows(finding)[0]?.[3]), /^pass; l=120: .*; good for 24 hours$/)
    }),
  ],
  'one that was not seen beside one that passes': [of([hidden, { selector: 's2' }]), 'pass'],
  'the relay’s alone passes': [of([relay]), 'not-own', says(/Only smtpcorp\.com \(s=a1-4\) signed/)],
  'the relay’s alone, and spent': [of([spent]), 'not-own'],
  'no signature': [of([]), 'none'],
  'From names nobody: there is no author whom it could speak for': [
    of([{ whose: 'other' }], nobody, []),
    'no-author',
    says(/From names no domain .* shop\.example \(s=s1\)/),
  ],
  'From names somebody without a domain': [
    of([{ whose: 'other' }], nobody, [{ address: 'root', local: 'root', shown: [] }]),
    'no-author',
  ],
  'nobody signed, and From is at a mailbox provider': [
    of([], nobody, [{ ...news, address: 'shop@gmail.com', local: 'shop', domain: 'gmail.com' }]),
    'none',
    fix(
      /^Send in the name of a domain of your own, and put shop@gmail\.com into Reply-To: gmail\.com belongs to Gmail/,
    ),
  ],
  'somebody else signed, and From is at a mailbox provider': [
    of([relay], nobody, [{ ...news, address: 'shop@gmail.com', local: 'shop', domain: 'gmail.com' }]),
    'not-own',
    fix(/^Send in the name of a domain of your own/),
  ],
  'From names nobody, and nobody signed': [of([], nobody, []), 'none'],
  'changed on the way': [
    of([footer]),
    'fail',
    (findings) => {
      says(/2 lines were added at the end of the body/)(findings)
      says(/By its Received fields it can have broken at out\.relay\.example, mx\.receiver\.example\./)(findings)
      fix(/^Add the footer before the mail is signed/)(findings)
    },
  ],
  'a passing relay does not make good a failing author': [of([relay, footer]), 'fail'],
  'its key is missing': [
    of([keyless]),
    'fail',
    (findings) => {
      says(/no key is published at s1\._domainkey\.shop\.example/)(findings)
      fix(/Publish at s1\._domainkey\.shop\.example[\s\S]*relaycheck domain shop\.example --selector s1/)(findings)
    },
  ],
  'a tag in the Subject: what broke it is known': [
    of([{ result: 'fail', broke: { place: 'header', proven: 'subject-tag', says: 'the tag "[x]" was put there' } }]),
    'fail',
    fix(/^Turn off the tag/),
  ],
  'a header that nobody can explain': [
    of([{ result: 'fail', broke: { place: 'header', says: 'one of the signed fields was changed' } }]),
    'fail',
    fix(
      /^See first whether the signer has the key that is published.*\n {4}relaycheck domain shop\.example --selector s1\n/,
    ),
  ],
  'its key is too short: to publish it again would not help': [
    of([{ ...keyless, result: 'policy' }]),
    'fail',
    fix(/^Make a new pair of 2048 bits, publish its public key at a new selector/),
  ],
  'its key is withdrawn': [
    of([{ ...keyless, key: keyOf({ revoked: true }) }]),
    'fail',
    fix(/^Set the signer to a selector whose key is published/),
  ],
  'its key is for the domain itself': [
    of([{ ...keyless, identity: 'a@mail.shop.example', key: keyOf({ flags: ['s'] }) }]),
    'fail',
    fix(/^Take the flag s out of t= in the key at s1\._domainkey\.shop\.example/),
  ],
  'made in a way that nobody accepts': [of([sha1]), 'fail', fix(/rsa-sha256/)],
  'only others signed, and nothing verifies': [
    of([{ ...footer, domain: 'list.example', whose: 'other' }]),
    'fail',
    fix(/for the domain in From/),
  ],
  'a signed field that is not there': [
    of([
      {
        result: 'fail',
        broke: {
          place: 'header',
          gone: ['Date', 'Message-ID'],
          says: 'Date and Message-ID are signed and are not there',
        },
      },
    ]),
    'fail',
    fix(/^Have Date and Message-ID written before the mail is signed/),
  ],
  'octets behind l=': [
    of([{ covered: 40, unsigned: 23 }]),
    'partly-signed',
    (findings) => {
      says(/covers 40 of the 63 octets of the body \(l=40\): 23 octets are not signed/)(findings)
      fix(/^Set the signer of shop\.example so that it writes no l=/)(findings)
    },
  ],
  'made after the mail came, and without Subject': [
    of([{ ahead: 3 * 86_400_000, fields: ['from'] }]),
    'pass',
    first((finding) =>
      assert.match(
        String(rows(finding)[0]?.[3]),
        /^pass; made 3 days after the mail came \(t=\).*; Subject is not covered/,
      ),
    ),
  ],
  'alike signatures are one row': [
    of([{}, { ...footer, selector: 's2' }, { ...footer, selector: 's2' }]),
    'pass',
    first((finding) => {
      assert.equal(rows(finding).length, 2)
      assert.match(String(rows(finding)[1]?.[3]), /^2 times: fail: the body/)
    }),
  ],
  'l=0': [of([{ covered: 0, unsigned: 63 }]), 'body-unsigned', says(/covers 0 of the 63 octets/)],
  'more is unsigned than signed': [of([{ covered: 20, unsigned: 43 }]), 'body-unsigned'],
  'a signature over the whole body beside one with l=': [
    of([{ covered: 0, unsigned: 63 }, { selector: 's2' }]),
    'pass',
    says(/\(s=s2\) verifies/),
  ],
  'of two with l= the one that covers more': [
    of([
      { covered: 0, unsigned: 63 },
      { selector: 's2', covered: 60, unsigned: 3 },
    ]),
    'partly-signed',
    says(/\(s=s2\) verifies, and covers 60 of the 63/),
  ],
  'l= of a relay alone': [of([{ ...relay, covered: 0, unsigned: 63 }]), 'not-own'],
  'only the receiver had it since': [
    of([footer], ...atBorder),
    'at-receiver',
    (findings) => {
      says(/Only the receiver had it since \(mx\.receiver\.example\)/)(findings)
      fix(/dkim=pass for shop\.example, nothing is to be mended at the sender/)(findings)
    },
  ],
  'a server handed it in that does not send for the author: it had it as well': [
    { ...of([footer], ...atBorder), mailDmarc: bySpf(false) },
    'fail',
    (findings) => {
      says(/only the receiver had it since, mx\.receiver\.example, and the server that handed it in there/)(findings)
      fix(/^Add the footer before/)(findings)
    },
  ],
  'such a server handed it in, and the receiver saw the signature fail': [
    {
      ...of([footer], word('fail', { 'header.d': 'shop.example' }), atBorder[1], atBorder[2]),
      mailDmarc: bySpf(false),
    },
    'fail',
    fix(/^Add the footer before/),
  ],
  'Ed25519 alone': [
    of([{ algorithm: 'ed25519-sha256' }]),
    'ed25519-alone',
    fix(/^Sign with an RSA key of 2048 bits as well/),
  ],
  'Ed25519 beside RSA': [of([{ algorithm: 'ed25519-sha256' }, { selector: 's2' }]), 'pass', says(/\(s=s2\) verifies/)],
  'Ed25519 passes, and the RSA signature beside it is broken': [
    of([{ algorithm: 'ed25519-sha256' }, { ...footer, selector: 's2' }]),
    'ed25519-alone',
  ],
  'a key in testing': [
    of([{ key: keyOf({ flags: ['y'], key: { type: 'rsa', bits: 2048 } as PublicKey }) }]),
    'testing',
    fix(/take the flag y out of t= in the record at s1\._domainkey\.shop\.example/),
  ],
  'no signature, and it came from no other server yet': [
    { ...of([]), mailSpf: { why: 'no Received', lacks: '--ip ADDRESS', inHouse: true } },
    'unsigned-yet',
    first((finding) => assert.equal(finding.unseen, 'DKIM')),
  ],
  'only the receiver had it since: a body with the header as it was signed': [
    of([{ result: 'fail', broke: { place: 'body', sound: true, says: 'the body was changed' } }], ...atBorder),
    'at-receiver',
  ],
  'only the receiver had it since, and the header is not known to be as signed: the key may be another': [
    of([{ result: 'fail', broke: { place: 'body', says: 'the body was changed' } }], ...atBorder),
    'fail',
  ],
  'only the receiver had it since, and what broke the header is not known': [
    of([{ result: 'fail', broke: { place: 'header', says: 'a field was changed' } }], ...atBorder),
    'fail',
  ],
  'only the receiver had it since, and saw it fail': [
    of([footer], word('fail', { 'header.d': 'shop.example' }), atBorder[1], atBorder[2]),
    'fail',
    fix(/^Let the signer be the last program on its server.* mx\.receiver\.example saw the signature fail as well/),
  ],
  'only the receiver had it since, and somebody else’s signature is all there is': [
    of([{ ...footer, domain: 'list.example', whose: 'other' }], ...atBorder),
    'fail',
    fix(/for the domain in From/),
  ],
  'two broke in the same way: it was changed behind the later': [
    of(
      [{ ...relay, ...footer }, footer],
      word('fail', { 'header.d': 'shop.example' }),
      [news],
      headed(['mx.receiver.example', 'sig', 'out.relay.example', 'filter.example', 'sig']),
    ),
    'fail',
    (findings) => {
      says(/smtpcorp\.com \(s=a1-4\), which broke in the same way: at out\.relay\.example itself, or at mx\.receiver/)(
        findings,
      )
      assert.doesNotMatch(findings[0]?.says ?? '', /filter\.example/)
    },
  ],
  'the receiver saw it pass: its copy was changed later': [
    of([footer], word('pass', { 'header.d': 'shop.example', 'header.s': 's1' })),
    'altered-since',
    says(/mx\.receiver\.example saw it pass .*nothing is wrong with how it was sent\.$/),
  ],
  'the receiver saw it pass, by a field that nothing else bears out': [
    { ...of([footer], word('pass', { 'header.d': 'shop.example', 'header.s': 's1' })), mailDmarc: bySpf(false) },
    'altered-since',
    says(
      /saw it pass when the mail came, if that word in the header is its own: .* SPF does not pass for the author\.$/,
    ),
  ],
  'the receiver saw it pass by its identity': [
    of([footer], word('pass', { 'header.i': '@shop.example' })),
    'altered-since',
  ],
  'the receiver saw another one pass': [
    of([footer], word('pass', { 'header.d': 'shop.example', 'header.s': 's2' })),
    'fail',
  ],
  'the receiver saw it fail': [of([footer], word('fail', { 'header.d': 'shop.example' })), 'fail'],
  'a key that is missing is no change at the receiver’s': [
    of([keyless], word('pass', { 'header.d': 'shop.example' })),
    'fail',
  ],
  'nobody whose word is trusted says pass': [
    of([footer], {
      ...nobody,
      results: [{ method: 'dkim', result: 'pass', properties: { 'header.d': 'shop.example' } }],
    }),
    'fail',
  ],
  'the author’s key was not seen': [of([hidden]), 'unknown' as never],
  'nor is told what stopped it': [of([{ result: 'temperror' }]), 'unknown'],
  'one of the author’s was not seen, the other fails': [
    of([footer, { ...hidden, selector: 's2' }]),
    'unknown' as never,
  ],
  'not all were looked at': [
    { ...of([footer]), signatures: { ...signaturesOf(footer), count: 5000 } },
    'unknown' as never,
    first((finding) => {
      assert.match(finding.blind?.detail ?? '', /5,000 signatures/)
      assert.match(finding.fix ?? '', /^Stop whoever puts so many signatures on it/)
    }),
  ],
  'a report about other mail': [
    {
      ...of([]),
      mailReport: { kind: 'complaint', writer: { known: 'house' }, feedback: 'abuse', original: {}, faults: [] },
    },
    'not-applicable' as never,
  ],
})
