import assert from 'node:assert/strict'
import test from 'node:test'
import type { ListedName } from '../../src/core/lists.ts'
import type { Report } from '../../src/core/report.ts'
import type { Style } from '../../src/core/style.ts'
import { text } from '../../src/formats/text.ts'
import { golden } from '../support/golden.ts'
import { accuses, allowlist, allows, list, listed, listing, network, policy, zen } from '../support/list-facts.ts'
import { addressReport, domainReport } from '../support/list-report.ts'
import { blindFinding } from '../support/reports.ts'

const plain: Style = { color: 0, width: 80, unicode: true, verbosity: 'normal' }
const read = (of: Report, style: Partial<Style> = {}) => text(of, { ...plain, ...style })
/** As one line, so that it matters not where it is wrapped. */
const flat = (of: Report, style: Partial<Style> = {}) => read(of, style).replace(/\s+/g, ' ')
const times = (said: string, what: string) => said.split(what).length - 1
/** What stands under each heading of the step, flat. */
function under(of: Report, style: Partial<Style> = {}): Record<string, string> {
  const parts = read(of, style).split(/^ {2}(?=[A-Z])/m)
  return Object.fromEntries(
    parts.slice(1).map((part) => {
      const [heading = '', ...lines] = part.split('\n')
      return [heading, lines.join('\n').replace(/\s+/g, ' ')]
    }),
  )
}

const medium = list('Medium', { impact: 'medium', acts: 'Some refuse by it.' })
const low = list('Low', { impact: 'low', acts: 'A filter adds a point.', expires: 'It goes after a day.' })
const none = list('None', { impact: 'negligible', acts: 'Nobody uses it.' })
const css = listed(zen, accuses('CSS: low reputation'))
const all = {
  ipListings: [
    listed(medium),
    { ...css, reasons: ['see https://zen.example/1'] },
    listed(low),
    listed(none),
    listed(network),
    listing(list('Off'), 'refused'),
    listing(list('Mute'), 'unreachable'),
    listing(list('Odd'), 'unknown-code', { codes: ['127.0.0.77'] }),
    listing(allowlist, 'allowed', { told: [allows] }),
    listing(list('Well'), 'not-listed'),
  ],
}
const everything = addressReport(all)

const ptr: ListedName = { name: 'mail.shop.com', display: 'mail.shop.com', role: 'ptr' }
const shop: ListedName = { name: 'shop.com', display: 'shop.com', role: 'domain' }
const dbl = list('DBL', { kinds: ['domain'], scope: 'domain', removal: 'https://dbl.example/?q={domain}' })
const uri = list('URI', { kinds: ['domain'], scope: 'domain' })
const named = (of: ListedName, said: ReturnType<typeof listing>) => ({ ...said, subject: of.name, of })

const samples: Record<string, [Report, Partial<Style>?]> = {
  everything: [everything],
  'everything-verbose': [everything, { verbosity: 'verbose' }],
  'everything-ascii-60': [everything, { unicode: false, width: 60 }],
  policy: [addressReport({ ipListings: [listed(zen, policy), listing(medium, 'not-listed')] })],
  refused: [
    addressReport({
      ipListings: [listing(zen, 'refused'), listing(medium, 'unreachable'), listing(low, 'not-listed')],
    }),
  ],
  silent: [addressReport({ ipListings: [listing(zen, 'unreachable'), listing(medium, 'unreachable')] })],
  clear: [addressReport({ ipListings: [listing(zen, 'not-listed'), listing(medium, 'not-listed')] })],
}
for (const [name, [sample, style]] of Object.entries(samples))
  test(`lists, ${name}: reads as it should`, () => golden(`text/lists-${name}.txt`, read(sample, style)))

test('every list stands under what it costs, and nowhere else', () => {
  const groups = under(everything)
  const homes: Record<string, string[]> = {
    'Acts on your mail': ['ZEN', 'Medium'],
    'May add points': ['Low'],
    'Background, usually ignored': ['None', 'NET'],
    'Could not ask': ['Off', 'Mute', 'Odd'],
    'In your favour': ['DNSWL'],
  }
  assert.deepEqual(Object.keys(groups), Object.keys(homes))
  for (const [heading, lists] of Object.entries(homes))
    for (const [other, says] of Object.entries(groups))
      for (const one of lists)
        assert.equal(new RegExp(`\\b${one}\\b`).test(says), other === heading, `${one}: ${other}`)
})

