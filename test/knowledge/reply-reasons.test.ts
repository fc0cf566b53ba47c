import assert from 'node:assert/strict'
import test from 'node:test'
import { type ReplyClass, type ReplyOwner, type ReplyReason, replyReasons } from '../../src/core/reply.ts'
import { basicCodes, enhancedCodes } from '../../src/knowledge/replies/codes.ts'
import { explainReply, replyPatterns } from '../../src/knowledge/replies.ts'
import { readReply } from '../../src/records/reply/read.ts'

type Pair = `${ReplyClass}/${ReplyOwner}`

/** Which class and whose move a reason may have: any other pair would blame somebody who cannot help it. */
const pairsOf: Readonly<Record<ReplyReason, readonly Pair[]>> = {
  'no-such-mailbox': ['recipient/sender'],
  'mailbox-disabled': ['recipient/sender'],
  'mailbox-full': ['mailbox-full/recipient'],
  'bad-address': ['recipient/sender'],
  'recipient-refuses': ['policy/receiver', 'policy/recipient'],
  'recipient-domain': ['recipient/sender', 'recipient/receiver', 'configuration/receiver'],
  'too-large': ['policy/sender'],
  'too-many-recipients': ['policy/sender'],
  'mail-loop': ['configuration/sender', 'configuration/receiver'],
  'malformed-message': ['content/sender', 'content/unknown'],
  'spam-content': ['content/sender'],
  'virus-or-attachment': ['content/sender'],
  blocklisted: ['reputation/sender', 'reputation/host', 'policy/sender', 'configuration/receiver'],
  'link-listed': ['reputation/sender'],
  reputation: ['reputation/sender', 'policy/sender'],
  'rate-limit': ['temporary/nobody', 'temporary/sender', 'policy/sender', 'reputation/sender'],
  greylisted: ['temporary/nobody'],
  'reverse-dns': ['configuration/host', 'configuration/sender', 'policy/sender'],
  helo: ['configuration/sender'],
  spf: ['sender-authentication/sender', 'temporary/nobody'],
  dkim: ['sender-authentication/sender', 'temporary/nobody'],
  dmarc: ['sender-authentication/sender', 'temporary/nobody'],
  authentication: ['sender-authentication/sender', 'sender-authentication/relay', 'temporary/nobody'],
  'sender-domain': ['configuration/sender'],
  'sender-refused': ['configuration/sender', 'relay-account/sender', 'policy/receiver', 'temporary/nobody'],
  login: ['configuration/sender', 'relay-account/sender', 'temporary/relay'],
  tls: ['configuration/sender', 'configuration/receiver', 'policy/sender', 'temporary/receiver', 'temporary/nobody'],
  'relaying-denied': ['configuration/sender', 'configuration/receiver'],
  'relay-account': ['relay-account/sender', 'relay-account/relay', 'recipient/sender'],
  protocol: ['configuration/sender', 'configuration/receiver'],
  connection: ['temporary/unknown', 'temporary/receiver', 'temporary/sender', 'configuration/sender'],
  'server-trouble': [
    'temporary/nobody',
    'temporary/receiver',
    'configuration/receiver',
    'configuration/sender',
    'policy/nobody',
  ],
  policy: ['policy/receiver', 'policy/sender', 'configuration/receiver'],
  challenge: ['policy/sender'],
  expired: ['temporary/unknown'],
  unknown: ['unknown/unknown', 'unknown/nobody', 'temporary/nobody', 'recipient/receiver'],
}

test('reason, class and owner of every pattern and code go together', () => {
  for (const [id, { reason, class: kind, owner }] of [
    ...replyPatterns.map((one) => [one.id, one] as const),
    ...enhancedCodes,
    ...basicCodes,
  ])
    assert.ok(pairsOf[reason].includes(`${kind}/${owner}`), `${id}: ${reason} with ${kind}/${owner}`)
})

test('every reason but those of no pattern is said by some pattern', () => {
  const said = new Set(replyPatterns.map(({ reason }) => reason))
  assert.deepEqual(
    replyReasons.filter((reason) => !said.has(reason)),
    ['unknown'],
  )
})

test('the reason of a reply is that of its pattern, else that of its code, else unknown', () => {
  const reasons: Readonly<Record<string, ReplyReason>> = {
    '550 5.1.1 User unknown': 'no-such-mailbox',
    '550 5.7.23 Nichts da': 'spf',
    '535 Nein': 'login',
    '599 Nein': 'unknown',
    '459 Spaeter': 'unknown',
    '250 2.0.0 Ok: queued as 4XYZ': 'unknown',
  }
  for (const [reply, reason] of Object.entries(reasons))
    assert.equal(explainReply(readReply(reply)).reason, reason, reply)
})
