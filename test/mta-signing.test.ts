import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { describe } from 'node:test'
import dkimSignerKey from '../src/checks/dkim/dkim-signer-key.ts'
import mtaSigning from '../src/checks/mta/mta-signing.ts'
import { lookAt } from '../src/commands/look.ts'
import type { Check } from '../src/core/check.ts'
import type { Finding } from '../src/core/finding.ts'
import { openMachine } from '../src/net/machine.ts'
import { planOf } from '../src/plan.ts'
import { memoryWorld } from './support/memory-dns.ts'
import { machine } from './support/mta-facts.ts'
import { mtaState } from './support/mta-states.ts'
import { askedOf } from './support/session-facts.ts'

const checks: readonly Check[] = [dkimSignerKey, mtaSigning]
/** A pair of keys, its private half as signers keep it, its public half as it is published. */
function makePair() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const half = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    record: `"v=DKIM1; k=rsa; p=${half.slice(0, 200)}" "${half.slice(200)}"`,
  }
}
const [ours, another] = [makePair(), makePair()]

/** A machine of fixtures/mta with our private key at these paths, and our public one at these names. */
async function judge(state: string, paths: readonly string[], names: readonly string[], record = ours.record) {
  const root = mtaState(state)
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), ours.pem, { mode: 0o600 })
  }
  const opened = openMachine({ root })
  assert.ok('machine' in opened)
  const zone = [
    'shop.example SOA ns h 1',
    'news.example SOA ns h 1',
    ...names.map((name) => `${name.replace('@', '._domainkey.')} TXT ${record}`),
  ]
  const world = memoryWorld(zone.join('\n'), { machine: opened.machine })
  const findings = await lookAt(machine, planOf([machine], checks, askedOf({ senders: ['me@shop.example'] })), world)
  const secret = ours.pem.split('\n')[3] ?? ''
  assert.ok(secret.length > 40 && !JSON.stringify(findings).includes(secret))
  return findings
}

const keys = ['/etc/opendkim/keys/shop.private', '/etc/opendkim/keys/news.private']
const published = ['mail@shop.example', 'mail@news.example']
const matches = 'dkim-signer-key/matches'

/** Each machine, where its keys are and are published, and all that is said. */
const states: Record<string, [keys: readonly string[], names: readonly string[], says: readonly string[]]> = {
  'signing-opendkim': [keys, published, [matches, matches, 'mta-signing/signs']],
  'signing-no-patterns': [keys, published, ['dkim-signer-key/not-applicable', 'mta-signing/sender-not-covered']],
  'signing-one-left-out': [keys, published, [matches, 'mta-signing/signs', 'mta-signing/sender-not-covered']],
  'signing-outside': [keys, published, [matches, matches, 'mta-signing/socket-down']],
  'signing-other-port': [keys, published, [matches, matches, 'mta-signing/socket-down']],
  'signing-programs-left-out': [keys, published, [matches, matches, 'mta-signing/not-asked', 'mta-signing/signs']],
  'signing-one-key': [
    ['/etc/dkimkeys/2026.private'],
    ['2026@shop.example', '2026@news.example'],
    [matches, matches, 'mta-signing/fails-open', 'mta-signing/body-simple-through-relay', 'mta-signing/signs'],
  ],
  'signing-rspamd': [
    ['/var/lib/rspamd/dkim/shop.example.s2026.key'],
    ['s2026@shop.example'],
    [matches, 'mta-signing/signs', 'mta-signing/sender-not-covered'],
  ],
  'signing-mailinabox': [
    ['/home/user-data/mail/dkim/mail.private'],
    [...published, 'mail@box.shop.example'],
    [
      matches,
      matches,
      matches,
      'mta-signing/fails-open-relay-signs',
      'mta-signing/body-simple-through-relay',
      'mta-signing/signs',
    ],
  ],
  'signing-none': [[], [], ['dkim-signer-key/not-applicable', 'mta-signing/no-signer']],
  'signing-verifies': [[], [], ['dkim-signer-key/not-applicable', 'mta-signing/no-signer']],
}