test('what costs most comes first, and the headline says who acts on it, which is not said again', () => {
  const said = flat(everything)
  assert.match(said, /✗ lists ZEN lists 198\.20\.69\.5\. Big receivers refuse mail by it\. lists Acts/)
  assert.equal(times(said, 'Big receivers refuse mail by it.'), 1)
  assert.match(
    under(everything)['Acts on your mail'] ?? '',
    /^ ?✗ fail ZEN \(127\.0\.0\.2\): CSS: low reputation\. .*! warn Medium/,
  )
})

test('no fraction and no score is printed', () => {
  for (const verbosity of ['normal', 'verbose', 'quiet'] as const)
    assert.doesNotMatch(read(everything, { verbosity }), /\d+ (of|out of) \d+|\d ?%|\d+\/\d+|\bscore\b/)
})

test('an order that two listings share is given once, each with its own page, whole and alone on its line', () => {
  const said = read(everything)
  assert.equal(times(said, 'End the cause first'), 1)
  assert.match(flat(everything), /First do what stands above\. Then ask to be taken off: https:\/\/medium/)
  for (const page of ['https://zen.example/?q=198.20.69.5', 'https://medium.example/?q=198.20.69.5'])
    assert.equal(said.split('\n').filter((line) => line === page).length, 1)
})

test('an entry that costs little says when it goes and where to ask, and that the cause comes first', () => {
  assert.match(
    under(everything)['May add points'] ?? '',
    /A filter adds a point\. It goes after a day\. Fix first, then ask: https:\/\/low\.example\/\?q=198\.20\.69\.5/,
  )
})

test('a list of networks is no alarm, and nobody is sent to a page', () => {
  const only = addressReport({ ipListings: [listing(zen, 'not-listed'), listed(network)] })
  assert.equal(only.verdict, 'pass')
  assert.match(under(only)['Background, usually ignored'] ?? '', /You cannot remove it, and should not pay for it/)
  assert.doesNotMatch(read(only), /https:\/\/net\.example/)
  assert.match(read(only), /✓ lists {4}clear on 1 list that proved itself in this run\n/)
})

test('an entry by policy is called no accusation where it is first named', () => {
  const pbl = addressReport({ ipListings: [listed(zen, policy)] })
  assert.match(flat(pbl), /✗ lists ZEN lists 198\.20\.69\.5 as no mail server, which is no accusation\. Big/)
  assert.match(
    flat(pbl),
    /reverse DNS is a name of your own.*https:\/\/zen\.example\/\?q=198\.20\.69\.5 Or send through a relay/,
  )
  assert.doesNotMatch(read(pbl), /End the cause/)
  assert.doesNotMatch(flat(everything), /ZEN lists 198\.20\.69\.5 as no/)
})

test('where ZEN cannot be believed that is said once, with what to do, and the others beside it without', () => {
  const [refused] = samples.refused ?? [everything]
  const said = flat(refused)
  assert.match(
    said,
    /\? lists ZEN gave no answer that can be believed\. lists Could not ask \? unknown ZEN did not answer/,
  )
  assert.equal(times(said, 'resolver of your own'), 1)
  assert.match(said, /Nor did these answer 192\.0\.2\.53 in a way that can be believed: Medium\./)
  assert.match(said, /✓ pass clear on 1 list that proved itself in this run/)
  assert.doesNotMatch(said, /ZEN lists|ip-lists-usable/)
})

test('ZEN alone refused: there are no others to speak of', () => {
  const said = flat(addressReport({ ipListings: [listing(zen, 'refused'), listing(low, 'not-listed')] }))
  assert.doesNotMatch(said, /Nor did/)
})

