import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { authority, ca, file, folder, tls, zone } from '../support/probe-relay.ts'
import { makeFolder } from '../support/real-server.ts'
import { bye, intoTls, type Scripted, type Step, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

const password = 'Tr0ub4dor&3 of the shop'

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

/** The whole of it; what the server says behind the dot is the script's. */
const message = (recipient: string, more: readonly Step[]): Step[] =>
  session(recipient, ['S: 250 2.1.5 Ok', 'C: DATA', 'S: 354 Go ahead', 'message', ...more])

const probe = ['probe', '--from', 'me@shop.example', '--relay', 'smtp.relay.example:587', '--zone', zone, '--ca', ca]
const withLogin = [...probe, '--user', 'shop', '--timeout', '20']
const env = { RELAYCHECK_PASSWORD: password }

async function refusing(t: TestContext) {
  return startScript(t, session('you@there.example', ['S: 550 5.1.1 No such user', ...bye]))
}
const to = ['--to', 'you@there.example']

/** Waits for it, but not for ever. */
async function until(is: () => boolean): Promise<void> {
  for (let tries = 0; !is(); tries++) {
    if (tries > 2000) throw new Error('what is waited for does not come')
    await new Promise((done) => setTimeout(done, 10))
  }
}

let boxes = 0
function maildir(): string {
  const box = join(folder, `box${boxes++}`)
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(box, part), { recursive: true })
  return box
}

const received = 'Received: from relay.example by mx.there.example; Tue, 24 Nov 2026 06:00:01 +0000\r\n'

/** Lays so many of the messages that the server hears into the Maildir, as a server would. */
function deliver(server: Scripted, box: string, most: number) {
  const all: string[] = []
  const look = () => {
    const ends = server.heard.flatMap((line, i) => (line === '.' ? [i] : []))
    for (const end of ends.slice(all.length)) {
      const begin = server.heard.lastIndexOf('DATA', end) + 1
      const lines = server.heard.slice(begin, end).map((line) => (line.startsWith('.') ? line.slice(1) : line))
      all.push(lines.map((line) => `${line}\r\n`).join(''))
      if (all.length <= most) writeFileSync(join(box, 'new', `${all.length}.test`), `${received}${all.at(-1)}`)
    }
  }
  const timer = setInterval(look, 20)
  return { all, stop: () => clearInterval(timer) }
}

const outcomesIn = (out: string) =>
  new Map<string, string>(
    JSON.parse(out).steps.flatMap((step: { findings: { check: string; outcome: string }[] }) =>
      step.findings.map(({ check, outcome }) => [check, outcome] as const),
    ),
  )

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
  await until(() => server.heard.some((line) => line.startsWith('RCPT')))
  stop.abort()
  const { code, err } = await running
  assert.deepEqual([code, err], [130, 'relaycheck: No message went out.\n'])
})

test('interrupted behind the end of the message it says that nobody can know', async (t) => {
  const stop = new AbortController()
  const server = await startScript(t, message('you@there.example', ['silence']))
  const running = relaycheck([...withLogin, ...to, '--yes'], {
    env,
    signal: stop.signal,
    outside: { reach: server.reach },
  })
  await until(() => server.heard.includes('.'))
  stop.abort()
  const { code, err } = await running
  assert.equal(code, 130)
  assert.match(
    err,
    /^relaycheck: It is not known whether smtp\.relay\.example has the message to you@there\.example[^\n]*\n$/,
  )
})

const taken: readonly Step[] = ['S: 250 2.0.0 Ok: queued as 4XyZ01', ...bye]

test('interrupted while it waits for the message it says who has it, and prints what is known', async (t) => {
  const stop = new AbortController()
  const server = await startScript(t, message('you@there.example', taken))
  const running = relaycheck([...withLogin, ...to, '--yes', '--maildir', maildir(), '--format', 'json'], {
    env,
    signal: stop.signal,
    outside: { reach: server.reach },
  })
  await until(() => server.heard.includes('QUIT'))
  await new Promise((done) => setTimeout(done, 200))
  stop.abort()
  const { code, err, out } = await running
  assert.equal(code, 130)
  assert.equal(err, 'relaycheck: The message to you@there.example was accepted by smtp.relay.example as 4XyZ01.\n')
  const outcomes = outcomesIn(out)
  assert.equal(outcomes.get('probe-accepted'), 'accepted')
  assert.equal(outcomes.get('probe-arrived'), 'unknown')
})

