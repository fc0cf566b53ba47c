import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ca, folder, tls, zone } from '../support/probe-relay.ts'
import { bye, greeting, hello, intoTls, type Step, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

/** A probe that also tries whether the relay takes mail of strangers for strangers. */

const password = 'Tr0ub4dor&3 of the shop'
const argv = [
  ...['probe', '--from', 'me@shop.example', '--to', 'you@there.example', '--relay', 'smtp.relay.example:587'],
  ...['--user', 'shop', '--yes', '--timeout', '20', '--format', 'json', '--zone', zone],
  ...['--ca', ca],
]

/** Taken, whichever way the session began. */
const message: Step[] = [
  'C: MAIL FROM:<me@shop.example>*',
  'S: 250 2.1.0 Ok',
  'C: RCPT TO:<you@there.example>',
  'S: 250 2.1.5 Ok',
  'C: DATA',
  'S: 354 Go ahead',
  'message',
  'S: 250 2.0.0 Ok: queued as 4711',
  ...bye,
]
const sending: Step[] = [
  ...intoTls(tls, 'AUTH PLAIN', '8BITMIME'),
  `C: AUTH PLAIN ${Buffer.from(`\0shop\0${password}`).toString('base64')}`,
  'S: 235 2.7.0 Ok',
  ...message,
]
/** Whoever does not log in, and what is said to each recipient that is named. */
const unknown = (recipients: readonly string[], said: string, begin = intoTls(tls, 'AUTH PLAIN')): Step[] => [
  ...begin,
  'C: MAIL FROM:<me@shop.example>*',
  'S: 250 2.1.0 Ok',
  ...recipients.flatMap((one) => [`C: RCPT TO:<${one}>`, `S: ${said}`] as const),
  'C: RSET',
  'S: 250 2.0.0 Ok',
  ...bye,
]
const ofStrangers = ['relaycheck@example.net', 'you@there.example']
/** The probe, then who only looks, then the stranger. */
const scripts = (said: string) => (client: number) =>
  client === 0 ? sending : unknown(client === 1 ? ['you@there.example'] : ofStrangers, said)

interface Found {
  id: string
  verdict: string
  says: string
}
async function probed(t: TestContext, said: string, more: readonly string[] = ['--open-relay-test']) {
  const server = await startScript(t, scripts(said))
  const env = { RELAYCHECK_PASSWORD: password }
  const run = await relaycheck([...argv, ...more], { env, outside: { reach: server.reach } })
  const steps: { id: string; target: string; findings: Found[] }[] = run.out === '' ? [] : JSON.parse(run.out).steps
  const closed = steps.flatMap(({ findings }) => findings).filter(({ id }) => id.startsWith('relay-closed/'))
  return { ...run, server, steps, closed }
}

test('a relay that takes nothing of strangers is closed, and they send no message', { timeout: 60_000 }, async (t) => {
  const { code, out, err, server, steps, closed } = await probed(t, '554 5.7.1 Relay access denied')
  assert.deepEqual(
    closed.map(({ id, verdict }) => [id, verdict]),
    [['relay-closed/closed', 'pass']],
    err + out,
  )
  assert.ok(steps.some(({ id, target }) => id === 'session' && target === 'smtp.relay.example:587'))
  assert.equal(code, 0)
  assert.equal(server.count.all, 3)
  const count = (said: string) => server.heard.filter((line) => line.startsWith(said)).length
  assert.deepEqual([count('AUTH'), count('DATA')], [1, 1])
})

test('a relay that takes it from an address next to its own may trust that', { timeout: 60_000 }, async (t) => {
  const { code, closed, err } = await probed(t, '250 2.1.5 Ok')
  assert.deepEqual(
    closed.map(({ id }) => id),
    ['relay-closed/unknown'],
    err,
  )
  assert.equal(code, 3)
})

test('where the message went in clear on this machine the stranger goes that way too', {
  timeout: 60_000,
}, async (t) => {
  const clear = [greeting, ...hello('8BITMIME')]
  const sessions: Step[][] = [
    [...clear, ...bye],
    [...clear, ...message],
    unknown(['you@there.example'], '554 5.7.1 Relay access denied', clear),
    unknown(ofStrangers, '554 5.7.1 Relay access denied', clear),
  ]
  const server = await startScript(t, (client) => sessions[client] ?? [])
  const asked = ['probe', '--from', 'me@shop.example', '--to', 'you@there.example', '--relay', '127.0.0.1:2525']
  const run = await relaycheck([...asked, '--open-relay-test', '--yes', '--zone', zone, '--format', 'json'], {
    outside: { reach: server.reach },
  })
  assert.match(run.out, /relay-closed\/closed/, run.err)
  assert.equal(server.count.all, 4)
})

test('without the option nobody but the sender comes', { timeout: 60_000 }, async (t) => {
  const { code, closed, server } = await probed(t, '', [])
  assert.deepEqual([code, closed.length, server.count.all], [0, 0, 1])
})

test('a recording of it says the same again', { timeout: 60_000 }, async (t) => {
  const tape = join(folder, 'tape.json')
  const run = await probed(t, '554 5.7.1 Relay access denied', ['--open-relay-test', '--record', tape])
  const options = ['--open-relay-test', '--replay', tape, '--format', 'json']
  const again = await relaycheck([...argv.slice(0, 9), ...options])
  assert.equal(again.code, run.code, again.err)
  assert.deepEqual(JSON.parse(again.out).steps, run.steps)
})

test('for that test alone no message is sent', async (t) => {
  const { code, out, err, server } = await probed(t, '', ['--open-relay-test', '--only', 'relay-closed'])
  assert.deepEqual([code, out, server.count.all], [2, '', 0])
  assert.match(err, /relaycheck relay at a relay/)
})
