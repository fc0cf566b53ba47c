import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { verified } from '../support/mail-verified.ts'

// RFC 8463 appendix A: one message with a signature of Ed25519 and one of RSA, and their keys.

const at = (name: string) => fileURLToPath(new URL(`../../../shared/conformance/dkim/${name}`, import.meta.url))
const file = at('rfc8463.json')
if (existsSync(file))
  test('RFC 8463 appendix A: both signatures verify', async () => {
    const { dns, expect } = JSON.parse(readFileSync(file, 'utf8')) as { dns: Record<string, string>; expect: string[] }
    const zone = Object.entries(dns).map(([name, text]) => `${name} TXT "${text}"`)
    const { signatures } = await verified(readFileSync(at('rfc8463.eml'), 'latin1'), zone.join('\n'))
    assert.deepEqual(
      signatures.signatures.map(({ result }) => result),
      expect,
    )
    assert.deepEqual(signatures.signatures.map(({ algorithm }) => algorithm).sort(), ['ed25519-sha256', 'rsa-sha256'])
  })
else test('RFC 8463 appendix A', { skip: `SKIPPED, 1 test was not run: ${file} is not there` })
