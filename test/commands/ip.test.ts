import assert from 'node:assert/strict'
import test, { describe } from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import { readReport } from '../support/json-report.ts'
import {
  codeFor,
  isOfList,
  type ListEntries,
  noSuchName,
  type StubAnswer,
  sender,
  startStub,
} from '../support/stub-lists.ts'
import { relaycheck } from '../support/tool.ts'

const ip = sender.address
const zen = 'zen.spamhaus.org'
const coreZones = [
  zen,
  'bl.spamcop.net',
  'b.barracudacentral.org',
  'bl.mailspike.net',
  'psbl.surriel.com',
  'dbl.spamhaus.org',
  'multi.surbl.org',
  'multi.uribl.com',
]

/** One run of `relaycheck ip` in a world of stubs, and every question that was asked. */
async function check(holds: ListEntries, answer?: StubAnswer, argv: readonly string[] = [ip]) {
  const stub = await startStub(holds, answer)
  try {
    const begun = performance.now()
    // Who is silent is not waited for long; who answers may be on a busy machine.
    const patience = answer === silent || argv.includes('--deadline') ? '0.5' : '4'
    const { code, out, err } = await stub.run(['ip', ...argv, '--timeout', patience, '--format', 'json'])
    const ms = performance.now() - begun
    assert.equal(err, '')
    const report = readReport(out)
    assert.equal(code, report.exitCode)
    return { ...report, code, ms, asked: stub.asked.map(({ type, name }) => `${type} ${name}`) }
  } finally {
    await stub.close()
  }
}
const ofLists = (findings: readonly Finding[]) => findings.filter(({ about }) => about.zone !== undefined)
const states = (findings: readonly Finding[]) => new Set(ofLists(findings).map(({ about }) => about.state))
const ofZone = (findings: readonly Finding[], zone: string) =>
  ofLists(findings).filter(({ about }) => about.zone === zone)

describe('a sender in good order', () => {
  test('is fine, and every list that was asked proved itself', async () => {
    const { code, counts, findings } = await check({})
    assert.deepEqual([code, counts.fail, counts.warn, counts.unknown, counts.skip <= 3], [0, 0, 0, 0, true])
    assert.deepEqual([...states(findings)], ['not-listed'])
    const zones = ofLists(findings).map(({ about }) => about.zone)
    for (const zone of coreZones) assert.ok(zones.includes(zone), zone)
  })
})

// BLOCKLISTS section 4: what a resolver may do to a whole run, and what must never come of it.
const silent: StubAnswer = () => undefined
const answersAll: StubAnswer = (question, healthy) =>
  question.type === 'A' ? codeFor(['127.0.0.2'])(question, healthy) : healthy
