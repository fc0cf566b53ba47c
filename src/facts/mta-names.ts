import type { MachineGatherer } from '../core/gatherer.ts'
import { type MtaName, saidName } from '../core/mta-around.ts'
import { seen } from '../core/observation.ts'
import { parseDomain } from '../records/domain.ts'
import { neverAsk } from '../records/name.ts'

/** Where the names lead that each instance of Postfix says in EHLO: nobody is asked about one that stands in no DNS. */
export const mtaNames: MachineGatherer<'mtaNames'> = async ({ look, world }) => {
  const postfix = await look('postfix')
  if (!postfix.seen) return postfix
  const named = postfix.value.map(async (one): Promise<MtaName> => {
    const { value: name } = saidName(one)
    const parsed = parseDomain(name)
    if ('fault' in parsed || !parsed.name.includes('.') || neverAsk(parsed.name)) return { name, answers: [] }
    return { name, answers: await Promise.all([world.dns(parsed.name, 'A'), world.dns(parsed.name, 'AAAA')]) }
  })
  return seen(await Promise.all(named))
}
