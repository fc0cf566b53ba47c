const mostNamed = 12

/** The first few of a list, and how many more there are: whoever publishes thousands does not fill the report with them. */
export const few = (list: readonly string[]): string[] =>
  list.length > mostNamed ? [...list.slice(0, mostNamed), `and ${list.length - mostNamed} more`] : [...list]

const longestText = 120

/** A text from outside in quotes, cut where it is too long to be read in a sentence. */
export const quoted = (text: string, most = longestText): string =>
  text.length > most ? `"${text.slice(0, most)}…"` : `"${text}"`
