/** Names that whole machines have in common: they are nobody's, and the words of replies. */
const roles =
  /^(?:abuse|admin|hostmaster|info|list|mail|mailer-daemon|marketing|newsletter|noc|noreply|no-reply|postmaster|root|sales|security|support|user|users|webmaster|www|www-data)$/i

const isTelling = (local: string): boolean => local.length > 1 && local.length < 100 && !roles.test(local)

/** The text with `…` for what stands before the @ of these addresses, where that is a word of its own and tells whose it is. */
export function withoutLocals(text: string, addresses: readonly string[]): string {
  const locals = addresses.map((one) => one.slice(0, Math.max(0, one.lastIndexOf('@'))) || one).filter(isTelling)
  return locals.reduce(withoutWord, text)
}

/** The text with `…` for what stands before the @ of every address in it. */
export const onlyDomains = (text: string): string =>
  text.replace(/"[^"\n]{1,130}"(?=@|%40)|(?<![^\s<>"'(),:;])[^\s<>"'(),:;@]+(?=@|%40)/g, '…')

/** No pattern of its own for each recipient: to make thousands takes seconds. */
function withoutWord(text: string, word: string): string {
  const [low, wanted] = [lower(text), lower(word)]
  const parts: string[] = []
  let done = 0
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + wanted.length)) {
    const end = at + word.length
    if (isWithin.test(text.slice(Math.max(0, at - 2), at)) || goesOn.test(text.slice(end, end + 3))) continue
    parts.push(text.slice(done, at), '…')
    done = end
  }
  return done === 0 ? text : [...parts, text.slice(done)].join('')
}

/** Letters whose other case is longer are left as they are: places in the text stay the same. */
const lower = (text: string): string => {
  const low = text.toLowerCase()
  return low.length === text.length ? low : text
}
const isWithin = /[\p{L}\p{N}.-]$/u
const goesOn = /^(?:[\p{L}\p{N}-]|\.[\p{L}\p{N}])/u
