import assert from 'node:assert/strict'
import test from 'node:test'
import messageVerdictsAgree from '../../src/checks/authentication/message-verdicts-agree.ts'
import messageUnsubscribe from '../../src/checks/message/message-unsubscribe.ts'
import messageSpamScore from '../../src/checks/path/message-spam-score.ts'
import { aboutMessage } from '../../src/facts/about-message.ts'
import { judge } from '../../src/judge.ts'
import { type Letter, letter, letterTrace, ownSignature, zoneFor } from '../support/letters.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'

const checks = [messageVerdictsAgree, messageSpamScore, messageUnsubscribe]

/** What is said of a letter, looked at as a run would. */
async function saidOf(written: Letter) {
  const gathered = await gatherMessage(memoryWorld(zoneFor(), { message: await letter(written) }), aboutMessage)
  return checks.flatMap((check) => judge(check, gathered).map(({ id }) => id))
}

const oneClick = {
  'List-Unsubscribe': '<https://shop.example/u>,\r\n <mailto:u@shop.example>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
}
const covered = ['From', 'Subject', 'Date', 'List-Unsubscribe', 'List-Unsubscribe-Post']

test('a letter as it was received: the receiver says the same, nothing scored it, no list', async () => {
  assert.deepEqual(await saidOf({}), [
    'message-verdicts-agree/agree',
    'message-spam-score/none',
    'message-unsubscribe/none',
  ])
})

test('one click, signed; scored by the receiver', async () => {
  const trace = ['X-Spam-Status: No, score=-0.1 required=5.0\r\n\ttests=DKIM_VALID,SPF_PASS', ...letterTrace]
  assert.deepEqual(await saidOf({ fields: oneClick, sign: [{ ...ownSignature, headers: covered }], trace }), [
    'message-verdicts-agree/agree',
    'message-spam-score/low',
    'message-unsubscribe/one-click',
  ])
})

test('altered after the receiver had verified it: the signature no longer covers what is there', async () => {
  const said = await saidOf({
    fields: oneClick,
    sign: [{ ...ownSignature, headers: covered }],
    change: (signed) => `${signed}-- \r\nread by a filter\r\n`,
  })
  assert.deepEqual(said, ['message-verdicts-agree/differ', 'message-spam-score/none', 'message-unsubscribe/unsigned'])
})

test("another name's word, and the receiver's own name below the hops of others, are not believed", async () => {
  const [returnPath = '', , border = '', first = ''] = letterTrace
  const forged = (id: string) => `Authentication-Results: ${id}; spf=fail smtp.mailfrom=shop.example`
  for (const trace of [
    [returnPath, forged('mx.attacker.example'), border, first],
    [returnPath, border, first, forged('mx.receiver.example')],
  ])
    assert.equal((await saidOf({ trace }))[0], 'message-verdicts-agree/none-trusted')
})
