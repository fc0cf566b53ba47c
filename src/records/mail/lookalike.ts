import { parseDomain } from '../domain.ts'

/** Scripts that one word is written in together; any of them beside Latin too (UTS 39 section 5.2, "highly restrictive"). */
const together: readonly (readonly RegExp[])[] = [
  [/\p{Script=Han}/u, /\p{Script=Hiragana}/u, /\p{Script=Katakana}/u],
  [/\p{Script=Han}/u, /\p{Script=Bopomofo}/u],
  [/\p{Script=Han}/u, /\p{Script=Hangul}/u],
]

/** Letters of Cyrillic and Greek that readers take for Latin ones (UTS 39, confusables). */
const twins: Readonly<Record<string, string>> = {
  а: 'a',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  ӏ: 'l',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  ѕ: 's',
  с: 'c',
  у: 'y',
  х: 'x',
  ѵ: 'v',
  ԝ: 'w',
  ο: 'o',
  α: 'a',
  ν: 'v',
  ρ: 'p',
  κ: 'k',
  ι: 'i',
  υ: 'u',
}

/**
 * How an internationalized domain (A-labels) is made to be taken for another one: a label that mixes scripts (`mixed`), or one
 * in letters that all look Latin, under a top-level domain that is (`twin`; `like` is what it is taken for).
 */
export function lookalikeDomain(
  name: string,
): { kind: 'mixed'; label: string } | { kind: 'twin'; like: string } | undefined {
  if (!/(?:^|\.)xn--/.test(name)) return undefined
  const parsed = parseDomain(name)
  if ('fault' in parsed) return undefined
  const labels = parsed.display.split('.')
  const label = labels.find(mixesScripts)
  if (label !== undefined) return { kind: 'mixed', label }
  const like = labels.map(latinTwin)
  const isTwin = like.some((one) => one !== undefined) && /^[a-z]+$/.test(labels.at(-1) ?? '')
  return isTwin ? { kind: 'twin', like: labels.map((own, i) => like[i] ?? own).join('.') } : undefined
}

function mixesScripts(label: string): boolean {
  const letters = [...label].filter((character) => /\p{L}/u.test(character) && !/\p{Script=Common}/u.test(character))
  const others = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter))
  const [first] = others
  if (first === undefined) return false
  if (together.some((scripts) => others.every((letter) => scripts.some((script) => script.test(letter))))) return false
  return others.length < letters.length || others.some((letter) => scriptOf(letter) !== scriptOf(first))
}

const scripts = ['Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Georgian', 'Cherokee', 'Devanagari', 'Thai'].map(
  (name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, 'u') }),
)

/** Those that are not told apart here count as one. */
const scriptOf = (letter: string): string => scripts.find(({ pattern }) => pattern.test(letter))?.name ?? 'other'

/** Nothing where a letter of it is not one that looks Latin. */
function latinTwin(label: string): string | undefined {
  if (/^[\x20-\x7e]*$/.test(label)) return undefined
  const letters = [...label].map((letter) => (/[a-z0-9-]/.test(letter) ? letter : twins[letter]))
  return letters.includes(undefined) ? undefined : letters.join('')
}
