import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type ListenerOptions, openListener } from '../../../src/net/mailbox/listener.ts'

const letter = { token: 'abcdefghijklmnop', id: 'abc@shop.example' }
const probe = `Message-ID: <${letter.id}>\r\nX-Relaycheck-Probe: ${letter.token}\r\nSubject: relaycheck probe\r\n\r\nHello\r\n.dot\r\n`

async function opened(t: TestContext, more: Partial<ListenerOptions> = {}) {
  const mailbox = await openListener({ listen: '127.0.0.1:0', recipients: ['anna@receiver.example'], ...more })
  assert.ok(!('usage' in mailbox), JSON.stringify(mailbox))
  t.after(() => mailbox.close())
  return mailbox
}

/** Says one line after another, and returns the code of each answer's last line. */
async function talk(port: number, ...lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  const answer = answersOf(socket)
  const heard = [await answer()]
  for (const line of lines) {
    socket.write(`${line}\r\n`)
    heard.push(await answer())
  }
  socket.destroy()
  return heard
}
function answersOf(socket: Socket): () => Promise<string> {
  let text = ''
  socket.on('data', (octets) => {
    text += octets
    socket.emit('more')
  })
  socket.on('error', () => {})
  return async () => {
    for (;;) {
      const [line] = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(text) ?? []
      if (line !== undefined) {
        text = text.slice(line.length)
        return line.trimEnd().split('\r\n').at(-1) ?? ''
      }
      if (socket.destroyed || socket.readableEnded) return 'closed'
      await Promise.race([once(socket, 'more'), once(socket, 'close')])
    }
  }
}

const envelope = ['MAIL FROM:<a@shop.example>', 'RCPT TO:<anna@receiver.example>', 'DATA']
const stuffed = `${probe.replace(/^\./gm, '..')}.`

test('a message comes in by SMTP, with the two fields of a final server on top and all else as it came', async (t) => {
  const mailbox = await opened(t)
  const waiting = mailbox.find(letter, 5000)
  const codes = await talk(mailbox.port, 'EHLO client.example', ...envelope, stuffed, 'QUIT')
  assert.deepEqual(
    codes.map((line) => line.slice(0, 3)),
    ['220', '250', '250', '250', '354', '250', '221'],
  )
  const answer = await waiting
  assert.ok('found' in answer && answer.found)
  const text = Buffer.from(answer.found.octets).toString()
  assert.match(
    text,
    /^Return-Path: <a@shop\.example>\r\nReceived: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby [^ ]+ \(relaycheck\) with ESMTP; \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000\r\n/,
  )
  assert.ok(text.endsWith(probe))
  assert.equal(answer.found.folder, '')
  assert.equal(await mailbox.remove(answer.found), undefined)
})

test('a bounce comes in too, from the null sender', async (t) => {
  const mailbox = await opened(t)
  const bounce = `From: MAILER-DAEMON@mx.example\r\n\r\nMessage-ID: <${letter.id}>\r\n.`
  await talk(mailbox.port, 'EHLO mx.example', 'MAIL FROM:<>', ...envelope.slice(1), bounce)
  const answer = await mailbox.find(letter, 1000)
  assert.ok('found' in answer && answer.found)
})

test('a domain outside ASCII is the same in both of its forms', async (t) => {
  const mailbox = await opened(t, { recipients: ['anna@xn--mller-kva.example'] })
  for (const domain of ['xn--mller-kva.example', 'XN--MLLER-KVA.example']) {
    const codes = await talk(mailbox.port, 'EHLO a.example', 'MAIL FROM:<>', `RCPT TO:<anna@${domain}>`)
    assert.match(codes.at(-1) ?? '', /^250/, domain)
  }
})

test('who hangs up in the middle of a message takes no room from others', async (t) => {
  const mailbox = await opened(t)
  const lines = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(1000))
  for (let i = 0; i < 3; i++) {
    const socket = connect(mailbox.port, '127.0.0.1')
    const answer = answersOf(socket)
    await answer()
    for (const line of ['EHLO a.example', ...envelope]) {
      socket.write(`${line}\r\n`)
      await answer()
    }
    for (let n = 0; n < 45; n++) if (!socket.write(lines)) await once(socket, 'drain')
    socket.end()
    await once(socket, 'close')
  }
  const codes = await talk(mailbox.port, 'EHLO client.example', ...envelope, stuffed)
  assert.match(codes.at(-1) ?? '', /^250/)
})

