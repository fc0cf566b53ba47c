/**
 * What a terminal would obey, hide, or show as something else: controls, bidirectional marks, zero-width and other
 * ignorable characters, line separators, blanks that are not the blank, private use, non-characters, lone surrogates.
 */
export const unprintable =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu

/** What a build server obeys anywhere in a line of a log: `##[error]`, `##vso[…]`, `##teamcity[…]`; its first character. */
export const orders = /#(?=#\w*\[)/g

/** What GitHub obeys where a line begins, blanks aside: `::error::`. Lines are broken at blanks, so behind any of them. An address (`::dead`) is none. */
const lineOrders = /(?<!\S):(?=:(?![0-9a-f]{1,4}[ :])[a-z-]+(?:::| [^\n]*?::))/gi

/**
 * Text from outside in one line that moves no cursor, gives no orders and forges nothing: what does not print, and the
 * first character of what a build server would obey, stands as `\xNN` or `\u{…}`. Doing it twice changes nothing.
 */
export const visible = (text: string): string =>
  suspicious.test(text)
    ? text.replace(unprintable, escaped).replace(orders, escaped).replace(lineOrders, escaped)
    : text

/** What all that must be hidden has: most texts have nothing of it, and to see that costs little. */
const suspicious = /[^ -~]|##|::/

const wellFormed =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}/g
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * A value that may hold octets of DNS, one a character (latin1), as a person wrote it: well-formed UTF-8 (RFC 3629 section
 * 4) read, all else as it is. U-labels and words of ours hold no such sequence. Once only, where a value enters a sentence.
 */
export const written = (octets: string): string =>
  octets.replace(wellFormed, (sequence) => utf8.decode(Uint8Array.from(sequence, (octet) => octet.charCodeAt(0))))

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length > 2 ? `\\u{${hex}}` : `\\x${hex.padStart(2, '0')}`
}
