import type { MailField } from '../../core/mail.ts'
import type { SpamMark } from '../../core/mail-auth.ts'
import {
  parseSpamCheck,
  parseSpamLevel,
  parseSpamReport,
  parseSpamScore,
  parseSpamStatus,
  type SpamRead,
  type SpamRuleRead,
} from '../../records/mail/spam-assassin.ts'
import { parseRspamdAction, parseSpamdResult } from '../../records/mail/spam-rspamd.ts'

/** A mark, but for whose it is: that is told by where it stands, and by the host that the filter names. */
export type FilterMark = Omit<SpamMark, 'by' | 'rules'> & { rules: readonly SpamRuleRead[] }

/** Fields that were written at one place, looked up by name (lower case), the topmost of each. */
export class FieldSet {
  readonly all: readonly MailField[]
  readonly #byKey: ReadonlyMap<string, MailField>
  constructor(fields: readonly MailField[]) {
    this.all = fields
    this.#byKey = new Map(fields.toReversed().map((field) => [field.key, field]))
  }
  /** The first of these that is there. */
  field(...keys: readonly string[]): MailField | undefined {
    for (const key of keys) {
      const field = this.#byKey.get(key)
      if (field) return field
    }
    return undefined
  }
  value(key: string): string {
    return this.#byKey.get(key)?.value ?? ''
  }
}

/** What the filters say that write the same fields wherever they run: each that is recognized, one mark. */
export function filterMarks(fields: FieldSet): FilterMark[] {
  const known = [assassin(fields), rspamd(fields), barracuda(fields), proofpoint(fields), bogofilter(fields)]
  const marks = [...known, ...mailScanner(fields)].filter((mark) => mark !== undefined)
  const plain = marks.length > 0 ? undefined : unnamed(fields)
  return plain ? [plain] : marks
}

const hostIn = (text: string): { host?: string } =>
  /^[a-z0-9][a-z0-9._-]{0,252}$/i.test(text) ? { host: text.toLowerCase() } : {}

const numbers = ({ score, limit }: { score?: number | undefined; limit?: number | undefined }) => ({
  ...(score !== undefined && { score }),
  ...(limit !== undefined && { limit }),
})

/** X-Spam-Flag, X-Spam: said in a word. */
function flagIn(fields: FieldSet): boolean | undefined {
  const flag = /^(yes|true|no|false)\b/i.exec(fields.value('x-spam-flag') || fields.value('x-spam'))?.[1]
  return flag === undefined ? undefined : /^[yt]/i.test(flag)
}

function assassin(fields: FieldSet): FilterMark | undefined {
  const status = parseSpamStatus(fields.value('x-spam-status'))
  const reported = fields.field('x-spam-report', 'x-ham-report')
  const report = parseSpamReport(reported?.value ?? '')
  const version = fields.value('x-spam-checker-version')
  const isIts = /^SpamAssassin\b/i.test(version) || status?.limit !== undefined || status?.rules.length
  const field = fields.field('x-spam-status', 'x-spam-report', 'x-ham-report', 'x-spam-flag', 'x-spam-checker-version')
  if (!field || !(isIts || report.rules.length)) return undefined
  const score = status?.score ?? report.score ?? plainScore(fields)
  const limit = status?.limit ?? report.limit
  const spam = status?.spam ?? flagIn(fields) ?? (score !== undefined && score >= (limit ?? usualLimit))
  return {
    filter: 'SpamAssassin',
    field: field.name,
    spam,
    ...numbers({ score, limit }),
    rules: merged(status, report),
    ...hostIn(/\son\s+(\S{1,253})$/.exec(version.slice(-300))?.[1] ?? ''),
  }
}

/** What SpamAssassin calls spam unless it is told otherwise. */
const usualLimit = 5

const plainScore = (fields: FieldSet): number | undefined =>
  parseSpamScore(fields.value('x-spam-score')) ??
  parseSpamLevel(fields.value('x-spam-level') || fields.value('x-spam-bar'))

/** The rules of both, each once, with its score where one of them tells it. */
function merged(status: SpamRead | undefined, report: SpamRead): SpamRuleRead[] {
  const byName = new Map(report.rules.map((rule) => [rule.name, rule]))
  for (const rule of status?.rules ?? [])
    if (rule.score !== undefined || !byName.has(rule.name)) byName.set(rule.name, rule)
  return [...byName.values()]
}

