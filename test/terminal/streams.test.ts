import assert from 'node:assert/strict'
import test from 'node:test'
import { canAnimate, fileStyle, type Stream, styleFor } from '../../src/terminal/streams.ts'

const terminal = { isTTY: true, columns: 120 }
type Env = Record<string, string>
const color = (stream: Stream, env: Env, asked = true) =>
  styleFor(stream, env, { color: asked, verbosity: 'normal' }).color

const levels: [stream: Stream, env: Env, asked: boolean, level: number][] = [
  [terminal, { TERM: 'xterm' }, true, 1],
  [terminal, { TERM: 'xterm-256color' }, true, 2],
  [terminal, { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, true, 3],
  [terminal, { TERM: 'dumb' }, true, 0],
  [terminal, { TERM: 'xterm' }, false, 0],
  [terminal, { TERM: 'xterm', NO_COLOR: '1' }, true, 0],
  [terminal, { TERM: 'xterm', NO_COLOR: '' }, true, 1],
  [{}, { TERM: 'xterm' }, true, 0],
  [{}, { FORCE_COLOR: '1' }, true, 1],
  [{}, { FORCE_COLOR: '' }, true, 1],
  [{}, { FORCE_COLOR: 'true' }, true, 1],
  [{}, { FORCE_COLOR: '3' }, true, 3],
  [terminal, { FORCE_COLOR: '0', TERM: 'xterm' }, true, 0],
  [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, 1],
  [{}, { FORCE_COLOR: '1' }, false, 0],
]
for (const [stream, env, asked, level] of levels)
  test(`colour on ${stream.isTTY ? 'a terminal' : 'a pipe'} with ${JSON.stringify(env)}${asked ? '' : ' and --no-color'}`, () =>
    assert.equal(color(stream, env, asked), level))

const locales: [env: Env, unicode: boolean][] = [
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{}, false],
  [{ LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'en_GB.UTF-8', LANG: 'C' }, true],
  [{ WT_SESSION: 'x' }, true],
]
for (const [env, unicode] of locales)
  test(`signs with ${JSON.stringify(env)}`, () =>
    assert.equal(styleFor(terminal, env, { color: true, verbosity: 'normal' }).unicode, unicode))

test('width: that of a terminal, 80 elsewhere', () => {
  const width = (stream: Stream) => styleFor(stream, {}, { color: true, verbosity: 'normal' }).width
  assert.deepEqual(
    [width(terminal), width({ isTTY: true, columns: 0 }), width({ columns: 120 }), width({})],
    [120, 80, 80, 80],
  )
})

test('a file is plain', () => {
  assert.deepEqual(fileStyle('verbose'), { color: 0, width: 80, unicode: true, verbosity: 'verbose' })
})

test('only a terminal with columns, and nobody’s CI, may show what moves', () => {
  assert.equal(canAnimate(terminal, {}), true)
  assert.equal(canAnimate({}, {}), false)
  assert.equal(canAnimate({ isTTY: true, columns: 0 }, {}), false)
  assert.equal(canAnimate(terminal, { TERM: 'dumb' }), false)
  assert.equal(canAnimate(terminal, { CI: 'true' }), false)
})
