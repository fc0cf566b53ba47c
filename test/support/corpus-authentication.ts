import { atReceivers, type Entry, handedIn, hop } from './corpus-letter.ts'
import { handSigned } from './hand-signed.ts'
import { keyLine, type LetterSigner, ownSignature } from './letters.ts'

const small = atReceivers('ready-for-small-senders')
const refused = atReceivers('not-ready')
const unseen = atReceivers('unknown')
const relay: LetterSigner = { domain: 'relay.example', selector: 'r1', key: 'other2048' }
const edSignature: LetterSigner = { ...ownSignature, selector: 'ed', key: 'ed25519' }
const saysRelay = 'dkim=pass header.d=relay.example header.s=r1'

/** With c=relaxed/relaxed left out, which a verifier then takes for simple/simple. */
function signedAsRelaxed(message: string): string {
  const [header = '', ...body] = message.split('\r\n\r\n')
  const fields = header.split('\r\n')
  const names = fields.map((field) => field.split(':', 1)[0]).join(':')
  const tags = `v=1; a=rsa-sha256; d=shop.example; s=s1; h=${names}`
  const signature = handSigned('DKIM-Signature', tags, ['relaxed', 'relaxed'], { fields, body: body.join('\r\n\r\n') })
  return `${signature}\r\n${message}`
}

const bothAsked = 'receivers ask bulk senders that SPF and DKIM both pass, and DKIM alone is left'
const dkimAlone = { spfless: ['message-alignment/one-leg', ...small], because: bothAsked }
const bulkAsks = 'receivers ask the same of bulk senders'
const spfSays = (result: string) => ({ spf: `spf=${result} smtp.mailfrom=bounce@shop.example` })

/** SPF and who signed, for the path and for From. */
const spfEntries: Readonly<Record<string, Entry>> = {
  'spf-none': {
    zone: ['shop.example TXT'],
    verdicts: spfSays('none'),
    finds: ['message-spf/none', ...dkimAlone.spfless],
    because: bothAsked,
  },
  'spf-none-for-helo': {
    path: '',
    zone: ['out.relay.example TXT'],
    verdicts: { spf: 'spf=none smtp.helo=out.relay.example' },
    finds: ['message-spf/none', ...dkimAlone.spfless],
    because: bothAsked,
  },
  'spf-neutral': {
    zone: ['shop.example TXT "v=spf1 ip4:192.31.196.1 ?all"'],
    verdicts: spfSays('neutral'),
    finds: ['message-spf/neutral', ...dkimAlone.spfless],
    because: bothAsked,
  },
  'spf-softfail': {
    zone: ['shop.example TXT "v=spf1 ip4:192.31.196.1 ~all"'],
    verdicts: spfSays('softfail'),
    finds: ['message-spf/softfail', ...dkimAlone.spfless],
    because: bothAsked,
  },
  'spf-fail': {
    zone: ['shop.example TXT "v=spf1 ip4:192.31.196.1 -all"'],
    verdicts: spfSays('fail'),
    finds: ['message-spf/fail', ...dkimAlone.spfless],
    because: bothAsked,
  },
  'spf-permerror': {
    zone: ['shop.example TXT "v=spf1 ip4:192.31.196.25 -all"', 'shop.example TXT "v=spf1 -all"'],
    verdicts: spfSays('permerror'),
    finds: ['message-spf/permerror', ...dkimAlone.spfless],
    because: bothAsked,
  },
  'spf-not-seen': {
    hides: ['TXT shop.example'],
    finds: ['message-spf/unknown', 'message-alignment/unknown', ...unseen],
    because: 'whether SPF passes and is aligned is what alignment and the rules for bulk senders rest on',
  },
}

