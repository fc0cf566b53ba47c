import assert from 'node:assert/strict'
import test from 'node:test'
import type { Blind, BlindReason } from '../../src/core/observation.ts'
import type { Report } from '../../src/core/report.ts'
import type { Style } from '../../src/core/style.ts'
import { text } from '../../src/formats/text.ts'
import { golden } from '../support/golden.ts'
import { blindFinding, blindReport, finding, hostile, report, shop, two, well } from '../support/reports.ts'

const plain: Style = { color: 0, width: 80, unicode: true, verbosity: 'normal' }
const samples: Record<string, [Report, Partial<Style>?]> = {
  shop: [shop],
  'shop-verbose': [shop, { verbosity: 'verbose' }],
  'shop-quiet': [shop, { verbosity: 'quiet' }],
  'shop-color': [shop, { color: 1 }],
  'shop-ascii-40': [shop, { unicode: false, width: 40 }],
  'shop-100': [shop, { width: 250 }],
  well: [well],
  blind: [blindReport],
  two: [two],
  hostile: [hostile],
}

for (const [name, [sample, style]] of Object.entries(samples))
  test(`${name} reads as it should`, () => golden(`text/${name}.txt`, text(sample, { ...plain, ...style })))

for (const [name, [sample, style]] of Object.entries(samples))
  test(`${name} prints nothing that a terminal would obey`, () => {
    const said = text(sample, { ...plain, ...style, color: 0 })
    assert.doesNotMatch(said, /[^\P{C}\n]/u)
    if (style?.unicode === false) assert.match(said, /^[\x20-\x7e\n]*$/)
  })

test('no line is wider than the page but those that are never cut', () => {
  for (const width of [40, 57, 80, 100])
    for (const sample of [shop, blindReport, two])
      for (const line of text(sample, { ...plain, width }).split('\n'))
        if ([...line].length > width)
          assert.match(line, /^\S+\. 3600 IN |^relaycheck |^ *[^ ]+$|^ {2}[│├└ ]+[^ ]+$| {2}✓ MX/)
})

test('a record to publish has its line to itself, whole, from the first column', () => {
  for (const width of [40, 80]) {
    const lines = text(shop, { ...plain, width }).split('\n')
    assert.equal(
      lines.filter((line) => line.startsWith('shop.example. 3600 IN TXT "v=spf1 ') && line.endsWith(' ~all"')).length,
      1,
    )
    assert.equal(lines.filter((line) => line === 'shop.example. 3600 IN SPF "v=spf1 mx -all"').length, 1)
  }
})

test('what is skipped in a step for one reason is said once', () => {
  const says = 'this is a report about other mail'
  const given = report({
    'mail.eml': {
      path: [
        finding('message-hops/not-applicable', 'skip', says),
        finding('message-spam-score/not-applicable', 'skip', says),
      ],
      message: [
        finding('message-id/not-applicable', 'skip', says),
        finding('message-links/no-links', 'skip', 'no link'),
      ],
    },
  })
  const said = text(given, { ...plain, verbosity: 'verbose' })
  assert.equal(said.split(`- skip     ${says}`).length - 1, 2)
  assert.match(said, /- skip {5}no link/)
})

test('a long reason for which several steps do not apply is said in the first alone', () => {
  const says = 'this is a report about other mail, which is judged by what it says itself'
  const skip = (id: string) => [finding(`${id}/not-applicable`, 'skip', says)]
  const given = report({ 'mail.eml': { authentication: skip('message-spf'), path: skip('message-hops') } })
  const said = text(given, plain)
  assert.match(said, /- authentication {2}this is a report about other mail,[^-]*- path {12}does not apply, as above\n/)
})

test('where nothing is fine nothing is said of it', () => {
  const said = text(report({ 'mail.eml': { message: [finding('message-report/x', 'info', 'x')] } }), plain)
  assert.match(said, /^nothing to fix, nothing unseen +exit 0: nothing fails$/m)
})

test('a repair that two findings share is printed once, and the second says where it stands', () => {
  const repair = [{ change: 'add', name: 'shop.example', type: 'MX', becomes: '10 mx.shop.example.' }] as const
  const said = text(
    report({
      'shop.example': {
        mx: [
          finding('mx-record/none', 'fail', 'no MX', { fix: 'Publish one:', repair, refs: ['RFC 5321'] }),
          finding('mx-public/none', 'warn', 'no MX still', { fix: 'Publish one:', repair, refs: ['RFC 5321'] }),
        ],
      },
    }),
    plain,
  )
  assert.equal(said.split('shop.example. 3600 IN MX 10 mx.shop.example.').length, 2)
  assert.match(said, /Publish one\.\n\n +What is to be published above mends this too\.\n/)
})

