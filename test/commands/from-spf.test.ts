import assert from 'node:assert/strict'
import test, { describe } from 'node:test'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { replyWith, set, strings } from '../support/hostile-answers.ts'
import { readReport } from '../support/json-report.ts'
import { noSuchName, type StubAnswer, startStub } from '../support/stub-lists.ts'

/** A world in which these domains have these SPF records, and these names addresses. */
const withSpf =
  (spf: Readonly<Record<string, string>>, more: readonly ResourceRecord[] = []): StubAnswer =>
  (question, healthy) => {
    const text = spf[question.name]
    if (question.type === 'TXT' && text !== undefined)
      return replyWith(question, set(question.name, 'TXT', strings(text)))
    const there = more.filter(({ name, type }) => name === question.name && type === question.type)
    return there.length > 0 ? replyWith(question, there) : healthy
  }

async function run(answer: StubAnswer, argv: readonly string[]) {
  const stub = await startStub({}, answer)
  const ran = await stub.run(['ip', ...argv, '--only', 'ip-routable', '--timeout', '0.3'])
  await stub.close()
  return { ...ran, asked: stub.asked.length }
}
async function addresses(answer: StubAnswer, ...argv: string[]) {
  const { code, out, err } = await run(answer, [...argv, '--format', 'json'])
  assert.ok([0, 1].includes(code), err)
  return { of: [...new Set(readReport(out).steps.map(({ target }) => target))].sort(), err }
}
const from = ['--from-spf', 'shop.example']