test('taken, and never seen: nobody can tell, whatever the server said', async (t) => {
  const server = await startScript(t, message('you@there.example', taken))
  const argv = [...withLogin, ...to, '--yes', '--maildir', maildir(), '--wait', '1', '--format', 'json']
  const { code, out } = await relaycheck(argv, { env, outside: { reach: server.reach } })
  assert.equal(code, 3)
  assert.equal(outcomesIn(out).get('probe-arrived'), 'unknown')
})

test('a zone file that is about nothing does not hide what was sent', async (t) => {
  const server = await startScript(t, message('you@there.example', taken))
  const odd = file('odd.zone', '$ORIGIN else.example.\n@ 300 IN TXT "x"\n')
  const right = file('relay.zone', 'smtp.relay.example. 300 IN A 192.0.2.80\n')
  const relay = ['--relay', 'smtp.relay.example:587', '--ca', ca, '--user', 'shop']
  const looking = ['--zone', right, '--zone', odd, '--resolver', '127.0.0.1:9', '--timeout', '5', '--format', 'json']
  const argv = ['probe', '--from', 'me@shop.example', ...to, '--yes', ...relay, ...looking]
  const { code, out, err } = await relaycheck(argv, { env, outside: { reach: server.reach } })
  assert.equal(code, 2)
  assert.equal(outcomesIn(out).get('probe-accepted'), 'accepted')
  assert.match(err, /^relaycheck: --zone "\S+odd\.zone" holds nothing about you@there\.example/)
  assert.match(
    err,
    /\nrelaycheck: The message to you@there\.example was accepted by smtp\.relay\.example as 4XyZ01\.\n$/,
  )
})

test('where the report cannot be written it is said who has the message', {
  skip: !existsSync('/dev/full') && 'no /dev/full here',
}, async (t) => {
  for (const lost of [
    ['--format', 'json', '--output', '/dev/full'],
    ['--record', '/dev/full'],
  ]) {
    const server = await startScript(t, message('you@there.example', taken))
    const { code, err } = await relaycheck([...withLogin, ...to, '--yes', ...lost], {
      env,
      outside: { reach: server.reach },
    })
    assert.equal(code, 2)
    assert.match(
      err,
      /^relaycheck: [^\n]*\/dev\/full[^\n]*\nrelaycheck: The message to you@there\.example was accepted by/,
    )
  }
})

test('what judges a message alone says that none came', async (t) => {
  const server = await startScript(t, message('you@there.example', taken))
  const argv = [...withLogin, ...to, '--yes', '--maildir', maildir(), '--wait', '1', '--only', 'message-*']
  const { code, out } = await relaycheck([...argv, '--format', 'json'], { env, outside: { reach: server.reach } })
  assert.equal(code, 3)
  assert.deepEqual([...outcomesIn(out)], [['probe-arrived', 'unknown']])
})

test('a folder, or a time, that nobody could look for is no pass', async (t) => {
  for (const only of ['probe-folder', 'probe-delay']) {
    const server = await startScript(t, message('you@there.example', taken))
    const argv = [...withLogin, ...to, '--yes', '--maildir', maildir(), '--wait', '1', '--only', only]
    const { code, out } = await relaycheck([...argv, '--format', 'json'], { env, outside: { reach: server.reach } })
    assert.equal(code, 3, only)
    assert.equal(outcomesIn(out).get('probe-arrived'), 'unknown', only)
  }
})

