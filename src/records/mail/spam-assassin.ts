/** A rule that a filter says counted; `score` where it says how much. */
export interface SpamRuleRead {
  name: string
  score?: number
}
/** What a filter wrote. */
export interface SpamRead {
  /** Nothing where it does not say. */
  spam?: boolean
  score?: number
  limit?: number
  /** In its order, at most 200. */
  rules: readonly SpamRuleRead[]
}

const mostCharacters = 50_000
const mostRules = 200

/** Reads X-Spam-Status as SpamAssassin and amavis write it: `Yes, score=7.2 required=5.0 tests=[A=1.2, B] autolearn=no`. */
export function parseSpamStatus(value: string): SpamRead | undefined {
  const text = value.slice(0, mostCharacters)
  const flag = /^(?:yes|no|spam|ham)\b/i.exec(text)?.[0].toLowerCase()
  if (flag === undefined) return undefined
  const score = numberBehind(text, /\b(?:score|hits)=(-?\d{1,6}(?:\.\d{1,6})?)/i)
  const limit = numberBehind(text, /\b(?:required|tag_level|quarantine_level)=(-?\d{1,6}(?:\.\d{1,6})?)/i)
  return {
    spam: flag === 'yes' || flag === 'spam',
    ...(score !== undefined && { score }),
    ...(limit !== undefined && { limit }),
    rules: testsIn(text),
  }
}

function numberBehind(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Names behind `tests=`, with or without scores, in brackets or not, folded anywhere. */
function testsIn(text: string): SpamRuleRead[] {
  const start = /\btests=\[?/i.exec(text)
  if (!start) return []
  const test = /[\s,]*([A-Z][A-Z0-9_]{1,80})(?:=(-?\d{1,6}(?:\.\d{1,6})?))?(?=[\s,\]]|$)/y
  test.lastIndex = start.index + start[0].length
  const rules: SpamRuleRead[] = []
  for (let found = test.exec(text); found && rules.length < mostRules; found = test.exec(text)) {
    const [, name = '', score] = found
    rules.push({ name, ...(score !== undefined && { score: Number(score) }) })
  }
  return rules
}

/**
 * Reads X-Spam-Report, X-Ham-Report and the like: lines of points, rule and description, with stars before them or below
 * "Content analysis details". What stands before that line is a piece of the message.
 */
export function parseSpamReport(value: string): SpamRead {
  const text = value.slice(0, mostCharacters)
  const head = /(?:Content analysis details|Rule breakdown below)/i.exec(text)
  const details = head ? text.slice(head.index) : text
  const totals = /\((-?\d{1,6}(?:\.\d{1,6})?) (?:hits|points|pts),\s{1,20}(-?\d{1,6}(?:\.\d{1,6})?) required\)/i.exec(
    details,
  )
  const rules = new Map<string, SpamRuleRead>()
  for (const [, score, name = ''] of details.matchAll(
    /(?:^|[\s*])(-?\d{1,3}(?:\.\d{1,3})?)\s{1,20}([A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,80}|GTUBE|AWL|TXREP)(?=\s|$)/g,
  ))
    if (rules.size < mostRules && !rules.has(name)) rules.set(name, { name, score: Number(score) })
  return {
    ...(totals && { score: Number(totals[1]), limit: Number(totals[2]) }),
    rules: [...rules.values()],
  }
}

/** Reads MailScanner's SpamCheck: `spam, SpamAssassin (not cached, score=7.2, required 6, BAYES_50 0.80)`. */
export function parseSpamCheck(value: string): SpamRead | undefined {
  const text = value.slice(0, mostCharacters)
  const flag = /^(?:not )?spam\b/i.exec(text)?.[0].toLowerCase()
  if (flag === undefined) return undefined
  const score = numberBehind(text, /\bscore=(-?\d{1,6}(?:\.\d{1,6})?)/i)
  const limit = numberBehind(text, /\brequired (-?\d{1,6}(?:\.\d{1,6})?)/i)
  const rules = [...text.matchAll(/, ([A-Z][A-Z0-9_]{2,80}) (-?\d{1,6}(?:\.\d{1,6})?)(?=[,)])/g)]
  return {
    spam: flag === 'spam',
    ...(score !== undefined && { score }),
    ...(limit !== undefined && { limit }),
    rules: rules.slice(0, mostRules).map(([, name = '', points]) => ({ name, score: Number(points) })),
  }
}

/** A score that stands by itself: `7.2`, `7.2 (+++++++)`; nothing where it is a whole number, which some write tenfold. */
export function parseSpamScore(value: string): number | undefined {
  const found = /^([-+]?\d{1,6}\.\d{1,6})(?=\s|$)/.exec(value)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** X-Spam-Level, X-Spam-Bar: how many stars or plus signs. */
export const parseSpamLevel = (value: string): number | undefined =>
  /^(?:\*{1,100}|\+{1,100})$/.test(value) ? value.length : undefined
