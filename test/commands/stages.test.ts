import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { readReport } from '../support/json-report.ts'
import { makeFolder } from '../support/real-server.ts'
import { bye, greeting, intoTls, type Step, startScript } from '../support/scripted-smtp.ts'
import { authority, shown } from '../support/smtp-client.ts'
import { relaycheck } from '../support/tool.ts'

const folder = makeFolder()
writeFileSync(join(folder, 'ca.pem'), authority.cert)
const closedPort = 9
const trusting = ['--ca', join(folder, 'ca.pem')]
const login = ['--user', 'shop']

/** What a run finds that chose so little of a session with 192.0.2.1:587; without steps nothing listens there. */
async function chosen(t: TestContext, steps: readonly Step[] | undefined, argv: readonly string[]) {
  const server = steps && (await startScript(t, steps))
  const reach = (_: string, port: number) => ({
    address: '127.0.0.1',
    port: server && port === 587 ? server.port : closedPort,
  })
  const { code, out } = await relaycheck(
    [
      ...['relay', '192.0.2.1:587', '--servername', 'mail.relay.example', '--helo', 'me.example', '--timeout', '1'],
      ...['--resolver', '192.0.2.53', '--format', 'json', ...argv],
    ],
    { outside: { reach }, env: { RELAYCHECK_PASSWORD: 'secret' } },
  )
  const ids = readReport(out).findings.map(({ id }) => id)
  return { code, ids: ids.filter((id) => !id.endsWith('/not-applicable')), heard: server?.heard ?? [] }
}

test('a login that was chosen, where nothing listens: the port is told', async (t) => {
  const { code, ids } = await chosen(t, undefined, ['--only', 'relay-login', ...login])
  assert.deepEqual(ids, ['relay-ports/all-closed', 'relay-login/unreached'])
  assert.equal(code, 1)
})

test('the open relay test alone, where the greeting is a no: that is told', async (t) => {
  const { code, ids } = await chosen(
    t,
    ['S: 554 5.7.1 not you', ...bye],
    ['--only', 'relay-closed', '--open-relay-test'],
  )
  assert.ok(ids.includes('relay-greeting/refused'), ids.join())
  assert.equal(code, 1)
})

test('a login that a bad certificate keeps back: the certificate is told', async (t) => {
  const { code, ids } = await chosen(t, [...intoTls(shown, 'AUTH PLAIN'), ...bye], ['--only', 'relay-login', ...login])
  assert.ok(ids.includes('relay-certificate/untrusted'), ids.join())
  assert.equal(code, 1)
})

test('what was not asked for is no stage: a session that is well adds nothing', async (t) => {
  const steps = [...intoTls(shown, 'AUTH PLAIN'), ...bye]
  const { code, ids } = await chosen(t, steps, ['--only', 'relay-closed', ...trusting])
  assert.deepEqual(ids, [])
  assert.equal(code, 0)
})

test('who chose no session holds none', async (t) => {
  const { code, heard } = await chosen(t, [greeting, ...bye], ['--only', 'relay-known'])
  assert.equal(code, 0)
  assert.deepEqual(heard, [])
})
