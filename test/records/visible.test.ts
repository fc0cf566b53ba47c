import assert from 'node:assert/strict'
import test from 'node:test'
import { visible, written } from '../../src/records/visible.ts'

const shown: Record<string, [raw: string, shown: string]> = {
  'what prints': ['v=spf1 "é" 日本 \\ ✓ ~all', 'v=spf1 "é" 日本 \\ ✓ ~all'],
  'C0 and DEL': ['\u0000\t\r\n\u001b[31m\u007f', '\\x00\\x09\\x0d\\x0a\\x1b[31m\\x7f'],
  C1: ['\u0085\u009b', '\\x85\\x9b'],
  'bidirectional controls': [
    '\u061c\u200e\u200f\u202a\u202e\u2066\u2069',
    '\\u{61c}\\u{200e}\\u{200f}\\u{202a}\\u{202e}\\u{2066}\\u{2069}',
  ],
  'zero width': ['\u200b\u200c\u200d\u2060\ufeff\u00ad', '\\u{200b}\\u{200c}\\u{200d}\\u{2060}\\u{feff}\\xad'],
  'line separators': ['\u2028\u2029', '\\u{2028}\\u{2029}'],
  'blanks that are not the blank': ['\u00a0\u2003\u3000\u2800', '\\xa0\\u{2003}\\u{3000}\\u{2800}'],
  'what shows as nothing': [
    '\u034f\u115f\u3164\ufe0f\u{e0001}\u{e0100}',
    '\\u{34f}\\u{115f}\\u{3164}\\u{fe0f}\\u{e0001}\\u{e0100}',
  ],
  'lone surrogates, private use, non-characters': [
    '\ud800\ue000\ufffe\u{10ffff}',
    '\\u{d800}\\u{e000}\\u{fffe}\\u{10ffff}',
  ],
  'what GitHub Actions obeys at the beginning of a line, after blanks': [
    '::error::a ::add-mask::b  ::warning file=x,line=1::c \\:: ::stop-commands::token',
    '\\x3a:error::a \\x3a:add-mask::b  \\x3a:warning file=x,line=1::c \\:: \\x3a:stop-commands::token',
  ],
  'what GitHub Actions, Azure Pipelines and TeamCity obey anywhere in a line': [
    'x##[error]y ##vso[task.setvariable]z ##teamcity[buildStop] # ## #[',
    'x\\x23#[error]y \\x23#vso[task.setvariable]z \\x23#teamcity[buildStop] # ## #[',
  ],
  'addresses and modules are no commands': [
    '::1 ::ffff:192.0.2.1 2001:db8::1 a::b::c ::dead is ::beef',
    '::1 ::ffff:192.0.2.1 2001:db8::1 a::b::c ::dead is ::beef',
  ],
}
for (const [name, [raw, text]] of Object.entries(shown))
  test(`visible: ${name}`, () => {
    assert.equal(visible(raw), text)
    assert.equal(visible(text), text)
  })

const octets = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
/** Octets as DNS holds them -> what a person wrote. */
const typed: Record<string, [octets: string, written: string]> = {
  'a dash and curly quotation marks': [octets('–all “v=spf1”'), '–all “v=spf1”'],
  'every length': [octets('é 日 \u{1f600}'), 'é 日 \u{1f600}'],
  'a byte order mark is kept': ['\xef\xbb\xbfv=spf1', '\ufeffv=spf1'],
  'octets that are no UTF-8 stay': ['\xe9 \x96all \xff \xc3', '\xe9 \x96all \xff \xc3'],
  'too long, surrogates, beyond Unicode': [
    '\xc0\xaf \xe0\x9f\xbf \xed\xa0\x80 \xf0\x8f\xbf\xbf \xf4\x90\x80\x80',
    '\xc0\xaf \xe0\x9f\xbf \xed\xa0\x80 \xf0\x8f\xbf\xbf \xf4\x90\x80\x80',
  ],
  'U-labels and words of ours': ['bücher.example’s “mx”…', 'bücher.example’s “mx”…'],
  'what was encoded twice is read once': ['\xc3\x83\xc2\xa9', '\xc3\xa9'],
}
for (const [name, [raw, text]] of Object.entries(typed))
  test(`written: ${name}`, () => assert.equal(written(raw), text))

test('what UTF-8 hides is shown all the same', () => {
  assert.equal(
    visible(written(octets('v=spf1\u202e\u200b\ufeff\u00a0\u009b2J'))),
    'v=spf1\\u{202e}\\u{200b}\\u{feff}\\xa0\\x9b2J',
  )
})
