import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { startNameServer } from '../../src/net/dns/name-server.ts'
import { makeAuthority } from '../support/certificates.ts'
import { bye, greeting, hello, type Step, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

const token = 'k7f3q9z2-mwx4-hsv8'
const authority = makeAuthority()
const login = (user: string, password: string) => Buffer.from(`\0${user}\0${password}`).toString('base64')

/** A relay at 192.0.2.1 port 465 that knows one login, and a resolver that knows nothing. */
async function setting(t: TestContext, user: string) {
  const tls = authority.issue(['192.0.2.1'])
  const talk: Step[] = [
    { tls },
    greeting,
    ...hello('AUTH PLAIN'),
    `C: AUTH PLAIN ${login(user, token)}`,
    `S: 235 2.7.0 welcome ${token} ${Buffer.from(token).toString('hex')}`,
    ...bye,
  ]
  const relay = await startScript(t, talk)
  const resolver = await startNameServer({ answer: () => ({ rcode: 3, recursionAvailable: true }) })
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
  t.after(async () => {
    await resolver.close()
    rmSync(folder, { recursive: true })
  })
  const file = (name: string) => join(folder, name)
  writeFileSync(file('ca.pem'), authority.cert)
  writeFileSync(file('password'), `${token}\n`)
  const reach = (_: string, port: number) => ({ address: '127.0.0.1', port: port === 53 ? resolver.port : relay.port })
  const run = (argv: string[], env: Record<string, string> = {}) => {
    const usual = ['--resolver', '192.0.2.53', '--timeout', '2', '--ca', file('ca.pem')]
    return relaycheck(['relay', '192.0.2.1:465', '--tls', 'implicit', ...usual, ...argv], { outside: { reach }, env })
  }
  return { run, file, relay, read: (name: string) => readFileSync(file(name), 'utf8') }
}
const tells = (text: string) =>
  [token, Buffer.from(token).toString('hex'), Buffer.from(token).toString('base64').slice(0, -4)].some((one) =>
    text.includes(one),
  )

for (const [who, user, told] of [
  ['a user', 'shop@example.com', 'shop@example.com'],
  ['a user who is called by the password, as Postmark has it', token, '[password]'],
  ['a user who is called so in capitals', token.toUpperCase(), '[password]'],
  ['a user who holds it', `relay-${token}@example.com`, 'relay-[password]@example.com'],
] as const)
  test(`no output, recording or error tells a password: ${who}`, async (t) => {
    const { run, file, read } = await setting(t, user)
    const outputs = ['--format', 'text', '--format', 'json', '--output', file('json'), '--record', file('tape')]
    const { out, err } = await run(['--user', user, '--password-file', file('password'), '--verbose', ...outputs])
    const tape = read('tape')
    assert.ok(tape.includes(`login ${told}`), tape)
    assert.ok(tape.includes('welcome [password] [password]'), 'it was never logged in')
    for (const text of [out, err, read('json'), tape]) assert.ok(!tells(text), text)
    const replay = ['relay', '192.0.2.1:465', '--tls', 'implicit', '--replay', file('tape'), '--user']
    for (const typed of [told, user]) {
      const again = await relaycheck([...replay, typed])
      assert.ok(/relay-login\/accepted|login works/.test(again.out), again.out)
      assert.ok(!/has no such session/.test(again.out), again.out)
    }
    const held = await relaycheck([...replay, user, '--password-file', file('password'), '--verbose'])
    assert.ok(/relay-login\/accepted/.test(held.out) && !tells(held.out), held.out)
  })

test('who is called like the label of a password is said as typed', async (t) => {
  const { run, file, relay } = await setting(t, '[password]')
  const { out } = await run(['--user', '[password]', '--password-file', file('password'), '--verbose'])
  assert.ok(out.includes('relay-login/accepted'), out)
  assert.ok(relay.heard.includes(`AUTH PLAIN ${login('[password]', token)}`))
})

test('a password that cannot be read is asked for in one sentence, before anything is said to anybody', async (t) => {
  const { run, file, relay } = await setting(t, 'shop')
  for (const [argv, env, says] of [
    [
      ['--user', token],
      {},
      /--user wants a password: set RELAYCHECK_PASSWORD, or give a file that holds it: --password-file FILE/,
    ],
    [['--user', 'shop', '--password-file', token], {}, /--password-file names a file that cannot be read/],
    [['--user', 'shop', '--password-file', file('password')], { RELAYCHECK_PASSWORD: token }, /keep --password-file/],
    [['--user', 'shop'], { RELAYCHECK_PASSWORD: `${token}\n${token}` }, /holds more than one line/],
    [['--client-cert', file('ca.pem'), '--client-key', file('ca.pem')], {}, /holds no private key, but a certificate/],
  ] as const) {
    const { code, out, err } = await run([...argv], env)
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, says)
    assert.match(err, /^relaycheck: [^\n]*\.\n$/)
    assert.ok(!tells(err), err)
  }
  assert.equal(relay.count.all, 0)
})
