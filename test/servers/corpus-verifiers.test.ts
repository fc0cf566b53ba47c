import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { corpus, recordsOf } from '../support/corpus.ts'
import { type ToVerify, type Verified, verifiedByDkimpy } from '../support/dkimpy.ts'
import { letterTime } from '../support/letters.ts'
import { verified } from '../support/mail-verified.ts'
import { describeWith } from '../support/real-server.ts'

// Every message of fixtures/messages is verified by dkimpy as well, where all of DNS is seen.

/** Where the two differ by their nature, each with the reason. One that begins to agree must leave the list. */
const deviations: Record<string, string> = {
  'headers-not-a-field':
    'dkimpy reads no header with a line in it that is no field; here what is signed is verified, and the line is told of',
  'saved-by-apple-mail': 'a file as it was saved: dkimpy reads no header in it, and calls that a broken chain',
  'saved-with-cr-cr-lf': 'the same: what saving did is undone before the message is verified',
  'dkim-sha1': 'dkimpy accepts it, which RFC 8301 section 3.1 forbids',
}

describeWith(['dkimverify'], 'the corpus as dkimpy has it', () => {
  test('the two verifiers agree about every message', async () => {
    const asked: Record<string, ToVerify> = {}
    const ours: Record<string, Verified> = {}
    for (const [name, entry] of Object.entries(corpus)) {
      const message = readFileSync(new URL(`../../fixtures/messages/${name}.eml`, import.meta.url), 'latin1')
      const records = recordsOf(entry)
      const { signatures, arc } = await verified(message, records)
      ours[name] = { results: signatures.signatures.map(({ result }) => result === 'pass'), chain: arc.result }
      asked[name] = { message, records, count: signatures.count }
    }
    const all = Object.values(ours)
    const results = all.flatMap((one) => one.results)
    assert.ok(results.includes(true) && results.includes(false))
    assert.deepEqual([...new Set(all.map(({ chain }) => chain))].sort(), ['fail', 'none', 'pass'])
    const theirs = verifiedByDkimpy(asked, letterTime)
    const differing = Object.keys(corpus).filter((name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]))
    const shown = differing.map(
      (name) => `${name}: ${JSON.stringify(ours[name])}, dkimpy ${JSON.stringify(theirs[name])}`,
    )
    assert.deepEqual(differing.sort(), Object.keys(deviations).sort(), shown.join('\n'))
  })
})
