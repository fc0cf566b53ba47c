import { type Dns, type DnsAnswer, recordsOf } from '../../core/dns.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { spfLimits } from '../../core/spf-survey.ts'
import type { RecordType } from '../../records/dns.ts'
import { askableName, parseMacros, targetName, usesMacro } from '../../records/spf/macro.ts'
import { asMeant, deadTerms } from '../../records/spf/mend.ts'
import { isSpf, parseSpf } from '../../records/spf/parse.ts'
import type { SpfRecord, SpfTerm } from '../../records/spf/record.ts'
import { seamsOf } from '../../records/spf/seams.ts'
import { lookalikesIn } from '../spf-texts.ts'

/**
 * Bounds against records made to hurt. A tree within the lookup limit asks 220 questions at most, so it is never cut.
 * Few ask half as many; what was asked at once counts too, and may have gone another way than what is asked in turn.
 */
const mostQuestions = 230
const mostAtOnce = 150
const mostTerms = 20_000
const mostDepth = spfLimits.lookups

/** SPF texts to take in place of those that DNS holds, by name: to see what would follow from publishing them. */
export type Unpublished = ReadonlyMap<string, string>

type Found = Pick<SpfTermLook, 'a' | 'aaaa' | 'mx' | 'exchanges' | 'cut'>

/** A tree under way. */
interface Growth {
  readonly unpublished: Unpublished
  /** What was found of a term and name, which a record may hold thousands of times. */
  readonly found: Map<string, Promise<Found>>
  /** Nothing once enough has been asked. */
  ask<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>> | undefined
  /** Looks at every item: at once, or one after the other. */
  each<I, O>(items: readonly I[], look: (item: I) => Promise<O>): Promise<O[]>
  termsLeft: number
  cut: boolean
}

/**
 * The whole tree of records from a domain on, whoever sends. All that can be asked at once is asked at once. Only a tree
 * that grows over its bounds is grown again in turn: what is cut then does not depend on who answers first.
 */
export async function growTree(dns: Dns, domain: string, unpublished: Unpublished = new Map()): Promise<SpfTree> {
  const answers = new Map<string, Promise<DnsAnswer>>()
  const atOnce = begin(dns, answers, unpublished, mostAtOnce, (items, look) => Promise.all(items.map(look)))
  const tree = await grow(atOnce, domain, 'start', [])
  return atOnce.cut ? grow(begin(dns, answers, unpublished, mostQuestions, inTurn), domain, 'start', []) : tree
}

async function inTurn<I, O>(items: readonly I[], look: (item: I) => Promise<O>): Promise<O[]> {
  const looked: O[] = []
  for (const item of items) looked.push(await look(item))
  return looked
}

function begin(
  dns: Dns,
  answers: Map<string, Promise<DnsAnswer>>,
  unpublished: Unpublished,
  most: number,
  each: Growth['each'],
): Growth {
  const counted = new Set<string>()
  const ask = <T extends RecordType>(name: string, type: T) => {
    const key = `${type} ${name}`
    if (!counted.has(key) && counted.size === most) {
      growth.cut = true
      return undefined
    }
    counted.add(key)
    const answer = answers.get(key) ?? dns(name, type)
    answers.set(key, answer as Promise<DnsAnswer>)
    return answer as Promise<DnsAnswer<T>>
  }
  const growth: Growth = { unpublished, found: new Map(), ask, each, termsLeft: mostTerms, cut: false }
  return growth
}

async function grow(growth: Growth, domain: string, via: SpfTree['via'], above: readonly string[]): Promise<SpfTree> {
  const bare: SpfTree = { domain, via, texts: [], terms: [] }
  if (above.includes(domain)) return { ...bare, cut: 'loop' }
  if (above.length > mostDepth) return { ...bare, cut: 'too-deep' }
  const txt = await growth.ask(domain, 'TXT')
  if (growth.termsLeft <= 0) growth.cut = true
  if (!txt || growth.termsLeft <= 0) return { ...bare, cut: 'too-many' }
  const records = recordsAt(growth, domain, txt)
  const texts = records.map((strings) => strings.join(''))
  const [strings] = records
  if (strings === undefined)
    return { ...bare, txt, texts, ...(txt.kind === 'records' && { lookalikes: lookalikesIn(txt) }) }
  if (records.length > 1) return { ...bare, txt, texts }
  const record = withoutLoops(parseSpf(strings.join(''), seamsOf(strings)), [...above, domain])
  const read = asMeant(record)
  growth.termsLeft -= read.terms.length + read.faults.length + 1
  const dead = deadTerms(read)
  const terms = await growth.each(read.terms, (term) =>
    dead.has(term) ? idle(term, domain, true) : look(growth, term, domain, [...above, domain]),
  )
  return { ...bare, txt, texts, record, terms }
}

