import type { SmtpAsk, SmtpSession } from '../../core/smtp.ts'

/** How this machine talks to relays, and what it proves itself with. PEM texts. */
export interface SmtpOptions {
  /** For one answer, and for the greeting, which servers hold back on purpose. */
  timeoutMs: number
  greetingMs: number
  /** For everything. */
  deadlineMs: number
  signal?: AbortSignal
  /** Where an address is really reached: tests and the demo move documentation addresses to loopback ports. */
  reach?(address: string, port: number): { address: string; port: number }
  password?: string
  /** Authorities that are trusted beside those of this system. */
  authorities?: string
  /** The certificate that this machine shows, and its key. */
  client?: { certificate: string; key: string }
}
export interface OpenSmtp {
  smtp(ask: SmtpAsk): Promise<SmtpSession>
  sourceToward(address: string): Promise<string | undefined>
  /** Ends every connection at once; what was under way is `interrupted`. */
  close(): void
}

export function openSmtp(_options: SmtpOptions): OpenSmtp {
  return {
    async smtp({ address, port, tls }) {
      const broken = { trouble: 'interrupted', detail: 'nothing was asked' } as const
      return { address, port, tls, connected: { ms: 0, broken }, envelopes: [], transcript: [] }
    },
    sourceToward: async () => undefined,
    close() {},
  }
}
