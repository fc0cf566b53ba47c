import { editDistance } from '../edit-distance.ts'
import { withoutLookalikes } from '../spf/characters.ts'

/** What the value of a known tag must look like (RFC 9989 section 4.7), and what receivers do where it does not. */
interface Rule {
  fits: RegExp
  /** "none, quarantine or reject" */
  wants: string
  /** What receivers take in its place, as a clause. */
  instead: string
  /** Words that a slip of the finger may have been meant to be. */
  near?: readonly string[]
  /** Other words for the same. */
  words?: Readonly<Record<string, string>>
}

const passed = 'receivers pass over it'
const policies = ['none', 'quarantine', 'reject'] as const
const policy: Rule = {
  fits: /^(?:none|quarantine|reject)$/i,
  wants: 'none, quarantine or reject',
  instead: '',
  near: policies,
  words: {
    monitor: 'none',
    monitoring: 'none',
    no: 'none',
    off: 'none',
    rejected: 'reject',
    quarantined: 'quarantine',
  },
}
const alignment: Rule = {
  fits: /^[rs]$/i,
  wants: 'r or s',
  instead: 'receivers take r',
  words: { relaxed: 'r', relax: 'r', strict: 's' },
}

/** Every tag that receivers know, by name. */
const rules: Readonly<Record<string, Rule>> = {
  v: { fits: /^DMARC1$/, wants: 'DMARC1', instead: passed },
  p: policy,
  sp: policy,
  np: policy,
  adkim: alignment,
  aspf: alignment,
  fo: {
    fits: /^[01ds](?:[ \t]*:[ \t]*[01ds])*$/i,
    wants: '0, 1, d or s, with colons between them',
    instead: 'receivers take 0',
  },
  rua: { fits: /./s, wants: 'an address such as mailto:dmarc@example.com', instead: passed },
  ruf: { fits: /./s, wants: 'an address such as mailto:dmarc@example.com', instead: passed },
  t: {
    fits: /^[yn]$/i,
    wants: 'y or n',
    instead: 'receivers take n',
    words: { no: 'n', yes: 'y', false: 'n', true: 'y' },
  },
  psd: { fits: /^[ynu]$/i, wants: 'y, n or u', instead: 'receivers take u' },
  pct: { fits: /^(?:\d{1,2}|100)$/, wants: 'a number from 0 to 100', instead: 'receivers that know it take 100' },
  // RFC 9989 took both away: what they hold is nobody's concern any more.
  rf: { fits: /^/, wants: '', instead: passed },
  ri: { fits: /^/, wants: '', instead: passed },
}

/** The names of all known tags, as an alternative of a regular expression, longest first. */
export const tagNames = Object.keys(rules)
  .sort((a, b) => b.length - a.length)
  .join('|')
export const isKnown = (name: string): boolean => Object.hasOwn(rules, name)
export const isPolicyTag = (name: string): name is 'p' | 'sp' | 'np' => rules[name] === policy

/** The value as the grammar wants it, in lower case; undefined where it does not fit. */
export function readValue(name: string, value: string): string | undefined {
  return rules[name]?.fits.test(value) ? value.toLowerCase() : undefined
}

/** What a value must be, and what receivers take where it is not. */
export const ruleOf = (name: string): Pick<Rule, 'wants' | 'instead'> => rules[name] ?? { wants: '', instead: passed }

/** Text without quotes, backslashes, and the characters that word processors put in their place. */
export const unquoted = (text: string): string => withoutLookalikes(text).replace(/["'`\\]/g, '')

/** The value that was meant by one that does not fit, where that is plain. */
export function meantValue(name: string, value: string): string | undefined {
  const rule = rules[name]
  // Whose organizational domain this is nobody can tell from a slip.
  if (!rule || name === 'psd' || value.length > 60) return undefined
  const plain = unquoted(value)
    .replace(/^[\s.,;:=<>()[\]]+|[\s.,;:=%!<>()[\]]+$/g, '')
    .toLowerCase()
  const tries = [
    plain,
    name === 'fo' ? plain.replace(/[\s,/|;]+/g, ':') : undefined,
    rule.words?.[plain],
    nearestOf(plain, rule.near ?? []),
  ]
  return tries.find((text) => text !== undefined && rule.fits.test(text))
}

/** The one word that a text is a slip or two away from. */
function nearestOf(text: string, words: readonly string[]): string | undefined {
  const found = words.filter(
    (word) => Math.abs(word.length - text.length) <= 2 && editDistance(text, word) <= (word.length > 5 ? 2 : 1),
  )
  return found.length === 1 ? found[0] : undefined
}

const otherNames: Readonly<Record<string, string>> = {
  policy: 'p',
  pol: 'p',
  subdomain: 'sp',
  subpolicy: 'sp',
  dkim: 'adkim',
  spf: 'aspf',
  percent: 'pct',
  test: 't',
}

/** The known tag that a name was meant to be: other characters in it, another word for it, or one slip of the finger. */
export function meantName(name: string): string | undefined {
  if (name.length > 30) return undefined
  const plain = unquoted(name)
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
  if (isKnown(plain)) return plain
  if (Object.hasOwn(otherNames, plain)) return otherNames[plain]
  const near = ['rua', 'ruf', 'adkim', 'aspf', 'pct'].filter(
    (known) => plain.length > 2 && plain.length < 7 && editDistance(plain, known) === 1,
  )
  return near.length === 1 ? near[0] : undefined
}