const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id)
const first = (findings: readonly Finding[], id: string): Finding => {
  const found = findings.find((one) => one.id === id)
  assert.ok(found, ids(findings).join(' '))
  return found
}

describe('a machine that signs as it stands in fixtures/mta', () => {
  for (const [state, [paths, names, expected]] of Object.entries(states))
    test(state, async () => assert.deepEqual(ids(await judge(state, paths, names)), expected))

  test('each is judged here', () =>
    assert.deepEqual(
      readdirSync('fixtures/mta').filter((name) => name.startsWith('signing-') && !(name in states)),
      [],
    ))
})

test('another key than the published one', async () => {
  const findings = await judge('signing-opendkim', keys, published, another.record)
  const differs = first(findings, 'dkim-signer-key/differs')
  assert.match(
    differs.says,
    /^OpenDKIM signs for shop\.example with \/etc\/opendkim\/keys\/shop\.private \(2048 bit RSA\), but mail\._domainkey\.shop\.example publishes another key/,
  )
  const [change] = differs.repair ?? []
  assert.ok(change?.change === 'replace')
  assert.equal(change.becomes.replaceAll('" "', ''), ours.record.replaceAll('" "', ''))
  assert.equal(change.was, another.record)
})

test('nothing published, and no private key', async () => {
  assert.deepEqual(
    ids(await judge('signing-opendkim', keys, [])).slice(0, 2),
    Array(2).fill('dkim-signer-key/not-published'),
  )
  const gone = first(await judge('signing-opendkim', keys.slice(1), published), 'dkim-signer-key/no-key')
  assert.match(gone.says, /\/etc\/opendkim\/keys\/shop\.private is no key that it can use: there is no such file/)
})

test('what a pattern is written in, and the line that has it read as one', async () => {
  const bare = first(await judge('signing-no-patterns', keys, published), 'mta-signing/sender-not-covered')
  assert.match(
    bare.says,
    /\/etc\/opendkim\/SigningTable line 2 has "\*@shop\.example", which is a pattern only where SigningTable begins with "refile:"/,
  )
  assert.match(bare.fix ?? '', /^ {4}SigningTable refile:\/etc\/opendkim\/SigningTable$/m)
})

test('the sender that is left out gets lines of its own, with the key that is there', async () => {
  const bare = first(await judge('signing-one-left-out', keys, published), 'mta-signing/sender-not-covered')
  assert.match(bare.says, /^OpenDKIM does not sign mail of news\.example: /)
  assert.match(bare.fix ?? '', /^ {4}echo '\*@news\.example news\.example' >> \/etc\/opendkim\/SigningTable$/m)
  assert.match(
    bare.fix ?? '',
    /^ {4}echo news\.example news\.example:mail:\/etc\/opendkim\/keys\/shop\.private >> |^ {4}echo 'news\.example news\.example:mail:\/etc\/opendkim\/keys\/shop\.private' >> /m,
  )
})

test('a socket outside of the queue directory, and one at another port', async () => {
  const outside = first(await judge('signing-outside', keys, published), 'mta-signing/socket-down')
  assert.match(
    outside.says,
    /Postfix asks at unix:opendkim\/opendkim\.sock .*answer at local:\/run\/opendkim\/opendkim\.sock/,
  )
  assert.match(outside.fix ?? '', /^ {4}Socket inet:8891@127\.0\.0\.1$/m)
  assert.match(outside.fix ?? '', /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:8891'$/m)
  const port = first(await judge('signing-other-port', keys, published), 'mta-signing/socket-down')
  assert.match(
    port.says,
    /Mail leaves without a signature, and nothing says so \(milter_default_action = accept, \/etc\/postfix\/main\.cf line 10\)/,
  )
  assert.match(port.fix ?? '', /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:12301'$/m)
})

test('programs of the machine are left out: the order adds the filter for them', async () => {
  const past = first(await judge('signing-programs-left-out', keys, published), 'mta-signing/not-asked')
  assert.match(past.says, /what comes from programs of this machine \(non_smtpd_milters\)/)
  assert.match(past.fix ?? '', /^ {4}postconf -e 'non_smtpd_milters = \$smtpd_milters'$/m)
})
