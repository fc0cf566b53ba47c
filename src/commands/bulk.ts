import { checksAboutAddress } from '../checks/about-address.ts'
import { checksAboutDomain } from '../checks/about-domain.ts'
import type { Check } from '../core/check.ts'
import type { ExitCode } from '../core/report.ts'
import type { DomainRequest, IpRequest, Usage } from '../core/request.ts'
import type { Target } from '../core/target.ts'
import { deadLists } from '../knowledge/dead-lists.ts'
import type { OpenWorlds } from '../net/world.ts'
import { type Plan, plan, readTarget } from '../plan.ts'
import { planAddresses, readAddresses } from '../plan-addresses.ts'
import type { Io } from '../terminal/io.ts'
import { fromSpf, sayLeftOut } from './from-spf.ts'
import { known } from './known.ts'

/** What a run over a long list does with each entry: domains and addresses differ in no more than this. */
export interface Bulk {
  planned: Omit<Plan, 'targets'>
  registry: readonly Check[]
  /** What an entry means, several targets where it is a network, or one sentence that says what to change. */
  read(typed: string): readonly Target[] | { fault: string }
}

/** What is to be done with a list, everything but its entries parsed. */
export function bulkOf(request: DomainRequest | IpRequest): Bulk | Usage {
  if (request.command === 'ip') {
    const planned = planAddresses({ ...request, targets: [] }, checksAboutAddress, deadLists)
    return 'usage' in planned ? planned : { planned, registry: checksAboutAddress, read: readAddresses }
  }
  const planned = plan({ ...request, targets: [] }, checksAboutDomain, known)
  if ('usage' in planned) return planned
  const read = (typed: string) => {
    const target = readTarget(typed)
    return 'fault' in target ? target : [target]
  }
  return { planned, registry: checksAboutDomain, read }
}

/**
 * The request with the addresses that SPF records name among its targets (`--from-spf`), and what the run comes to for all
 * that could not be read.
 */
export async function withNamed<R extends DomainRequest | IpRequest>(
  request: R,
  worlds: Pick<OpenWorlds, 'worldFor'>,
  io: Io,
): Promise<{ request: R; codes: ExitCode[] } | Usage> {
  if (request.command === 'domain' || request.fromSpf.length === 0) return { request, codes: [] }
  const { world, end } = worlds.worldFor(request.fromSpf[0] ?? '')
  try {
    const found = await fromSpf(request.fromSpf, world)
    if ('usage' in found) return found
    sayLeftOut(found, io)
    const unread: ExitCode[] = found.unread.length > 0 ? [request.allowUnknown ? 0 : 3] : []
    return { request: { ...request, targets: [...request.targets, ...found.networks] }, codes: unread }
  } finally {
    end()
  }
}