test('LMTP, where that is asked for', async (t) => {
  const mailbox = await opened(t, { listen: 'lmtp:127.0.0.1:0' })
  const codes = await talk(mailbox.port, 'EHLO mx.example', 'LHLO mx.example', ...envelope, stuffed)
  assert.deepEqual(
    codes.map((line) => line.slice(0, 3)),
    ['220', '500', '250', '250', '250', '354', '250'],
  )
  const answer = await mailbox.find(letter, 1000)
  assert.ok('found' in answer && answer.found)
  assert.match(Buffer.from(answer.found.octets).toString(), / with LMTP; /)
})

test('mail for others is refused, nothing is relayed, and there is no login', async (t) => {
  const mailbox = await opened(t)
  const said = await talk(
    mailbox.port,
    'EHLO client.example',
    'AUTH PLAIN AGEAYg==',
    'STARTTLS',
    'MAIL FROM:<a@shop.example>',
    'RCPT TO:<bob@elsewhere.example>',
    'DATA',
    'RCPT TO:<ANNA@Receiver.example>',
  )
  assert.deepEqual(
    said.map((line) => line.slice(0, 3)),
    ['220', '250', '500', '500', '250', '550', '503', '250'],
  )
  assert.equal(said[5], '550 5.7.1 no mail is taken for that address here')
})

test('what a client says of itself writes no header', async (t) => {
  const mailbox = await opened(t)
  await talk(mailbox.port, 'EHLO x(y)<z>', ...envelope, stuffed)
  const answer = await mailbox.find(letter, 1000)
  assert.ok('found' in answer && answer.found)
  assert.match(
    Buffer.from(answer.found.octets).toString().split('\r\n')[1] ?? '',
    /^Received: from [^()<>]* \(\[127\.0\.0\.1\]\)$/,
  )
})

test('a message that is too large is refused, and not kept', async (t) => {
  const mailbox = await opened(t)
  const codes = await talk(mailbox.port, 'EHLO client.example', 'MAIL FROM:<a@shop.example> SIZE=60000000')
  assert.match(codes.at(-1) ?? '', /^552/)
  const line = `${'x'.repeat(70)}\r\n`
  const huge = `${probe}${line.repeat((51 * 1024 * 1024) / line.length)}.`
  const unsaid = await talk(mailbox.port, 'EHLO client.example', ...envelope, huge)
  assert.match(unsaid.at(-1) ?? '', /^552/)
  assert.deepEqual(await mailbox.find(letter, 0), {})
})

test('endless lines end, in time and without filling memory', async (t) => {
  const mailbox = await opened(t)
  const socket = connect(mailbox.port, '127.0.0.1').on('error', () => {})
  await once(socket, 'data')
  const before = process.memoryUsage().rss
  const piece = Buffer.alloc(1024 * 1024, 'x')
  const timer = setInterval(() => socket.writableLength < 4 * piece.length && socket.write(piece), 2)
  socket.resume()
  await once(socket, 'close')
  clearInterval(timer)
  assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024)
})

test('a port that is taken, an address of another machine, what is none: one sentence', async (t) => {
  const mailbox = await opened(t)
  for (const [listen, says] of [
    [`127.0.0.1:${mailbox.port}`, /another program listens there/],
    ['192.0.2.77:2525', /this machine has no such address/],
    ['2525', /takes an address of this machine and a port/],
    ['localhost:2525', /takes an address/],
    ['127.0.0.1:70000', /takes an address/],
  ] as const) {
    const answer = await openListener({ listen, recipients: [] })
    assert.ok('usage' in answer, listen)
    assert.match(answer.usage, says)
    assert.equal(answer.usage.trimEnd().split('\n').length, 1)
  }
})

test('the end of the run closes it', async (t) => {
  const stop = new AbortController()
  const mailbox = await opened(t, { signal: stop.signal })
  stop.abort()
  await new Promise((done) => setTimeout(done, 50))
  const socket = connect(mailbox.port, '127.0.0.1')
  const [error] = await once(socket, 'error').catch((error) => [error])
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED')
})