test('what has nothing to judge, as the message was refused, does not hide that', async (t) => {
  for (const only of ['probe-arrived', 'probe-encrypted']) {
    const server = await refusing(t)
    const argv = [...withLogin, ...to, '--yes', '--only', only, '--format', 'json']
    const { code, out } = await relaycheck(argv, { env, outside: { reach: server.reach } })
    assert.equal(code, 1, only)
    assert.equal(outcomesIn(out).get('probe-accepted'), 'rejected', only)
  }
})

test('each recipient gets a message of its own, over one connection at a time, and one report tells of all', async (t) => {
  const people = ['a@there.example', 'b@there.example', 'c@there.example']
  const box = maildir()
  const server = await startScript(t, (client) => message(people[client] ?? '', taken))
  const delivering = deliver(server, box, 2)
  const argv = [...withLogin, ...people.flatMap((one) => ['--to', one]), '--yes', '--maildir', box, '--wait', '3']
  const tape = join(folder, 'three.tape')
  const run = await relaycheck([...argv, '--format', 'json', '--record', tape], {
    env,
    outside: { reach: server.reach },
  })
  delivering.stop()
  assert.equal(server.count.all, 3)
  assert.equal(server.count.atOnce, 1)
  const report = JSON.parse(run.out)
  const targets = report.steps.map(({ id, target }: { id: string; target: string }) => `${id}: ${target}`)
  const judged = (one: string) => targets.indexOf(`authentication: the message as it arrived at ${one}`)
  const sent = (one: string) => targets.indexOf(`probe: ${one}`)
  assert.ok(sent('a@there.example') < judged('a@there.example'))
  assert.ok(judged('a@there.example') < sent('b@there.example'))
  assert.ok(sent('b@there.example') < judged('b@there.example'))
  assert.ok(judged('b@there.example') < sent('c@there.example'))
  assert.equal(judged('c@there.example'), -1)
  const before = server.count.all
  const again = await relaycheck([...argv.filter((word) => word !== '--yes'), '--format', 'json', '--replay', tape], {
    outside: { reach: server.reach },
  })
  assert.equal(again.err, '')
  assert.deepEqual(JSON.parse(again.out), report)
  const more = await relaycheck([...argv, '--to', 'd@there.example', '--format', 'json', '--replay', tape], {
    outside: { reach: server.reach },
  })
  assert.equal(more.err, '')
  assert.equal(more.code, run.code)
  const unknown = JSON.parse(more.out).steps.find(({ target }: { target: string }) => target === 'd@there.example')
  assert.ok(
    unknown.findings.every(({ verdict }: { verdict: string }) => verdict === 'unknown'),
    more.out,
  )
  assert.match(unknown.findings[0].says, /no message to d@there\.example/)
  assert.equal(server.count.all, before, 'a replay sends nothing')
  for (const text of [run.out, run.err, readFileSync(tape, 'utf8')])
    for (const form of [
      password,
      Buffer.from(password).toString('base64'),
      Buffer.from(`\0shop\0${password}`).toString('base64'),
    ])
      assert.ok(!text.includes(form))
})

test('what came is what went out, and is judged as a message that somebody received', async (t) => {
  const box = maildir()
  const eml =
    'From: Me <me@shop.example>\r\nTo: you@there.example\r\nSubject: x\r\nMessage-ID: <1@shop.example>\r\nDate: Tue, 24 Nov 2026 06:00:00 +0000\r\n\r\n.\r\n..dots\r\n'
  const server = await startScript(t, message('you@there.example', taken))
  const delivering = deliver(server, box, 1)
  const argv = [...probe.slice(0, 1), ...probe.slice(3), '--user', 'shop', '--message', file('mine.eml', eml)]
  const run = await relaycheck([...argv, ...to, '--yes', '--maildir', box, '--wait', '3', '--format', 'json'], {
    env,
    outside: { reach: server.reach },
  })
  delivering.stop()
  const outcomes = outcomesIn(run.out)
  assert.equal(outcomes.get('probe-arrived'), 'arrived')
  assert.equal(outcomes.get('message-dkim'), 'none')
  assert.equal(delivering.all[0], eml)
})

