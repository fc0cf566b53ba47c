import type { Mail, MailField } from '../core/mail.ts'
import type { ArcChain, MailSignature, MailSignatures, ReceiversWord } from '../core/mail-auth.ts'
import type { MailHop, MailPath } from '../core/mail-path.ts'
import { parseAuthResults } from '../records/mail/authres.ts'
import { few } from './few.ts'
import { isBroken, named, saidIn, saidOf } from './signatures-told.ts'

/** Who had a message after a signature was made that is broken, by its Received fields. */
export interface Since {
  /** Oldest first. */
  servers: string[]
  /** The server at which it was signed, or that handed it on first: its own programs had it behind the signer. */
  from?: string
  /** Nobody but the receiver's own servers. */
  atReceiver: boolean
  /** Who handed it in to the receiver, by name or address. */
  client?: string
  /** A later signature that broke in the same way: then it was changed after that one was made. */
  later?: MailSignature
  /** The server that this later one was made at. */
  madeAt?: string
  /** What shows that it was broken by then, a clause. */
  before?: string
  /** Who sealed that it held there (ARC): it broke behind that. */
  held?: string
}

/** What is known of the signatures of a message and of its way. */
export interface WayFacts {
  signatures: MailSignatures
  receiversWord: ReceiversWord
  arc: ArcChain
  mail: Pick<Mail, 'fields'>
  mailPath: MailPath
}

/**
 * Servers stack their fields on top, so those above the signature had the mail after it was signed. Below another signature
 * that holds, and below what a sealer or the receiver saw broken, it was so before; above a seal that saw it hold, since.
 */
export function serversSince(broken: MailSignature, facts: WayFacts): Since {
  const { signatures, mail, mailPath } = facts
  const { hops, border } = mailPath
  let [hop, place] = [0, 0]
  let since: Hop[] = []
  let [before, handed]: [string?, Hop?] = []
  const next = (): Hop | undefined => hops.find((each) => each.place === hop)
  for (const field of mail.fields) {
    const { key } = field
    if (key === 'received') {
      handed = next() ?? { place: hop }
      since.push(handed)
      hop++
    }
    const sealed = key === 'arc-authentication-results' ? sealedOf(broken, field, facts.arc) : undefined
    if (sealed?.held) return { ...told(since, border), held: sealed.by }
    if (sealed) [since, before] = [[], `${sealed.by} sealed that it failed there`]
    if (key === 'dkim-signature') {
      if (place === broken.place) break
      const there = signatures.signatures.find((each) => each.place === place)
      if (there?.result === 'pass') [since, before] = [[], `the later signature of ${named([there])} holds`]
      if (there && isAlike(there, broken)) {
        const madeAt = next()?.by
        return {
          ...seenBroken(told(since, border), since, broken, facts, true),
          later: there,
          ...(madeAt && { madeAt }),
        }
      }
      place++
    }
  }
  const from = next()?.by ?? (handed && clientOf(handed))
  const way = { ...told(since, border), ...(from !== undefined && { from }) }
  return before === undefined ? seenBroken(way, since, broken, facts, from !== undefined) : { ...way, before }
}

/** Without the receiver's own server, where that saw it broken. `isOther`: then somebody else is left who had it. */
function seenBroken(
  way: Since,
  since: readonly Hop[],
  broken: MailSignature,
  { receiversWord, mailPath }: WayFacts,
  isOther: boolean,
): Since {
  const { border } = mailPath
  const said = saidOf(broken, receiversWord)
  if (said.length === 0 || said.some((one) => one !== 'fail')) return way
  const outside = isOneServer(mailPath) ? since.filter(({ place }) => place > (border?.place ?? -1)) : since
  const servers = outside.length > 0 || isOther ? told(outside, border).servers : way.servers
  return { ...way, servers, before: `${receiversWord.authserv?.id ?? 'the receiver'} saw it fail` }
}

/** Whether all of the receiver is one server, which verified what came in to it: one of several may have changed it before. */
const isOneServer = ({ hops, border }: MailPath): boolean =>
  border !== undefined && new Set(hops.filter(({ place }) => place <= border.place).map(({ by }) => by)).size === 1

type Hop = Pick<MailHop, 'place' | 'by' | 'rdns' | 'helo' | 'ip'>

const clientOf = ({ rdns, helo, ip }: Hop): string | undefined => rdns ?? helo ?? ip

/** What a sealer saw of this signature, where the chain of seals holds (RFC 8617 section 4.1.1). */
function sealedOf(
  signature: MailSignature,
  { value }: Pick<MailField, 'value'>,
  { result, seals }: ArcChain,
): { by: string; held: boolean } | undefined {
  if (result !== 'pass') return undefined
  const { instance, results } = parseAuthResults(value)
  const by = seals.find((seal) => seal.instance === instance)?.domain
  const said = saidIn(results, signature)
  const held = said.includes('pass')
  return by && (held || said.includes('fail')) ? { by, held } : undefined
}

function told(since: readonly Hop[], border: MailHop | undefined): Since {
  const names = since.flatMap(({ by }) => by ?? [])
  const atReceiver = border !== undefined && since.length > 0 && since.every(({ place }) => place <= border.place)
  const client = border && clientOf(border)
  return { servers: [...new Set(names)].reverse(), atReceiver, ...(client !== undefined && { client }) }
}

/** The very same was found in both, and of a header it was proven. */
const isAlike = (one: MailSignature, other: MailSignature): boolean =>
  isBroken(one) &&
  one.broke?.place === other.broke?.place &&
  one.broke?.says === other.broke?.says &&
  (one.broke?.place === 'body' || one.broke?.proven !== undefined)

/** Where it can have been done, in a sentence. */
export function whereabouts({ servers, from, atReceiver, client, later, madeAt, before, held }: Since): string {
  const who = few(servers).join(', ')
  if (later) {
    const or = servers.length === 0 ? '' : `, or at ${who}, by its Received fields`
    return `That was done behind the signature of ${named([later])}, which broke in the same way: at ${madeAt ?? 'the server that made it'} itself${or}.`
  }
  if (held !== undefined) {
    const at = servers.length === 0 ? '' : `, or at ${who}, by its Received fields`
    return `It held when ${held} sealed the message (ARC), so it broke there behind the seal${at}.`
  }
  const isFurther = from !== undefined && !servers.includes(from)
  if (atReceiver && before === undefined)
    return `By its Received fields only the receiver had it since, ${who}, and ${client ?? 'the server'} that handed it in there.`
  const places = [...(isFurther ? [`at ${from} behind the signer`] : []), ...(servers.length > 0 ? [`at ${who}`] : [])]
  if (places.length === 0) return `Nothing says which server had it since${before === undefined ? '' : `; ${before}`}.`
  const where = places.join(places.length > 1 ? ', or ' : '')
  return before === undefined
    ? `By its Received fields it can have broken ${where}.`
    : `By its Received fields it can only have broken ${where}, since ${before}.`
}
