import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import test from 'node:test'
import type { TlsOptions } from 'node:tls'
import type { SmtpSession } from '../../../src/core/smtp.ts'
import { makeAuthority, selfSigned } from '../../support/certificates.ts'
import { bye, greeting, hello, intoTls, type Step } from '../../support/scripted-smtp.ts'
import { authority, conversation, hold, shown } from '../../support/smtp-client.ts'

const encryptedIn = ({ encrypted }: SmtpSession) => {
  assert.ok(encrypted && 'chain' in encrypted, JSON.stringify(encrypted))
  return encrypted
}
const brokenIn = ({ encrypted }: SmtpSession) => {
  assert.ok(encrypted && 'broken' in encrypted, JSON.stringify(encrypted))
  return encrypted.broken
}
const implicit = (tls: TlsOptions): Step[] => [{ tls }, greeting, ...hello('AUTH PLAIN'), ...bye]

test('a certificate that verifies and bears the name: all of it is told', async (t) => {
  const { session } = await hold(t, implicit({ ...shown, cert: shown.cert + authority.cert }), { tls: 'implicit' })
  const { chain, ...rest } = encryptedIn(session)
  assert.deepEqual(rest, {
    ms: rest.ms,
    version: 'TLSv1.3',
    cipher: rest.cipher,
    ephemeral: true,
    named: true,
  })
  assert.match(rest.cipher, /^TLS_AES_\d+_GCM_SHA\d+$/)
  const x509 = new X509Certificate(shown.cert)
  assert.deepEqual(chain[0], {
    subject: 'CN=mail.relay.example',
    issuer: 'CN=relaycheck test authority',
    names: ['mail.relay.example'],
    from: x509.validFromDate.toISOString(),
    until: x509.validToDate.toISOString(),
    fingerprint: x509.fingerprint256,
  })
  assert.equal(chain.length, 2)
  assert.equal(chain[1]?.fingerprint, new X509Certificate(authority.cert).fingerprint256)
})

