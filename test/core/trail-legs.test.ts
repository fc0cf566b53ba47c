import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrailState } from '../../src/core/probe.ts'
import { givenUp, isOverFor, ofRecipient } from '../../src/core/trail-legs.ts'

const anna = 'anna@receiver.example'
const archive = 'archive@dead.example'
/** `state recipient`, `within` behind it; the time is the place in the list. */
const way = (...lines: string[]) =>
  lines.map((line, i) => {
    const [state = '', recipient = '', within] = line.split(' ')
    const by = state.startsWith('relay:') ? 'SMTP2GO' : 'Postfix'
    return {
      at: new Date(i * 1000),
      by,
      state: state.replace('relay:', '') as TrailState,
      text: line,
      ...(recipient !== '' && { recipient }),
      ...(within && { within: true as const }),
    }
  })

/** What happened -> what gave it up, and whether nothing else has to be waited for. */
const cases: Record<string, [events: string[], lost: string | undefined, over: boolean]> = {
  'it bounced': [[`queued`, `bounced ${anna}`], `bounced ${anna}`, true],
  'somebody says so without a name': [['relay:sent', 'relay:bounced'], 'relay:bounced', true],
  'one leg of an alias is dead': [[`bounced ${archive}`, `delivered ${anna}`], undefined, true],
  'a copy for an archive is dead': [[`delivered ${anna}`, `bounced ${archive}`], undefined, true],
  'it is dead, a copy is not': [[`delivered ${archive}`, `bounced ${anna}`], `bounced ${anna}`, true],
  'one leg is dead, of the others nothing is known so far': [
    ['queued', `bounced ${archive}`],
    `bounced ${archive}`,
    false,
  ],
  'one leg is dead, another waits': [[`bounced ${archive}`, 'deferred b@dead.example'], undefined, false],
  'all legs are dead': [[`bounced ${archive}`, 'bounced b@dead.example'], 'bounced b@dead.example', false],
  'put off, and then given up by time': [[`deferred ${anna}`, 'bounced'], 'bounced', true],
  'a copy was put off until it was given up': [
    [`delivered ${anna}`, `deferred ${archive}`, 'bounced'],
    undefined,
    true,
  ],
  'handed on within the machine, and dead there': [
    [`sent ${anna} within`, `bounced ${archive}`],
    `bounced ${archive}`,
    false,
  ],
  'the next server took it, and says that it is dead': [[`sent ${anna}`, 'relay:bounced'], 'relay:bounced', true],
  'in another spelling': [['bounced Anna@Receiver.EXAMPLE'], 'bounced Anna@Receiver.EXAMPLE', true],
  'it is on its way': [['queued', `sent ${anna}`], undefined, false],
  nothing: [[], undefined, false],
}
for (const [name, [lines, lost, over]] of Object.entries(cases))
  test(name, () => {
    const events = way(...lines)
    assert.equal(givenUp(events, anna)?.text, lost)
    assert.equal(isOverFor(events, anna), over)
  })

test('what is of others is told apart, where anything is of the recipient', () => {
  const texts = (...lines: string[]) => ofRecipient(way(...lines), anna).map(({ text }) => text)
  assert.deepEqual(texts('queued', `delivered ${archive}`, `sent ${anna}`), ['queued', `sent ${anna}`])
  assert.deepEqual(texts('queued', `delivered ${archive}`), ['queued', `delivered ${archive}`])
})
