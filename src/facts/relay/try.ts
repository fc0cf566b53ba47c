import type { Site } from '../../core/gatherer.ts'
import type { SmtpSession } from '../../core/smtp.ts'
import { replyIn } from '../../core/smtp-blind.ts'
import type { RelayTarget } from '../../core/target.ts'
import { plainAsk, type Way } from './ask.ts'

/** An address at which no port says anything is down, or out of reach: then one more is tried. */
const mostTried = 2

/** Sessions at all these ports at once, at the first address at which anything is heard. */
export async function tryAll(
  site: Site<RelayTarget>,
  addresses: readonly string[],
  ways: readonly Way[],
): Promise<SmtpSession[]> {
  let sessions: SmtpSession[] = []
  for (const address of ways.length > 0 ? addresses.slice(0, mostTried) : []) {
    sessions = await Promise.all(begin(site, address, ways))
    if (sessions.some(isHeard)) break
  }
  return sessions
}

/** The first of these ways, in their order, that is greeted; else the first that is open. Later ones are not waited for. */
export async function firstOpen(
  site: Site<RelayTarget>,
  addresses: readonly string[],
  ways: readonly Way[],
): Promise<Way | undefined> {
  for (const address of addresses.slice(0, mostTried)) {
    const pending = begin(site, address, ways)
    for (const [i, session] of pending.entries()) if (isGreeted(await session)) return ways[i]
    const sessions = await Promise.all(pending)
    const open = sessions.findIndex(isConnected)
    if (open >= 0) return ways[open]
    if (sessions.some(isHeard)) return undefined
  }
  return undefined
}

const begin = (site: Site<RelayTarget>, address: string, ways: readonly Way[]): Promise<SmtpSession>[] =>
  ways.map((way) => site.world.smtp(plainAsk(site, address, way)))

const isConnected = ({ connected }: SmtpSession): boolean => 'source' in connected
const isHeard = (session: SmtpSession): boolean =>
  isConnected(session) || ('broken' in session.connected && session.connected.broken.trouble === 'refused')

/** Greeted, where TLS comes first inside it. */
const isGreeted = ({ greeting }: SmtpSession): boolean => replyIn(greeting)?.code === 220