const invariants: Record<string, [StubAnswer, never: string[], decides: string]> = {
  'answers 127.0.0.2 to everything': [answersAll, ['listed', 'allowed', 'not-listed'], 'unreachable'],
  'answers 127.0.0.3 to every name of a list': [
    codeFor(['127.0.0.3'], isOfList),
    ['listed', 'allowed', 'not-listed'],
    'broken',
  ],
  'answers NXDOMAIN to everything': [() => noSuchName, ['listed', 'allowed', 'not-listed'], 'unreachable'],
  'never answers': [silent, ['listed', 'allowed', 'not-listed'], 'unreachable'],
  'refuses everything': [
    () => ({ rcode: 5, recursionAvailable: true }),
    ['listed', 'allowed', 'not-listed'],
    'refused',
  ],
  'fails for everything': [
    () => ({ rcode: 2, recursionAvailable: true }),
    ['listed', 'allowed', 'not-listed'],
    'unreachable',
  ],
  'answers every name of a list with no record': [
    (question, healthy) => (isOfList(question) ? { recursionAvailable: true } : healthy),
    ['listed', 'allowed', 'not-listed'],
    'unreachable',
  ],
  'leads every name of a list to its own search page': [
    codeFor(['91.195.240.117'], isOfList),
    ['listed', 'allowed', 'not-listed'],
    'broken',
  ],
  ...Object.fromEntries(
    ['127.255.255.252', '127.255.255.254', '127.255.255.255', '127.255.255.1'].map((code) => [
      `is answered ${code} by every list`,
      [
        codeFor([code], isOfList),
        ['listed', 'allowed', 'not-listed'],
        code.endsWith('252') ? 'broken' : 'refused',
      ] satisfies [StubAnswer, string[], string],
    ]),
  ),
}
describe('a resolver that', { concurrency: 4 }, () => {
  for (const [what, [answer, never, decides]] of Object.entries(invariants))
    test(`${what}: no listing, no clean verdict, cannot tell`, async () => {
      const { code, findings, ms } = await check({ [zen]: { [ip]: ['127.0.0.2'] } }, answer, [
        ip,
        '--only',
        '*list*',
        '--only',
        'ip-neighbourhood',
        '--deadline',
        '3',
      ])
      const seen = states(findings)
      for (const state of never) assert.ok(!seen.has(state), `${state} among ${[...seen]}`)
      const [ofZen] = ofZone(findings, zen)
      assert.deepEqual([ofZen?.id, ofZen?.about.state], ['ip-listed/unknown', decides])
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail').map(({ id }) => id),
        [],
      )
      // Where nothing else is answered either, it is the resolver, and no list, that says nothing.
      const isResolver = /^(never answers|refuses everything|fails for everything)$|to everything$/.test(what)
      const usable = isResolver ? 'ip-lists-usable/unknown' : 'ip-lists-usable/none'
      assert.ok(findings.some(({ id }) => id === usable))
      assert.equal(code, 3)
      assert.ok(ms < 5000, `${ms} ms`)
    })

  test('never answers ends the whole run in time, and nothing of it is a pass', async () => {
    const { code, findings, ms } = await check({}, silent, [ip, '--helo', sender.name, '--deadline', '2'])
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail').map(({ id }) => id),
      ['ip-routable/public'],
    )
    assert.equal(code, 3)
    assert.ok(ms < 3500, `${ms} ms`)
  })
})

describe('only ZEN decides: another list that', { concurrency: 4 }, () => {
  const others: Record<string, [StubAnswer, state: string]> = {
    refuses: [(question, healthy) => (isPsbl(question) ? { rcode: 5 } : healthy), 'refused'],
    'is silent': [(question, healthy) => (isPsbl(question) ? undefined : healthy), 'unreachable'],
    fails: [(question, healthy) => (isPsbl(question) ? { rcode: 2 } : healthy), 'unreachable'],
    'answers everything': [codeFor(['127.0.0.2'], (question) => isPsbl(question)), 'broken'],
    'is parked': [codeFor(['91.195.240.117'], (question) => isPsbl(question)), 'broken'],
    'is empty': [(question, healthy) => (isPsbl(question) ? noSuchName : healthy), 'unreachable'],
  }
  const isPsbl = (question: Parameters<StubAnswer>[0]) => isOfList(question, 'psbl.surriel.com')
  for (const [what, [answer, state]] of Object.entries(others))
    test(`${what} is left out, and that is said once`, async () => {
      const { code, findings, counts } = await check({}, answer)
      const [psbl, ...more] = ofZone(findings, 'psbl.surriel.com')
      assert.deepEqual([psbl?.verdict, psbl?.about.state, more], ['skip', state, []])
      const usable = findings.filter(({ check }) => check === 'ip-lists-usable')
      assert.deepEqual(
        usable.map(({ id }) => id),
        ['ip-lists-usable/some-refuse'],
      )
      assert.match(usable[0]?.says ?? '', /PSBL/)
      assert.deepEqual([code, counts.unknown], [0, 0])
    })
})

