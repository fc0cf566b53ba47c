import type { LookupFunction } from 'node:net'
import type { Dns } from '../core/dns.ts'
import type { Blind } from '../core/observation.ts'
import { parseAddress } from '../records/address.ts'
import { openBootstrap } from './dns/bootstrap.ts'
import type { Endpoint, Trouble } from './dns/channel.ts'
import { type HttpReply, type HttpRequest, openCarrier } from './dns/http.ts'
import { overTls } from './dns/tls.ts'
import { secondsOf, troubleSays } from './dns/trouble.ts'

/** One request. What its headers and its body say stands in no error. */
export interface HttpsAsk {
  method: 'GET' | 'POST'
  /** `https://host[:port]/path?query`, without a login. */
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string
}
/** What came back, whatever its status; `body` in UTF-8, `type` the media type in lower case. */
export type HttpsSeen = { kind: 'reply'; status: number; type: string; body: string } | { kind: 'blind'; blind: Blind }
/** Asks a web server. Trouble is data, never an exception. */
export type Https = (ask: HttpsAsk) => Promise<HttpsSeen>

export interface HttpsOptions {
  /** Finds the addresses of hosts. */
  dns: Dns
  /** How long one answer may take, redirects and all. */
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** Whom it trusts beside those that this machine does, in PEM. */
  authorities?: string
  /** Where a host is really reached, for tests. */
  reach?: ((address: string, port: number) => Endpoint) | undefined
}

const longestBody = 1024 * 1024
const mostRedirects = 3

/**
 * The one door to HTTPS: TLS 1.2 or newer, certificates checked, at most 1 MB, within the time. A redirect of a GET is
 * followed on the same host, one of a POST never. Proxies of the environment are not used.
 */
export function openHttps(options: HttpsOptions): Https {
  const { lookup } = openBootstrap(() => ({ dns: options.dns, close() {} }))
  return async (ask) => {
    const place = placeOf(ask.url)
    if (!place) return blind('not-attempted', 'what should be asked for is no https URL')
    if (options.signal?.aborted) return blind('interrupted', `${place.host} was not asked: the run was ended before`)
    const stop = new AbortController()
    const abort = () => stop.abort()
    const timer = setTimeout(abort, options.timeoutMs)
    options.signal?.addEventListener('abort', abort)
    try {
      const seen = await follow(ask, place, { ...options, lookup, signal: stop.signal })
      // What has ended by our own hand shows as a connection that broke.
      if (seen.kind === 'reply' || !stop.signal.aborted) return seen
      return options.signal?.aborted
        ? blind('interrupted', `${place.host} was no longer waited for: the run was ended`)
        : blind('timeout', `${place.host} did not answer within ${secondsOf(options.timeoutMs)}`)
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      stop.abort()
    }
  }
}

type How = Pick<HttpsOptions, 'authorities' | 'reach'> & { lookup: LookupFunction; signal: AbortSignal }

const blind = (reason: Blind['reason'], detail: string, more: Partial<Blind> = {}): HttpsSeen => ({
  kind: 'blind',
  blind: { reason, detail, ...more },
})

/** An https URL that shows no login. */
function placeOf(url: string): URL | undefined {
  const place = URL.parse(url)
  return place?.protocol === 'https:' && place.username === '' && place.password === '' ? place : undefined
}

async function follow(ask: HttpsAsk, first: URL, how: How): Promise<HttpsSeen> {
  let place = first
  for (let redirects = 0; ; redirects++) {
    const reply = await replyOf(ask, place, how)
    if ('trouble' in reply) return blindBy(reply.trouble, place.host)
    const { status, headers, body } = reply
    if (![301, 302, 303, 307, 308].includes(status)) return { kind: 'reply', status, ...textOf(headers, body) }
    const next = typeof headers.location === 'string' ? URL.parse(headers.location, place.href) : null
    const stays = `and it is not followed (HTTP status ${status})`
    if (ask.method !== 'GET' || !next || next.origin !== first.origin)
      return blind('unreachable', `${place.host} sends the request to another place, ${stays}`)
    if (redirects >= mostRedirects)
      return blind('unreachable', `${place.host} sends the request from one place to the next, ${stays}`)
    place = next
  }
}

const textOf = (headers: HttpReply['headers'], body: Buffer) => ({
  type: String(headers['content-type'] ?? '')
    .split(';')[0]
    ?.trim()
    .toLowerCase()
    .slice(0, 100) as string,
  body: new TextDecoder().decode(body),
})

function blindBy(trouble: Trouble, who: string): HttpsSeen {
  const detail = troubleSays(trouble).replaceAll('{who}', () => who)
  return blind(trouble.reason ?? 'unreachable', detail, trouble.local ? { noRoute: true } : {})
}

async function replyOf(ask: HttpsAsk, place: URL, how: How): Promise<HttpReply | { trouble: Trouble }> {
  const name = place.hostname.replace(/^\[(.*)\]$/, '$1')
  const address = parseAddress(name)?.text ?? name
  const port = place.port === '' ? 443 : Number(place.port)
  const to = how.reach?.(address, port) ?? { address, port }
  const authorities = how.authorities === undefined ? {} : { authorities: how.authorities }
  const server = { name: address, to, lookup: how.lookup, ...authorities }
  const carrier = await openCarrier(place.host, (protocols) => overTls(server, protocols), how.signal, {
    octets: longestBody,
    says: '{who} sent more than 1 MB',
  })
  if ('trouble' in carrier) return carrier
  try {
    return await carrier.ask(requestOf(ask, place), how.signal)
  } finally {
    carrier.destroy()
  }
}

function requestOf({ method, headers = {}, body }: HttpsAsk, { pathname, search }: URL): HttpRequest {
  const octets = body === undefined ? undefined : Buffer.from(body, 'utf8')
  return {
    method,
    path: `${pathname}${search}`,
    headers: {
      'user-agent': 'relaycheck',
      ...headers,
      ...(octets && { 'content-length': String(octets.length) }),
    },
    ...(octets && { body: octets }),
  }
}
