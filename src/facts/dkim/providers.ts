import type { Site } from '../../core/gatherer.ts'
import { mxProviderOf } from '../../knowledge/mx-providers.ts'
import { spfProviderOf } from '../../knowledge/spf-providers.ts'

const mostTerms = 30

/** The ids of those who are known to take mail for the domain, or to send it, by its MX and the includes of its SPF. */
export async function knownProviders({ look }: Pick<Site, 'look'>): Promise<Set<string>> {
  const [mx, spf] = await Promise.all([look('mx'), look('spfTexts')])
  const hosts = mx.seen ? mx.value.exchanges.map(({ exchange }) => mxProviderOf(exchange)) : []
  const records = spf.seen ? spf.value.records : []
  const includes = records.flatMap((text) => [...text.matchAll(/\b(?:include:|redirect=)([^\s/]+)/gi)])
  const senders = includes.slice(0, mostTerms).map(([, name = '']) => spfProviderOf(name.toLowerCase()))
  return new Set([...hosts, ...senders].flatMap((provider) => provider?.id ?? []))
}