// BLOCKLISTS section 13, of a run as a whole. What is not here: IPv6 below, keys in keys.test.ts.
interface Fixture {
  holds: ListEntries
  answer?: StubAnswer
  argv?: readonly string[]
  zone: string
  is: string
  code: 0 | 1 | 3
  says?: RegExp
}
const about = (zone: string, subject: string, ...codes: string[]): ListEntries => ({ [zone]: { [subject]: codes } })
const hostkarma = 'hostkarma.junkemailfilter.com'
const named = (zone: string) => [ip, '--lists', zone]
const fixtures: Record<string, Fixture> = {
  'open resolver': {
    holds: {},
    answer: codeFor(['127.255.255.254'], (question) => isOfList(question, zen)),
    zone: zen,
    is: 'ip-listed/unknown refused',
    code: 3,
    says: /127\.255\.255\.254/,
  },
  'wildcard 127.0.0.2': {
    holds: {},
    answer: codeFor(['127.0.0.2'], (question) => isOfList(question, 'psbl.surriel.com')),
    zone: 'psbl.surriel.com',
    is: 'ip-listed/unanswered broken',
    code: 0,
  },
  'Hetzner shape': {
    holds: about('rbl.your-server.de', '127.0.0.1', '127.0.0.2'),
    argv: named('rbl.your-server.de'),
    zone: 'rbl.your-server.de',
    is: 'ip-listed/clear not-listed',
    code: 0,
  },
  'ZEN multi': {
    holds: about(zen, ip, '127.0.0.2', '127.0.0.9'),
    zone: zen,
    is: 'ip-listed/listed listed',
    code: 1,
    says: /SBL: .*DROP: /,
  },
  'PBL only, by the network': {
    holds: about(zen, ip, '127.0.0.10'),
    zone: zen,
    is: 'ip-listed/listed listed',
    code: 1,
    says: /PBL: /,
  },
  'PBL only, by Spamhaus': {
    holds: about(zen, ip, '127.0.0.11'),
    zone: zen,
    is: 'ip-listed/listed listed',
    code: 1,
    says: /PBL: /,
  },
  'Hostkarma .1': {
    holds: about(hostkarma, ip, '127.0.0.1'),
    argv: named(hostkarma),
    zone: hostkarma,
    is: 'ip-listed/allowed allowed',
    code: 0,
  },
  'Hostkarma .3': {
    holds: about(hostkarma, ip, '127.0.0.3'),
    argv: named(hostkarma),
    zone: hostkarma,
    is: 'ip-listed/neutral not-listed',
    code: 0,
  },
  'Hostkarma .5': {
    holds: about(hostkarma, ip, '127.0.0.5'),
    argv: named(hostkarma),
    zone: hostkarma,
    is: 'ip-listed/neutral not-listed',
    code: 0,
  },
  'URIBL 127.0.0.1': {
    holds: about('multi.uribl.com', 'shop.example', '127.0.0.1'),
    zone: 'multi.uribl.com',
    is: 'domain-listed/unanswered refused',
    code: 0,
  },
  'SURBL 127.0.0.72': {
    holds: about('multi.surbl.org', 'shop.example', '127.0.0.72'),
    zone: 'multi.surbl.org',
    is: 'domain-listed/scored listed',
    code: 0,
    says: /PH: phishing; ABUSE: /,
  },
  'mailspike rep .18': {
    holds: about('rep.mailspike.net', ip, '127.0.0.18'),
    argv: named('rep.mailspike.net'),
    zone: 'rep.mailspike.net',
    is: 'ip-listed/allowed allowed',
    code: 0,
  },
  'dnswl 127.0.10.3': {
    holds: about('list.dnswl.org', ip, '127.0.10.3'),
    zone: 'list.dnswl.org',
    is: 'ip-allow-listed/unanswered refused',
    code: 0,
  },
  'DBL 127.0.1.255': {
    holds: about('dbl.spamhaus.org', sender.name, '127.0.1.255'),
    zone: 'dbl.spamhaus.org',
    is: 'domain-listed/unanswered broken',
    code: 0,
  },
  'L3 only': {
    holds: about('dnsbl-3.uceprotect.net', ip, '127.0.0.2'),
    zone: 'dnsbl-3.uceprotect.net',
    is: 'ip-neighbourhood/range-listed listed',
    code: 0,
    says: /whole network/,
  },
}
describe('fixtures', { concurrency: 4 }, () => {
  for (const [name, { holds, answer, argv, zone, is, code, says = /^/ }] of Object.entries(fixtures))
    test(`${name}: ${is}`, async () => {
      const report = await check(holds, answer, argv)
      // A list of addresses and of domains is asked about the name too.
      const [finding, ...more] = ofZone(report.findings, zone).filter(({ check }) => is.startsWith(check))
      assert.equal(`${finding?.id} ${finding?.about.state}`, is)
      assert.deepEqual(more, [])
      assert.match(finding?.says ?? '', says)
      assert.equal(report.code, code)
    })

  test('a wildcard is so called only after a second opinion', async () => {
    const { asked } = await check(
      {},
      codeFor(['127.0.0.2'], (question) => isOfList(question, zen)),
    )
    for (const name of ['1.2.0.192', '1.113.0.203']) assert.ok(asked.includes(`A ${name}.${zen}`))
    const well = await check({})
    for (const name of ['1.2.0.192', '1.113.0.203']) assert.ok(!well.asked.includes(`A ${name}.${zen}`))
  })

  test('what is odd about a list that is believed all the same is noted', async () => {
    const { findings } = await check(
      about('rbl.your-server.de', '127.0.0.1', '127.0.0.2'),
      undefined,
      named('rbl.your-server.de'),
    )
    const notes = ofZone(findings, 'rbl.your-server.de').flatMap(({ evidence = [] }) =>
      evidence.flatMap((one) => (one.kind === 'note' ? [one.text] : [])),
    )
    assert.match(notes.join('\n'), /lists 127\.0\.0\.1, which no list should/)
  })

  test('IPv6: 32 nibbles, and a test entry that stays IPv6', async () => {
    const { asked } = await check({}, undefined, ['2600:1f00::25'])
    const ofZen = asked.filter((one) => one.endsWith(zen)).sort()
    assert.deepEqual(ofZen, [
      `A 1.0.0.0.0.0.f.7.f.f.f.f.${'0.'.repeat(20)}${zen}`,
      `A 2.0.0.0.0.0.f.7.f.f.f.f.${'0.'.repeat(20)}${zen}`,
      `A 5.2.${'0.'.repeat(22)}0.0.f.1.0.0.6.2.${zen}`,
    ])
  })

  test('an IDN is asked about by its A-label', async () => {
    const { asked } = await check({}, undefined, [ip, '--helo', 'mail.bücher.example'])
    assert.ok(asked.includes('A mail.xn--bcher-kva.example.dbl.spamhaus.org'), asked.join('\n'))
    assert.ok(asked.includes('A xn--bcher-kva.example.multi.surbl.org'))
  })
})

