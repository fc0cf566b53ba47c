import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import test, { describe } from 'node:test'
import type { Finding } from '../src/core/finding.ts'
import { another, judgeSigning, keys, ours, signingStates } from './support/signing-states.ts'

const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id)
const first = (findings: readonly Finding[], id: string): Finding => {
  const found = findings.find((one) => one.id === id)
  assert.ok(found, ids(findings).join(' '))
  return found
}

describe('a machine that signs as it stands in fixtures/mta', () => {
  for (const [name, [state, expected, how]] of Object.entries(signingStates))
    test(name, async () => assert.deepEqual(ids(await judgeSigning(state, how)), expected))

  test('each is judged here', () =>
    assert.deepEqual(
      readdirSync('fixtures/mta').filter(
        (name) => name.startsWith('signing-') && !Object.values(signingStates).some(([state]) => state === name),
      ),
      [],
    ))
})

test('another key than the published one', async () => {
  const findings = await judgeSigning('signing-opendkim', { record: another.record })
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

test('no private key', async () => {
  const gone = first(await judgeSigning('signing-opendkim', { paths: keys.slice(1) }), 'dkim-signer-key/no-key')
  assert.match(gone.says, /\/etc\/opendkim\/keys\/shop\.private is no key that it can use: there is no such file/)
})

test('what a pattern is written in, and the line that has it read as one', async () => {
  const bare = first(await judgeSigning('signing-no-patterns'), 'mta-signing/sender-not-covered')
  assert.match(
    bare.says,
    /\/etc\/opendkim\/SigningTable line 2 has "\*@shop\.example", which is a pattern only where SigningTable begins with "refile:"/,
  )
  assert.match(bare.fix ?? '', /^ {4}SigningTable refile:\/etc\/opendkim\/SigningTable$/m)
})

test('the sender that is left out gets lines of its own, with the key that is there', async () => {
  const bare = first(await judgeSigning('signing-one-left-out'), 'mta-signing/sender-not-covered')
  assert.match(bare.says, /^OpenDKIM does not sign mail of news\.example: /)
  assert.match(bare.fix ?? '', /^ {4}echo '\*@news\.example news\.example' >> \/etc\/opendkim\/SigningTable$/m)
  assert.match(
    bare.fix ?? '',
    /^ {4}echo news\.example news\.example:mail:\/etc\/opendkim\/keys\/shop\.private >> |^ {4}echo 'news\.example news\.example:mail:\/etc\/opendkim\/keys\/shop\.private' >> /m,
  )
})

test('a socket outside of the queue directory, and one at another port', async () => {
  const outside = first(await judgeSigning('signing-outside'), 'mta-signing/socket-down')
  assert.match(
    outside.says,
    /Postfix asks at unix:opendkim\/opendkim\.sock .*answer at local:\/run\/opendkim\/opendkim\.sock/,
  )
  assert.match(outside.fix ?? '', /^ {4}Socket inet:8891@127\.0\.0\.1$/m)
  assert.match(outside.fix ?? '', /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:8891'$/m)
  const port = first(await judgeSigning('signing-other-port'), 'mta-signing/socket-down')
  assert.match(
    port.says,
    /Mail leaves without a signature, and nothing says so \(milter_default_action = accept, \/etc\/postfix\/main\.cf line 10\)/,
  )
  assert.match(port.fix ?? '', /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:12301'$/m)
})

test('programs of the machine are left out: the order adds the filter for them', async () => {
  const past = first(await judgeSigning('signing-programs-left-out'), 'mta-signing/not-asked')
  assert.match(past.says, /what comes from programs of this machine \(non_smtpd_milters\)/)
  assert.match(past.fix ?? '', /^ {4}postconf -e 'non_smtpd_milters = \$smtpd_milters'$/m)
})