/** DKIM that nobody broke on the way. */
const dkimEntries: Readonly<Record<string, Entry>> = {
  'dkim-none': {
    message: { sign: [] },
    verdicts: { dkim: 'dkim=none' },
    finds: ['message-dkim/none', 'message-alignment/one-leg', ...small],
    because: bulkAsks,
    reaches: ['message-signatures/none'],
  },
  'dkim-of-the-relay-alone': {
    message: { sign: [relay] },
    verdicts: { dkim: saysRelay },
    finds: ['message-dkim/not-own', 'message-alignment/one-leg'],
    because: 'a signature of the relay leaves SPF alone to speak for the author',
  },
  'dkim-key-not-published': {
    message: { sign: [{ ...ownSignature, selector: 'gone' }] },
    verdicts: { dkim: 'dkim=permerror (no key) header.d=shop.example header.s=gone' },
    finds: ['message-dkim/fail', 'message-alignment/one-leg', ...small],
    because: bulkAsks,
  },
  'dkim-key-withdrawn': {
    zone: ['s1._domainkey.shop.example TXT "v=DKIM1; p="'],
    verdicts: { dkim: 'dkim=permerror (key revoked) header.d=shop.example header.s=s1' },
    fixes: { 'message-dkim/fail': /a selector whose key is published/ },
    finds: ['message-dkim/fail', 'message-alignment/one-leg', ...small],
    because: bulkAsks,
  },
  'dkim-key-rotated-since': {
    zone: ['s1._domainkey.shop.example TXT "v=DKIM1; p="'],
    finds: ['message-dkim/fail', 'message-verdicts-agree/differ', 'message-alignment/one-leg', ...small],
    says: { 'message-verdicts-agree/differ': /the key was changed or taken away since/ },
    because: 'the receiver saw a key that is no longer there, and receivers ask the same of bulk senders',
  },
  'dkim-key-rotated-long-since': {
    zone: ['s1._domainkey.shop.example TXT "v=DKIM1; p="'],
    argv: ['--at', '2027-01-20T06:00:00Z'],
    finds: ['message-dkim/unknown', 'message-signatures/unknown', 'message-alignment/unknown', ...unseen],
    because: 'when it came there may have been a key, and all of them rest on whether the signature verifies',
  },
  'dkim-key-of-another-pair': {
    zone: [keyLine({ ...ownSignature, key: 'other2048' })],
    verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1' },
    fixes: { 'message-dkim/fail': /relaycheck domain shop\.example --selector s1/ },
    finds: ['message-dkim/fail', 'message-signatures/broken', 'message-alignment/one-leg', ...small],
    because: 'that the key is another one looks like a changed header, and receivers ask bulk senders for both',
  },
  'dkim-ed25519-alone': {
    message: { sign: [edSignature] },
    zone: [keyLine(edSignature)],
    verdicts: { dkim: 'dkim=pass header.d=shop.example header.s=ed' },
    finds: ['message-dkim/ed25519-alone', ...small],
    because: 'large receivers ask bulk senders for a signature that they verify',
  },
  'dmarc-by-ed25519-alone': {
    message: { sign: [edSignature] },
    path: 'b@relay.example',
    zone: [keyLine(edSignature)],
    verdicts: { dkim: 'dkim=pass header.d=shop.example header.s=ed' },
    finds: ['message-dkim/ed25519-alone', 'message-dmarc/ed25519-alone', 'message-alignment/one-leg', ...refused],
    because: 'the signature is all that DMARC rests on',
  },
  'dkim-key-in-testing': {
    zone: [keyLine(ownSignature).replace('v=DKIM1;', 'v=DKIM1; t=y;')],
    finds: ['message-dkim/testing'],
  },
  'dkim-unsigned-draft': {
    message: { sign: [], trace: [] },
    finds: ['message-verdicts-agree/none-trusted', 'message-dmarc/unknown', 'message-alignment/unknown', ...unseen],
    because: 'nobody has received it yet',
    reaches: ['message-dkim/unsigned-yet', 'message-spf/never-received'],
  },
  'spf-at-a-gateway': {
    hops: [
      hop({ from: 'eu-smtp-inbound-1.mimecast.com', ip: '192.31.196.77' }),
      hop({ by: 'relay.mimecast.com', at: '05:59:57' }),
      hop(handedIn),
    ],
    zone: [
      'eu-smtp-inbound-1.mimecast.com A 192.31.196.77',
      '77.196.31.192.in-addr.arpa PTR eu-smtp-inbound-1.mimecast.com',
    ],
    verdicts: spfSays('fail'),
    finds: ['message-spf/at-gateway', ...dkimAlone.spfless],
    fixes: { 'message-spf/at-gateway': /judge the server before it: --ip 192\.31\.196\.25\./ },
    because: bothAsked,
  },
  'spf-open-to-everybody': {
    zone: ['shop.example TXT "v=spf1 +all"'],
    finds: ['message-spf/open'],
  },
  'dkim-key-of-512-bits': {
    message: { sign: [{ ...ownSignature, key: 'rsa512' }] },
    zone: [keyLine({ ...ownSignature, key: 'rsa512' })],
    verdicts: { dkim: 'dkim=policy (512-bit key) header.d=shop.example header.s=s1' },
    fixes: { 'message-dkim/fail': /new pair of 2048 bits/ },
    finds: [
      'message-dkim/fail',
      'message-alignment/one-leg',
      ...atReceivers('not-ready', 'gmail', 'yahoo'),
      ...atReceivers('ready-for-small-senders', 'microsoft', 'apple'),
    ],
    because: 'Gmail and Yahoo ask everybody for 1024 bits, the others bulk senders for a signature that counts',
  },
  'dkim-made-in-another-form': {
    message: { sign: [], change: signedAsRelaxed },
    verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1' },
    finds: ['message-dkim/fail', 'message-alignment/one-leg', ...small],
    says: { 'message-dkim/fail': /made with canonicalization relaxed\/relaxed, and names none \(c=\)/ },
    fixes: { 'message-dkim/fail': /^Let the signer of shop\.example name the canonicalization/ },
    because: bulkAsks,
  },
  'dkim-sha1': {
    message: { sign: [{ ...ownSignature, algorithm: 'rsa-sha1' }] },
    verdicts: { dkim: 'dkim=policy (rsa-sha1) header.d=shop.example header.s=s1' },
    finds: ['message-dkim/fail', 'message-alignment/one-leg', ...small],
    because: bulkAsks,
  },
  'dkim-expired': {
    message: {
      sign: [{ ...ownSignature, at: new Date('2026-11-20T00:00:00Z'), expires: new Date('2026-11-21T00:00:00Z') }],
    },
    verdicts: { dkim: 'dkim=fail (expired) header.d=shop.example header.s=s1' },
    finds: ['message-dkim/fail', 'message-alignment/one-leg', ...small],
    because: bulkAsks,
  },
  'dkim-not-seen': {
    hides: ['TXT s1._domainkey.shop.example'],
    finds: ['message-dkim/unknown', 'message-signatures/unknown', 'message-alignment/unknown', ...unseen],
    because: 'all of them rest on whether the signature verifies',
  },
}

