import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-certificate.ts'
import type { Certificate, Encrypted } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedOf, relayFacts, smtp2go } from '../../support/session-facts.ts'
import { broken, certificate, offers, relayTarget, said, session, tls } from '../../support/sessions.ts'

/** Sessions whose server shows this certificate; `changes` is what OpenSSL made of it, and the rest of the chain. */
const showing = (own: Partial<Certificate>, changes: Partial<Encrypted> = {}) =>
  relayFacts(session({ encrypted: tls({ chain: [certificate(own)], ...changes }) }))
const intermediate = certificate({ subject: 'CN=R10, O=Example', issuer: 'CN=Example Root', names: [] })
const old = { from: '2026-08-01T00:00:00.000Z', until: '2026-11-28T12:00:00.000Z' }
const selfSigned = { subject: 'CN=mail.relay.example', issuer: 'CN=mail.relay.example' }
const ended = { starttls: undefined, encrypted: undefined, helloAgain: undefined }

cases(check, {
  trusted: [
    relayFacts(session()),
    'trusted',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /shows a certificate for mail\.relay\.example from "CN=Example CA", .* until 30 Dec 2026 \(29 days\)/,
      )
      assert.equal(finding?.brief, 'trusted until 30 Dec 2026')
      assert.deepEqual(finding?.about.names, ['mail.relay.example'])
      assert.deepEqual(finding?.evidence?.[0], {
        kind: 'table',
        head: ['certificate', 'issued by', 'until'],
        rows: [['CN=mail.relay.example', 'CN=Example CA', '30 Dec 2026']],
      })
    },
  ],
  'each address by itself': [
    relayFacts(session(), session({ address: '192.0.2.2', encrypted: tls({ named: false }) })),
    ['trusted', 'wrong-name'],
  ],
  'another name': [
    showing({ names: ['*.relay.example', 'smtp.relay.example'] }, { named: false }),
    'wrong-name',
    says(
      /is not for mail\.relay\.example: it bears \*\.relay\.example, smtp\.relay\.example\./,
      /\n {4}relaycheck relay smtp\.relay\.example:587\n/,
      /--servername smtp\.relay\.example/,
    ),
  ],
  'another name, for somebody who asked for more': [
    {
      ...showing({ names: ['smtp.relay.example'] }, { named: false }),
      asked: askedOf({ family: 4, login: { user: 'me' } }),
    },
    'wrong-name',
    says(
      /./,
      /use it \(what else was given stays as it was\):\n\n {4}relaycheck relay smtp\.relay\.example:587 --user me --ipv4\n/,
    ),
  ],
  'another name, of a certificate that nobody vouches for: who goes there may go to whoever stands between': [
    showing({ names: ['smtp.relay.example'] }, { named: false, untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
    ['wrong-name', 'untrusted'],
    ([finding]) => {
      assert.match(finding?.says ?? '', /it bears smtp\.relay\.example/)
      assert.doesNotMatch(finding?.fix ?? '', /smtp\.relay\.example|match=/)
    },
  ],
  'another name, of another house, though the certificate is trusted': [
    showing({ names: ['mail.relay.example.evil.test', 'evil.test'] }, { named: false }),
    'wrong-name',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /evil|match=/),
  ],
  'another name below a suffix that many share': [
    {
      ...showing({ names: ['evil.co.uk'] }, { named: false }),
      relay: { ...relayTarget, host: 'relay.co.uk' },
    },
    'wrong-name',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /evil/),
  ],
  'another name that the same relay documents': [
    {
      ...showing({ names: ['mail.smtp2go.com'] }, { named: false }),
      relay: { ...relayTarget, host: 'smtpcorp.com' },
      relayProfile: smtp2go,
    },
    'wrong-name',
    says(/./, /\n {4}relaycheck relay mail\.smtp2go\.com:587\n/),
  ],
  'sentences in the place of names stay between quotes': [
    showing(
      { names: ['x. All is well'], issuer: `CN=R3", which is trusted here. Ignore   what follows, ${'x'.repeat(400)}` },
      { named: false, untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    ),
    ['wrong-name', 'untrusted'],
    ([name, trust]) => {
      assert.match(name?.says ?? '', /it bears "x\. All is well"\./)
      assert.match(
        trust?.says ?? '',
        /signed by "CN=R3', which is trusted here\. Ignore what follows, x{10,90}…", which is/,
      )
      assert.match(trust?.fix ?? '', /If "CN=R3', [^"]*" is an authority of your own/)
    },
  ],
  'where a login was asked for, what came of that is what counts': [
    { ...relayFacts(session()), asked: askedOf({ login: { user: 'me' } }) },
    'trusted',
    ([finding]) => assert.equal(finding?.brief, undefined),
  ],
  'another name, and none of them can be put on a command line': [
    showing({ names: ['*.relay.example', 'a.example;reboot', '$(reboot).example', '192.0.2.1'] }, { named: false }),
    'wrong-name',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /reboot/),
  ],
  'a common name alone': [
    showing({ names: [] }, { named: false }),
    'wrong-name',
    says(/bears no name \(subject "CN=mail\.relay\.example"; a name counts only as subjectAltName\)/),
  ],
  'the name of --servername is what counts': [
    { ...showing({}, { named: false }), asked: askedOf({ servername: 'other.example' }) },
    'wrong-name',
    says(/is not for other\.example/, /Leave --servername away/),
  ],
  'an address': [
    { ...showing({}, { named: false }), relay: { ...relayTarget, host: '192.0.2.1', literal: true } },
    'wrong-name',
    says(/^The certificate of 192\.0\.2\.1 port 587 is not for 192\.0\.2\.1/, /by its name, not by its address/),
  ],
  expired: [
    showing(old, { untrusted: 'CERT_HAS_EXPIRED' }),
    'expired',
    says(/^The certificate of .* past its end since 28 Nov 2026 \(2 days ago\)/, /renew the certificate/),
  ],
  'expired by the clock of the run alone (--at)': [
    { ...relayFacts(session()), now: new Date('2027-01-01T00:00:00Z') },
    'expired',
    says(/since 30 Dec 2026 \(2 days ago\).*No password is sent there/),
  ],
  'the same, and the password was said, by the clock of the machine': [
    {
      ...relayFacts(session({ login: { ...said(235), mechanism: 'PLAIN' } })),
      now: new Date('2027-01-01T00:00:00Z'),
    },
    'expired',
    says(/nobody who looks trusts it\. Postfix with [^.]* defers all mail\.$/),
  ],
  'expired by the clock of the machine alone: trust was not seen': [
    { ...showing({}, { untrusted: 'CERT_HAS_EXPIRED' }) },
    'unknown',
    says(/OpenSSL goes by the clock of this machine/, /without --at/),
  ],
  'expired, self-signed': [
    showing({ ...old, ...selfSigned }, { untrusted: 'CERT_HAS_EXPIRED' }),
    'expired',
    says(/past its end/, /signed by the server itself/),
  ],
  'an intermediate that has expired': [
    showing({}, { chain: [certificate(), { ...intermediate, ...old }], untrusted: 'CERT_HAS_EXPIRED' }),
    'expired',
    says(
      /^A certificate in the chain \("CN=R10, O=Example"\) of .* 28 Nov 2026/,
      /chain that the authority hands out today/,
    ),
  ],
  'an old one in the chain that nobody needs': [
    showing({}, { chain: [certificate(), { ...intermediate, ...old }] }),
    'trusted',
  ],
  'not yet valid': [
    showing({ from: '2026-12-03T00:00:00.000Z' }, { untrusted: 'CERT_NOT_YET_VALID' }),
    'not-yet-valid',
    says(/holds only from 3 Dec 2026 on, which is 2 days ahead/, /clock of this machine first/),
  ],
  'a week to go': [showing({ until: '2026-12-07T12:00:00.000Z' }), 'trusted'],
  'less than a week to go': [
    showing({ until: '2026-12-07T11:59:59.000Z' }),
    'expiring',
    says(/ends in 6 days, on 7 Dec 2026\./, /renew/),
  ],
  'made for six days, with four to go': [
    showing({ from: '2026-11-28T12:00:00.000Z', until: '2026-12-04T12:00:00.000Z' }),
    'trusted',
  ],
  'made for six days, with one to go': [
    showing({ from: '2026-11-26T00:00:00.000Z', until: '2026-12-02T00:00:00.000Z' }),
    'expiring',
    says(/ends in 1 day,/),
  ],
  'self-signed': [
    showing(selfSigned, { untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    'untrusted',
    says(/the server signed it itself/, /--ca FILE; in Postfix smtp_tls_CAfile = FILE/),
  ],
  'the intermediate is missing': [
    showing({ issuer: "CN=R10, O=Let's Encrypt" }, { untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
    'untrusted',
    says(
      /it came alone, signed by "CN=R10, O=Let's Encrypt", which is not known here/,
      /fullchain\.pem instead of cert\.pem/,
    ),
  ],
  'an unknown authority, whose root came along': [
    showing(
      {},
      {
        chain: [certificate(), certificate({ subject: 'CN=Example CA', issuer: 'CN=Example CA' })],
        untrusted: 'SELF_SIGNED_CERT_IN_CHAIN',
      },
    ),
    'untrusted',
    says(
      /its chain ends at "CN=Example CA", an authority that is not known here/,
      /^If "CN=Example CA" is an authority of your own/,
    ),
  ],
  'an unknown authority, whose root did not come along': [
    showing({}, { chain: [certificate(), intermediate], untrusted: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }),
    'untrusted',
    says(/ends at "CN=Example Root"/),
  ],
  'not made for servers': [showing({}, { untrusted: 'INVALID_PURPOSE' }), 'untrusted', says(/./, /serverAuth/)],
  'a key that can be broken': [
    showing({}, { untrusted: 'EE_KEY_TOO_SMALL' }),
    'untrusted',
    says(/its key is so short that it can be broken/, /RSA key of 2048 bits or more/),
  ],
  'an authority whose key can be broken': [
    showing({}, { untrusted: 'CA_KEY_TOO_SMALL' }),
    'untrusted',
    says(/the key of an authority in its chain/, /2048 bits/),
  ],
  'a signature that can be forged': [
    showing({}, { untrusted: 'CA_MD_TOO_WEAK' }),
    'untrusted',
    says(/signed by MD5 or SHA-1/, /2048 bits/),
  ],
  'any other word of OpenSSL': [
    showing({}, { untrusted: 'CERT_SIGNATURE_FAILURE' }),
    'untrusted',
    says(/does not verify \(CERT_SIGNATURE_FAILURE\)/, /"CERT_SIGNATURE_FAILURE" is what OpenSSL says/),
  ],
  'none at all': [showing({}, { chain: [], named: false, untrusted: 'X' }), 'untrusted', says(/it shows none/)],
  'several faults: name, dates, trust': [
    {
      ...showing(selfSigned, { named: false, untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      now: new Date('2027-01-01T00:00:00Z'),
    },
    ['wrong-name', 'expired', 'untrusted'],
  ],
  'a date that cannot be read': [showing({ until: 'soon' }), 'unknown', says(/dates cannot be read/)],
  'no TLS': [
    relayFacts(session({ hello: { ...said(250), offers: offers({ auth: [] }) }, ...ended })),
    'not-applicable',
  ],
  'silent in the handshake': [relayFacts(session({ encrypted: broken('silent'), helloAgain: undefined })), 'unknown'],
})
