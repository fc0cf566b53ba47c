import assert from 'node:assert/strict'
import test from 'node:test'
import type { TimelineHop } from '../../src/core/finding.ts'
import { pen } from '../../src/formats/paint.ts'
import { timeline } from '../../src/formats/timeline.ts'
import { columns } from '../../src/formats/wrap.ts'

const style = { color: 0, width: 80, unicode: true, verbosity: 'normal' } as const
const unicode = pen(style)
const hops: TimelineHop[] = [
  {
    number: 1,
    from: 'web.shop.example [198.51.100.7]',
    by: 'out.relay.example',
    at: '2026-11-24T06:00:01.000Z',
    how: 'ESMTPSA, TLSv1.3, logged in',
    marks: [],
  },
  {
    number: 2,
    from: 'out.relay.example [192.0.2.25]',
    by: 'mx.receiver.example',
    at: '2026-11-24T06:01:06.000Z',
    tookMs: 65_000,
    how: 'ESMTP',
    marks: ['clear', 'SPF is judged here'],
  },
]

test('timeline: servers, and between them the hops, oldest first', () => {
  assert.deepEqual(timeline({ kind: 'timeline', hops }, unicode, 2, 40), [
    '  The way, oldest first; times in UTC, from 2026-11-24:',
    '                          ○ web.shop.example [198.51.100.7]',
    '  1  06:00:01             │ ESMTPSA, TLSv1.3, logged in',
    '                          ○ out.relay.example [192.0.2.25]',
    '  2  06:01:06  1 min 5 s  │ ESMTP, clear, SPF is judged here',
    '                          ○ mx.receiver.example',
  ])
})

test('timeline: in ASCII', () => {
  const text = timeline({ kind: 'timeline', hops }, { ...unicode, unicode: false }, 2, 40).join('\n')
  assert.match(text, /^[\n -~]*$/)
  assert.match(text, /\n {26}o mx\.receiver\.example$/)
  assert.match(text, /\n {2}2 {2}06:01:06 {2}1 min 5 s {2}\| ESMTP, clear/)
})

test('timeline: a server that is called otherwise by the next one stands under both names', () => {
  const [first, second] = hops as [TimelineHop, TimelineHop]
  const lines = timeline({ kind: 'timeline', hops: [{ ...first, by: 'inner.relay.example' }, second] }, unicode, 0, 40)
  const servers = lines.filter((line) => line.includes('○')).map((line) => line.trim())
  assert.deepEqual(servers, [
    '○ web.shop.example [198.51.100.7]',
    '○ inner.relay.example',
    '○ out.relay.example [192.0.2.25]',
    '○ mx.receiver.example',
  ])
})

test('timeline: what is not known leaves its place empty', () => {
  assert.deepEqual(timeline({ kind: 'timeline', hops: [{ number: 1, how: 'handed in', marks: [] }] }, unicode, 2, 40), [
    '  The way, oldest first:',
    '  1              │ handed in',
    '                 ○ not told',
  ])
})

test('timeline: long names go out to the left, and break before the address', () => {
  const from = 'gateway-with-a-long-name.customers.frontend-17.relay.example [2001:db8:1234:5678::200]'
  const lines = timeline({ kind: 'timeline', hops: [{ ...(hops[1] as TimelineHop), from }] }, unicode, 13, 40)
  for (const line of lines) assert.ok(columns(line) <= 88, line)
  assert.ok(
    lines.some((line) => /^ {26}│ \[2001:db8:1234:5678::200\]$/.test(line)),
    lines.join('\n'),
  )
})

test('timeline: of many hops the first ones, and how many more', () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ ...(hops[0] as TimelineHop), number: i + 1 }))
  const lines = timeline({ kind: 'timeline', hops: many, more: 5 }, unicode, 2, 40)
  assert.equal(lines.at(-1), '  … 65 more')
  assert.ok(lines.some((line) => /^ +40 /.test(line)))
})

test('timeline: hostile names forge nothing', () => {
  const from = 'a\u001b[2Jb\n::error::x'
  const text = timeline({ kind: 'timeline', hops: [{ number: 1, from, how: '\u202e', marks: [] }] }, unicode, 2, 40)
  assert.doesNotMatch(text.join(''), /[\u001b\u202e\n]/)
  assert.doesNotMatch(text.join('\n'), /^ *::error/m)
})

test('timeline: a clear hop is in the colour of a warning', () => {
  const yellow = timeline({ kind: 'timeline', hops }, pen({ ...style, color: 1 }), 2, 40).filter((line) =>
    line.includes('\u001b[33m'),
  )
  assert.equal(yellow.length, 1)
  assert.match(yellow[0] ?? '', /clear/)
})
