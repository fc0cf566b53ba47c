import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAuthResults, parseReceivedSpf } from '../../../src/records/mail/authres.ts'

test('RFC 8601 appendix B.1: a name alone, and nothing was done', () => {
  assert.deepEqual(parseAuthResults('example.org 1; none'), { authserv: 'example.org', results: [] })
})

test('RFC 8601 appendix B.3 and B.4: one result, several results, comments', () => {
  assert.deepEqual(parseAuthResults('example.com; spf=pass smtp.mailfrom=example.net'), {
    authserv: 'example.com',
    results: [{ method: 'spf', result: 'pass', properties: { 'smtp.mailfrom': 'example.net' } }],
  })
  assert.deepEqual(
    parseAuthResults(
      'example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net',
    ).results,
    [
      { method: 'auth', result: 'pass', properties: { 'smtp.auth': 'sender@example.net' }, comment: 'cram-md5' },
      { method: 'spf', result: 'pass', properties: { 'smtp.mailfrom': 'example.net' } },
    ],
  )
})

test('RFC 8601 appendix B.6: a reason in quotes, two signatures', () => {
  const { results } = parseAuthResults(
    'example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net; dkim=fail reason="bad; signature" header.i=@newyork.example.com',
  )
  assert.deepEqual(results, [
    {
      method: 'dkim',
      result: 'pass',
      reason: 'good signature',
      properties: { 'header.i': '@mail-router.example.net' },
    },
    { method: 'dkim', result: 'fail', reason: 'bad; signature', properties: { 'header.i': '@newyork.example.com' } },
  ])
})

test('RFC 8601 appendix B.7: comments everywhere, within one another', () => {
  assert.deepEqual(
    parseAuthResults(
      "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
    ),
    {
      authserv: 'foo.example.net',
      results: [
        {
          method: 'dkim',
          result: 'fail',
          properties: { 'policy.expired': '1362471462' },
          comment: 'Because I like it',
        },
      ],
    },
  )
  assert.equal(parseAuthResults('a.example; spf=fail (a (b; c) \\) d) smtp.helo=x').results[0]?.comment, 'a (b; c) ) d')
})

test('Gmail', () => {
  const { authserv, results } = parseAuthResults(
    'mx.google.com;       dkim=pass header.i=@shop.example header.s=s1 header.b="ab+/cd=="; spf=pass (google.com: domain of bounce@shop.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=bounce@shop.example;       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=shop.example',
  )
  assert.equal(authserv, 'mx.google.com')
  assert.deepEqual(
    results.map(({ method, result, properties }) => [method, result, properties]),
    [
      ['dkim', 'pass', { 'header.i': '@shop.example', 'header.s': 's1', 'header.b': 'ab+/cd==' }],
      ['spf', 'pass', { 'smtp.mailfrom': 'bounce@shop.example' }],
      ['dmarc', 'pass', { 'header.from': 'shop.example' }],
    ],
  )
})

test('Microsoft: no name stands first', () => {
  const { authserv, results } = parseAuthResults(
    'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=shop.example; dkim=pass (signature was verified) header.d=shop.example;dmarc=pass action=none header.from=shop.example;compauth=pass reason=100',
  )
  assert.equal(authserv, undefined)
  assert.deepEqual(results, [
    {
      method: 'spf',
      result: 'pass',
      properties: { 'smtp.mailfrom': 'shop.example' },
      comment: 'sender IP is 192.0.2.1',
    },
    {
      method: 'dkim',
      result: 'pass',
      properties: { 'header.d': 'shop.example' },
      comment: 'signature was verified',
    },
    { method: 'dmarc', result: 'pass', properties: { action: 'none', 'header.from': 'shop.example' } },
    { method: 'compauth', result: 'pass', reason: '100', properties: {} },
  ])
})

test('Microsoft, older: the tenant stands between the results', () => {
  const { authserv, results } = parseAuthResults(
    'spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=shop.example; contoso.mail.example; dkim=none (message not signed) header.d=none;contoso.mail.example; dmarc=none action=none header.from=shop.example;',
  )
  assert.equal(authserv, undefined)
  assert.deepEqual(
    results.map(({ method, result }) => `${method}=${result}`),
    ['spf=fail', 'dkim=none', 'dmarc=none'],
  )
})

