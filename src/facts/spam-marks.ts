import type { MessageGatherer } from '../core/gatherer.ts'
import { type MailField, unread } from '../core/mail.ts'
import type { SpamMark, SpamRule } from '../core/mail-auth.ts'
import { blind, seen } from '../core/observation.ts'
import { knownSpamRule } from '../knowledge/spam-rules.ts'
import type { SpamRuleRead } from '../records/mail/spam-assassin.ts'
import { parseForefront, parseLevel } from '../records/mail/spam-microsoft.ts'
import { areRelated, houseOf, isGoogle, isMicrosoft, type ReceiverHouse } from './mail/receiver-house.ts'
import { FieldSet, type FilterMark, filterMarks } from './mail/spam-filters.ts'

const mostRules = 50

/** What spam filters wrote into the header, and whose filters they were; the receiver's first. */
export const spamMarks: MessageGatherer<'spamMarks'> = async ({ look }) => {
  const [mail, path] = await Promise.all([look('mail'), look('mailPath')])
  if (!mail.seen) return mail
  if (!path.seen) return path
  const { fields } = mail.value
  const house = houseOf(fields, path.value)
  const standsAt = placesOf(fields, house)
  const placed = places.flatMap((place) => {
    const there = new FieldSet(fields.filter((_, i) => standsAt[i] === place))
    return filterMarks(there).map((mark) => finished(mark, ownerOf(mark, place, house)))
  })
  const whole = new FieldSet(fields)
  const marks = [...placed, ...microsoft(whole, house), ...gmail(fields, house)]
  const hidden = marks.length === 0 ? unread(mail.value) : undefined
  return hidden ? blind(hidden) : seen(marks.toSorted((a, b) => places.indexOf(a.by) - places.indexOf(b.by)))
}

const places = ['receiver', 'unclear', 'other'] as const
type Place = (typeof places)[number]

/**
 * Whose each field is, by where it stands. Some filters write theirs below the Received field of their own server, or at
 * the end of the header (milters), so what stands there may be the receiver's or the sender's.
 */
function placesOf(fields: readonly MailField[], { names, above, until }: ReceiverHouse): Place[] {
  const lastReceived = fields.findLastIndex(({ key }) => key === 'received')
  return fields.map((_, i) => {
    if (names.length === 0) return 'unclear'
    if (i < above) return 'receiver'
    return i >= until && i < lastReceived ? 'other' : 'unclear'
  })
}

/**
 * By its place, and where that does not tell, by the host that the filter names. A sender can write any host, but none
 * would call its own message spam: only of that the name alone is believed.
 */
function ownerOf({ host, spam }: FilterMark, place: Place, { names }: ReceiverHouse): Place {
  if (place !== 'unclear' || host === undefined || names.length === 0) return place
  if (names.some((name) => areRelated(name, host))) return spam ? 'receiver' : 'unclear'
  return host.includes('.') ? 'other' : place
}

const finished = ({ rules, ...mark }: FilterMark, by: Place): SpamMark => ({
  ...mark,
  by,
  rules: rules.map(explained).sort(costlier).slice(0, mostRules),
})

function explained(rule: SpamRuleRead): SpamRule {
  const means = knownSpamRule(rule.name)?.means
  return { ...rule, ...(means !== undefined && { means }) }
}

/** Without a score: behind what costs, before what helps. */
const costlier = (a: SpamRule, b: SpamRule): number => (b.score ?? 0) - (a.score ?? 0)

const spamVerdicts = new Set(['SPM', 'SKS', 'SKB', 'BLK'])
/** No spam; let through by a rule or a list, within the house, or out of quarantine. */
const fineVerdicts = new Set(['NSPM', 'SKN', 'SKA', 'SKI', 'SFE', 'SKQ'])
const spamCategories = new Set([
  'SPM',
  'HSPM',
  'OSPM',
  'PHSH',
  'HPHSH',
  'HPHISH',
  'MALW',
  'SPOOF',
  'INTOS',
  'BULK',
  'UIMP',
  'DIMP',
  'GIMP',
])
/** From this level on Microsoft puts mail into junk. */
const junkLevel = 5

