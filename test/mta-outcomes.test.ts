import assert from 'node:assert/strict'
import test from 'node:test'
import { mtaChecks } from '../src/checks/mta/index.ts'
import { states } from './support/mta-state-list.ts'
import { judgeMta, mtaState } from './support/mta-states.ts'
import { judgeSigning, signingChecks, signingStates } from './support/signing-states.ts'

/** What no folder shows, of a check or one of its outcomes: why. */
const elsewhere: Readonly<Record<string, string>> = {
  'mta-queue':
    'what waits in a queue only a Postfix that runs can say (postqueue): test/servers/mta-queue.test.ts and test/mta/queue',
  'mta-login-secrecy/exposed-to-some':
    'whose a file is, a folder of a repository does not keep: test/net/machine/readers.test.ts',
}

test('every outcome of every check of a mail server is reached on a machine of fixtures/mta', async () => {
  const reached = new Set<string>()
  for (const [state, [, how]] of Object.entries(states))
    for (const { id } of await judgeMta(mtaState(state, how), how)) reached.add(id)
  for (const [state, , around] of Object.values(signingStates))
    for (const { id } of await judgeSigning(state, around)) reached.add(id)
  const checks = [...new Set([...mtaChecks, ...signingChecks])]
  const missing = checks.flatMap(({ id, outcomes }) =>
    Object.keys(outcomes)
      .map((outcome) => `${id}/${outcome}`)
      .filter((one) => !reached.has(one) && !(id in elsewhere) && !(one in elsewhere)),
  )
  assert.deepEqual(missing, [])
  const needless = Object.keys(elsewhere).filter((id) =>
    [...reached].some((one) => one === id || one.startsWith(`${id}/`)),
  )
  assert.deepEqual(needless, [])
})
