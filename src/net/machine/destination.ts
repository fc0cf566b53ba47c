const label = String.raw`[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?`
const domain = String.raw`(?:${label}\.){1,20}[a-z](?:[a-z\d-]{0,61}[a-z\d])`
const address = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|(?:ipv6:)?[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})`
const port = String.raw`(?::(?:\d{1,5}|smtps?|ssmtp|submissions?|urd))?`
const shapes = [
  // A slip with a bracket or a scheme is a destination still.
  String.raw`(?:[a-z]{1,12}://)?\[?\.?(?:${domain}|${address})\]?${port}`,
  String.raw`\[${label}\]${port}`,
  String.raw`[^\s@:"]{0,64}@(?:${domain})`,
]
const destination = new RegExp(`^(?:${shapes.join('|')})$`, 'i')

/** Whether a word is written as a next hop or an address is, and so is a name that may be seen. */
export const isDestination = (word: string): boolean => word.length <= 300 && destination.test(word)
