import type { DmarcWalk, WalkStep } from '../../core/dmarc.ts'
import type { Dns, DnsAnswer } from '../../core/dns.ts'
import { blind, type Observation, seen } from '../../core/observation.ts'
import { parseDmarc, recordsAmong } from '../../records/dmarc/parse.ts'
import type { DmarcRecord } from '../../records/dmarc/record.ts'
import { ancestorsOf, labelsOf } from '../../records/name.ts'

/** RFC 9989 section 4.10: a longer name is cut to this many labels once it has been asked about itself. */
const mostLabels = 7

/** Where a domain's DMARC record stands. */
export const recordName = (domain: string): string => `_dmarc.${domain}`
/** What is longer is too long for DNS with that before it. */
const longestName = 253 - recordName('').length

/** What was read of answers that are still in somebody's hands. */
const read = new WeakMap<DnsAnswer, DmarcRecord[]>()

/** The texts of an answer that are DMARC records, in one order, whichever DNS names first. */
export function dmarcRecordsIn(answer: DnsAnswer<'TXT'>): DmarcRecord[] {
  if (answer.kind !== 'records') return []
  const known = read.get(answer)
  if (known) return known
  const texts = answer.records.map(({ data }) => data.join(''))
  const records = recordsAmong(texts).sort().map(parseDmarc)
  read.set(answer, records)
  return records
}

/** The tree walk of RFC 9989 section 4.10 from a domain upward. What stands beyond its end is not shown. */
export async function walkFrom(dns: Dns, domain: string): Promise<DmarcWalk> {
  const looks = await looksFrom(dns, domain)
  const organization = organizationOf(domain, looks)
  const policy = policyOf(domain, looks, organization)
  const steps = looks.map((look) => ({
    domain: look.domain,
    answer: look.answer,
    records: look.records,
    says: sayOf(look, policy),
  }))
  return { steps, policy, organization }
}

/** The organizational domain alone, by the same walk. */
export const organizationFrom = async (dns: Dns, domain: string): Promise<Observation<string>> =>
  organizationOf(domain, await looksFrom(dns, domain))

/** At most eight names, and since all of them are known beforehand they are asked at once. */
async function looksFrom(dns: Dns, domain: string): Promise<Look[]> {
  const names = namesOf(domain)
  const answers = await Promise.all(names.map((name) => dns(recordName(name), 'TXT')))
  const looks = answers.map((answer, i) => ({ domain: names[i] ?? domain, answer, records: dmarcRecordsIn(answer) }))
  const end = looks.findIndex(({ answer, records }) => answer.kind === 'blind' || endsWalk(records))
  return end < 0 ? looks : looks.slice(0, end + 1)
}

/** Every name of the walk that DNS can be asked about. */
const namesOf = (domain: string): string[] =>
  [domain, ...ancestorsOf(domain).slice(-mostLabels)].filter((name) => name.length <= longestName)

/** The record that counts at a name: several are all thrown away (section 4.10, steps 2 and 6). */
const oneOf = (records: readonly DmarcRecord[]): DmarcRecord | undefined =>
  records.length === 1 ? records[0] : undefined

const endsWalk = (records: readonly DmarcRecord[]): boolean => (oneOf(records)?.psd ?? 'u') !== 'u'

type Look = Omit<WalkStep, 'says'>

/** Section 4.10.2. A name that was not seen might hold the record that decides. */
function organizationOf(domain: string, steps: readonly Look[]): Observation<string> {
  const last = steps.at(-1)
  if (last?.answer.kind === 'blind') return blind(last.answer.blind)
  const found = steps.filter(({ records }) => oneOf(records))
  const top = found.at(-1)
  if (!top) return seen(domain)
  const isSuffix = oneOf(top.records)?.psd === 'y' && top.domain !== domain
  return seen(isSuffix ? oneBelow(top.domain, domain) : top.domain)
}

/** The name one label below a name, on the way to the domain. */
const oneBelow = (name: string, domain: string): string =>
  labelsOf(domain)
    .slice(-labelsOf(name).length - 1)
    .join('.')

/** Section 4.10.1: the domain's own record, else that of the organizational domain, else that of the public suffix. */
function policyOf(domain: string, steps: readonly Look[], organization: Observation<string>): DmarcWalk['policy'] {
  const at = (name: string | undefined) => {
    const record = oneOf(steps.find((step) => step.domain === name)?.records ?? [])
    return record && name !== undefined ? { domain: name, record } : undefined
  }
  const own = at(domain)
  if (own) return seen(own)
  if (!organization.seen) return organization
  const suffix = at(steps.at(-1)?.domain)
  return seen(at(organization.value) ?? (suffix?.record.psd === 'y' ? suffix : undefined))
}

/** What happened at a name, in a few words. */
function sayOf({ domain, answer, records }: Look, policy: DmarcWalk['policy']): string {
  if (answer.kind === 'blind') return 'no answer'
  const record = oneOf(records)
  if (!record) return records.length > 1 ? `${records.length} records: none of them counts` : 'no record'
  const applies = policy.seen && policy.value?.domain === domain
  const words = [
    applies ? 'its record applies' : 'a record, but not for this domain',
    ...(record.policy ? [] : ['no policy can be read in it']),
    ...(record.psd === 'u' ? [] : [`psd=${record.psd} ends the walk`]),
  ]
  return words.join('; ')
}
