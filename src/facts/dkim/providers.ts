import type { Site } from '../../core/gatherer.ts'
import { mxProviderOf } from '../../knowledge/mx-providers.ts'
import { spfProviderOf } from '../../knowledge/spf-providers.ts'

const mostTerms = 30

/** The ids of those who are known to take mail for the domain, or to send it, by its MX and the includes of its SPF. */
export async function knownProviders({ look }: Pick<Site, 'look'>): Promise<Set<string>> {
  const [mx, spf] = await Promise.all([look('mx'), look('spfTexts')])
  const found = new Set<string>()
  const add = (provider: { id: string } | undefined) => provider && found.add(provider.id)
  if (mx.seen) for (const { exchange } of mx.value.exchanges) add(mxProviderOf(exchange))
  const includes = spf.seen
    ? spf.value.records.flatMap((text) => [...text.matchAll(/\b(?:include:|redirect=)([^\s/]+)/gi)])
    : []
  for (const [, name = ''] of includes.slice(0, mostTerms)) add(spfProviderOf(name.toLowerCase()))
  return found
}
