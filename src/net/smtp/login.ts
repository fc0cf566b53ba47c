import {
  type Encrypted,
  type Login,
  type LoginUntried,
  type Mechanism,
  mechanisms,
  type Offers,
  type Said,
  type SmtpAsk,
} from '../../core/smtp.ts'
import { replyIn } from '../../core/smtp-blind.ts'
import { auth, response } from '../../records/smtp/command.ts'
import { type Credentials, type Dialogue, dialogueOf } from './mechanisms.ts'
import { type Awaited, elapsed, hearAsIs, hideToo, note, say, type Wire, withoutSecrets } from './wire.ts'

/** How a login may be said, or why none is tried. */
export function choose(
  login: NonNullable<SmtpAsk['login']>,
  { auth: offered }: Pick<Offers, 'auth'>,
  encrypted: Encrypted | undefined,
): Mechanism | { untried: LoginUntried } {
  if (!encrypted) return { untried: 'in-clear' }
  if (encrypted.untrusted !== undefined || !encrypted.named) return { untried: 'unverified' }
  if (!['TLSv1.2', 'TLSv1.3'].includes(encrypted.version)) return { untried: 'old-tls' }
  if (offered.length === 0) return { untried: 'no-auth' }
  const wanted = login.mechanism === undefined ? mechanisms : [login.mechanism]
  return wanted.find((mechanism) => offered.includes(mechanism)) ?? { untried: 'no-mechanism' }
}

const hidden = '[hidden]'
/** RFC 4954 section 4: a first response goes with the command only where the line stays as short as any other. */
const longestCommand = 510
const syntaxError = 501

/** Logs in once. Servers hold back the answer that decides, so each has the time of a greeting. */
export async function logIn(wire: Wire, mechanism: Mechanism, who: Credentials, ms: number): Promise<Login> {
  const begun = performance.now()
  const awaited: Awaited = { what: `answer to AUTH ${mechanism}`, ms, good: '23' }
  const dialogue = dialogueOf(mechanism, who)
  const first = dialogue.initial && base64(wire, dialogue.initial)
  const fits = first !== undefined && auth(mechanism, first).length <= longestCommand
  let said = await begin(wire, mechanism, fits ? first : undefined, awaited)
  let initialSaid = fits
  if (fits && replyIn(said)?.code === syntaxError) {
    said = await begin(wire, mechanism, undefined, awaited)
    initialSaid = false
  }
  said = await answerAll(wire, said, asked(dialogue, initialSaid), awaited)
  return { mechanism, ...withoutSecrets(wire, said), ms: elapsed(wire, begun) }
}

/** The first response as the answer to the first challenge: where it was not said, or where an empty one asks for it again. */
function asked({ initial, answer }: Dialogue, initialSaid: boolean): Dialogue {
  let first = true
  return {
    answer(challenge) {
      const wanted = first && (!initialSaid || challenge.length === 0)
      first = false
      return wanted && initial ? initial : answer(challenge)
    },
  }
}

function begin(wire: Wire, mechanism: Mechanism, initial: string | undefined, awaited: Awaited): Promise<Said> {
  say(wire, auth(mechanism, initial), initial === undefined ? auth(mechanism) : `${auth(mechanism)} ${hidden}`)
  return hearAsIs(wire, awaited)
}

/** Answers challenges until the server decides. No mechanism of ours has more than two. */
async function answerAll(wire: Wire, first: Said, dialogue: Dialogue, awaited: Awaited): Promise<Said> {
  let said = first
  for (let turn = 0; ; turn++) {
    const reply = replyIn(said)
    if (!reply || reply.code < 300 || reply.code > 399) return said
    const challenge = challengeIn(reply.lines[0] ?? '')
    const answer = turn < 4 && challenge ? dialogue.answer(challenge) : undefined
    if (!challenge || !answer) return giveUp(wire, awaited)
    if (challenge.length > 0) note(wire, `that is: ${wire.hide(challenge.toString('utf8')).slice(0, 500)}`)
    say(wire, response(base64(wire, answer)), answer.length === 0 ? '' : hidden)
    said = await hearAsIs(wire, awaited)
  }
}

/** RFC 4954 section 4: a lone asterisk cancels. */
async function giveUp(wire: Wire, awaited: Awaited): Promise<Said> {
  say(wire, '*')
  const { ms } = await hearAsIs(wire, { ...awaited, what: 'answer to a cancelled login' })
  const detail = `${wire.who} sent a challenge that is none of this mechanism as its ${awaited.what}`
  return { ms, broken: { trouble: 'not-smtp', detail } }
}

/** Whether a server puts base64 or something else behind its 334. */
const challengeIn = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text.trim()) ? Buffer.from(text.trim(), 'base64') : undefined

/** A response as it goes out; from now on it stands in no text, and neither does what is in it. */
function base64(wire: Wire, octets: Buffer): string {
  const text = octets.toString('base64')
  const digest = /^.* ([0-9a-f]{32})$/s.exec(octets.toString('latin1'))?.[1]
  hideToo(wire, digest === undefined ? [text] : [text, digest])
  return text
}
