import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-verdicts-agree.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type {
  ArcChain,
  AuthResult,
  MailDmarc,
  MailSignature,
  MailSpf,
  ReceiversWord,
} from '../../../src/core/mail-auth.ts'
import type { SpfResult, SpfVerdict } from '../../../src/core/spf.ts'
import { parseAuthResults } from '../../../src/records/mail/authres.ts'
import { cases } from '../../support/cases.ts'
import { signaturesOf } from '../../support/mail-signature.ts'

const timeout = { reason: 'timeout', detail: 'nobody answered' } as const
const spfOf = (result: SpfResult, more: Partial<SpfVerdict> = {}): MailSpf => ({
  domain: 'shop.example',
  verdict: {
    ip: '192.0.2.1',
    identity: { kind: 'mailfrom', sender: 'b@shop.example', domain: 'shop.example' },
    result,
    lookups: 1,
    voids: 0,
    voidQueries: 0,
    trace: [],
    ...more,
  },
})
const dmarcOf = (result: MailDmarc['result'], more: Partial<MailDmarc> = {}): MailDmarc => ({
  author: { address: 'news@shop.example', local: 'news', domain: 'shop.example' },
  legs: [],
  result,
  ...more,
})
const noArc: ArcChain = { result: 'none', seals: [] }
const sealed = (result: ArcChain['result']): ArcChain => ({
  result,
  seals: [{ instance: 1, domain: 'list.example', selector: 'a', cv: 'none' }],
})
const word = (results: string, more: Partial<ReceiversWord> = {}): ReceiversWord => ({
  authserv: { id: 'mx.receiver.example', from: 'received' },
  results: parseAuthResults(`mx.receiver.example; ${results}`).results as AuthResult[],
  fields: 1,
  others: [],
  ...more,
})
interface Ours {
  spf?: MailSpf
  sign?: readonly Partial<MailSignature>[]
  dmarc?: MailDmarc
  arc?: ArcChain
}
const of = (
  receiversWord: ReceiversWord,
  { spf = spfOf('pass'), sign = [{}], dmarc = dmarcOf('pass'), arc = noArc }: Ours = {},
) => ({
  receiversWord,
  mailSpf: spf,
  signatures: signaturesOf(...sign),
  mailDmarc: dmarc,
  arc,
  mailReport: undefined,
})
const says =
  (text: RegExp, fix?: RegExp) =>
  ([finding]: Finding[]) => {
    assert.match(finding?.says ?? '', text)
    if (fix) assert.match(finding?.fix ?? '', fix)
  }
const spf = 'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b@shop.example'
const dkim = 'dkim=pass header.i=@shop.example header.s=s1'
const all = `${spf}; ${dkim}; dmarc=pass header.from=shop.example`

