import type { RelayProfile } from '../../core/relay.ts'
import { spfProviders } from '../spf-providers.ts'

const own = { returnPath: { kind: 'own' } } as const

/** The include of an SPF provider, by its id, and when it is needed after all: both stand with the provider. */
function includeOf(provider: string): { include: string; else?: string } {
  const known = spfProviders.find(({ id }) => id === provider)
  const include = known?.includes[0]
  if (include === undefined) throw new Error(`${provider} is no SPF provider`)
  const unless = known?.judgedAt?.unless
  return { include, ...(unless !== undefined && { else: unless }) }
}

/** Its mail is judged at the sender's own domain, which has to include this provider. */
export const judgedAtOwn = (provider: string): Pick<RelayProfile, 'returnPath' | 'spf'> => ({
  ...own,
  spf: { ...includeOf(provider), needed: true },
})

/** The same with an include that no SPF provider is known by. */
export const includesAtOwn = (include: string, ...also: string[]): Pick<RelayProfile, 'returnPath' | 'spf'> => ({
  ...own,
  spf: { include, ...(also.length > 0 && { also }), needed: true },
})

/** Its mail is judged elsewhere, so that the sender's own domain need not include this provider. */
export const needless = (provider: string): NonNullable<RelayProfile['spf']> => ({
  ...includeOf(provider),
  needed: false,
})

/** What to log in with where people have their mailboxes. */
export const wholeAddress = 'The whole address of the mailbox'
