/** The words and comments of one clause of a Received field, in order. */
export interface Words {
  words: string[]
  comments: string[]
}
const keywords = ['from', 'by', 'via', 'with', 'id', 'for', 'tls', 'envelope-from'] as const
type Keyword = (typeof keywords)[number]

/** A Received field taken apart into clauses (RFC 5321 section 4.4), without its date. */
export interface Clauses {
  /** The first clause of each name, but the last `by` with what follows it: a greeting may hold clauses of its own. */
  named: { [K in Keyword]?: Words }
  /** Comments before the first clause. */
  loose: string[]
  /** All comments, wherever they stand. */
  all: string[]
}

/** Splits a field at its keywords; a keyword right behind another one is a value. */
export function clausesOf(text: string): Clauses {
  const clauses: Clauses = { named: {}, loose: [], all: [] }
  let current: Words | undefined
  for (const token of tokensOf(text)) {
    if (token.comment) {
      clauses.all.push(token.text)
      ;(current?.comments ?? clauses.loose).push(token.text)
      continue
    }
    const keyword = keywordOf(token.text)
    const begins = keyword && (!current || current.words.length > 0 || current.comments.length > 0)
    if (!begins) current?.words.push(token.text)
    else {
      current = { words: [], comments: [] }
      // Mimecast writes "with ESMTP with both STARTTLS and AUTH": one clause.
      if (keyword === 'by') forget(clauses)
      const known = clauses.named[keyword]
      if (known && keyword === 'with') current = known
      else clauses.named[keyword] ??= current
    }
  }
  return clauses
}

/** At a second `by`: what stood between it and `from` was the client's word, and so may be the comments there. */
function forget(clauses: Clauses): void {
  const { named } = clauses
  const { from, by } = named
  if (!from || !by) return
  const comments = clauses.all.slice(clauses.loose.length)
  clauses.named = { from: { words: from.words, comments } }
}

const keywordOf = (word: string): Keyword | undefined =>
  keywords.find(
    (keyword) => keyword === (word.toLowerCase() === 'envelope-sender' ? 'envelope-from' : word.toLowerCase()),
  )

interface Token {
  comment: boolean
  text: string
}

/** Words, quoted ones whole, and comments with those inside them (RFC 5322 section 3.2.2). */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string
    if (sign === '(') {
      const end = commentEnd(text, at)
      tokens.push({ comment: true, text: text.slice(at + 1, end).trim() })
      at = end + 1
    } else if (/[\s;)]/.test(sign)) at += 1
    else {
      const end = wordEnd(text, at)
      tokens.push({ comment: false, text: text.slice(at, end) })
      at = end
    }
  }
  return tokens
}

/** Where a comment ends; one that is never closed ends at the first parenthesis that could, else with the text. */
function commentEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '(') depth += 1
    else if (text[at] === ')' && --depth === 0) return at
  }
  const first = text.indexOf(')', start)
  return first < 0 ? text.length : first
}

function wordEnd(text: string, start: number): number {
  let isQuoted = false
  let at = start
  for (; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (!isQuoted && /[\s;()]/.test(text[at] as string)) break
  }
  return at
}
