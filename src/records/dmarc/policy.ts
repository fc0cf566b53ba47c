import type { DmarcPolicy, DmarcRecord } from './record.ts'

/** Mail from whom: the domain as it is, a name below it that exists, a name below it that does not (NXDOMAIN). */
export type DmarcWho = 'domain' | 'subdomain' | 'nonexistent'

/** What receivers are asked to do with mail that does not pass. */
export interface PolicyInEffect {
  /** As published, and as it works under `t=y`, one step lower (RFC 9989 section 4.7). */
  published: DmarcPolicy
  effective: DmarcPolicy
  /** The tag that decides. */
  tag: 'p' | 'sp' | 'np'
}

const lower: Record<DmarcPolicy, DmarcPolicy> = { reject: 'quarantine', quarantine: 'none', none: 'none' }

/** The tags that decide for names below the one with the record, the first that is given. */
const asks = {
  domain: ['sp', 'p'],
  subdomain: ['sp', 'p'],
  nonexistent: ['np', 'sp', 'p'],
} as const

/**
 * What a record says about mail from the domain, or from a name below it, in receivers that follow RFC 9989 (section
 * 4.10.1); undefined where they can read no policy in it. `own`: the record stands at the domain itself. `inherited`: it
 * stands above, at the organizational domain or the public suffix, so that the domain is a subdomain to it.
 */
export function policyInEffect(
  { policy, testing }: Pick<DmarcRecord, 'policy' | 'testing'>,
  where: 'own' | 'inherited',
  who: DmarcWho,
): PolicyInEffect | undefined {
  if (!policy) return undefined
  const tag = where === 'own' && who === 'domain' ? 'p' : (asks[who].find((name) => policy[name] !== undefined) ?? 'p')
  const published = policy[tag] ?? policy.p
  return { published, effective: testing ? lower[published] : published, tag }
}
