import assert from 'node:assert/strict'
import test from 'node:test'
import { parseContentType, parseParameterised } from '../../../src/records/mail/content-type.ts'
import { shortestTime } from '../../support/mutate.ts'

/** RFC 2045 section 5, RFC 2231 sections 3 to 4.1. */
const good: Record<string, [type: string, parameters: Record<string, string>]> = {
  'text/plain; charset=us-ascii (Plain text)': ['text/plain', { charset: 'us-ascii' }],
  'TEXT/Plain;CharSet="us-ascii"': ['text/plain', { charset: 'us-ascii' }],
  'multipart/mixed; boundary="gc0pJq0M:08jU534c0p"': ['multipart/mixed', { boundary: 'gc0pJq0M:08jU534c0p' }],
  'multipart/mixed; boundary="a;b \\"c\\" (d)"; x=y': ['multipart/mixed', { boundary: 'a;b "c" (d)', x: 'y' }],
  'message/external-body; access-type=URL;\r\n URL*0="ftp://";\r\n URL*1="cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"':
    ['message/external-body', { 'access-type': 'URL', url: 'ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar' }],
  "application/x-stuff;\r\n title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A": [
    'application/x-stuff',
    { title: 'This is ***fun***' },
  ],
  "application/x-stuff;\r\n    title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n    title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n    title*2=\"isn't it!\"":
    ['application/x-stuff', { title: "This is even more ***fun*** isn't it!" }],
  "a/b; name*=utf-8''caf%C3%A9; name=cafe": ['a/b', { name: 'café' }],
  "a/b; name=cafe; name*=iso-8859-1''caf%E9": ['a/b', { name: 'café' }],
  "a/b; n*1*=%A9; n*0*=utf-8''caf%C3": ['a/b', { n: 'café' }],
  'a/b; n*0=a; n*2=c': ['a/b', { n: 'a' }],
  "a/b; n*=x-unknown''%E9": ['a/b', { n: 'é' }],
  'a/b; x=1; x=2': ['a/b', { x: '1' }],
  'a/b;; ;x=1;': ['a/b', { x: '1' }],
  'text/html(comment); charset = utf-8': ['text/html', { charset: 'utf-8' }],
  'text / html': ['text/html', {}],
}
for (const [text, [type, parameters]] of Object.entries(good))
  test(`a type: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseContentType(text), { type, parameters })
  })

/** Section 5.2: what cannot be read is plain text. */
const bad: Record<string, RegExp> = {
  '': /^it names no type$/,
  text: /^"text" is no type$/,
  'text/': /^"text\/" is no type$/,
  '/plain; charset=x': /is no type$/,
  'te xt/plain': /is no type$/,
  'text/plain/x': /is no type$/,
  'text/plain; charset': /^"charset" is no parameter$/,
  'text/plain; =x': /^"=x" is no parameter$/,
}
for (const [text, fault] of Object.entries(bad))
  test(`no type: ${JSON.stringify(text)}`, () => {
    const read = parseContentType(text)
    assert.equal(read.type, 'text/plain')
    assert.match(read.fault ?? '', fault)
  })

test('a disposition, and what is named like something of every object', () => {
  const { value, parameters } = parseParameterised('Attachment; filename="a;b.pdf"; __proto__=x; constructor=y')
  assert.equal(value, 'attachment')
  assert.deepEqual(Object.entries(parameters), [
    ['filename', 'a;b.pdf'],
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  assert.equal(Object.getPrototypeOf(parameters), Object.prototype)
})

test('fields made to hurt', () => {
  for (const piece of [';', '"', '(', '\\', 'a=b;', 'a*0=b;', "a*=''%;", ' ', '*', "'", 'a'])
    for (const before of ['', 'a/b;', "a/b; a*='", 'a/b; a="']) {
      const text = before + piece.repeat(Math.ceil(1e6 / piece.length))
      const ms = shortestTime(() => assert.ok(Object.keys(parseContentType(text).parameters).length <= 200), 200)
      assert.ok(ms <= 200, `${ms} ms on ${before}${piece}`)
    }
  const blank = `a${' '.repeat(60_000)}b`
  const ms = shortestTime(() => assert.match(parseContentType(blank).fault ?? '', /is no type$/), 200)
  assert.ok(ms <= 200, `${ms} ms on a blank within`)
})
