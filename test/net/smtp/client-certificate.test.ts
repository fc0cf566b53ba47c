import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { type TestContext } from 'node:test'
import { makeAuthority } from '../../support/certificates.ts'
import { describeWith, findProgram, makeFolder } from '../../support/real-server.ts'
import { asking, openTest, shown } from '../../support/smtp-client.ts'

const known = makeAuthority('an authority of clients')
const stranger = makeAuthority('nobody knows this one')

/** OpenSSL's own server, which judges client certificates within the handshake, as Node's cannot. It speaks the greeting. */
async function startOpenssl(t: TestContext, version: string): Promise<number> {
  const folder = makeFolder()
  for (const [file, text] of Object.entries({ cert: shown.cert, key: shown.key, ca: known.cert }))
    writeFileSync(join(folder, file), text, { mode: 0o600 })
  const files = ['-cert', 'cert', '-key', 'key', '-CAfile', 'ca', '-Verify', '1', '-verify_return_error']
  const args = ['s_server', '-accept', '127.0.0.1:0', ...files, `-${version}`]
  const server = spawn(findProgram('openssl') ?? '', args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] })
  t.after(() => server.kill())
  server.stdin.on('error', () => {})
  for await (const line of createInterface(server.stdout)) {
    const [, port] = /^ACCEPT .*:(\d+)$/.exec(line) ?? []
    if (port === undefined) continue
    // What comes on its input before there is a client goes to the first one.
    server.stdin.write('220 mail.relay.example ESMTP\r\n')
    server.stdout.resume()
    return Number(port)
  }
  const [code] = await once(server, 'close')
  throw new Error(`openssl ended with ${code}`)
}

describeWith(['openssl'], 'a server that wants a client certificate', () => {
  for (const version of ['tls1_2', 'tls1_3']) {
    const ask = async (t: TestContext, from?: ReturnType<typeof makeAuthority>) => {
      const port = await startOpenssl(t, version)
      const own = from?.issue(['me.example'])
      const client = openTest(t, {
        reach: () => ({ address: '127.0.0.1', port }),
        timeoutMs: 700,
        ...(own && { client: { certificate: own.cert, key: own.key } }),
      })
      return client.smtp(asking({ tls: 'implicit' }))
    }

    test(`${version}: shown none, it ends TLS, and says so`, async (t) => {
      const { encrypted, greeting, login } = await ask(t)
      assert.ok(encrypted && 'broken' in encrypted, JSON.stringify(encrypted))
      assert.equal(encrypted.broken.trouble, 'tls')
      assert.match(encrypted.broken.detail, /wants a client certificate/)
      assert.deepEqual([greeting, login], [undefined, undefined])
    })

    test(`${version}: shown one of strangers, it says so too`, async (t) => {
      const { encrypted, greeting } = await ask(t, stranger)
      assert.ok(encrypted && 'broken' in encrypted, JSON.stringify(encrypted))
      assert.match(encrypted.broken.detail, /does not take the client certificate \(ERR_SSL_\S*UNKNOWN_CA\)/)
      assert.equal(greeting, undefined)
    })

    test(`${version}: shown a good one, it goes on`, async (t) => {
      const { encrypted, greeting } = await ask(t, known)
      assert.ok(encrypted && 'chain' in encrypted, JSON.stringify(encrypted))
      assert.ok(greeting && 'reply' in greeting, JSON.stringify(greeting))
    })
  }
})
