import type { ArcChain } from '../../core/mail-auth.ts'
import type { Blind } from '../../core/observation.ts'
import type { HeaderField } from '../../records/mail/fields.ts'
import { parseSeal } from '../../records/mail/signature.ts'
import { unstatedForm } from './unstated-form.ts'

/** RFC 8617 section 4.2.1. */
const mostSets = 50

/** The seals as they stand, oldest first. */
export const sealsIn = (fields: readonly HeaderField[]): ArcChain['seals'] =>
  fields
    .filter(({ key }) => key === 'arc-seal')
    .slice(0, mostSets)
    .map(({ value }) => parseSeal(value))
    .sort((a, b) => a.instance - b.instance)

/** What mailauth says of the chain and of its newest message signature. */
export interface ArcStatus {
  result: string
  comment?: string | undefined
  policy?: Record<string, string>
  /** Of the newest message signature. */
  message?: { result: string; comment?: string } | undefined
  /** What hides a key of the chain. */
  blind?: Blind | undefined
  /** What the newest message signature was made with, where it names no canonicalization and verifies so. */
  form?: string | undefined
}

/** The chain as it is judged (RFC 8617 section 5.2). What only an unseen key could tell is not told. */
export function arcChain(
  seals: ArcChain['seals'],
  { result, comment, policy, message, blind, form }: ArcStatus,
): ArcChain {
  if (result === 'none' || result === 'pass') return { result, seals }
  if (blind) return { result: 'temperror', seals, blind }
  const last = seals.at(-1)
  const newest = last ? `of i=${last.instance} (${last.domain})` : ''
  if (message && message.result !== 'pass' && /no valid signature$/.test(comment ?? ''))
    return {
      result: 'fail',
      seals,
      problem: `the message signature ${newest} does not verify${form === undefined ? whatOf(message) : `: ${unstatedForm(form)}`}`,
    }
  return { result: 'fail', seals, problem: sealProblem(comment, policy) }
}

const whatOf = ({ comment }: { comment?: string }): string => {
  if (comment === 'body hash did not verify') return ': the body was changed after it was sealed'
  if (comment === 'bad signature') return ': a field of the header was changed after it was sealed'
  return comment === undefined ? '' : ` (${comment})`
}

function sealProblem(comment: string | undefined, policy: Record<string, string> | undefined): string {
  const failed = /^i=(\d{1,2}) seal signature validation failed$/.exec(comment ?? '')
  if (failed) return `the seal i=${failed[1]} does not verify`
  const cv = /^i=(\d{1,2}) cv=(\w{0,10})/.exec(comment ?? '')
  if (cv) return `the seal i=${cv[1]} says cv=${cv[2]}`
  if (policy?.['dkim-rules'] === 'weak-key') return `a seal is made with a key that is too short (${comment ?? ''})`
  return comment ? `the chain is not whole (${comment})` : 'the chain is not whole'
}
