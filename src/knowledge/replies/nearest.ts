import { examples } from './examples.ts'

/** A reply that is known and lies near to one that is not. */
export interface NearestReply {
  /** The id of its pattern. */
  pattern: string
  /** Its words, as one server or another says them. */
  text: string
}

/** So much of all words that either reply has, weighed by how seldom they are, must be in both. */
const enough = 0.5
/** A word that no known reply has, often one that is misspelt, weighs as one that so many have. */
const ofUnknown = 25
/** One word in common is chance. */
const fewestShared = 2
const longest = 1000
/** Lines of a log hold more than the reply. */
const isOfLog = /^(?:[A-Z][a-z]{2} +\d|\d{4}-\d\d-\d\d)/

const empty = new Set(
  'requested action taken aborted too many mail email message please see sorry the and for was has not are you your this that from with have been but can our its any'.split(
    ' ',
  ),
)

/** What a reply says beside its codes, and beside addresses, links and numbers, which differ each time. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    (
      text
        .slice(0, longest)
        .toLowerCase()
        .replace(/https?:\/\/\S+|\S+@\S+|\S*\d\S*|\S+\.\S{2,}/g, ' ')
        .match(/\p{L}{3,}/gu) ?? []
    ).filter((word) => !empty.has(word)),
  )

interface Entry extends NearestReply {
  words: ReadonlySet<string>
}
interface Known {
  entries: readonly Entry[]
  weigh: (word: string) => number
}

let index: Known | undefined
function known(): Known {
  if (index) return index
  const entries = Object.entries(examples).flatMap(([pattern, texts]) =>
    texts.filter((text) => !isOfLog.test(text)).map((text) => ({ pattern, text, words: wordsOf(text) })),
  )
  const counts = new Map<string, number>()
  for (const { words } of entries) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const weigh = (word: string) => Math.log((entries.length + 1) / (counts.get(word) ?? ofUnknown))
  index = { entries, weigh }
  return index
}

/** The known reply whose words lie nearest; nothing where none is near, or where only the codes are the same. */
export function nearestReply(text: string): NearestReply | undefined {
  const { entries, weigh } = known()
  const words = wordsOf(text)
  let best: Entry | undefined
  let most = 0
  for (const entry of entries) {
    const shared = [...words].filter((word) => entry.words.has(word))
    if (shared.length < fewestShared) continue
    const sum = (all: Iterable<string>) => [...all].reduce((total, word) => total + weigh(word), 0)
    const near = sum(shared) / sum(new Set([...words, ...entry.words]))
    if (near > most) {
      best = entry
      most = near
    }
  }
  return best === undefined || most < enough ? undefined : { pattern: best.pattern, text: best.text }
}