cases(check, {
  'all three the same': [
    of(word(all)),
    'agree',
    says(
      /^mx\.receiver\.example came to .*: SPF=pass of shop\.example, DKIM=pass of shop\.example \(s1\), DMARC=pass of/,
    ),
  ],
  'all of them bad the same': [
    of(word('spf=hardfail smtp.mailfrom=shop.example; dkim=neutral header.d=shop.example; dmarc=fail'), {
      spf: spfOf('fail'),
      sign: [{ result: 'fail' }],
      dmarc: dmarcOf('fail'),
    }),
    'agree',
  ],
  'no record: none, and neutral by a guess': [
    of(word('spf=neutral smtp.mailfrom=shop.example; dmarc=bestguesspass header.from=shop.example'), {
      spf: spfOf('none'),
      dmarc: dmarcOf('none'),
    }),
    'agree',
  ],
  'SPF of another address': [
    of(
      word(
        'spf=fail (domain of b@shop.example does not designate 203.0.113.9 as permitted) smtp.mailfrom=shop.example',
      ),
    ),
    'differ',
    says(
      /says spf=fail of shop\.example, and here it is pass: it judged the address 203\.0\.113\.9, and 192\.0\.2\.1 was/,
      /--ip 203\.0\.113\.9/,
    ),
  ],
  'DMARC alone: its record was another one': [
    of(
      word('spf=pass smtp.mailfrom=shop.example; dkim=pass header.d=shop.example; dmarc=fail header.from=shop.example'),
    ),
    'differ',
    says(/dmarc=fail of shop\.example.*the DMARC record was changed since/, /DMARC record as it was then.*postmaster/),
  ],
  'SPF changed since': [
    of(word(spf), { spf: spfOf('softfail') }),
    'differ',
    says(
      /spf=pass of shop\.example, and here it is softfail: the SPF record may have been changed since\./,
      /see message-spf\)\.$/,
    ),
  ],
  'SPF of an address that the receiver does not name': [
    of(word('spf=fail smtp.mailfrom=shop.example')),
    'differ',
    says(/the SPF record may have been mended since, or another address was judged there/, /--ip ADDRESS$/),
  ],
  'fail and softfail are not the same': [
    of(word('spf=fail smtp.mailfrom=shop.example'), { spf: spfOf('softfail') }),
    'differ',
  ],
  'SPF of another sender is not compared': [
    of(word('spf=fail smtp.mailfrom=b@list.example')),
    'nothing-to-compare',
    says(/about different things/),
  ],
  'SPF of the HELO name is not that of the sender': [
    of(word('spf=none smtp.helo=out.shop.example; spf=pass smtp.mailfrom=shop.example')),
    'agree',
  ],
  'a null sender: SPF of the HELO name': [
    of(word('spf=pass smtp.mailfrom= smtp.helo=out.shop.example'), {
      spf: { ...spfOf('pass'), domain: 'out.shop.example' },
    }),
    'agree',
    says(/SPF=pass of out\.shop\.example/),
  ],
  'SPF was not judged here': [
    of(word(spf), { spf: { why: 'the hop is not known', lacks: '--ip ADDRESS' } }),
    'nothing-to-compare',
  ],
  'SPF could not be seen here': [of(word(spf), { spf: spfOf('temperror', { blind: timeout }) }), 'unknown'],
  'SPF could not be seen there': [of(word('spf=temperror smtp.mailfrom=shop.example')), 'nothing-to-compare'],
  'what could not be seen here does not make a difference of the rest': [
    of(word(all), { spf: spfOf('temperror', { blind: timeout }) }),
    'agree',
    ([finding]) => assert.doesNotMatch(finding?.says ?? '', /SPF/),
  ],
  'From names several addresses of one domain, which not every receiver goes by': [
    of(word(`${dkim}; dmarc=permerror header.from=shop.example`), {
      dmarc: { ...dmarcOf('pass'), isOneOfSeveral: true },
    }),
    'agree',
  ],
  'the key was taken away since': [
    of(word(dkim), { sign: [{ result: 'permerror', broke: { place: 'key', says: 'there is no key at s1' } }] }),
    'differ',
    says(
      /dkim=pass of shop\.example \(s1\), and here it is permerror: the key was changed .*no key at s1/,
      /--received-at/,
    ),
  ],
  'altered after it was verified': [
    of(word(dkim), { sign: [{ result: 'fail', broke: { place: 'body', says: '3 lines were added at the end' } }] }),
    'differ',
    says(/the message was altered after it had been verified there \(3 lines were added at the end\)/, /Show original/),
  ],
  'expired since': [
    of(word(dkim), { sign: [{ result: 'neutral', problem: 'it has expired' }] }),
    'differ',
    says(/does not count here \(it has expired\)/),
  ],
  'the signature is gone': [
    of(word(dkim), { sign: [] }),
    'differ',
    says(/here it is not there: that signature is no longer/),
  ],
  'verified here, not there': [
    of(word('dkim=fail reason="key too short" header.d=shop.example')),
    'differ',
    says(/dkim=fail of shop\.example, and here it is pass: .*it says: key too short/),
  ],
  'signed after it was received': [of(word('dkim=none')), 'differ', says(/saw no signature/)],
  'unsigned, there and here': [of(word('dkim=none header.d=none'), { sign: [] }), 'agree'],
  'each signature by its own domain and selector': [
    of(word(`${dkim}; dkim=fail header.d=relay.example header.s=r1; dkim=pass header.d=shop.example header.s=s2`), {
      sign: [{}, { domain: 'relay.example', selector: 'r1', result: 'fail' }, { selector: 's2', result: 'fail' }],
    }),
    'differ',
    says(/shop\.example \(s2\)/),
  ],
  'a signing domain below ours is another one': [
    of(word('dkim=pass header.d=mail.shop.example')),
    'differ',
    says(/dkim=pass of mail\.shop\.example, and here it is not there/),
  ],
  'an identity below the domain that signs is its own': [of(word('dkim=pass header.i=@mail.shop.example')), 'agree'],
  'a key that could not be seen here is no difference': [
    of(word(dkim), { sign: [{ result: 'temperror', blind: timeout }] }),
    'unknown',
  ],
  'a signature that is too weak here, and counts or not there': [
    of(word(dkim), { sign: [{ result: 'policy' }] }),
    'nothing-to-compare',
  ],
  'not every signature was looked at': [
    {
      ...of(word('dkim=pass header.d=relay.example')),
      signatures: { ...signaturesOf({}), count: 40 },
    },
    'nothing-to-compare',
  ],
  'another signature of that domain may be among those that were not looked at': [
    {
      ...of(word('dkim=pass header.d=shop.example')),
      signatures: { ...signaturesOf({ result: 'fail', problem: 'the body was changed' }), count: 40 },
    },
    'nothing-to-compare',
  ],
  'a signature that failed there and is gone': [of(word('dkim=fail header.d=gone.example')), 'nothing-to-compare'],
  'DMARC differs': [
    of(word('dmarc=fail header.from=shop.example')),
    'differ',
    says(/dmarc=fail of shop\.example, and here it is pass/),
  ],
  'DMARC of another author': [of(word('dmarc=fail header.from=other.example')), 'nothing-to-compare'],
  'DMARC could not be seen': [of(word('dmarc=pass'), { dmarc: dmarcOf('temperror', { blind: timeout }) }), 'unknown'],
  'ARC: sealed by the receiver itself': [of(word('arc=none; dmarc=pass'), { arc: sealed('pass') }), 'agree'],
  'ARC broken since': [
    of(word('arc=pass (i=1)'), { arc: sealed('fail') }),
    'differ',
    says(/arc=pass of list\.example/),
  ],
  'ARC broken there, whole here': [of(word('arc=fail'), { arc: sealed('pass') }), 'differ'],
  'ARC gone': [of(word('arc=pass (i=1)')), 'differ', says(/that chain is no longer in the message/)],
  'ARC the same': [of(word('arc=pass'), { arc: sealed('pass') }), 'agree'],
  'every difference is told': [
    of(word(all), { spf: spfOf('fail'), sign: [{ result: 'fail' }], dmarc: dmarcOf('fail') }),
    ['differ', 'differ', 'differ'],
    (findings) => assert.equal(findings.filter(({ evidence }) => evidence).length, 1),
  ],
  'thousands of differences are ten': [
    of(word(Array.from({ length: 90 }, (_, i) => `dkim=pass header.d=d${i}.example`).join('; '))),
    Array.from({ length: 10 }, () => 'differ' as const),
  ],
  'nothing but other methods': [of(word('iprev=pass policy.iprev=192.0.2.1')), 'nothing-to-compare'],
  'nobody knows who received it': [
    of({ results: [], fields: 0, others: ['forged.example'] }),
    'none-trusted',
    says(/does not tell who received it\. It has fields of forged\.example, which anybody .* written\. Name/),
  ],
  'the receiver wrote none': [
    of(word('', { fields: 0, results: [] })),
    'none-trusted',
    says(/there is no Authentication-Results field of mx\.receiver\.example\. Name the receiver/),
  ],
  'its name stood there before': [
    of(word('', { fields: 0, results: [], misplaced: 1 })),
    'none-trusted',
    says(/stand below the Received field of the receiver, where the sender may have put them\. OpenDKIM/),
  ],
  'a bounce': [
    {
      ...of(word(all)),
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
