import type { RelayProfile } from '../../src/core/relay.ts'
import type { Certificate, Encrypted, Offers, Said, SmtpAsk, SmtpSession, TranscriptLine } from '../../src/core/smtp.ts'
import type { RelayTarget } from '../../src/core/target.ts'

export const relayTarget: RelayTarget = {
  kind: 'relay',
  name: 'mail.relay.example:587',
  display: 'mail.relay.example:587',
  host: 'mail.relay.example',
  port: 587,
  literal: false,
}

/** A reply that came after 20 ms: `said(250, '2.1.0', 'Ok')` has an enhanced code, `said(250, undefined, 'Ok')` none. */
export const said = (code: number, enhanced?: string, ...lines: string[]): Said => ({
  ms: 20,
  reply: { code, ...(enhanced !== undefined && { enhanced }), lines: lines.length > 0 ? lines : ['Ok'] },
})
export const broken = (trouble: 'silent' | 'refused' | 'hung-up' | 'not-smtp' | 'tls' | 'injected', ms = 5000) => ({
  ms,
  broken: { trouble, detail: `192.0.2.1 port 587: ${trouble}` },
})

export const offers = (changes: Partial<Offers> = {}): Offers => ({
  by: 'EHLO',
  starttls: false,
  auth: ['PLAIN', 'LOGIN'],
  size: 52_428_800,
  smtputf8: true,
  pipelining: true,
  keywords: ['PIPELINING', 'SIZE 52428800', 'AUTH PLAIN LOGIN', 'SMTPUTF8'],
  ...changes,
})

export const certificate = (changes: Partial<Certificate> = {}): Certificate => ({
  subject: 'CN=mail.relay.example',
  issuer: 'CN=Example CA',
  names: ['mail.relay.example'],
  from: '2026-10-01T00:00:00.000Z',
  until: '2026-12-30T00:00:00.000Z',
  fingerprint: 'AB:CD',
  ...changes,
})

export const tls = (changes: Partial<Encrypted> = {}): { ms: number } & Encrypted => ({
  ms: 40,
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  ephemeral: true,
  chain: [certificate()],
  named: true,
  ...changes,
})

const line = (from: TranscriptLine['from'], text: string): TranscriptLine => ({ ms: 20, from, text })

type Changes = { [K in keyof SmtpSession]?: SmtpSession[K] | undefined }

/** A session over STARTTLS in which all went well, with these parts put in the place of its own; `undefined` takes one out. */
export function session(changes: Changes = {}): SmtpSession {
  const well: SmtpSession = {
    address: '192.0.2.1',
    port: 587,
    tls: 'starttls',
    connected: { ms: 10, source: '198.51.100.7' },
    greeting: said(220, undefined, 'mail.relay.example ESMTP'),
    hello: { ...said(250, undefined, 'mail.relay.example'), offers: offers({ starttls: true, auth: [] }) },
    starttls: said(220, '2.0.0', 'Ready to start TLS'),
    encrypted: tls(),
    helloAgain: { ...said(250, undefined, 'mail.relay.example'), offers: offers() },
    envelopes: [],
    transcript: [line('server', '220 mail.relay.example ESMTP'), line('client', 'EHLO me.example')],
  }
  const all = Object.entries({ ...well, ...changes }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(all) as unknown as SmtpSession
}

/** What a server that takes everything makes of such an ask. */
export function sessionFor({ address, port, tls, login, envelopes }: SmtpAsk, changes: Changes = {}): SmtpSession {
  const inside = { starttls: undefined, helloAgain: undefined }
  const said250 = said(250, '2.1.0')
  return session({
    address,
    port,
    tls,
    ...(tls === 'implicit' && { ...inside, hello: { ...said(250), offers: offers() } }),
    ...(tls === 'none' && { ...inside, encrypted: undefined }),
    ...(login && { login: { ...said(235, '2.7.0', 'Accepted'), mechanism: 'PLAIN' as const } }),
    envelopes: envelopes.map(({ sender, recipients }) => ({
      sender,
      mail: said250,
      recipients: recipients.map((recipient) => ({ recipient, rcpt: said(250, '2.1.5') })),
    })),
    ...changes,
  })
}

/** A session that came to nothing: the port is closed, or says nothing, or there is no route. */
export function unconnected(
  { address, port, tls }: Pick<SmtpAsk, 'address' | 'port' | 'tls'>,
  trouble: 'refused' | 'silent' | 'no-route' | 'unreachable',
): SmtpSession {
  const said = {
    refused: 'refused the connection',
    silent: 'said nothing within 5 s',
    unreachable: 'cannot be reached (EHOSTUNREACH)',
    'no-route': 'has no route from here',
  }
  const broken = { trouble, detail: `${address} port ${port} ${said[trouble]}` }
  return { address, port, tls, connected: { ms: 5000, broken }, envelopes: [], transcript: [] }
}

/** A relay that takes mail on many ports, of the kind that people with a blocked port 25 use. */
export const relayProfile = (changes: Partial<RelayProfile> = {}): RelayProfile => ({
  id: 'sendwell',
  name: 'Sendwell',
  hosts: ['mail.relay.example'],
  hostPattern: /^mail\.relay\.example$/,
  ports: { starttls: [2525, 587, 25], implicit: [465] },
  returnPath: { kind: 'unknown' },
  dkim: { kind: 'unknown' },
  sources: ['https://relay.example/docs'],
  ...changes,
})
