/** What is a reader's own, as the templates of those who send to many call it; `name` alone is too common a word. */
const personal =
  '(?:(?:first|last|full|sur|given|family|nick|customer|contact|subscriber|recipient|client|member|company)[ _.-]?names?|[fl]name|(?:customer|contact|subscriber|recipient)[._][a-z_]{1,30}|e-?mail(?:[ _-]?address)?|salutation|unsubscribe(?:[ _-]?(?:url|link))?)'
const logic = '(?:if|else|elsif|elif|endif|for|endfor|unless|endunless|set|assign|include|block|endblock|case|when)'

/** How templates say what is to be filled in; of those that other texts use too, only with a name that is a reader's. */
const patterns: readonly RegExp[] = [
  /\{\{[^{}\n]{1,80}\}\}/g,
  /\*\|[A-Z0-9_:]{1,60}\|\*/g,
  /<%=[^<>%\n]{1,80}%>/g,
  new RegExp(`\\{%-? ?${logic}\\b[^{}%\\n]{0,80}%\\}`, 'g'),
  new RegExp(`(?<!\\[)%%?${personal}%%?`, 'gi'),
  new RegExp(`(?<!\\{)\\$?\\{ ?${personal} ?\\}(?!\\})`, 'gi'),
  new RegExp(`\\[\\[ ?${personal} ?\\]\\]`, 'gi'),
  new RegExp(`\\[% ?${personal} ?%\\]`, 'gi'),
  /\b(?:Dear|Hello|Hi|Hey) \$?(?:\[\[?|[{%]) ?(?:user_?)?name ?[}\]%]/gi,
  /\b(?:Dear|Hello|Hi) (?:undefined|null)(?=[,!])/g,
  /\[object Object\]/g,
  /\bDear ,/g,
]

const most = 10

/** The placeholders that stand unfilled in these texts, each once, at most ten. `examples`: text in which they are meant to stand. */
export function placeholdersIn(texts: readonly string[], examples = ''): string[] {
  const meant = new Set(patterns.flatMap((pattern) => examples.match(pattern) ?? []))
  const found = new Set<string>()
  for (const text of texts)
    for (const pattern of patterns)
      for (const [whole] of text.matchAll(pattern)) {
        if (isWordless(whole) || meant.has(whole)) continue
        found.add(whole)
        if (found.size === most) return [...found]
      }
  return [...found]
}

/** Braces around no word at all are something else. */
const isWordless = (whole: string): boolean => !/[a-z]/i.test(whole)

/** Plain text without what others wrote (`>`) and without code: lines that stand to the right, or between three backticks. */
export function ownLines(text: string): string {
  let isFenced = false
  const lines = text.split(/\r?\n/).filter((line) => {
    const isFence = line.startsWith('```')
    if (isFence) isFenced = !isFenced
    return !isFence && !isFenced && !/^(?: {4}|\t|>|[-+@]{1,3} )/.test(line)
  })
  return lines.join('\n')
}

const signs: Readonly<Record<string, string>> = {
  '%7b': '{',
  '%7d': '}',
  '%7c': '|',
  '%20': ' ',
  '%5b': '[',
  '%5d': ']',
}

/** A URL with the signs of templates as they were before they were encoded (RFC 3986 section 2.1). */
export const templateOf = (url: string): string =>
  url.replace(/%(?:7[bcd]|5[bd]|20)/gi, (sign) => signs[sign.toLowerCase()] ?? sign)