/** The record, no slip of which was meant as an include of a record that leads to it. */
const withoutLoops = (record: SpfRecord, above: readonly string[]): SpfRecord => ({
  ...record,
  faults: record.faults.map(({ meant, ...fault }) =>
    meant?.split(' ').some((word) => above.some((name) => isTo(word, name))) || meant === undefined
      ? fault
      : { ...fault, meant },
  ),
})

const isTo = (word: string, name: string): boolean =>
  /^[-+?~]?(?:include:|redirect=)(.*?)\.?$/i.exec(word)?.[1]?.toLowerCase() === name

/** Each SPF record at a name, as its strings. */
function recordsAt({ unpublished }: Growth, domain: string, txt: DnsAnswer<'TXT'>): readonly string[][] {
  const text = unpublished.get(domain)
  if (text !== undefined) return [[text]]
  if (txt.kind === 'blind') return []
  return recordsOf(txt)
    .map(({ data }) => data)
    .filter((strings) => isSpf(strings.join('')))
}

const idle = async (term: SpfTerm, domain: string, dead: boolean): Promise<SpfTermLook> => ({
  term,
  dead,
  ...target(term, domain),
})

/** Which name a term asks about; `dynamic` where only a message can tell. */
function target(term: SpfTerm, domain: string): Pick<SpfTermLook, 'name' | 'dynamic'> {
  const spec = specOf(term)
  const macros = spec === undefined ? undefined : parseMacros(spec, 'name')
  if (!macros || 'says' in macros) return { dynamic: false }
  if (usesMacro(macros.parts, 'slophivcrt')) return { dynamic: true }
  const nobody = { family: 4, octets: [0, 0, 0, 0], text: '0.0.0.0' } as const
  const values = { sender: '@', domain, ip: nobody, helo: '', receiver: '', at: 0 }
  const name = askableName(targetName(macros.parts, values))
  return { dynamic: false, ...(name !== undefined && { name }) }
}

/** The domain-spec that a term asks DNS about; none for the terms that ask nothing. */
function specOf(term: SpfTerm): string | undefined {
  if (term.kind === 'modifier') return term.name === 'redirect' ? term.value : undefined
  if (term.name === 'all' || term.name === 'ip4' || term.name === 'ip6') return undefined
  return term.domain ?? '%{d}'
}

async function look(growth: Growth, term: SpfTerm, domain: string, path: readonly string[]): Promise<SpfTermLook> {
  const bare = await idle(term, domain, false)
  const { name } = bare
  if (name === undefined) return bare
  if (term.name === 'include' || term.name === 'redirect')
    return { ...bare, child: await grow(growth, name, term.name, path) }
  const key = `${term.name} ${name}`
  const found = growth.found.get(key) ?? find[term.name]?.(growth, name)
  if (!found) return bare
  growth.found.set(key, found)
  return { ...bare, ...(await found) }
}

const find: Record<string, (growth: Growth, name: string) => Promise<Found>> = {
  a: bothFamilies,
  mx: hosts,
  exists: async (growth, name) => {
    const a = await growth.ask(name, 'A')
    return a ? { a } : { cut: true }
  },
}

async function bothFamilies(growth: Growth, name: string): Promise<Found> {
  const [a, aaaa] = await Promise.all([growth.ask(name, 'A'), growth.ask(name, 'AAAA')])
  return a && aaaa ? { a, aaaa } : { cut: true }
}

async function hosts(growth: Growth, name: string): Promise<Found> {
  const mx = await growth.ask(name, 'MX')
  if (!mx) return { cut: true }
  if (mx.kind !== 'records') return { mx, exchanges: [] }
  const names = mx.records
    .map(({ data }) => data)
    .sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1))
    .map(({ exchange }) => exchange)
    .filter((exchange) => exchange !== '.')
    .slice(0, spfLimits.exchanges)
  const looked = await growth.each(names, async (host) => ({ host, ...(await bothFamilies(growth, host)) }))
  const exchanges = looked.flatMap(({ host, a, aaaa }) => (a && aaaa ? [{ host, a, aaaa }] : []))
  return { mx, exchanges, ...(exchanges.length < names.length && { cut: true }) }
}
