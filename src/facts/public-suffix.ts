import type { PublicSuffix } from '../core/dmarc.ts'
import type { Dns } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { dmarcRecordsIn, recordName } from './dmarc/walk.ts'

/** The list is large: it is loaded while DNS is asked, and once. */
let list: Promise<typeof import('./dmarc/suffix-list.ts')> | undefined

/** What receivers find that still go by the public suffix list (RFC 7489 sections 3.2 and 6.6.3). */
export const publicSuffix: Gatherer<'publicSuffix'> = async ({ target: { name }, world }) => {
  list ??= import('./dmarc/suffix-list.ts')
  const [{ suffixOf }] = await Promise.all([list, world.dns(recordName(name), 'TXT')])
  const { suffix, below: organization = name } = suffixOf(name)
  return seen({ suffix, organization, policy: await policyAt(world.dns, name, organization) })
}

/** The domain's own record, else that of the organizational domain; several at one name end the search. */
async function policyAt(dns: Dns, domain: string, organization: string): Promise<PublicSuffix['policy']> {
  const answer = await dns(recordName(domain), 'TXT')
  if (answer.kind === 'blind') return blind(answer.blind)
  const [record, ...others] = dmarcRecordsIn(answer)
  if (record) return seen(others.length ? undefined : { domain, record })
  return domain === organization ? seen(undefined) : policyAt(dns, organization, organization)
}