/** Its fields stand at the end, wherever it came from; what came in of that kind is taken out at its border. */
function microsoft(fields: FieldSet, { names }: ReceiverHouse): SpamMark[] {
  const field = fields.field('x-forefront-antispam-report', 'x-ms-exchange-organization-scl', 'x-microsoft-antispam')
  if (!field) return []
  const report = parseForefront(fields.value('x-forefront-antispam-report'))
  const scl = report.scl ?? parseLevel(fields.value('x-ms-exchange-organization-scl'))
  const bcl = parseForefront(fields.value('x-microsoft-antispam')).bcl ?? report.bcl
  const { sfv, category, ipv, direction } = report
  const words = [
    ...(scl === undefined ? [] : [`spam confidence level (SCL) ${scl}`]),
    ...(sfv === undefined ? [] : [`verdict ${sfv}`]),
    ...(category === undefined || category === 'NONE' ? [] : [`category ${category}`]),
    ...(bcl === undefined ? [] : [`bulk complaint level (BCL) ${bcl}`]),
  ]
  if (words.length === 0) return []
  const rules = [
    ...(sfv !== undefined && knownSpamRule(`SFV:${sfv}`) ? [`SFV:${sfv}`] : []),
    ...(category === undefined || category === 'NONE' ? [] : [`CAT:${category}`]),
    ...(ipv === 'CAL' ? ['IPV:CAL'] : []),
    ...(bcl !== undefined && bcl >= 4 ? [`BCL:${bcl}`] : []),
  ].map((name) => ({ name }))
  const isSpam =
    (scl ?? 0) >= junkLevel ||
    spamVerdicts.has(sfv ?? '') ||
    (!fineVerdicts.has(sfv ?? '') && spamCategories.has(category ?? ''))
  const own = names.some(isMicrosoft) && direction !== 'OUT'
  const mark: FilterMark = {
    filter: 'Microsoft',
    field: field.name,
    spam: isSpam,
    ...(scl !== undefined && { score: scl, limit: junkLevel }),
    rules,
    says: words.join(', '),
  }
  return [finished(mark, own ? 'receiver' : names.length === 0 ? 'unclear' : 'other')]
}

const gmailFields = ['x-gm-spam', 'x-gm-phishy', 'x-gmail-labels'] as const

/** Above the hops of the house it is its own word; below them anybody can have written it. */
function gmail(all: readonly MailField[], { names, above }: ReceiverHouse): SpamMark[] {
  const own = new FieldSet(all.slice(0, above))
  const isOwn = own.field(...gmailFields) !== undefined
  const fields = isOwn ? own : new FieldSet(all)
  const field = fields.field(...gmailFields)
  if (!field) return []
  const [spam, phishing] = ['x-gm-spam', 'x-gm-phishy'].map((key) => fields.value(key) === '1')
  const junk = /(?:^|,)\s{0,5}"?spam"?\s{0,5}(?:,|$)/i.test(fields.value('x-gmail-labels').slice(0, 2000))
  const words = [
    ...(spam ? ['it is called spam'] : []),
    ...(phishing ? ['it is called phishing'] : []),
    ...(junk ? ['it bears the label Spam'] : []),
  ]
  const mark: FilterMark = {
    filter: 'Gmail',
    field: field.name,
    spam: words.length > 0,
    rules: [],
    says: words.join(', ') || 'it is not called spam',
  }
  return [finished(mark, ownGmail(names, isOwn))]
}

function ownGmail(names: readonly string[], isOwn: boolean): Place {
  if (names.length === 0) return 'unclear'
  if (!names.some(isGoogle)) return 'other'
  return isOwn ? 'receiver' : 'unclear'
}
