import type { PasswordRef } from '../../core/machine.ts'
import type { MapState } from '../../core/mta.ts'
import type { Blind } from '../../core/observation.ts'
import { isTableType } from '../../records/table-types.ts'
import { visible } from '../../records/visible.ts'
import { askPostmap } from './ask.ts'
import type { Asker } from './door.ts'
import { type Entry, readEntries, readInline } from './entries.ts'
import { type Exposure, exposureOf, joined, unexposed } from './exposure.ts'
import { groupedWords, unbrace } from './lines.ts'
import { matchRules, readRules } from './rules.ts'

/** What a table has for the keys it was asked, by key; or, for a key, that it cannot be told. */
export type Answers = ReadonlyMap<string, Answer>
export type Answer = { value: string; at?: PasswordRef } | { blind: Blind }

/** A lookup table that is open (postfix-lookup_tables(7)). */
export interface Table {
  written: string
  /** A table of patterns is never asked for a part of an address. */
  patterns: boolean
  ask(keys: readonly string[]): Promise<Answers>
  /** What stands in it, where that can be read: for telling, not for lookups. */
  entries: readonly Entry[]
  state: MapState
}

/** How tables are opened: for which parameter, and whether their values are `user:password`. */
export interface TableUse {
  parameter: string
  logins?: true
  /** A pattern's `$number` is not allowed in the value. */
  noNumbers?: true
  /** Where the parameter is set: `/etc/postfix/main.cf line 12`. */
  from?: string
  /** The type of a table that is written without one (default_database_type), and the folder of one without a path. */
  byDefault?: { type: string; folder: string }
}

/** Compiled tables, and how the file of each is called. */
const compiled: Record<string, string> = {
  hash: '.db',
  btree: '.db',
  lmdb: '.lmdb',
  cdb: '.cdb',
  dbm: '.pag',
  sdbm: '.pag',
}
/** Tables of tables inside one another, and tables in one parameter: more is nobody's configuration. */
const limits = { depth: 5, tables: 50 }

/** Opens all tables of a parameter's value, in order. */
export const openTables = (asker: Asker, value: string, use: TableUse): Promise<Table[]> =>
  openEach(asker, groupedWords(value).slice(0, limits.tables), use, 0)

const openEach = (asker: Asker, written: readonly string[], use: TableUse, depth: number) =>
  Promise.all(written.map((one) => openTable(asker, one, use, depth)))

async function openTable(asker: Asker, written: string, use: TableUse, depth: number): Promise<Table> {
  const plain = written.startsWith('proxy:') ? written.slice('proxy:'.length) : written
  const colon = plain.indexOf(':')
  const { type: without, folder } = use.byDefault ?? { type: 'hash', folder: '/var/spool/postfix' }
  const type = colon < 0 ? without : plain.slice(0, colon)
  const bare = plain.slice(colon + 1)
  const isFile = bare !== '' && (Object.hasOwn(compiled, type) || type === 'texthash')
  const name = isFile && !bare.startsWith('/') ? `${folder}/${bare}` : bare
  const base: Base = { written, type, name, state: { written, parameter: use.parameter, type, exposed: [] } }
  if (depth > limits.depth) return unsupported(base)
  if (!isTableType(type)) return noTableAt(base, use, `Postfix knows no type of table that is called "${shown(type)}"`)
  if (name === '') return noTableAt(base, use, 'no name stands behind the type')
  if (name !== bare && (await isGone(asker, base)))
    return noTableAt(base, use, `it has no path, and ${shown(folder)} has no such table`)
  if (Object.hasOwn(compiled, type)) return openCompiled(asker, base, use)
  if (type === 'texthash') return openText(asker, base, use)
  if (type === 'regexp' || type === 'pcre') return openRules(asker, base, type, use)
  if (type === 'inline') return openInline(base, use)
  if (type === 'static') return openStatic(base, use)
  if (type !== 'pipemap' && type !== 'unionmap') return unsupported(base)
  const parts = await openEach(asker, groupedWords(unbrace(name) ?? ''), use, depth + 1)
  return parts.length === 0 ? unsupported(base) : type === 'pipemap' ? pipe(base, parts) : union(base, parts)
}