test('where servers fail, no option is named that ip does not have', async () => {
  for (const type of ['PTR', 'A'])
    for (const format of ['text', 'json']) {
      const stub = await startStub({}, (question, healthy) =>
        question.type === type ? { rcode: 2, recursionAvailable: true } : healthy,
      )
      const { out, code } = await stub.run(['ip', ip, '--format', format])
      await stub.close()
      assert.equal(code, 3)
      assert.match(out, /--resolver ADDRESS/)
      assert.doesNotMatch(out, /--authoritative/)
    }
})

describe('--pool', { concurrency: 4 }, () => {
  const refuses =
    (...zones: string[]): StubAnswer =>
    (question, healthy) =>
      isOfList(question, ...zones) ? { rcode: 5 } : healthy
  const fitness: Record<string, [ListEntries, StubAnswer | undefined, line: RegExp, code: number]> = {
    'in good order': [{}, undefined, /^32\.60\.0\.7\tfit\t/, 0],
    'on ZEN': [{ [zen]: { [ip]: ['127.0.0.3'] } }, undefined, /\tpull\t.*CSS/, 1],
    'ZEN refuses': [{}, refuses(zen), /\tunknown\t.*REFUSED|\tunknown\t.*refuse/i, 3],
    'a list of tier core refuses': [{}, refuses('psbl.surriel.com'), /\tunknown\t.*PSBL/, 0],
    'an allowlist of tier core refuses': [{}, refuses('list.dnswl.org'), /\tunknown\t.*dnswl/, 0],
    'a list that nobody acts on refuses': [{}, refuses('nbl.0spam.org'), /\tfit\t/, 0],
    'a list that nobody acts on lists it': [
      { 'dnsbl-3.uceprotect.net': { [ip]: ['127.0.0.2'] } },
      undefined,
      /\tfit\t/,
      0,
    ],
    'its reverse DNS is not seen': [
      {},
      (question, healthy) => (question.type === 'PTR' ? { rcode: 2 } : healthy),
      /\tunknown\t/,
      3,
    ],
    'it has no name': [
      {},
      (question, healthy) => (question.type === 'PTR' ? noSuchName : healthy),
      /\tpull\t.*has no name/,
      1,
    ],
  }
  for (const [what, [holds, answer, line, expected]] of Object.entries(fitness))
    test(`${what}: ${line.source}`, async () => {
      const stub = await startStub(holds, answer)
      const { code, out } = await stub.run(['ip', ip, '--pool'])
      await stub.close()
      assert.match(out, /^[^\n]*\n$/)
      assert.match(out, line)
      assert.equal(code, expected)
    })
})

