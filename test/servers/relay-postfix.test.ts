import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { alias, colleague, forPostfix, type PostfixPort, startPostfix } from '../support/postfix.ts'
import type { RealRelay } from '../support/real-relay.ts'
import { describeWith } from '../support/real-server.ts'
import { findingsOf, idsOf, loggedIn, type RunOptions, runAgainst } from './relay-run.ts'

/** relaycheck relay against Postfix as Debian packages it. */

let postfix: RealRelay<PostfixPort>
const run = (port: PostfixPort, argv: readonly string[] = [], options: RunOptions = {}) =>
  runAgainst(postfix, port, argv, options)

const remote = 'someone@remote.example'

describeWith(forPostfix, 'relaycheck relay against Postfix', () => {
  before(async () => {
    postfix = await startPostfix()
  })
  after(() => postfix.close())

  for (const [port, way] of [
    ['starttls', 'STARTTLS'],
    ['implicit', 'TLS from the first octet'],
  ] as const)
    test(`${way}: all is well, up to the message`, async () => {
      const from = ['--from', postfix.user, '--from', alias, '--from', '<>', '--to', remote]
      const report = await run(port, [...from, ...(port === 'implicit' ? ['--tls', 'implicit'] : [])])
      const { code, counts, said } = report
      assert.deepEqual([code, counts.fail, counts.warn, counts.unknown], [0, 0, 0, 0])
      for (const id of [
        'relay-ports/open',
        'relay-greeting/ready',
        'relay-tls/encrypted',
        'relay-tls-version/modern',
        'relay-certificate/trusted',
        'relay-auth/offered',
        'relay-login/accepted',
        'relay-recipient/accepted',
        'relay-size/enough',
      ])
        assert.deepEqual(idsOf(report, id.replace(/\/.*/, '')), [id])
      assert.deepEqual(
        findingsOf(report, 'relay-sender').map(({ verdict }) => verdict),
        ['pass', 'pass', 'pass'],
      )
      assert.equal(said.length, 1)
      assert.equal(said[0]?.includes('STARTTLS'), port === 'starttls')
      for (const command of ['AUTH', 'MAIL', 'RCPT', 'RSET', 'QUIT']) assert.ok(said[0]?.includes(command), command)
    })

  test('without --from nobody is named as sender: the session ends after the login', async () => {
    const report = await run('starttls')
    assert.deepEqual([report.code, idsOf(report, 'relay-login')], [0, ['relay-login/accepted']])
    assert.ok(!report.said.flat().includes('MAIL'))
  })

  test('a wrong password: the login is rejected, and tried once', async () => {
    const report = await run('starttls', ['--from', postfix.user], { password: 'wr0ng-Pässword' })
    assert.deepEqual([report.code, idsOf(report, 'relay-login')], [1, ['relay-login/rejected']])
    assert.equal(report.said.flat().filter((command) => command === 'AUTH').length, 1)
    assert.match(findingsOf(report, 'relay-login')[0]?.says ?? '', /535 5\.7\.8/)
    assert.ok(!report.said.flat().includes('MAIL'))
  })

  for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5'])
    test(`${mechanism}: the right password, and a wrong one`, async () => {
      const right = await run('starttls', ['--auth', mechanism])
      assert.deepEqual(idsOf(right, 'relay-login'), ['relay-login/accepted'])
      const wrong = await run('starttls', ['--auth', mechanism], { password: 'wr0ng-Pässword' })
      assert.deepEqual(idsOf(wrong, 'relay-login'), ['relay-login/rejected'])
      assert.ok(postfix.log().includes(`SASL ${mechanism} authentication failed`))
    })

  test('a server that takes no password over the line: CRAM-MD5 is what is left', async () => {
    const report = await run('challenge')
    assert.deepEqual(idsOf(report, 'relay-auth', 'relay-login'), ['relay-auth/offered', 'relay-login/accepted'])
    const plain = await run('challenge', ['--auth', 'PLAIN'])
    assert.deepEqual([plain.code, idsOf(plain, 'relay-auth')], [1, ['relay-auth/no-common-mechanism']])
    assert.equal(loggedIn(plain), false)
  })

  for (const [port, outcome] of [
    ['expired', 'expired'],
    ['wrongName', 'wrong-name'],
    ['selfSigned', 'untrusted'],
  ] as const)
    test(`a certificate that is ${outcome}: that is told, and nobody logs in`, async () => {
      const report = await run(port, ['--from', postfix.user])
      assert.deepEqual([report.code, idsOf(report, 'relay-certificate')], [1, [`relay-certificate/${outcome}`]])
      assert.deepEqual(
        findingsOf(report, 'relay-login').map(({ verdict }) => verdict),
        ['skip'],
      )
      assert.equal(loggedIn(report), false)
      assert.ok(!report.said.flat().includes('MAIL'))
    })

  test('the right certificate, asked for by another name: nobody logs in', async () => {
    const report = await run('starttls', [], { servername: 'mail.other.example' })
    assert.deepEqual([report.code, idsOf(report, 'relay-certificate')], [1, ['relay-certificate/wrong-name']])
    assert.equal(loggedIn(report), false)
  })

  test('no TLS at all, and a login offered all the same: the password stays here', async () => {
    const elsewhere = { address: '192.0.2.10' }
    const report = await run('clear', ['--from', postfix.user], elsewhere)
    assert.deepEqual([report.code, idsOf(report, 'relay-tls')], [1, ['relay-tls/not-offered']])
    const declined = await run('clear', ['--from', postfix.user, '--tls', 'none'], elsewhere)
    assert.deepEqual(idsOf(declined, 'relay-tls'), ['relay-tls/declined'])
    const local = await run('clear', ['--from', postfix.user])
    assert.deepEqual([local.code, idsOf(local, 'relay-tls')], [1, ['relay-tls/not-offered']])
    const localDeclined = await run('clear', ['--from', postfix.user, '--tls', 'none'])
    assert.deepEqual([localDeclined.code, idsOf(localDeclined, 'relay-tls')], [0, ['relay-tls/local-declined']])
    for (const one of [report, declined, local, localDeclined]) assert.equal(loggedIn(one), false)
  })

  test('somebody else’s address as sender, which Postfix refuses only at RCPT', async () => {
    const report = await run('starttls', ['--from', postfix.user, '--from', colleague, '--to', remote])
    assert.equal(report.code, 1)
    const senders = findingsOf(report, 'relay-sender')
    assert.deepEqual(
      senders.map(({ id, about }) => [about.sender, id]).sort(),
      [
        [postfix.user, senders.find(({ verdict }) => verdict === 'pass')?.id],
        [colleague, 'relay-sender/rejected'],
      ].sort(),
    )
    assert.match(senders.find(({ verdict }) => verdict === 'fail')?.says ?? '', /553 5\.7\.1/)
    assert.deepEqual(idsOf(report, 'relay-recipient'), ['relay-recipient/accepted'])
    const alone = await run('starttls', ['--from', colleague])
    assert.deepEqual(idsOf(alone, 'relay-sender'), ['relay-sender/rejected'])
  })

  test('messages up to 5 MB', async () => {
    const report = await run('small')
    assert.deepEqual(idsOf(report, 'relay-size'), ['relay-size/small'])
    assert.match(findingsOf(report, 'relay-size')[0]?.says ?? '', /5(\.0|\.2)? ?M/)
  })

  test('recipients put off with 450: cannot tell, never refused', async () => {
    const report = await run('later', ['--from', postfix.user, '--to', remote])
    assert.deepEqual([report.code, report.counts.fail], [3, 0])
    assert.deepEqual(idsOf(report, 'relay-login', 'relay-recipient'), [
      'relay-login/accepted',
      'relay-recipient/unknown',
    ])
    assert.deepEqual(idsOf(report, 'relay-sender'), ['relay-sender/unknown'])
    assert.match(findingsOf(report, 'relay-recipient')[0]?.blind?.detail ?? '', /450 4\.3\.2/)
  })

  test('no credentials: who may send is not known, and nothing is wrong', async () => {
    const report = await run('starttls', ['--from', postfix.user, '--to', remote], { anonymous: true })
    assert.deepEqual([report.code, report.counts.fail], [0, 0])
    assert.deepEqual(idsOf(report, 'relay-sender', 'relay-recipient').sort(), [
      'relay-recipient/not-tried',
      'relay-sender/not-tried',
    ])
    assert.equal(loggedIn(report), false)
  })

  test('a stranger may not relay', async () => {
    const report = await run('starttls', ['--open-relay-test', '--from', postfix.user])
    assert.deepEqual([report.code, idsOf(report, 'relay-closed')], [0, ['relay-closed/closed']])
    assert.equal(report.said.length, 2)
  })

  test('a client certificate: shown, it is taken; without one the session ends before anybody logs in', async () => {
    const shown = await run('clientCertificate', [], { shows: true })
    assert.deepEqual([shown.code, idsOf(shown, 'relay-login')], [0, ['relay-login/accepted']])
    const bare = await run('clientCertificate')
    assert.notEqual(bare.code, 0)
    assert.ok(!idsOf(bare, 'relay-login').includes('relay-login/accepted'))
    assert.equal(loggedIn(bare), false)
    assert.ok(bare.findings.some(({ blind, says }) => /client certificate/i.test(`${blind?.detail} ${says}`)))
  })

  test('TLS 1.1 is seen, and nobody logs in by it', async () => {
    const report = await run('oldTls', ['--from', postfix.user])
    assert.deepEqual([report.code, idsOf(report, 'relay-tls-version')], [1, ['relay-tls-version/old']])
    assert.match(findingsOf(report, 'relay-tls-version')[0]?.says ?? '', /TLS 1\.1/)
    assert.equal(loggedIn(report), false)
  })

  test('TLS at a port that speaks in clear first, and the reverse', async () => {
    const early = await run('starttls', ['--tls', 'implicit'])
    assert.deepEqual([early.code, idsOf(early, 'relay-tls')], [1, ['relay-tls/failed']])
    const late = await run('implicit', ['--tls', 'starttls', '--timeout', '2'])
    assert.deepEqual([late.code, idsOf(late, 'relay-greeting')], [1, ['relay-greeting/speaks-tls']])
    for (const report of [early, late]) assert.equal(loggedIn(report), false)
  })
})
