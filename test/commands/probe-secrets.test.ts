import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ca, folder, tls, zone } from '../support/probe-relay.ts'
import { intoTls, type Step, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

/** What comes back may quote the password of the login: it is neither told nor recorded. */
const password = 'S3cr3t+/pw==Xyz'
const base64 = Buffer.from(`\0shop\0${password}`).toString('base64')
const forms = [password, base64, base64.replaceAll('=', ''), encodeURIComponent(password)]
const env = { RELAYCHECK_PASSWORD: password }
const taken: Step[] = [
  ...intoTls(tls, 'AUTH PLAIN', '8BITMIME'),
  `C: AUTH PLAIN ${base64}`,
  'S: 235 2.7.0 Ok',
  'C: MAIL FROM:<me@shop.example>*',
  'S: 250 Ok',
  'C: RCPT TO:<you@there.example>',
  'S: 250 Ok',
  'C: DATA',
  'S: 354 Go ahead',
  'message',
  'S: 250 2.0.0 Ok: queued as 4XyZ01',
]
const all = ['probe', '--to', 'you@there.example', '--zone', zone, '--ca', ca]
const run = [...all, '--from', 'me@shop.example', '--relay', 'smtp.relay.example:587', '--user', 'shop', '--yes']

/** The message as it was said, with a header on top of it, or something else in its place. */
const quoting: Record<string, (message: string) => string> = {
  'the message itself': (message) =>
    [
      'Return-Path: <me@shop.example>',
      `Authentication-Results: mx.there.example; spf=fail (${password}) smtp.mailfrom=${password}@shop.example`,
      `Received: from [192.0.2.1] (auth ${base64}) by mx.there.example with ESMTPSA; ${new Date().toUTCString()}`,
      `DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=mail; bh=aa; b=aa; h=from; q=${encodeURIComponent(password)}`,
      `X-Spam-Status: Yes, score=9.9 required=5 tests=PW_${password}`,
      message,
    ].join('\r\n'),
  'a bounce': (message) => {
    const [, token = ''] = /probe ([a-z]{16})/.exec(message) ?? []
    return [
      'Return-Path: <>',
      'From: MAILER-DAEMON@mx.there.example',
      `Subject: Undelivered Mail ${token}`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=B',
      '',
      '--B',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.there.example',
      '',
      'Final-Recipient: rfc822; you@there.example',
      'Action: failed',
      'Status: 5.7.1',
      `Diagnostic-Code: smtp; 550 5.7.1 login shop ${forms.join(' ')} may not send`,
      '',
      '--B--',
      '',
    ].join('\r\n')
  },
}

for (const [name, made] of Object.entries(quoting))
  test(`${name} may quote the password`, async (t) => {
    const server = await startScript(t, taken)
    const box = join(folder, name.replaceAll(' ', '-'))
    for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(box, part), { recursive: true })
    const timer = setInterval(() => {
      const end = server.heard.indexOf('.')
      if (end < 0) return
      clearInterval(timer)
      const lines = server.heard.slice(server.heard.indexOf('DATA') + 1, end)
      writeFileSync(join(box, 'new', '1.test'), made(`${lines.join('\r\n')}\r\n`))
    }, 20)
    t.after(() => clearInterval(timer))
    const record = join(folder, `${name}.json`)
    const outputs = ['text', 'html'].flatMap((format) => [
      '--format',
      format,
      '--output',
      join(folder, `out.${format}`),
    ])
    const argv = [...run, '--maildir', box, '--wait', '5', '--timeout', '20', '--record', record]
    const { out, err } = await relaycheck([...argv, ...outputs, '--format', 'json'], {
      env,
      outside: { reach: server.reach },
    })
    const outcome = (text: string, check: string) =>
      JSON.parse(text)
        .steps.flatMap((step: { findings: { check: string; outcome: string }[] }) => step.findings)
        .find((one: { check: string }) => one.check === check)?.outcome
    assert.equal(outcome(out, 'probe-arrived'), name === 'a bounce' ? 'bounced' : 'arrived', err)
    const kept = readFileSync(record, 'utf8')
    const shown = ['text', 'html'].map((format) => readFileSync(join(folder, `out.${format}`), 'utf8'))
    for (const [n, text] of [out, err, kept, ...shown].entries())
      for (const form of forms) assert.ok(!text.includes(form), `${n} has ${form}`)
    const again = await relaycheck(
      [
        ...all,
        '--from',
        'me@shop.example',
        '--relay',
        'smtp.relay.example:587',
        '--user',
        'shop',
        '--replay',
        record,
        '--format',
        'json',
      ],
      { env },
    )
    assert.equal(outcome(again.out, 'probe-arrived'), outcome(out, 'probe-arrived'), again.err)
    if (name === 'a bounce') return
    // Verified as it came; what is left in the recording is not it.
    assert.notEqual(outcome(out, 'message-dkim'), 'unknown')
    assert.equal(outcome(again.out, 'message-dkim'), 'unknown')
  })
