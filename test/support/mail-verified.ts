import type { ArcChain, MailSignatures } from '../../src/core/mail-auth.ts'
import type { Asked, MessageAsked } from '../../src/core/target.ts'
import { openVerification } from '../../src/facts/mail/verification.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { type MemoryOptions, memoryWorld } from './memory-dns.ts'

/** What is asked beside a message, with nothing else asked for. */
export const askedOfMessage = (message: MessageAsked = {}): Asked => ({
  addresses: [],
  selectors: [],
  mostGuesses: 0,
  parked: false,
  authoritative: false,
  message,
})

interface How extends MemoryOptions {
  asked?: MessageAsked
  /** How many octets come at once, in turn. */
  chunks?: readonly number[]
}

/** Signatures and chain of a message (latin1, one octet a character) in a world of these records. */
export async function verified(
  message: string,
  zone: string | readonly ResourceRecord[],
  { asked = {}, chunks = [777], ...options }: How = {},
): Promise<{ signatures: MailSignatures; arc: ArcChain; questions: readonly string[]; rounds: number }> {
  const world = memoryWorld(zone, options)
  const verification = await openVerification(world, askedOfMessage(asked))
  const octets = Buffer.from(message, 'latin1')
  for (let at = 0, turn = 0; at < octets.length; turn++) {
    const size = chunks[turn % chunks.length] as number
    await verification.write(octets.subarray(at, at + size))
    at += size
  }
  return { ...(await verification.end()), questions: world.questions, rounds: world.rounds }
}
