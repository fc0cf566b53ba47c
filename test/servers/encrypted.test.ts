import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { detailOf, reasonOf } from '../support/dns-client.ts'
import { authority, host, openTyped, shown } from '../support/encrypted.ts'
import { describeWith } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'
import { bigTexts, type RealWorld, startRealWorld } from './world.ts'

/** DNS over TLS and over HTTPS, by unbound in front of nsd. */

const programs = ['nsd', 'unbound', 'ldns-signzone']
const folder = mkdtempSync(join(tmpdir(), 'relaycheck-trust-'))
const trusted = join(folder, 'authority.pem')
writeFileSync(trusted, authority.cert)
let world: RealWorld

const ways = {
  tls: (at: string) => `tls://${at}:${world.validating.tlsPort}`,
  https: (at: string) => `https://${at}:${world.validating.httpsPort}/dns-query`,
}

/** The name servers of this world, and the resolver's name, where they really are. */
const reach = (address: string, port: number) => {
  const ports: Record<string, number> = { '192.0.2.54': world.childNsd.port, '192.0.2.56': world.deadPort }
  if (port === 53) return { address: '127.0.0.1', port: ports[address] ?? world.nsd.port }
  return { address: address === host ? '127.0.0.1' : address, port }
}

/** What the whole tool finds. */
async function findings(resolver: string) {
  const chosen = ['--only', 'zone-*', '--only', 'mx-*', '--only', 'spf-*']
  const argv = ['domain', 'signed.test', '--resolver', resolver, ...chosen, '--format', 'json']
  const { code, out, err } = await relaycheck(argv, { outside: { reach } })
  assert.equal(err, '')
  const { resolvers, steps } = JSON.parse(out)
  assert.deepEqual(resolvers, [{ address: resolver, from: 'option' }])
  return { code, ids: steps.flatMap((step: { findings: { id: string }[] }) => step.findings.map(({ id }) => id)) }
}

/** The program itself, with the authority in the environment or not. */
async function run(resolver: string, env: Record<string, string>) {
  const program = new URL('../../bin/relaycheck.ts', import.meta.url).pathname
  const argv = ['domain', 'signed.test', '--resolver', resolver, '--only', 'spf-record', '--only', 'zone-dnssec']
  const begun = performance.now()
  const child = spawn(process.execPath, [program, ...argv, '--format', 'json'], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text
  })
  const [code] = await once(child, 'close')
  const findings: { id: string; blind?: { detail: string } }[] = JSON.parse(out).steps.flatMap(
    (step: { findings: object[] }) => step.findings,
  )
  return { code, findings, took: performance.now() - begun }
}

describeWith(programs, 'resolvers over TLS and HTTPS: unbound', () => {
  before(async () => {
    world = await startRealWorld({ shows: shown })
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await world.close()
  })

  for (const [transport, at] of Object.entries(ways)) {
    test(`${transport}: what validates comes with AD, what is absent is denied, what is bogus is told`, async (t) => {
      const { dns } = openTyped(t, at(host), { timeoutMs: 5000 })
      const [there, absent, nobody, bogus] = await Promise.all([
        dns('signed.test', 'TXT'),
        dns('signed.test', 'AAAA'),
        dns('nobody.signed.test', 'A'),
        dns('expired.test', 'TXT'),
      ])
      assert.ok(there.kind === 'records', detailOf(there))
      assert.deepEqual(
        [there.records[0]?.data, there.authenticated, there.transport, there.server],
        [['v=spf1 mx -all'], true, transport, at(host)],
      )
      assert.deepEqual([absent.kind, nobody.kind], ['no-data', 'no-such-name'])
      assert.equal(reasonOf(bogus), 'bogus', detailOf(bogus))
      assert.match(detailOf(bogus), /EDE 7: Signature Expired/)
    })

    test(`${transport}: an answer of forty records of 510 octets comes whole`, async (t) => {
      const answer = await openTyped(t, at('127.0.0.1'), { timeoutMs: 5000 }).dns('big.plain.test', 'TXT')
      assert.ok(answer.kind === 'records', detailOf(answer))
      assert.deepEqual(answer.records.flatMap(({ data }) => data).sort(), bigTexts.flatMap((s) => [s, s]).sort())
    })

    test(`${transport}: three hundred questions at once, each answered`, async (t) => {
      const { dns } = openTyped(t, at(host), { timeoutMs: 10_000 })
      const names = Array.from({ length: 300 }, (_, i) => `n${i}.wild.plain.test`)
      const answers = await Promise.all(names.map((name) => dns(name, 'TXT')))
      assert.deepEqual([...new Set(answers.map(detailOf))], ['records'])
    })

    test(`${transport}: the whole tool says what it says over UDP`, async () => {
      const plain = await findings(`127.0.0.1:${world.validating.port}`)
      assert.ok(plain.ids.includes('zone-dnssec/valid'))
      assert.deepEqual(await findings(at(host)), plain)
    })

    test(`${transport}: the program trusts whom NODE_EXTRA_CA_CERTS names, and ends when it is done`, async () => {
      const { code, findings, took } = await run(at('127.0.0.1'), { NODE_EXTRA_CA_CERTS: trusted })
      assert.deepEqual(findings.map(({ id }) => id).sort(), ['spf-record/one', 'zone-dnssec/valid'])
      assert.equal(code, 0)
      assert.ok(took < 5000, `${took} ms`)
    })

    test(`${transport}: an authority that nobody trusts: exit code 3, and why`, async () => {
      const { code, findings } = await run(at('127.0.0.1'), {})
      assert.equal(code, 3)
      assert.ok(findings.length >= 2)
      for (const { blind } of findings)
        assert.match(
          blind?.detail ?? '',
          /^the certificate of (tls|https):\S+ is signed by nobody that this machine trusts/,
        )
    })
  }

  test('https: a path where unbound answers nothing is told by its status', async (t) => {
    const answer = await openTyped(t, `https://${host}:${world.validating.httpsPort}/elsewhere`).dns('signed.test', 'A')
    assert.equal(reasonOf(answer), 'unreachable')
    assert.match(detailOf(answer), /gives no answer but HTTP status 404$/)
  })
})
