import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAddress } from '../../../src/records/address.ts'
import {
  askableName,
  expandMacros,
  type MacroPlace,
  type MacroValues,
  parseMacros,
  targetName,
  usesMacro,
} from '../../../src/records/spf/macro.ts'

const values = (more: Partial<MacroValues> & { from?: string } = {}): MacroValues => ({
  sender: 'strong-bad@email.example.com',
  domain: 'email.example.com',
  ip: parseAddress(more.from ?? '192.0.2.3') as MacroValues['ip'],
  helo: 'mx.example.org',
  receiver: 'mx.example.net',
  at: 1_795_500_000,
  ...more,
})

function parts(text: string, place: MacroPlace = 'explanation') {
  const parsed = parseMacros(text, place)
  assert.ok('parts' in parsed, text)
  return parsed.parts
}
const expand = (text: string, more = {}) => expandMacros(parts(text), values(more), 10_000)

test('macros: the examples of RFC 7208 section 7.4', () => {
  const rows: [text: string, becomes: string][] = [
    ['%{s}', 'strong-bad@email.example.com'],
    ['%{o}', 'email.example.com'],
    ['%{d}', 'email.example.com'],
    ['%{d4}', 'email.example.com'],
    ['%{d3}', 'email.example.com'],
    ['%{d2}', 'example.com'],
    ['%{d1}', 'com'],
    ['%{dr}', 'com.example.email'],
    ['%{d2r}', 'example.email'],
    ['%{l}', 'strong-bad'],
    ['%{l-}', 'strong.bad'],
    ['%{lr}', 'strong-bad'],
    ['%{lr-}', 'bad.strong'],
    ['%{l1r-}', 'strong'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
    ['%{lr-}.lp._spf.%{d2}', 'bad.strong.lp._spf.example.com'],
    ['%{lr-}.lp.%{ir}.%{v}._spf.%{d2}', 'bad.strong.lp.3.2.0.192.in-addr._spf.example.com'],
    ['%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}', '3.2.0.192.in-addr.strong.lp._spf.example.com'],
    ['%{d2}.trusted-domains.example.net', 'example.com.trusted-domains.example.net'],
  ]
  for (const [text, becomes] of rows) assert.equal(expand(text), becomes, text)
  const nibbles = '1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2'
  assert.equal(expand('%{ir}.%{v}._spf.%{d2}', { from: '2001:db8::cb01' }), `${nibbles}.ip6._spf.example.com`)
})

test('macros: all the other letters, escapes and delimiters', () => {
  const rows: [text: string, becomes: string, more?: object][] = [
    ['%{h} %{c} %{r} %{t} %{p}', 'mx.example.org 192.0.2.3 mx.example.net 1795500000 unknown'],
    ['%{p}', 'mx.shop.example', { validated: 'mx.shop.example' }],
    ['%{c}', 'cafe:babe::1', { from: 'CAFE:BABE::1' }],
    ['%%%_%-', '% %20'],
    ['%{L}', '~jack%26jill%3Dup-a_b3.c', { sender: '~jack&jill=up-a_b3.c@example.com' }],
    ['%{L}', 'j%C3%B6rg', { sender: 'jörg@example.com' }],
    ['%{l2r+-}', 'bar.foo', { sender: 'foo-bar+zip+quux@example.com' }],
    ['%{l_,/=+}', 'a.b.c.d.e', { sender: 'a_b,c/d=e@example.com' }],
    ['%{s}', 'a@b@example.com', { sender: 'a@b@example.com' }],
    ['%{l}', 'a@b', { sender: 'a@b@example.com' }],
    ['%{D1R}', 'email'],
    ['%{d99999999999999999999}', 'email.example.com'],
  ]
  for (const [text, becomes, more] of rows) assert.equal(expand(text, more), becomes, text)
})

test('macros: an expansion is bounded', () => {
  assert.equal(expandMacros(parts('%{s}'.repeat(100)), values(), 1000), undefined)
  assert.equal(targetName(parts(`${'%{s}'.repeat(16_000)}.example.com`, 'name'), values()).length <= 253, true)
})

test('macros: a target-name is cut from the left to 253 characters, at a dot (section 7.3)', () => {
  const label = `${'a'.repeat(49)}.`
  assert.equal(targetName(parts(`${label.repeat(6)}example.com`, 'name'), values()), `${label.repeat(4)}example.com`)
  assert.equal(targetName(parts('_SPF.%{D}.', 'name'), values()), '_spf.email.example.com')
})

test('macros: what is none', () => {
  const rows: [text: string, place: MacroPlace, says: RegExp][] = [
    ['%', 'explanation', /% must be followed/],
    ['100% sure', 'explanation', /% must be followed/],
    ['%{x}', 'explanation', /%\{x\} is no macro/],
    ['%{d', 'explanation', /not closed/],
    ['%{d2x}', 'explanation', /%\{d2x\} is no macro/],
    ['%{}', 'explanation', /%\{\} is no macro/],
    ['%{d0}', 'name', /0 parts/],
    ['%{c}', 'name', /only in an explanation/],
    ['%{R}', 'name', /only in an explanation/],
    ['a b', 'name', /a blank/],
    ['a\tb', 'explanation', /a tab/],
    ['\xe9', 'explanation', /outside ASCII \(0xE9\)/],
    ['\x7f', 'explanation', /control character \(0x7F\)/],
  ]
  for (const [text, place, says] of rows) {
    const parsed = parseMacros(text, place)
    assert.match('says' in parsed ? parsed.says : 'fine', says, text)
  }
  assert.ok('parts' in parseMacros('%{c}%{t}', 'modifier'))
  assert.ok('parts' in parseMacros('See http://example.com/why?s=%{S}&ip=%{C} now', 'explanation'))
})

test('usesMacro: letters, not percent signs', () => {
  assert.equal(usesMacro(parts('%%{p}', 'name'), 'p'), false)
  assert.equal(usesMacro(parts('%{P1r}.x', 'name'), 'p'), true)
  assert.equal(usesMacro(parts('%{d}.x', 'name'), 'sl'), false)
})

test('askableName: what a question can be made of (sections 4.3 and 4.8)', () => {
  const rows: [target: string, name: string | undefined][] = [
    ['shop.example', 'shop.example'],
    ['foo:bar/baz.example.com', 'foo:bar/baz.example.com'],
    ['a b.example', 'a\\032b.example'],
    ['a\\b.example', 'a\\\\b.example'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [`${'a'.repeat(64)}.example`, undefined],
    ['localhost', undefined],
    ['a..example', undefined],
    ['.example', undefined],
    ['', undefined],
    ['192.0.2.1', undefined],
    ['[192.0.2.1]', undefined],
    ['shop.-example', undefined],
    ['j\xf6rg.example', undefined],
    [`${'a.'.repeat(126)}ab`, undefined],
  ]
  for (const [target, name] of rows) assert.equal(askableName(target), name, target)
})
