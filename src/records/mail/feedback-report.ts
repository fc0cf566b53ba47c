import { canonicalAddress } from '../address.ts'
import { parseMailDate } from './date.ts'
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
  agent?: string
  /** Source-Port (RFC 6692). */
  port?: number
  /** Arrival-Date or Received-Date. */
  arrived?: Date
  incidents?: number
  /** Whose users complain, as Validity's feed says: `Comcast`. */
  source?: string
  /** Message-ID of the mail complained about, which some write here. */
  id?: string
  /** What the feed put in place of addresses that it took out (Redacted-Address). */
  redacted?: string
  /** Fields that tell which mailing it was, at most four. */
  campaign: readonly { field: string; value: string }[]
  authentication?: FailureFields
  /** What is not as RFC 5965 wants it, clauses. */
  faults: readonly string[]
}
/** Fields of RFC 6591 section 3; the same shape as core's AuthenticationFailure, which says what each is. */
export interface FailureFields {
  dkimDomain?: string
  dkimSelector?: string
  dkimIdentity?: string
  spfDns?: string
  alignment?: string
  delivery?: string
  results?: string
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
  'Source-Port',
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
  const authentication = failureIn(said)
  return {
    feedback,
    ...(reporter !== undefined && { reporter }),
    ...(ip !== undefined && { ip }),
    ...(sender !== undefined && { sender }),
    ...(recipient !== undefined && { recipient }),
    ...(failure !== undefined && { failure }),
    ...(domain !== undefined && { domain }),
    ...moreIn(said),
    ...(Object.keys(authentication).length > 0 && { authentication }),
    faults: faultsIn(fields, feedback, ip),
  }
}

type Said = (key: string) => string | undefined
const longest = 500
/** Of an object, what is known. */
const known = <T extends object>(all: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T

const campaignFields = ['Feedback-ID', 'CFBL-Feedback-ID', 'X-Campaign', 'X-CampaignID']

function moreIn(said: Said): Pick<FeedbackReport, 'campaign'> {
  const cut = (key: string) => said(key)?.slice(0, longest)
  const date = parseMailDate(cut('arrival-date') ?? cut('received-date') ?? '')
  const incidents = numberIn(said('incidents'), 1_000_000_000)
  return known<Pick<FeedbackReport, 'campaign'> & Partial<FeedbackReport>>({
    agent: cut('user-agent'),
    port: numberIn(said('source-port'), 65_535),
    arrived: 'at' in date ? date.at : undefined,
    incidents: incidents !== undefined && incidents > 1 ? incidents : undefined,
    source: cut('source'),
    id: cut('message-id') ?? cut('original-message-id'),
    redacted: cut('redacted-address'),
    campaign: campaignFields.flatMap((field) => {
      const value = cut(field.toLowerCase())
      return value === undefined ? [] : [{ field, value }]
    }),
  })
}

function numberIn(text: string | undefined, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text ?? '') ? Number(text) : 0
  return value > 0 && value <= most ? value : undefined
}

function failureIn(said: Said): FailureFields {
  const cut = (key: string) => said(key)?.slice(0, longest)
  return known<FailureFields>({
    dkimDomain: cut('dkim-domain')?.toLowerCase(),
    dkimSelector: cut('dkim-selector'),
    dkimIdentity: cut('dkim-identity'),
    spfDns: cut('spf-dns'),
    alignment: cut('identity-alignment')?.toLowerCase(),
    delivery: /^[a-z-]{1,20}/.exec(cut('delivery-result')?.toLowerCase() ?? '')?.[0],
    results: cut('authentication-results'),
  })
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
