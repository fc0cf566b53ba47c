import { octetName } from './macro.ts'

/** Characters that word processors and web pages put where plain ones belong: as octets, what they are, what was meant. */
const lookalikes: readonly (readonly [octets: string, name: string, plain: string])[] = [
  ['\xe2\x80\x98', 'a curly quotation mark (U+2018)', ''],
  ['\xe2\x80\x99', 'a curly quotation mark (U+2019)', ''],
  ['\xe2\x80\x9c', 'a curly quotation mark (U+201C)', ''],
  ['\xe2\x80\x9d', 'a curly quotation mark (U+201D)', ''],
  ['\xe2\x80\x9e', 'a curly quotation mark (U+201E)', ''],
  ['\xe2\x80\x90', 'a hyphen that is no ASCII one (U+2010)', '-'],
  ['\xe2\x80\x91', 'a hyphen that is no ASCII one (U+2011)', '-'],
  ['\xe2\x80\x93', 'a dash (U+2013)', '-'],
  ['\xe2\x80\x94', 'a dash (U+2014)', '-'],
  ['\xe2\x88\x92', 'a minus sign (U+2212)', '-'],
  ['\xe2\x88\xbc', 'a tilde that is no ASCII one (U+223C)', '~'],
  ['\xcb\x9c', 'a tilde that is no ASCII one (U+02DC)', '~'],
  ['\xef\xbd\x9e', 'a tilde that is no ASCII one (U+FF5E)', '~'],
  ['\xef\xbc\x9a', 'a colon that is no ASCII one (U+FF1A)', ':'],
  ['\xc2\xa0', 'a no-break space (U+00A0)', ' '],
  ['\xe3\x80\x80', 'a wide space (U+3000)', ' '],
  ['\xe2\x80\xaf', 'a no-break space (U+202F)', ' '],
  ['\xe2\x80\x8b', 'an invisible character (U+200B)', ''],
  ['\xe2\x80\x8c', 'an invisible character (U+200C)', ''],
  ['\xe2\x80\x8d', 'an invisible character (U+200D)', ''],
  ['\xe2\x80\x8e', 'an invisible character (U+200E)', ''],
  ['\xe2\x81\xa0', 'an invisible character (U+2060)', ''],
  ['\xc2\xad', 'an invisible character (U+00AD)', ''],
  ['\xef\xbb\xbf', 'a byte order mark (U+FEFF)', ''],
  ['\x91', 'a curly quotation mark (0x91)', ''],
  ['\x92', 'a curly quotation mark (0x92)', ''],
  ['\x93', 'a curly quotation mark (0x93)', ''],
  ['\x94', 'a curly quotation mark (0x94)', ''],
  ['\x96', 'a dash (0x96)', '-'],
  ['\x97', 'a dash (0x97)', '-'],
  ['\xa0', 'a no-break space (0xA0)', ' '],
  ['\t', 'a tab', ' '],
  ['\r', 'a line break', ' '],
  ['\n', 'a line break', ' '],
]
const byOctets = new Map(lookalikes.map(([octets, name, plain]) => [octets, { name, plain }]))
const pattern = new RegExp(lookalikes.map(([octets]) => octets).join('|'), 'g')

/** A text's first character that no term may hold, in words. */
export function lookalikeName(text: string): string {
  const at = text.search(/[^!-~]/)
  const rest = text.slice(at, at + 3)
  const known = [3, 2, 1].map((length) => byOctets.get(rest.slice(0, length))).find((found) => found)
  return known?.name ?? octetName(rest)
}

/** The text with plain characters where lookalikes stood; octets outside ASCII that are none of them stay. */
export const withoutLookalikes = (text: string): string =>
  text.replace(pattern, (octets) => byOctets.get(octets)?.plain ?? '')
