/** How an answer of `explain` compares with what a bounce says, as the independent corpus has it. */

export interface Expected {
  reasons: readonly string[]
  owners: readonly string[]
}

/** A reply of `explain --format json`; `reason` is absent in versions before it was added. */
export interface Told {
  text: string
  class: string
  owner: string
  reason?: string
  recipients: readonly string[]
  names?: readonly string[]
}

export type Score = 'right' | 'unknown' | 'wrong' | 'wrong party'

/** The classes that a reason can be told as; used where the tool gives no reason. */
const classesOf: Readonly<Record<string, readonly string[]>> = {
  'no-such-mailbox': ['recipient'],
  'mailbox-disabled': ['recipient'],
  'mailbox-full': ['mailbox-full'],
  'bad-address': ['recipient', 'content'],
  'recipient-refuses': ['recipient', 'policy'],
  'recipient-domain': ['recipient', 'configuration'],
  'too-large': ['content', 'policy'],
  'too-many-recipients': ['policy', 'content'],
  'mail-loop': ['configuration'],
  'malformed-message': ['content'],
  'spam-content': ['content'],
  'virus-or-attachment': ['content'],
  blocklisted: ['reputation'],
  'link-listed': ['content', 'reputation'],
  reputation: ['reputation'],
  'rate-limit': ['reputation', 'temporary', 'policy'],
  greylisted: ['temporary'],
  'reverse-dns': ['configuration', 'reputation', 'sender-authentication'],
  helo: ['configuration'],
  spf: ['sender-authentication'],
  dkim: ['sender-authentication'],
  dmarc: ['sender-authentication'],
  authentication: ['sender-authentication'],
  'sender-domain': ['configuration', 'sender-authentication'],
  'sender-refused': ['policy', 'configuration', 'reputation'],
  login: ['configuration', 'relay-account'],
  tls: ['configuration', 'policy'],
  'relaying-denied': ['configuration', 'policy'],
  'relay-account': ['relay-account'],
  protocol: ['configuration'],
  connection: ['temporary', 'configuration'],
  'server-trouble': ['temporary', 'configuration'],
  policy: ['policy', 'content'],
  challenge: ['policy'],
  expired: ['temporary'],
  unknown: ['unknown', 'temporary'],
}

function scoreOne(told: Told, { reasons, owners }: Expected): Score {
  const silent = told.reason === undefined ? told.class === 'unknown' : told.reason === 'unknown'
  if (told.owner !== 'unknown' && !owners.includes(told.owner)) return 'wrong party'
  if (silent) return reasons.includes('unknown') ? 'right' : 'unknown'
  const fits =
    told.reason === undefined
      ? reasons.some((reason) => classesOf[reason]?.includes(told.class))
      : reasons.includes(told.reason)
  if (!fits) return 'wrong'
  return told.owner === 'unknown' && !owners.includes('unknown') ? 'unknown' : 'right'
}

/** Of several answers about one recipient the worst counts, save that one which says nothing spoils none that does. */
export function scoreOf(told: readonly Told[], expected: Expected): Score {
  const scores = told.map((one) => scoreOne(one, expected))
  if (scores.length === 0) return expected.reasons.includes('unknown') ? 'right' : 'unknown'
  return (['wrong party', 'wrong', 'right', 'unknown'] as const).find((score) => scores.includes(score)) ?? 'unknown'
}

/** The answers that are about a recipient: those that name it, else those that name nobody. */
export function about(told: readonly Told[], to: string): Told[] {
  const wanted = to.toLowerCase()
  const named = told.filter(({ recipients }) => recipients.some((one) => one.toLowerCase() === wanted))
  return named.length > 0 ? named : told.filter(({ recipients }) => recipients.length === 0)
}