test('a deadline that lists’ limits cannot keep: what had no turn is unknown, not clear', async () => {
  const { code, findings, ms } = await check({}, undefined, ['32.60.0.0/28', '--only', 'ip-listed', '--deadline', '1'])
  const ofZen = ofZone(findings, zen)
  const told = Map.groupBy(ofZen, ({ id, about }) => `${id} ${about.state}`)
  assert.deepEqual([...told.keys()].sort(), ['ip-listed/clear not-listed', 'ip-listed/unknown unreachable'])
  assert.equal(ofZen.length, 16)
  const late = ofZen.filter(({ blind }) => blind?.detail.includes('no more than 5 questions a second'))
  assert.ok(late.length > 0)
  for (const { fix } of late) assert.match(fix ?? '', /--deadline/)
  assert.equal(code, 3)
  assert.ok(ms < 3000, `${ms} ms`)
})

describe('how an address may be typed', () => {
  const understood: Record<string, string[]> = {
    ' 32.60.0.7 ': [ip],
    '[32.60.0.7]': [ip],
    '::ffff:32.60.0.7': [ip],
    '[IPv6:2600:1F00::0025]': ['2600:1f00::25'],
    '32.60.0.6/31': ['32.60.0.6', ip],
  }
  for (const [typed, targets] of Object.entries(understood))
    test(`${typed} is ${targets.join(' and ')}`, async () => {
      const { steps } = await check({}, undefined, [typed, '--only', 'ip-routable'])
      assert.deepEqual([...new Set(steps.map(({ target }) => target))], targets)
    })

  const refused: Record<string, RegExp> = {
    'mail.shop.example': /is a name, not an address/,
    '10.0.0.0/8': /is more than 16 addresses/,
    '2600:1f00::/64': /is more than 16 addresses/,
    'fe80::1%eth0': /zone id/,
    '32.60.0': /is not an IPv4 or IPv6 address/,
    '032.60.0.7': /is not an IPv4 or IPv6 address/,
    '32.60.0.7/33': /from 0 to 32/,
    '': /./,
  }
  for (const [typed, says] of Object.entries(refused))
    test(`${typed} is refused with one sentence, and nobody is asked`, async () => {
      const { code, out, err } = await relaycheck(['ip', typed, '--resolver', '127.0.0.1:9'])
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, says)
      assert.equal(err.trimEnd().split('\n').length, 1)
    })

  test('what no receiver ever sees is asked about nowhere', async () => {
    for (const private_ of ['10.1.2.3', '127.0.0.1', '100.64.0.1', '192.0.2.1', 'fe80::1', '2001:db8::1']) {
      const { code, asked, findings } = await check({}, undefined, [private_])
      assert.deepEqual([code, asked], [1, []], private_)
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict !== 'skip').map(({ check }) => check),
        ['ip-routable'],
      )
    }
  })
})

test('a list that has ended is refused in either command, and asked where somebody insists', async () => {
  for (const [command, target] of [
    ['domain', 'shop.example'],
    ['ip', '198.20.69.5'],
  ] as const)
    for (const format of [[], ['--format', 'jsonl']]) {
      const { code, out, err } = await relaycheck([command, target, '--lists', 'ix.dnsbl.manitu.net', ...format])
      assert.equal(code, 2)
      assert.equal(out, '')
      assert.match(err, /^relaycheck: --lists ix\.dnsbl\.manitu\.net: this list has ended/)
    }
})
