import { type Letter, letter } from './letters.ts'

/** What the receiver says it found, as it writes that into Authentication-Results. */
interface Verdicts {
  spf?: string
  dkim?: string
  dmarc?: string
  /** More results, as they stand. */
  more?: readonly string[]
}
/** A message of the corpus, and what it is to be judged as. */
export interface Entry {
  /** A letter, its trace made of what follows; or the whole message as it stands (latin1). */
  message?: Letter | string
  /** The return path, without brackets. */
  path?: string
  /** What the receiver wrote; `null`: nothing. */
  verdicts?: Verdicts | null
  /** The whole fields between those two and the Received fields: what filters wrote. */
  marks?: readonly string[]
  /** Received fields, topmost first. */
  hops?: readonly string[]
  /** LF alone, as files are kept. */
  asFile?: true
  /** What the program that saved it made of it. */
  saved?: (whole: string) => string
  /** Lines of the zone in place of, or beside, those of the clean world; a name and type alone takes those away. */
  zone?: readonly string[]
  /** Questions that are answered with SERVFAIL: `TXT shop.example`. */
  hides?: readonly string[]
  /** Options of the command line. */
  argv?: readonly string[]
  /** Every finding that is neither pass nor skip, those of `ordinary` left out unless they stand here. */
  finds?: readonly string[]
  /** Outcomes that skip or pass and are to be reached. */
  reaches?: readonly string[]
  /** What is to stand in the sentence of a finding. */
  says?: Readonly<Record<string, RegExp>>
  /** What is to stand in its fix. */
  fixes?: Readonly<Record<string, RegExp>>
  /** Why one cause is found by several checks. */
  because?: string
}

/** Found in all ordinary mail: nothing to look at. */
export const ordinary: ReadonlySet<string> = new Set([
  'message-signatures/one',
  'message-signatures/both',
  'message-unsubscribe/none',
])

const receivers = ['gmail', 'yahoo', 'microsoft', 'apple'] as const
/** The same outcome at these receivers, or at all four. */
export const atReceivers = (outcome: string, ...ids: readonly (typeof receivers)[number][]): string[] =>
  receivers.filter((id) => ids.length === 0 || ids.includes(id)).map((id) => `receiver-${id}/${outcome}`)

interface Hop {
  from?: string
  /** The name that its address has; that of `from` without. */
  name?: string
  ip?: string
  by?: string
  how?: string
  tls?: boolean
  at?: string
  login?: boolean
}
/** One Received field as Postfix writes it; `tls` goes by the S of `how` where nothing is said. */
export function hop({
  from = 'out.relay.example',
  name = from,
  ip = '192.31.196.25',
  by = 'mx.receiver.example',
  how = 'ESMTPS',
  tls = how.includes('S', 5),
  at = '05:59:58',
  login = false,
}: Hop = {}): string {
  const words = [
    `Received: from ${from} (${name} [${ip}])`,
    ...(tls ? ['(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))'] : []),
    ...(login ? ['(Authenticated sender: shop)'] : []),
    `by ${by} (Postfix) with ${how} id 4XyZ0123`,
    `for <anna@receiver.example>; Tue, 24 Nov 2026 ${at} +0000 (UTC)`,
  ]
  return words.join('\r\n\t')
}

/** How the shop hands its mail in at the relay. */
export const handedIn = {
  from: 'web.shop.example',
  ip: '192.31.196.7',
  by: 'out.relay.example',
  how: 'ESMTPSA',
  at: '05:59:56',
  login: true,
}
/** The ordinary way: from the shop to its relay, from there to the receiver. */
export const way = [hop(), hop(handedIn)] as const

/** The field with these results; those not given are a pass in the shop's name. */
function resultsField(
  path: string,
  {
    spf = `spf=pass smtp.mailfrom=${path || 'out.relay.example'}`,
    dkim = 'dkim=pass header.d=shop.example header.s=s1',
    dmarc = 'dmarc=pass header.from=shop.example',
    more = [],
  }: Verdicts = {},
): string {
  const all = [spf, dkim, dmarc, ...more].filter((one) => one !== '')
  return ['Authentication-Results: mx.receiver.example', ...all].join(';\r\n\t')
}

/** The octets of an entry's file, one a character. */
export async function messageOf(entry: Entry): Promise<string> {
  const { message = {}, path = 'bounce@shop.example', verdicts = {}, marks = [], hops = way, asFile, saved } = entry
  const trace = [`Return-Path: <${path}>`, ...(verdicts ? [resultsField(path, verdicts)] : []), ...marks, ...hops]
  const whole = typeof message === 'string' ? message : await letter({ trace, ...message })
  if (saved) return saved(whole)
  return asFile ? whole.replaceAll('\r\n', '\n') : whole
}
