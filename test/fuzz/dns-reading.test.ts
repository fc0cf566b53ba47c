import assert from 'node:assert/strict'
import test from 'node:test'
import { encodeResponse } from '../../src/net/dns/encode.ts'
import type { WireRecord } from '../../src/net/dns/message.ts'
import { readAnswer } from '../../src/net/dns/reading.ts'
import { decodeMessage, Malformed } from '../../src/net/dns/wire.ts'
import { openAgainst, soa } from '../support/dns-client.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const asking = {
  id: 7,
  question: { name: 'www.example', type: 1, class: 1 },
  recursionDesired: true,
  checkingDisabled: false,
  edns: {},
}
const cname = (name: string, data: string): WireRecord => ({ name, type: 'CNAME', ttl: 60, data })
const chain = Array.from({ length: 12 }, (_, i) =>
  cname(i === 0 ? 'www.example' : `n${i}.example`, `n${i + 1}.example`),
)
const a: WireRecord = { name: 'n12.example', type: 'A', ttl: 60, data: '192.0.2.1' }
const dname: WireRecord = { name: 'example', type: 'DNAME', ttl: 60, data: 'shop.example' }
const many: WireRecord[] = Array.from({ length: 300 }, (_, i) => cname(`m${i}.example`, `m${i + 1}.example`))
const seeds = [
  encodeResponse(asking, { answers: [...chain, a], recursionAvailable: true }),
  encodeResponse(asking, { answers: [cname('www.example', 'n12.example'), a] }),
  encodeResponse(asking, { answers: [dname, cname('www.example', 'www.shop.example')], rcode: 3, authorities: [soa] }),
  encodeResponse(asking, { answers: [{ ...a, name: 'www.example' }], truncated: true, ede: [{ code: 6, text: 'x' }] }),
  encodeResponse(asking, { answers: [cname('www.example', 'm0.example'), ...many] }),
]

test(`${fuzzInputs()} mutated answers: read without a throw, and fast, whoever was asked`, () => {
  let read = 0
  for (const input of mutations(seeds, fuzzInputs(), 2)) {
    const told = () => Buffer.from(input).toString('hex')
    const ms = shortestTime(() => {
      try {
        const message = decodeMessage(input)
        for (const direct of [true, false]) readAnswer(message, { name: 'www.example', type: 'A' }, direct)
        read++
      } catch (error) {
        if (!(error instanceof Malformed)) throw new Error(`on ${told()}`, { cause: error })
      }
    }, 50)
    assert.ok(ms <= 50, `${ms} ms on ${told()}`)
  }
  assert.ok(read > fuzzInputs() / 20, `only ${read} were whole: the seeds are no good`)
})

test('400 questions to a server that sends mutated answers: each settles within its budget', async (t) => {
  const inputs = [...mutations(seeds.slice(0, 4), 400, 3)]
  let next = 0
  const { dns } = await openAgainst(
    t,
    {
      // With the ID and the question of the query in their places, so that the rest is read.
      '192.0.2.53': ({ octets }) => {
        const raw = Buffer.from(inputs[next++ % inputs.length] ?? [])
        octets.copy(raw, 0, 0, 2)
        octets.copy(raw, 12, 12, 29)
        return { raw }
      },
    },
    { timeoutMs: 500 },
  )
  const begun = performance.now()
  const answers = await Promise.all(
    inputs.map((_, i) => dns(`${String(i).padStart(3, '0')}.example`, i % 2 ? 'A' : 'TXT')),
  )
  assert.ok(performance.now() - begun < 1500)
  const kinds = new Set(answers.map((answer) => (answer.kind === 'blind' ? answer.blind.reason : answer.kind)))
  assert.ok(kinds.size > 3 && !kinds.has('bug'), [...kinds].join())
})