test('Yahoo, Amazon SES: no blank before a comment, properties behind semicolons', () => {
  assert.deepEqual(parseAuthResults('atlas1.mail.yahoo.example; dmarc=pass(p=NONE) header.from=a.example').results, [
    { method: 'dmarc', result: 'pass', properties: { 'header.from': 'a.example' }, comment: 'p=NONE' },
  ])
  const { results } = parseAuthResults(
    'amazonses.com; spf=pass (spfCheck: domain of a.example designates) client-ip=192.0.2.1; envelope-from=b@a.example; helo=m.a.example; dkim=pass header.i=@a.example; dmarc=none header.from=a.example;',
  )
  assert.deepEqual(
    results.map(({ method, properties }) => [method, Object.keys(properties)]),
    [
      ['spf', ['client-ip', 'envelope-from', 'helo']],
      ['dkim', ['header.i']],
      ['dmarc', ['header.from']],
    ],
  )
})

test('OpenDKIM, OpenDMARC, Rspamd', () => {
  assert.deepEqual(
    parseAuthResults(
      'mail.a.example;\tdkim=pass (2048-bit key; unprotected) header.d=shop.example header.i=@shop.example header.a=rsa-sha256 header.s=s1 header.b=abcdefgh; dkim-atps=neutral',
    ).results.map(({ method, comment }) => [method, comment]),
    [
      ['dkim', '2048-bit key; unprotected'],
      ['dkim-atps', undefined],
    ],
  )
  const [spf] = parseAuthResults(
    'mail.a.example; spf=pass (mail.a.example: domain of "odd name"@shop.example designates 192.0.2.1) smtp.mailfrom="odd name"@shop.example',
  ).results
  assert.equal(spf?.properties['smtp.mailfrom'], 'odd name@shop.example')
})

test('ARC-Authentication-Results: the instance stands first (RFC 8617 section 4.1.1)', () => {
  const read = parseAuthResults('i=2; mx.google.com; spf=pass smtp.mailfrom=a.example; arc=pass (i=1)')
  assert.equal(read.instance, 2)
  assert.equal(read.authserv, 'mx.google.com')
  assert.deepEqual(
    read.results.map(({ method }) => method),
    ['spf', 'arc'],
  )
})

test('an empty property does not take the next one for its value', () => {
  const [spf, dmarc] = parseAuthResults(
    'mx.a.example; spf=none smtp.mailfrom= smtp.helo=h.example; dmarc=none header.from=; x',
  ).results
  assert.deepEqual(spf?.properties, { 'smtp.mailfrom': '', 'smtp.helo': 'h.example' })
  assert.deepEqual(dmarc?.properties, { 'header.from': '' })
})

test('the first of a name counts, and names of the language are none', () => {
  const [spf] = parseAuthResults('a.example; spf=pass smtp.mailfrom=a smtp.mailfrom=b __proto__=c').results
  assert.equal(spf?.properties['smtp.mailfrom'], 'a')
  assert.equal(Object.getPrototypeOf(spf?.properties), Object.prototype)
})

test('what is no such field', () => {
  for (const value of ['', ';;;', '(', '"', '=', '= ; =', 'i=1', '\\', '("'])
    assert.deepEqual(parseAuthResults(value).results, [], value)
})

test('thousands of results are a hundred', () => {
  assert.equal(parseAuthResults(`a.example${'; spf=pass'.repeat(4000)}`).results.length, 100)
})

test('Received-SPF (RFC 7208 section 9.1)', () => {
  assert.deepEqual(
    parseReceivedSpf(
      'pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender) receiver=mybox.example.org; client-ip=192.0.2.1; envelope-from="myname@example.com"; helo=foo.example.com;',
    ),
    {
      result: 'pass',
      receiver: 'mybox.example.org',
      comment: 'mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender',
      clientIp: '192.0.2.1',
      envelopeFrom: 'myname@example.com',
      helo: 'foo.example.com',
    },
  )
})

test('Received-SPF of Gmail and of a policy daemon', () => {
  const gmail = parseReceivedSpf('softfail (google.com: domain of transitioning a@b.example) client-ip=2001:db8::1;')
  assert.equal(gmail?.receiver, 'google.com')
  assert.equal(gmail?.result, 'softfail')
  const daemon = parseReceivedSpf(
    'Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; helo=m.a.example; envelope-from=<>; receiver=<UNKNOWN>',
  )
  assert.deepEqual(daemon, {
    result: 'pass',
    comment: 'mailfrom',
    clientIp: '192.0.2.1',
    envelopeFrom: '',
    helo: 'm.a.example',
    identity: 'mailfrom',
  })
  assert.equal(parseReceivedSpf('(comment only)'), undefined)
  assert.equal(parseReceivedSpf('a.b client-ip=1.2.3.4'), undefined)
})
