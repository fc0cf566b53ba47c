import type { Mail, MailField } from '../../src/core/mail.ts'
import type { MailHop, MailPath } from '../../src/core/mail-path.ts'
import { mailOf } from './mail-parts.ts'

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
  return { mail: { ...mailOf([]), fields }, mailPath: { hops, ...(border && { border }) } }
}
