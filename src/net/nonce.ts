import { createHash, randomInt } from 'node:crypto'

const letters = 'abcdefghijklmnopqrstuvwxyz'
const label = (next: (i: number) => number) => Array.from({ length: 16 }, (_, i) => letters[next(i) % 26]).join('')

/** A label of 16 lower-case letters that nobody can have published. */
export const randomLabel = (): string => label(() => randomInt(26))

/** The same labels for the same time, so that the same input gives the same bytes. */
export function nonces(at: Date): () => string {
  let count = 0
  return () => {
    const digest = createHash('sha256').update(`${at.toISOString()} ${count++}`).digest()
    return label((i) => digest[i] ?? 0)
  }
}