/** DMARC, where nothing else is wrong. */
const dmarcEntries: Readonly<Record<string, Entry>> = {
  'dmarc-none': {
    zone: ['_dmarc.shop.example TXT'],
    verdicts: { dmarc: 'dmarc=none header.from=shop.example' },
    finds: ['message-dmarc/none', ...small],
    because: 'receivers ask bulk senders for a DMARC record',
  },
  'dmarc-broken-record': {
    zone: ['_dmarc.shop.example TXT "v=DMARC1; p=rejct"'],
    verdicts: { dmarc: 'dmarc=permerror header.from=shop.example' },
    finds: ['message-dmarc/broken-record', ...small],
    because: 'receivers ask bulk senders for a DMARC record',
  },
  'dmarc-relay-in-its-own-name': {
    message: { sign: [relay] },
    path: 'b-1@relay.example',
    verdicts: { dkim: saysRelay, dmarc: 'dmarc=fail (p=reject) header.from=shop.example' },
    finds: ['message-dmarc/fail', 'message-dkim/not-own', 'message-alignment/unaligned', ...refused],
    because: 'nothing speaks for the author: neither the signature nor SPF',
  },
  'dmarc-strict': {
    message: { sign: [{ ...ownSignature, domain: 'mail.shop.example' }] },
    path: 'bounce@mail.shop.example',
    verdicts: {
      dkim: 'dkim=pass header.d=mail.shop.example header.s=s1',
      dmarc: 'dmarc=fail (p=reject) header.from=shop.example',
    },
    zone: [
      '_dmarc.shop.example TXT "v=DMARC1; p=reject; adkim=s; aspf=s"',
      'mail.shop.example TXT "v=spf1 ip4:192.31.196.25 -all"',
      'mail.shop.example MX 10 mx.shop.example',
      keyLine({ ...ownSignature, domain: 'mail.shop.example' }),
    ],
    finds: ['message-dmarc/fail', 'message-alignment/unaligned', ...refused],
    because: 'by adkim=s and aspf=s nothing speaks for the author',
  },
  'dmarc-spf-of-the-relay': {
    path: 'b-1@relay.example',
    finds: ['message-alignment/one-leg'],
  },
  'dmarc-not-seen': {
    hides: ['TXT _dmarc.shop.example'],
    finds: ['message-dmarc/unknown', ...unseen],
    because: 'the rules of receivers ask for the record and what it has them do',
  },
}

/** What a sender writes in the name of the receiver. */
const forged = 'mx.receiver.example; dkim=pass header.d=shop.example header.s=s1; spf=pass; dmarc=pass'

