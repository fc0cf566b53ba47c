import assert from 'node:assert/strict'
import test from 'node:test'
import { keyLine, type Letter, type LetterSealer, letter, letterTime, zoneFor } from '../../support/letters.ts'
import { verified } from '../../support/mail-verified.ts'

const list: LetterSealer = {
  domain: 'list.example',
  selector: 'a',
  key: 'other2048',
  authResults: 'list.example; dkim=pass',
}
const forward: LetterSealer = {
  domain: 'forward.example',
  selector: 'b',
  key: 'rsa1024',
  authResults: 'forward.example; arc=pass',
}

async function chain(
  of: Letter,
  change = (message: string) => message,
  how: Parameters<typeof verified>[2] = {},
  zone = zoneFor(of),
) {
  return (await verified(change(await letter(of)), zone, how)).arc
}

test('a chain of two verifies, and says who sealed in which order', async () => {
  assert.deepEqual(await chain({ seal: [list, forward] }), {
    result: 'pass',
    seals: [
      { instance: 1, domain: 'list.example', selector: 'a', cv: 'none' },
      { instance: 2, domain: 'forward.example', selector: 'b', cv: 'pass' },
    ],
  })
})

test('the keys of a chain and of the signatures are asked for at once', async () => {
  const of: Letter = { seal: [list, forward] }
  const { arc, questions, rounds } = await verified(await letter(of), zoneFor(of))
  assert.equal(arc.result, 'pass')
  assert.deepEqual([questions.length, rounds], [3, 1])
})

test('a message that was changed after it was sealed is told apart from one that was changed before', async () => {
  const footer = (message: string) => `${message}Footer\r\n`
  const after = await chain({ seal: [list] }, footer)
  assert.equal(after.result, 'fail')
  assert.equal(
    after.problem,
    'the message signature of i=1 (list.example) does not verify: the body was changed after it was sealed',
  )
  assert.equal((await chain({ seal: [list], change: footer })).result, 'pass')
  const subject = await chain({ seal: [list] }, (message) => message.replace('\r\nSubject: ', '\r\nSubject: [x] '))
  assert.match(subject.problem ?? '', /a field of the header was changed after it was sealed/)
})

test('a seal that was tampered with, and one that says that the chain had failed', async () => {
  const tampered = await chain({ seal: [list, forward] }, (message) =>
    message.replace('i=1; list.example; dkim=pass', 'i=1; list.example; dkim=fail'),
  )
  assert.equal(tampered.result, 'fail')
  assert.match(tampered.problem ?? '', /^the seal i=[12] does not verify$/)
  const failed = await chain({ seal: [list, { ...forward, cv: 'fail' }] })
  assert.equal(failed.result, 'fail')
  assert.equal(failed.problem, 'the seal i=2 says cv=fail')
})

test('a key that was not seen leaves the chain unknown; one that is missing fails it, but for old messages', async () => {
  const of: Letter = { seal: [list, forward] }
  for (const [name, reason] of [
    ['a._domainkey.list.example', 'timeout'],
    ['b._domainkey.forward.example', 'server-failure'],
  ] as const) {
    const unseen = await chain(of, undefined, { blindAt: { [`TXT ${name}`]: reason } })
    assert.equal(unseen.result, 'temperror')
    assert.equal(unseen.blind?.reason, reason)
    assert.equal(unseen.seals.length, 2)
  }
  const zone = `${zoneFor()}\n${keyLine(forward)}`
  assert.equal((await chain(of, undefined, {}, zone)).result, 'fail')
  const receivedAt = new Date(letterTime.getTime() - 30 * 86_400_000)
  assert.equal((await chain(of, undefined, { asked: { receivedAt } }, zone)).result, 'temperror')
})

test('a chain with a hole fails, whatever DNS says', async () => {
  const without = (message: string) => message.replace(/ARC-Message-Signature: i=1;[\s\S]*?\r\n(?=\S)/, '')
  const holed = await chain({ seal: [list] }, without, { blindAt: { 'TXT a._domainkey.list.example': 'timeout' } })
  assert.equal(holed.result, 'fail')
  assert.match(holed.problem ?? '', /^the chain is not whole/)
})
