import type { Site } from '../../core/gatherer.ts'
import { relayByInclude } from '../../knowledge/relays.ts'
import type { SpfTerm } from '../../records/spf/record.ts'

/** The include that the domain's own SPF record lacks for the relay that was named; nothing where it may do without. */
export async function relayInclude({ asked, target, look }: Site): Promise<string | undefined> {
  if (asked.relay === undefined || asked.parked) return undefined
  const found = await look('relayRecords')
  const [records] = found.seen ? found.value : []
  if (!records || records.silent !== undefined || records.bounces.to !== 'own' || records.bounces.name !== target.name)
    return undefined
  const { spf, relay } = records
  if (!spf.seen || (spf.value.listed !== 'no' && spf.value.fails === undefined)) return undefined
  // What may be listed address by address is not known to be missing.
  return spf.value.listed === 'no' && spf.value.perhaps ? undefined : relay.profile.spf?.include
}

/** Whether a term includes the same relay as this include does, whatever comes of it. */
export const isIncludeOf =
  (include: string) =>
  (term: SpfTerm): boolean => {
    if (term.kind !== 'mechanism' || term.name !== 'include' || term.domain === undefined) return false
    const name = term.domain.toLowerCase().replace(/\.$/, '')
    return name === include || relayByInclude(name).some((relay) => relayByInclude(include).includes(relay))
  }
