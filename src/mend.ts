import { type Dns, recordsOf } from './core/dns.ts'
import type { Finding } from './core/finding.ts'
import { applyChanges, changedSets, type Fragment } from './records/changes.ts'

/**
 * The record sets that the findings' repairs lead to, whole, as a zone fragment. What the sets hold now comes from the
 * answers that the findings rest on; a set that could not be seen is left alone, since part of it would erase the rest.
 */
export async function mend(findings: readonly Finding[], dns: Dns): Promise<Fragment> {
  const changes = findings.flatMap(({ repair }) => repair ?? [])
  const sets = await Promise.all(
    changedSets(changes).map(async ({ name, type }) => ({ name, type, answer: await dns(name, type) })),
  )
  const current = sets.flatMap(({ answer }) => (answer.kind === 'blind' ? [] : recordsOf(answer)))
  const unseen = new Set(
    sets.filter(({ answer }) => answer.kind === 'blind').map(({ name, type }) => `${type} ${name}`),
  )
  return applyChanges(
    current,
    changes.filter(({ name, type }) => !unseen.has(`${type} ${name}`)),
  )
}
