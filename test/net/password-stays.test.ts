import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import { type Mechanism, mechanisms } from '../../src/core/smtp.ts'
import { parseTape, showTape } from '../../src/net/tape.ts'
import { openWorld } from '../../src/net/world.ts'
import { makeAuthority } from '../support/certificates.ts'
import { bye, hello, type Step, startScript } from '../support/scripted-smtp.ts'

const user = 'shop@example.com'
const password = 'Tr0ub4dor&3=ä/+?>'
const octets = Buffer.from(password, 'utf8')
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
const each = (as: (hex: string) => string) => [...octets].map((one) => as(one.toString(16).padStart(2, '0'))).join('')

/** What a server that was told the password may say of it. */
const echoes: readonly string[] = [
  password,
  password.toUpperCase(),
  encodeURIComponent(password),
  encodeURIComponent(encodeURIComponent(password)),
  each((hex) => `=${hex.toUpperCase()}`),
  each((hex) => `%${hex}`),
  each((hex) => `\\x${hex}`),
  [...password].map((one) => `&#${one.codePointAt(0)};`).join(''),
  [...password].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  octets.toString('hex'),
  each((hex) => `${hex} `),
  base64(password),
  base64(`x${password}y`),
  base64(`xx${password}y`),
  octets.toString('base64url'),
  base64(`\0${user}\0${password}`),
  base64(`${user}\0${user}\0${password}`),
  base64(`user=${user}\x01auth=Bearer ${password}\x01\x01`),
]

/** Whether a text holds the password, or a good part of it, however it is written; found by decoding all of it. */
function tells(text: string): boolean {
  const decodings: ((text: string) => string)[] = [
    (one) => one.replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    (one) =>
      one.replace(/[%=]([0-9a-f]{2})|\\+x([0-9a-f]{2})/gi, (_, a, b) =>
        String.fromCharCode(Number.parseInt(a ?? b, 16)),
      ),
    (one) => one.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    (one) => Buffer.from(one.replace(/[^0-9a-f]/gi, ''), 'hex').toString('latin1'),
    (one) => Buffer.from(one.replace(/[^0-9a-f]/gi, '').slice(1), 'hex').toString('latin1'),
    ...[0, 1, 2, 3].map((from) => (one: string) => Buffer.from(one.slice(from), 'base64').toString('latin1')),
  ]
  const words = [text, ...(text.match(/[A-Za-z0-9+/_-]{8,}|[0-9a-f][0-9a-f ]{8,}/gi) ?? [])]
  const once = words.flatMap((word) => [word, ...decodings.map((decode) => decode(word))])
  return once
    .flatMap((one) => [one, ...decodings.slice(0, 3).map((decode) => decode(one))])
    .some((one) => /r0ub4d/i.test(one))
}

test('the test finds the password in whatever a server may say', () => {
  for (const echo of echoes) assert.ok(tells(`535 5.7.8 no ${echo} here`), echo)
  assert.ok(!tells('535 5.7.8 no [password] here'))
})

const authority = makeAuthority()
const lines = (code: number, texts: readonly string[]): Step[] =>
  texts.map((text, i) => `S: ${code}${i < texts.length - 1 ? '-' : ' '}${text}` as const)

/** The login as it goes, up to the server's last word. */
const dialogues: Readonly<Record<Mechanism, readonly Step[]>> = {
  PLAIN: ['C: AUTH PLAIN *'],
  LOGIN: ['C: AUTH LOGIN', 'S: 334 VXNlcm5hbWU6', 'C: *', `S: 334 ${base64(`Password, not ${password}:`)}`, 'C: *'],
  'CRAM-MD5': ['C: AUTH CRAM-MD5', `S: 334 ${base64(`<${password}@relay.example>`)}`, 'C: *'],
  XOAUTH2: ['C: AUTH XOAUTH2 *', `S: 334 ${base64(`{"status":"401","was":"${password}"}`)}`, 'C: *'],
  OAUTHBEARER: ['C: AUTH OAUTHBEARER *', `S: 334 ${base64(`{"status":"${password}"}`)}`, 'C: *'],
}

const envelope: readonly Step[] = ['C: MAIL *', ...lines(550, ['no', ...echoes]), 'C: RSET', ...lines(250, echoes)]

for (const mechanism of mechanisms)
  for (const code of [235, 535])
    test(`a password stays here, whatever is heard: ${mechanism}, ${code}`, async (t) => {
      const tls = authority.issue(['mail.relay.example', `x.${octets.toString('hex')}.example`])
      const server = await startScript(t, [
        { tls },
        ...lines(220, ['mail.relay.example ESMTP', ...echoes]),
        ...hello(`AUTH ${mechanism}`, ...echoes.map((echo) => `XECHO ${echo}`)),
        ...dialogues[mechanism],
        ...lines(code, [`5.7.8 ${echoes[0]}`, ...echoes]),
        ...(code === 235 ? envelope : []),
        ...bye,
      ])
      const opened = openWorld({
        resolvers: ['192.0.2.53'],
        authoritative: [],
        zones: [],
        timeoutMs: 2000,
        deadlineMs: 10_000,
        reach: server.reach,
        smtp: { greetingMs: 2000, password, authorities: authority.cert },
      })
      assert.ok('world' in opened)
      t.after(() => opened.close())
      const session = await opened.world.smtp({
        address: '192.0.2.1',
        port: 465,
        tls: 'implicit',
        servername: 'mail.relay.example',
        login: { user, mechanism },
        envelopes: [{ sender: 'me@shop.example', recipients: [] }],
      })
      assert.ok(session.login && 'reply' in session.login, JSON.stringify(session.login))
      assert.equal(session.login.reply.code, code)
      assert.ok(JSON.stringify(session).split('[password]').length > 3 * echoes.length)
      assert.ok(!tells(JSON.stringify(session)), 'the session tells it')
      const tape = showTape(opened.tape())
      assert.ok(tape.includes(`login ${user} ${mechanism}, <me@shop.example>`))
      assert.ok(!tells(tape), 'the recording tells it')
      const read = parseTape(tape)
      assert.ok(!('fault' in read))
      assert.deepEqual(Object.values(read.smtp ?? {}), [session])
    })