test('what is red, yellow and dim is also said in words', () => {
  const colored = text(shop, { ...plain, color: 1 })
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), text(shop, plain))
  const red = [...colored.matchAll(/\u001b\[31m([^\u001b]*)/g)].map(([, words]) => words?.trim())
  assert.deepEqual(red, ['✗ SPF', '✗ fail', 'over', 'over'])
})

test('quiet says nothing where nothing is wrong, and keeps unknowns', () => {
  assert.equal(text(well, { ...plain, verbosity: 'quiet' }), '')
  assert.match(
    text(blindReport, { ...plain, verbosity: 'quiet' }),
    /\? unknown {2}192\.0\.2\.53 did not answer within 5 s/,
  )
})

test('one cause is told once, with what it blinds', () => {
  const said = text(blindReport, plain)
  assert.equal(said.split('did not answer within 5 s').length, 2)
  assert.match(said, /within 5 s, so all of MX and spf-record\n +are not judged\./)
})

const pasted: Record<string, [BlindReason | Partial<Blind>, Partial<Report>, string | undefined]> = {
  'time ran out': [
    'timeout',
    { typed: ['domain', 'shop.example', '--resolver', '[2001:db8::1]:5353', '--timeout', '1', '--sender', '<>'] },
    "relaycheck domain shop.example --resolver '[2001:db8::1]:5353' --sender '<>' --timeout 15 --deadline 180",
  ],
  'the resolver fails': [
    'server-failure',
    { typed: ['domain', 'shop.example', '--zone', "it's new.zone"] },
    "relaycheck domain shop.example --zone 'it'\\''s new.zone' --authoritative",
  ],
  'that was done already': ['server-failure', { typed: ['domain', 'shop.example', '--authoritative'] }, undefined],
  'a recording is replayed': ['timeout', { typed: ['domain', 'shop.example', '--replay', 'tape.json'] }, undefined],
  'the name servers themselves were asked': [
    { reason: 'timeout', ownServers: true },
    { typed: ['domain', '--authoritative', 'shop.example', '--timeout', '1'] },
    'relaycheck domain shop.example --timeout 1',
  ],
  'an option has its value behind a sign': [
    'timeout',
    { typed: ['domain', 'shop.example', '--timeout=1'] },
    'relaycheck domain shop.example --timeout 15 --deadline 180',
  ],
  'nobody typed it': ['timeout', {}, undefined],
  'another resolver is needed': ['refused', { typed: ['domain', 'shop.example'] }, undefined],
}
for (const [name, [why, more, command]] of Object.entries(pasted))
  test(`the way to an answer, where ${name}`, () => {
    const blind = {
      reason: 'timeout',
      detail: 'nobody answered',
      ...(typeof why === 'string' ? { reason: why } : why),
    } as const
    const said = text(report({ 'shop.example': { mx: [blindFinding('mx-record', blind)] } }, more), plain)
    assert.equal(/^relaycheck domain .*$/m.exec(said)?.[0], command)
  })

test('of findings that end alike only ten are told', () => {
  const many = Array.from({ length: 50 }, (_, i) =>
    finding('mx-resolves/dangling', 'warn', `mx${i}.shop.example has no address`, {
      fix: 'Add it.',
      refs: ['RFC 5321'],
    }),
  )
  const sample = report({ 'shop.example': { mx: many } })
  assert.match(text(sample, plain), /mx9\.shop.*\n[\s\S]*… 40 more of mx-resolves\/dangling/)
  assert.doesNotMatch(text(sample, plain), /mx10\.shop/)
  assert.match(text(sample, { ...plain, verbosity: 'verbose' }), /mx49\.shop/)
})

test('a hostile report stays of a size that can be read', () => {
  const said = text(hostile, plain)
  assert.ok(said.split('\n').length < 200)
  assert.ok(said.length < 30_000)
})

const endings: Record<string, [Partial<Report>, RegExp]> = {
  'warnings that count': [{ exitCode: 1 }, /exit 1: something is to improve$/m],
  'unknowns that do not count': [
    { exitCode: 0, counts: { pass: 1, info: 0, warn: 0, fail: 0, unknown: 2, skip: 0 } },
    /^nothing to fix, 1 fine, 2 not seen +exit 0: nothing seen fails$/m,
  ],
  'a bug': [{ exitCode: 70 }, /exit 70: a bug in relaycheck$/m],
  'Ctrl-C': [{ exitCode: 130 }, /exit 130: interrupted$/m],
}
for (const [name, [more, ending]] of Object.entries(endings))
  test(`the last line, with ${name}`, () => assert.match(text({ ...well, ...more }, plain), ending))

