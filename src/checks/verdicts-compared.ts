import type { Facts } from '../core/facts.ts'
import type { AuthResult, MailSignature } from '../core/mail-auth.ts'
import type { Blind } from '../core/observation.ts'
import { canonicalAddress } from '../records/address.ts'

/** Why two verifiers may differ: each has its own order. */
export type Cause =
  | 'address'
  | 'changed'
  | 'changed-or-address'
  | 'key'
  | 'altered'
  | 'looked-before'
  | 'signed-since'
  | 'follows'
  | 'record'

/** One verdict of the receiver beside ours. */
export interface Compared {
  method: 'SPF' | 'DKIM' | 'DMARC' | 'ARC'
  /** The domain, with the selector of a signature where it is told. */
  of: string
  theirs: string
  ours: string
  /** `unknown`: one of the two does not know, or they are about different things. */
  state: 'same' | 'differs' | 'unknown'
  cause?: Cause
  /** With `differs`: a clause. */
  why?: string
  /** The address that the receiver judged, where it is another one. */
  address?: string
  blind?: Blind
}
type Given = Pick<Facts, 'receiversWord' | 'mailSpf' | 'signatures' | 'mailDmarc' | 'arc'>

/** Every verdict of the receiver that there is one of ours for. */
export function compareVerdicts(given: Given): Compared[] {
  const legs = [...compareSpf(given), ...compareDkim(given)]
  return [...legs, ...compareDmarc(given, legs), ...compareArc(given)]
}

const saidOf = ({ receiversWord }: Pick<Given, 'receiversWord'>, method: string): AuthResult[] =>
  receiversWord.results.filter((result) => result.method === method)

/** Results that mean the same, in the words of RFC 8601 and in older ones; nothing where a receiver could not tell. */
const spfWords: Record<string, string> = {
  pass: 'pass',
  fail: 'fail',
  hardfail: 'fail',
  softfail: 'softfail',
  none: 'neither',
  neutral: 'neither',
  permerror: 'permerror',
}
const dmarcWords: Record<string, string> = {
  pass: 'pass',
  fail: 'fail',
  none: 'none',
  bestguesspass: 'none',
  permerror: 'none',
}
const wordIn = (words: Record<string, string>, word: string) => (Object.hasOwn(words, word) ? words[word] : undefined)

const longestName = 255

/** `user@domain`, `@domain` or `domain`, as a receiver writes it. */
const domainIn = (value: string | undefined): string | undefined => {
  const domain = value
    ?.slice(value.lastIndexOf('@') + 1)
    .toLowerCase()
    .slice(0, longestName)
    .replace(/[>.]{1,3}$/, '')
  return domain === '' || domain === 'none' ? undefined : domain
}

function compareSpf(given: Given): Compared[] {
  const { mailSpf } = given
  const all = saidOf(given, 'spf')
  const senderOf = ({ properties }: AuthResult) => properties['smtp.mailfrom'] ?? properties['smtp.mail']
  const said = all.find((one) => domainIn(senderOf(one))) ?? all.find(({ properties }) => !properties['smtp.helo'])
  const theirs = said ?? all[0]
  if (!theirs) return []
  const their = domainIn(senderOf(theirs)) ?? domainIn(theirs.properties['smtp.helo'])
  const base = { method: 'SPF', of: their ?? 'the sender', theirs: theirs.result } as const
  if (!('verdict' in mailSpf)) return [{ ...base, ours: 'not judged', state: 'unknown' }]
  const { verdict } = mailSpf
  const compared = { ...base, of: their ?? mailSpf.domain, ours: verdict.result }
  const [word, own] = [wordIn(spfWords, theirs.result), wordIn(spfWords, verdict.result)]
  if (word === undefined || own === undefined || (their !== undefined && their !== mailSpf.domain))
    return [{ ...compared, state: 'unknown', ...(verdict.blind && { blind: verdict.blind }) }]
  if (word === own) return [{ ...compared, state: 'same' }]
  const addresses = addressesIn(theirs)
  const [address] = addresses
  const same = addresses.includes(verdict.ip)
  if (address !== undefined && !same) {
    const why = `it judged the address ${address}, and ${verdict.ip} was judged here`
    return [{ ...compared, state: 'differs', cause: 'address', why, address }]
  }
  const why = `the SPF record may have been ${own === 'pass' ? 'mended' : 'changed'} since`
  return [
    {
      ...compared,
      state: 'differs',
      ...(same
        ? { cause: 'changed', why }
        : { cause: 'changed-or-address', why: `${why}, or another address was judged there` }),
    },
  ]
}

