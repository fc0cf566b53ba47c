import type { Site } from '../../core/gatherer.ts'
import { type Observation, seen } from '../../core/observation.ts'
import type { RelayProfile } from '../../core/relay.ts'
import type { RelaySpf } from '../../core/relay-records.ts'
import type { SpfTree } from '../../core/spf.ts'
import type { SpfReach } from '../../core/spf-survey.ts'
import { relayByInclude } from '../../knowledge/relays.ts'

/** What the domain's own SPF record has to do with the relay. */
export async function spfOf({ look }: Site, profile: RelayProfile): Promise<Observation<RelaySpf>> {
  const [tree, survey] = await Promise.all([look('spfTree'), look('spfSurvey')])
  if (!tree.seen) return tree
  if (!survey.seen) return survey
  const { costs, reach, nodes } = survey.value
  const own = includeIn(tree.value, profile)
  const row = costs.rows.find(({ depth, term }) => depth === 1 && term === own)
  return seen({
    listed: own !== undefined ? 'own' : nodes.some(({ at }) => includeIn(at, profile) !== undefined) ? 'below' : 'no',
    ...(own !== undefined && { term: own }),
    lookups: row?.lookups ?? 1,
    atLeast: row?.atLeast ?? true,
    perhaps: mayBeListed(reach),
    txt: tree.value.txt ?? { kind: 'blind', blind: { reason: 'bug', detail: 'the SPF record was not asked for' } },
  })
}

/** The term that includes the relay, as written. */
const includeIn = ({ terms }: SpfTree, profile: RelayProfile): string | undefined =>
  terms.find(
    ({ term, dead, name }) =>
      term.name === 'include' && !dead && name !== undefined && relayByInclude(name).includes(profile),
  )?.term.text

/** Few own one network of this size or larger, and many a relay does: its addresses may be listed one by one. */
const widest = { 4: 28, 6: 48 } as const

function mayBeListed({ networks, dynamic, everyone, unseen }: SpfReach): boolean {
  if (everyone !== undefined || dynamic.length > 0 || unseen) return true
  const own = networks.filter(({ provider }) => provider === undefined)
  return own.some(({ family, prefixLength }) => prefixLength <= widest[family])
}
