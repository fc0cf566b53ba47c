import { Buffer } from 'node:buffer'
import type { DkimVerifier, HeaderRow } from 'mailauth/lib/dkim/dkim-verifier.js'
import type { ArcChain, MailSignature } from '../../core/mail-auth.ts'
import type { Blind } from '../../core/observation.ts'
import type { HeaderField } from '../../records/mail/fields.ts'
import { parseSignature, type SignatureTags } from '../../records/mail/signature.ts'
import { arcChain, sealsIn } from './arc-chain.ts'
import type { BodyHashes, BodyWant } from './body-hashes.ts'
import { breakageOf, wantOf } from './breakage.ts'
import { judgedBy } from './signature-problems.ts'
import type { SignatureField, Signed } from './signed.ts'
import { mayHaveGone, type SignerKeys } from './signer-keys.ts'
import { whoseIs } from './signers.ts'
import { openUnstatedForms, type UnstatedForms, unstatedForm } from './unstated-form.ts'

/** Octets that are spent at most on finding out what was changed. */
const mostTried = 134_217_728

/** When the message came, which is what it is judged by, and what time it is. */
export interface Clock {
  receivedAt: Date
  /** Somebody said so: else it is now. */
  isKnown: boolean
  now: Date
}
/** Knows the header, wants hashes of the body, and concludes once it has them. */
export interface Verifier {
  wants: BodyWant[]
  /** `body` as it came, where it is not too large. */
  conclude(hashes: BodyHashes, body: Uint8Array | undefined): Promise<{ signatures: MailSignature[]; arc: ArcChain }>
}

/** Gives a header to mailauth; the body it never sees: what it wants to know of that is hashed beside it, in bounded time. */
export async function openVerifier(signed: Signed, keys: SignerKeys, clock: Clock): Promise<Verifier> {
  const { DkimVerifier } = await import('./mailauth.ts')
  const { resolver } = keys
  const verifier = new DkimVerifier({ strict: true, curTime: clock.receivedAt, resolver })
  const wants = new Map<string, BodyWant>()
  verifier.addBodyHash = (form, algorithm, covered) => {
    const want = { form, algorithm, ...(covered !== '' && { covered }) } as BodyWant
    const key = JSON.stringify(want)
    wants.set(key, want)
    return key
  }
  const rows = new Map(signed.fields.map((field) => [field, rowOf(field)]))
  const fit = signed.chosen.filter(({ unread }) => unread === undefined)
  keys.askAhead([
    ...fit.map(({ tags }) => tags),
    ...(signed.sealsUnread === undefined ? chainSigners(signed.fields) : []),
  ])
  const mine = new Set([
    ...fit.map(({ field }) => field),
    ...(signed.sealsUnread === undefined ? sealFields(signed) : []),
  ])
  await verifier.messageHeaders(headersOf([...mine].map((field) => rows.get(field) as HeaderRow)))
  verifier.headers = headersOf([...rows.values()])
  const unstated = openUnstatedForms(verifier)
  return {
    wants: [...wants.values()],
    async conclude(hashes, body) {
      for (const [key, want] of wants)
        verifier.bodyHashes.set(key, {
          update: () => {},
          setContentType: () => {},
          getMimeStructureStart: () => -1,
          digest: () => hashes.hash(want),
        })
      await verifier.finalChunk()
      const told = new Map(
        fit.map((each, i) => [each, { status: verifier.results[i]?.status, header: verifier.signatureHeaders[i] }]),
      )
      const signatures: MailSignature[] = []
      const budget = { octets: mostTried }
      for (const each of signed.chosen) {
        const { status, header } = told.get(each) ?? {}
        const broken = { body, rows: verifier.headers.parsed, verifier, budget }
        const madeWith = () => unstated.madeWith(header)
        const signature = await signatureOf(each, status, signed, keys, clock, { ...broken, madeWith })
        signatures.push(
          signature.result === 'pass'
            ? { ...signature, ...restOf(each.tags, hashes), ...aheadOf(each.tags, clock) }
            : signature,
        )
      }
      return { signatures, arc: await chainOf(verifier, signed, keys, clock, unstated) }
    },
  }
}

const sealFields = ({ fields }: Signed): HeaderField[] => fields.filter(({ key }) => key.startsWith('arc-'))

const rowOf = ({ key, name, raw }: HeaderField): HeaderRow => ({
  key,
  casedKey: name,
  line: Buffer.from(raw, 'latin1'),
})

const headersOf = (parsed: HeaderRow[]) => ({ parsed, original: Buffer.alloc(0) })

type Status = DkimVerifier['results'][number]['status']

