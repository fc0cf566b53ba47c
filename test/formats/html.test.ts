import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { Parser } from 'htmlparser2'
import type { Evidence } from '../../src/core/finding.ts'
import type { Report } from '../../src/core/report.ts'
import type { Style } from '../../src/core/style.ts'
import { htmlPage } from '../../src/formats/html.ts'
import { golden } from '../support/golden.ts'
import { accuses, list, listed, listing, network, zen } from '../support/list-facts.ts'
import { addressReport } from '../support/list-report.ts'
import { blindReport, finding, hostile, report, shop, two, well } from '../support/reports.ts'
import { relaycheck } from '../support/tool.ts'

const plain: Style = { color: 0, width: 80, unicode: true, verbosity: 'normal' }

/** One piece of evidence of every kind, each with this text wherever a text stands. */
const everyKind = (text: string): Evidence[] => [
  { kind: 'tree', head: [text], rows: [{ depth: 0, text, cells: [text], mark: text }] },
  { kind: 'table', head: [text, text], rows: [[text, 1]] },
  { kind: 'table', head: [text], rows: [[text]], detail: true },
  { kind: 'dns', question: `TXT ${text}`, answer: [text, text], server: text, ttl: 60, more: 3 },
  {
    kind: 'timeline',
    hops: [
      {
        number: 1,
        from: text,
        by: text,
        at: '2026-11-24T05:59:56.000Z',
        tookMs: 2000,
        how: text,
        marks: [text, 'clear'],
      },
    ],
  },
  {
    kind: 'transcript',
    server: text,
    more: 2,
    lines: [
      { ms: 10, from: 'note', text },
      { ms: 20, from: 'server', text },
      { ms: 1230, from: 'client', text },
    ],
  },
  { kind: 'note', text },
]
/** A report with this text wherever one can stand that comes from outside. */
const saying = (text: string): Report =>
  report(
    {
      [text]: {
        path: [
          finding('message-hops/clear-hop', 'warn', text, {
            evidence: everyKind(text),
            fix: `${text}\n\n    ${text}\n\n${text}`,
            repair: [
              { change: 'add', name: text, type: 'TXT', becomes: text },
              { change: 'replace', name: text, type: 'TXT', was: text, becomes: text },
            ],
            refs: [text, `https://a.example/${text}`],
          }),
          finding('message-date/fine', 'pass', text, { brief: text, evidence: everyKind(text) }),
          finding('message-id/x', 'info', text, { evidence: everyKind(text) }),
          finding('message-lines/not-applicable', 'skip', text),
        ],
      },
    },
    { resolvers: [{ address: text, from: 'option', upstreams: [text] }] },
  )
const lists = addressReport({
  ipListings: [
    listed(zen, accuses('CSS: low reputation')),
    listed(network),
    listing(list('Off'), 'refused'),
    listing(list('Well'), 'not-listed'),
  ],
})

const samples: Record<string, [Report, Partial<Style>?]> = {
  shop: [shop],
  'shop-verbose': [shop, { verbosity: 'verbose' }],
  'shop-quiet': [shop, { verbosity: 'quiet' }],
  blind: [blindReport],
  two: [two],
  kinds: [saying('web.shop.example')],
  lists: [lists],
}
const pageOf = ([sample, style]: readonly [Report, Partial<Style>?]) => htmlPage(sample, { ...plain, ...style })

/** A page without its style and the hash of it: they are the same on every page, and stand in one golden page alone. */
const plainly = (page: string) =>
  page.replace(/<style>.*<\/style>/s, '<style></style>').replace(/sha256-[\w+/]+=/, 'sha256-')

for (const [name, sample] of Object.entries(samples))
  test(`${name} as a page reads as it should`, () =>
    golden(`html/${name}.html`, name === 'shop' ? pageOf(sample) : plainly(pageOf(sample))))