test('where every list is silent nothing is clear, and both findings are told with one order', () => {
  const [silent] = samples.silent ?? [everything]
  const said = flat(silent)
  assert.match(
    said,
    /\? unknown ZEN did not answer.* ! warn Through 192\.0\.2\.53, no list answered.* Do what stands above\. .*ip-lists-usable\/none/,
  )
  assert.doesNotMatch(said, /clear on|✓/)
  assert.equal(times(said, 'RELAYCHECK_SPAMHAUS_DQS_KEY'), 0)
})

test('all silent but ZEN not among them: the warning bears its own order', () => {
  const said = read(addressReport({ ipListings: [listing(medium, 'unreachable')] }))
  assert.match(said, /^relaycheck ip 198\.20\.69\.5 --resolver 127\.0\.0\.1$/m)
})

test('all clear is one line', () => {
  const lines = read(samples.clear?.[0] ?? everything).split('\n')
  assert.equal(lines[2], '  ✓ lists    clear on 2 lists that proved themselves in this run')
  assert.equal(lines[3], '')
  assert.match(lines[4] ?? '', /^Not visible in DNS/)
})

test('the name of an address is counted apart, and its silent lists are named', () => {
  const said = addressReport({
    ipListings: [listing(zen, 'not-listed')],
    names: [named(ptr, listing(dbl, 'not-listed')), named(ptr, listing(uri, 'refused'))],
  })
  assert.match(read(said), /✓ lists {4}clear on 1 list, its name on 1, each proven in this run\n/)
  assert.match(under(said)['Could not ask'] ?? '', /- skip about its name, no usable answer from URI/)
})

test('a name of an address that is listed is the headline where it is the worst', () => {
  const said = flat(
    addressReport({
      ipListings: [listing(zen, 'not-listed')],
      names: [named(ptr, listed(dbl, accuses('a spam domain')))],
    }),
  )
  assert.match(said, /✗ lists DBL lists mail\.shop\.com\. Big receivers/)
  assert.match(said, /DBL \(127\.0\.0\.2\) lists mail\.shop\.com, the name of the address: a spam domain\./)
  assert.match(said, /✓ pass clear on 1 list that/)
})

test('quiet keeps the story of what is wrong, with who acts on it, and no more', () => {
  const said = flat(everything, { verbosity: 'quiet' })
  assert.match(said, /lists Acts on your mail ✗ fail ZEN \(127\.0\.0\.2\): CSS: low reputation\. Big receivers/)
  assert.doesNotMatch(said, /May add|Background|Could not|favour|clear on|Not visible/)
  assert.equal(read(samples.clear?.[0] ?? everything, { verbosity: 'quiet' }), '')
})

test('verbose shows every finding with what was answered', () => {
  const said = read(everything, { verbosity: 'verbose' })
  for (const { findings } of everything.steps)
    for (const { id, verdict, says } of findings)
      if (verdict === 'skip') assert.ok(said.replace(/\s+/g, ' ').includes(says), says)
      else assert.ok(said.includes(id), id)
  assert.match(said, /^https:\/\/low\.example\/\?q=198\.20\.69\.5$/m)
  assert.match(said, /A asked\.zen\.example \(192\.0\.2\.53, TTL \d+\)/)
  assert.doesNotMatch(read(everything), /asked\.zen/)
})

test('what a list says in its own words is quoted, cut, and gives no orders to a terminal', () => {
  const hostile = { ...css, reasons: [`\u001b[2J\u202e${'x'.repeat(3000)}`] }
  const said = read(addressReport({ ipListings: [hostile] }))
  assert.doesNotMatch(said, /[^\P{C}\n]/u)
  assert.match(flat(addressReport({ ipListings: [hostile] })), /It says: ".*x…"/)
  assert.ok(said.length < 3000)
})

test('what a list says in UTF-8 reads so, and what is none stands as it came, made visible', () => {
  const reasons = ['Gr\xc3\xbc\xc3\x9fe', 'Gr\xfc\xdfe', 'a\xe2\x80\xaeb', 'a\x9bb']
  const said = flat(addressReport({ ipListings: [{ ...css, reasons }] }))
  assert.ok(said.includes('It says: "Grüße", "Grüße", "a\\u{202e}b"'), said.slice(0, 900))
  assert.doesNotMatch(said, /[\u0080-\u009f\u202e]/)
})

