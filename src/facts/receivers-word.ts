import type { MessageGatherer } from '../core/gatherer.ts'
import type { Mail, MailField } from '../core/mail.ts'
import type { AuthResult, ReceiversWord } from '../core/mail-auth.ts'
import { seen } from '../core/observation.ts'
import { type AuthResultsRead, parseAuthResults, parseReceivedSpf, type ReceivedSpf } from '../records/mail/authres.ts'
import { suffixOf } from './dmarc/suffix-list.ts'
import { areRelated, houseOf, isMicrosoft, isOwnPlace, type ReceiverHouse } from './mail/receiver-house.ts'

const mostResults = 100
const mostOthers = 10
const mostFields = 100

/** What the receiver wrote in Authentication-Results (RFC 8601) and Received-SPF, and whose word that is. */
export const receiversWord: MessageGatherer<'receiversWord'> = async ({ look, asked }) => {
  const [mail, path] = await Promise.all([look('mail'), look('mailPath')])
  if (!mail.seen) return mail
  if (!path.seen) return path
  const given = asked.message?.authservId
  return seen(wordOf(mail.value, houseOf(mail.value.fields, path.value, given), given))
}

function wordOf({ fields }: Mail, house: ReceiverHouse, given: string | undefined): ReceiversWord {
  const trust = given === undefined ? believesHouse(house) : believesName(given)
  const read = placed(fields, 'authentication-results').map(([field, place]) => {
    const said = parseAuthResults(field.value)
    return { said, name: trust.name(said.authserv), isOwn: isOwnPlace(house, place) }
  })
  const believed = read.filter(({ name, isOwn }) => name && isOwn)
  const misplaced = read.filter(({ name, isOwn }) => name && !isOwn).length
  const fromSpf = believed.some(({ said }) => said.results.some(isSpf)) ? [] : spfOf(fields, house, trust, given)
  const id = believed.find(({ said }) => said.authserv)?.said.authserv ?? trust.id
  const others = read.flatMap(({ said, name }) => (name ? [] : [said.authserv ?? '(without a name)']))
  return {
    ...(id !== undefined && { authserv: { id, from: given === undefined ? 'received' : 'option' } }),
    results: distinct([...believed.flatMap(({ said }) => said.results), ...fromSpf]),
    fields: believed.length + fromSpf.length,
    others: [...new Set(others)].slice(0, mostOthers),
    ...(misplaced > 0 && { misplaced }),
  }
}

/** Who is believed: by which name it is called, and whether a name that stands in a field is its own. */
interface Trust {
  id?: string
  name(authserv: AuthResultsRead['authserv']): boolean
}

const believesName = (given: string): Trust => ({
  id: given,
  name: (authserv) => (authserv === undefined ? isMicrosoft(given) : authserv === given.toLowerCase()),
})

function believesHouse({ names }: ReceiverHouse): Trust {
  const [first] = names
  const microsoft = names.find(isMicrosoft)
  const id = microsoft === undefined ? first : (suffixOf(microsoft).below ?? microsoft)
  return {
    ...(id !== undefined && { id }),
    name: (authserv) =>
      authserv === undefined ? microsoft !== undefined : names.some((name) => areRelated(name, authserv)),
  }
}

const isSpf = ({ method }: { method: string }) => method === 'spf'

/** The first Received-SPF of the receiver, as a result; what stands below its own fields is anybody's. */
function spfOf(
  fields: readonly MailField[],
  house: ReceiverHouse,
  trust: Trust,
  given: string | undefined,
): AuthResult[] {
  if (trust.id === undefined) return []
  const believed = given === undefined ? house.names : [given]
  const isIts = ({ receiver }: ReceivedSpf) =>
    receiver === undefined || believed.some((name) => areRelated(name, receiver))
  for (const [{ value }, place] of placed(fields, 'received-spf')) {
    const said = isOwnPlace(house, place) ? parseReceivedSpf(value) : undefined
    if (said && isIts(said)) return [resultOf(said)]
  }
  return []
}

function resultOf({ result, comment, clientIp, envelopeFrom, helo, identity }: ReceivedSpf): AuthResult {
  const properties = {
    ...(identity !== 'helo' && envelopeFrom !== undefined && { 'smtp.mailfrom': envelopeFrom }),
    ...(helo !== undefined && { 'smtp.helo': helo }),
    ...(clientIp !== undefined && { 'client-ip': clientIp }),
  }
  return { method: 'spf', result, properties, ...(comment !== undefined && { comment }) }
}

/** The first fields of a name, and where in the header each stands. */
const placed = (fields: readonly MailField[], key: string): [MailField, number][] =>
  fields
    .flatMap((field, place): [MailField, number][] => (field.key === key ? [[field, place]] : []))
    .slice(0, mostFields)

function distinct(results: readonly AuthResult[]): AuthResult[] {
  const byText = new Map(results.map((result) => [JSON.stringify(result), result]))
  return [...byText.values()].slice(0, mostResults)
}
