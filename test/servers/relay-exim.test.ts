import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { delay, type EximPort, forExim, startExim } from '../support/exim.ts'
import type { RealRelay } from '../support/real-relay.ts'
import { describeWith } from '../support/real-server.ts'
import { findingsOf, idsOf, loggedIn, type RunOptions, runAgainst } from './relay-run.ts'

/** relaycheck relay against Exim, which has GnuTLS beneath it, and replies of its own. */

let exim: RealRelay<EximPort>
const run = (port: EximPort, argv: readonly string[] = [], options: RunOptions = {}) =>
  runAgainst(exim, port, argv, options)

const own = 'alice@relay.example'
const remote = 'someone@remote.example'

describeWith(forExim, 'relaycheck relay against Exim', () => {
  before(async () => {
    exim = await startExim()
  })
  after(() => exim.close())

  for (const [port, argv] of [
    ['starttls', []],
    ['implicit', ['--tls', 'implicit']],
  ] as const)
    test(`${port}: all is well, up to the message`, async () => {
      const report = await run(port, [...argv, '--from', own, '--from', '<>', '--to', remote])
      const { code, counts, said } = report
      assert.deepEqual([code, counts.fail, counts.warn, counts.unknown], [0, 0, 0, 0])
      assert.deepEqual(idsOf(report, 'relay-tls', 'relay-certificate', 'relay-login', 'relay-recipient'), [
        'relay-tls/encrypted',
        'relay-certificate/trusted',
        'relay-login/accepted',
        'relay-recipient/accepted',
      ])
      const before = port === 'starttls' ? ['EHLO', 'STARTTLS', 'EHLO'] : ['EHLO']
      const envelope = ['MAIL', 'RCPT', 'RSET']
      assert.deepEqual(said, [[...before, 'AUTH', ...envelope, ...envelope, 'QUIT']])
    })

  test('implicit TLS that is spoken to in clear is named, with the way to go', async () => {
    const report = await run('implicit', ['--tls', 'starttls', '--timeout', '2'])
    assert.deepEqual([report.code, idsOf(report, 'relay-greeting')], [1, ['relay-greeting/speaks-tls']])
    assert.match(findingsOf(report, 'relay-greeting')[0]?.fix ?? '', / --tls implicit .*smtp_tls_wrappermode = yes/s)
    assert.equal(loggedIn(report), false)
  })

  test('plain SMTP that TLS is spoken to is named, with the way to go', async () => {
    const report = await run('starttls', ['--tls', 'implicit'])
    assert.deepEqual([report.code, idsOf(report, 'relay-tls')], [1, ['relay-tls/failed']])
    assert.match(findingsOf(report, 'relay-tls')[0]?.fix ?? '', / --tls starttls .*smtp_tls_wrappermode = no/s)
    assert.equal(loggedIn(report), false)
  })

  for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5'])
    test(`${mechanism}: the right password, and a wrong one`, async () => {
      const right = await run('starttls', ['--auth', mechanism])
      assert.deepEqual(idsOf(right, 'relay-login'), ['relay-login/accepted'])
      const wrong = await run('starttls', ['--auth', mechanism], { password: 'wr0ng-Pässword' })
      assert.deepEqual([wrong.code, idsOf(wrong, 'relay-login')], [1, ['relay-login/rejected']])
      assert.equal(wrong.said.flat().filter((command) => command === 'AUTH').length, 1)
    })

  for (const [port, outcome] of [
    ['expired', 'expired'],
    ['wrongName', 'wrong-name'],
    ['selfSigned', 'untrusted'],
  ] as const)
    test(`a certificate that is ${outcome}: that is told, and nobody logs in`, async () => {
      const report = await run(port, ['--from', own])
      assert.deepEqual([report.code, idsOf(report, 'relay-certificate')], [1, [`relay-certificate/${outcome}`]])
      assert.deepEqual(report.said, [['EHLO', 'STARTTLS', 'EHLO', 'QUIT']])
    })

  test('no STARTTLS: nothing more is said in clear', async () => {
    const report = await run('stripped', ['--from', own], { address: '192.0.2.10' })
    assert.deepEqual([report.code, idsOf(report, 'relay-tls')], [1, ['relay-tls/not-offered']])
    assert.deepEqual(report.said, [['EHLO', 'QUIT']])
  })

  test('a client certificate: shown, it is taken; without one nobody logs in', async () => {
    const shown = await run('clientCertificate', [], { shows: true })
    assert.deepEqual([shown.code, idsOf(shown, 'relay-login')], [0, ['relay-login/accepted']])
    const bare = await run('clientCertificate')
    assert.notEqual(bare.code, 0)
    assert.equal(loggedIn(bare), false)
    assert.ok(bare.findings.some(({ blind, says }) => /client certificate/i.test(`${blind?.detail} ${says}`)))
  })

  test(`a greeting that is held back for ${delay} s is waited for, and is no fault`, async () => {
    const report = await run('delayed')
    assert.deepEqual([report.code, idsOf(report, 'relay-greeting')], [0, ['relay-greeting/ready']])
    assert.deepEqual(idsOf(report, 'relay-login'), ['relay-login/accepted'])
    assert.deepEqual(idsOf(report, 'relay-speed'), ['relay-speed/slow'])
    const [greeting] = findingsOf(report, 'relay-greeting')
    assert.ok(Number(greeting?.about.ms) >= delay * 1000, String(greeting?.about.ms))
  })

  test('a run that is not given that time ends in its own, and cannot tell', async () => {
    const begun = performance.now()
    const report = await run('delayed', ['--deadline', '2'])
    assert.deepEqual([report.code, report.counts.fail], [3, 0])
    assert.deepEqual(idsOf(report, 'relay-greeting'), ['relay-greeting/unknown'])
    assert.equal(report.said.flat().includes('EHLO'), false)
    assert.ok(performance.now() - begun < (delay + 2) * 1000)
  })

  test('451 instead of a greeting: cannot tell, never refused', async () => {
    const report = await run('laterAtOnce', ['--from', own])
    assert.deepEqual([report.code, report.counts.fail], [3, 0])
    assert.deepEqual(idsOf(report, 'relay-greeting'), ['relay-greeting/unknown'])
    assert.match(findingsOf(report, 'relay-greeting')[0]?.blind?.detail ?? '', /451/)
  })

  test('554 instead of a greeting: refused', async () => {
    const report = await run('refusing', ['--from', own])
    assert.deepEqual([report.code, idsOf(report, 'relay-greeting')], [1, ['relay-greeting/refused']])
    assert.match(findingsOf(report, 'relay-greeting')[0]?.says ?? '', /550 5\.7\.1/)
  })

  test('recipients put off, as greylisting does: cannot tell', async () => {
    const report = await run('later', ['--from', own, '--to', remote])
    assert.deepEqual([report.code, report.counts.fail], [3, 0])
    assert.deepEqual(idsOf(report, 'relay-recipient'), ['relay-recipient/unknown'])
    assert.match(findingsOf(report, 'relay-recipient')[0]?.blind?.detail ?? '', /451 4\.2\.0/)
  })

  test('a login put off: cannot tell, and the password is not said to be wrong', async () => {
    const report = await run('laterLogin')
    assert.deepEqual([report.code, report.counts.fail], [3, 0])
    assert.deepEqual(idsOf(report, 'relay-login'), ['relay-login/unknown'])
  })

  test('the null sender refused: bounces get lost, mail does not', async () => {
    const report = await run('noBounces', ['--from', own, '--from', '<>', '--to', remote])
    const verdicts = findingsOf(report, 'relay-sender').map(({ verdict }) => verdict)
    assert.deepEqual([report.code, report.counts.fail, verdicts.sort()], [0, 0, ['pass', 'warn']])
    assert.ok(idsOf(report, 'relay-sender').includes('relay-sender/null-sender-refused'))
  })

  test('a sender outside ASCII', async () => {
    const report = await run('starttls', ['--from', 'grüße@relay.example', '--to', remote])
    assert.equal(report.code, 0)
    assert.deepEqual(
      findingsOf(report, 'relay-sender').map(({ verdict, about }) => [verdict, about.sender]),
      [['pass', 'grüße@relay.example']],
    )
  })

  test('several addresses: each is looked at, and one alone is told the password', async () => {
    const report = await run('starttls', ['--from', own], { address: 'localhost' })
    assert.deepEqual([report.code, report.counts.fail], [0, 0])
    assert.deepEqual(idsOf(report, 'relay-certificate'), ['relay-certificate/trusted', 'relay-certificate/trusted'])
    assert.deepEqual(idsOf(report, 'relay-login'), ['relay-login/accepted'])
    assert.equal(report.said.length, 2)
    assert.equal(report.said.filter((commands) => commands.includes('AUTH')).length, 1)
  })

  test('strangers: turned away, and at an open relay let through', async () => {
    const closed = await run('starttls', ['--open-relay-test'])
    assert.deepEqual([closed.code, idsOf(closed, 'relay-closed')], [0, ['relay-closed/closed']])
    const open = await run('open', ['--open-relay-test'])
    assert.deepEqual(open.said.at(-1)?.slice(-4), ['MAIL', 'RCPT', 'RSET', 'QUIT'])
    // From an address of its own network a relay that lets it through may still be closed to the Internet.
    assert.deepEqual([open.code, idsOf(open, 'relay-closed')], [3, ['relay-closed/unknown']])
  })
})
