import type { PublicSuffix } from '../core/dmarc.ts'
import type { DnsAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { dmarcRecordsIn, recordName } from './dmarc/walk.ts'

/** The list is large: it is loaded while DNS is asked, and once. */
let list: Promise<typeof import('./dmarc/suffix-list.ts')> | undefined

/**
 * What receivers find that still go by the public suffix list (RFC 7489 sections 3.2 and 6.6.3): the domain's own record,
 * else that of the organizational domain; several at one name end the search.
 */
export const publicSuffix: Gatherer<'publicSuffix'> = async ({ target: { name }, world: { dns } }) => {
  const asking = dns(recordName(name), 'TXT')
  list ??= import('./dmarc/suffix-list.ts')
  const { suffixOf } = await list
  const { suffix, below: organization = name } = suffixOf(name)
  const own = await asking
  const isAbove = organization !== name && own.kind !== 'blind' && dmarcRecordsIn(own).length === 0
  const policy = isAbove ? policyIn(await dns(recordName(organization), 'TXT'), organization) : policyIn(own, name)
  return seen({ suffix, organization, policy })
}

function policyIn(answer: DnsAnswer<'TXT'>, domain: string): PublicSuffix['policy'] {
  if (answer.kind === 'blind') return blind(answer.blind)
  const [record, another] = dmarcRecordsIn(answer)
  return seen(record && !another ? { domain, record } : undefined)
}
