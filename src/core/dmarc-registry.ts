import { isWithin } from '../records/name.ts'
import type { PublicSuffix } from './dmarc.ts'

/**
 * Whether a record found at `holder`, on the way up from the domain, is that of a public suffix: receivers that follow
 * RFC 7489 never look there (section 6.6.3), and nobody but the registry can change it.
 */
export const isOfRegistry = (holder: string, domain: string, { suffix }: Pick<PublicSuffix, 'suffix'>): boolean =>
  holder !== domain && isWithin(suffix, holder)
