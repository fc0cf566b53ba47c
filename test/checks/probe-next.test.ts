import assert from 'node:assert/strict'
import test from 'node:test'
import { nextOf } from '../../src/checks/probe-next.ts'
import type { ProbeSent } from '../../src/core/probe.ts'
import { explainReply } from '../../src/knowledge/replies.ts'
import { readReply } from '../../src/records/reply/read.ts'
import { answered } from '../support/arrival-facts.ts'
import { posted, probeLetter, probeSentFact } from '../support/probe-sent.ts'

const sentBy = (via: ProbeSent['via'], source = '198.51.100.7'): ProbeSent => {
  const envelopes = [{ sender: 'bounce@news.shop.example', recipients: ['anna@mail.example'] }]
  const session = posted({ address: '192.0.2.1', port: 25, tls: 'starttls', envelopes })
  return probeSentFact({
    via,
    letter: { ...probeLetter, from: 'probe@shop.example' },
    sessions: [{ ...session, connected: { ms: 1, source }, host: 'mx.mail.example' }],
  })
}
const next = (command: string, sent: ProbeSent) => nextOf(answered('x', { next: [command] }), sent)

test('the domain of the author and our own address stand where the reply names neither', () => {
  const direct = sentBy('mx')
  assert.deepEqual(next('relaycheck domain DOMAIN', direct), ['relaycheck domain shop.example'])
  assert.deepEqual(next('relaycheck domain DOMAIN --ip ADDRESS', direct), [
    'relaycheck domain shop.example --ip 198.51.100.7',
  ])
  assert.deepEqual(next('relaycheck ip ADDRESS --lists all', direct), ['relaycheck ip 198.51.100.7 --lists all'])
  assert.deepEqual(next('relaycheck relay mx.b.example --from MAILBOX', direct), [
    'relaycheck relay mx.b.example --from bounce@news.shop.example',
  ])
})

test('from where a relay sends is not known, nor what is behind NAT: what cannot be run is left out', () => {
  for (const sent of [sentBy('relay'), sentBy('local', '127.0.0.1'), sentBy('mx', '10.0.0.3')]) {
    assert.deepEqual(next('relaycheck ip ADDRESS', sent), [])
    assert.deepEqual(next('relaycheck domain DOMAIN --ip ADDRESS', sent), ['relaycheck domain shop.example'])
    assert.deepEqual(next('relaycheck relay HOST --user NAME', sent), [])
  }
})

test("the author's domain does not stand for that of the recipient", () => {
  const { next: said } = explainReply(readReply('554 5.7.1 Relay access denied'))
  assert.match(said.join(), /RECIPIENT-DOMAIN/)
  assert.deepEqual(nextOf(answered('x', { next: said }), sentBy('relay')), [])
})

test('what an envelope holds is nothing for a shell', () => {
  const odd = { ...sentBy('relay'), sessions: [] }
  const from = (address: string) => ({ ...odd, letter: { ...probeLetter, from: address } })
  assert.deepEqual(next('relaycheck domain DOMAIN', from('a@[192.0.2.1]')), [])
  assert.deepEqual(next('relaycheck domain DOMAIN', from('a@$(x).example')), [])
})

test('what is whole stays as it is', () =>
  assert.deepEqual(next('relaycheck domain there.example', sentBy('relay')), ['relaycheck domain there.example']))

test('a refusal by policy that names nobody', () => {
  const reply = explainReply(readReply('550 5.7.26 Unauthenticated email is not accepted', { host: 'mx.google.com' }))
  assert.ok(
    reply.next.some((command) => /DOMAIN|ADDRESS/.test(command)),
    'the reply names somebody',
  )
  for (const command of nextOf(reply, sentBy('relay'))) assert.doesNotMatch(command, /DOMAIN|ADDRESS/)
  assert.ok(nextOf(reply, sentBy('relay')).length > 0)
})
