import { editDistance } from '../records/edit-distance.ts'

/** The word that was probably meant, if any: the first of those fewest slips away, else one that holds what was typed. */
export const nearest = (typed: string, words: readonly string[]): string | undefined => allNearest(typed, words)[0]

/** All that are as near as that one, in their order. */
export function allNearest(typed: string, words: readonly string[]): string[] {
  const near = fewestSlips(typed, words)
  return near.length > 0 || typed.length <= 2 ? near : words.filter((word) => word.includes(typed))
}

function fewestSlips(typed: string, words: readonly string[]): string[] {
  const most = Math.max(1, Math.floor(typed.length / 3))
  let best: { words: string[]; distance: number } | undefined
  for (const word of words) {
    if (Math.abs(word.length - typed.length) > most) continue
    const distance = editDistance(typed, word)
    if (distance > most || (best && distance > best.distance)) continue
    if (best?.distance === distance) best.words.push(word)
    else best = { words: [word], distance }
  }
  return best?.words ?? []
}