test("what a relay refuses stands beside its records that are missing at the sender's domain", async (t) => {
  const known = file(
    'known.zone',
    `$ORIGIN .
@ 300 IN SOA ns.example. dns.example. 1 7200 3600 1209600 300
@ 300 IN NS ns.example.
mail.smtp2go.com. 300 IN A 192.0.2.80
shop.example. 300 IN MX 0 mail.shop.example.
shop.example. 300 IN TXT "v=spf1 mx -all"
`,
  )
  const server = await startScript(t, [
    ...intoTls(authority.issue(['mail.smtp2go.com']), 'AUTH PLAIN', '8BITMIME'),
    'C: AUTH PLAIN *',
    'S: 235 2.7.0 Ok',
    'C: MAIL FROM:<me@shop.example>*',
    'S: 250 Ok',
    'C: RCPT TO:<you@there.example>',
    'S: 250 Ok',
    'C: DATA',
    'S: 354 Go ahead',
    'message',
    'S: 550-From header sender domain not verified (shop.example)',
    'S: 550 Verify it first',
    ...bye,
  ])
  const argv = [...probe.slice(0, 3), '--relay', 'mail.smtp2go.com:587', '--zone', known, '--ca', ca, '--user', 'shop']
  const names = ['--return-path', 'em4711', '--selector', 's4711', '--format', 'json', '--timeout', '20']
  const run = await relaycheck([...argv, ...to, '--yes', ...names], { env, outside: { reach: server.reach } })
  assert.equal(run.code, 1, run.err)
  const steps = JSON.parse(run.out).steps.map(({ id, target }: { id: string; target: string }) => [id, target])
  assert.deepEqual(steps, [
    ['probe', 'you@there.example'],
    ['relay-records', 'shop.example'],
  ])
  const outcomes = outcomesIn(run.out)
  assert.equal(outcomes.get('probe-accepted'), 'rejected')
  assert.equal(outcomes.get('relay-return-path'), 'missing')
  assert.equal(outcomes.get('relay-dkim'), 'missing')
})

/** What is named and cannot be used: one sentence, and nothing is sent. */
const wrong: Record<string, [argv: string[], says: RegExp]> = {
  'no password': [withLogin, /--user wants a password/],
  'a message that is not there': [
    [...probe.slice(0, 1), ...probe.slice(3), '--message', join(folder, 'none.eml')],
    /none\.eml" cannot be read: there is no such file/,
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
    /list\.txt" holds no message/,
  ],
  'a message of nobody': [
    [...probe.slice(0, 1), ...probe.slice(3), '--message', file('nobody.eml', 'Subject: x\n\ny\n')],
    /nobody\.eml says in no From whose it is/,
  ],
  'a key that is a certificate': [
    [...probe, '--dkim-key', ca, '--dkim-selector', 's1'],
    /ca\.pem" \(--dkim-key\) holds no private key/,
  ],
  'no password for the mailbox': [
    [...probe, '--imap', 'imaps://me@imap.example'],
    /--imap wants a password: set RELAYCHECK_IMAP_PASSWORD/,
  ],
  'a folder that is no Maildir': [[...probe, '--maildir', makeFolder()], /is no Maildir/],
  'a folder that is not there': [
    [...probe, '--maildir', join(folder, 'none')],
    /none" cannot be read: there is no such file or folder/,
  ],
  'an address that is not here': [
    [...probe, '--listen', '192.0.2.1:2525'],
    /--listen "192\.0\.2\.1:2525" cannot be listened at/,
  ],
  'a recording that is none': [[...probe, '--replay', zone], /root\.zone" is not a recording/],
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
  const argv = [...probe, ...to, '--imap', 'imaps://me:hunter2secret@imap.example/']
  const { code, out, err } = await relaycheck(argv, {
    env: { RELAYCHECK_IMAP_PASSWORD: 'x y z 1 2 3' },
    terminal: true,
  })
  assert.equal(code, 2)
  assert.match(err, /^relaycheck: --imap holds a password/, 'and nobody is asked before')
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
