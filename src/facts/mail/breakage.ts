import { Buffer } from 'node:buffer'
import { createHash, verify } from 'node:crypto'
import type { DkimVerifier, HeaderRow } from 'mailauth/lib/dkim/dkim-verifier.js'
import type { Breakage } from '../../core/mail-auth.ts'
import { relaySignerOf } from '../../knowledge/relay-signers.ts'
import type { HeaderField } from '../../records/mail/fields.ts'
import { parseSignature, type SignatureTags } from '../../records/mail/signature.ts'
import { readTags } from '../../records/tag-list.ts'
import { bodyBreakage } from './body-breakage.ts'
import type { BodyWant } from './body-hashes.ts'
import { filterIn } from './body-recodings.ts'
import { coveredRows, headerBreakage, type Trial } from './header-breakage.ts'
import { missingFields } from './missing-fields.ts'
import { keyName } from './signer-keys.ts'

/** A signature that does not verify, and what there is to find out why. */
export interface Broken {
  place: Breakage['place']
  /** Why it is none, a clause. */
  problem: string
  field: HeaderField
  tags: SignatureTags
  rows: readonly HeaderRow[]
  /** As it came; nothing where it is too large to be kept. */
  body: Uint8Array | undefined
  verifier: DkimVerifier
  /** What may still be spent on trying, for all signatures together. */
  budget: { octets: number }
}

/** Where a signature broke, and what was done to the message, as far as trying shows (bounded by the budget). */
export async function breakageOf(broken: Broken): Promise<Breakage> {
  const { place, problem } = broken
  if (place === 'key' || place === 'signature') return { place, says: problem }
  const header = await headerOf(broken)
  if (place === 'header') return header === 'intact' || !header ? changedHeader(broken) : { place, ...header }
  const body = bodyOf(broken)
  const says = body?.says ?? `the body was changed${likely(broken)}`
  const also = header === 'intact' ? '' : header ? `, and ${header.says}` : ''
  return { place, ...body, ...(header === 'intact' && { sound: true }), says: says + also }
}

function changedHeader({ tags, rows }: Broken): Breakage {
  const covered = [...new Set(coveredRows(rows, tags.fields).map(({ casedKey }) => casedKey))]
  const suspect = rewriterOf(rows, covered)
  if (suspect) {
    const what = `${suspect.relay} writes ${suspect.fields.join(' and ')} anew`
    return {
      place: 'header',
      says: `one of the signed fields was changed: ${what}, and the signature covers that`,
      by: suspect,
    }
  }
  const { gone, absent } = missingFields(rows, tags.fields)
  if (gone.length > 0) {
    const are = gone.length === 1 ? 'is signed and is' : 'are signed and are'
    return { place: 'header', says: `${inWords(gone)} ${are} not there: most likely taken out after that`, gone }
  }
  const or = absent.length === 0 ? '' : `, or taken out (${absent.slice(0, 12).join(', ')})`
  const says = `one of the signed fields was changed (${covered.slice(0, 12).join(', ')})${or}, or another key than the published one signed`
  return { place: 'header', says }
}

const inWords = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, 12).slice(0, -1).join(', ')} and ${names.slice(0, 12).at(-1)}` : names.join()

/** A relay that carried the message and signed it as well, and is known to write fields anew that are covered. */
function rewriterOf(rows: readonly HeaderRow[], covered: readonly string[]) {
  const names = new Set(covered.map((name) => name.toLowerCase()))
  const signers = rows.filter(({ key, line }) => key === 'dkim-signature' && line.length < 10_000).slice(0, 20)
  for (const { line } of signers) {
    const { domain } = parseSignature(line.toString('latin1').replace(/^[^:]*:/, ''))
    const { relay, rewrites = [] } = relaySignerOf(domain) ?? {}
    const fields = rewrites.filter((name) => names.has(name.toLowerCase()))
    if (relay !== undefined && fields.length > 0) return { relay, fields }
  }
  return undefined
}

const listFields = new Set(['list-id', 'list-post', 'mailing-list'])

function likely({ rows, body }: Broken): string {
  if (!body) return ' (it is too large to find out where)'
  const filter = filterIn(body)
  if (filter !== undefined) return ` (its links lead over a filter at ${filter}, which may have rewritten them)`
  return rows.some(({ key }) => listFields.has(key))
    ? ' (it went through a mailing list, which may have added to it or converted it)'
    : ''
}

/** The hash of the body that a signature is made over. */
export const wantOf = ({ canonicalization, algorithm, covered }: SignatureTags): BodyWant =>
  ({
    form: canonicalization.body,
    algorithm: algorithm.endsWith('sha1') ? 'sha1' : 'sha256',
    ...(covered !== undefined && { covered }),
  }) as BodyWant

/** So many octets may be hashed and read for one signature's body. */
const bodyShare = 20

function bodyOf({ body, tags, rows, budget }: Broken): ReturnType<typeof bodyBreakage> {
  if (!body || budget.octets < body.length * bodyShare) return undefined
  budget.octets -= body.length * bodyShare
  const encoding = rows.findLast(({ key }) => key === 'content-transfer-encoding')
  const text = encoding?.line.toString('latin1') ?? ''
  return bodyBreakage({
    body,
    want: wantOf(tags),
    hash: tags.bodyHash,
    encoding: text
      .slice(text.indexOf(':') + 1)
      .trim()
      .toLowerCase(),
  })
}

async function headerOf(broken: Broken): Promise<ReturnType<typeof headerBreakage>> {
  const trial = await trialOf(broken)
  const raw = Buffer.from(broken.field.raw, 'latin1')
  const own = broken.rows.find(({ line }) => line.equals(raw))
  return trial && own && headerBreakage({ rows: broken.rows, own, tags: broken.tags, trial })
}

/** Nothing where there is no key to try with. */
async function trialOf({ tags, field, verifier, budget }: Broken): Promise<Trial | undefined> {
  const { generateCanonicalizedHeader } = await import('./mailauth.ts')
  const [kind = '', hashAlgo = ''] = tags.algorithm.split('-')
  const signature = Buffer.from(readTags(field.value).findLast(({ name }) => name === 'b')?.value ?? '', 'base64')
  try {
    const name = keyName(tags.domain, tags.selector)
    const { publicKey } = await verifier.keyCache.get('DKIM', name, undefined, { strict: true, hashAlgo })
    const canonicalization = `${tags.canonicalization.header}/${tags.canonicalization.body}`
    return (headers, own) => {
      const octets = headers.reduce((sum, { line }) => sum + line.length, own.line.length)
      if (budget.octets < octets) return false
      budget.octets -= octets
      const options = { signatureHeaderLine: own.line, canonicalization, strict: true }
      const { canonicalizedHeader: text } = generateCanonicalizedHeader('DKIM', { keys: '', headers }, options)
      return isSigned(text, kind === 'rsa' ? hashAlgo : undefined, publicKey, signature)
    }
  } catch {
    return undefined
  }
}

/** RSA signs the text, Ed25519 its hash (RFC 8463 section 3). A key of another kind than the signature verifies nothing. */
function isSigned(text: Buffer, hash: string | undefined, key: Buffer | string, signature: Buffer): boolean {
  try {
    return hash === undefined
      ? verify(null, createHash('sha256').update(text).digest(), key, signature)
      : verify(hash, text, key, signature)
  } catch {
    return false
  }
}
