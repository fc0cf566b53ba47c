import { type Dns, type DnsAnswer, recordsOf } from '../../core/dns.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { spfLimits } from '../../core/spf-survey.ts'
import type { RecordType } from '../../records/dns.ts'
import { askableName, parseMacros, targetName, usesMacro } from '../../records/spf/macro.ts'
import { asMeant, deadTerms } from '../../records/spf/mend.ts'
import { isSpf, parseSpf } from '../../records/spf/parse.ts'
import type { SpfFault, SpfRecord, SpfTerm } from '../../records/spf/record.ts'
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
  readonly asked: Asked
  /** What was found of a term and name, which a record may hold thousands of times. */
  readonly found: Map<string, Promise<Found>>
  /** Nothing once enough has been asked. */
  ask<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>> | undefined
  /** Looks at every item: at once, or one after the other. */
  each<I, O>(items: readonly I[], look: (item: I) => Promise<O>): Promise<O[]>
  termsLeft: number
  cut: boolean
}

/** Answers by type and name. */
type Asked = Map<string, Promise<DnsAnswer>>

/**
 * The whole tree of records from a domain on, whoever sends. All that can be asked at once is asked at once. Only a tree
 * that grows over its bounds is grown again in turn: what is cut then does not depend on who answers first.
 */
export async function growTree(dns: Dns, domain: string, unpublished: Unpublished = new Map()): Promise<SpfTree> {
  const atOnce = begin(dns, unpublished, mostAtOnce, (items, look) => Promise.all(items.map(look)))
  const tree = await grow(atOnce, domain, 'start', [])
  return atOnce.cut ? grow(begin(dns, unpublished, mostQuestions, inTurn, atOnce.asked), domain, 'start', []) : tree
}

async function inTurn<I, O>(items: readonly I[], look: (item: I) => Promise<O>): Promise<O[]> {
  const looked: O[] = []
  for (const item of items) looked.push(await look(item))
  return looked
}

/** `before` is what is known from another attempt. */
function begin(dns: Dns, unpublished: Unpublished, most: number, each: Growth['each'], before?: Asked): Growth {
  const asked: Asked = new Map()
  const ask = <T extends RecordType>(name: string, type: T) => {
    const key = `${type} ${name}`
    let answer = asked.get(key)
    if (!answer) {
      if (asked.size === most) {
        growth.cut = true
        return undefined
      }
      answer = before?.get(key) ?? (dns(name, type) as Promise<DnsAnswer>)
      asked.set(key, answer)
    }
    return answer as Promise<DnsAnswer<T>>
  }
  const growth: Growth = { unpublished, asked, found: new Map(), ask, each, termsLeft: mostTerms, cut: false }
  return growth
}

async function grow(growth: Growth, domain: string, via: SpfTree['via'], above: readonly string[]): Promise<SpfTree> {
  const tree: SpfTree = { domain, via, texts: [], terms: [] }
  if (above.includes(domain)) tree.cut = 'loop'
  else if (above.length > mostDepth) tree.cut = 'too-deep'
  else {
    const txt = await growth.ask(domain, 'TXT')
    if (growth.termsLeft <= 0) growth.cut = true
    if (!txt || growth.termsLeft <= 0) tree.cut = 'too-many'
    else {
      const path = [...above, domain]
      fill(growth, tree, txt, path)
      const asking = tree.terms.filter((look) => !look.dead && look.name !== undefined)
      if (asking.length > 0) await growth.each(asking, (look) => follow(growth, look, path))
    }
  }
  return tree
}

/** Puts into a tree what the texts at its name say. `path` leads there, that name included. */
function fill(growth: Growth, tree: SpfTree, txt: DnsAnswer<'TXT'>, path: readonly string[]): void {
  const { domain } = tree
  const records = recordsAt(growth, domain, txt)
  tree.txt = txt
  tree.texts = records.map((strings) => strings.join(''))
  const [strings] = records
  if (strings === undefined && txt.kind === 'records') tree.lookalikes = lookalikesIn(txt)
  if (strings === undefined || records.length > 1) return
  const record = withoutLoops(parseSpf(strings.join(''), seamsOf(strings)), path)
  const read = asMeant(record)
  growth.termsLeft -= read.terms.length + read.faults.length + 1
  const dead = deadTerms(read)
  tree.record = record
  tree.terms = read.terms.map((term) => lookAt(term, domain, dead.has(term)))
}

/** The record, no slip of which was meant as an include of a record that leads to it. */
function withoutLoops(record: SpfRecord, path: readonly string[]): SpfRecord {
  const loops = ({ meant }: SpfFault) => meant?.split(' ').some((word) => path.some((name) => isTo(word, name)))
  if (!record.faults.some(loops)) return record
  const faults = record.faults.map((fault) => {
    const { meant, ...rest } = fault
    return loops(fault) ? rest : fault
  })
  return { ...record, faults }
}

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

/** Which name a term asks about; `dynamic` where only a message can tell. */
function lookAt(term: SpfTerm, domain: string, dead: boolean): SpfTermLook {
  const look: SpfTermLook = { term, dead, dynamic: false }
  const spec = specOf(term)
  const macros = spec === undefined ? undefined : parseMacros(spec, 'name')
  if (!macros || 'says' in macros) return look
  look.dynamic = usesMacro(macros.parts, 'slophivcrt')
  const name = look.dynamic ? undefined : askableName(targetName(macros.parts, { ...unsent, domain }))
  if (name !== undefined) look.name = name
  return look
}

const nobody = { family: 4, octets: [0, 0, 0, 0], text: '0.0.0.0' } as const
const unsent = { sender: '@', ip: nobody, helo: '', receiver: '', at: 0 }

/** The domain-spec that a term asks DNS about; none for the terms that ask nothing. */
function specOf(term: SpfTerm): string | undefined {
  if (term.kind === 'modifier') return term.name === 'redirect' ? term.value : undefined
  if (term.name === 'all' || term.name === 'ip4' || term.name === 'ip6') return undefined
  return term.domain ?? '%{d}'
}

/** Puts into a look what DNS says of its name. */
async function follow(growth: Growth, look: SpfTermLook, path: readonly string[]): Promise<void> {
  const { term, name = '' } = look
  if (term.name === 'include' || term.name === 'redirect') {
    look.child = await grow(growth, name, term.name, path)
    return
  }
  const key = `${term.name} ${name}`
  const found = growth.found.get(key) ?? find[term.name]?.(growth, name)
  if (!found) return
  growth.found.set(key, found)
  Object.assign(look, await found)
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
