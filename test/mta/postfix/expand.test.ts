// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Postfix writes its references so.
import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import test from 'node:test'
import { expand } from '../../../src/mta/postfix/expand.ts'

/** The examples' parameters: postconf(5) has `$name`, `${name?…}`, `${name:…}` and comparisons. */
const values: Record<string, string> = {
  one: 'first',
  empty: '',
  two: '$one and $$one',
  self: 'a $self',
  ping: '${pong}',
  pong: '${empty?x}$(ping)',
  level: '3.6',
}
const read = (text: string) => expand(text, (name) => (Object.hasOwn(values, name) ? values[name] : undefined))

const results: Record<string, string> = {
  plain: 'plain',
  '$one ${one} $(one)': 'first first first',
  '$one.x $one-x $onex.': 'first.x first-x .',
  '$$one $$': '$one $',
  $two: 'first and $one',
  '[$nowhere]': '[]',
  '${ one }': 'first',
  '${one?yes}${empty?yes}${nowhere?yes}': 'yes',
  '${one:no}${empty:no}${nowhere:no}': 'nono',
  '${one?{yes}:{no}} ${empty?{yes}:{no}}': 'yes no',
  '${one ? { yes } : { no }}': ' yes ',
  '${empty?a:b}|${one?a:b}': '|a:b',
  '${one?$two}': 'first and $one',
  '${one?{${empty?{x}:{$one}}}}': 'first',
  '${{$one} == {first} ? {same} : {other}}': 'same',
  '${{a} != {a} ? {same}}': '',
  '${{10} > {9} ? {number} : {text}}': 'number',
  '${{10a} > {9} ? {number} : {text}}': 'text',
  '${{b} >= {a}}': 'true',
  '${{b} < {a}:{not less}}': 'not less',
  '${{$level} <level {3.10} ? {before} : {after}}': 'before',
  '${{$level} < {3.10} ? {before} : {after}}': 'after',
  '${{3} ==level {3.0.0} ? {same}}': 'same',
}
for (const [text, value] of Object.entries(results))
  test(`${text} is "${value}"`, () => assert.deepEqual(read(text), { value }))

const faults: Record<string, RegExp> = {
  'a $': /no name behind/,
  'a $-b': /no name behind/,
  '${one': /no "}"/,
  '$(one': /no "\)"/,
  '${}': /no name in it/,
  '${o-ne}': /name is none/,
  '${one two}': /name is none/,
  '${one?{a}b}': /behind the braces of "\?/,
  '${empty?{a}:{b}c}': /behind the braces of ":/,
  '${one?{a}': /no "}"/,
  '${{a} = {b}?{c}}': /comparison without/,
  '${{a} == b?{c}}': /right side has no braces/,
  '${{a} ==odd {b}?{c}}': /that there is not/,
  '${{a} <level {3.6}?{c}}': /compatibility level/,
  '${{a} == {b} c}': /behind a comparison/,
  [`\${{${'9'.repeat(30)}} == {1}}`]: /too large/,
  $self: /refers to itself/,
  $ping: /refers to itself/,
}
for (const [text, fault] of Object.entries(faults))
  test(`${text} stops Postfix`, () => {
    const expanded = read(text)
    assert.ok('fault' in expanded, JSON.stringify(expanded))
    assert.match(expanded.fault, fault)
  })

test('what is not chosen is not looked at', () => {
  assert.deepEqual(read('${one?{a}:{${{x} = {y}}}}'), { value: 'a' })
})

test('names of JavaScript are names like others', () => {
  assert.deepEqual(read('[$constructor${__proto__?x}$toString]'), { value: '[]' })
})

test('growth without end, loops in comparisons and long texts cost little', () => {
  const grow = (name: string) => `$${name}x$${name}x$${name}x$${name}x`
  const loop = (name: string) => (name.length > 60 ? 'end' : grow(name))
  const compare = () => '${{$b} == {x} ? {a} : {b}}'
  for (const lookup of [loop, compare, () => '$a$b$c', () => 'a'.repeat(100_000)]) {
    const before = performance.now()
    const expanded = expand('$a$a$a', lookup)
    assert.ok('fault' in expanded)
    assert.ok(performance.now() - before < 2000)
  }
})
