import type { Tag } from '../tag-list.ts'
import type { DmarcFault } from './record.ts'
import { isKnown, isPolicyTag, meantName, meantValue, readValue, ruleOf, tagNames, unquoted } from './tags.ts'
import { mostUris, readUris } from './uris.ts'

/** What is known of the whole record when one of its tags is looked at. */
export interface Whole {
  text: string
  /** The names that stand there, right or wrong. */
  names: ReadonlySet<string>
  /** What receivers do where p, sp or np cannot be read, as a clause. */
  without: string
}

/** A tag as it was meant. */
export interface Pair {
  name: string
  value: string
}

/** What is wrong with one tag, and the tags that it was meant to be, where that is plain: none means leaving it out. */
export interface Look {
  faults: Omit<DmarcFault, 'meant'>[]
  meant?: Pair[]
}

const passed = 'receivers pass over it'
const mostShown = 60

/** Text of the record as a sentence can hold it. */
export const quote = (text: string): string => `"${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}"`

/** Everything that is wrong with one tag behind the version. `before` is the tag in front of it, read the same way. */
export function lookAt(tag: Tag, whole: Whole, before?: Look): Look {
  const parts = partsOf(tag)
  if (parts.length < 2) return lookAtOne(tag, whole, before)
  const looks = parts.map((part) => lookAtOne(part, whole))
  const taken = [tag.name, ...parts.slice(1).map(({ name }) => name)]
  const fatal = isPolicyTag(tag.name) || (taken.includes('p') && !whole.names.has('p'))
  const faults = parts.slice(1).map(({ name, start }) => ({
    tag: name,
    start,
    text: name,
    says: `no semicolon stands before ${name}, so that it is taken as part of ${tag.name}: ${fatal ? whole.without : passed}`,
    weight: fatal ? ('fatal' as const) : ('ignored' as const),
  }))
  return together([{ faults, meant: [] }, ...looks])
}

const together = (looks: readonly Look[]): Look => ({
  faults: looks.flatMap(({ faults }) => faults),
  ...(looks.every(({ meant }) => meant) && { meant: looks.flatMap(({ meant = [] }) => meant) }),
})

/** Where another tag begins inside a value: behind a blank or a comma, or right behind a policy where two strings meet. */
const swallowed = new RegExp(
  `(?:(?<![ \\t,|])[ \\t,|]+|(?<=^(?:none|quarantine|reject)))(?=(?:${tagNames})[ \\t]*=)`,
  'g',
)

/** A tag whose value holds other tags, with no semicolon between them, cut into them. */
function partsOf(tag: Tag): Tag[] {
  const { value, valueStart } = tag
  if (value === undefined || value.search(swallowed) < 0) return [tag]
  const cuts = Array.from(value.matchAll(swallowed), ({ 0: gap, index }) => ({ end: index, next: index + gap.length }))
  const own = { ...tag, value: value.slice(0, cuts[0]?.end) }
  return [
    own,
    ...cuts.map(({ next }, i) => {
      const text = value.slice(next, cuts[i + 1]?.end)
      const [, name = '', sign = ''] = /^([a-z]+)([ \t]*=[ \t]*)/.exec(text) ?? []
      const from = name.length + sign.length
      return { name, value: text.slice(from), start: valueStart + next, valueStart: valueStart + next + from }
    }),
  ]
}

function lookAtOne(tag: Tag, whole: Whole, before?: Look): Look {
  if (tag.value === undefined || /^mailto:/i.test(tag.name)) return lookAtLoose(tag, whole, before)
  if (isKnown(tag.name)) return lookAtValue(tag, whole)
  const low = tag.name.toLowerCase()
  const name = isKnown(low) ? low : meantName(tag.name)
  if (name === undefined) return { faults: [fault(tag, whole, unknown(tag.name))], meant: [] }
  const isLost = name === 'p' && !whole.names.has('p')
  const isCase = name === tag.name.toLowerCase()
  const says = isCase
    ? `the tag ${tag.name} must be written ${name}: strict receivers ${isLost ? 'see no p then' : 'pass over it'}`
    : `receivers do not know a tag ${quote(tag.name)}${name === unquoted(tag.name) ? '' : `, ${name} they do`}: ${isLost ? whole.without : 'they pass over it'}`
  const weight = isCase ? 'strict' : isLost ? 'fatal' : 'ignored'
  const value = lookAtValue({ ...tag, name }, whole)
  // What receivers pass over today does no harm by standing there; a second one might.
  const meant = whole.names.has(name) ? undefined : value.meant
  return { faults: [fault(tag, whole, says, { weight, name }), ...value.faults], ...(meant && { meant }) }
}