describe('--from-spf', { concurrency: 4 }, () => {
  test('addresses, names and exchanges that the record names, of both families', async () => {
    const world = withSpf({ 'shop.example': 'v=spf1 ip4:32.60.0.1 ip6:2600:1f00::1 a:out.shop.example mx -all' }, [
      ...set('out.shop.example', 'A', '32.60.0.2'),
      ...set('out.shop.example', 'AAAA', '2600:1f00::2'),
      ...set('shop.example', 'MX', { preference: 10, exchange: 'mx.shop.example' }),
      ...set('mx.shop.example', 'A', '32.60.0.3'),
    ])
    const { of, err } = await addresses(world, ...from)
    assert.deepEqual(of, ['2600:1f00::1', '2600:1f00::2', '32.60.0.1', '32.60.0.2', '32.60.0.3'])
    assert.equal(err, '')
  })

  test('what a known sender’s own record names is that sender’s to watch', async () => {
    const world = withSpf({
      'shop.example': 'v=spf1 ip4:32.60.0.1 include:_spf.google.com include:own.shop.example -all',
      '_spf.google.com': 'v=spf1 ip4:32.99.0.1 -all',
      'own.shop.example': 'v=spf1 ip4:32.60.0.4 -all',
    })
    assert.deepEqual((await addresses(world, ...from)).of, ['32.60.0.1', '32.60.0.4'])
  })

  test('a small network is looked at whole, a large one is left out and named', async () => {
    const world = withSpf({ 'shop.example': 'v=spf1 ip4:32.60.0.0/30 ip4:32.61.0.0/27 ip6:2600:1f00::/64 -all' })
    const { of, err } = await addresses(world, ...from)
    assert.deepEqual(of, ['32.60.0.0', '32.60.0.1', '32.60.0.2', '32.60.0.3'])
    assert.match(err, /^relaycheck: 32\.61\.0\.0\/27, in the SPF record of shop\.example, .* left out\.$/m)
    assert.match(err, /^relaycheck: 2600:1f00::\/64, in /m)
    assert.equal(err.trimEnd().split('\n').length, 2)
  })

  test('several domains, and addresses beside them, each address once', async () => {
    const world = withSpf({ 'shop.example': 'v=spf1 ip4:32.60.0.1 -all', 'two.example': 'v=spf1 ip4:32.60.0.2 ~all' })
    const { of } = await addresses(world, '32.60.0.1', '32.60.0.9', ...from, '--from-spf', 'TWO.example.')
    assert.deepEqual(of, ['32.60.0.1', '32.60.0.2', '32.60.0.9'])
  })

  const nothing: Record<string, [StubAnswer, RegExp]> = {
    'a domain without SPF': [
      (question, healthy) => (question.name === 'shop.example' ? { recursionAvailable: true } : healthy),
      /^relaycheck: shop\.example has no SPF record: /,
    ],
    'a domain that does not exist': [
      (question, healthy) => (question.name === 'shop.example' ? noSuchName : healthy),
      /^relaycheck: shop\.example does not exist: /,
    ],
    'a domain with two records': [
      (question, healthy) =>
        question.type === 'TXT' && question.name === 'shop.example'
          ? replyWith(question, [
              ...set(question.name, 'TXT', strings('v=spf1 ip4:32.60.0.1 -all')),
              ...set(question.name, 'TXT', strings('v=spf1 ip4:32.60.0.2 -all')),
            ])
          : healthy,
      /^relaycheck: shop\.example has 2 SPF records, and receivers use none of them/,
    ],
    'a record of others alone': [
      withSpf({
        'shop.example': 'v=spf1 include:_spf.google.com -all',
        '_spf.google.com': 'v=spf1 ip4:32.99.0.1 -all',
      }),
      /names no address of its own/,
    ],
    'a record of large networks alone': [
      withSpf({ 'shop.example': 'v=spf1 ip4:32.0.0.0/8 -all' }),
      /only networks of more than 16 addresses \(32\.0\.0\.0\/8\)/,
    ],
    'a record that goes in circles': [withSpf({ 'shop.example': 'v=spf1 include:shop.example -all' }), /shop\.example/],
    'a record of hundreds of networks': [
      withSpf({
        'shop.example': `v=spf1 ${Array.from({ length: 300 }, (_, i) => `ip4:32.60.${i % 256}.0/28`).join(' ')} -all`,
      }),
      /4096 addresses are more than the 60 that one report is about/,
    ],
  }
  for (const [what, [answer, says]] of Object.entries(nothing))
    test(`${what}: nothing is checked, and one sentence says why`, async () => {
      const { code, out, err } = await run(answer, from)
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, says)
      assert.equal(err.trimEnd().split('\n').length, 1)
    })

  const unread: Record<string, StubAnswer> = {
    'servers that fail': (question, healthy) => (isSpf(question) ? { rcode: 2 } : healthy),
    'servers that are silent': (question, healthy) => (isSpf(question) ? undefined : healthy),
    'a resolver that denies everything': () => noSuchName,
    'an included record that is not seen': (question, healthy) =>
      question.name === 'own.shop.example'
        ? { rcode: 2 }
        : withSpf({ 'shop.example': 'v=spf1 ip4:32.60.0.1 include:own.shop.example -all' })(question, healthy),
  }
  const isSpf = ({ name }: Parameters<StubAnswer>[0]) => name === 'shop.example'
  for (const [what, answer] of Object.entries(unread))
    test(`${what}: not seen is not asked wrongly, and what is known is looked at all the same`, async () => {
      const alone = await run(answer, [...from, '--pool'])
      assert.equal(alone.code, 3)
      assert.match(alone.err, /^relaycheck: The SPF record of shop\.example could not be read in full, .*\n$/)
      const known = what.startsWith('an included') ? ['32.60.0.1'] : []
      assert.deepEqual(targetsIn(alone.out), known)
      const beside = await run(answer, [...from, '32.60.0.7', '--pool'])
      assert.equal(beside.code, 3)
      assert.deepEqual(targetsIn(beside.out), ['32.60.0.7', ...known])
      const json = await run(answer, [...from, '32.60.0.7', '--format', 'json'])
      assert.deepEqual([json.code, readReport(json.out).exitCode], [3, 3])
      const text = await run(answer, [...from, '32.60.0.7'])
      assert.match(text.out, /exit 3: something could not be seen/)
      assert.doesNotMatch(text.out, /nothing unseen/)
      for (const more of [['32.60.0.7'], []]) {
        const lines = await run(answer, [...from, ...more, '--format', 'jsonl'])
        assert.equal(lines.code, 3)
        assert.equal(lines.out.split('\n').length - 1, known.length + more.length)
      }
      assert.equal((await run(answer, [...from, '32.60.0.7', '--allow-unknown'])).code, 0)
    })
  const targetsIn = (lines: string) => lines.split('\n').flatMap((line) => line.split('\t')[0] || [])

  test('what is no domain is refused before anybody is asked', async () => {
    for (const typed of ['not a domain', '-', '32.60.0.1']) {
      const { code, err, asked } = await run((_, healthy) => healthy, ['--from-spf', typed])
      assert.deepEqual([code, asked], [2, 0], err)
    }
  })

  test('a record that gives orders to a terminal', async () => {
    const { err } = await run(withSpf({ 'shop.example': 'v=spf1 ip4:\u001b[2J a:\u001b]0;x\u0007 -all' }), from)
    assert.doesNotMatch(err.trimEnd(), /\p{Cc}/u)
  })
})
