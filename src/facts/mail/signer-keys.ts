import type { DkimKey } from '../../core/dkim.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import type { World } from '../../core/world.ts'
import { dkimKeeperOf } from '../../knowledge/selectors.ts'
import { parseName } from '../../records/name.ts'
import { readKey } from '../dkim-keys.ts'

/** The keys of a message's signers: every question of a verifier goes through the world. */
export interface SignerKeys {
  /** As verifiers of mailauth ask: fails with the codes that it knows. */
  resolver(name: string, type: string): Promise<string[][]>
  /** Asks for the keys of all of them at once, for verifiers that ask for one after another. */
  askAhead(signers: readonly { domain: string; selector: string }[]): void
  /** Nothing where no name can be made of domain and selector. */
  keyOf(domain: string, selector: string): Promise<DkimKey | undefined>
}

/** Where a signer's key stands (RFC 6376 section 3.6.2.1). */
export const keyName = (domain: string, selector: string): string => `${selector}._domainkey.${domain}`

/** Looks up keys as the world answers. */
export function signerKeys({ dns }: Pick<World, 'dns'>): SignerKeys {
  const ask = (name: string): Promise<DnsAnswer<'TXT'>> | undefined => {
    const parsed = name.length > 1000 ? { fault: 'too long' } : parseName(name)
    return 'name' in parsed ? dns(parsed.name, 'TXT') : undefined
  }
  const askFor = (domain: string, selector: string) =>
    domain === '' || selector === '' ? undefined : ask(keyName(domain, selector))
  return {
    async resolver(name) {
      const answer = await ask(name)
      if (answer?.kind === 'records') return answer.records.map(({ data }) => data).sort(byText)
      throw Object.assign(new Error(name), { code: codeOf(answer) })
    },
    askAhead(signers) {
      // What goes wrong meets whoever asks in earnest.
      for (const { domain, selector } of signers) askFor(domain, selector)?.catch(() => undefined)
    },
    async keyOf(domain, selector) {
      const name = keyName(domain, selector)
      const answer = await askFor(domain, selector)
      return answer && readKey({ selector, name, source: 'option', answer, ...keeperIn(answer) })
    },
  }
}

/** Resolvers give a set in any order: what follows from it is to be the same each time. */
const byText = (a: readonly string[], b: readonly string[]): number => (a.join('') < b.join('') ? -1 : 1)

function codeOf(answer: DnsAnswer | undefined): string {
  if (!answer || answer.kind === 'no-such-name') return 'ENOTFOUND'
  if (answer.kind === 'blind') return answer.blind.reason === 'timeout' ? 'ETIMEOUT' : 'ESERVFAIL'
  return 'ENODATA'
}

const day = 86_400_000
/** Keys are changed twice a year or so, and stand for some days after. */
const longAgo = 7 * day

/** Why it is not known whether a key was there when the message was received: it is gone now, and that is a while ago. */
export function mayHaveGone({ name, answer, records }: DkimKey, receivedAt: Date, now: Date): Blind | undefined {
  const isGone = (answer.kind !== 'records' && answer.kind !== 'blind') || records.some(({ revoked }) => revoked)
  const age = now.getTime() - receivedAt.getTime()
  if (!isGone || age <= longAgo) return undefined
  return {
    reason: 'not-attempted',
    detail: `no key stands at ${name} any more, and the message was received ${Math.floor(age / day)} days ago, when there may have been one`,
    wayOut:
      'See what the receiver itself wrote then in Authentication-Results, or send a new message and look at that one. If it was received later than its Received fields say, give the time with --received-at.',
  }
}

/** Who keeps the key, where the alias at its name tells. */
function keeperIn(answer: DnsAnswer<'TXT'>): { provider?: string } {
  const aliases = answer.kind === 'blind' ? [] : answer.aliases
  const provider = aliases.map(({ to }) => dkimKeeperOf(to)).find((keeper) => keeper)
  return provider === undefined ? {} : { provider }
}
