import type { MailSignature, MailSignatures } from '../../src/core/mail-auth.ts'

/** A signature of shop.example that passes, but for what is given. */
export const signatureOf = (more: Partial<MailSignature> = {}): MailSignature => ({
  place: 0,
  domain: 'shop.example',
  selector: 's1',
  algorithm: 'rsa-sha256',
  canonicalization: { header: 'relaxed', body: 'relaxed' },
  identity: `@${more.domain ?? 'shop.example'}`,
  fields: ['from', 'subject', 'date'],
  result: 'pass',
  whose: 'author',
  ...more,
})

/** All of them. */
export const signaturesOf = (...signatures: readonly Partial<MailSignature>[]): MailSignatures => ({
  signatures: signatures.map((more, place) => signatureOf({ place, ...more })),
  count: signatures.length,
})
