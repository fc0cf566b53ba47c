import type { Ruling } from '../core/check.ts'
import { bySigner, type DkimKey, type DkimKeys, isNamed } from '../core/dkim.ts'
import { dnsEvidence } from '../core/evidence.ts'
import type { About, Evidence } from '../core/finding.ts'
import type { Blind } from '../core/observation.ts'
import type { DomainTarget } from '../core/target.ts'
import type { PublicKey } from '../records/dkim/record.ts'
import { joinNames } from '../records/name.ts'

const sources = {
  option: 'by --selector',
  signer: bySigner,
  relay: 'a selector of the relay',
  guess: 'guessed',
  wildcard: 'a wildcard',
} as const
/** How a selector was learned. */
export function sourceOf({ source, usedBy, madeFrom }: Pick<DkimKey, 'source' | 'usedBy' | 'madeFrom'>): string {
  if (source !== 'relay' || usedBy === undefined) return sources[source]
  return madeFrom === undefined ? `a selector of ${usedBy}` : `by the scheme of ${usedBy}, from ${madeFrom}`
}

/** What a sentence may say of any selector, and what it rests on. */
export function told(key: DkimKey, target: DomainTarget): { about: About; evidence: Evidence[] } {
  const { selector, name, source, answer, provider = 'whoever keeps the key there' } = key
  const place = (answer.kind !== 'blind' && answer.aliases.at(-1)?.to) || name
  const about = { domain: target.display, selector, source: sourceOf(key), name, place, keeper: provider }
  const evidence = dnsEvidence(answer)
  if (!key.wildcard) return { about, evidence }
  const wildcard =
    source === 'wildcard'
      ? `the wildcard (${name}, or one of a name above)`
      : `the wildcard that answers for ${name} (${joinNames('*', '_domainkey', target.name)}, or one of a name above)`
  return { about: { ...about, wildcard }, evidence }
}

/** `2048 bit RSA` */
export const kindOf = (key: PublicKey): string => (key.type === 'rsa' ? `${key.bits} bit RSA` : 'Ed25519')

/**
 * What is ruled of each selector, and that one which was named was not seen. A guessed one that was not seen counts only where
 * nothing else is said: something was found, and who guesses has no claim on all.
 */
export function eachKey<O extends string>(
  keys: DkimKeys,
  target: DomainTarget,
  ruleOn: (key: DkimKey) => Ruling<O> | readonly Ruling<O>[],
): Ruling<O>[] {
  const rulings = keys.flatMap((key): Ruling<O> | readonly Ruling<O>[] => {
    if (key.answer.kind !== 'blind') return ruleOn(key)
    return isNamed(key) ? [{ cannotTell: key.answer.blind, about: told(key, target).about }] : []
  })
  const unseen = unseenAmong(keys)
  return rulings.length > 0 || !unseen ? rulings : [{ cannotTell: unseen }]
}

/** The first selector that was not seen. */
export const unseenAmong = (keys: DkimKeys): Blind | undefined => {
  const answer = keys.find((key) => key.answer.kind === 'blind')?.answer
  return answer?.kind === 'blind' ? answer.blind : undefined
}

/** Whether mail may well be signed with another key than this one, which nobody named: then its faults are no failure. */
export const isSpare = (key: DkimKey, keys: DkimKeys): boolean =>
  !isNamed(key) && keys.some((other) => other.live || other.answer.kind === 'blind')

/** The fix that goes with where the record stands. A wildcard's alias stands in the wildcard, that of a DNAME does not. */
export function fixFor({ answer, wildcard }: DkimKey): 'alias' | 'wildcard' | 'own' {
  const aliases = answer.kind === 'blind' ? [] : answer.aliases
  if (wildcard && aliases.every(({ kind }) => kind === 'CNAME')) return 'wildcard'
  return aliases.length > 0 ? 'alias' : 'own'
}