test('a list that answers with hundreds of codes names a few', () => {
  const codes = Array.from({ length: 32 }, (_, i) => `127.0.0.${i + 2}`)
  const said = flat(addressReport({ ipListings: [{ ...css, codes }] }))
  assert.match(said, /ZEN \(127\.0\.0\.2, 127\.0\.0\.3, 127\.0\.0\.4, 127\.0\.0\.5, …\): CSS/)
})

test('IPv6: the page has the address as a URL takes it', () => {
  const said = read(addressReport({ ip: '2a01:db8::1', ipListings: [{ ...css, subject: '2a01:db8::1' }] }))
  assert.match(said, /^https:\/\/zen\.example\/\?q=2a01%3Adb8%3A%3A1$/m)
})

test('what DNS cannot show is said once a report, of addresses that lists were asked about', () => {
  const what = 'Not visible in DNS: the private lists of Microsoft, Google, Yahoo, Proofpoint'
  const two = addressReport({ ...all }, { ip: '198.20.69.6', ipListings: [listing(zen, 'not-listed')] })
  assert.equal(times(flat(two), what), 1)
  assert.equal(times(flat(addressReport({ ipListings: [listing(zen, 'refused')] })), what), 1)
  assert.equal(times(flat(domainReport(named(shop, listing(dbl, 'not-listed')))), what), 0)
  assert.equal(times(flat(addressReport({})), what), 0)
})

test('what to do about the resolver is said once, however many addresses it is asked about', () => {
  const silent = { ipListings: [listing(zen, 'not-listed'), listing(medium, 'refused')] }
  const said = flat(addressReport(silent, { ...silent, ip: '198.20.69.6' }))
  assert.equal(times(said, 'Medium (refused)'), 2)
  assert.equal(times(said, 'run one of your own'), 1)
})

test('where ZEN refuses every address, the story with its order is told at the first alone', () => {
  const google = {
    resolvers: [{ address: '8.8.8.8', operator: 'Google Public DNS', upstreams: [] }],
    isPublic: true,
  }
  const refused = { ipListings: [listing(zen, 'refused'), listing(low, 'not-listed')], resolverView: google }
  const three = addressReport(refused, { ...refused, ip: '198.20.69.6' }, { ...refused, ip: '198.20.69.8' })
  const said = flat(three)
  assert.equal(times(said, 'resolver of your own'), 1)
  assert.equal(times(said, 'no public resolver'), 1)
  assert.equal(times(said, '8.8.8.8 of Google Public DNS'), 1)
  assert.equal(times(said, '? unknown'), 3)
  assert.match(
    said,
    /198\.20\.69\.8 .* \? unknown ZEN: the same as at 198\.20\.69\.5\. This says nothing about 198\.20\.69\.8\./,
  )
  assert.equal(times(flat(three, { verbosity: 'verbose' }), 'resolver of your own'), 3)
})

test('a named list that was not asked is seen, with the reason; so is one that knows neither good nor bad', () => {
  const yellow = { code: '127.0.0.3', means: 'yellow: mixed', sense: 'neutral' } as const
  const of = addressReport({
    ipListings: [
      listing(zen, 'not-listed'),
      { ...listing(list('Keyed'), 'skipped', { why: 'no key', answers: [] }), named: true },
      listing(list('Shy'), 'skipped', { why: 'no test entry' }),
      listing(medium, 'not-listed', { told: [yellow] }),
    ],
    names: [named(ptr, { ...listing(dbl, 'skipped', { why: 'no key either', answers: [] }), named: true })],
  })
  const groups = under(of)
  assert.match(groups['Could not ask'] ?? '', /- skip Keyed was not asked about 198\.20\.69\.5: no key/)
  assert.match(groups['Could not ask'] ?? '', /DBL was not asked about mail\.shop\.com: no key either/)
  assert.doesNotMatch(read(of), /Shy/)
  assert.match(groups['Worth knowing'] ?? '', /Medium knows 198\.20\.69\.5, .*yellow: mixed/)
  assert.match(read(of), /clear on 1 list that/)
})