/** A table before it is opened. */
interface Base {
  written: string
  type: string
  name: string
  state: Omit<MapState, 'state'>
}

const table = (
  { written, state }: Base,
  kind: MapState['state'],
  ask: Table['ask'],
  {
    entries = [],
    patterns = false,
    ...more
  }: { entries?: readonly Entry[]; patterns?: boolean } & Partial<MapState> = {},
): Table => ({ written, patterns, entries, ask, state: { ...state, state: kind, ...more } })

const unsupported = (base: Base) =>
  unread(
    base,
    { kind: 'unsupported' },
    {
      reason: 'not-attempted',
      detail: `only Postfix itself can look into ${visible(base.written.slice(0, 120))}`,
    },
  )

const shown = (text: string) => visible(text.slice(0, 120))

/** What is written where a table should be: a comment, a login. */
function noTableAt(base: Base, { parameter, from = 'default' }: TableUse, says: string): Table {
  const detail = `${parameter} names ${shown(base.written)}, which Postfix cannot open`
  const why: Blind = { reason: 'malformed', detail, wayOut: 'Mend that first: see mta-login-map.' }
  return unread(base, { kind: 'no-table', says, from }, why)
}

async function isGone({ machine }: Asker, { type, name }: Base): Promise<boolean> {
  const looked = await Promise.all([name, `${name}${compiled[type] ?? ''}`].map((path) => machine.look(path)))
  return looked.every(({ kind }) => kind === 'absent')
}

const unread = (base: Base, state: MapState['state'], blind: Blind) =>
  table(base, state, async (keys) => new Map(keys.map((key) => [key, { blind }])))

/** The first entry of a key counts. `path` is where they stand. */
const fromEntries = (entries: readonly Entry[], path: string | undefined) => {
  const first = new Map<string, Entry>()
  for (const entry of entries) if (!first.has(entry.key)) first.set(entry.key, entry)
  return fromLookup((key) => {
    const found = first.get(key.toLowerCase())
    return found && { value: found.value, ...(path !== undefined && { at: { path, key: found.written } }) }
  })
}
const fromLookup =
  (answer: (key: string) => Answer | undefined): Table['ask'] =>
  async (keys) =>
    new Map(
      keys.flatMap((key) => {
        const found = answer(key)
        return found === undefined ? [] : [[key, found] as const]
      }),
    )

/** The file and the line that a parameter is set in. */
function placeOf({ from }: TableUse): PasswordRef | undefined {
  const [, path, line] = /^(.*) line (\d+)$/.exec(from ?? '') ?? []
  return path === undefined ? undefined : { path, key: `line ${line}` }
}

function openInline(base: Base, use: TableUse): Table {
  const read = readInline(base.name)
  if ('entries' in read) {
    const path = placeOf(use)?.path
    return table(base, { kind: 'text' }, fromEntries(read.entries.toReversed(), path), read)
  }
  return unread(
    base,
    { kind: 'unsupported' },
    { reason: 'malformed', detail: `${visible(base.written.slice(0, 120))} ${read.fault}` },
  )
}

function openStatic(base: Base, use: TableUse): Table {
  const value = base.name.startsWith('{') ? unbrace(base.name) : base.name
  if (value === undefined) return unsupported(base)
  const at = placeOf(use)
  return table(
    base,
    { kind: 'text' },
    fromLookup(() => ({ value, ...(at && { at }) })),
  )
}

/** Reads a file that holds a table. */
async function readFile(asker: Asker, path: string, use: TableUse) {
  const file = await asker.read(path, use.logins === true)
  const exposure = await exposureAt(asker, path, use)
  if (file.kind === 'file') return { text: file.text, info: file.info, exposure }
  if (file.kind === 'absent') return { absent: true as const, exposure }
  const blind: Blind =
    file.kind === 'blind'
      ? file.blind
      : { reason: 'not-attempted', detail: `${visible(path)} is no file to be read (${file.what})` }
  return { blind, exposure }
}

