import { recordsOf } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { MxFact } from '../../core/mx.ts'
import type { Observation } from '../../core/observation.ts'
import type { SpfTexts } from '../../core/spf.ts'
import { type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import type { Asked } from '../../core/target.ts'
import { mxProviderOf } from '../../knowledge/mx-providers.ts'
import { hiddenRange } from '../../records/address.ts'
import { isWithin } from '../../records/name.ts'
import { mergeSpf } from '../../records/spf/merge.ts'
import { isSpf, parseSpf } from '../../records/spf/parse.ts'
import type { SpfRecord } from '../../records/spf/record.ts'
import { seamsOf } from '../../records/spf/seams.ts'
import { isOpenEnded } from './mend-tree.ts'
import { namesSender, sendersIn } from './senders.ts'

/** A record to begin with where the domain has not exactly one, and the published text whose place it takes. */
export interface Draft {
  text: string
  instead?: string
}

/** What the domain's record should be, where it has none that counts and that can be told; nothing else otherwise. */
export function draftOf(
  texts: SpfTexts,
  { target, asked }: Pick<Site, 'target' | 'asked'>,
  mx: Observation<MxFact>,
): Draft | undefined {
  const [first, second] = texts.records
  if (first !== undefined) {
    const text = second === undefined ? first : mergeSpf(recordsIn(texts))
    return text === undefined ? undefined : { text, instead: first }
  }
  const [lookalike, another] = texts.lookalikes
  if (lookalike)
    return lookalike.meant === undefined || another ? undefined : { text: lookalike.meant, instead: lookalike.text }
  return fromOlderKinds(texts) ?? (mx.seen ? fromMx(target.name, sendingOf(asked), mx.value) : undefined)
}

/** In the order of their texts. */
function recordsIn({ txt, records }: SpfTexts): SpfRecord[] {
  const strings = new Map(recordsOf(txt).map(({ data }) => [data.join(''), data]))
  return records.map((text) => parseSpf(text, seamsOf(strings.get(text) ?? [])))
}

/** The asked addresses that a receiver elsewhere can ever see: no others belong in a record. */
export const sendingOf = ({ addresses }: Asked): string[] => addresses.filter((ip) => !hiddenRange(ip))

/** Type 99 holds a record as it should stand in TXT; Sender-ID's `mfrom` scope means what SPF means (RFC 4406 section 3.1). */
function fromOlderKinds({ type99, senderId }: SpfTexts): Draft | undefined {
  const old = type99.kind === 'records' ? type99.records.map(({ data }) => data.join('')).filter(isSpf) : []
  const meant = senderId.flatMap((text) => {
    const [, scopes = '', terms = ''] = /^spf2\.0\/([a-z,]+)( .*)?$/i.exec(text) ?? []
    return scopes.toLowerCase().split(',').includes('mfrom') ? [`v=spf1${terms}`] : []
  })
  const [text, another] = old.length ? old : meant
  return text === undefined || another !== undefined ? undefined : { text }
}

/**
 * A start, closed softly, since nobody has said who else sends: who keeps the mailboxes sends, by its own record where it
 * is known, by the hosts that receive where these are the domain's own. Of any other host nobody can tell.
 */
function fromMx(domain: string, sending: readonly string[], { exchanges }: MxFact): Draft | undefined {
  const hosts = exchanges.map(({ exchange }) => exchange)
  // That it takes no mail does not say that it sends none.
  if (hosts.length === 1 && hosts[0] === '.') return sending.length ? { text: 'v=spf1 ~all' } : undefined
  const [provider, ...others] = new Set(hosts.map(mxProviderOf))
  if (provider && others.length === 0)
    return provider.include === undefined ? undefined : { text: `v=spf1 include:${provider.include} ~all` }
  const usable = hosts.length > 0 && hosts.length <= spfLimits.exchanges
  return usable && hosts.every((host) => isWithin(host, domain)) ? { text: 'v=spf1 mx ~all' } : undefined
}

/**
 * Whether a record that nobody has published yet would do no harm: seen to its end, which is one, no receiver gives up on
 * it, and somebody passes if anybody is named.
 */
export function isSound({ nodes, costs, reach }: SpfSurvey): boolean {
  const root = nodes[0]?.at
  const empty = !!root?.record && namesSender(root.record) && sendersIn(root.terms).length === 0
  const { ipv4 } = costs.voids
  const seenWhole = !costs.unseen && !ipv4.unseen && !reach.unseen && costs.dynamic.length === 0
  const within = costs.lookups <= spfLimits.lookups && ipv4.byTerm.length <= spfLimits.voids
  return seenWhole && within && !empty && reach.everyone === undefined && nodes.every(isWhole)
}

const isWhole = ({ at, own, effective }: SpfSurvey['nodes'][number]): boolean =>
  at.record?.faults.length === 0 &&
  !(own && at.terms.some(({ dead }) => dead)) &&
  !(effective && isOpenEnded(at.terms)) &&
  at.terms.every(({ mx }) => mx?.kind !== 'records' || mx.records.length <= spfLimits.exchanges)
