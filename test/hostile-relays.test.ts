import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { readReport } from './support/json-report.ts'
import { makeFolder } from './support/real-server.ts'
import { saneJson, saneText } from './support/sane.ts'
import { greeting, hello, intoTls, type Step, startScript } from './support/scripted-smtp.ts'
import { authority, shown } from './support/smtp-client.ts'
import { relaycheck } from './support/tool.ts'

const password = 'correct horse battery'
const deadlineMs = 4000
const folder = makeFolder()
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const asking = [
  ...['relay', '192.0.2.1:587', '--servername', 'mail.relay.example', '--helo', 'me.example'],
  ...['--ca', file('ca.pem', authority.cert), '--user', 'shop', '--password-file', file('password', password)],
  ...['--from', 'a@shop.example', '--from', '<>', '--to', 'b@shop.example', '--resolver', '192.0.2.53'],
  ...['--timeout', '1', '--deadline', String(deadlineMs / 1000)],
]

/** A run against such a server: it ends in time, shows nothing that gives orders and no password, has no bug, and sends nothing. */
async function isBorne(t: TestContext, steps: readonly Step[], argv: readonly string[]) {
  const server = await startScript(t, steps)
  const outside = {
    reach: (_: string, port: number) => ({ address: '127.0.0.1', port: port === 587 ? server.port : 9 }),
  }
  const tape = join(folder, 'tape.json')
  const begun = performance.now()
  const json = await relaycheck([...asking, ...argv, '--format', 'json', '--record', tape], { outside })
  const ms = performance.now() - begun
  const text = await relaycheck([...asking, ...argv, '--verbose'], { outside })
  await server.left()
  const { findings } = readReport(json.out)
  for (const { code, out, err } of [json, text]) {
    assert.ok([1, 3].includes(code), `exit code ${code}: ${out}`)
    assert.equal(err, '')
    assert.ok(!/correct.horse/i.test(out) && !out.includes(Buffer.from(password).toString('base64').slice(0, -2)))
  }
  assert.deepEqual(
    findings.filter(({ blind }) => blind?.reason === 'bug').map(({ says }) => says),
    [],
  )
  saneJson(json.out)
  saneText(text.out, { lines: 2000 })
  assert.ok(ms < deadlineMs + 1000, `${Math.round(ms)} ms`)
  assert.ok(!server.heard.some((line) => /^(?:DATA|BDAT)\b/i.test(line)))
  return findings.filter(({ verdict }) => verdict !== 'skip').map(({ id }) => id)
}

const inTls = intoTls(shown, 'AUTH PLAIN LOGIN')
const dribble = (dribble: string): Step => ({ dribble, everyMs: 100 })
const evil = '\x1b]0;owned\x07\x1b[2J\u202e::error::x ##[error]y \u0085'
const cases: readonly [what: string, steps: readonly Step[], id: string, argv?: readonly string[]][] = [
  ['silent', ['silence'], 'relay-greeting/unknown'],
  [
    'slow with everything',
    [{ waitMs: 700 }, greeting, 'C: EHLO *', { waitMs: 1500 }, 'S: 250 x'],
    'relay-greeting/unknown',
  ],
  ['dribbling', [dribble('220 '.repeat(100))], 'relay-greeting/unknown'],
  ['an endless banner', [{ endlessly: '220-welcome' }], 'relay-greeting/not-smtp'],
  ['a huge line', [{ octets: '2'.repeat(100_000) }, 'silence'], 'relay-greeting/not-smtp'],
  ['TLS from the first octet, asked in clear', [{ octets: '\x15\x03\x01\0\x02\x02\x28' }], 'relay-greeting/speaks-tls'],
  ['clear, asked for TLS', [greeting, 'silence'], 'relay-tls/failed', ['--tls', 'implicit']],
  ['hanging up at the greeting', [], 'relay-greeting/unknown'],
  ['hanging up at EHLO', [greeting, 'C: EHLO *'], 'relay-greeting/unknown'],
  ['hanging up at STARTTLS', [greeting, ...hello('STARTTLS'), 'C: STARTTLS'], 'relay-tls/unknown'],
  ['hanging up in the handshake', inTls.slice(0, 5), 'relay-tls/unknown'],
  ['hanging up at the login', [...inTls, 'C: AUTH *'], 'relay-login/unknown'],
  ['hanging up at MAIL', [...inTls, 'C: AUTH *', 'S: 235 ok', 'C: MAIL *'], 'relay-sender/unknown'],
  ['STARTTLS stripped', [greeting, ...hello('AUTH PLAIN'), 'C: QUIT'], 'relay-tls/not-offered'],
  [
    'replies injected behind STARTTLS',
    [greeting, ...hello('STARTTLS'), 'C: STARTTLS', { octets: '220 go\r\n250 evil\r\n' }, 'silence'],
    'relay-tls/injected',
  ],
  [
    'escape sequences and 8-bit text in everything',
    [
      { octets: Buffer.concat([Buffer.from(`220 ${evil}`), Buffer.from([0xff, 0x9b, 0x0d, 0x0a])]) },
      ...hello('STARTTLS', evil),
      'C: STARTTLS',
      'S: 220 go',
      { tls: shown },
      ...hello(`AUTH PLAIN ${evil}`, evil),
      'C: AUTH *',
      `S: 535 5.7.8 ${evil} ${password}`,
      'C: QUIT',
      `S: 221 ${evil}`,
    ],
    'relay-login/rejected',
  ],
]
for (const [what, steps, id, argv = []] of cases)
  test(`a relay that is ${what}: the run ends in time, and tells it`, async (t) => {
    const ids = await isBorne(t, steps, argv)
    assert.ok(ids.includes(id), ids.join(' '))
  })
