import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Finding } from '../../src/core/finding.ts'
import { forExim } from '../support/exim.ts'
import { describeWith, runProgram } from '../support/real-server.ts'

/** Only somebody from elsewhere can tell that a relay is open: a network of its own, with two addresses that are far apart. */

const [address, source] = ['192.0.2.10', '198.51.100.7']
const script = fileURLToPath(new URL('relay-outside.ts', import.meta.url))
const steps = [
  'ip link set lo up',
  ...[address, source].map((one) => `ip address add ${one}/32 dev lo`),
  `exec "$0" ${script} ${address} ${source}`,
]

/** Why this machine may make no network; nothing where it may. */
function forbidden(): string | false {
  try {
    runProgram('unshare', ['--net', 'true'], '/')
    return false
  } catch (error) {
    return `no network can be made here: ${error instanceof Error ? error.message : error}`
  }
}

describeWith([...forExim, 'unshare', 'ip'], 'relaycheck relay against Exim, as a stranger', () => {
  test('an open relay is told as one, a closed one as closed', (t) => {
    const reason = forbidden()
    if (reason !== false) return t.skip(reason)
    const out = runProgram('unshare', ['--net', 'sh', '-ec', steps.join('\n'), process.execPath], '/')
    const [open, closed]: Finding[][] = JSON.parse(out)
    assert.deepEqual(
      open?.map(({ id, verdict, about }) => [id, verdict, about.source]),
      [['relay-closed/open', 'fail', source]],
    )
    assert.deepEqual(
      closed?.map(({ id }) => id),
      ['relay-closed/closed'],
    )
    assert.match(closed?.[0]?.says ?? '', /550 5\.7\.1 relaying denied/)
  })
})
