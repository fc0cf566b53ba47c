import type { Finding } from './core/finding.ts'
import type { Postfix } from './core/mta.ts'

/** The relays that all outgoing mail of this machine goes through; none where some of it goes out directly. */
export function onlyThrough(instances: readonly Postfix[]): string[] {
  const routes = instances.flatMap((instance) => instance.routes).filter(({ kind }) => kind !== 'other')
  if (routes.length === 0 || routes.some(({ kind, hops }) => kind !== 'relay' || hops.length === 0)) return []
  return [...new Set(routes.flatMap(({ hops }) => hops.map(({ host }) => host)))]
}

/**
 * What is found about this machine's own address, where its mail goes out through a relay: worth knowing, and nobody else
 * sees the address. What could not be seen of it need not be.
 */
export function behindRelay(findings: readonly Finding[], relays: readonly string[]): Finding[] {
  const through = `Mail of this machine goes out through ${relays.join(', ')}: receivers see the address of the relay, not this one.`
  return findings.map((finding) => {
    const { verdict, check, says, about, refs, blind } = finding
    if (verdict === 'fail' || verdict === 'warn') {
      const { fix: _, repair: __, ...rest } = finding
      return { ...rest, verdict: 'info', says: `${says} ${through}` }
    }
    if (verdict !== 'unknown' || blind?.reason === 'bug' || blind?.reason === 'interrupted') return finding
    const [id, outcome] = [`${check}/behind-relay`, 'behind-relay']
    return { id, check, outcome, verdict: 'skip', says: `${says}. ${through}`, about, refs }
  })
}
