import { pemKind, publishedPrivate } from './key-data.ts'

/** A slip that is about the whole text, before its tags can be told apart. */
export interface WholeSlip {
  says: string
  start: number
  length: number
  /** What to read in place of the text. */
  rest?: string
  /** `rest` is the beginning of the text, so that the faults in it stand where they stand. */
  isPrefix?: true
}

/** Whether a TXT record that stands where a key belongs is one, or was meant to be: v= is optional, `p=` is enough. */
export const isDkimKey = (text: string): boolean => !notAKey(text)

/** What can be told of a text of any length: that it is no key, or a private one. */
export function plainSlip(text: string): WholeSlip | undefined {
  const foreign = notAKey(text)
  return foreign === undefined ? unlocked(text) : { says: foreign, start: 0, length: text.length }
}

export function wholeSlip(text: string): WholeSlip | undefined {
  for (const look of [plainSlip, encoded, joined, bare]) {
    const slip = look(text)
    if (slip) return slip
  }
  return undefined
}

const others: Record<string, string> = {
  spf1: 'an SPF record',
  dmarc1: 'a DMARC record',
  stsv1: 'an MTA-STS record',
  tlsrptv1: 'a TLS-RPT record',
  bimi1: 'a BIMI record',
}
const version = /^["' \t]{0,9}v[ \t]{0,9}=[ \t]{0,9}(\w{1,10})/i
const anyKeyTag = /(?<![\w.-])[pk][ \t]{0,9}[=:]|dkim1|-----BEGIN|MI[GI][A-Za-z0-9+/]{60}/i

function notAKey(text: string): string | undefined {
  if (/^\s*$/.test(text)) return 'the text is empty'
  const other = others[version.exec(text)?.[1]?.toLowerCase() ?? '']
  if (other !== undefined) return `it is ${other}, not a key`
  if (/^(?=.{4,253}$)[\w-]{1,63}(?:\.[\w-]{1,63})+\.?$/.test(text))
    return 'it is the name of a host: a CNAME record that leads there was probably meant'
  return anyKeyTag.test(text) ? undefined : 'it is no key: it has neither v=DKIM1 nor p='
}

/** A private key as a PEM file has it, whatever is around it. */
function unlocked(text: string): WholeSlip | undefined {
  const kind = pemKind(text)
  if (!kind) return undefined
  const start = text.indexOf('-----')
  return { says: publishedPrivate[kind], start, length: text.length - start }
}

const entity = /&(?:quot|apos|amp|nbsp|plus|equals|sol|semi|#\d{1,3}|#x[0-9a-f]{1,2});/gi
const characters: Record<string, string> = { amp: '&', nbsp: ' ', plus: '+', equals: '=', sol: '/', semi: ';' }

/** Text that was copied from the source of a web page. */
function encoded(text: string): WholeSlip | undefined {
  const start = text.search(entity)
  if (start < 0) return undefined
  const says = 'it was copied from a web page and holds its codes, such as &quot;'
  return { says, start, length: text.indexOf(';', start) + 1 - start, rest: text.replace(entity, decoded) }
}

function decoded(code: string): string {
  const name = code.slice(1, -1).toLowerCase()
  if (!name.startsWith('#')) return characters[name] ?? ''
  const number = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return String.fromCharCode(number & 0xff)
}

/** Two key records in one: each can be good, and together they are none. */
function joined(text: string): WholeSlip | undefined {
  const [first, second] = text.matchAll(/(?<!\w)["']?v[ \t]{0,9}=[ \t]{0,9}["']?DKIM1|v=DKIM1/gi)
  if (!first || !second || !/(?<!\w)p[ \t]{0,9}=/.test(text.slice(first.index, second.index))) return undefined
  const says = 'a second v=DKIM1 begins here: two key records were joined into one'
  return { says, start: second.index, length: second[0].length, rest: text.slice(0, second.index), isPrefix: true }
}

const tagAhead = /^["' \t\r\n]{0,9}\w{1,9}[ \t]{0,9}[=:]|dkim1/i

/** The key alone, as a PEM file or its base64, where a record belongs. */
function bare(text: string): WholeSlip | undefined {
  if (tagAhead.test(text) || !/^["' \t\r\n]{0,9}(?:-----BEGIN|MI[GI])/.test(text)) return undefined
  const says = 'it is the key alone, without v=DKIM1 and p= before it'
  return { says, start: 0, length: text.length, rest: `v=DKIM1; p=${text}` }
}