async function signatureOf(
  { place, field, tags, unread }: SignatureField,
  status: Status | undefined,
  { authors }: Signed,
  keys: SignerKeys,
  clock: Clock,
  {
    madeWith,
    ...broken
  }: Omit<Parameters<typeof breakageOf>[0], 'field' | 'tags' | 'place' | 'problem'> & {
    madeWith(): Promise<string | undefined>
  },
): Promise<MailSignature> {
  const told = { place, ...shownOf(tags), ...whoseIs(tags.domain, authors) }
  if (unread !== undefined || !status) return { ...told, result: 'temperror', blind: notRead(unread) }
  const key = await keys.keyOf(tags.domain, tags.selector)
  const withKey = { ...told, ...(key && { key }) }
  const judged = judgedBy(status, tags, key)
  if (judged.result === 'temperror') {
    const blind = key?.answer.kind === 'blind' ? key.answer.blind : notRead('its key could not be looked up')
    return { ...withKey, result: 'temperror', blind }
  }
  const { result, problem } = judged
  if (result === 'pass' || problem === undefined) return { ...withKey, result }
  if (judged.place === 'body' && broken.body && isEmpty(broken.body))
    return { ...withKey, result: 'temperror', blind: noBody }
  const late = status.comment === 'expired' && !clock.isKnown ? unknownTime(tags.domain) : undefined
  const gone = late ?? (judged.place === 'key' && key ? mayHaveGone(key, clock.receivedAt, clock.now) : undefined)
  if (gone) return { ...withKey, result: 'temperror', blind: gone }
  const form = judged.place === 'body' || judged.place === 'header' ? await madeWith() : undefined
  if (form !== undefined) {
    const says = unstatedForm(form)
    return { ...withKey, result, problem: says, broke: { place: 'signature', proven: 'canonicalization', says } }
  }
  const broke = await breakageOf({ ...broken, field, tags, place: judged.place ?? 'signature', problem })
  return { ...withKey, result, problem, broke }
}

/** What stands behind `l=`. */
function restOf(tags: SignatureTags, hashes: BodyHashes): Pick<MailSignature, 'unsigned'> {
  const unsigned = tags.covered === undefined ? 0 : hashes.behind(wantOf(tags))
  return unsigned > 0 ? { unsigned } : {}
}

/** No more than line ends. */
const isEmpty = (body: Uint8Array): boolean => body.length <= 4 && body.every((octet) => octet === 10 || octet === 13)

const noBody: Blind = {
  reason: 'not-attempted',
  detail: 'the file ends behind the header, and a signature is made over the body as well',
  wayOut: 'Save the whole message by "Show original" or "View source", with what stands below its header.',
}

const day = 86_400_000

/** RFC 6376 section 3.5: verifiers may ignore a signature that was made in the future. */
function aheadOf({ timestamp }: SignatureTags, { receivedAt }: Clock): Pick<MailSignature, 'ahead'> {
  const ahead = timestamp ? timestamp.getTime() - receivedAt.getTime() : 0
  return ahead > day ? { ahead } : {}
}

const unknownTime = (domain: string): Blind => ({
  reason: 'not-attempted',
  detail: `a signature of ${domain} has expired by now, and no Received field says when the message came`,
  wayOut: 'Say when it was received: --received-at TIME.',
})

const shownOf = ({ bodyHash: _, copies: __, missing: ___, ...shown }: SignatureTags) => shown

const notRead = (why = 'it was not looked at'): Blind => ({
  reason: 'not-attempted',
  detail: `the message has a signature that was not verified: ${why}`,
})

async function chainOf(
  verifier: DkimVerifier,
  signed: Signed,
  keys: SignerKeys,
  clock: Clock,
  unstated: UnstatedForms,
): Promise<ArcChain> {
  const seals = sealsIn(signed.fields)
  if (!signed.isSealed) return { result: 'none', seals }
  if (signed.sealsUnread !== undefined) return { result: 'temperror', seals, blind: notRead(signed.sealsUnread) }
  const { arc } = await import('./mailauth.ts')
  const message = verifier.arc.lastEntry?.messageSignature?.status
  const { status } = await arc(verifier.arc as unknown as Parameters<typeof arc>[0], {
    resolver: keys.resolver,
    strict: true,
  })
  const { result, comment, policy } = status as Status
  const blind = result === 'fail' && !verifier.arc.error ? await unseenKey(signed, keys, clock) : undefined
  const isUnmade = message?.result === 'fail' && result === 'fail'
  const form = isUnmade
    ? await unstated.madeWith(verifier.signatureHeaders.find(({ type }) => type === 'ARC'))
    : undefined
  return arcChain(seals, { result, comment, ...(policy && { policy }), message, blind, form })
}

/** Who sealed, and who signed the message for that (RFC 8617 section 4.1). */
const chainSigners = (fields: readonly HeaderField[]): { domain: string; selector: string }[] =>
  [
    ...sealsIn(fields),
    ...fields.filter(({ key }) => key === 'arc-message-signature').map(({ value }) => parseSignature(value)),
  ].slice(0, 100)

/** What hides a key of the chain, if anything does. */
async function unseenKey({ fields }: Signed, keys: SignerKeys, clock: Clock): Promise<Blind | undefined> {
  for (const { domain, selector } of chainSigners(fields)) {
    const key = await keys.keyOf(domain, selector)
    if (key?.answer.kind === 'blind') return key.answer.blind
    const gone = key && mayHaveGone(key, clock.receivedAt, clock.now)
    if (gone) return gone
  }
  return undefined
}
