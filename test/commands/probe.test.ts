import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeAuthority } from '../support/certificates.ts'
import { makeFolder } from '../support/real-server.ts'
import { bye, intoTls, type Step, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

const password = 'Tr0ub4dor&3 of the shop'
const authority = makeAuthority()
const tls = authority.issue(['smtp.relay.example'])
const folder = makeFolder()
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const zone = file(
  'root.zone',
  `$ORIGIN .
@ 300 IN SOA ns.example. dns.example. 1 7200 3600 1209600 300
@ 300 IN NS ns.example.
smtp.relay.example. 300 IN A 192.0.2.80
`,
)
const ca = file('ca.pem', authority.cert)

/** As far as the message itself, which the script takes a line at a time up to the dot. */
const session = (recipient: string, more: readonly Step[]): Step[] => [
  ...intoTls(tls, 'AUTH PLAIN', 'SIZE 52428800', '8BITMIME'),
  `C: AUTH PLAIN ${Buffer.from(`\0shop\0${password}`).toString('base64')}`,
  'S: 235 2.7.0 Ok',
  'C: MAIL FROM:<me@shop.example>*',
  'S: 250 2.1.0 Ok',
  `C: RCPT TO:<${recipient}>`,
  ...more,
]

const probe = ['probe', '--from', 'me@shop.example', '--relay', 'smtp.relay.example:587', '--zone', zone, '--ca', ca]
const withLogin = [...probe, '--user', 'shop']
const env = { RELAYCHECK_PASSWORD: password }

async function refusing(t: TestContext) {
  return startScript(t, session('you@there.example', ['S: 550 5.1.1 No such user', ...bye]))
}
const to = ['--to', 'you@there.example']

test('without a terminal and without --yes nothing is sent, and the sentence says how', async (t) => {
  const server = await startScript(t, [])
  const { code, out, err } = await relaycheck([...withLogin, ...to], { env, outside: { reach: server.reach } })
  assert.deepEqual([code, out], [2, ''])
  assert.equal(
    err,
    'relaycheck: This sends one message from me@shop.example to you@there.example through smtp.relay.example:587, and there is no terminal to ask on: with --yes it is sent unasked.\n',
  )
  assert.equal(server.count.all, 0)
})

test('on a terminal somebody is asked, and only yes is yes', async (t) => {
  const server = await startScript(t, [])
  for (const input of [['n\n'], ['\n'], []]) {
    const run = await relaycheck([...withLogin, ...to], {
      env,
      input,
      terminal: true,
      outside: { reach: server.reach },
    })
    assert.equal(run.code, 2)
    assert.match(
      run.err,
      /^Send one message from me@shop\.example to you@there\.example through smtp\.relay\.example:587\? \[y\/N\] \n?relaycheck: No message went out\.\n$/,
    )
  }
  assert.equal(server.count.all, 0)
})

test('several messages are told one by one', async () => {
  const { err } = await relaycheck([...withLogin, ...to, '--to', 'b@there.example'], { env })
  assert.match(
    err,
    /2 messages from me@shop\.example through smtp\.relay\.example:587, one each to you@there\.example, b@there\.example/,
  )
})

test('yes sends, and what the server says is the finding', async (t) => {
  const server = await refusing(t)
  const run = await relaycheck([...withLogin, ...to, '--format', 'json', '--timeout', '5'], {
    env,
    input: ['y\n'],
    terminal: true,
    outside: { reach: server.reach },
  })
  assert.equal(run.code, 1, run.err + run.out)
  const report = JSON.parse(run.out)
  assert.equal(report.command, 'probe')
  assert.deepEqual(
    report.steps.map(({ id, target }: { id: string; target: string }) => [id, target]),
    [['probe', 'you@there.example']],
  )
  assert.equal(server.count.all, 1)
  assert.ok(!server.heard.includes('DATA'))
  for (const form of [password, Buffer.from(password).toString('base64')])
    assert.ok(!(run.out + run.err).includes(form))
})

test('with --yes nobody is asked', async (t) => {
  const server = await refusing(t)
  const { err, code } = await relaycheck([...withLogin, ...to, '--yes'], { env, outside: { reach: server.reach } })
  assert.deepEqual([code, err], [1, ''])
})

/** Broken off at the question, and before it. */
test('interrupted at the question it says that nothing went out', async (t) => {
  const server = await startScript(t, [])
  const stop = new AbortController()
  async function* nobody() {
    stop.abort()
    await new Promise(() => {})
    yield ''
  }
  const { code, err } = await relaycheck([...withLogin, ...to], {
    env,
    input: nobody(),
    terminal: true,
    signal: stop.signal,
    outside: { reach: server.reach },
  })
  assert.equal(code, 130)
  assert.match(err, /relaycheck: No message went out\.\n$/)
  assert.equal(server.count.all, 0)
})

test('interrupted while the server thinks about the recipient it says that nothing went out', async (t) => {
  const stop = new AbortController()
  const server = await startScript(t, session('you@there.example', ['silence']))
  const running = relaycheck([...withLogin, ...to, '--yes'], {
    env,
    signal: stop.signal,
    outside: { reach: server.reach },
  })
  while (!server.heard.some((line) => line.startsWith('RCPT'))) await new Promise((done) => setTimeout(done, 10))
  stop.abort()
  const { code, err } = await running
  assert.deepEqual([code, err], [130, 'relaycheck: No message went out.\n'])
})

/** What is named and cannot be used: one sentence, and nothing is sent. */
const wrong: Record<string, [argv: string[], says: RegExp]> = {
  'no password': [withLogin, /--user wants a password/],
  'a message that is not there': [
    [...probe.slice(0, 1), ...probe.slice(3), '--message', join(folder, 'none.eml')],
    /none\.eml cannot be read: there is no such file/,
  ],
  'a message that is none': [
    [
      ...probe.slice(0, 1),
      ...probe.slice(3),
      '--message',
      file('list.txt', 'one\ntwo\n'),
      '--envelope-from',
      'me@shop.example',
    ],
    /list\.txt holds no message/,
  ],
  'a message of nobody': [
    [...probe.slice(0, 1), ...probe.slice(3), '--message', file('nobody.eml', 'Subject: x\n\ny\n')],
    /nobody\.eml says in no From whose it is/,
  ],
  'a key that is a certificate': [
    [...probe, '--dkim-key', ca, '--dkim-selector', 's1'],
    /ca\.pem \(--dkim-key\) holds no private key/,
  ],
  'no password for the mailbox': [
    [...probe, '--imap', 'imaps://me@imap.example'],
    /--imap wants a password: set RELAYCHECK_IMAP_PASSWORD/,
  ],
  'a folder that is no Maildir': [[...probe, '--maildir', folder], /is no Maildir/],
  'a folder that is not there': [
    [...probe, '--maildir', join(folder, 'none')],
    /none cannot be read: there is no such file or folder/,
  ],
  'an address that is not here': [
    [...probe, '--listen', '192.0.2.1:2525'],
    /--listen 192\.0\.2\.1:2525 cannot be listened at/,
  ],
  'a recording that is none': [[...probe, '--replay', zone], /root\.zone is not a recording/],
  'a report that cannot be written': [[...probe, '--output', join(folder, 'none', 'x')], /cannot be written/],
}
for (const [name, [argv, says]] of Object.entries(wrong))
  test(`asked wrongly: ${name}`, async (t) => {
    const server = await startScript(t, [])
    const { code, out, err } = await relaycheck([...argv, ...to, '--yes'], { outside: { reach: server.reach } })
    assert.deepEqual([code, out], [2, ''], err)
    assert.match(err, says)
    assert.match(err, /^relaycheck: [^\n]+\n$/)
    assert.equal(server.count.all, 0)
  })

test('a password in the URL of the mailbox is refused, and not said again', async () => {
  const argv = [...probe, ...to, '--yes', '--imap', 'imaps://me:hunter2secret@imap.example/']
  const { code, out, err } = await relaycheck(argv, { env: { RELAYCHECK_IMAP_PASSWORD: 'x y z 1 2 3' } })
  assert.equal(code, 2)
  assert.match(err, /--imap holds a password/)
  assert.ok(!(out + err).includes('hunter2secret'))
})

test('the recording of something else is no probe', async (t) => {
  const tape = file(
    'other.tape',
    '{ "schema": 1, "at": "2026-01-01T00:00:00Z", "resolvers": [], "nonces": [], "dns": {} }',
  )
  const server = await startScript(t, [])
  const run = await relaycheck(['probe', '--from', 'me@shop.example', '--relay', 'smtp2go', ...to, '--replay', tape], {
    outside: { reach: server.reach },
  })
  assert.equal(run.code, 2)
  assert.match(run.err, /other\.tape holds no probe/)
})
