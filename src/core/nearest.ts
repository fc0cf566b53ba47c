import { editDistance } from '../records/edit-distance.ts'

/** The word that was probably meant, if any: the first of those fewest slips away, else one that holds what was typed. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const holds = typed.length > 2 ? words.find((word) => word.includes(typed)) : undefined
  return fewestSlips(typed, words) ?? holds
}

function fewestSlips(typed: string, words: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(typed.length / 3))
  let best: { word: string; distance: number } | undefined
  for (const word of words) {
    if (Math.abs(word.length - typed.length) > most) continue
    const distance = editDistance(typed, word)
    if (distance <= most && (!best || distance < best.distance)) best = { word, distance }
  }
  return best?.word
}