/** The addresses in a receiver's result: one that it judged, in a property or a comment. */
function addressesIn({ comment = '', properties }: AuthResult): string[] {
  const values = Object.entries(properties).flatMap(([name, value]) => (/(?:^|[.-])ip$/.test(name) ? [value] : []))
  const words = [...values, ...comment.slice(0, 1000).split(/[^0-9a-f:.]+/i)].slice(0, 200)
  return words.flatMap((word) => canonicalAddress(word.replace(/\.$/, '')) ?? [])
}

/** Which signature a result is about, as far as the receiver tells. */
interface Named {
  domain?: string
  /** It is that of `i=`, which may lie below the one that signs (RFC 6376 section 3.5). */
  isIdentity: boolean
  selector?: string
}

function namedBy({ properties }: AuthResult): Named {
  const signing = domainIn(properties['header.d'])
  const domain = signing ?? domainIn(properties['header.i'])
  const selector = properties['header.s']?.toLowerCase().slice(0, longestName)
  return {
    ...(domain !== undefined && { domain }),
    isIdentity: signing === undefined,
    ...(domain !== undefined && selector && { selector }),
  }
}

const isAbout = ({ domain, isIdentity, selector }: Named, one: MailSignature): boolean =>
  (domain === undefined ||
    one.domain === domain ||
    (isIdentity && one.domain !== '' && domain.endsWith(`.${one.domain}`))) &&
  (selector === undefined || one.selector === '' || one.selector.toLowerCase() === selector)

/** By domain, and by selector where the receiver names it. */
function compareDkim(given: Given): Compared[] {
  const groups = new Map<string, { named: Named; results: AuthResult[] }>()
  for (const result of saidOf(given, 'dkim')) {
    const named = namedBy(result)
    const key = JSON.stringify(named)
    groups.set(key, { named, results: [...(groups.get(key)?.results ?? []), result] })
  }
  return [...groups.values()].map(({ named, results }) => compareSignature(named, results, given))
}

function compareSignature(named: Named, results: readonly AuthResult[], { signatures }: Given): Compared {
  const own = signatures.signatures.filter((one) => isAbout(named, one))
  const [first] = results
  const passes = results.some(({ result }) => result === 'pass')
  const theirs = passes ? 'pass' : (first?.result ?? 'none')
  const { domain = 'the message', selector } = named
  const of = selector === undefined ? domain : `${domain} (${selector})`
  const base = { method: 'DKIM', of, theirs } as const
  const counts = own.some(({ result }) => result === 'pass')
  const blind = own.find(({ result }) => result === 'temperror')
  const ours = counts ? 'pass' : (blind?.result ?? own[0]?.result ?? 'not there')
  const compared = { ...base, ours }
  const theyKnow = passes || results.every(({ result }) => /^(?:fail|neutral|none|permerror|policy)$/.test(result))
  const notAll = !counts && signatures.count > signatures.signatures.length
  // That it failed there says nothing of one that is no longer in the message.
  const isGone = own.length === 0 && named.domain !== undefined && !passes && theirs !== 'none'
  if (!theyKnow || notAll || isGone || (!counts && (blind || own.some(({ result }) => result === 'policy'))))
    return { ...compared, state: 'unknown', ...(blind?.blind && { blind: blind.blind }) }
  if (passes === counts) return { ...compared, state: 'same' }
  return { ...compared, state: 'differs', ...causeOf(passes, theirs, own, first) }
}