const unknown = (name: string): string =>
  name === ''
    ? 'no name stands before the equals sign: receivers pass over it'
    : `receivers do not know a tag ${quote(name)}: they pass over it`

/** A fault of one tag, told as what stands there. `name` is the tag that is meant. */
function fault(
  tag: Tag,
  { text }: Whole,
  says: string,
  { weight = 'ignored', name = tag.name }: { weight?: DmarcFault['weight']; name?: string } = {},
): Look['faults'][number] {
  const end = tag.value === undefined ? tag.start + tag.name.length : tag.valueStart + tag.value.length
  return {
    ...(isKnown(name) && { tag: name }),
    start: tag.start,
    text: shown(text.slice(tag.start, end)),
    says,
    weight,
  }
}

const shown = (text: string): string => text.slice(0, 300)

function lookAtValue(tag: Tag, whole: Whole): Look {
  const { name, value = '' } = tag
  if (name === 'rua' || name === 'ruf') return lookAtUris(name, tag)
  if (readValue(name, value) !== undefined) return { faults: [], meant: [{ name, value }] }
  const { wants, instead } = ruleOf(name)
  const becomes = meantValue(name, value)
  const what = value === '' ? `${name} is empty` : `${name} reads ${quote(value)}`
  const says = `${what}, and must be ${wants}: ${isPolicyTag(name) ? whole.without : instead}`
  return {
    faults: [fault(tag, whole, says, { weight: isPolicyTag(name) ? 'fatal' : 'ignored' })],
    ...(becomes !== undefined && { meant: [{ name, value: becomes }] }),
  }
}

function lookAtUris(name: 'rua' | 'ruf', tag: Tag): Look {
  const looks = readUris(name, tag)
  const meant = looks.flatMap((look) => look.meant ?? [undefined])
  const faults = looks.flatMap(({ uri: { text, start, says } }) =>
    says === undefined
      ? []
      : [
          {
            tag: name,
            start,
            text: shown(text),
            says: `in ${name}, ${quote(text)}: ${says}; receivers skip it`,
            weight: 'ignored' as const,
          },
        ],
  )
  if (meant.includes(undefined) || looks.length === mostUris) return { faults }
  const value = looks.every(({ uri }) => uri.says === undefined) ? (tag.value ?? '') : meant.join(',')
  return { faults, meant: value === '' ? [] : [{ name, value }] }
}

/** A piece that is no tag: it has no equals sign, or is an address behind a semicolon. */
function lookAtLoose(tag: Tag, whole: Whole, before?: Look): Look {
  const text = tag.value === undefined ? tag.name : `${tag.name}=${tag.value}`
  const list = before?.meant?.at(-1)?.name
  const uris = readUris('rua', { name: 'rua', value: text, start: tag.start, valueStart: tag.start })
  if ((list === 'rua' || list === 'ruf') && text.includes('@') && uris.every(({ meant }) => meant)) {
    const value = uris.flatMap(({ meant }) => meant ?? []).join(',')
    const says = `a semicolon stands before ${quote(text)}, and addresses are parted by commas: ${passed}`
    return {
      faults: [{ tag: list, start: tag.start, text: shown(text), says, weight: 'ignored' }],
      meant: [{ name: list, value }],
    }
  }
  const [, name = '', value = ''] = /^([a-z]+)[ \t]*:[ \t]*(.*)$/is.exec(text) ?? []
  if (isKnown(name.toLowerCase()) && name.toLowerCase() !== 'v')
    return lookAtColon(tag, { name: name.toLowerCase(), value }, whole)
  if (!/[a-z0-9]/i.test(text)) return { faults: [fault(tag, whole, `${quote(text)} is no tag: ${passed}`)], meant: [] }
  const isCut = whole.text.endsWith(text) && `|${tagNames}`.includes(`|${text}`)
  const why = `an equals sign is missing${isCut ? ', as if the record were cut off there' : ''}`
  return { faults: [fault(tag, whole, `${quote(text)} is no tag, ${why}: ${passed}`)] }
}

function lookAtColon(tag: Tag, { name, value }: Pair, whole: Whole): Look {
  const isLost = name === 'p' && !whole.names.has('p')
  const says = `${name} takes an equals sign, not a colon: ${isLost ? whole.without : passed}`
  const found = fault(tag, whole, says, { weight: isLost ? 'fatal' : 'ignored', name })
  const inner = lookAtValue({ name, value, start: tag.start, valueStart: tag.start }, whole)
  const meant = whole.names.has(name) ? undefined : inner.meant
  return { faults: [found], ...(meant && { meant }) }
}