/** Where the receiver says something else. */
const verdictEntries: Readonly<Record<string, Entry>> = {
  'verdicts-differ-in-spf': {
    verdicts: { spf: 'spf=fail (sender IP is 192.31.196.99) smtp.mailfrom=bounce@shop.example' },
    finds: ['message-verdicts-agree/differ'],
  },
  'verdicts-differ-in-dkim': {
    verdicts: { dkim: 'dkim=fail (bad signature) header.d=shop.example header.s=s1' },
    finds: ['message-verdicts-agree/differ'],
  },
  'verdicts-differ-in-dmarc': {
    verdicts: { dmarc: 'dmarc=fail (p=reject) header.from=shop.example' },
    says: { 'message-verdicts-agree/differ': /the DMARC record was changed since/ },
    fixes: { 'message-verdicts-agree/differ': /looked at the DMARC record as it was then/ },
    finds: ['message-verdicts-agree/differ'],
  },
  'verdicts-of-strangers': {
    verdicts: null,
    marks: ['Authentication-Results: mx.elsewhere.example; spf=pass smtp.mailfrom=bounce@shop.example'],
    finds: ['message-verdicts-agree/none-trusted'],
  },
  'verdicts-forged-below-the-border': {
    message: {
      change: (signed) => `Authentication-Results: ${forged}\r\n${signed.replace('Hello Anna', 'Dear Anna')}`,
    },
    hops: [hop()],
    verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1', dmarc: 'dmarc=pass header.from=shop.example' },
    finds: ['message-dkim/fail', 'message-signatures/broken', 'message-alignment/one-leg', ...small],
    reaches: ['message-verdicts-agree/agree'],
    because: 'one broken signature: a dkim=pass that the message brought with it does not excuse it',
  },
  'verdicts-forged-and-none-of-the-receiver': {
    verdicts: null,
    hops: [hop()],
    message: { fields: { 'Authentication-Results': forged } },
    finds: ['message-verdicts-agree/none-trusted'],
    says: {
      'message-verdicts-agree/none-trusted': /stand below the Received field of the receiver, where the sender may/,
    },
  },
  'verdicts-forged-and-named': {
    verdicts: null,
    hops: [hop()],
    argv: ['--authserv-id', 'mx.receiver.example'],
    message: { fields: { 'Authentication-Results': forged } },
    finds: ['message-verdicts-agree/none-trusted'],
  },
  'verdicts-of-something-else': {
    verdicts: { spf: 'iprev=pass policy.iprev=192.31.196.25', dkim: '', dmarc: '' },
    finds: ['message-verdicts-agree/nothing-to-compare'],
  },
  'verdicts-not-to-be-compared': {
    verdicts: { dkim: '', dmarc: '' },
    hides: ['TXT shop.example'],
    finds: ['message-spf/unknown', 'message-alignment/unknown', 'message-verdicts-agree/unknown', ...unseen],
    because: 'SPF is all that the receiver speaks of, and it was not seen here',
  },
  'verdict-of-the-receiver-alone': {
    message: { change: (signed) => `${signed.replace('sent today', 'sent  today')}Scanned\r\n` },
    finds: ['message-dkim/altered-since', 'message-verdicts-agree/differ', 'message-alignment/one-leg', ...small],
    because: 'the copy was changed after the receiver had verified it, and is judged as it is',
  },
}

/** What those who handed it on sealed. */
const list = { domain: 'forward.example', selector: 'fwd', key: 'other2048' } as const
const seal = {
  ...list,
  authResults: 'mx.forward.example; spf=pass smtp.mailfrom=bounce@shop.example; dkim=pass header.d=shop.example',
}
const throughForwarder: Entry = {
  hops: [hop(), hop({ by: 'mx.forward.example', at: '05:59:57' }), hop(handedIn)],
  zone: [keyLine(list)],
}
const arcEntries: Readonly<Record<string, Entry>> = {
  'arc-fail': {
    ...throughForwarder,
    message: { seal: [{ ...seal, key: 'rsa1024' }] },
    finds: ['message-arc/fail'],
  },
  'arc-not-seen': {
    ...throughForwarder,
    message: { seal: [seal] },
    hides: ['TXT fwd._domainkey.forward.example'],
    finds: ['message-arc/unknown', ...atReceivers('unknown', 'apple')],
    because: 'Apple asks that the chain of forwarded mail holds',
  },
}

/** Mail with a fault in how it authenticates. */
export const authenticationEntries: Readonly<Record<string, Entry>> = {
  ...spfEntries,
  ...dkimEntries,
  ...dmarcEntries,
  ...verdictEntries,
  ...arcEntries,
}
