import { lastWord, type ProbeSent } from '../core/probe.ts'
import { visible } from '../records/visible.ts'
import type { Looked } from './look.ts'

const nothing = 'No message went out.'

/** What a run that was interrupted has to say of its messages, a line each. */
export function fates(looked: readonly Looked[]): string[] {
  const told = looked.flatMap(({ target, gathered: { probeSent } }) => {
    if (target.kind !== 'probe') return []
    return probeSent?.seen ? fateOf(probeSent.value, target.display) : [unknown(target.display)]
  })
  return told.length > 0 ? told.map((line) => visible(line)) : [nothing]
}

function fateOf(sent: ProbeSent, recipient: string): string[] {
  const { outcome, queueId } = sent
  const host = lastWord(sent)?.host ?? 'the server'
  if (outcome === 'accepted')
    return [`The message to ${recipient} was accepted by ${host}${queueId === undefined ? '' : ` as ${queueId}`}.`]
  return outcome === 'perhaps' ? [unknown(recipient, host)] : []
}

const unknown = (recipient: string, host?: string): string =>
  host === undefined
    ? `It is not known whether the message to ${recipient} went out.`
    : `It is not known whether ${host} has the message to ${recipient}: the conversation broke off behind its end.`
