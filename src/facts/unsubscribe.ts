import type { MessageGatherer } from '../core/gatherer.ts'
import { fieldsOf } from '../core/mail.ts'
import { leftOutOf, type MailDmarc, type MailSignature, type MailSignatures } from '../core/mail-auth.ts'
import type { Unsubscribe } from '../core/mail-content.ts'
import { seen } from '../core/observation.ts'
import { oneClick, parseListUnsubscribe, schemeOf } from '../records/mail/unsubscribe.ts'
import { whyHidden } from './mail/hidden-host.ts'
import { hostsOf } from './mail/hosts.ts'

/** How a reader may unsubscribe, as the header says it (RFC 2369, RFC 8058). Nothing of it is called. */
export const unsubscribe: MessageGatherer<'unsubscribe'> = async ({ look }) => {
  const mail = await look('mail')
  if (!mail.seen) return mail
  const [fields, posts] = ['list-unsubscribe', 'list-unsubscribe-post'].map((key) =>
    fieldsOf(mail.value, key).map(({ value }) => value),
  ) as [string[], string[]]
  if (fields.length === 0 && posts.length === 0) return seen(undefined)
  const read = readFields(fields, posts)
  if (!read.oneClick) return seen({ ...read, signed: false })
  const signatures = await look('signatures')
  if (!signatures.seen) return signatures
  const signed = signedBy(signatures.value)
  if (!signed.signer?.aligned) return seen({ ...read, ...signed })
  const dmarc = await look('mailDmarc')
  return seen({ ...read, ...(dmarc.seen ? strictly(signatures.value, dmarc.value) : signed) })
}

/** The same, where adkim=s lets only the very domain in From speak for the author. */
function strictly(found: MailSignatures, { legs }: MailDmarc): ReturnType<typeof signedBy> {
  const isLeftOut = ({ domain }: MailSignature) =>
    legs.some((leg) => leg.kind === 'dkim' && leg.domain === domain && leg.mode === 's' && !leg.aligned && !leg.blind)
  const signatures = found.signatures.map((one): MailSignature => (isLeftOut(one) ? { ...one, whose: 'other' } : one))
  return signedBy({ ...found, signatures })
}

function readFields(fields: readonly string[], posts: readonly string[]): Omit<Unsubscribe, 'signed'> {
  const [field, post] = [fields[0], posts[0]]
  const { uris, fault } = field === undefined ? { uris: [], fault: undefined } : parseListUnsubscribe(field)
  const named = uris.find(namesUser)
  const wrong = faultOf(fields, posts) ?? fault ?? (named === undefined ? undefined : userNamed)
  const { host, hidden } = hostsIn(uris)
  return {
    uris,
    ...(wrong !== undefined && { fault: wrong }),
    ...(post !== undefined && { post }),
    ...(host !== undefined && { host }),
    ...(hidden.length > 0 && { hidden }),
    oneClick:
      fields.length === 1 &&
      posts.length === 1 &&
      post === oneClick &&
      host !== undefined &&
      hidden.length === 0 &&
      named === undefined,
  }
}

/** Where the https addresses lead, as browsers read them: `127.1` and `2130706433` are addresses too. */
function hostsIn(uris: readonly string[]): { host?: string; hidden: { host: string; why: string }[] } {
  const hidden: { host: string; why: string }[] = []
  let found: string | undefined
  for (const uri of uris.filter((one) => schemeOf(one) === 'https')) {
    const [to] = hostsOf(uri)
    const bare = to ? undefined : bareHost(uri)
    const why = to
      ? whyHidden(to)
      : bare
        ? whyHidden({ host: bare, display: bare })
        : 'it names no host that can be read'
    if (why !== undefined) hidden.push({ host: to?.display ?? bare ?? '', why })
    else found ??= to?.display
  }
  return { ...(found !== undefined && { host: found }), hidden }
}

/** The host of a URI that is one label alone, such as `localhost`. */
const bareHost = (uri: string): string | undefined =>
  /^([a-z0-9_-]{1,63})\.?$/i.exec(URL.parse(uri)?.hostname ?? '')?.[1]

/** Whether a user name or a password stands before the host of an https address. */
function namesUser(uri: string): boolean {
  const url = schemeOf(uri) === 'https' ? URL.parse(uri) : null
  return url !== null && (url.username !== '' || url.password !== '')
}
const userNamed =
  'a user name stands before the host of its address, as in user@host (RFC 9110 section 4.2.4 forbids it)'

function faultOf(fields: readonly string[], posts: readonly string[]): string | undefined {
  if (fields.length === 0) return 'List-Unsubscribe-Post stands there without List-Unsubscribe'
  if (fields.length > 1) return `there are ${fields.length} List-Unsubscribe fields, and one is allowed`
  if (posts.length > 1) return `there are ${posts.length} List-Unsubscribe-Post fields, and one is allowed`
  return undefined
}

/**
 * Whether both fields are covered by a signature that passes, or by one of which nobody can tell. RFC 8058 section 4 asks
 * for any valid one; that of the author's domain goes before those of others.
 */
function signedBy(found: MailSignatures): Pick<Unsubscribe, 'signed' | 'signer' | 'unverified'> {
  const covering = found.signatures.filter(covers)
  const passing = covering.filter(({ result }) => result === 'pass')
  const [own] = passing.filter(({ whose }) => whose === 'author')
  if (own) return { signed: true, signer: { domain: own.domain, aligned: true } }
  const [other] = passing
  const hidden = covering.filter(({ result, blind }) => result === 'temperror' && blind)
  const unseen = other ? hidden.filter(({ whose }) => whose === 'author') : hidden
  const unverified = unseen[0]?.blind ?? leftOutOf(found)
  return {
    signed: other !== undefined,
    ...(other && { signer: { domain: other.domain, aligned: false } }),
    ...(unverified && { unverified }),
  }
}

const covers = ({ fields }: MailSignature): boolean =>
  ['list-unsubscribe', 'list-unsubscribe-post'].every((name) => fields.includes(name))
