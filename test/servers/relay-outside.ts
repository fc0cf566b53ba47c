import { startExim } from '../support/exim.ts'
import { findingsOf, runAgainst } from './relay-run.ts'

/** What a stranger sees of Exim, from one address of a network to another; prints the findings of relay-closed. */

const [address = '', source = ''] = process.argv.slice(2)
const exim = await startExim(address)
try {
  const stranger = ['--open-relay-test', '--bind', source]
  const open = await runAgainst(exim, 'open', stranger, { anonymous: true })
  const closed = await runAgainst(exim, 'starttls', stranger, { anonymous: true })
  console.log(JSON.stringify([open, closed].map((report) => findingsOf(report, 'relay-closed'))))
} finally {
  await exim.close()
}
