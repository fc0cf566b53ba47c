import type { Envelope, EnvelopeSaid, Said } from '../../core/smtp.ts'
import { brokenIn, isTaken, replyIn } from '../../core/smtp-blind.ts'
import { type Announced, mailFrom, needsUtf8, rcptTo } from '../../records/smtp/command.ts'
import { isOver, type Talk } from './talk.ts'

type Tried = Said | { untried: 'no-smtputf8' }
const untried = { untried: 'no-smtputf8' } as const

/** Says each envelope, and takes it back with RSET. `broken`: so is the conversation. */
export async function sayEnvelopes(
  talk: Talk,
  envelopes: readonly Envelope[],
  smtputf8: boolean,
): Promise<{ told: EnvelopeSaid[]; broken: boolean }> {
  const told: EnvelopeSaid[] = []
  for (const envelope of envelopes) {
    const one = await sayEnvelope(talk, envelope, smtputf8)
    told.push(one)
    const last = lastOf(one)
    if (!last) continue
    const end = isOver(last) ? last : await talk('RSET', { what: 'answer to RSET' })
    if (isOver(end)) return { told, broken: brokenIn(end) !== undefined }
  }
  return { told, broken: false }
}

/** The last that was said of an envelope. */
const lastOf = ({ mail, recipients }: EnvelopeSaid): Said | undefined =>
  [mail, ...recipients.map(({ rcpt }) => rcpt)].findLast((tried): tried is Said => !('untried' in tried))

/**
 * Says one envelope. RFC 6531 section 3.4: without the extension no address outside ASCII can be said. `letter`: what is told
 * of the message, and whether its header is outside ASCII.
 */
export async function sayEnvelope(
  talk: Talk,
  { sender, recipients }: Envelope,
  smtputf8: boolean,
  letter: Announced & { utf8?: boolean } = {},
): Promise<EnvelopeSaid> {
  const extended = letter.utf8 || [sender, ...recipients].some(needsUtf8)
  if (needsUtf8(sender) && !smtputf8)
    return { sender, mail: untried, recipients: recipients.map((recipient) => ({ recipient, rcpt: untried })) }
  const mail = await talk(mailFrom(sender, extended && smtputf8, letter), { what: 'answer to MAIL' })
  const told: { recipient: string; rcpt: Tried }[] = []
  const reply = replyIn(mail)
  if (reply && isTaken(reply))
    for (const recipient of recipients) {
      const rcpt: Tried =
        needsUtf8(recipient) && !smtputf8 ? untried : await talk(rcptTo(recipient), { what: 'answer to RCPT' })
      told.push({ recipient, rcpt })
      if (!('untried' in rcpt) && isOver(rcpt)) break
    }
  return { sender, mail, recipients: told }
}
