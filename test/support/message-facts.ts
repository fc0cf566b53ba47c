import type { Mail } from '../../src/core/mail.ts'
import type { ReceivedAt } from '../../src/core/mail-path.ts'
import { openScan } from '../../src/facts/mail/scan.ts'

/** A message (latin1, one octet a character) as the scan takes it apart. */
export function scanned(message: string): Mail {
  const scan = openScan()
  scan.write(Buffer.from(message, 'latin1'))
  return scan.end()
}

/** When the tests' messages were received. */
export const received = (at = '2026-11-24T06:00:00Z', from: ReceivedAt['from'] = 'received'): ReceivedAt => ({
  at: new Date(at),
  from,
})
