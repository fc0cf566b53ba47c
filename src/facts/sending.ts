import type { DkimKey } from '../core/dkim.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { saysNobodySends } from '../core/spf-closed.ts'
import { isDkimKey } from '../records/dkim/whole.ts'

/** One key shows that mail is sent, whatever the SPF record says: relays are judged by SPF at a name of their own. */
export const sending: Gatherer<'sending'> = async ({ asked, look }) => {
  if (asked.parked) return seen('parked')
  if (asked.selectors.length > 0) return seen('sends')
  const [keys, tree] = await Promise.all([look('dkimKeys'), look('spfTree')])
  if (keys.seen && keys.value.some(isKey)) return seen('sends')
  if (!tree.seen) return blind(tree.blind)
  const closed = saysNobodySends(tree.value)
  if (!closed.seen) return blind(closed.blind)
  if (!closed.value) return seen('sends')
  if (!keys.seen) return blind(keys.blind)
  const unseen = keys.value.find(({ answer }) => answer.kind === 'blind')?.answer
  return unseen?.kind === 'blind' ? blind(unseen.blind) : seen('closed')
}

/** Something that was meant to be a key, whatever is wrong with it; a withdrawn one is none. */
const isKey = ({ records }: DkimKey): boolean => records.some(({ revoked, text }) => !revoked && isDkimKey(text))
