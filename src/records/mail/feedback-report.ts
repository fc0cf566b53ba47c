import { canonicalAddress } from '../address.ts'
import { untyped } from './delivery-status.ts'
import { type HeaderField, parseFields } from './fields.ts'

/** A message/feedback-report (RFC 5965 section 3). */
export interface FeedbackReport {
  /** `abuse`, lower case. */
  feedback: string
  reporter?: string
  /** Canonical. */
  ip?: string
  sender?: string
  recipient?: string
  /** With auth-failure (RFC 6591): `spf`, `dkim`, lower case. */
  failure?: string
  domain?: string
  /** What is not as RFC 5965 wants it, clauses. */
  faults: readonly string[]
}

const types = ['abuse', 'fraud', 'virus', 'other', 'not-spam', 'auth-failure', 'opt-out']
/** By name; each is to be there once (section 3.1), or at most once (section 3.2, RFC 6591 section 3.1). */
const needed = ['Feedback-Type', 'User-Agent', 'Version']
const single = [
  'Original-Envelope-Id',
  'Original-Mail-From',
  'Arrival-Date',
  'Received-Date',
  'Reporting-MTA',
  'Source-IP',
  'Incidents',
  'Auth-Failure',
  'Delivery-Result',
]

/** Reads what stands in it; nothing where not even the kind of complaint does. */
export function parseFeedbackReport(text: string): FeedbackReport | undefined {
  const fields = parseFields(text.replace(/^(?:[ \t]*\r?\n)+/, ''))
  const said = (key: string) => fields.find((field) => field.key === key)?.value || undefined
  const feedback = said('feedback-type')?.toLowerCase()
  if (feedback === undefined) return undefined
  const reporter = untyped(said('reporting-mta')) ?? said('user-agent')
  const ip = canonicalAddress((said('source-ip') ?? '').replace(/^\[?(?:IPv6:)?([^\]]*)\]?$/i, '$1').trim())
  const sender = bare(said('original-mail-from'))
  const recipient = bare(said('original-rcpt-to'))
  const failure = said('auth-failure')?.toLowerCase()
  const domain = said('reported-domain')?.toLowerCase()
  return {
    feedback,
    ...(reporter !== undefined && { reporter }),
    ...(ip !== undefined && { ip }),
    ...(sender !== undefined && { sender }),
    ...(recipient !== undefined && { recipient }),
    ...(failure !== undefined && { failure }),
    ...(domain !== undefined && { domain }),
    faults: faultsIn(fields, feedback, ip),
  }
}

const bare = (value: string | undefined): string | undefined => value?.trim().replace(/^<(.*)>$/, '$1') || undefined

function faultsIn(fields: readonly HeaderField[], feedback: string, ip: string | undefined): string[] {
  const count = (name: string) => fields.filter(({ key }) => key === name.toLowerCase()).length
  const version = fields.find(({ key }) => key === 'version')?.value
  const source = fields.find(({ key }) => key === 'source-ip')
  return [
    ...needed.filter((name) => count(name) === 0).map((name) => `it has no ${name}`),
    ...[...needed, ...single].filter((name) => count(name) > 1).map((name) => `it has ${name} ${count(name)} times`),
    ...(version !== undefined && !/^(?:1|0\.1)$/.test(version) ? ['its Version is not 1'] : []),
    ...(types.includes(feedback) ? [] : ['its Feedback-Type is none that is registered']),
    ...(feedback === 'auth-failure' && count('Auth-Failure') === 0
      ? ['it does not say what failed (Auth-Failure)']
      : []),
    ...(source && ip === undefined ? ['its Source-IP is no address'] : []),
  ]
}
