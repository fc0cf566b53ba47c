import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import test from 'node:test'
import { asRelaxed, type Form, handSigned } from '../../support/hand-signed.ts'
import { privateKey } from '../../support/letter-keys.ts'
import { keyLine, ownSignature, zoneFor } from '../../support/letters.ts'
import { verified } from '../../support/mail-verified.ts'

const fields = ['From: Shop  <news@shop.example>', 'Subject: Your\r\n\torder', 'Date: Tue, 24 Nov 2026 05:59:50 +0000']
const body = 'Hello  Anna \r\n'
const dkim = (c: string, made: readonly [Form, Form]) =>
  handSigned('DKIM-Signature', `v=1; a=rsa-sha256;${c} d=shop.example; s=s1; h=From:Subject:Date`, made, {
    fields,
    body,
  })
const messageOf = (...own: readonly string[]) => `${[...own, ...fields].join('\r\n')}\r\n\r\n${body}`
const resultOf = async (message: string) => (await verified(message, zoneFor())).signatures.signatures[0]

test('DKIM without c= is simple/simple (RFC 6376 section 3.5)', async () => {
  const simple = messageOf(dkim('', ['simple', 'simple']))
  const passed = await resultOf(simple)
  assert.equal(passed?.result, 'pass')
  assert.deepEqual(passed?.canonicalization, { header: 'simple', body: 'simple' })
  // What relaxed forgives and simple does not.
  assert.equal((await resultOf(simple.replace('Shop  <', 'Shop <')))?.result, 'fail')
  assert.equal((await resultOf(simple.replace('Hello  Anna', 'Hello Anna')))?.result, 'fail')
})

test('c= that names the header alone leaves the body at simple', async () => {
  assert.equal((await resultOf(messageOf(dkim(' c=relaxed;', ['relaxed', 'simple']))))?.result, 'pass')
  assert.equal((await resultOf(messageOf(dkim(' c=simple;', ['simple', 'simple']))))?.result, 'pass')
  assert.equal((await resultOf(messageOf(dkim(' c=relaxed;', ['relaxed', 'relaxed']))))?.result, 'fail')
})

test('a signature without c= that was made as relaxed does not verify, and that is told', async () => {
  for (const made of [
    ['relaxed', 'relaxed'],
    ['relaxed', 'simple'],
    ['simple', 'relaxed'],
  ] as const) {
    const found = await resultOf(messageOf(dkim('', made)))
    assert.equal(found?.result, 'fail', String(made))
    assert.equal(found?.broke?.proven, 'canonicalization', String(made))
    assert.match(
      found?.broke?.says ?? '',
      new RegExp(
        `it was made with canonicalization ${made.join('/')}, and names none \\(c=\\), which means simple/simple`,
      ),
    )
  }
  const changed = await resultOf(messageOf(dkim('', ['relaxed', 'relaxed'])).replace('Hello', 'Hullo'))
  assert.notEqual(changed?.broke?.proven, 'canonicalization')
  const named = await resultOf(messageOf(dkim(' c=simple/simple;', ['relaxed', 'relaxed'])))
  assert.notEqual(named?.broke?.proven, 'canonicalization')
})

/** One ARC set, its message signature made in the given form; the seal is always relaxed (RFC 8617 section 5.1.1). */
function sealed(c: string, made: readonly [Form, Form]): string {
  const results = 'ARC-Authentication-Results: i=1; list.example; none'
  const tags = `i=1; a=rsa-sha256;${c} d=list.example; s=a; h=From:Subject:Date`
  const message = handSigned('ARC-Message-Signature', tags, made, { fields, body })
  const seal = 'ARC-Seal: i=1; a=rsa-sha256; cv=none; d=list.example; s=a; b='
  const text = [results, message, seal].map(asRelaxed).join('\r\n')
  const signature = sign('sha256', Buffer.from(text, 'latin1'), privateKey('rsa2048')).toString('base64')
  return messageOf(seal + signature, message, results)
}
const chainOf = async (message: string) =>
  (await verified(message, keyLine({ domain: 'list.example', selector: 'a', key: ownSignature.key }))).arc

test('ARC without c= is simple/simple (RFC 8617 section 4.1.2)', async () => {
  assert.equal((await chainOf(sealed('', ['simple', 'simple']))).result, 'pass')
  assert.equal((await chainOf(sealed('', ['simple', 'simple']).replace('Shop  <', 'Shop <'))).result, 'fail')
  assert.equal((await chainOf(sealed(' c=relaxed/relaxed;', ['relaxed', 'relaxed']))).result, 'pass')
})

test('an ARC message signature without c= that was made as relaxed fails, and that is told', async () => {
  const { result, problem } = await chainOf(sealed('', ['relaxed', 'relaxed']))
  assert.equal(result, 'fail')
  assert.match(
    problem ?? '',
    /was made with canonicalization relaxed\/relaxed, and names none \(c=\), which means simple/,
  )
  const changed = await chainOf(sealed('', ['relaxed', 'relaxed']).replace('Your', 'Our'))
  assert.doesNotMatch(changed.problem ?? '', /canonicalization/)
})
