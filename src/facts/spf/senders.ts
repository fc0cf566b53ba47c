import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { mxProviderOf, mxProviders } from '../../knowledge/mx-providers.ts'
import { senderDomains, spfProviders } from '../../knowledge/spf-providers.ts'
import { editDistance } from '../../records/edit-distance.ts'
import { parseSpf } from '../../records/spf/parse.ts'
import type { SpfRecord, SpfTerm } from '../../records/spf/record.ts'
import { whyEmpty } from './reach.ts'

/** Whether whoever wrote a record meant somebody to pass, and be it in terms that no receiver reads, or that nobody can. */
export const namesSender = ({ terms, faults }: SpfRecord): boolean =>
  terms.some(isNaming) ||
  faults.some(({ text, meant }) =>
    meant ? parseSpf(`v=spf1 ${meant}`).terms.some(isNaming) : /^[-+?~]?(?!all\b|exp\b|v=spf1$).*[a-z\d]/i.test(text),
  )

/** Whether a term is there to let somebody pass. */
export const isNaming = (term: SpfTerm): boolean =>
  term.kind === 'modifier' ? term.name === 'redirect' : term.name !== 'all' && term.qualifier === '+'

/**
 * The terms that let somebody pass, of a record and of all that it leads to, as far as DNS tells: what was not seen and
 * what depends on the sender may.
 */
export function sendersIn(looks: readonly SpfTermLook[]): SpfTermLook[] {
  return looks.flatMap((look) => {
    const { term, dead, dynamic, child } = look
    if (dead || (term.kind === 'mechanism' ? term.qualifier !== '+' : term.name !== 'redirect')) return []
    if (dynamic || look.cut) return [look]
    if (term.name !== 'include' && term.name !== 'redirect') return whyEmpty(look) === undefined ? [look] : []
    if (!child) return []
    return isUnseen(child) ? [look] : sendersIn(child.terms)
  })
}

const isUnseen = ({ txt, cut }: SpfTree): boolean => txt?.kind === 'blind' || cut === 'too-many' || cut === 'too-deep'

/** Whether a term names only hosts that take mail for the domain and send none, as far as anybody knows. */
export const isInboundOnly = ({ term, exchanges = [] }: SpfTermLook): boolean =>
  term.name === 'mx' && exchanges.every(({ host }) => mxProviderOf(host))

/**
 * Whether a name is a known sender's, or was meant to be: at or below one of its domains, or a slip or two of the finger
 * away from one of its names. In doubt it is.
 */
export const isKnownSender = (name: string): boolean => {
  const domain = registeredDomain(name)
  return knownDomains.has(domain) || isNear(name, knownNames) || isNear(labelOf(domain), knownLabels)
}

/** The last two labels, or three where the last but one is no name of anybody's (`co.za`). */
const registeredDomain = (name: string): string => {
  const labels = name.split('.')
  const [suffix = '', country = ''] = labels.slice(-2)
  return labels.slice(suffix.length <= 3 && country.length === 2 ? -3 : -2).join('.')
}
const labelOf = (domain: string): string => domain.split('.')[0] ?? ''

const knownNames = spfProviders.flatMap(({ includes }) => includes)
const knownDomains = new Set(
  [...knownNames, ...mxProviders.flatMap(({ suffixes }) => suffixes), ...senderDomains].map(registeredDomain),
)
const knownLabels = [...knownDomains].map(labelOf).filter(({ length }) => length > 3)

const isNear = (text: string, known: readonly string[]): boolean =>
  known.some((one) => {
    const most = one.length < 7 ? 1 : 2
    return Math.abs(one.length - text.length) <= most && editDistance(one, text) <= most
  })
