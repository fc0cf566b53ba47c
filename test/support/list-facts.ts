import type { Blocklist, Impact, ListCode, Listing, ListState } from '../../src/core/lists.ts'
import type { Asked } from '../../src/core/target.ts'
import { site } from './address-facts.ts'
import { noSuchName, records, unseen } from './answers.ts'

const ip = site.address.name

/** What every check of the lists needs, whatever they say. */
export const askedLists: Asked = {
  addresses: [],
  selectors: [],
  mostGuesses: 0,
  parked: false,
  authoritative: false,
  lists: { tier: 'core', zones: [], dead: false },
}
export const listSite = { ...site, asked: askedLists }
export const noLists: Asked = { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false }

export const accuses = (means: string, impact?: Impact): ListCode => ({
  code: '127.0.0.2',
  means,
  sense: 'accuses',
  ...(impact && { impact }),
})
export const policy: ListCode = { code: '127.0.0.10', means: 'not meant to send mail directly', sense: 'policy' }
export const allows: ListCode = { code: '127.0.5.1', means: 'low trust', sense: 'allows' }

export const list = (name: string, more: Partial<Blocklist> = {}): Blocklist => ({
  zone: `${name.toLowerCase()}.example`,
  name,
  operator: name,
  kinds: ['ip4'],
  tier: 'core',
  impact: 'high',
  acts: 'Big receivers refuse mail by it.',
  scope: 'ip',
  codes: [accuses('spam'), policy],
  probes: { ip4: { listed: '127.0.0.2', clear: '127.0.0.1' } },
  removal: `https://${name.toLowerCase()}.example/?q={ip}`,
  sources: [],
  ...more,
})
export const zen = list('ZEN', { decides: true })
export const allowlist = list('DNSWL', { codes: [allows], impact: 'medium', acts: 'Filters take points off.' })
export const network = list('NET', {
  scope: 'asn',
  impact: 'negligible',
  acts: 'Nobody large uses it.',
  tier: 'context',
})

/** What a list says of the address, or of the subject given. */
export function listing(of: Blocklist, state: ListState, more: Partial<Listing> = {}): Listing {
  const { told = [], subject = ip } = more
  const question = `asked.${of.zone}`
  const codes = told.map(({ code }) => code)
  const answer =
    state === 'unreachable'
      ? unseen()
      : codes.length > 0
        ? records(question, 'A', codes)
        : state === 'refused'
          ? records(question, 'A', ['127.255.255.254'])
          : noSuchName(question, 'A')
  const why = {
    refused: '192.0.2.53 answered 127.255.255.254: no public resolver',
    unreachable: 'nobody answered',
    broken: 'it lists everything',
    'unknown-code': '127.0.0.77: not documented',
    skipped: 'it has ended',
  }
  return {
    list: of,
    subject,
    state,
    codes,
    told,
    reasons: [],
    ...(state in why && { why: why[state as keyof typeof why] }),
    answers: [answer],
    ...more,
  }
}
export const listed = (of: Blocklist, ...told: ListCode[]): Listing =>
  listing(of, 'listed', { told: told.length > 0 ? told : [accuses('spam')] })
