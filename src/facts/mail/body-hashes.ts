import { createHash, type Hash } from 'node:crypto'
import { type CanonicalBody, canonicalBody } from './canonical-body.ts'

/** One hash of a body: its form (RFC 6376 section 3.4), and how many octets of that are covered (`l=`), all without it. */
export interface BodyWant {
  form: 'simple' | 'relaxed'
  algorithm: 'sha256' | 'sha1'
  covered?: number
}
/** Hashes a body as it comes. */
export interface BodyHashes {
  write(chunk: Uint8Array): void
  end(): void
  /** Base64; only of what was wanted, once it has ended. */
  hash(want: BodyWant): string
  /** Octets of the body behind those that are covered, in that form; none where they are all blank. */
  behind(want: BodyWant): number
}

const keyOf = ({ form, algorithm, covered }: BodyWant): string => `${form} ${algorithm} ${covered ?? ''}`

const isBlank = (octet: number): boolean => octet === 32 || (octet >= 9 && octet <= 13)

/** Makes each form once, however many hashes are wanted of it. */
export function openBodyHashes(wants: readonly BodyWant[]): BodyHashes {
  const hashes = new Map<string, { hash: Hash; left: number; form: BodyWant['form']; isBlank: boolean }>()
  const done = new Map<string, string>()
  const bodies: CanonicalBody[] = []
  for (const want of wants) {
    const left = want.covered ?? Number.POSITIVE_INFINITY
    hashes.set(keyOf(want), { hash: createHash(want.algorithm), left, form: want.form, isBlank: true })
  }
  for (const form of new Set(wants.map((want) => want.form))) {
    const mine = [...hashes.values()].filter((each) => each.form === form)
    bodies.push(
      canonicalBody(form, (octets) => {
        for (const each of mine) {
          if (each.left > 0) each.hash.update(octets.length > each.left ? octets.subarray(0, each.left) : octets)
          if (each.isBlank && octets.length > each.left)
            each.isBlank = octets.subarray(Math.max(0, each.left)).every(isBlank)
          each.left -= octets.length
        }
      }),
    )
  }
  return {
    write: (chunk) => {
      for (const body of bodies) body.write(chunk)
    },
    end: () => {
      for (const body of bodies) body.end()
      for (const [key, { hash }] of hashes) done.set(key, hash.digest('base64'))
    },
    hash: (want) => done.get(keyOf(want)) ?? '',
    behind: (want) => {
      const { left = 0, isBlank = true } = hashes.get(keyOf(want)) ?? {}
      return isBlank ? 0 : Math.max(0, -left)
    },
  }
}

/** The hash of a whole body that is at hand. */
export function hashOf(body: Uint8Array, want: BodyWant): string {
  const hashes = openBodyHashes([want])
  hashes.write(body)
  hashes.end()
  return hashes.hash(want)
}
