import assert from 'node:assert/strict'
import type { Facts, MessageFacts } from '../../src/core/facts.ts'
import type { MessageGatherers } from '../../src/core/gatherer.ts'
import type { ArcChain, MailSignature } from '../../src/core/mail-auth.ts'
import { seen } from '../../src/core/observation.ts'
import type { MessageAsked } from '../../src/core/target.ts'
import { envelope } from '../../src/facts/envelope.ts'
import { mailAuthors } from '../../src/facts/mail-authors.ts'
import { mailDmarc } from '../../src/facts/mail-dmarc.ts'
import { mailPath } from '../../src/facts/mail-path.ts'
import { mailReach } from '../../src/facts/mail-reach.ts'
import { mail, mailRead } from '../../src/facts/mail-read.ts'
import { mailSpf } from '../../src/facts/mail-spf.ts'
import { receivedAt } from '../../src/facts/received-at.ts'
import { receiversWord } from '../../src/facts/receivers-word.ts'
import { gatherMessage, type MemoryOptions, memoryWorld } from './memory-dns.ts'

type PathFacts = Pick<
  MessageFacts,
  | 'arc'
  | 'mail'
  | 'mailAuthors'
  | 'mailPath'
  | 'envelope'
  | 'mailSpf'
  | 'mailDmarc'
  | 'mailReach'
  | 'receivedAt'
  | 'signatures'
> & { mailReport: undefined }

/** What is tried in a world of messages: its records, the header of the message, and what its signatures came to. */
export interface MessageWorld {
  zone?: string
  /** Fields, topmost first, without line ends; a usual path and author without. */
  header?: readonly string[]
  signatures?: readonly MailSignature[]
  /** How many there are in all, where not all were looked at. */
  count?: number
  arc?: ArcChain
  blindAt?: MemoryOptions['blindAt']
  asked?: MessageAsked
}

/** The border of the usual path: 192.0.2.25, greeting as out.relay.example. */
export const borderField =
  'Received: from out.relay.example (out.relay.example [192.0.2.25]) by mx.receiver.example (Postfix) with ESMTPS id 2 for <anna@receiver.example>; Tue, 24 Nov 2026 05:59:58 +0000'
export const returnPath = (sender: string) => `Return-Path: <${sender}>`
export const from = (author: string) => `From: ${author}`

/** A signature as it was verified. */
export const signature = (
  domain: string,
  result: MailSignature['result'] = 'pass',
  more: Partial<MailSignature> = {},
): MailSignature => ({
  place: 0,
  domain,
  selector: 's1',
  algorithm: 'rsa-sha256',
  canonicalization: { header: 'relaxed', body: 'relaxed' },
  identity: `@${domain}`,
  fields: ['from'],
  result,
  whose: 'other',
  ...more,
})

/** The facts about path, SPF and DMARC of a message in such a world. */
export async function messageFacts(world: MessageWorld): Promise<PathFacts> {
  const { facts } = await inWorld(world)
  return facts
}

/** The same, and the questions that were asked. */
export async function inWorld({
  zone = '',
  header = [returnPath('bounce@shop.example'), borderField, from('news@shop.example')],
  signatures = [],
  count = signatures.length,
  arc = { result: 'none', seals: [] },
  blindAt,
  asked,
}: MessageWorld): Promise<{ facts: PathFacts; questions: readonly string[]; rounds: number }> {
  const message = `${header.join('\r\n')}\r\n\r\nHello\r\n`
  const world = memoryWorld(zone, { message, ...(blindAt && { blindAt }) })
  const gatherers: Partial<MessageGatherers> = {
    mailRead,
    mail,
    mailPath,
    envelope,
    receivedAt,
    receiversWord,
    mailSpf,
    mailDmarc,
    mailAuthors,
    mailReach,
    arc: async () => seen(arc),
    signatures: async () => seen({ signatures, count }),
    mailReport: async () => seen(undefined),
  }
  const gathered = await gatherMessage(world, gatherers, asked ? { message: asked } : {})
  const facts = Object.entries(gathered).map(([name, fact]) => {
    assert.ok(fact.seen, `${name} was not seen: ${JSON.stringify(fact)}`)
    return [name, fact.value]
  })
  return { facts: Object.fromEntries(facts) as Facts & PathFacts, questions: world.questions, rounds: world.rounds }
}
