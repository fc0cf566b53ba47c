import type { Decoding } from './decodings.ts'

/** A piece of a text. */
export type Span = readonly [start: number, end: number]

/** Octets to look for. `again`: of each beginning, how much of it is its end too (Knuth, Morris and Pratt). */
export interface Needle {
  octets: string
  again: readonly number[]
}
/** A needle of these octets. */
export function needle(octets: string): Needle {
  const again = [0]
  for (let i = 1, matched = 0; i < octets.length; i++) {
    while (matched > 0 && octets[i] !== octets[matched]) matched = again[matched - 1] ?? 0
    if (octets[i] === octets[matched]) matched++
    again.push(matched)
  }
  return { octets, again }
}

/** Octets with the letters of ASCII in lower case. */
export const folded = (octets: string): string => octets.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase())

/** The pieces of the text that a decoding shows any of the needles in, which are folded. */
export function spansOf(needles: readonly Needle[], { octets, from, to }: Decoding): Span[] {
  const hay = folded(octets)
  return needles.flatMap((one) => endsIn(one, hay).map((end) => [from[end - one.octets.length] ?? 0, to[end - 1] ?? 0]))
}

/** Where each occurrence ends, those that overlap too; in linear time whatever the needle. */
function endsIn({ octets, again }: Needle, hay: string): number[] {
  const ends: number[] = []
  if (octets === '') return ends
  for (let i = 0, matched = 0; i < hay.length; i++) {
    while (matched > 0 && hay[i] !== octets[matched]) matched = again[matched - 1] ?? 0
    if (hay[i] === octets[matched]) matched++
    if (matched < octets.length) continue
    ends.push(i + 1)
    matched = again[matched - 1] ?? 0
  }
  return ends
}

/** Where a text holds a word. */
export function placesOf(word: string, text: string): Span[] {
  const places: Span[] = []
  for (let at = word === '' ? -1 : text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    places.push([at, at + word.length])
  return places
}

/** The spans that do not lie in one of these places. */
export function outside(spans: readonly Span[], places: readonly Span[]): readonly Span[] {
  if (places.length === 0) return spans
  // Of those that begin early enough, the one that reaches farthest decides.
  const sorted = places.toSorted((a, b) => a[0] - b[0])
  let [next, farthest] = [0, 0]
  return spans
    .toSorted((a, b) => a[0] - b[0])
    .filter(([start, end]) => {
      for (let one = sorted[next]; one && one[0] <= start; one = sorted[++next]) farthest = Math.max(farthest, one[1])
      return end > farthest
    })
}

/** The text with a label for each piece, one for those that overlap. A label that is there is left: what it says may be what is looked for. */
export function replaced(text: string, spans: readonly Span[], label: string): string {
  if (spans.length === 0) return text
  const labels = placesOf(label, text)
  const parts: string[] = []
  let [done, next] = [0, 0]
  const sorted = spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])
  for (let i = 0; i < sorted.length; ) {
    const [start, first] = sorted[i++] as Span
    let end = first
    for (let then = sorted[i]; then && then[0] < end; then = sorted[++i]) end = Math.max(end, then[1])
    while ((labels[next]?.[1] ?? text.length) < end) next++
    const [from, to] = labels[next] ?? [text.length, text.length]
    if (from <= start && end <= to) continue
    parts.push(text.slice(done, start), label)
    done = end
  }
  return [...parts, text.slice(done)].join('')
}
