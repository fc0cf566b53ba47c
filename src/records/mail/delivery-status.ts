import { parseMailDate } from './date.ts'
import { type HeaderField, parseFields } from './fields.ts'

/** What a report says about one recipient (RFC 3464 section 2.3). */
export interface RecipientStatus {
  recipient: string
  /** Original-Recipient, where that is another one than the final. */
  original?: string
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** `5.1.1` */
  status?: string
  remote?: string
  /** As it stands, its type with it: `smtp; 550 5.1.1 User unknown`. */
  diagnostic?: string
  retryUntil?: Date
}
/** A message/delivery-status (RFC 3464 section 2.1), or a message/global-delivery-status (RFC 6533). */
export interface DeliveryStatus {
  reporter?: string
  /** At most a hundred. */
  recipients: readonly RecipientStatus[]
  /** How many there are in all. */
  count: number
}

const most = 100
const longest = 1000
const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const

/** Reads what stands in it, each group of fields that has a recipient; what is no group is passed over. */
export function parseDeliveryStatus(text: string): DeliveryStatus {
  let reporter: string | undefined
  let count = 0
  const recipients: RecipientStatus[] = []
  for (const group of text.trimStart().split(/(?:\r?\n[ \t]*){2,}/)) {
    const said = valuesOf(parseFields(group))
    reporter ??= untyped(said('reporting-mta') ?? said('reporting-ua'))
    const original = untyped(said('original-recipient'))
    const recipient = untyped(said('final-recipient')) ?? original
    if (recipient === undefined) continue
    count++
    if (recipients.length < most) recipients.push(recipientOf({ recipient, original }, said))
  }
  return { ...(reporter !== undefined && { reporter }), recipients, count }
}

type Values = (key: string) => string | undefined
const valuesOf =
  (fields: readonly HeaderField[]): Values =>
  (key) => {
    const value = fields.find((field) => field.key === key)?.value
    return value === '' ? undefined : value
  }

function recipientOf(
  { recipient, original }: { recipient: string; original: string | undefined },
  said: Values,
): RecipientStatus {
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(said('status') ?? '')?.[1]
  const remote = untyped(said('remote-mta'))
  const diagnostic = said('diagnostic-code')
  const until = parseMailDate(said('will-retry-until') ?? '')
  return {
    recipient,
    ...(original !== undefined && original !== recipient && { original }),
    action: actionOf(said('action'), status),
    ...(status !== undefined && { status }),
    ...(remote !== undefined && { remote }),
    ...(diagnostic !== undefined && { diagnostic }),
    ...('at' in until && { retryUntil: until.at }),
  }
}

/** Where it says none that there is, the status tells (RFC 3463 section 2). */
function actionOf(said: string | undefined, status: string | undefined): RecipientStatus['action'] {
  const word = /^[a-z]+/.exec((said ?? '').toLowerCase())?.[0]
  const known = actions.find((action) => action === word)
  if (known) return known
  return status?.startsWith('2') ? 'delivered' : status?.startsWith('4') ? 'delayed' : 'failed'
}

/** `rfc822; bob@rcpt.example` without its type, brackets and comments (RFC 3464 section 2.1.2). */
function untyped(value: string | undefined): string | undefined {
  const bare = (value ?? '')
    .slice(0, longest)
    .replace(/^[\w-]{1,40}[ \t]*;/, '')
    .trim()
    .replace(/^<(.*)>$/, '$1')
  return bare === '' ? undefined : bare
}
