import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-signer-key.ts'
import type { KeySeen } from '../../../src/core/machine.ts'
import { blind, seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import { keyText, publicKeys } from '../../support/dkim-facts.ts'
import { noPermission } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'
import { half, milter, noKey, recordOf, rspamd, signer, signerKey, signing } from '../../support/signing-facts.ts'

const facts = (...signerKeys: Awaited<ReturnType<typeof signerKey>>[]) => ({
  signing: signing([signer()], [milter()]),
  signerKeys,
})
const name = 'mail._domainkey.shop.example'
const info = { uid: 0, gid: 0, size: 1704, modified: '2026-01-01T00:00:00.000Z' }
const timeout = { reason: 'timeout', detail: '192.0.2.53 did not answer within 5 s' } as const
/** An Ed25519 key as OpenSSL writes it (RFC 8410 section 4). */
const ed25519 = Buffer.concat([
  Buffer.from('302a300506032b6570032100', 'hex'),
  Buffer.from(publicKeys.ed25519, 'base64'),
]).toString('base64')

/** A signer with more keys than are compared. */
const many = Array.from({ length: 42 }, (_, i) => ({ domain: `a${i}.example`, selector: 's', path: `/k/${i}` }))

cases(check, {
  'more keys than are compared': [
    {
      signing: signing(
        [signer({ senders: many.map((one) => ({ sender: `x@${one.domain}`, keys: seen([one]) })) })],
        [milter()],
      ),
      signerKeys: [await signerKey(recordOf())],
    },
    ['matches', 'unknown'],
    ([, left]) => says(/2 more keys were not compared/)([left as never]),
  ],
  'the same key': [
    facts(await signerKey(recordOf())),
    'matches',
    says(
      /^OpenDKIM signs for shop\.example with \/etc\/opendkim\/keys\/mail\.private, and mail\._domainkey\.shop\.example publishes its public half \(2048 bit RSA\)\.$/,
    ),
  ],
  'the same key of Ed25519': [
    facts(await signerKey(recordOf('ed25519', 'k=ed25519; '), { half: half(ed25519, 'ed25519') })),
    'matches',
    says(/\(Ed25519\)/),
  ],
  'the same key where an alias leads': [
    facts(await signerKey(`${name} CNAME k.relay.example\nk.relay.example TXT "${keyText()}"`)),
    'matches',
  ],
  'another key': [
    facts(await signerKey(recordOf('other2048'))),
    'differs',
    (findings) => {
      says(
        /publishes another key \(2048 bit RSA\): every signature of this machine fails/,
        /selector of its own/,
      )(findings)
      const [change] = findings[0]?.repair ?? []
      assert.ok(change?.change === 'replace' && change.name === name)
      assert.equal(change.becomes.replaceAll('" "', ''), `"${keyText()}"`)
      assert.equal(change.was.replaceAll('" "', ''), `"${keyText('other2048')}"`)
    },
  ],
  'a key of another kind': [
    facts(await signerKey(recordOf('ed25519', 'k=ed25519; '))),
    'differs',
    says(/\(2048 bit RSA\), but .* another key \(Ed25519\)/),
  ],
  'another key where an alias leads': [
    facts(await signerKey(`${name} CNAME k.relay.example\nk.relay.example TXT "${keyText('other2048')}"`)),
    'differs',
    (findings) => {
      says(/another key/, /is an alias that leads to k\.relay\.example/)(findings)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  'nothing published': [
    facts(await signerKey('')),
    'not-published',
    (findings) => {
      says(/nothing is published at mail\._domainkey\.shop\.example/)(findings)
      const [change] = findings[0]?.repair ?? []
      assert.ok(change?.change === 'add')
      assert.equal(change.becomes.replaceAll('" "', ''), `"${keyText()}"`)
    },
  ],
  'a key that was withdrawn': [
    facts(await signerKey(`${name} TXT "v=DKIM1; p="`)),
    'unusable',
    says(/the key is withdrawn \(p= is empty\)/),
  ],
  'two records': [
    facts(await signerKey(`${recordOf()}\n${recordOf('other2048')}`)),
    'unusable',
    (findings) => {
      says(/there are 2 TXT records, where one is allowed/)(findings)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  'something else': [facts(await signerKey(`${name} TXT "v=DKIM1; p=bm90IGEga2V5"`)), 'unusable'],
  'a key that everybody may read, and a signer that takes none such': [
    facts(await signerKey(recordOf(), { safe: true, half: { ...half(), info: { ...info, mode: 0o644 } } as KeySeen })),
    'exposed',
    says(
      /^Every user of this machine can read \/etc\/opendkim\/keys\/mail\.private \(mode 0644\).*keep mail of that domain back \(451 4\.7\.1\)/,
      /^ {4}chmod 600 \/etc\/opendkim\/keys\/mail\.private$/m,
    ),
  ],
  'the same where that is no matter': [
    facts(await signerKey(recordOf(), { half: { ...half(), info: { ...info, mode: 0o644 } } as KeySeen })),
    'matches',
  ],
  'a key for its group': [
    facts(await signerKey(recordOf(), { safe: true, half: { ...half(), info: { ...info, mode: 0o640 } } as KeySeen })),
    'matches',
  ],
  'no private key in the file': [
    facts(await signerKey(recordOf(), { half: noKey('it holds no private key') })),
    'no-key',
    says(
      /mail\.private is no key that it can use: it holds no private key/,
      /^ {4}opendkim-genkey -b 2048 -d shop\.example -s s2 -D \/etc\/opendkim$/m,
    ),
  ],
  'no file': [
    facts(await signerKey(recordOf(), { half: { kind: 'absent' }, signer: 'rspamd' })),
    'no-key',
    says(/there is no such file/, /^ {4}rspamadm dkim_keygen -b 2048 -d shop\.example -s s2 -k /m),
  ],
  'a folder': [
    facts(await signerKey(recordOf(), { half: { kind: 'other', what: 'folder' } })),
    'no-key',
    says(/it is a folder/),
  ],
  'a key of a kind that DKIM has no use for': [
    facts(
      await signerKey(recordOf(), {
        half: half('MCowBQYDK2VuAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'x25519'),
      }),
    ),
    'no-key',
    says(/it is a key for x25519, not for RSA or Ed25519/),
  ],
  'a key that may not be read': [
    facts(await signerKey(recordOf(), { half: { kind: 'blind', blind: noPermission } })),
    'unknown',
    says(/belongs to root/, /sudo/),
  ],
  'no answer from DNS': [facts(await signerKey(timeout)), 'unknown', says(/did not answer/)],
  'each of several': [facts(await signerKey(recordOf()), await signerKey('')), ['matches', 'not-published']],
  'tables that may not be read': [
    {
      signing: signing([signer({ senders: [{ sender: 'a@shop.example', keys: blind(noPermission) }] })], [milter()]),
      signerKeys: [],
    },
    'unknown',
    says(/belongs to root/, /sudo/),
  ],
  'tables that may not be read, beside a key that was seen': [
    {
      signing: signing(
        [rspamd(), signer({ senders: [{ sender: 'b@shop.example', keys: blind(noPermission) }] })],
        [milter()],
      ),
      signerKeys: [await signerKey(recordOf())],
    },
    ['matches', 'unknown'],
  ],
  'a configuration that may not be read': [{ signing: signing([], [], [noPermission]), signerKeys: [] }, 'unknown'],
  'nothing signs': [
    { signing: signing([], []), signerKeys: [] },
    'not-applicable',
    says(/nothing on this machine is known to sign mail/),
  ],
  'no key for anybody': [
    { signing: signing([rspamd({ senders: [] })], []), signerKeys: [] },
    'not-applicable',
    says(/no private key that mail is signed with stands in a file/),
  ],
})
