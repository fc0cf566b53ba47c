import type { RelayTarget } from '../core/target.ts'
import { targetAt, tlsBegins, type Way } from './session-ways.ts'

/** How to send through another port: an order, to be filled from `orderFor`. */
export const sendThrough = `Send through port {port2}, which has {begins2}. In Postfix:

    relayhost = [{host}]:{port2}
    smtp_tls_wrappermode = {wrapper}
    smtp_tls_security_level = encrypt

Where the map of smtp_sasl_password_maps names the port, change it there too, and run postmap on it. See that it works:

    relaycheck relay {other}`

/** What `sendThrough` is filled from. */
export const orderFor = (relay: RelayTarget, { port, tls }: Way) => ({
  host: relay.host,
  port2: port,
  begins2: tlsBegins(tls),
  wrapper: tls === 'implicit' ? 'yes' : 'no',
  other: targetAt(relay, port),
})

/** The same as one order that nothing is filled in later. */
export function orderToSend(relay: RelayTarget, way: Way): string {
  const values: Readonly<Record<string, string | number>> = orderFor(relay, way)
  return sendThrough.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]))
}
