import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, type TestContext, test } from 'node:test'
import type { PostAsk } from '../../src/core/probe.ts'
import { openLetters } from '../../src/net/letter.ts'
import { openSmtp } from '../../src/net/smtp/client.ts'
import { queueIdIn } from '../../src/records/reply/queue-id.ts'
import { colleague, forPostfix, type PostfixPort, startPostfix } from '../support/postfix.ts'
import { count, type RealRelay } from '../support/real-relay.ts'
import { describeWith } from '../support/real-server.ts'

/** A message, sent to Postfix as Debian packages it, and found in its queue. */

let postfix: RealRelay<PostfixPort>
const remote = 'someone@remote.example'

const asking = (message: Uint8Array, changes: Partial<PostAsk> = {}): PostAsk => ({
  address: postfix.address,
  port: postfix.ports.starttls,
  tls: 'starttls',
  servername: postfix.name,
  helo: 'me.example',
  login: { user: postfix.user },
  envelopes: [{ sender: postfix.user, recipients: [remote] }],
  message,
  ...changes,
})

function open(t: TestContext) {
  const { authority: authorities, password } = postfix
  const client = openSmtp({ timeoutMs: 5000, greetingMs: 10_000, deadlineMs: 30_000, authorities, password })
  t.after(() => client.close())
  return client
}

/** What Postfix keeps of it: each line with LF, behind the header fields of its own. */
const queued = (id: string): string =>
  execFileSync('postcat', ['-c', postfix.folder, '-hbq', id], { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 })

describeWith(forPostfix, 'a message is sent to Postfix', () => {
  before(async () => {
    postfix = await startPostfix()
  })
  after(() => postfix.close())

  const given = [
    `From: <${'alice@relay.example'}>\r\nTo: <${remote}>\r\nDate: Tue, 24 Nov 2026 06:00:00 +0000\r\n`,
    'Message-ID: <1@relay.example>\r\nContent-Type: text/plain; charset=utf-8\r\n',
    'Content-Transfer-Encoding: 8bit\r\n\r\n',
  ].join('')

  for (const [name, body] of [
    ['dots', '.\r\n..\r\n...a\r\n.b.\r\n\r\n.\r\n'],
    ['octets outside ASCII', 'größer\r\n'],
    ['a last line without an end', 'a\r\n.b'],
    ['nothing', ''],
    ['much', `.${'x'.repeat(70)}\r\n`.repeat(40_000)],
  ] as const)
    test(`byte for byte, where it holds ${name}`, async (t) => {
      const message = Buffer.from(given + body)
      const session = await open(t).post(asking(message))
      assert.equal(session.sent, 'yes', JSON.stringify(session.transcript))
      assert.ok(session.data?.end && 'reply' in session.data.end)
      const id = queueIdIn(session.data.end.reply)
      assert.ok(id !== undefined)
      const wanted = message
        .toString('latin1')
        .replaceAll('\r\n', '\n')
        .replace(/(?<!\n)$/, '\n')
      const kept = queued(id)
      assert.equal(kept.slice(kept.indexOf('From: <')), wanted)
    })

  test('a composed one, to be bulk mail', async (t) => {
    const letters = openLetters({ from: postfix.user, bulk: true })
    assert.ok(!('usage' in letters))
    const { message, token } = await letters(remote)
    const session = await open(t).post(asking(message))
    assert.equal(session.sent, 'yes')
    assert.ok(session.data?.end && 'reply' in session.data.end)
    assert.ok(queued(queueIdIn(session.data.end.reply) ?? '').includes(`X-Relaycheck-Probe: ${token}\n`))
    assert.ok(!JSON.stringify(session).includes(postfix.password))
  })

  test('what is refused before the message is never there', async (t) => {
    const client = open(t)
    const message = Buffer.from(given)
    const before = count(postfix.log(), /message-id=/g)
    for (const changes of [
      { envelopes: [{ sender: colleague, recipients: [remote] }] },
      { port: postfix.ports.later },
      { port: postfix.ports.expired },
      { servername: 'elsewhere.example' },
    ] as const)
      assert.equal((await client.post(asking(message, changes))).sent, 'no')
    assert.equal(count(postfix.log(), /message-id=/g), before)
    assert.ok(before > 0)
  })

  test('one that is larger than it takes is refused where it is announced', async (t) => {
    const message = Buffer.from(given + `${'x'.repeat(76)}\r\n`.repeat(80_000))
    const session = await open(t).post(asking(message, { port: postfix.ports.small }))
    assert.equal(session.sent, 'no')
    assert.ok(session.envelopes[0] && 'reply' in session.envelopes[0].mail)
    assert.equal(session.envelopes[0].mail.reply.code, 552)
    assert.equal(session.data, undefined)
  })
})