function rspamd(fields: FieldSet): FilterMark | undefined {
  const result = parseSpamdResult(fields.value('x-spamd-result'))
  const acted = fields.field('x-rspamd-action', 'x-spam-action')
  const action = parseRspamdAction(acted?.value ?? '')
  const field = fields.field('x-spamd-result', 'x-rspamd-action', 'x-rspamd-score', 'x-spam-action')
  const score = result?.score ?? parseSpamScore(fields.value('x-rspamd-score'))
  if (!field || (!result && action === undefined && score === undefined)) return undefined
  const status = parseSpamStatus(fields.value('x-spam-status'))?.spam
  const spam = action === true || result?.spam === true || flagIn(fields) === true || status === true
  return {
    filter: 'Rspamd',
    field: field.name,
    spam,
    ...numbers({ score, limit: result?.limit }),
    rules: result?.rules ?? [],
    ...(acted && action !== undefined && { says: `its action is "${acted.value.slice(0, 40)}"` }),
    ...hostIn(fields.value('x-rspamd-server')),
  }
}

function barracuda(fields: FieldSet): FilterMark | undefined {
  const field = fields.field('x-barracuda-spam-status')
  const status = field && parseSpamStatus(field.value)
  if (!field || !status) return undefined
  const report = parseSpamReport(fields.value('x-barracuda-spam-report'))
  const score = status.score ?? parseSpamScore(fields.value('x-barracuda-spam-score'))
  return {
    filter: 'Barracuda',
    field: field.name,
    spam: status.spam === true,
    ...numbers({ score, limit: status.limit }),
    rules: merged(status, report),
  }
}

function proofpoint(fields: FieldSet): FilterMark | undefined {
  const field = fields.field('x-proofpoint-spam-details', 'x-proofpoint-spam-details-enc')
  const rule = /\brule=([a-z_]{1,60})(?=\s|$)/i.exec(field?.value ?? '')?.[1]?.toLowerCase()
  if (!field || rule === undefined) return undefined
  const score = /\bscore=(\d{1,3})(?=\s|$)/i.exec(field.value)?.[1]
  return {
    filter: 'Proofpoint',
    field: field.name,
    spam: /(?:^|_)(?:spam|bulk|phish|malware)$/.test(rule),
    ...(score !== undefined && { score: Number(score), limit: 100 }),
    rules: [],
    says: `its rule is ${rule}`,
  }
}

function bogofilter(fields: FieldSet): FilterMark | undefined {
  const field = fields.field('x-bogosity')
  const flag = /^(spam|yes|ham|no|unsure)\b/i.exec(field?.value ?? '')?.[1]?.toLowerCase()
  if (!field || flag === undefined) return undefined
  const score = /\bspamicity=(\d\.\d{1,10})/.exec(field.value)?.[1]
  return {
    filter: 'bogofilter',
    field: field.name,
    spam: flag === 'spam' || flag === 'yes',
    ...(score !== undefined && { score: Number(score) }),
    rules: [],
  }
}

function mailScanner({ all }: FieldSet): FilterMark[] {
  const field = all.find(({ key }) => key.startsWith('x-') && key.endsWith('mailscanner-spamcheck'))
  const check = field && parseSpamCheck(field.value)
  if (!field || !check) return []
  return [
    { filter: 'MailScanner', field: field.name, spam: check.spam === true, ...numbers(check), rules: check.rules },
  ]
}

/** X-Spam-Flag and its kind by themselves: many filters write them, and none says which it is. */
function unnamed(fields: FieldSet): FilterMark | undefined {
  const field = fields.field('x-spam-status', 'x-spam-flag', 'x-spam', 'x-spam-score', 'x-spam-level', 'x-spam-bar')
  const status = parseSpamStatus(fields.value('x-spam-status'))
  const score = status?.score ?? plainScore(fields)
  const said = status?.spam ?? flagIn(fields)
  if (!field || (said === undefined && score === undefined)) return undefined
  return {
    filter: 'a spam filter',
    field: field.name,
    spam: said ?? (score ?? 0) >= usualLimit,
    ...numbers({ score, limit: said === undefined ? usualLimit : undefined }),
    rules: [],
    ...(said === undefined && { says: `it names no limit, and ${usualLimit} is usual` }),
  }
}
