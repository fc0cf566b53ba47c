import type { Mail, MailField } from '../../src/core/mail.ts'
import type { MailHop, MailPath } from '../../src/core/mail-path.ts'
import { mailOf as madeOf } from './mail-parts.ts'

/** A header as fields, one a line (`Name: value`), and nothing below it. */
export function mailOf(header: string): Mail {
  const fields: MailField[] = header
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((raw, i) => {
      const [name = ''] = raw.split(':', 1)
      return { name, key: name.toLowerCase(), value: raw.slice(name.length + 1).trim(), raw, line: i + 1 }
    })
  return { ...madeOf([]), octets: header.length, fields }
}

/** Hops, topmost first, each of a kind and written by a host; the first from outside is the border. */
export function pathOf(...hops: readonly (readonly [kind: MailHop['kind'], by?: string])[]): MailPath {
  const all = hops.map(([kind, by], place): MailHop => ({ place, kind, text: '', ...(by !== undefined && { by }) }))
  const border = all.find(({ kind }) => kind === 'outside')
  return { hops: all, ...(border && { border }) }
}
