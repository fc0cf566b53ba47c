import assert from 'node:assert/strict'
import test from 'node:test'
import { pathOf } from '../../src/facts/mail-path.ts'
import { canonicalAddress } from '../../src/records/address.ts'
import { parseReceived } from '../../src/records/mail/received.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const date = 'Tue, 24 Nov 2026 12:00:00 +0000 (UTC)'
const seeds = [
  `from a.example (b.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) (Authenticated sender: x) by mx.example (Postfix) with ESMTPS id 4X for <y@mx.example>; ${date}`,
  `from [192.0.2.1]:25 (helo=foo.example) by mx.example with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) (envelope-from <>) id 1tF-0001; ${date}`,
  `from A.example (2603:10a6::1) by B.example (2603:10a6::2) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_X) id 15.20 via Frontend Transport; ${date}`,
  'from unknown (HELO x.example) (user@dom@192.0.2.1) by 0 with SMTP; 24 Nov 2026 12:00:00 -0000',
  '(qmail 1234 invoked by uid 89); 24 Nov 2026 12:00:00 -0000',
  `from pop.example [IPv6:2001:db8::1] by localhost with POP3 (fetchmail-6.4.38) for <joe@localhost> (single-drop); ${date}`,
  `by 2002:a05:6a20:1234:b0:1a2:3b4c:5d6e with SMTP id x12csp1; ${date}`,
].map((text) => Buffer.from(text, 'latin1'))

test('parseReceived: whatever comes, quick, without a throw, bounded; an address is one', () => {
  let addresses = 0
  for (const octets of mutations(seeds, fuzzInputs(), 5321)) {
    const text = Buffer.from(octets).toString('latin1')
    let found = parseReceived('')
    const time = shortestTime(() => {
      found = parseReceived(text)
    }, 50)
    if (time > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    for (const value of Object.values(found))
      if (typeof value === 'string' && value.length > 255) assert.fail(JSON.stringify(text))
    if (found.at && Number.isNaN(found.at.getTime())) assert.fail(JSON.stringify(text))
    for (const ip of [found.ip, found.byIp]) {
      if (ip === undefined) continue
      addresses++
      if (canonicalAddress(ip) !== ip) assert.fail(`${ip}: ${JSON.stringify(text)}`)
    }
  }
  assert.ok(addresses > fuzzInputs() / 2, `${addresses} addresses`)
})

test('pathOf: whatever comes, the border is an outside hop with nothing but inside ones above it', () => {
  let borders = 0
  const texts = [...mutations(seeds, fuzzInputs(), 5322)].map((octets) => Buffer.from(octets).toString('latin1'))
  for (let i = 0; i + 5 <= texts.length; i += 5) {
    const { hops, border } = pathOf(texts.slice(i, i + 5))
    assert.equal(hops.length, 5)
    if (!border) continue
    borders++
    assert.equal(border.kind, 'outside')
    assert.ok(hops.slice(0, border.place).every(({ kind }) => kind === 'inside'))
  }
  assert.ok(borders > texts.length / 50, `${borders} borders`)
})

test('parseReceived: a field of 1 MB made of one piece, in less than 100 ms', () => {
  for (const piece of [
    '(',
    ')',
    '((a)',
    '"',
    '\\',
    ';',
    '; ',
    '[',
    'from ',
    'a (',
    'by ',
    'with ',
    'helo=',
    'tls ',
    'TLS1',
    '@',
    '<',
    ' ',
  ])
    for (const head of ['', 'from a (', 'from a by b with ', 'from a (b [192.0.2.1]) by ']) {
      const text = head + piece.repeat(1_000_000 / piece.length)
      const time = shortestTime(() => parseReceived(text), 100)
      assert.ok(time < 100, `${time} ms: ${head}${piece}`)
    }
})
