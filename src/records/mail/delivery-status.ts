import { canonicalAddress } from '../address.ts'
import { visible } from '../visible.ts'
import { parseMailDate } from './date.ts'
import { type HeaderField, parseFields } from './fields.ts'

/** What a report says about one recipient (RFC 3464 section 2.3). */
export interface RecipientStatus {
  recipient: string
  /** Original-Recipient, where that is another one than the final. */
  original?: string
  /** `unclear`: what stands there does not tell, and `unclear` says why, a clause. */
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'unclear'
  unclear?: string
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
  for (const group of groupsOf(text)) {
    const said = valuesOf(group)
    reporter ??= untyped(said('reporting-mta') ?? said('reporting-ua'))
    const original = mailboxOf(said('original-recipient'))
    const final = mailboxOf(said('final-recipient')) ?? mailboxOf(said('x-actual-recipient'))
    // A program or a file that mail was handed to is nobody whom the sender knows.
    const recipient = original?.includes('@') && final?.includes('@') === false ? original : (final ?? original)
    if (recipient === undefined) continue
    count++
    if (recipients.length < most) recipients.push(recipientOf({ recipient, original }, said))
  }
  return { ...(reporter !== undefined && { reporter }), recipients, count }
}

/** Fields that stand beside a recipient (RFC 3464 section 2.3). */
const ofRecipients = new Set(['action', 'status', 'diagnostic-code', 'remote-mta', 'will-retry-until'])
const namesRecipient = (group: readonly HeaderField[]): boolean =>
  group.some(({ key }) => key === 'final-recipient' || key === 'original-recipient')

const mostPending = 20

/** The groups of fields. Where an empty line came between a recipient and what is said of it, they are one again. */
function groupsOf(text: string): HeaderField[][] {
  const groups: HeaderField[][] = []
  let pending: HeaderField[] = []
  for (const piece of text.trimStart().split(/(?:\r?\n[ \t]*){2,}/)) {
    const fields = parseFields(refolded(piece))
    const last = groups.at(-1)
    const isRest = !namesRecipient(fields) && fields.some(({ key }) => ofRecipients.has(key))
    if (isRest && last && namesRecipient(last) && fields.every(({ key }) => !last.some((one) => one.key === key)))
      last.push(...fields)
    else if (isRest) pending = [...pending, ...fields].slice(-mostPending)
    else {
      groups.push(namesRecipient(fields) ? [...pending, ...fields] : fields)
      if (namesRecipient(fields)) pending = []
    }
  }
  return groups
}

/** The name of a field, which in a report has a hyphen in it or is one of two; and what begins a part of a message. */
const beginsField = /^(?:[A-Za-z][A-Za-z\d]{0,30}-[\w-]{1,60}|action|status)[ \t]{0,9}:|^--/i

/** Lines that some program broke anywhere, put behind the field that they belong to. */
const refolded = (group: string): string =>
  group
    .split(/\r?\n/)
    .map((line, i) => (i === 0 || /^[ \t]/.test(line) || line === '' || beginsField.test(line) ? line : ` ${line}`))
    .join('\r\n')

/** An address without its type, brackets, and the blanks that folding left in it. */
function mailboxOf(value: string | undefined): string | undefined {
  const bare = untyped(value)
  return bare !== undefined && /^[^\s"]{1,320}\s[^\s"]{1,320}$/.test(bare) && bare.includes('@')
    ? bare.replace(/\s/, '')
    : bare
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
    ...actionOf(said('action'), status),
    ...(status !== undefined && { status }),
    ...(remote !== undefined && { remote }),
    ...(diagnostic !== undefined && { diagnostic }),
    ...('at' in until && { retryUntil: until.at }),
  }
}

/** One of the five (RFC 3464 section 2.3.3); without it the status may tell of a failure, but not of success (RFC 3463 section 2). */
function actionOf(said = '', status = ''): Pick<RecipientStatus, 'action' | 'unclear'> {
  const known = actions.find((action) => action === /^[a-z]+/.exec(said.toLowerCase())?.[0])
  const isGood = known !== undefined && known !== 'failed' && known !== 'delayed'
  if (isGood && /^[45]/.test(status))
    return { action: 'unclear', unclear: `its Action is ${known}, and its Status ${status} says that it was not` }
  if (known) return { action: known }
  if (/^[45]/.test(status)) return { action: status.startsWith('4') ? 'delayed' : 'failed' }
  const none = 'none of failed, delayed, delivered, relayed and expanded'
  return {
    action: 'unclear',
    unclear:
      said === '' ? 'it has no Action' : `its Action is "${visible(said.slice(0, 40)).replaceAll('"', "'")}", ${none}`,
  }
}

/** `rfc822; bob@rcpt.example` without its type, brackets and comments (RFC 3464 section 2.1.2). */
export function untyped(value: string | undefined): string | undefined {
  const bare = (value ?? '')
    .slice(0, longest)
    .replace(/^[\w-]{1,40}[ \t]*;/, '')
    .trim()
    .replace(/^<(.*)>$/, '$1')
  return bare === '' ? undefined : bare
}

/** The server of a Remote-MTA, by name (lower case) and address (canonical): `mx.rcpt.example (203.0.113.5)`, as some write it. */
export function remoteOf(remote = ''): { host?: string; hostIp?: string } {
  const [, name, ip] = /^\[?([\w.:-]{1,253})\]?(?:\s*[[(]([0-9A-Fa-f.:]{2,45})[\])])?/.exec(remote) ?? []
  if (name === undefined) return {}
  const hostIp = canonicalAddress(ip ?? '')
  return { host: name.toLowerCase().replace(/\.$/, ''), ...(hostIp !== undefined && { hostIp }) }
}

/** Whether a Diagnostic-Code says no more than a code: `smtp; 550 5.0.0`, `X-Unix; 67`, `smtp; 550 Unknown error`. */
export function isWordless(diagnostic = ''): boolean {
  const words = diagnostic
    .slice(0, longest)
    .replace(/^[\w-]{1,40}[ \t]*;/, '')
    .match(/[\p{L}]{2,}/gu)
  return (words ?? []).every((word) => idle.test(word))
}
const idle =
  /^(?:smtp|unknown|unspecified|undefined|error|errors|failure|failed|fail|permanent|permanently|fatal|general|generic|delivery|undeliverable|undelivered|message|mail|bounced|rejected|by|remote|host|server|the|not|status|code|reason|service|unavailable|null|none|ok)$/i
