import type { Evidence } from '../core/finding.ts'
import type { RelayProfile } from '../core/relay.ts'
import type { RelayPorts } from '../core/session.ts'
import { encryptedOf } from '../core/session-stages.ts'
import type { SmtpSession, SmtpTrouble } from '../core/smtp.ts'
import { brokenIn, replyIn } from '../core/smtp-blind.ts'
import { tlsBegins, type Way } from './session-ways.ts'

/** What a port does from here. */
export type PortState = 'open' | 'refused' | 'silent' | 'unreachable' | 'no route' | 'not seen'

const states: Partial<Record<SmtpTrouble, PortState>> = {
  refused: 'refused',
  silent: 'silent',
  unreachable: 'unreachable',
  'no-route': 'no route',
}

/** Open is what takes a connection, whatever it says then. */
export function stateOf({ connected }: SmtpSession): PortState {
  const broken = brokenIn(connected)
  return broken ? (states[broken.trouble] ?? 'not seen') : 'open'
}

/** The port as one to send through: greeted, and with TLS. */
export function usable(session: SmtpSession): Way | undefined {
  const { port, tls, greeting, hello } = session
  if (replyIn(greeting)?.code !== 220) return undefined
  if (tls === 'implicit') return encryptedOf(session) && { port, tls }
  return encryptedOf(session) || hello?.offers?.starttls ? { port, tls: 'starttls' } : undefined
}

/**
 * Another port to send through in place of this one: with TLS begun in the same way, where there is such a one; last the one
 * that is meant for mail between servers.
 */
export function instead(
  { port, tls }: Pick<SmtpSession, 'port' | 'tls'>,
  others: readonly SmtpSession[],
): Way | undefined {
  const all = others.filter((other) => other.port !== port).flatMap((other) => usable(other) ?? [])
  const ways = all.filter((way) => way.port !== 25)
  return ways.find((way) => (way.tls === 'implicit') === (tls === 'implicit')) ?? ways[0] ?? all[0]
}

/** Another port to have TLS at: from the first octet on, where there is such a one. */
export const withTls = (port: number, { others }: RelayPorts): Way | undefined =>
  instead({ port, tls: 'implicit' }, others)

/** Where the relay documents TLS from the first octet: the port that was seen, else the one that all use (RFC 8314 section 3.3). */
export function implicitPort(port: number, ports: RelayPorts, profile: RelayProfile | undefined): number {
  const way = withTls(port, ports)
  if (way?.tls === 'implicit') return way.port
  return profile?.ports.implicit[0] ?? 465
}

/** What the table knows beside the sessions. */
export interface Notes {
  profile: RelayProfile | undefined
  blocked: readonly number[]
  hosting: string
}

/** The ports as they are from here, by number. What TLS is there stands in brackets where it was not seen. */
export function portTable(sessions: readonly SmtpSession[], { blocked, hosting, profile }: Notes): Evidence {
  const rows = sessions
    .toSorted((a, b) => a.port - b.port)
    .map((session) => {
      const { port } = session
      const isShut = blocked.includes(port) && stateOf(session) !== 'open'
      return [port, stateOf(session), tlsOf(session, profile), isShut ? `${hosting} blocks it` : ''] as const
    })
  const isNoted = rows.some(([, , , note]) => note !== '')
  const head = ['port', 'from here', 'TLS']
  return isNoted
    ? { kind: 'table', head: [...head, ''], rows }
    : { kind: 'table', head, rows: rows.map((row) => row.slice(0, 3)) }
}

function tlsOf(session: SmtpSession, profile: RelayProfile | undefined): string {
  const { tls, port, hello } = session
  if (tls === 'implicit' && encryptedOf(session)) return tlsBegins(tls)
  if (encryptedOf(session) || hello?.offers?.starttls) return tlsBegins('starttls')
  if (hello?.offers && stateOf(session) === 'open') return 'none offered'
  const isImplicit = tls === 'implicit' || profile?.ports.implicit.includes(port)
  return `(${tlsBegins(isImplicit ? 'implicit' : 'starttls')})`
}
