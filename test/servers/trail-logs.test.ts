import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, type TestContext, test } from 'node:test'
import type { TrailAsk, TrailSeen } from '../../src/core/probe.ts'
import { openSmtp } from '../../src/net/smtp/client.ts'
import { openTrail } from '../../src/net/trail/open.ts'
import { type DeliveringExim, startDeliveringExim } from '../support/delivering-exim.ts'
import { forExim } from '../support/exim.ts'
import { type LivePostfix, startLivePostfix } from '../support/live-postfix.ts'
import { rootOf } from '../support/machine-tree.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { describeWith, freePort, greets, makeFolder, startProgram } from '../support/real-server.ts'

/** What is read of a message in the logs that real servers write. */

const since = new Date()
const { dns } = memoryWorld('')

/** Hands a message over, and returns how the server calls it. */
async function post(port: number, recipient: string, id: string): Promise<string> {
  const smtp = openSmtp({ timeoutMs: 10_000, greetingMs: 10_000, deadlineMs: 30_000 })
  const message = Buffer.from(`From: a@shop.example\r\nSubject: test\r\nMessage-ID: <${id}>\r\n\r\nHello\r\n`)
  const envelopes = [{ sender: 'a@shop.example', recipients: [recipient] }]
  const { data } = await smtp.post({ address: '127.0.0.1', port, tls: 'none', envelopes, message })
  smtp.close()
  const said = data?.end && 'reply' in data.end ? data.end.reply.lines.join(' ') : ''
  const queueId = /(?:queued as |id=)([\w-]+)/.exec(said)?.[1]
  assert.ok(queueId, said)
  return queueId
}

const plain = (events: readonly TrailSeen[]) => events.map(({ by: _, ...event }) => event)

/** What the log says of it, once it says that. */
async function eventsIn(t: TestContext, path: string, log: () => string, ask: Partial<TrailAsk>, until: string) {
  const whole = { token: '', id: '', recipient: '', since, here: true, relay: false, ...ask }
  for (const end = Date.now() + 15_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const root = rootOf(t, { [path]: log() })
    const { events } = await openTrail({ root, dns, timeoutMs: 1000 })(whole, 0)
    const states = events.map(({ state }) => state)
    if (events.some(({ state }) => state === until)) return events
    assert.ok(Date.now() < end, `${states.join(', ')} is all that is read in\n${log()}`)
  }
}

type Program = Awaited<ReturnType<typeof startProgram>>

/** A server that takes mail and keeps none, and refuses these commands. */
async function startSink(...refuses: string[]): Promise<Program & { port: number }> {
  const port = await freePort()
  const args = ['-u', 'nobody', ...refuses, `127.0.0.1:${port}`, '10']
  return {
    port,
    ...(await startProgram('smtp-sink', args, { folder: makeFolder(), ready: (child) => greets(child, port) })),
  }
}

describeWith(['root', 'postfix', 'smtp-sink'], "a message in Postfix's own log", () => {
  const answers = { sent: /^250 /, deferred: /said: 450 /, bounced: /said: 500 / }
  let postfix: LivePostfix | undefined
  const open: Program[] = []
  before(async () => {
    const sinks = {
      sent: await startSink(),
      deferred: await startSink('-r', 'RCPT'),
      bounced: await startSink('-f', 'RCPT'),
    }
    const transport = Object.entries(sinks).map(([name, { port }]) => `${name}.example smtp:[127.0.0.1]:${port}`)
    const main = ['transport_maps = texthash:DIR/transport', 'relay_domains = example']
    open.push(...Object.values(sinks))
    postfix = await startLivePostfix({ main, files: { transport: transport.join('\n') } }, {})
  })
  after(() => Promise.all([postfix, ...open].map((one) => one?.close())))

  for (const [state, answer] of Object.entries(answers))
    test(`${state}, by its name and by its Message-ID`, async (t) => {
      const port = Number(/^127\.0\.0\.1:(\d+)/.exec(readFileSync(`${postfix?.folder}/master.cf`, 'utf8'))?.[1])
      const [recipient, id] = [`alice@${state}.example`, `${state}.1@shop.example`]
      const queueId = await post(port, recipient, id)
      await post(port, 'other@sent.example', 'other@shop.example')
      const log = () => postfix?.log() ?? ''
      const named = await eventsIn(t, '/var/log/mail.log', log, { queueId, recipient }, state)
      const marked = await eventsIn(t, '/var/log/mail.log', log, { id, recipient }, state)
      assert.deepEqual(plain(named), plain(marked))
      assert.deepEqual(
        named.map((event) => event.state),
        ['queued', state],
      )
      assert.ok(named.every(({ text, at }) => text.includes(queueId) && Math.abs(at.getTime() - Date.now()) < 60_000))
      assert.match(named.at(-1)?.answer ?? '', answer)
    })
})

describeWith([...forExim, 'smtp-sink'], "a message in Exim's own log", () => {
  let exim: DeliveringExim | undefined
  let sink: Program | undefined
  before(async () => {
    const { port, close } = await startSink()
    sink = { close }
    exim = await startDeliveringExim(port)
  })
  after(() => Promise.all([exim, sink].map((one) => one?.close())))

  for (const state of ['sent', 'deferred', 'bounced', 'dropped', 'delivered'])
    test(`${state}, by its name and by its Message-ID`, async (t) => {
      const [recipient, id] = [`${state}@shop.example`, `${state}.1@shop.example`]
      const queueId = await post(exim?.port ?? 0, recipient, id)
      const log = () => exim?.log() ?? ''
      const named = await eventsIn(t, '/var/log/exim4/mainlog', log, { queueId, recipient }, state)
      const marked = await eventsIn(t, '/var/log/exim4/mainlog', log, { id, recipient }, state)
      assert.deepEqual(plain(named), plain(marked))
      assert.deepEqual(
        named.map((event) => event.state),
        ['queued', state],
      )
      assert.ok(named.every(({ text }) => text.includes(queueId)))
    })
})
