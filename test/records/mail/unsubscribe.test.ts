import assert from 'node:assert/strict'
import test from 'node:test'
import { parseListUnsubscribe } from '../../../src/records/mail/unsubscribe.ts'
import { shortestTime } from '../../support/mutate.ts'

test('RFC 2369 section 3.2: the examples', () => {
  const examples: Record<string, readonly string[]> = {
    '<mailto:list@host.com?subject=unsubscribe>': ['mailto:list@host.com?subject=unsubscribe'],
    '(Use this command to get off the list) <mailto:list-manager@host.com?body=unsubscribe%20list>': [
      'mailto:list-manager@host.com?body=unsubscribe%20list',
    ],
    '<mailto:list-off@host.com>': ['mailto:list-off@host.com'],
    '<http://www.host.com/list.cgi?cmd=unsub&lst=list>, <mailto:list-request@host.com?subject=unsubscribe>': [
      'http://www.host.com/list.cgi?cmd=unsub&lst=list',
      'mailto:list-request@host.com?subject=unsubscribe',
    ],
  }
  for (const [value, uris] of Object.entries(examples)) assert.deepEqual(parseListUnsubscribe(value), { uris })
})

test('blanks within the brackets are none of the address; commas within it are', () => {
  assert.deepEqual(parseListUnsubscribe('<https://a.example/\r\n\tu?x=1,2>').uris, ['https://a.example/u?x=1,2'])
  assert.deepEqual(parseListUnsubscribe('(a (b) <https://no.example/>) <https://a.example/>').uris, [
    'https://a.example/',
  ])
})

test('what is wrong with it', () => {
  const faults: Record<string, RegExp> = {
    '': /empty/,
    '()': /empty/,
    '<>': /nothing stands in its angle brackets/,
    '<https://a.example/': /not closed/,
    'https://a.example/': /an address in it does not stand in angle brackets/,
    'click <https://a.example/>': /text stands outside/,
    '<unsubscribe>': /no address of the form/,
    '<https://>': /no address of the form/,
    '<mailto:nobody>': /no address of the form/,
    [`<https://a.example/${'x'.repeat(3000)}>`]: /has 3018 characters/,
  }
  for (const [value, fault] of Object.entries(faults)) {
    const read = parseListUnsubscribe(value)
    assert.match(read.fault ?? '', fault, value)
    assert.deepEqual(read.uris, [], value)
  }
})

test('from what is no address in brackets on, nothing counts (RFC 2369 section 2)', () => {
  assert.deepEqual(parseListUnsubscribe('<mailto:a@b.example>, or <https://a.example/>').uris, ['mailto:a@b.example'])
})

test('a field of 1 MB is bounded', () => {
  for (const piece of ['<', '>', '(', '<>', '<https://a/>', ' ', ',', '<a:', '\\']) {
    const text = piece.repeat(1_000_000 / piece.length)
    assert.ok(shortestTime(() => parseListUnsubscribe(text), 50) < 50, piece)
    assert.ok(parseListUnsubscribe(text).uris.length <= 10)
  }
})
