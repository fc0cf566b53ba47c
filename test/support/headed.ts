import type { Mail, MailField } from '../../src/core/mail.ts'
import type { MailHop, MailPath } from '../../src/core/mail-path.ts'

/**
 * The header as a row of letters: a host for its Received field, `sig` for a DKIM-Signature; topmost first. What comes into
 * `border` came from outside.
 */
export const headed = (trace: readonly string[] = [], borderAt?: string): { mail: Mail; mailPath: MailPath } => {
  const fields = trace.map((what, i): MailField => {
    const name = what === 'sig' ? 'DKIM-Signature' : 'Received'
    return { name, key: name.toLowerCase(), value: '', raw: '', line: i + 1 }
  })
  const hosts = trace.filter((what) => what !== 'sig')
  const hops = hosts.map((by, place): MailHop => ({ place, by, kind: 'outside', text: '' }))
  const border = hops.find(({ by }) => by === borderAt)
  const lines = {
    count: 1,
    ending: 'crlf',
    odd: [],
    oddCount: 0,
    bareCr: 0,
    long: [],
    longCount: 0,
    raw: [],
    rawCount: 0,
    nul: 0,
  } as const
  return { mail: { octets: 1, fields, parts: [], lines }, mailPath: { hops, ...(border && { border }) } }
}
