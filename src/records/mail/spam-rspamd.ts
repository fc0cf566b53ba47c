import type { SpamRead, SpamRuleRead } from './spam-assassin.ts'

const mostCharacters = 100_000
const mostRules = 200

/** Reads X-Spamd-Result: `default: False [2.90 / 15.00]; SYMBOL(1.50)[what it saw]; …`. The limit is that of rejection. */
export function parseSpamdResult(value: string): SpamRead | undefined {
  const text = value.slice(0, mostCharacters)
  const head =
    /^[\w-]{1,60}:\s{0,20}(true|false)\s{1,20}\[\s{0,20}(-?\d{1,6}(?:\.\d{1,6})?)\s{0,20}\/\s{0,20}(-?\d{1,6}(?:\.\d{1,6})?)\s{0,20}\]/i
  const found = head.exec(text)
  if (!found) return undefined
  const [whole, spam = '', score, limit] = found
  return {
    spam: spam.toLowerCase() === 'true',
    score: Number(score),
    limit: Number(limit),
    rules: symbolsIn(text.slice(whole.length)),
  }
}

/** Symbols stand behind a semicolon; what stands in brackets is out of the message. */
function symbolsIn(text: string): SpamRuleRead[] {
  const symbol = /;\s{0,20}([A-Z][A-Z0-9_]{1,80})\((-?\d{1,6}(?:\.\d{1,6})?)\)/g
  return [...text.matchAll(symbol)].slice(0, mostRules).map(([, name = '', score]) => ({ name, score: Number(score) }))
}

/** What Rspamd has done to a message, by X-Rspamd-Action: whether that is for spam; nothing where it waits. */
export function parseRspamdAction(value: string): boolean | undefined {
  const action = value.toLowerCase().replace(/[_\s]+/g, ' ')
  if (/^(?:reject|add header|rewrite subject|quarantine|discard)\b/.test(action)) return true
  return action.startsWith('no action') ? false : undefined
}
