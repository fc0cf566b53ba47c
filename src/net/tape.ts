import type { DnsAnswer, DnsHow } from '../core/dns.ts'
import { keyNames } from '../core/lists.ts'
import { blind, seen } from '../core/observation.ts'
import type { SmtpAsk, SmtpSession } from '../core/smtp.ts'
import type { World } from '../core/world.ts'
import type { RecordType } from '../records/dns.ts'
import { isBelow } from '../records/name.ts'
import { holds } from './keyed.ts'
import { passwordLabel } from './redact.ts'
import { cleanedMachine, recordingMachine, replayingMachine } from './tape/machine.ts'
import { replayingDoors } from './tape/probe.ts'
import { parseSessionKey, sessionKey } from './tape/session-key.ts'
import { questionKey, type Tape } from './tape/shape.ts'

export type { Tape } from './tape/shape.ts'
export { parseTape, showTape } from './tape/text.ts'

/**
 * The same world, with an ear: `tape()` is what it has answered so far, its texts of a machine cleaned of what is known to
 * be secret by then. Its clock stands still at the moment of the call.
 */
export function recording(
  world: World,
  clean: (text: string) => string = (text) => text,
): {
  world: World
  tape(about?: { version?: string; durationMs?: number }): Tape
} {
  const at = world.now()
  const nonces: string[] = []
  const heard = new Map<string, DnsAnswer>()
  const sessions = new Map<string, SmtpSession>()
  const sources = new Map<string, string | null>()
  const looked = recordingMachine(world.machine)
  const seenSoFar = () => {
    const heard = looked.heard()
    return heard && { machine: cleanedMachine(heard, clean) }
  }
  const dns = async <T extends RecordType>(name: string, type: T, how: DnsHow = {}): Promise<DnsAnswer<T>> => {
    const answer = await world.dns(name, type, how)
    heard.set(questionKey(name, type, how), answer)
    return answer
  }
  const nonce = () => {
    const label = world.nonce()
    nonces.push(label)
    return label
  }
  const smtp = async (ask: SmtpAsk) => {
    const session = await world.smtp(ask)
    sessions.set(sessionKey(ask), session)
    return session
  }
  const sourceToward = async (address: string) => {
    const source = await world.sourceToward(address)
    // What was not seen is no route and no lack of one: a replay says that it has no answer.
    if (source.seen) sources.set(address, source.value ?? null)
    return source
  }
  return {
    world: { ...world, dns, smtp, sourceToward, nonce, machine: looked.machine, now: () => new Date(at) },
    tape: (about = {}) => ({
      ...about,
      at: at.toISOString(),
      resolvers: world.resolvers,
      nonces: [...nonces],
      dns: Object.fromEntries(heard),
      ...(sessions.size > 0 && { smtp: Object.fromEntries(sessions) }),
      ...(sources.size > 0 && { sources: Object.fromEntries(sources) }),
      ...seenSoFar(),
    }),
  }
}

/**
 * A world that answers from a tape alone. A question that the tape never heard is blind: never "no such name", never the
 * network.
 */
export function replaying(tape: Tape): World {
  const answers = new Map(Object.entries(tape.dns))
  const sessions = new Map(Object.entries(tape.smtp ?? {}))
  const sources = new Map(Object.entries(tape.sources ?? {}))
  const users = new Set([...sessions.keys()].flatMap((key) => parseSessionKey(key)?.login?.user ?? []))
  const whose = domainsOf(tape)
  const named = whose.length === 0 ? 'the recording' : `the recording of ${few(whose)}`
  let drawn = 0
  return {
    dns: async <T extends RecordType>(name: string, type: T, how: DnsHow = {}): Promise<DnsAnswer<T>> => {
      const question = questionKey(name, type, how)
      const answer = answers.get(question)
      if (answer) return answer as DnsAnswer<T>
      const detail = `${named} has no answer to this question`
      return { kind: 'blind', blind: { reason: 'not-recorded', detail, question } }
    },
    smtp: async (ask) => sessions.get(sessionKey(ask)) ?? sessions.get(toldKey(ask, users)) ?? unheardSession(ask),
    sourceToward: async (address) => {
      const source = sources.get(address)
      return source === undefined
        ? blind({ reason: 'not-recorded', detail: `${named} has no route toward ${address}` })
        : seen(source ?? undefined)
    },
    machine: replayingMachine(tape.machine),
    ...(tape.probe && replayingDoors(tape.probe)),
    // What was asked with a key is known by the label that stood for it.
    keys: new Set(keyNames.filter((key) => Object.keys(tape.dns).some((question) => holds(nameIn(question), key)))),
    resolvers: tape.resolvers,
    now: () => new Date(tape.at),
    nonce: () => tape.nonces[drawn++] ?? unheardLabel(drawn),
  }
}

/** The key of an ask whose user holds the password, which stands in the tape as a label. */
function toldKey(ask: SmtpAsk, users: ReadonlySet<string>): string {
  const { login } = ask
  const told = login && [...users].find((user) => mayStandFor(user, login.user))
  return !login || told === undefined ? '' : sessionKey({ ...ask, login: { ...login, user: told } })
}

function mayStandFor(told: string, user: string): boolean {
  const parts = told.split(passwordLabel)
  const [before = '', after = ''] = [parts[0], parts.at(-1)]
  return (
    parts.length > 1 && user.length > before.length + after.length && user.startsWith(before) && user.endsWith(after)
  )
}

/** A session that the tape never heard: nothing was seen of that server. */
function unheardSession({ address, port, tls }: SmtpAsk): SmtpSession {
  const broken = { trouble: 'not-recorded', detail: 'the recording has no such session' } as const
  return { address, port, tls, connected: { ms: 0, broken }, envelopes: [], transcript: [] }
}

const nameIn = (question: string): string => question.split(' ')[1] ?? ''

/** What a recording is about: names that were asked for their zone and for their mail servers; else the lowest of those asked for their zone. */
function domainsOf({ dns }: Tape): string[] {
  const asked = (type: RecordType) =>
    Object.keys(dns).flatMap((question) => {
      const [of, name = '', ...how] = question.split(' ')
      return of === type && how.length === 0 ? [name] : []
    })
  const [zones, mail] = [asked('SOA'), new Set(asked('MX'))]
  const both = zones.filter((name) => mail.has(name))
  return both.length > 0 ? both : zones.filter((name) => !zones.some((other) => isBelow(other, name)))
}

const few = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

/** Past the end of the tape's own: labels that no tape has an answer for, the same ones every time. */
const unheardLabel = (n: number): string =>
  `unheardunheard${String.fromCharCode(0x61 + (Math.floor(n / 26) % 26), 0x61 + (n % 26))}`
