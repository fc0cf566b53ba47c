import { keep, openCache, recall } from './cache.ts'

/** What is longer is seldom met again, and would take room. */
const longest = 1500
const mostTexts = 400

/**
 * The same function, which remembers what it made of the latest texts: the checks of one domain read the same record more
 * than once, and many domains publish the same. What it gives is shared, so nobody may change it.
 */
export function remembering<V extends object>(read: (text: string) => V): (text: string) => V {
  const cache = openCache<V>(mostTexts)
  return (text) => {
    const young = cache.young.get(text)
    if (young) return young
    if (text.length > longest) return read(text)
    const own = apart(text)
    const known = recall(cache, own)
    if (known) return known
    const made = read(own)
    keep(cache, own, made)
    return made
  }
}

/** The same text, which keeps no longer one in memory that it was cut from. */
const apart = (text: string): string => ` ${text}`.slice(1)