interface Element {
  name: string
  attributes: Record<string, string>
}
const elements = (page: string): { all: Element[]; text: string; implied: string[] } => {
  const all: Element[] = []
  const implied: string[] = []
  const text: string[] = []
  const parser = new Parser({
    onopentag: (name, attributes) => all.push({ name, attributes: { ...attributes } }),
    onclosetag: (name, isImplied) => (isImplied && !['meta', 'br'].includes(name) ? implied.push(name) : undefined),
    ontext: (one) => text.push(one),
  })
  parser.write(page)
  parser.end()
  return { all, text: text.join(''), implied }
}

/** What is seen of a page before anything is opened. */
function unfolded(page: string): string {
  const less = page.replace(/<details>(?:(?!<details>).)*?<\/details>/gs, '')
  return less === page ? page : unfolded(less)
}

const hostileTexts = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></pre></table><h1>all is well</h1><!--',
  ']]>&lt;b&gt;<?php ?>',
  'javascript:alert(1)',
  'https://evil.example/"onclick="x',
  'a\u0000b\u001b[2J\u202e\u2028c\r\nd',
]
const pages: Record<string, string> = {
  ...Object.fromEntries(Object.entries(samples).map(([name, sample]) => [name, pageOf(sample)])),
  well: pageOf([well]),
  hostile: pageOf([hostile]),
  ...Object.fromEntries(hostileTexts.map((text) => [`saying ${JSON.stringify(text)}`, pageOf([saying(text)])])),
}
const known =
  /^(?:html|head|meta|title|style|body|header|main|footer|section|article|div|span|p|h[1-4]|ul|ol|li|a|code|pre|figure|figcaption|table|thead|tbody|tr|th|td|details|summary)$/