/** Of what holds no logins nobody wants to know. */
const exposureAt = async ({ machine }: Asker, path: string, { logins }: TableUse): Promise<Exposure> =>
  logins ? exposureOf(machine, path) : unexposed

async function openText(asker: Asker, base: Base, use: TableUse): Promise<Table> {
  const path = base.name
  const { text, blind, exposure } = await readFile(asker, path, use)
  const more = { path, ...exposure }
  const gone: Blind = { reason: 'malformed', detail: `there is no file ${visible(path)}` }
  if (text === undefined) {
    const state: MapState['state'] = blind ? { kind: 'unreadable', blind } : { kind: 'missing', source: path }
    return { ...unread(base, state, blind ?? gone), state: { ...base.state, ...more, state } }
  }
  const entries = readEntries(text)
  return table(base, { kind: 'text' }, fromEntries(entries, path), { entries, ...more })
}

/** Postfix looks into the compiled file: so does postmap, where it may be run; else its source stands for it. */
async function openCompiled(asker: Asker, base: Base, use: TableUse): Promise<Table> {
  const [source, target] = [base.name, `${base.name}${compiled[base.type]}`]
  const [file, made, compiledBy] = await Promise.all([
    readFile(asker, source, use),
    asker.machine.look(target),
    exposureAt(asker, target, use),
  ])
  const entries = file.text === undefined ? [] : readEntries(file.text)
  const inStead = asker.machine.root === undefined ? {} : { sourceRead: true as const }
  const more = { path: source, ...joined([file.exposure, compiledBy]), entries, ...inStead }
  if (made.kind === 'blind') return table(base, { kind: 'unreadable', blind: made.blind }, blindTo(made.blind), more)
  const files = { ...(!file.absent && { source }), ...(made.kind === 'file' && { compiled: target }) }
  if (made.kind !== 'file') {
    const state = { kind: file.absent ? 'missing' : 'uncompiled', ...files } as const
    return table(base, state, file.absent ? blindTo(noTable(base)) : asSource(file, entries, { source, asker }), more)
  }
  // When it was changed can be seen of a file that may not be read.
  const there = file.blind && (await asker.machine.look(source))
  const info = there?.kind === 'file' ? there.info : file.info
  const stale = info !== undefined && Date.parse(made.info.modified) < Date.parse(info.modified)
  const asked = askPostmap(asker, `${base.type}:${source}`)
  const state: MapState['state'] =
    file.blind && !info ? { kind: 'unreadable', blind: file.blind } : { kind: stale ? 'stale' : 'fresh', ...files }
  return table(
    base,
    state,
    async (keys) => (await asked(keys)) ?? asSource(file, entries, { source, asker })(keys),
    more,
  )
}

const noTable = ({ written }: Base): Blind => ({
  reason: 'malformed',
  detail: `there is no table ${visible(written.slice(0, 120))}`,
})
const blindTo =
  (blind: Blind): Table['ask'] =>
  async (keys) =>
    new Map(keys.map((key) => [key, { blind }]))
const asSource = (
  file: { text?: string; blind?: Blind },
  entries: readonly Entry[],
  { source, asker }: { source: string; asker: Asker },
): Table['ask'] =>
  file.text === undefined
    ? blindTo(
        file.blind ?? {
          reason: 'not-attempted',
          detail: `there is no ${visible(source)}, and no program is run here that could look into what was compiled of it`,
          wayOut:
            asker.machine.root === undefined
              ? 'Run it where postmap is installed, as Postfix brings it.'
              : 'Run it on that machine itself, without --mta-root.',
        },
      )
    : fromEntries(entries, source)

