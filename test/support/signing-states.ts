import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import dkimSignerKey from '../../src/checks/dkim/dkim-signer-key.ts'
import mtaSigning from '../../src/checks/mta/mta-signing.ts'
import { lookAt } from '../../src/commands/look.ts'
import type { Check } from '../../src/core/check.ts'
import type { Finding } from '../../src/core/finding.ts'
import { planOf } from '../../src/plan.ts'
import { machineAt } from './machine-tree.ts'
import { memoryWorld } from './memory-dns.ts'
import { machine } from './mta-facts.ts'
import { mtaState } from './mta-states.ts'
import { askedOf } from './session-facts.ts'

/** What is judged of a machine that signs. */
export const signingChecks: readonly Check[] = [dkimSignerKey, mtaSigning]

/** A pair of keys, its private half as signers keep it, its public half as it is published. */
function makePair() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const half = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    record: `"v=DKIM1; k=rsa; p=${half.slice(0, 200)}" "${half.slice(200)}"`,
  }
}
/** Pairs made anew for each run. */
export const [ours, another] = [makePair(), makePair()]

/** What its folder does not hold of a machine that signs. */
interface SigningAround {
  /** Where our private key stands. */
  paths?: readonly string[]
  /** Where a record is published, as `selector@domain`. */
  names?: readonly string[]
  /** The record there. */
  record?: string
  /** The permission bits of the keys. */
  mode?: number
}

/** Those of most of the machines. */
export const keys = ['/etc/opendkim/keys/shop.private', '/etc/opendkim/keys/news.private']
const published = ['mail@shop.example', 'mail@news.example']

/** What is found of signing on a machine of fixtures/mta. No private key is told. */
export async function judgeSigning(state: string, around: SigningAround = {}): Promise<Finding[]> {
  const { paths = keys, names = published, record = ours.record, mode = 0o600 } = around
  const root = mtaState(state)
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), ours.pem, { mode })
  }
  const zone = [
    'shop.example SOA ns h 1',
    'news.example SOA ns h 1',
    ...names.map((name) => `${name.replace('@', '._domainkey.')} TXT ${record}`),
  ]
  const world = memoryWorld(zone.join('\n'), { machine: machineAt(root) })
  const asked = askedOf({ senders: ['me@shop.example'] })
  const findings = await lookAt(machine, planOf([machine], signingChecks, asked), world)
  const secret = ours.pem.split('\n')[3] ?? ''
  assert.ok(secret.length > 40 && !JSON.stringify(findings).includes(secret))
  return findings
}

const matches = 'dkim-signer-key/matches'
const bare = { paths: [], names: [] }

/** Each machine of fixtures/mta that signs, or seems to, and all that is said of it. */
export const signingStates: Record<string, [folder: string, says: readonly string[], around?: SigningAround]> = {
  'all is well': ['signing-opendkim', [matches, matches, 'mta-signing/signs']],
  'another key is published': [
    'signing-opendkim',
    [...Array(2).fill('dkim-signer-key/differs'), 'mta-signing/signs'],
    { record: another.record },
  ],
  'nothing is published': [
    'signing-opendkim',
    [...Array(2).fill('dkim-signer-key/not-published'), 'mta-signing/signs'],
    { names: [] },
  ],
  'the published key is withdrawn': [
    'signing-opendkim',
    [...Array(2).fill('dkim-signer-key/unusable'), 'mta-signing/signs'],
    { record: '"v=DKIM1; p="' },
  ],
  'the private keys are for all to read': [
    'signing-opendkim',
    [...Array(2).fill('dkim-signer-key/exposed'), 'mta-signing/signs'],
    { mode: 0o644 },
  ],
  'a private key is gone': [
    'signing-opendkim',
    ['dkim-signer-key/no-key', matches, 'mta-signing/signs'],
    { paths: keys.slice(1) },
  ],
  'patterns that are not read as such': [
    'signing-no-patterns',
    ['dkim-signer-key/not-applicable', 'mta-signing/sender-not-covered'],
  ],
  'a domain without a line': ['signing-one-left-out', [matches, 'mta-signing/signs', 'mta-signing/sender-not-covered']],
  'a line that names no key': ['signing-kept-back', [matches, 'mta-signing/signs', 'mta-signing/kept-back']],
  'a socket out of reach': ['signing-outside', [matches, matches, 'mta-signing/socket-down']],
  'a socket at another port': ['signing-other-port', [matches, matches, 'mta-signing/socket-down']],
  'programs of the machine are not handed over': [
    'signing-programs-left-out',
    [matches, matches, 'mta-signing/not-asked', 'mta-signing/signs'],
  ],
  'programs of the machine count as strangers': [
    'signing-own-left-out',
    [matches, matches, 'mta-signing/programs-not-internal', 'mta-signing/signs'],
  ],
  'one key for all': [
    'signing-one-key',
    [matches, matches, 'mta-signing/fails-open', 'mta-signing/body-simple-through-relay', 'mta-signing/signs'],
    { paths: ['/etc/dkimkeys/2026.private'], names: ['2026@shop.example', '2026@news.example'] },
  ],
  Rspamd: [
    'signing-rspamd',
    [matches, 'mta-signing/signs', 'mta-signing/sender-not-covered'],
    { paths: ['/var/lib/rspamd/dkim/shop.example.s2026.key'], names: ['s2026@shop.example'] },
  ],
  'Mail-in-a-Box': [
    'signing-mailinabox',
    [
      matches,
      matches,
      matches,
      'mta-signing/fails-open-relay-signs',
      'mta-signing/body-simple-through-relay',
      'mta-signing/signs',
    ],
    { paths: ['/home/user-data/mail/dkim/mail.private'], names: [...published, 'mail@box.shop.example'] },
  ],
  'no signer': ['signing-none', ['dkim-signer-key/not-applicable', 'mta-signing/no-signer'], bare],
  'one that verifies alone': ['signing-verifies', ['dkim-signer-key/not-applicable', 'mta-signing/no-signer'], bare],
}
