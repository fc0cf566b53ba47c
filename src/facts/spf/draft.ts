import type { MxFact } from '../../core/mx.ts'
import type { Observation } from '../../core/observation.ts'
import type { SpfTexts } from '../../core/spf.ts'
import { type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import type { Asked } from '../../core/target.ts'
import { mergeSpf } from '../../records/spf/merge.ts'
import { isSpf, parseSpf } from '../../records/spf/parse.ts'

/** A record to begin with where the domain has not exactly one, and the published text whose place it takes. */
export interface Draft {
  text: string
  instead?: string
}

/** What the domain's record should be, where it has none that counts and that can be told; nothing else otherwise. */
export function draftOf(texts: SpfTexts, asked: Asked, mx: Observation<MxFact>): Draft | undefined {
  const [first, second] = texts.records
  if (first !== undefined) {
    const text = second === undefined ? first : mergeSpf(texts.records.map(parseSpf))
    return text === undefined ? undefined : { text, instead: first }
  }
  const [lookalike, another] = texts.lookalikes
  if (lookalike)
    return lookalike.meant === undefined || another ? undefined : { text: lookalike.meant, instead: lookalike.text }
  return fromOlderKinds(texts) ?? fromMx(asked, mx)
}

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

/** The hosts that receive most often send as well: a start, closed softly, since nobody has said who else sends. */
function fromMx({ addresses }: Asked, mx: Observation<MxFact>): Draft | undefined {
  if (!mx.seen) return undefined
  const { exchanges } = mx.value
  if (exchanges.length === 1 && exchanges[0]?.exchange === '.')
    return { text: addresses.length ? 'v=spf1 ~all' : 'v=spf1 -all' }
  const usable = exchanges.length > 0 && exchanges.length <= spfLimits.exchanges
  return usable && exchanges.every(({ exchange }) => exchange !== '.') ? { text: 'v=spf1 mx ~all' } : undefined
}

/** Whether a record that nobody has published yet would do no harm: seen to its end, and no receiver gives up on it. */
export function isSound({ nodes, costs, reach }: SpfSurvey): boolean {
  const { ipv4 } = costs.voids
  const seenWhole = !costs.unseen && !ipv4.unseen && !reach.unseen && costs.dynamic.length === 0
  const within = costs.lookups <= spfLimits.lookups && ipv4.byTerm.length <= spfLimits.voids
  return seenWhole && within && reach.everyone === undefined && nodes.every(isWhole)
}

const isWhole = ({ at }: SpfSurvey['nodes'][number]): boolean =>
  at.record?.faults.length === 0 &&
  at.terms.every(({ mx }) => mx?.kind !== 'records' || mx.records.length <= spfLimits.exchanges)
