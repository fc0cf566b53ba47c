import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { Change } from '../../core/finding.ts'
import type { MxHost } from '../../core/mx.ts'
import type { Mx } from '../../records/dns.ts'
import { showData } from '../../records/presentation.ts'
import { blindsIn } from '../exchange-states.ts'
import { few } from '../few.ts'
import { parkedFixes, unlessParked } from '../mx-parked.ts'
import { mxNames } from '../subjects.ts'

export default defineCheck({
  id: 'mx-not-alias',
  step: 'mx',
  title: 'No mail server is named by an alias',
  why: 'Some mail servers rewrite or refuse an exchange that is a CNAME, and mail loops or bounces there.',
  refs: ['RFC 2181 section 10.3', 'RFC 5321 section 5.1'],
  subject: mxNames,
  needs: ['mx', 'mxHosts', 'nameSource', 'target', 'asked'],
  outcomes: {
    direct: { verdict: 'pass', says: 'The mail servers of {domain} are named directly, not by an alias.' },
    alias: {
      verdict: 'warn',
      says: 'The MX records of {domain} name aliases: {chains}. That is forbidden; most senders put up with it, some do not deliver.',
      fix: 'Name the host itself in the MX records of {domain}, not its alias. An MTA-STS policy must then list the new name.',
      fixes: {
        ...parkedFixes,
        wildcard:
          'A wildcard gives {domain} its MX records: name the host itself there, not its alias. An MTA-STS policy must then list the new name.',
      },
      leadsTo: ['mx-unique/repeated'],
    },
  },
  judge: unlessParked(
    ({
      mx,
      mxHosts,
      nameSource,
      target,
    }: Pick<Facts, 'mx' | 'mxHosts' | 'nameSource' | 'target'>): Ruling<'direct' | 'alias'>[] => {
      const aliased = mxHosts.filter((host) => targetOf(host) !== undefined)
      const unseen = mxHosts.find((host) => blindsIn(host).length === 2)
      const found: Ruling<'direct' | 'alias'>[] = []
      if (aliased.length)
        found.push({
          outcome: 'alias',
          about: { domain: target.display, chains: few(aliased.map((host) => `${host.host} -> ${targetOf(host)}`)) },
          evidence: aliased.flatMap(({ A, AAAA }) => [...dnsEvidence(A), ...dnsEvidence(AAAA)]),
          repair:
            nameSource === 'own' && aliased.every(hasAddress) ? straighten(target.name, mx.exchanges, aliased) : [],
          fixFor: nameSource,
        })
      if (unseen?.A.kind === 'blind') found.push({ cannotTell: unseen.A.blind, about: { host: unseen.host } })
      return found.length ? found : [{ outcome: 'direct', about: { domain: target.display } }]
    },
  ),
})

/** The name at the end of the chain, where the exchange is an alias. */
function targetOf({ A, AAAA }: MxHost): string | undefined {
  const chain = [A, AAAA]
    .map((answer) => (answer.kind === 'blind' ? [] : answer.aliases))
    .find((aliases) => aliases.length)
  return chain?.at(-1)?.to
}

const hasAddress = ({ A, AAAA }: MxHost): boolean => A.kind === 'records' || AAAA.kind === 'records'

/** Each record names its alias's target instead. What would stand there twice, or names the alias again, goes. */
function straighten(name: string, exchanges: readonly Mx[], aliased: readonly MxHost[]): Change[] {
  const targets = new Map(aliased.map((host) => [host.host, targetOf(host)]))
  const kept = new Set(exchanges.filter((mx) => !targets.has(mx.exchange)).map((mx) => showData('MX', mx)))
  const mended = new Set<string>()
  return exchanges.flatMap((mx): Change[] => {
    const exchange = targets.get(mx.exchange)
    if (exchange === undefined) return []
    const was = showData('MX', mx)
    const becomes = showData('MX', { ...mx, exchange })
    const again = mended.has(mx.exchange) || kept.has(becomes)
    mended.add(mx.exchange)
    kept.add(becomes)
    return [again ? { change: 'remove', name, type: 'MX', was } : { change: 'replace', name, type: 'MX', was, becomes }]
  })
}
