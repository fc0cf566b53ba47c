import assert from 'node:assert/strict'
import test from 'node:test'
import { seen } from '../../src/core/observation.ts'
import { openScan } from '../../src/facts/mail/scan.ts'
import { mailAuthors } from '../../src/facts/mail-authors.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'

async function authorsOf(head: string) {
  const scan = openScan()
  scan.write(Buffer.from(head))
  const { mailAuthors: fact } = await gatherMessage(memoryWorld(''), {
    mail: async () => seen(scan.end()),
    mailAuthors,
  })
  assert.ok(fact?.seen)
  return fact.value
}

test('one author: name decoded, registered domain by the public suffix list', async () => {
  assert.deepEqual(await authorsOf('From: =?utf-8?q?D=C3=B6rte?= <d@mail.shop.co.uk>\r\n\r\n'), {
    fields: 1,
    authors: [
      {
        display: 'Dörte',
        address: 'd@mail.shop.co.uk',
        local: 'd',
        domain: 'mail.shop.co.uk',
        registered: 'shop.co.uk',
        shown: [],
      },
    ],
    count: 1,
    groups: 0,
  })
})

test('none, several fields, several authors, a group', async () => {
  assert.deepEqual(await authorsOf('To: a@b.com\r\n\r\n'), { fields: 0, authors: [], count: 0, groups: 0 })
  const two = await authorsOf('From: a@b.com\r\nFrom: c@d.com, e@f.com\r\n\r\n')
  assert.deepEqual([two.fields, two.authors.map(({ address }) => address)], [2, ['a@b.com']])
  const group = await authorsOf('From: Us: a@b.com, c@d.com;\r\n\r\n')
  assert.deepEqual([group.count, group.groups], [2, 1])
  const many = await authorsOf(`From: ${'a@b.com, '.repeat(500)}\r\n\r\n`)
  assert.deepEqual([many.count, many.authors.length], [500, 50])
})

test('what the name shows: hosts and addresses of domains that are delegated', async () => {
  const shown = async (display: string) =>
    (await authorsOf(`From: "${display}" <x@evil.com>\r\n\r\n`)).authors[0]?.shown.map(({ domain }) => domain)
  assert.deepEqual(await shown('paypal.com'), ['paypal.com'])
  assert.deepEqual(await shown('Service (www.PayPal.com)'), ['www.paypal.com'])
  assert.deepEqual(await shown('anna@shop.co.uk, Anna'), ['shop.co.uk'])
  assert.deepEqual(await shown('bücher.de.'), ['xn--bcher-kva.de'])
  for (const name of [
    'ASP.NET Team',
    'Anna.Li',
    'Node.js',
    'Dr. Who',
    'J.R.R. Tolkien',
    'No. 1',
    'v1.2.3',
    'co.uk',
    'a..com',
    '@',
  ])
    assert.deepEqual(await shown(name), [], name)
  assert.equal((await shown('a.com '.repeat(100)))?.length, 10)
})
