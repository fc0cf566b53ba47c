import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { authority, type HttpAnswer } from '../support/encrypted.ts'
import { makeFolder } from '../support/real-server.ts'
import { bye, intoTls, startScript } from '../support/scripted-smtp.ts'
import { answered, apiHost, apiKey, eventsOf, recorded, startSmtp2go } from '../support/smtp2go.ts'
import { relaycheck } from '../support/tool.ts'

/** A probe through SMTP2GO, whose records are asked what became of it. */

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
mail.smtp2go.com. 300 IN A 192.0.2.80
${apiHost}. 300 IN A 127.0.0.1
`,
)
const password = 'Tr0ub4dor&3 of the shop'
const argv = [
  'probe',
  '--from',
  'x@c.example',
  '--to',
  'alice@b.example',
  '--relay',
  'mail.smtp2go.com:587',
  '--user',
  'shop',
]
const options = ['--yes', '--timeout', '5', '--zone', zone, '--format', 'json']

const session = [
  ...intoTls(authority.issue(['mail.smtp2go.com']), 'AUTH PLAIN', 'SIZE 52428800', '8BITMIME'),
  `C: AUTH PLAIN ${Buffer.from(`\0shop\0${password}`).toString('base64')}`,
  'S: 235 2.7.0 Ok',
  'C: MAIL FROM:<x@c.example>*',
  'S: 250 2.1.0 Ok',
  'C: RCPT TO:<alice@b.example>',
  'S: 250 2.1.5 Ok',
  'C: DATA',
  'S: 354 Go ahead',
  'message',
  'S: 250 OK id=1u0SwL-B9zBpi9ffUq-JAB2',
  ...bye,
] as const

interface Found {
  id: string
  verdict: string
  says: string
  fix?: string
}
async function probed(t: TestContext, serve: () => HttpAnswer, key: Record<string, string>, more: string[] = []) {
  const [api, relay] = [await startSmtp2go(t, serve), await startScript(t, session)]
  const reach = (address: string, port: number) => (port === 443 ? api.reach(address) : relay.reach(address, port))
  const env = { RELAYCHECK_PASSWORD: password, ...key }
  const run = await relaycheck([...argv, ...options, ...more], { env, outside: { reach } })
  for (const secret of [apiKey, Buffer.from(apiKey).toString('base64'), password])
    assert.ok(!(run.out + run.err).includes(secret), 'no secret')
  const findings: Found[] =
    run.out === '' ? [] : JSON.parse(run.out).steps.flatMap((step: { findings: Found[] }) => step.findings)
  return { ...run, findings, questions: api.questions, of: (id: string) => findings.find((one) => one.id === id) }
}
const withKey = { RELAYCHECK_SMTP2GO_API_KEY: apiKey }

test('what the records say in the end is what became of the message', { timeout: 30_000 }, async (t) => {
  const error = '550 5.1.1 No such user'
  const bounced = recorded('hard-bounced', { date: new Date().toISOString(), smtp_response: error, host: '192.0.2.9' })
  const run = await probed(t, () => eventsOf([bounced]), withKey)
  assert.equal(run.code, 1, run.err + run.out)
  assert.match(run.of('probe-arrived/bounced')?.says ?? '', /SMTP2GO gave it up.*5\.1\.1 No such user/)
  assert.ok(run.of('probe-delay/bounced'))
  assert.equal(run.questions.length, 1)
})

test('a message that the relay has put off waits', { timeout: 30_000 }, async (t) => {
  const put = recorded('soft-bounced', { date: new Date().toISOString(), smtp_response: '450 4.7.1 Greylisted' })
  const run = await probed(t, () => eventsOf([put]), withKey)
  assert.match(run.of('probe-delay/waiting')?.says ?? '', /SMTP2GO has put it off.*Greylisted/)
  assert.equal(run.of('probe-arrived/not-watched')?.verdict, 'skip')
})

test('a key that is not taken is told with a way out', { timeout: 30_000 }, async (t) => {
  const run = await probed(t, () => answered({ error: `no ${apiKey}` }, 403), withKey)
  const untold = run.of('probe-delay/untold')
  assert.match(untold?.says ?? '', /What SMTP2GO knows .* HTTP status 403, "no \[password\]"\.$/)
  assert.match(untold?.fix ?? '', /RELAYCHECK_SMTP2GO_API_KEY/)
})

test('without a key it is said that there is one to be had, and nobody is asked', { timeout: 30_000 }, async (t) => {
  const run = await probed(t, () => eventsOf([]), {})
  assert.match(run.of('probe-delay/untold')?.fix ?? '', /Make a key in SMTP2GO/)
  assert.equal(run.questions.length, 0)
})

test('a key that cannot be one is one sentence, and nothing is sent', async (t) => {
  const run = await probed(t, () => eventsOf([]), { RELAYCHECK_SMTP2GO_API_KEY: 'not a key at all' })
  assert.deepEqual([run.code, run.out], [2, ''])
  assert.match(run.err, /^relaycheck: RELAYCHECK_SMTP2GO_API_KEY holds no key: [^\n]*\n$/)
})

test('a recording holds what was answered and no key, and says the same again', { timeout: 30_000 }, async (t) => {
  const tape = join(folder, 'tape.json')
  const at = new Date().toISOString()
  const serve = () => eventsOf([recorded('delivered', { date: at, smtp_response: '250 2.0.0 OK' })])
  const run = await probed(t, serve, withKey, ['--record', tape])
  const text = readFileSync(tape, 'utf8')
  assert.ok(text.includes('250 2.0.0 OK') && !text.includes(apiKey) && !text.includes(password))
  const again = await relaycheck([...argv, '--replay', tape, '--format', 'json', '--yes'])
  assert.equal(again.code, run.code, again.err)
  assert.deepEqual(JSON.parse(again.out).steps, JSON.parse(run.out).steps)
})
