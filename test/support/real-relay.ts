import { type Authority, type Shown, selfSigned } from './certificates.ts'
import { freePort } from './real-server.ts'

/** Connections to one port. */
export interface Connections {
  begun: number
  ended: number
  /** In the order in which they ended. */
  said: readonly (readonly string[])[]
}

/** A mail server of somebody else's making, with a port for each state that it is to be seen in. */
export interface RealRelay<Port extends string = string> {
  /** What its good certificate bears. */
  name: string
  address: string
  ports: Readonly<Record<Port, number>>
  /** Who signed the certificates that are to be believed; PEM. */
  authority: string
  /** What a client may show. */
  client: Shown
  user: string
  password: string
  /** Where its files are. */
  folder: string
  /** All that it logged so far. */
  log(): string
  /** What its log tells of the connections to that port so far; the commands of each in upper case. */
  connections(port: Port): Connections
  close(): Promise<void>
}

/** Long enough that nobody is told to renew it. */
const good = { from: -24, until: 24 * 60 }

/** The certificates of a server: one that is good, and those that are not. */
export const faces = (authority: Authority, name: string): Readonly<Record<string, Shown>> => ({
  good: authority.issue([name], good),
  expired: authority.issue([name], { from: -48, until: -24 }),
  wrongName: authority.issue(['mail.elsewhere.example'], good),
  selfSigned: selfSigned(name),
})

/** A free port for each name. */
export async function freePorts<Port extends string>(names: readonly Port[]): Promise<Record<Port, number>> {
  const found: Partial<Record<Port, number>> = {}
  for (const name of names) {
    const taken: (number | undefined)[] = Object.values(found)
    do found[name] = await freePort()
    while (taken.includes(found[name]))
  }
  return found as Record<Port, number>
}

/** How often a log has it. */
export const count = (log: string, what: RegExp): number => log.match(what)?.length ?? 0
