import type { Ear, Endpoint, Pending } from './channel.ts'
import { closeTcp, openTcp, sendTcp, type Tcp } from './tcp.ts'
import { closeUdp, openUdp, sendUdp, type Udp } from './udp.ts'

/** One server that can be asked, and what this run has learned about it. */
export interface Upstream<P extends Pending = Pending> {
  /** As a sentence names it: `127.0.0.53 (systemd-resolved, asks 192.0.2.1)`. */
  who: string
  /** As evidence names it: `192.0.2.53`, with the port where it is not 53. */
  server: string
  tcpOnly: boolean
  udp: Udp<P>
  tcp: Tcp<P>
  /** It does not take EDNS (RFC 6891 section 7): asked without from now on. */
  plain: boolean
  /** Tries in a row that it has let pass. */
  silent: number
}

/** A server to be asked; nothing is opened before the first question. `keep` for one that is asked much. */
export const openUpstream = <P extends Pending>(
  named: { who: string; server: string; tcpOnly: boolean; keep: boolean },
  to: Endpoint,
  ear: Ear<P>,
): Upstream<P> => ({
  who: named.who,
  server: named.server,
  tcpOnly: named.tcpOnly,
  udp: openUdp(to, ear, named.keep),
  tcp: openTcp(to, ear),
  plain: false,
  silent: 0,
})

/** Sends one query; what comes of it is told to the ear. */
export function send<P extends Pending>(upstream: Upstream<P>, transport: 'udp' | 'tcp', pending: P): void {
  if (transport === 'udp') sendUdp(upstream.udp, pending)
  else sendTcp(upstream.tcp, pending)
}

/** Closes all sockets to it. */
export function closeUpstream(upstream: Upstream): void {
  closeUdp(upstream.udp)
  closeTcp(upstream.tcp)
}
