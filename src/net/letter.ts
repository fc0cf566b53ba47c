import type { ComposedLetter } from '../core/probe.ts'
import { type Usage, usage } from '../core/request.ts'
import { parseDomain } from '../records/domain.ts'
import { composed } from './letter/composed.ts'
import { readGiven } from './letter/given.ts'
import { type Signer, signed, signerOf } from './letter/signed.ts'

/** What is to be sent. */
export interface LetterOptions {
  /** From: `user@domain`. */
  from: string
  /** It bears the fields of bulk mail (RFC 8058): they name a place below the domain of From, where nothing answers. */
  bulk: boolean
  /** A message to go out as it is, and the name of its file. */
  given?: { octets: Uint8Array; called: string }
  /** A private key in PEM, the selector of its public one, and the name of its file. */
  dkim?: { key: string; selector: string; called: string }
  /** The clock of its Date field, and 16 letters that nobody else has, where they are not to be the real ones. */
  now?(): Date
  nonce?(): string
}

/**
 * Makes ready to compose one message for each recipient, or to send the given one to each; or one sentence on what cannot be
 * sent or signed. Composed ones are in ASCII, in lines of 76 characters at the most.
 */
export function openLetters(options: LetterOptions): ComposedLetter | Usage {
  const { from, given, dkim } = options
  const letter = given && readGiven(given)
  if (letter && 'usage' in letter) return letter
  const domain = letter ? letter.author : domainOf(from)
  if (!letter && domain === undefined)
    return usage('A message needs an author: give an address with a domain (--from probe@example.com).')
  const signer = dkim && signerOf(dkim, domain)
  if (signer && 'usage' in signer) return signer
  if (letter) return async () => withSignature(letter.letter, signer)
  return async (recipient) => withSignature(await composed(recipient, domain ?? '', options), signer)
}

/** The domain of an address, in A-labels; an address literal stays as it is. */
export function domainOf(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (at < 0 || domain === '') return undefined
  const parsed = parseDomain(domain)
  return 'fault' in parsed ? domain.toLowerCase() : parsed.name
}

type Letter = Awaited<ReturnType<ComposedLetter>>

async function withSignature(letter: Letter, signer: Signer | undefined): Promise<Letter> {
  const message = signer ? await signed(letter.message, signer) : letter.message
  return { ...letter, message, octets: message.length }
}