test('a page where nobody can ask is a page to look at', () => {
  const looked = list('Look', { impact: 'low', removal: '', lookup: 'https://look.example/{ip}' })
  const said = flat(addressReport({ ipListings: [listed(looked)] }))
  assert.match(said, /Look it up: https:\/\/look\.example\/198\.20\.69\.5/)
  assert.doesNotMatch(said, /then ask/)
})

test('each address has its own headline', () => {
  const said = flat(addressReport({ ...all }, { ip: '198.20.69.6', ipListings: [listing(zen, 'not-listed')] }))
  assert.match(said, /198\.20\.69\.5 .*✗ lists ZEN lists .* 198\.20\.69\.6 .*✓ lists clear on 1 list/)
})

test('no line is wider than the page but those that are never cut', () => {
  for (const width of [40, 60, 80])
    for (const [sample] of Object.values(samples))
      for (const line of read(sample, { width }).split('\n'))
        if ([...line].length > width) assert.match(line, /^ *\S+$|^relaycheck /)
})

test('ASCII where the terminal is not UTF-8, and no colour is needed to understand', () => {
  assert.match(read(everything, { unicode: false }), /^[\x20-\x7e\n]*$/)
  assert.equal(read(everything, { color: 1 }).replace(/\u001b\[\d+m/g, ''), read(everything))
})

test('a domain that is clear is one line, which says how many lists said nothing', () => {
  const clear = [named(shop, listing(dbl, 'not-listed'))]
  assert.match(
    read(domainReport(...clear)),
    /\n {2}✓ lists {4}clear on 1 list that proved itself in this run\n\nLooked/,
  )
  const one = read(domainReport(...clear, named(shop, listing(uri, 'refused'))))
  assert.match(one, /\n {2}✓ lists {4}clear on 1 list, each proven in this run; 1 said nothing\n\nLooked/)
})

test('a domain about which no list answered is not called clear, nor said to be none of their business', () => {
  const said = read(domainReport(named(shop, listing(dbl, 'refused')), named(shop, listing(uri, 'unreachable'))))
  assert.match(said, /- lists {4}no list gave a usable answer/)
  assert.doesNotMatch(said, /clear on|does not apply/)
})

test('a domain that is listed has its story; one that others abuse is not accused', () => {
  const said = domainReport(
    named(shop, listed(dbl, accuses('a spam domain'))),
    named(shop, listed(uri, accuses('grey', 'low'))),
  )
  assert.match(read(said), /✗ lists {4}1 to fix\n/)
  assert.match(
    under(said)['Acts on your mail'] ?? '',
    /Big receivers refuse.*End the cause.*https:\/\/dbl\.example\/\?q=shop\.com/,
  )
  assert.match(under(said)['May add points'] ?? '', /· info URI .*no accusation/)
})

test('what blinds other steps too is told once, beside them all', () => {
  const blind = { reason: 'timeout', detail: '192.0.2.53 did not answer within 5 s' } as const
  const of = addressReport({ ipListings: [] })
  const lists = of.steps.map((step) => ({
    ...step,
    verdict: 'unknown' as const,
    findings: [blindFinding('ip-listed', blind)],
  }))
  const address = { ...lists[0], id: 'address' as const, title: 'address', findings: [blindFinding('ip-ptr', blind)] }
  const said = read({ ...of, steps: [address as (typeof lists)[number], ...lists] })
  assert.equal(times(said, 'did not answer within 5 s'), 1)
  assert.doesNotMatch(said, /Could not ask/)
})

test('nobody is told to run again with an option that this command has not', () => {
  const empty = listing(zen, 'unreachable', { why: 'it does not list its own test entry', answers: [] })
  const said = read(addressReport({ ipListings: [empty] }))
  assert.match(said, /\? unknown {2}ZEN did not answer/)
  assert.doesNotMatch(said, /--authoritative/)
})
