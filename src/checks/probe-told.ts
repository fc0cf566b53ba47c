import type { Evidence } from '../core/finding.ts'
import { lastWord, type PostSession, type ProbeSent, serverCalled } from '../core/probe.ts'
import { moveOf, type ReplyExplained } from '../core/reply.ts'
import { brokenIn } from '../core/smtp-blind.ts'
import { quoted } from './few.ts'
import { nextOf } from './probe-next.ts'
import { transcriptOf } from './session-told.ts'

const longestReply = 300

/** A text from outside on one line, which ends no quotes. */
export const tame = (text: string): string => text.replaceAll('"', "'").replace(/\s+/g, ' ')

/** A reply in quotes; cut where it is too long to be read in a sentence. */
export const repliedWith = ({ text }: ReplyExplained): string => quoted(tame(text), longestReply)

/** What a reply to that message means and whose move it is, as sentences are filled with it. */
export const meaningOf = (
  reply: ReplyExplained,
  sent: ProbeSent,
): { reply: string; means: string; order: string; next: string } => ({
  reply: repliedWith(reply),
  means: `${reply.means} ${moveOf(reply)}`,
  order: reply.fix,
  next: nextOf(reply, sent)[0] ?? '',
})

type Tried = ProbeSent['sessions'][number]

/** The session that had the last word, and its server in words; nothing where no server was asked. */
export function decisiveIn(sent: ProbeSent): { session: Tried; server: string } | undefined {
  const session = lastWord(sent)
  return session && { session, server: serverCalled(session) }
}

/** The conversation that decided; where others were tried as well, what came of each. */
export function sendingEvidence(sent: ProbeSent): Evidence[] {
  const last = decisiveIn(sent)
  if (!last) return []
  const rows = sent.sessions.map((session) => [serverCalled(session), outcomeOf(session)])
  const table: Evidence[] = rows.length > 1 ? [{ kind: 'table', head: ['server', 'what came of it'], rows }] : []
  return [...table, ...transcriptOf(last.session, last.server)]
}

/** In a few words: what ended it, or that the message was taken. */
function outcomeOf(session: PostSession & { host: string }): string {
  const { connected, greeting, encrypted, starttls, hello, helloAgain, login, data, sent, transcript } = session
  if (sent === 'yes') return 'took the message'
  const parts = [connected, greeting, hello, starttls, encrypted, helloAgain, login, data?.go, data?.end]
  const broken = parts.map(brokenIn).find((one) => one !== undefined)
  if (broken) return broken.detail
  const no = transcript.findLast(({ from, text }) => from === 'server' && /^[45]\d\d /.test(text))
  if (no) return no.text
  return transcript.findLast(({ from }) => from === 'note')?.text ?? 'did not take the message'
}
