import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAuthResults, parseReceivedSpf } from '../../src/records/mail/authres.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = [
  'foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot) . (like that) expired (x) = (y) 1362471462',
  'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=a.example;compauth=fail reason=601',
  'i=1; mx.google.com; dkim=pass header.i=@a.example header.b="ab\\"c;"; spf=neutral smtp.mailfrom="a b"@c.example; arc=pass (i=1 (spf=pass) dmarc=pass)',
  'pass (mybox.example.org: domain of a@b.example designates 192.0.2.1) receiver=mybox.example.org; client-ip=192.0.2.1; envelope-from="a@b.example"; helo=c.example;',
].map((text) => Buffer.from(text, 'latin1'))

test('parseAuthResults: whatever comes, quick, without a throw, bounded; what is read is words', () => {
  let read = 0
  for (const octets of mutations(seeds, fuzzInputs(), 8601)) {
    const text = Buffer.from(octets).toString('latin1')
    let { results } = parseAuthResults('')
    const time = shortestTime(() => {
      results = parseAuthResults(text).results
      parseReceivedSpf(text)
    }, 50)
    if (time > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    if (results.length > 100) assert.fail(`${results.length} results`)
    for (const { method, result, properties } of results) {
      read++
      if (!/^[a-z][a-z0-9-]*$/.test(method) || !/^[a-z][a-z0-9-]*$/.test(result)) assert.fail(JSON.stringify(text))
      if (Object.keys(properties).length > 40) assert.fail(JSON.stringify(text))
    }
  }
  assert.ok(read > fuzzInputs(), `${read} read`)
})

test('parseAuthResults: a field of 1 MB made of one piece, in less than 100 ms', () => {
  for (const piece of ['(', ')', '"', '\\', ';', '=', 'a=', 'a=b;', ' ', '.', './', 'a. ', 'smtp.a= ', '((a)', '"="'])
    for (const head of ['', 'a.example; spf=pass ', 'pass ']) {
      const text = head + piece.repeat(1_000_000 / piece.length)
      const time = shortestTime(() => [parseAuthResults(text), parseReceivedSpf(text)], 100)
      assert.ok(time < 100, `${time} ms: ${head}${piece}`)
    }
})
