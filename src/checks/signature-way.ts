import type { Mail } from '../core/mail.ts'
import type { MailSignature } from '../core/mail-auth.ts'
import type { MailHop, MailPath } from '../core/mail-path.ts'
import { few } from './few.ts'
import { isBroken, named } from './signatures-told.ts'

/** Who had a message after a signature was made that is broken, by its Received fields. */
export interface Since {
  /** Oldest first. */
  servers: string[]
  /** Nobody but the receiver's own servers. */
  atReceiver: boolean
  /** Who handed it in to the receiver, by name or address. */
  client?: string
  /** A later signature that broke in the same way: then it was changed after that one was made. */
  later?: MailSignature
  /** The server that this later one was made at. */
  madeAt?: string
}

/**
 * Servers stack their fields on top, so those above the signature had the mail after it was signed; below another
 * signature that holds, before that was made, and nothing was changed since.
 */
export function serversSince(
  broken: MailSignature,
  signatures: readonly MailSignature[],
  { fields }: Pick<Mail, 'fields'>,
  { hops, border }: MailPath,
): Since {
  let [hop, place] = [0, 0]
  let since: Hop[] = []
  const next = () => hops.find((each) => each.place === hop)
  for (const { key } of fields) {
    if (key === 'received') {
      since.push(next() ?? { place: hop })
      hop++
    }
    if (key === 'dkim-signature') {
      if (place === broken.place) break
      const there = signatures.find((each) => each.place === place)
      if (there?.result === 'pass') since = []
      if (there && isAlike(there, broken)) {
        const madeAt = next()?.by
        return { ...told(since, border), later: there, ...(madeAt && { madeAt }) }
      }
      place++
    }
  }
  return told(since, border)
}

type Hop = Pick<MailHop, 'place' | 'by'>

function told(since: readonly Hop[], border: MailHop | undefined): Since {
  const names = since.flatMap(({ by }) => by ?? [])
  const atReceiver = border !== undefined && since.length > 0 && since.every(({ place }) => place <= border.place)
  const client = border?.rdns ?? border?.helo ?? border?.ip
  return { servers: [...new Set(names)].reverse(), atReceiver, ...(client !== undefined && { client }) }
}

/** The very same was found in both, and of a header it was proven. */
const isAlike = (one: MailSignature, other: MailSignature): boolean =>
  isBroken(one) &&
  one.broke?.place === other.broke?.place &&
  one.broke?.says === other.broke?.says &&
  (one.broke?.place === 'body' || one.broke?.proven !== undefined)

/** Who may have done it, in a sentence. */
export function whereabouts({ servers, atReceiver, client, later, madeAt }: Since): string {
  const who = few(servers).join(', ')
  if (later) {
    const or = servers.length === 0 ? '' : `, or at ${who}, by its Received fields`
    return `That was done behind the signature of ${named([later])}, which broke in the same way: at ${madeAt ?? 'the server that made it'} itself${or}.`
  }
  if (servers.length === 0) return 'Nothing says which server had it since.'
  if (!atReceiver) return `These had it since, by its Received fields: ${who}.`
  return `By its Received fields only the receiver had it since, ${who}, and ${client ?? 'the server'} that handed it in there.`
}
