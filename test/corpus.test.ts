import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { checksFor } from '../src/checks/index.ts'
import type { Finding } from '../src/core/finding.ts'
import { type NameServer, startNameServer } from '../src/net/dns/name-server.ts'
import { zoneAnswers } from '../src/net/dns/zone-answers.ts'
import { corpus, recordsOf } from './support/corpus.ts'
import { type Entry, messageOf, ordinary } from './support/corpus-letter.ts'
import { readReport } from './support/json-report.ts'
import { relaycheck } from './support/tool.ts'

// Every message of fixtures/messages is made by its entry, and judged by the whole tool from its file.

const folder = new URL('../fixtures/messages/', import.meta.url).pathname
const fileOf = (name: string) => `${folder}${name}.eml`

/** Outcomes that no message reaches, each with its reason. */
const unreached: Readonly<Record<string, string>> = {
  'message-headers/none': 'what begins with no header field is turned away before it is judged: it is no message',
  'message-text/heavy': 'nobody keeps a message of more than 25 MB among sources',
  'message-text/large': 'nobody keeps a message of more than 10 MB among sources',
}

const found = new Map<string, readonly Finding[]>()

let server: NameServer
let world: Entry = {}
let answers = zoneAnswers([])
before(async () => {
  server = await startNameServer({
    answer: (question) =>
      world.hides?.includes(`${question.type} ${question.name}`) ? { rcode: 2 } : answers(question),
  })
})
after(() => server.close())

/** The whole tool over the file of an entry. */
async function judged(name: string, entry: Entry): Promise<{ findings: Finding[]; text: string }> {
  world = entry
  answers = zoneAnswers(recordsOf(entry))
  const resolver = `${server.address}:${server.port}`
  const how = ['--resolver', resolver, '--at', '2026-11-24T06:00:00Z', ...(entry.argv ?? [])]
  const [json, text] = await Promise.all(
    ['json', 'text'].map((format) => relaycheck(['message', fileOf(name), ...how, '--format', format])),
  )
  assert.deepEqual([json?.err, text?.err], ['', ''])
  return { findings: readReport(json?.out ?? '').findings, text: text?.out ?? '' }
}

describe('every message of the corpus', () => {
  if (process.env.UPDATE)
    before(async () => {
      for (const [name, entry] of Object.entries(corpus)) writeFileSync(fileOf(name), await messageOf(entry), 'latin1')
    })

  for (const [name, entry] of Object.entries(corpus))
    test(name, async () => {
      assert.ok(existsSync(fileOf(name)), 'it is missing: UPDATE=1 node --test test/corpus.test.ts writes it')
      assert.ok(
        readFileSync(fileOf(name), 'latin1') === (await messageOf(entry)),
        'the file is not what its entry makes',
      )
      const { findings, text } = await judged(name, entry)
      found.set(name, findings)
      const { finds = [], reaches = [], because } = entry
      // What the report says of the whole is what the exit code says.
      assert.equal(/^nothing to fix/m.test(text), !/exit 1: something fails/.test(text.replace(/\s+/g, ' ')))
      const told = findings.filter(
        ({ id, verdict }) => verdict !== 'pass' && verdict !== 'skip' && (!ordinary.has(id) || finds.includes(id)),
      )
      const says = told.map(({ id, verdict, says }) => `${verdict} ${id}: ${says}`).join('\n')
      assert.deepEqual(told.map(({ id }) => id).sort(), [...finds].sort(), says)
      const ids = new Set(findings.map(({ id }) => id))
      assert.deepEqual(
        reaches.filter((id) => !ids.has(id)),
        [],
      )
      for (const [id, pattern] of Object.entries(entry.says ?? {}))
        assert.match(findings.find((finding) => finding.id === id)?.says ?? `no ${id}`, pattern)
      for (const [id, pattern] of Object.entries(entry.fixes ?? {}))
        assert.match(findings.find((finding) => finding.id === id)?.fix ?? `no fix of ${id}`, pattern)
      // What stands in the first column is there to be copied.
      assert.deepEqual(
        text.split('\n').filter((line) => line.length > 80 && line.startsWith(' ')),
        [],
      )
      assert.ok(new Set(finds).size < 2 || because, 'one cause, several findings: because of what?')
    })
})

describe('all of them', () => {
  test('what is told of them is filled in', () => {
    const unfilled = [...found.values()].flatMap((findings) =>
      findings.filter(({ says, fix = '' }) =>
        /\{\w+\}|undefined|\[object| {2}/.test(`${says} ${fix.replace(/\n +/g, ' ')}`),
      ),
    )
    assert.deepEqual(
      unfilled.filter(({ id }) => id !== 'message-text/placeholders').map(({ says }) => says),
      [],
    )
  })

  test('no other file lies there', () => {
    assert.deepEqual(
      readdirSync(folder).sort(),
      Object.keys(corpus)
        .map((name) => `${name}.eml`)
        .sort(),
    )
  })

  test('together they reach every outcome', () => {
    const reached = new Set([...found.values()].flatMap((findings) => findings.map(({ id }) => id)))
    const declared = checksFor.message.flatMap(({ id, outcomes }) =>
      Object.keys(outcomes).map((outcome) => `${id}/${outcome}`),
    )
    const missing = declared.filter((id) => !reached.has(id))
    assert.deepEqual(missing, Object.keys(unreached))
  })
})