/** Patterns are tried by Postfix's own postmap, where it may be run; else those that mean the same in JavaScript. */
async function openRules(asker: Asker, base: Base, kind: 'regexp' | 'pcre', use: TableUse): Promise<Table> {
  const path = base.name
  const { text, blind, exposure } = await readFile(asker, path, use)
  if (text === undefined) {
    const state: MapState['state'] = blind ? { kind: 'unreadable', blind } : { kind: 'missing', source: path }
    return table(base, state, blindTo(blind ?? noTable(base)), { path, ...exposure, patterns: true })
  }
  const rules = readRules(text, kind)
  const untold = (line: number): Blind => ({
    reason: 'not-attempted',
    detail: `the pattern in ${visible(path)} line ${line} is for Postfix alone to try`,
  })
  const entries = rules.rules.flatMap((rule) =>
    rule.kind === 'match' ? [{ key: rule.pattern, written: rule.pattern, value: rule.value, line: rule.line }] : [],
  )
  const asked = askPostmap(asker, `${kind}:${path}`)
  const here: Table['ask'] = async (keys) =>
    new Map(
      keys.flatMap((key) => {
        const found = matchRules(rules, key, use.noNumbers === true)
        if ('none' in found) return []
        return [[key, 'value' in found ? found : { blind: untold(found.untold) }] as const]
      }),
    )
  /** postmap allows `$number` everywhere: there only what was told here counts. */
  const ask: Table['ask'] = async (keys) => {
    const answers = await here(keys)
    if (![...answers.values()].some((answer) => 'blind' in answer)) return answers
    if (use.noNumbers && entries.some(({ value }) => value.includes('$'))) return answers
    return (await asked(keys)) ?? answers
  }
  return table(base, { kind: 'text' }, ask, { entries, patterns: true, path, ...exposure })
}

/** Each table is asked what the one before it gave. */
function pipe(base: Base, parts: readonly Table[]): Table {
  const ask: Table['ask'] = async (keys) => {
    let answers: Answers = new Map(keys.map((key) => [key, { value: key }]))
    for (const part of parts) {
      const values = [...answers].flatMap(([key, answer]) => ('value' in answer ? [[key, answer.value] as const] : []))
      const next = await part.ask(values.map(([, value]) => value))
      const blinds = [...answers].filter(([, answer]) => 'blind' in answer)
      const found = values.flatMap(([key, value]) => {
        const answer = next.get(value)
        return answer ? [[key, answer] as const] : []
      })
      answers = new Map([...blinds, ...found])
    }
    return answers
  }
  return together(base, parts, ask)
}

/** All tables are asked, and their values stand behind one another with commas. */
function union(base: Base, parts: readonly Table[]): Table {
  const joined = (found: readonly Answer[]): Answer | undefined => {
    const blind = found.find((answer) => 'blind' in answer)
    const values = found.flatMap((answer) => ('value' in answer ? [answer.value] : []))
    return blind ?? (values.length > 0 ? { value: values.join(',') } : undefined)
  }
  const ask: Table['ask'] = async (keys) => {
    const all = await Promise.all(parts.map((part) => part.ask(keys)))
    const answers = new Map<string, Answer>()
    for (const key of keys) {
      const one = joined(all.flatMap((each) => each.get(key) ?? []))
      if (one) answers.set(key, one)
    }
    return answers
  }
  return together(base, parts, ask)
}

function together(base: Base, parts: readonly Table[], ask: Table['ask']): Table {
  const states = parts.map(({ state }) => state)
  const worst = ['no-table', 'unreadable', 'missing', 'uncompiled', 'stale', 'fresh', 'text'] as const
  const state = worst.flatMap((kind) => states.find((one) => one.state.kind === kind) ?? [])[0]
  const unsupportedPart = states.find((one) => one.state.kind === 'unsupported')
  return table(base, (unsupportedPart ?? state)?.state ?? { kind: 'text' }, ask, {
    entries: parts.flatMap(({ entries }) => entries),
    patterns: parts[0]?.patterns ?? false,
    ...joined(states),
  })
}
