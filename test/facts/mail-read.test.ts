import assert from 'node:assert/strict'
import test from 'node:test'
import { arc, mail, mailRead, signatures } from '../../src/facts/mail-read.ts'
import { letter } from '../support/letters.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'

async function read(message: string) {
  const found = await gatherMessage(memoryWorld('', { message }), { mailRead, mail })
  assert.ok(found.mail)
  return found.mail
}

test('a file that ends within the header, before From, Date or Message-ID, was cut off', async () => {
  const whole = await letter({})
  for (const end of [whole.indexOf('Date:'), whole.indexOf('Message-ID:'), whole.indexOf('From:') + 3, 20]) {
    const cut = await read(whole.slice(0, end))
    assert.ok(!cut.seen, `${end}`)
    assert.match(cut.blind.detail, /ends within the header/)
  }
})

test('a header by itself is one', async () => {
  const whole = await letter({})
  const head = await read(whole.slice(0, whole.indexOf('\r\n\r\n')))
  assert.ok(head.seen)
  assert.equal(head.value.isHeadAlone, true)
  const all = await read(whole)
  assert.ok(all.seen)
  assert.deepEqual([all.value.isHeadAlone, all.value.saved], [undefined, undefined])
})

test('a message without Date or Message-ID, its header ended, is no cut one', async () => {
  const found = await read('From: a@b.example\r\n\r\n')
  assert.ok(found.seen)
})

test('what the file did to it is told', async () => {
  const found = await read('From: a@b.example\r\r\nDate: x\r\r\n\r\r\nhello\r\r\n')
  assert.ok(found.seen)
  assert.deepEqual(found.value.saved, { hadDoubledCr: true })
  assert.equal(found.value.lines.bareCr, 0)
})

test('what may stand below all that is read of a header is not missing', async () => {
  const whole = await letter({ sign: [] })
  const world = (message: string) => memoryWorld('', { message })
  const facts = { mailRead, signatures, arc }
  const short = await gatherMessage(world(whole), facts)
  assert.ok(short.signatures?.seen && short.arc?.seen)
  assert.equal(short.signatures.value.count, 0)
  const long = await gatherMessage(world('X: y\r\n'.repeat(20_001) + whole), facts)
  for (const found of [long.signatures, long.arc]) {
    assert.ok(found && !found.seen)
    assert.match(found.blind.detail, /^not all of the header was read: it has more than 20,000 header fields$/)
    assert.match(found.blind.wayOut ?? '', /^Do what message-headers says/)
  }
})
