import type { Transport } from '../../core/dns.ts'
import type { Ear, Endpoint, Pending } from './channel.ts'
import { closeHttps, type Https, openHttps, sendHttps } from './https.ts'
import { closeTcp, openTcp, overTcp, sendTcp, type Tcp } from './tcp.ts'
import { overTls, type TlsServer } from './tls.ts'
import { closeUdp, openUdp, sendUdp, type Udp } from './udp.ts'

/** One server that can be asked, and what this run has learned about it. */
export interface Upstream<P extends Pending = Pending> {
  /** As a sentence names it: `127.0.0.53 (systemd-resolved, asks 192.0.2.1)`. */
  who: string
  /** As evidence names it: `192.0.2.53`, with the port where it is not 53. */
  server: string
  /** The one way it is asked; absent where that is UDP, and TCP where an answer needs it. */
  only?: Exclude<Transport, 'udp'>
  /** The ways to it that it can be asked by. */
  udp?: Udp<P>
  tcp?: Tcp<P>
  https?: Https<P>
  /** It does not take EDNS (RFC 6891 section 7): asked without from now on. */
  plain: boolean
  /** Tries in a row that it has let pass. */
  silent: number
}

type Named = Pick<Upstream, 'who' | 'server'>

/** A server to be asked; nothing is opened before the first question. `keep` for one that is asked much. */
export const openUpstream = <P extends Pending>(
  { who, server, tcpOnly, keep }: Named & { tcpOnly: boolean; keep: boolean },
  to: Endpoint,
  ear: Ear<P>,
): Upstream<P> => ({
  who,
  server,
  ...(tcpOnly && { only: 'tcp' }),
  udp: openUdp(to, ear, keep),
  tcp: openTcp(overTcp(to), ear),
  plain: false,
  silent: 0,
})

/** The same, asked over TLS (RFC 7858), or HTTPS (RFC 8484) at that place, and by no other way. */
export const openEncrypted = <P extends Pending>(
  { who, server }: Named,
  tls: TlsServer & { place?: Https['place'] },
  ear: Ear<P>,
): Upstream<P> => ({
  who,
  server,
  ...(tls.place
    ? { only: 'https', https: openHttps(tls.place, (protocols) => overTls(tls, protocols), ear) }
    : { only: 'tls', tcp: openTcp(overTls(tls, ['dot']), ear) }),
  plain: false,
  silent: 0,
})

/** Sends one query by a way that the server can be asked by; what comes of it is told to the ear. */
export function send<P extends Pending>(upstream: Upstream<P>, transport: Transport, pending: P): void {
  const { udp, tcp, https } = upstream
  if (transport === 'udp' && udp) sendUdp(udp, pending)
  else if (https) sendHttps(https, pending)
  else if (tcp) sendTcp(tcp, pending)
}

/** Closes all sockets to it. */
export function closeUpstream({ udp, tcp, https }: Upstream): void {
  if (udp) closeUdp(udp)
  if (tcp) closeTcp(tcp)
  if (https) closeHttps(https)
}
