/** What is longer is seldom met again, and would take room. */
const longest = 1500
/** So many texts, and up to as many that came before them. */
const most = 200

/**
 * The same function, which remembers what it made of the latest texts: the checks of one domain read the same record more
 * than once, and many domains publish the same. What it gives is shared, so nobody may change it.
 */
export function remembering<V extends object>(read: (text: string) => V): (text: string) => V {
  let young = new Map<string, V>()
  let old: ReadonlyMap<string, V> = new Map()
  return (text) => {
    const known = young.get(text)
    if (known) return known
    if (text.length > longest) return read(text)
    const own = apart(text)
    const made = old.get(own) ?? read(own)
    if (young.size >= most) {
      old = young
      young = new Map()
    }
    young.set(own, made)
    return made
  }
}

/** The same text, which keeps no longer one in memory that it was cut from. */
const apart = (text: string): string => ` ${text}`.slice(1)
