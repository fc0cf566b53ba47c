/** A List-Unsubscribe field, read (RFC 2369 sections 2 and 3.2). */
export interface ListUnsubscribe {
  /** In order, without the angle brackets and the blanks in them; at most ten. */
  uris: readonly string[]
  /** What is wrong with it, a clause; the first thing. */
  fault?: string
}

const mostCharacters = 50_000
const mostUris = 10
const longestUri = 2000

/**
 * Reads the value of a List-Unsubscribe field: addresses in angle brackets, commas between them, comments anywhere. From
 * the first thing on that stands outside of the brackets, nothing counts.
 */
export function parseListUnsubscribe(value: string): ListUnsubscribe {
  const uris: string[] = []
  let fault: string | undefined
  let depth = 0
  const text = value.slice(0, mostCharacters)
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (depth > 0) {
      if (character === '\\') at++
    } else if (character === '<') {
      const end = text.indexOf('>', at)
      if (end < 0) {
        fault ??= 'an angle bracket is not closed'
        break
      }
      const uri = text.slice(at + 1, end).replace(/[ \t\r\n]+/g, '')
      fault ??= faultOf(uri)
      if (isUri(uri) && uris.length < mostUris) uris.push(uri)
      at = end
    } else if (!', \t\r\n'.includes(character)) {
      fault ??= /^(?:https?|mailto):/i.test(text.slice(at, at + 8))
        ? 'an address in it does not stand in angle brackets'
        : 'text stands outside of the angle brackets'
      break
    }
  }
  if (uris.length === 0) fault ??= 'it is empty'
  return { uris, ...(fault !== undefined && { fault }) }
}

const isUri = (uri: string): boolean =>
  uri.length <= longestUri &&
  /^(?:https?:\/\/[^/?#]|mailto:[^@?]*@[^@?]|(?!https?:|mailto:)[a-z][a-z0-9+.-]{0,30}:.)/i.test(uri)

function faultOf(uri: string): string | undefined {
  if (uri === '') return 'nothing stands in its angle brackets'
  if (uri.length > longestUri) return `an address in it has ${uri.length} characters`
  if (!isUri(uri)) return 'what stands in its angle brackets is no address of the form https:// or mailto:'
  return undefined
}

/** What List-Unsubscribe-Post has to say, to the letter (RFC 8058 section 3.1). */
export const oneClick = 'List-Unsubscribe=One-Click'

/** The scheme of an address, lower case. */
export const schemeOf = (uri: string): string => uri.slice(0, uri.indexOf(':')).toLowerCase()
