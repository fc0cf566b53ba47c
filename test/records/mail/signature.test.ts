import assert from 'node:assert/strict'
import test from 'node:test'
import { parseSeal, parseSignature } from '../../../src/records/mail/signature.ts'

test('the example of RFC 6376 section 3.5 is read whole', () => {
  const tags = parseSignature(
    'v=1; a=rsa-sha256; d=example.net; s=brisbane;\r\n   c=simple; q=dns/txt; i=@eng.example.net;\r\n   t=1117574938; x=1118006938;\r\n   h=from:to:subject:date;\r\n   z=From:foo@eng.example.net|To:joe@example.com|\r\n     Subject:demo=20run|Date:July=205,=202005=203:44:08=20PM=20-0700;\r\n   bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=;\r\n   b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR',
  )
  assert.equal(tags.domain, 'example.net')
  assert.equal(tags.selector, 'brisbane')
  assert.equal(tags.algorithm, 'rsa-sha256')
  assert.deepEqual(tags.canonicalization, { header: 'simple', body: 'simple' })
  assert.equal(tags.identity, '@eng.example.net')
  assert.equal(tags.timestamp?.toISOString(), '2005-05-31T21:28:58.000Z')
  assert.equal(tags.expires?.toISOString(), '2005-06-05T21:28:58.000Z')
  assert.deepEqual(tags.fields, ['from', 'to', 'subject', 'date'])
  assert.equal(tags.bodyHash, 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=')
  assert.deepEqual(tags.copies.slice(2), [
    { name: 'Subject', value: 'demo run' },
    { name: 'Date', value: 'July 5, 2005 3:44:08 PM -0700' },
  ])
  assert.deepEqual(tags.missing, [])
  assert.equal(tags.covered, undefined)
})

test('what is not said is as section 3.5 has it', () => {
  const tags = parseSignature('v=1; a=RSA-sha256; c=relaxed; d=Shop.Example; s=S1; l=0; h=From; bh=a b; b=')
  assert.deepEqual(tags.canonicalization, { header: 'relaxed', body: 'simple' })
  assert.equal(tags.domain, 'shop.example')
  assert.equal(tags.identity, '@shop.example')
  assert.equal(tags.covered, 0)
  assert.equal(tags.bodyHash, 'ab')
})

test('tags that must be there and are not are named; an address is no domain', () => {
  assert.deepEqual(parseSignature('a=rsa-sha256; d=me@shop.example').missing, ['v', 'b', 'bh', 'h', 's'])
  assert.equal(parseSignature('d=me@shop.example').domain, 'me@shop.example')
  assert.equal(parseSignature('D=shop.example').domain, '')
})

test('a seal says its place, its signer and what it saw', () => {
  assert.deepEqual(parseSeal('i=2; a=rsa-sha256; t=1; cv=Pass; d=list.example; s=a; b=x'), {
    instance: 2,
    domain: 'list.example',
    selector: 'a',
    cv: 'pass',
  })
  assert.equal(parseSeal('i=999; d=list.example').instance, 0)
})
