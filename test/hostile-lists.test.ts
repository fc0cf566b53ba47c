import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test, { describe } from 'node:test'
import type { Response } from '../src/net/dns/message.ts'
import type { Question } from '../src/net/dns/name-server.ts'
import { evil } from './support/borne.ts'
import { below, crowd, holding as inPlaceOf, latin1, many, replyWith, set, strings } from './support/hostile-answers.ts'
import { readReport } from './support/json-report.ts'
import { saneJson, saneText } from './support/sane.ts'
import { type StubAnswer, sender, startStub } from './support/stub-lists.ts'

const ip = sender.address
const zen = '7.0.60.32.zen.spamhaus.org'
const pointer = '7.0.60.32.in-addr.arpa'
const origin = '7.0.60.32.origin.asn.cymru.com'

/**
 * What a hostile world can make us ask about one address: so many questions, each of them by as many messages as a resolver
 * that is silent gets, and further names where a resolver leaves the following of aliases to us.
 */
const mostQuestions = 150
const mostSent = 8
const mostAliases = 17
const mostMs = 15_000

/** A run in a world with this fault: it ends in time, asks no more than it may, shows nothing that gives orders, and has no bug. */
async function isBorne(fault: StubAnswer, argv: readonly string[] = []) {
  const stub = await startStub({}, fault)
  try {
    const asking = ['ip', ip, '--timeout', '1', ...argv]
    const begun = performance.now()
    const json = await stub.run([...asking, '--format', 'json'])
    const ms = performance.now() - begun
    const asked = [...stub.asked]
    const text = await stub.run(asking)
    const coloured = await stub.run([...asking, '--verbose'], { FORCE_COLOR: '1' })
    const pool = await stub.run([...asking, '--pool'])
    const report = readReport(json.out)
    assert.deepEqual(
      report.findings.filter(({ blind }) => blind?.reason === 'bug').map(({ says }) => says),
      [],
    )
    for (const { code, err } of [json, text, coloured, pool]) {
      assert.ok([0, 1, 3].includes(code), `exit code ${code}`)
      assert.equal(err, '')
    }
    saneJson(json.out)
    saneText(text.out)
    saneText(coloured.out, { color: true, lines: 1500 })
    assert.match(pool.out, /^32\.60\.0\.7\t(?:fit|pull|unknown)\t[^\t\n\p{Cc}\p{Cf}\p{Cs}]*\n$/u)
    assert.ok(ms < mostMs, `${Math.round(ms)} ms`)
    const different = new Set(asked.map(({ type, name }) => `${type} ${name}`)).size
    const first = new Set(asked.filter(({ name }) => !/^x\./.test(name)).map(({ type, name }) => `${type} ${name}`))
      .size
    assert.ok(first < mostQuestions, `${first} questions`)
    assert.ok(different <= first * mostAliases, `${different} questions with the aliases of ${first}`)
    assert.ok(asked.length <= different * mostSent, `${asked.length} messages for ${different} questions`)
    return { report, asked, text: text.out }
  } finally {
    await stub.close()
  }
}

const listed = set(zen, 'A', '127.0.0.2')
const holding =
  (...sets: Parameters<typeof inPlaceOf>): StubAnswer =>
  (question, healthy) =>
    inPlaceOf(...sets)(question, healthy, 1)
/** Thousands of records at one name, and all else as it is. */
const crowded =
  (key: string, data: readonly Buffer[], before: StubAnswer = (_, healthy) => healthy): StubAnswer =>
  (question, healthy) => {
    const answer = crowd(key, data)(question)
    return answer === 'as it is' ? before(question, healthy) : answer
  }
const octets = (text: string) => Buffer.from(text, 'latin1')
const txt = (...texts: string[]) =>
  Buffer.concat(texts.flatMap((text) => [Buffer.from([octets(text).length]), octets(text)]))
const a = (last: number) => Buffer.from([127, 0, last >> 8, last & 255])
const pointers = (...names: string[]) => set(pointer, 'PTR', ...names)

