import { isBroken } from '../records/spf/parse.ts'
import { canPassDkim, type DkimKeys } from './dkim.ts'
import { blind, type Observation, seen } from './observation.ts'
import type { SpfSurvey } from './spf-survey.ts'

/** Whether the domain's own SPF record can let anybody pass: mail with the domain in its return path is then aligned (RFC 9989 section 4.4.2). */
export function spfCanPass({ nodes, reach, costs }: SpfSurvey): Observation<boolean> {
  const record = nodes[0]?.at.record
  if (!record || isBroken(record)) return seen(false)
  if (reach.networks.length > 0 || reach.dynamic.length > 0 || reach.everyone !== undefined) return seen(true)
  const unseen = reach.unseen ?? costs.unseen
  return unseen ? blind(unseen) : seen(false)
}

/** Whether a key is known with which mail of the domain passes DKIM: `d=` is then the domain itself, and aligned (RFC 9989 section 4.4.1). */
export const dkimCanPass = (keys: DkimKeys): boolean => keys.some(canPassDkim)