for (const [name, page] of Object.entries(pages)) {
  test(`page ${name}: only elements of ours, each closed, and nothing that runs or loads`, () => {
    const { all, implied } = elements(page)
    assert.deepEqual(implied, [])
    for (const { name: tag, attributes } of all) {
      assert.match(tag, known)
      for (const [attribute, value] of Object.entries(attributes)) {
        assert.match(attribute, /^(?:class|id|href|rel|title|lang|charset|name|content|http-equiv|open)$/)
        if (attribute === 'href') assert.match(value, /^(?:#t\d+(?:-[a-z-]+)?|https:\/\/[!-~]+)$/)
      }
    }
    assert.doesNotMatch(page, /@import|url\(/)
  })
  test(`page ${name}: its policy allows this very style and nothing else`, () => {
    const policy = elements(page).all.find(({ attributes }) => attributes['http-equiv'])?.attributes.content
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    assert.equal(policy, `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`)
  })
  test(`page ${name}: nothing invisible, and each link within it leads somewhere`, () => {
    assert.doesNotMatch(page, /[^\P{C}\n]/u)
    const { all } = elements(page)
    const ids = all.flatMap(({ attributes }) => attributes.id ?? [])
    assert.equal(new Set(ids).size, ids.length)
    for (const { attributes } of all)
      if (attributes.href?.startsWith('#')) assert.ok(ids.includes(attributes.href.slice(1)), attributes.href)
  })
}

test('text from outside makes no element, whatever it is', () => {
  const shape = (page: string) => elements(page).all.map(({ name }) => name)
  const usual = shape(pageOf([saying('x y')])).filter((name) => name !== 'a')
  for (const text of hostileTexts)
    assert.deepEqual(
      shape(pageOf([saying(text)])).filter((name) => name !== 'a'),
      usual,
      text,
    )
})

test('text from outside is read as it is written', () => {
  const { text } = elements(pageOf([saying('<b>&amp; "x"</b>')]))
  assert.ok(text.includes('<b>&amp; "x"</b>'))
})

test('a record to publish stands in lines of its own, whole', () => {
  const { text } = elements(pageOf([shop]))
  assert.ok(text.includes('shop.example. 3600 IN SPF "v=spf1 mx -all"'))
  assert.match(
    pageOf([shop]),
    /<pre class="paste"><span>shop\.example\. 3600 IN TXT &quot;v=spf1 [^<]* ~all&quot;<\/span><\/pre>/,
  )
})

test('verdicts are said in words, and what is well is folded', () => {
  const page = pageOf([shop])
  assert.match(page, /<span class="verdict">✗ fail<\/span> shop\.example costs 12 lookups/)
  assert.doesNotMatch(unfolded(page), /✓ pass|- skip/)
  assert.match(page, /✓ pass/)
  assert.doesNotMatch(page, /<details open>/)
  assert.match(pageOf([shop, { verbosity: 'verbose' }]), /<details open><summary>zone: 3 fine/)
})

test('evidence of every kind is drawn', () => {
  const { text } = elements(pageOf([saying('web.shop.example')]))
  for (const part of [
    'TXT web.shop.example (web.shop.example, TTL 60)',
    'The session with web.shop.example',
    '2 lines before',
    '1.23',
    '1 · 05:59:56 · 2 s',
  ])
    assert.ok(text.includes(part), part)
})

test('the way of a message is seen though all is well with it', () => {
  const evidence = everyKind('a.example').filter(({ kind }) => kind === 'timeline')
  const page = pageOf([
    report({ 'mail.eml': { path: [finding('message-hops/encrypted', 'pass', 'well', { evidence })] } }),
  ])
  assert.match(unfolded(page), /<ol class="way">/)
})

test('quiet leaves out what is well, and keeps what was not seen', () => {
  assert.doesNotMatch(pageOf([shop, { verbosity: 'quiet' }]), / fine<\/summary>|· info|✓ pass/)
  assert.match(pageOf([blindReport, { verbosity: 'quiet' }]), /\? unknown<\/span> 192\.0\.2\.53 did not answer/)
})

test('a page stays of a size that a browser can show', () => {
  const many = Array.from({ length: 5000 }, (_, i) => finding('mx-resolves/dangling', 'warn', `mx${i} has no address`))
  const page = pageOf([report({ 'shop.example': { mx: many } })])
  assert.match(page, /… 4950 more of mx-resolves\/dangling/)
  assert.ok(page.length < 50_000)
  assert.ok(pages.hostile && pages.hostile.length < 100_000)
})

test('a run writes a page into a file, beside another report', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
  try {
    const file = join(folder, 'report.html')
    const tape = new URL('../../fixtures/tapes/address-listed.json', import.meta.url).pathname
    const argv = ['ip', '192.31.196.66', '--replay', tape, '--format', 'json', '--format', 'html', '--output', file]
    const { code, out, err } = await relaycheck(argv)
    assert.deepEqual([code, err], [1, ''])
    assert.equal(JSON.parse(out).exitCode, 1)
    const page = readFileSync(file, 'utf8')
    assert.match(page, /^<!doctype html>\n.*<h1>192\.31\.196\.66<\/h1>.*<\/html>\n$/s)
    assert.deepEqual(elements(page).implied, [])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('lines to be pasted stand each in its own block, so that a wrapped one hangs', () => {
  const fix = 'Run:\n    relaycheck ip 192.0.2.1\n    relaycheck ip 192.0.2.2'
  const page = pageOf([report({ 'a.example': { mx: [finding('mx-a/x', 'warn', 'x', { fix, refs: ['RFC 5321'] })] } })])
  assert.match(page, /<span>relaycheck ip 192\.0\.2\.1\n<\/span><span>relaycheck ip 192\.0\.2\.2<\/span><\/pre>/)
})

test('an option and a date are not broken at their hyphens', () => {
  const says = 'Ask with --authserv-id NAME on 2026-11-30.'
  const page = pageOf([report({ 'a.example': { mx: [finding('mx-a/x', 'info', says)] } })])
  assert.match(page, /<span class="whole">--authserv-id NAME<\/span> on <span class="whole">2026-11-30<\/span>/)
})

test('a source without its scheme is a link, too', () => {
  const refs = ['Google, email sender guidelines: support.google.com/a/answer/81126', 'docs.rspamd.com: what it writes']
  const page = pageOf([report({ 'a.example': { mx: [finding('mx-a/x', 'warn', 'x', { fix: 'Mend it.', refs })] } })])
  assert.match(
    page,
    /guidelines: <a href="https:\/\/support\.google\.com\/a\/answer\/81126" rel="noreferrer">support\.google/,
  )
  assert.match(page, /, docs\.rspamd\.com: what it writes</)
})
