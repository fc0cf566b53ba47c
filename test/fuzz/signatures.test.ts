import assert from 'node:assert/strict'
import test from 'node:test'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import type { Blind } from '../../src/core/observation.ts'
import { parseHeader } from '../../src/records/mail/fields.ts'
import { letter, letterTime, ownSignature, zoneFor } from '../support/letters.ts'
import { verified } from '../support/mail-verified.ts'
import { fuzzInputs, mutations } from '../support/mutate.ts'
import { readRecords } from '../support/zone-text.ts'

const ed = { ...ownSignature, selector: 'ed', key: 'ed25519', canonicalization: 'simple/simple' } as const
const seal = [
  { domain: 'list.example', selector: 'a', key: 'rsa1024', authResults: 'list.example; dkim=pass' },
] as const
const sign = [ownSignature, ed]
const zone = zoneFor({ sign, seal })
const records = readRecords(zone)

/** mailauth by itself, over the whole message. */
async function theirs(message: Buffer): Promise<string[]> {
  const resolver = async (name: string) => {
    const found = records.filter((record) => record.type === 'TXT' && record.name === name.toLowerCase())
    if (found.length === 0) throw Object.assign(new Error(name), { code: 'ENOTFOUND' })
    return found.map(({ data }) => data as string[])
  }
  const { results } = await dkimVerify(message, { strict: true, curTime: letterTime, resolver })
  return results.filter(({ signingDomain }) => signingDomain !== undefined).map(({ status }) => status.result)
}

const asked = { receivedAt: letterTime }

test('signatures: whatever is done to a message, no throw, quick, and the verdicts of mailauth over the whole of it', async () => {
  const seeds = await Promise.all([
    letter({ sign, trace: [] }),
    letter({ sign: [ed], body: 'a  b\r\n\r\n.c \r\n', trace: [] }),
    letter({ sign: [{ ...ownSignature, bodyLength: 20 }], seal, trace: [] }),
  ])
  const octets = seeds.map((text) => Buffer.from(text, 'latin1'))
  let passing = 0
  let failing = 0
  for (const message of mutations(octets, Math.ceil(fuzzInputs() / 80), 6376)) {
    const text = Buffer.from(message).toString('latin1')
    const started = performance.now()
    const { signatures, arc } = await verified(text, zone, { asked, chunks: [1000, 1, 7] })
    assert.ok(performance.now() - started < 2000, JSON.stringify(text))
    const expected = await theirs(Buffer.from(text, 'latin1'))
    // Of a header alone we say that the body is not there, where mailauth hashes nothing.
    const isAlone = (blind: Blind | undefined) => blind?.detail.startsWith('the file ends behind the header') === true
    const ours = signatures.signatures.map(({ result, blind }, i) => (isAlone(blind) ? expected[i] : result))
    // A line that is no field mailauth takes for a fold of the field above, and others for the end of the header.
    const isPlain = parseHeader(text.replace(/\r?\n/g, '\r\n')).strays.length === 0 && ours.length === signatures.count
    if (isPlain && JSON.stringify(ours) !== JSON.stringify(expected))
      assert.fail(`${ours} ${expected} ${JSON.stringify(text)}`)
    for (const { result, problem, broke, blind } of signatures.signatures) {
      if (isAlone(blind)) continue
      if (result === 'pass') passing++
      else failing++
      assert.equal(problem !== undefined && broke !== undefined, result !== 'pass', JSON.stringify(text))
    }
    assert.notEqual(arc.result, 'temperror')
  }
  assert.ok(passing > 20 && failing > 100, `${passing} pass, ${failing} do not`)
})