test('TLS 1.2: the standard name of the cipher, and whether keys are made anew', async (t) => {
  const tls = { ...shown, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' } as const
  const { session } = await hold(t, implicit(tls), { tls: 'implicit' })
  const { version, cipher, ephemeral } = encryptedIn(session)
  assert.deepEqual([version, cipher, ephemeral], ['TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', true])
})

for (const version of ['TLSv1', 'TLSv1.1'] as const)
  test(`a server of ${version} is seen, and never logged in at`, async (t) => {
    const old = { ...shown, minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' } as const
    const { session, server } = await hold(
      t,
      implicit(old),
      { tls: 'implicit', login: { user: 'shop' } },
      { password: 'correct horse' },
    )
    assert.equal(encryptedIn(session).version, version)
    assert.deepEqual(session.login, { untried: 'old-tls' })
    assert.deepEqual(server.heard, ['EHLO me.example', 'QUIT'])
  })

const stranger = makeAuthority('an authority that nobody knows')
const unknown = stranger.issue(['mail.relay.example'])
const untrustedOnes: readonly [what: string, tls: TlsOptions, code: string, chain: number][] = [
  ['self-signed', selfSigned('mail.relay.example'), 'DEPTH_ZERO_SELF_SIGNED_CERT', 1],
  ['expired', authority.issue(['mail.relay.example'], { from: -48, until: -1 }), 'CERT_HAS_EXPIRED', 1],
  ['not valid yet', authority.issue(['mail.relay.example'], { from: 1, until: 48 }), 'CERT_NOT_YET_VALID', 1],
  ['sent without what signed it', unknown, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1],
  ['of an unknown authority', { ...unknown, cert: unknown.cert + stranger.cert }, 'SELF_SIGNED_CERT_IN_CHAIN', 2],
]
for (const [what, tls, code, length] of untrustedOnes)
  test(`a certificate that is ${what} is told as ${code}, and nobody logs in there`, async (t) => {
    const { session, server } = await hold(
      t,
      [...intoTls(tls, 'AUTH PLAIN'), ...bye],
      { tls: 'starttls', login: { user: 'shop' } },
      { password: 'correct horse' },
    )
    const { untrusted, named, chain } = encryptedIn(session)
    assert.deepEqual([untrusted, named, chain.length], [code, true, length])
    assert.deepEqual(session.login, { untried: 'unverified' })
    assert.ok(!server.heard.some((line) => line.startsWith('AUTH')))
  })

test('a certificate for another name verifies, does not bear the name, and nobody logs in there', async (t) => {
  const { session } = await hold(
    t,
    [...intoTls(authority.issue(['other.example', '*.relay.example.net']), 'AUTH PLAIN'), ...bye],
    { tls: 'starttls', login: { user: 'shop' } },
    { password: 'correct horse' },
  )
  const { untrusted, named, chain } = encryptedIn(session)
  assert.deepEqual([untrusted, named], [undefined, false])
  assert.deepEqual(chain[0]?.names, ['other.example', '*.relay.example.net'])
  assert.deepEqual(session.login, { untried: 'unverified' })
})

test('a name that is none of DNS is read as one, and bears nothing else', async (t) => {
  const odd = 'x.example, DNS:mail.relay.example'
  const { session } = await hold(t, implicit(authority.issue([odd])), { tls: 'implicit' })
  const { named, chain } = encryptedIn(session)
  assert.deepEqual([named, chain[0]?.names], [false, [odd]])
})

test('at most a hundred names are kept', async (t) => {
  const names = Array.from({ length: 300 }, (_, i) => `n${i}.example`)
  const { session } = await hold(t, implicit(authority.issue(names)), { tls: 'implicit' })
  assert.deepEqual(encryptedIn(session).chain[0]?.names, names.slice(0, 100))
})

test('without a name the certificate has to bear the address, which is no SNI (RFC 6066 section 3)', async (t) => {
  const without = { tls: 'implicit', servername: undefined } as never
  const { session, server } = await hold(t, implicit(authority.issue(['192.0.2.1'])), without)
  assert.deepEqual([encryptedIn(session).named, server.names], [true, [false]])
  const { session: other } = await hold(t, implicit(authority.issue(['192.0.2.2'])), without)
  assert.equal(encryptedIn(other).named, false)
})

test('no authority beside those of the system is trusted unless it is given', async (t) => {
  const { session } = await hold(t, implicit(shown), { tls: 'implicit' }, { authorities: stranger.cert })
  assert.equal(encryptedIn(session).untrusted, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
})

test('several authorities in one file are all trusted', async (t) => {
  const both = stranger.cert + authority.cert
  const { session } = await hold(t, implicit(shown), { tls: 'implicit' }, { authorities: both })
  assert.equal(encryptedIn(session).untrusted, undefined)
})

test('the certificate of this machine is shown to a server that asks for one', async (t) => {
  const own = stranger.issue(['me.example'])
  const asks = { ...shown, requestCert: true, rejectUnauthorized: false, ca: stranger.cert }
  const client = { certificate: own.cert, key: own.key }
  const { session, server } = await hold(t, implicit(asks), { tls: 'implicit' }, { client })
  assert.ok(session.hello?.offers)
  assert.deepEqual(server.shown, [new X509Certificate(own.cert).fingerprint256])
})

const middle = authority.authority('a middle authority')
const below = middle.issue(['mail.relay.example'])
test('a chain with its middle in it verifies, and without it does not', async (t) => {
  const whole = { ...below, cert: below.cert + middle.cert }
  const { session } = await hold(t, implicit(whole), { tls: 'implicit' })
  const { untrusted, chain } = encryptedIn(session)
  assert.deepEqual(
    [untrusted, chain.map(({ subject }) => subject)],
    [undefined, ['CN=mail.relay.example', 'CN=a middle authority']],
  )
  const { session: missing } = await hold(t, implicit(below), { tls: 'implicit' })
  const { untrusted: why, chain: short } = encryptedIn(missing)
  assert.deepEqual([why, short.length], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1])
})

test('a certificate of this machine that does not go with its key is told, and nothing rejects', async (t) => {
  const client = { certificate: stranger.issue(['me.example']).cert, key: shown.key }
  const { session } = await hold(
    t,
    [greeting, 'C: EHLO *', 'S: 250-x', 'S: 250 STARTTLS', 'C: STARTTLS', 'S: 220 go', 'silence'],
    { tls: 'starttls' },
    { client },
  )
  assert.match(brokenIn(session).detail, /^the client certificate cannot be shown \(ERR_OSSL_/)
})

test('a plain port that TLS was asked of is named', async (t) => {
  const { session } = await hold(t, [greeting, 'silence'], { tls: 'implicit' })
  assert.deepEqual(brokenIn(session), {
    trouble: 'tls',
    detail:
      '192.0.2.1 port 587 sent "220 mail.relay.example ESMTP" in clear where TLS has to begin: that port speaks plain SMTP, and TLS by STARTTLS if at all',
    speaks: 'smtp',
  })
})

test('what is neither TLS nor SMTP is quoted, without what a terminal would obey', async (t) => {
  const { session } = await hold(t, [{ octets: 'HTTP/1.1 400 \x1b[31mBad\r\n\r\n' }, 'silence'], { tls: 'implicit' })
  assert.deepEqual(brokenIn(session), {
    trouble: 'tls',
    detail: '192.0.2.1 port 587 sent "HTTP/1.1 400 \\x1b[31mBad" in clear where TLS has to begin',
  })
})

test('a TLS port that clear text was spoken to: its alert is told as what it is', async (t) => {
  // The second one, `unexpected_message`, is a line feed as well.
  for (const [tls, alert] of [
    ['none', 40],
    ['starttls', 10],
  ] as const) {
    const { session } = await hold(t, [{ octets: Uint8Array.of(0x15, 3, 1, 0, 2, 2, alert) }, 'silence'], { tls })
    assert.deepEqual('broken' in (session.greeting ?? {}) && session.greeting, {
      ms: session.greeting?.ms,
      broken: {
        trouble: 'not-smtp',
        detail: '192.0.2.1 port 587 sends TLS where a line of SMTP has to be: it speaks TLS from the first octet',
        speaks: 'tls',
      },
    })
  }
})

const greetingBroken = ({ greeting }: SmtpSession) => (greeting && 'broken' in greeting ? greeting.broken : undefined)
const waitsForTls = {
  trouble: 'not-smtp',
  detail:
    '192.0.2.1 port 587 sends no greeting, and answers where TLS begins first: it speaks TLS from the first octet',
  speaks: 'tls',
}

for (const tls of ['starttls', 'none'] as const)
  test(`${tls}: a port that waits for TLS is known by a second connection, at half the time for a greeting`, async (t) => {
    const { session, server } = await hold(
      t,
      [{ tls: shown }, 'silence'],
      { tls },
      { greetingMs: 60_000, deadlineMs: 400 },
    )
    assert.deepEqual(greetingBroken(session), waitsForTls)
    assert.equal(server.count.all, 2)
    assert.deepEqual(server.heard, [])
    assert.ok(conversation(session).includes(`# ${waitsForTls.detail}`))
  })

test('a port that waits for TLS and then turns ours down is one of TLS all the same', async (t) => {
  const alert = { octets: Uint8Array.of(0x15, 3, 3, 0, 2, 2, 70) }
  const script = (client: number): Step[] => (client === 0 ? ['silence'] : [{ waitMs: 20 }, alert, 'silence'])
  const { session } = await hold(t, script, { tls: 'starttls' }, { greetingMs: 400 })
  assert.deepEqual(greetingBroken(session), waitsForTls)
})

for (const [what, second] of [
  ['silent at TLS too', ['silence']],
  ['no TLS but a greeting', [greeting, 'silence']],
  ['an end', []],
  ['a reset', ['reset']],
] as const satisfies readonly (readonly [string, readonly Step[]])[])
  test(`a port that is silent, and ${what} at the second connection, is silent, and gets no third`, async (t) => {
    const script = (client: number): readonly Step[] => (client === 0 ? ['silence'] : second)
    const { session, server } = await hold(t, script, { tls: 'starttls' }, { greetingMs: 200, withinMs: 3000 })
    const silent = { trouble: 'silent', detail: '192.0.2.1 port 587 sent no greeting within 0.2 s' }
    assert.deepEqual(greetingBroken(session), silent)
    assert.equal(server.count.all, 2)
  })

test('a port that waits for TLS, and serves one client at a time, is known on the first connection', async (t) => {
  const script = (client: number): Step[] => [...(client === 0 ? [{ tls: shown }] : []), 'silence']
  const { session, server } = await hold(t, script, { tls: 'starttls' }, { greetingMs: 300 })
  assert.deepEqual(greetingBroken(session), waitsForTls)
  assert.equal(server.count.all, 2)
})

for (const [what, waitMs, connections, trouble] of [
  ['after it has waited for TLS', 1200, 2, 'not-smtp'],
  ['at once', 0, 1, 'hung-up'],
] as const)
  test(`a port of TLS that hangs up ${what}: ${trouble}`, async (t) => {
    const script = (client: number): Step[] => (client === 0 ? [{ waitMs }] : [{ tls: shown }, 'silence'])
    const { session, server } = await hold(t, script, { tls: 'starttls' })
    const broken = greetingBroken(session)
    assert.equal(broken?.trouble, trouble)
    assert.equal(server.count.all, connections)
  })

test('a greeting that is held back past half the time counts, and what the second connection came to does not', async (t) => {
  const late: Step[] = [{ waitMs: 300 }, greeting, ...hello(), ...bye]
  const script = (client: number): readonly Step[] => (client === 0 ? late : ['silence'])
  const { session } = await hold(t, script, {}, { greetingMs: 400 })
  assert.ok(session.hello?.offers)
})

test('a server with no cipher in common, and one of another version, are told by their alerts', async (t) => {
  const { session } = await hold(t, [{ octets: Uint8Array.of(0x15, 3, 3, 0, 2, 2, 40) }, 'silence'], {
    tls: 'implicit',
  })
  assert.equal(brokenIn(session).trouble, 'tls')
  assert.match(
    brokenIn(session).detail,
    /have no way of encrypting in common, or it wants a client certificate \(ERR_SSL_\S*ALERT_HANDSHAKE_FAILURE\)$/,
  )
  const { session: old } = await hold(t, [{ octets: Uint8Array.of(0x15, 3, 3, 0, 2, 2, 70) }, 'silence'], {
    tls: 'implicit',
  })
  assert.match(brokenIn(old).detail, /offers no version of TLS that this machine knows \(/)
})

test('a handshake that is never finished, and one that is hung up on', async (t) => {
  const quick = { timeoutMs: 200, withinMs: 3000 }
  const { session: silent } = await hold(t, ['silence'], { tls: 'implicit' }, quick)
  assert.deepEqual(brokenIn(silent), {
    trouble: 'silent',
    detail: '192.0.2.1 port 587 did not finish setting up TLS within 0.2 s',
  })
  // The beginning of a record that is long, an octet at a time.
  const slow = `\x16\x03\x03\x40\x00\x02${'\0'.repeat(1000)}`
  const { session: dribbling } = await hold(t, [{ dribble: slow, everyMs: 30 }], { tls: 'implicit' }, quick)
  assert.equal(brokenIn(dribbling).trouble, 'silent')
  const { session: left } = await hold(t, [{ waitMs: 20 }], { tls: 'implicit' }, quick)
  assert.deepEqual(brokenIn(left), {
    trouble: 'hung-up',
    detail: '192.0.2.1 port 587 ended the connection before TLS was set up',
  })
  const { session: reset } = await hold(t, [{ waitMs: 20 }, 'reset'], { tls: 'implicit' }, quick)
  assert.equal(brokenIn(reset).trouble, 'hung-up')
})

const upTo220: Step[] = [greeting, ...hello('STARTTLS'), 'C: STARTTLS']
for (const [when, steps] of [
  ['in the same packet', [{ octets: '220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n' }, 'silence']],
  ['as half a line', [{ octets: '220 go\r\n2' }, 'silence']],
  ['a little later', ['S: 220 go', { waitMs: 1 }, 'S: 250 evil', 'silence']],
] as const)
  test(`a reply in clear behind the one to STARTTLS, ${when}: injected, and the end`, async (t) => {
    const { session, server } = await hold(
      t,
      [...upTo220, ...steps],
      { tls: 'starttls', login: { user: 'shop' } },
      { password: 'correct horse' },
    )
    assert.ok(session.starttls && 'broken' in session.starttls)
    assert.equal(session.starttls.broken.trouble, 'injected')
    assert.match(
      session.starttls.broken.detail,
      /in clear behind its answer to STARTTLS: somebody may have put it there/,
    )
    assert.deepEqual([session.encrypted, session.helloAgain, session.login], [undefined, undefined, undefined])
    assert.deepEqual(server.heard.slice(0, 2), ['EHLO me.example', 'STARTTLS'])
  })
