import { createHash, sign } from 'node:crypto'
import { privateKey } from './letter-keys.ts'

// Signatures made by hand: what signs for the other tests writes c= always, and what it signs with besides.

export type Form = 'simple' | 'relaxed'

/** A field, its name and all, without the line end (RFC 6376 section 3.4.2). */
export const asRelaxed = (field: string): string =>
  field
    .replace(/^[^:]*/, (name) => name.toLowerCase())
    .replace(/\r\n[ \t]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/: /, ':')

const relaxedBody = (body: string): string => body.replace(/[ \t]+\r\n/g, '\r\n').replace(/[ \t]+/g, ' ')

/** A DKIM-Signature or ARC-Message-Signature over these fields and this body, made in one form, whatever its tags say. */
export function handSigned(
  name: string,
  tags: string,
  [header, body]: readonly [header: Form, body: Form],
  message: { fields: readonly string[]; body: string },
): string {
  const hash = createHash('sha256').update(body === 'simple' ? message.body : relaxedBody(message.body), 'latin1')
  const field = `${name}: ${tags}; bh=${hash.digest('base64')}; b=`
  const text = [...message.fields, field].map((each) => (header === 'simple' ? each : asRelaxed(each))).join('\r\n')
  return field + sign('sha256', Buffer.from(text, 'latin1'), privateKey('rsa2048')).toString('base64')
}
