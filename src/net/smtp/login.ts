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
import { brokenIn, isTaken, replyIn } from '../../core/smtp-blind.ts'
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
const taken = 235

/** What came of a login, and whether there is still somebody to say QUIT to. */
export interface LoggedIn {
  login: Login
  orderly: boolean
}

/** Logs in once. Servers hold back the answer that decides, so each has the time of a greeting. */
export async function logIn(wire: Wire, mechanism: Mechanism, who: Credentials, ms: number): Promise<LoggedIn> {
  const begun = performance.now()
  const awaited: Awaited = { what: `answer to AUTH ${mechanism}`, ms, good: '23' }
  const dialogue = dialogueOf(mechanism, who)
  const first = dialogue.initial && base64(wire, dialogue.initial)
  const fits = first !== undefined && auth(mechanism, first).length <= longestCommand
  let said = await begin(wire, mechanism, fits ? first : undefined, awaited)
  let initialSaid = fits
  if (fits && cannotRead(said)) {
    said = await begin(wire, mechanism, undefined, awaited)
    initialSaid = false
  }
  const answering = asked(dialogue, initialSaid)
  const last = await answerAll(wire, said, answering, awaited)
  const end = last ?? (await giveUp(wire, awaited))
  const came = last ? decided(wire, last, answering, awaited) : challenged(wire, end, awaited)
  const login = { mechanism, ...withoutSecrets(wire, came), ms: elapsed(wire, begun) }
  return { login, orderly: brokenIn(end) === undefined }
}

/** A server that wants no first response says 501, and so does one that will have none of this user. */
const cannotRead = (said: Said): boolean => {
  const reply = replyIn(said)
  return reply?.code === syntaxError && !reply.enhanced?.startsWith('5.7.')
}

/** RFC 4954 sections 4 and 6: a login is taken with 235 alone, and not before everything was said. */
function decided(wire: Wire, last: Said, dialogue: Dialogue, { what }: Awaited): Said {
  const reply = replyIn(last)
  if (!reply || !isTaken(reply) || (reply.code === taken && dialogue.isSaid())) return last
  const odd = reply.code === taken ? 'before the password was said' : `and took the login with ${reply.code}, not 235`
  const detail = `${wire.who} gave its ${what} ${odd}: its answers are out of step`
  return { ms: last.ms, broken: { trouble: 'not-smtp', detail } }
}

/** The first response as the answer to the first challenge: where it was not said, or where an empty one asks for it again. */
function asked({ initial, answer, isSaid }: Dialogue, initialSaid: boolean): Dialogue {
  let first = true
  let said = initialSaid || !initial
  return {
    answer(challenge) {
      const wanted = first && (!initialSaid || challenge.length === 0)
      first = false
      said ||= wanted
      return wanted && initial ? initial : answer(challenge)
    },
    isSaid: () => said && isSaid(),
  }
}

function begin(wire: Wire, mechanism: Mechanism, initial: string | undefined, awaited: Awaited): Promise<Said> {
  say(wire, auth(mechanism, initial), initial === undefined ? auth(mechanism) : `${auth(mechanism)} ${hidden}`)
  return hearAsIs(wire, awaited)
}

/** Answers challenges until the server decides; nothing where one cannot be answered. No mechanism of ours has more than two. */
async function answerAll(wire: Wire, first: Said, dialogue: Dialogue, awaited: Awaited): Promise<Said | undefined> {
  let said = first
  for (let turn = 0; ; turn++) {
    const reply = replyIn(said)
    if (!reply || reply.code < 300 || reply.code > 399) return said
    const challenge = challengeIn(reply.lines[0] ?? '')
    const answer = turn < 4 && challenge ? dialogue.answer(challenge) : undefined
    if (!challenge || !answer) return undefined
    if (challenge.length > 0) note(wire, `that is: ${wire.veil.hide(challenge.toString('utf8')).slice(0, 500)}`)
    say(wire, response(base64(wire, answer)), answer.length === 0 ? '' : hidden)
    said = await hearAsIs(wire, awaited)
  }
}

/** RFC 4954 section 4: a lone asterisk cancels. */
function giveUp(wire: Wire, awaited: Awaited): Promise<Said> {
  say(wire, '*')
  return hearAsIs(wire, { ...awaited, what: 'answer to a cancelled login' })
}

const challenged = ({ who }: Wire, { ms }: Said, { what }: Awaited): Said => ({
  ms,
  broken: { trouble: 'not-smtp', detail: `${who} sent a challenge that is none of this mechanism as its ${what}` },
})

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