function causeOf(
  passes: boolean,
  theirs: string,
  own: readonly MailSignature[],
  said: AuthResult | undefined,
): { cause?: Cause; why: string } {
  if (!passes && theirs === 'none')
    return { cause: 'signed-since', why: 'it saw no signature, so this one was put on later' }
  if (!passes) {
    const comment = said?.reason ?? said?.comment
    const remark = comment ? ` (it says: ${comment.slice(0, 120)})` : ''
    return {
      cause: 'looked-before',
      why: `the key may not have been published then, or that receiver asks for more${remark}`,
    }
  }
  const [first] = own
  if (!first) return { cause: 'altered', why: 'that signature is no longer in the message' }
  if (first.broke?.place === 'key' || first.result === 'permerror')
    return { cause: 'key', why: `the key was changed or taken away since${remarkOf(first)}` }
  if (first.result !== 'fail') return { why: `that signature does not count here${remarkOf(first)}` }
  return { cause: 'altered', why: `the message was altered after it had been verified there${remarkOf(first)}` }
}

function remarkOf({ broke, problem }: MailSignature): string {
  const remark = broke?.says ?? problem
  return remark === undefined ? '' : ` (${remark})`
}

function compareDmarc(given: Given, legs: readonly Compared[]): Compared[] {
  const { mailDmarc } = given
  const [said] = saidOf(given, 'dmarc')
  if (!said) return []
  const their = domainIn(said.properties['header.from'])
  const own = mailDmarc.author?.domain
  const { result, blind } = mailDmarc
  const compared = { method: 'DMARC', of: their ?? own ?? 'the author', theirs: said.result, ours: result } as const
  const [word, ourWord] = [wordIn(dmarcWords, said.result), wordIn(dmarcWords, result)]
  if (word === undefined || ourWord === undefined || (their !== undefined && own !== undefined && their !== own))
    return [{ ...compared, state: 'unknown', ...(blind && { blind }) }]
  if (word === ourWord) return [{ ...compared, state: 'same' }]
  if (own === undefined) {
    const why = 'From does not name exactly one author, and that receiver read one out of it'
    return [{ ...compared, state: 'differs', why }]
  }
  // Not every receiver goes by the one domain that several addresses have.
  if (mailDmarc.isOneOfSeveral) return [{ ...compared, state: 'unknown' }]
  if (legs.length > 0 && legs.every(({ state }) => state === 'same')) {
    const why = 'SPF and DKIM are the same here, so the DMARC record was changed since, or that receiver goes by more'
    return [{ ...compared, state: 'differs', cause: 'record', why }]
  }
  const why = 'it follows from SPF, DKIM and the DMARC record, and one of them is not what it was'
  return [{ ...compared, state: 'differs', cause: 'follows', why }]
}

/** A receiver seals what it passes on, so a chain may have grown since it said that there was none. */
function compareArc(given: Given): Compared[] {
  const { arc } = given
  const [said] = saidOf(given, 'arc')
  if (!said || said.result === 'none') return []
  const last = arc.seals.at(-1)
  const compared = { method: 'ARC', of: last?.domain ?? 'the chain', theirs: said.result, ours: arc.result } as const
  if (!/^(?:pass|fail)$/.test(said.result) || arc.result === 'temperror')
    return [{ ...compared, state: 'unknown', ...(arc.blind && { blind: arc.blind }) }]
  if (said.result === arc.result) return [{ ...compared, state: 'same' }]
  if (said.result === 'fail') {
    const why = 'a key may not have been published then'
    return [{ ...compared, state: 'differs', cause: 'looked-before', why }]
  }
  const why =
    arc.result === 'none'
      ? 'that chain is no longer in the message'
      : 'the message was altered after it had been verified there'
  return [{ ...compared, state: 'differs', cause: 'altered', why }]
}
