import type { DkimVerifier, SignatureHeader } from 'mailauth/lib/dkim/dkim-verifier.js'

/** Finds the canonicalization that a signature was made with, though it names none. */
export interface UnstatedForms {
  /** `relaxed/relaxed`, where the signature verifies so; to be asked once mailauth is through. */
  madeWith(header: SignatureHeader | undefined): Promise<string | undefined>
}

/** What a signature without `c=` may have been made with instead; the drafts of ARC took the first for granted. */
const others = ['relaxed/relaxed', 'relaxed/simple', 'simple/relaxed'] as const

/** Has the body hashed in the other form too, for each signature that names none: it is to be asked before the body comes. */
export function openUnstatedForms(verifier: DkimVerifier): UnstatedForms {
  const unstated = verifier.signatureHeaders.filter(({ parsed, bodyHashKey }) => !parsed.c && bodyHashKey !== undefined)
  const relaxed = new Map(
    unstated.map((header) => [header, verifier.addBodyHash('relaxed', header.hashAlgo, header.maxBodyLength)]),
  )
  return {
    async madeWith(header) {
      const ofRelaxed = header && relaxed.get(header)
      if (!header || ofRelaxed === undefined) return undefined
      for (const form of others) {
        header.fallbackCanonicalization = form
        header.fallbackBodyHashKey = form.endsWith('/relaxed') ? ofRelaxed : header.bodyHashKey
        const { status } = await verifier.verifySignature(header, true)
        if (status.result === 'pass') return form
      }
      return undefined
    },
  }
}

/** A clause. */
export const unstatedForm = (form: string): string =>
  `it was made with canonicalization ${form}, and names none (c=), which means simple/simple`
