import type { DnsAnswer, DnsHow } from '../core/dns.ts'
import type { World } from '../core/world.ts'
import type { RecordType } from '../records/dns.ts'
import { questionKey, type Tape } from './tape/shape.ts'

export type { Tape } from './tape/shape.ts'
export { parseTape, showTape } from './tape/text.ts'

/** The same world, with an ear: `tape()` is what it has answered so far. Its clock stands still at the moment of the call. */
export function recording(world: World): {
  world: World
  tape(about?: { version?: string; durationMs?: number }): Tape
} {
  const at = world.now()
  const nonces: string[] = []
  const heard = new Map<string, DnsAnswer>()
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
  return {
    world: { ...world, dns, nonce, now: () => new Date(at) },
    tape: (about = {}) => ({
      ...about,
      at: at.toISOString(),
      resolvers: world.resolvers,
      nonces: [...nonces],
      dns: Object.fromEntries(heard),
    }),
  }
}

/**
 * A world that answers from a tape alone. A question that the tape never heard is blind: never "no such name", never the
 * network.
 */
export function replaying(tape: Tape): World {
  const answers = new Map(Object.entries(tape.dns))
  let drawn = 0
  return {
    dns: async <T extends RecordType>(name: string, type: T, how: DnsHow = {}): Promise<DnsAnswer<T>> => {
      const question = questionKey(name, type, how)
      const answer = answers.get(question)
      if (answer) return answer as DnsAnswer<T>
      const detail = 'the recording has no answer to this question'
      return { kind: 'blind', blind: { reason: 'not-recorded', detail, question } }
    },
    resolvers: tape.resolvers,
    now: () => new Date(tape.at),
    nonce: () => tape.nonces[drawn++] ?? unheardLabel(drawn),
  }
}

/** Past the end of the tape's own: labels that no tape has an answer for, the same ones every time. */
const unheardLabel = (n: number): string =>
  `unheardunheard${String.fromCharCode(0x61 + (Math.floor(n / 26) % 26), 0x61 + (n % 26))}`
