import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../src/core/finding.ts'
import { type JsonReport, readReport } from '../support/json-report.ts'
import type { Connections, RealRelay } from '../support/real-relay.ts'
import { makeFolder, removeFolder } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'

/** One run of `relaycheck relay` against a real server, and what the server saw of it. */
export interface RelayRun extends JsonReport {
  code: number
  /** The commands of each connection, as the server's own log has them. */
  said: readonly (readonly string[])[]
}

export interface RunOptions {
  /** Instead of the right one. */
  password?: string
  /** Show the client certificate. */
  shows?: true
  /** Nobody logs in. */
  anonymous?: true
  /** Whom the certificate is wanted for, instead of the server's name. */
  servername?: string
  /** The address that the command is told, where it is not the server's own: it is led there all the same. */
  address?: string
}

/**
 * Runs it against a port of the server, with all that makes a good run good. Whatever else: nothing is ever sent, the
 * password stands nowhere (report, recording, text for people), the exit code is the report's, and the recording gives the
 * same bytes.
 */
export async function runAgainst<Port extends string>(
  server: RealRelay<Port>,
  port: Port,
  argv: readonly string[] = [],
  { password = server.password, shows, anonymous, servername = server.name, address = server.address }: RunOptions = {},
): Promise<RelayRun> {
  const folder = makeFolder()
  try {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const tape = join(folder, 'tape.json')
    const asking = [
      ...['relay', `${address}:${server.ports[port]}`, '--helo', 'client.example', '--servername', servername],
      ...['--ca', file('authority.pem', server.authority)],
      ...(anonymous ? [] : ['--user', server.user, '--password-file', file('password', `${password}\n`)]),
      ...(shows ? ['--client-cert', file('client.pem', server.client.cert)] : []),
      ...(shows ? ['--client-key', file('client.key', server.client.key)] : []),
      ...argv,
    ]
    const seen = () => server.connections(port)
    const outside = { reach: (_: string, port: number) => ({ address: server.address, port }) }
    const before = await quiet(seen)
    const ran = await relaycheck([...asking, '--format', 'json', '--record', tape], { outside })
    assert.equal(ran.err, '')
    const said = (await quiet(seen, before.begun + 1)).said.slice(before.said.length)
    const replay = [...withoutProofs(asking), '--replay', tape]
    const again = await relaycheck([...replay, '--format', 'json'])
    assert.deepEqual([again.out, again.code, again.err], [ran.out, ran.code, ''])
    const text = await relaycheck([...replay, '--verbose'])
    const report = readReport(ran.out)
    assert.deepEqual([ran.code, text.code, text.err], [report.exitCode, report.exitCode, ''])
    for (const command of ['DATA', 'BDAT', 'VRFY', 'EXPN'])
      assert.ok(!said.flat().includes(command), `${command} was said`)
    for (const told of [ran.out, text.out, readFileSync(tape, 'utf8')])
      assert.deepEqual(echoes(told, server.user, password), [])
    return { ...report, code: ran.code, said }
  } finally {
    removeFolder(folder)
  }
}

/** What a replay needs no more: it talks to nobody. */
function withoutProofs(asking: readonly string[]): string[] {
  const files = ['--ca', '--password-file', '--client-cert', '--client-key']
  return asking.filter((word, i, all) => !files.includes(word) && !files.includes(all[i - 1] ?? ''))
}

/** The connections that a server has had, once there are so many and all of them have ended. */
async function quiet(seen: () => Connections, least = 0): Promise<Connections> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const now = seen()
    if (now.begun >= least && now.begun === now.ended) return now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`connections that the server still has open, or never had: ${JSON.stringify(seen())}`)
}

/** Where a text holds the password, as it is or as a login says it. */
export function echoes(text: string, user: string, password: string): string[] {
  const base64 = (one: string) => Buffer.from(one).toString('base64').replace(/=+$/, '')
  const forms = [
    password,
    JSON.stringify(password).slice(1, -1),
    encodeURIComponent(password),
    Buffer.from(password).toString('hex'),
    Buffer.from(password).toString('latin1'),
    base64(password),
    base64(`\0${user}\0${password}`),
  ]
  return forms.filter((form) => text.includes(form))
}

/** The findings of one check, `id` and what they say. */
export const findingsOf = ({ findings }: JsonReport, check: string): Finding[] =>
  findings.filter((finding) => finding.check === check)
export const idsOf = (report: JsonReport, ...checks: string[]): string[] =>
  report.findings.filter(({ check }) => checks.includes(check)).map(({ id }) => id)

/** Whether a login was tried, by the server's word. */
export const loggedIn = ({ said }: RelayRun): boolean => said.flat().includes('AUTH')