const texts: Record<string, StubAnswer> = {
  'a reason that gives orders to a terminal': holding(listed, set(zen, 'TXT', strings(latin1(evil)))),
  'a reason cut inside a character': holding(listed, set(zen, 'TXT', ['\u00e2\u0080', '\u00ae FORGED'])),
  'reasons that are empty': holding(listed, set(zen, 'TXT', [''], [])),
  'a name with orders in it': holding(pointers(`${latin1(evil).replaceAll('.', '').slice(0, 60)}.shop.example`)),
  'a name with a line end, a dot and a zero in a label': holding(
    pointers('a\\010b.shop.example', 'a\\.b.shop.example', 'a\\000b.shop.example'),
  ),
  'the root for a name': holding(pointers('.')),
  'names of one label, and an address for a name': holding(pointers('localhost', '32.60.0.7', 'mail')),
  'a name as long as names get': holding(
    pointers(
      ['a', 'b', 'c']
        .map((one) => one.repeat(63))
        .concat('d'.repeat(59))
        .join('.'),
    ),
  ),
  'a network that gives orders': holding(
    set(origin, 'TXT', [`64500 | 32.60.0.0/16 | ${latin1(evil).slice(0, 80)} | arin | `]),
    set('as64500.asn.cymru.com', 'TXT', strings(`64500 | US | arin | 2014-03-11 | ${latin1(evil)}`)),
  ),
  'a network that is none': holding(
    set(origin, 'TXT', ['0 | 0.0.0.0/0 | | |'], ['99999999999 | 32.60.0.0/99 | x'], ['| | | | | |'], ['FORGED']),
  ),
  'a network of another name': holding(
    set(origin, 'TXT', ['64500 64501 64502 | 32.60.0.0/16 | US | arin | ']),
    set('as64500.asn.cymru.com', 'TXT', ['1 | US | arin | 2014-03-11 | FORGED']),
  ),
}
const crowds: Record<string, StubAnswer> = {
  'a thousand codes': crowded(`A ${zen}`, many(1000, a)),
  'a thousand codes that nobody knows': crowded(
    `A ${zen}`,
    many(1000, (i) => a(1000 + i)),
  ),
  'four thousand codes for every question about a list': (question, healthy) =>
    question.name.endsWith('.spamhaus.org') ? crowded(`A ${question.name}`, many(4000, a))(question, healthy) : healthy,
  'a reason of 64 KB in one record': crowded(`TXT ${zen}`, [txt(...many(250, () => 'x'.repeat(250)))], holding(listed)),
  'two hundred reasons': crowded(
    `TXT ${zen}`,
    many(200, (i) => txt(`reason ${i} FORGED`.repeat(10))),
    holding(listed),
  ),
  'a thousand names': crowded(
    `PTR ${pointer}`,
    many(1000, (i) => below(`h${i}`)),
  ),
  'a thousand networks': crowded(
    `TXT ${origin}`,
    many(1000, (i) => txt(`${i} | 32.60.0.0/16 | US | arin | `)),
  ),
  'a hundred names, all on every list of domains': (question, healthy) => {
    const { name, type } = question
    if (type === 'PTR') return replyWith(question, pointers(...many(100, (i) => `mail.h${i}.example`)))
    const isListed = type === 'A' && /h\d+\.example\.(?:dbl|multi)/.test(name)
    return isListed ? replyWith(question, set(name, 'A', name.includes('dbl') ? '127.0.1.2' : '127.0.0.8')) : healthy
  },
}
/** Says something to everything, whatever was asked. */
const toAll = ({ name, type }: Question): Response => {
  const recursive = { recursionAvailable: true }
  if (type === 'A') return { ...recursive, answers: set(name, 'A', '127.0.0.2') }
  if (type === 'TXT') return { ...recursive, answers: set(name, 'TXT', strings(latin1(evil))) }
  if (type === 'PTR')
    return {
      ...recursive,
      answers: set(name, 'PTR', ...many(40, (i) => `h${i}.example`)),
    }
  return recursive
}
const wholes: Record<string, StubAnswer> = {
  'everything is 127.0.0.2': toAll,
  'everything is an alias of the next': ({ name }) => ({
    recursionAvailable: true,
    answers: set(name, 'CNAME', name.length > 200 ? name : `x.${name}`),
  }),
  'everything is an alias of an entry': ({ name, type }) => ({
    recursionAvailable: true,
    answers:
      type === 'A'
        ? [...set(name, 'CNAME', 'forged.example'), ...set('forged.example', 'A', '127.0.0.2')]
        : set(name, 'CNAME', 'forged.example'),
  }),
  'everything comes with records of others': (question, healthy) => ({
    ...healthy,
    answers: [...(healthy.answers ?? []), ...set(`other.${question.name}`, 'A', '127.0.0.2')],
  }),
  'everything is rubbish': ({ octets: query }) => ({ raw: query.subarray(0, query.length - 2) }),
  'everything is cut short': ({ transport }) => (transport === 'udp' ? { truncated: true } : { hangUp: true }),
}

for (const [what, worlds] of Object.entries({ texts, crowds, wholes }))
  describe(`hostile lists: ${what}`, { concurrency: 2 }, () => {
    for (const [name, fault] of Object.entries(worlds))
      test(name, async () => {
        await isBorne(fault)
      })
  })

test('hostile lists: a refusal that hides behind a thousand codes is found', async () => {
  const refusal = Buffer.from([127, 255, 255, 254])
  const { report } = await isBorne(crowded(`A ${zen}`, [...many(1000, (i) => a(2 + (i % 2))), refusal]))
  const [finding] = report.findings.filter(({ about }) => about.zone === 'zen.spamhaus.org')
  assert.deepEqual([finding?.id, finding?.about.state], ['ip-listed/unknown', 'refused'])
  assert.ok(Array.isArray(finding?.about.codes) && finding.about.codes.length <= 32)
})

test('hostile lists: what a resolver that answers everything says is no listing', async () => {
  const { report } = await isBorne(toAll)
  const states = report.findings.map(({ about }) => about.state)
  assert.ok(!states.includes('listed') && !states.includes('allowed') && !states.includes('not-listed'))
})

test('hostile lists: a long reason is cut, and quoted', async () => {
  const { report, text } = await isBorne(crowds['a reason of 64 KB in one record'] ?? toAll)
  const [finding] = report.findings.filter(({ about }) => about.zone === 'zen.spamhaus.org')
  assert.equal(finding?.id, 'ip-listed/listed')
  assert.ok(JSON.stringify(finding).length < 100_000, `${JSON.stringify(finding).length} characters`)
  assert.ok(text.length < 20_000, `${text.length} characters`)
})

test('hostile lists: a HELO that gives orders', async () => {
  for (const helo of ['\u001b[2J\u009b31m', 'a\nb.example', `${'x'.repeat(300)}.example`, '[IPv6:', '::ffff:1.2.3.4'])
    await isBorne((_, healthy) => healthy, ['--helo', helo])
})
