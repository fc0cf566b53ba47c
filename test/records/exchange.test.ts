import assert from 'node:assert/strict'
import test from 'node:test'
import { exchangeNames, isNullMx, literalBefore, literalOf } from '../../src/records/exchange.ts'

const literals: [exchange: string, address: string | undefined][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['[192.0.2.1]', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  ['[ipv6:2001:db8:0::1]', '2001:db8::1'],
  ['192.0.2.1.shop.example', undefined],
  ['300.0.2.1', undefined],
  ['1.mx.example', undefined],
  ['.', undefined],
]
for (const [exchange, address] of literals)
  test(`exchange ${exchange} is ${address ?? 'no address'}`, () => {
    assert.equal(literalOf({ preference: 10, exchange }), address)
  })

const appended: [exchange: string, domain: string, address: string | undefined][] = [
  ['192.0.2.1.shop.example', 'shop.example', '192.0.2.1'],
  ['192.0.2.1.shop.example', 'news.shop.example', '192.0.2.1'],
  ['[192.0.2.1].shop.example', 'shop.example', '192.0.2.1'],
  ['2001:db8::1.shop.example', 'shop.example', '2001:db8::1'],
  ['192.0.2.1', 'shop.example', undefined],
  ['192.0.2.1.other.example', 'shop.example', undefined],
  ['1.192.0.2.1.shop.example', 'shop.example', undefined],
  ['mx.shop.example', 'shop.example', undefined],
  ['shop.example', 'shop.example', undefined],
]
for (const [exchange, domain, address] of appended)
  test(`exchange ${exchange} of ${domain} is ${address ?? 'no address'} with the zone's name appended`, () => {
    assert.equal(literalBefore(domain, { preference: 10, exchange }), address)
  })

test('exchange names: each once, in order, without null MX and addresses', () => {
  const exchanges = ['b.example', '.', '192.0.2.1', 'a.example', 'b.example'].map((exchange) => ({
    preference: 0,
    exchange,
  }))
  assert.deepEqual(exchangeNames(exchanges), ['b.example', 'a.example'])
  assert.deepEqual(exchanges.map(isNullMx), [false, true, false, false, false])
})
