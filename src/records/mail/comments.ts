/**
 * A structured field without its comments, each a blank (RFC 5322 section 3.2.2); they may hold one another. What stands
 * in quotes is none. One that is not closed reaches to the end.
 */
export function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let kept = ''
  let depth = 0
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (depth === 0 && character === '"') quoted = !quoted
    else if (!quoted && character === '(' && depth++ === 0) kept += `${text.slice(from, at)} `
    else if (depth > 0 && character === ')' && --depth === 0) from = at + 1
  }
  return depth === 0 ? kept + text.slice(from) : kept
}
