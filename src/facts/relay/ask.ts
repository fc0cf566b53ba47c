import type { Site } from '../../core/gatherer.ts'
import type { SmtpAsk, SmtpTls } from '../../core/smtp.ts'
import type { RelayTarget } from '../../core/target.ts'

/** A port, and how TLS begins there. */
export interface Way {
  port: number
  tls: SmtpTls
}

/** A session as far as a login, without one and without envelopes. Facts that ask for the same share one connection. */
export function plainAsk(
  { target, asked }: Pick<Site<RelayTarget>, 'target' | 'asked'>,
  address: string,
  { port, tls }: Way,
): SmtpAsk {
  const { servername = target.literal ? undefined : target.host, helo, source } = asked.session ?? {}
  return {
    address,
    port,
    tls,
    ...(servername !== undefined && { servername }),
    ...(helo !== undefined && { helo }),
    ...(source !== undefined && { source }),
    envelopes: [],
  }
}
