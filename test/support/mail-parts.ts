import type { Mail, MailField, MailPart } from '../../src/core/mail.ts'

/** A part as the scan gives it, `text` decoded; the message itself without a path. */
export const part = (type: string, text = '', more: Partial<MailPart> = {}): MailPart => ({
  path: '1',
  depth: (more.path ?? '1').split('.').length - 1,
  type,
  parameters: {},
  encoding: '8bit',
  fields: [],
  octets: Buffer.byteLength(text),
  text,
  ...more,
})

const field = (name: string, value: string, line: number): MailField => ({
  name,
  key: name.toLowerCase(),
  value,
  raw: `${name}: ${value}`,
  line,
})

/** A message of these parts, with these fields. */
export const mailOf = (parts: readonly MailPart[], fields: Record<string, string> = {}, cut?: string): Mail => ({
  octets: 1000,
  fields: Object.entries(fields).map(([name, value], i) => field(name, value, i + 1)),
  ...(cut !== undefined && { cut }),
  parts,
  lines: {
    count: 10,
    ending: 'crlf',
    odd: [],
    oddCount: 0,
    bareCr: 0,
    long: [],
    longCount: 0,
    raw: [],
    rawCount: 0,
    nul: 0,
  },
})
