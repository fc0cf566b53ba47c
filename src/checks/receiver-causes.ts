import type { Receivers, RuleFound, RuleTest } from '../core/receivers.ts'

interface Told {
  spf: readonly string[]
  dkim: readonly string[]
  tests: Partial<Record<RuleTest, readonly string[]>>
}

const dmarcOfMessage = ['message-dmarc', 'message-alignment']
const alignedInDns = ['dmarc-reachable', 'relay-alignment']
/** Which checks tell that SPF or DKIM does not pass, and what else breaks a rule; what is not named here only the receivers' own tell. */
const told: Readonly<Record<Receivers['seenIn'], Told>> = {
  'the message': {
    spf: ['message-spf'],
    dkim: ['message-dkim'],
    tests: {
      'dmarc-record': dmarcOfMessage,
      'dmarc-pass': dmarcOfMessage,
      'dmarc-obeyed': dmarcOfMessage,
      alignment: dmarcOfMessage,
      'dkim-key-size': ['message-dkim'],
      tls: ['message-hops'],
      headers: ['message-from', 'message-date', 'message-id', 'message-headers'],
      'one-click': ['message-unsubscribe'],
      'unsubscribe-at-once': ['message-unsubscribe'],
      unsubscribe: ['message-unsubscribe'],
      arc: ['message-arc'],
      'sender-exists': ['message-return-path'],
    },
  },
  DNS: {
    spf: ['spf-record', 'spf-syntax', 'spf-includes', 'spf-lookups', 'spf-authorises'],
    dkim: [
      'dkim-keys',
      'dkim-key-record',
      'dkim-key-target',
      'dkim-key-revoked',
      'dkim-key-limits',
      'dkim-key-strength',
      'dkim-key-weak',
    ],
    tests: {
      'dmarc-record': ['dmarc-record', 'dmarc-syntax', 'dmarc-policy'],
      'dmarc-pass': alignedInDns,
      'dmarc-obeyed': alignedInDns,
      alignment: alignedInDns,
      'dkim-key-size': ['dkim-key-strength'],
      'sender-exists': ['mx-record'],
    },
  },
}

const none: readonly string[] = []

/** The checks that tell why a rule is broken; none where only the receivers' own do. */
export function receiverCauses({ rule: { by }, tested }: RuleFound, { seenIn }: Receivers): readonly string[] {
  if (tested.state !== 'broken' || by === undefined) return none
  const of = told[seenIn]
  return (tested.legs ?? []).reduce((causes, leg) => causes.concat(of[leg]), of.tests[by] ?? none)
}
