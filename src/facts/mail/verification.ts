import type { ArcChain, MailSignatures } from '../../core/mail-auth.ts'
import type { Asked } from '../../core/target.ts'
import type { World } from '../../core/world.ts'
import type { Header } from '../../records/mail/fields.ts'
import { openBodyHashes } from './body-hashes.ts'
import { openHeaderBlock } from './header-block.ts'
import { receivedAtOf } from './received-time.ts'
import { type Signed, signedBy } from './signed.ts'
import { signerKeys } from './signer-keys.ts'
import { type Clock, openVerifier, type Verifier } from './verifier.ts'

/** Verifies the signatures of a message as it comes. */
export interface Verification {
  write(chunk: Uint8Array): Promise<void>
  /** `unread`: why not all of the header was read, a clause. */
  end(): Promise<Verified & { unread?: string }>
}
interface Verified {
  signatures: MailSignatures
  arc: ArcChain
}

/** A header of more than the 2,000 fields that are looked at otherwise may hold as many signatures and others below them. */
const limits = { fields: 20_000, octets: 1_048_576 }

/** Verifies the signatures of a message as it comes, in bounded memory; every key is asked for through the world. */
export async function openVerification(world: World, asked: Asked): Promise<Verification> {
  const block = openHeaderBlock(limits)
  let open: Body | undefined
  let unread: string | undefined
  const opened = () => {
    const header = block.end()
    unread = header.cut
    return openBody(world, asked, header)
  }
  return {
    async write(chunk) {
      const body = open ? chunk : block.write(chunk)
      if (!body) return
      open ??= await opened()
      open.write(body)
    },
    async end() {
      open ??= await opened()
      return { ...(await open.end()), ...(unread !== undefined && { unread }) }
    },
  }
}

interface Body {
  write(chunk: Uint8Array): void
  end(): Promise<Verified>
}

/** What is kept of a body to find where it was changed; of a larger one only its hashes are known. */
const mostKept = 4_194_304

async function openBody(world: World, asked: Asked, header: Header): Promise<Body> {
  const signed = signedBy(header)
  if (signed.chosen.length === 0 && !signed.isSealed)
    return {
      write: () => {},
      end: async () => ({ signatures: { signatures: [], count: 0 }, arc: { result: 'none', seals: [] } }),
    }
  const { at: receivedAt, from } = receivedAtOf(header.fields, asked, world.now())
  const clock: Clock = { receivedAt, isKnown: from !== 'clock', now: world.now() }
  const verifier = await openVerifier(signed, signerKeys(world), clock)
  const hashes = openBodyHashes(verifier.wants)
  const kept: Uint8Array[] = []
  let octets = 0
  return {
    write(chunk) {
      hashes.write(chunk)
      octets += chunk.length
      if (octets <= mostKept) kept.push(chunk.slice())
      else kept.length = 0
    },
    end() {
      hashes.end()
      return concluded(verifier, signed, hashes, octets <= mostKept ? Buffer.concat(kept) : undefined)
    },
  }
}

async function concluded(
  verifier: Verifier,
  { count }: Signed,
  ...[hashes, body]: Parameters<Verifier['conclude']>
): Promise<Verified> {
  const { signatures, arc } = await verifier.conclude(hashes, body)
  return { signatures: { signatures, count }, arc }
}