test('what is fine takes one line, and no name is cut', () => {
  const hosts = Array.from({ length: 9 }, (_, i) => `mailserver${i}.shop.example`)
  const step = finding('mx-record/present', 'pass', 'it takes mail', { brief: hosts.join(', ') })
  const line = text(report({ 'shop.example': { mx: [step] } }), plain).split('\n')[2]
  assert.equal(line, '  ✓ MX       mailserver0.shop.example, mailserver1.shop.example and 7 more')
})

const coverages: Record<string, [Report, Partial<Style>, string | undefined]> = {
  'all is well': [well, {}, "Looked at: zone, MX. Not looked at: transport, the relay's records (--relay NAME)."],
  'some checks were left out': [{ ...well, checks: { run: 11, all: 25 } }, {}, '11 of 25 checks were run.'],
  'something is to improve': [
    report({ 'a.example': { mx: [finding('mx-a/x', 'pass', 'x'), finding('mx-b/x', 'warn', 'x')] } }),
    {},
    "Looked at: MX. Not looked at: transport, the relay's records (--relay NAME).",
  ],
  'a step does not apply, or was not seen at all': [
    report(
      {
        'mail.eml': {
          authentication: [finding('message-spf/not-applicable', 'skip', 'x')],
          path: [finding('message-hops/x', 'info', 'x'), blindFinding('message-x', { reason: 'timeout', detail: 'x' })],
          message: [finding('message-id/x', 'pass', 'x')],
          receivers: [blindFinding('receiver-apple', { reason: 'timeout', detail: 'x' })],
        },
      },
      { command: 'message' },
    ),
    {},
    'Looked at: path, message.',
  ],
  'the relay of an address has a command of its own': [
    report({ '192.0.2.1': { address: [finding('ip-ptr/x', 'pass', 'x')] } }, { command: 'ip' }),
    {},
    'Looked at: address. Not looked at: the relay (relaycheck relay HOST).',
  ],
  'something fails': [shop, {}, undefined],
  'nothing was seen': [
    report({ 'a.example': { mx: [blindFinding('mx-record', { reason: 'timeout', detail: 'x' })] } }),
    {},
    undefined,
  ],
  'only what is wrong is asked for': [blindReport, { verbosity: 'quiet' }, undefined],
}
for (const [name, [sample, style, says]] of Object.entries(coverages))
  test(`what was not looked at, where ${name}`, () => {
    const lines = text(sample, { ...plain, ...style })
      .trimEnd()
      .split('\n')
    assert.match(lines.at(-1) ?? '', /exit \d: /)
    const wrapped = lines.slice(lines.lastIndexOf('') + 1, -1).join(' ')
    assert.equal(wrapped || undefined, says)
  })

test('a terminal that is not UTF-8 gets A-labels, which can be pasted', () => {
  const named = report(
    {
      'bücher.example': {
        mx: [
          finding('mx-record/none', 'fail', 'mail.bücher.example is an alias, and hübücher.example is not ours.', {
            fix: 'Publish one at bücher.example.',
            refs: ['RFC 5321'],
          }),
          blindFinding('mx-unique', { reason: 'server-failure', detail: 'SERVFAIL' }),
        ],
      },
    },
    { typed: ['domain', 'BÜCHER.example'] },
  )
  const said = text(named, { ...plain, unicode: false })
  assert.match(said, /^xn--bcher-kva\.example +24 Nov 2026, 06:00 UTC$/m)
  assert.match(said, /mail\.xn--bcher-kva\.example is an alias, and h\\u\{fc\}b\\u\{fc\}cher\.example is not/)
  assert.match(said, /Publish one at xn--bcher-kva\.example\./)
  assert.match(said, /^relaycheck domain xn--bcher-kva\.example --authoritative$/m)
  assert.match(text(named, plain), /^bücher\.example +24 Nov/m)
})

test('a dash in a record does not pass for a hyphen on a terminal that is not UTF-8', () => {
  const said = report({ 'a.example': { spf: [finding('spf-all/x', 'warn', '–all is no term', { fix: 'Mend it.' })] } })
  assert.match(text(said, { ...plain, unicode: false }), /\\u\{2013\}all is no term/)
})

test('on a narrow page text stands further to the left, behind the sign and the verdict', () => {
  const said = text(
    report({
      'a.example': { mx: [finding('mx-record/x', 'warn', 'one two three four five six seven', { fix: 'Mend.' })] },
    }),
    { ...plain, width: 40 },
  )
  assert.match(said, /^ {2}! MX {7}1 to improve$/m)
  assert.match(said, /^ {2}! warn {2}one two three four five six\n {4}seven\n\n {4}Mend\.$/m)
})
