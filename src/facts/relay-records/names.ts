import type { DnsAnswer } from '../../core/dns.ts'
import { recordsOf } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { AnswersAt, RelayRecord } from '../../core/relay-records.ts'
import { joinNames, parentOf } from '../../records/name.ts'
import { showData } from '../../records/presentation.ts'

type Type = keyof AnswersAt

/** Every type that keeps a CNAME from standing there, or tells what the name is used for. */
export const allTypes: readonly Type[] = ['CNAME', 'A', 'AAAA', 'MX', 'TXT']

/**
 * What stands at a name, every type asked at once. Only where something does that is not as the relay wants it, it is
 * asked whether a wildcard gives it.
 */
export async function recordAt(
  { world }: Pick<Site, 'world'>,
  { name, known }: Pick<RelayRecord, 'name' | 'known'>,
  types: readonly Type[],
  isRight: (record: RelayRecord) => boolean,
): Promise<RelayRecord> {
  const answers = await askAll(world, name, types)
  if (isRight({ name, known, answers })) return { name, known, answers }
  const held = types.filter((type) => contents(answers[type]) !== '')
  const given = held.length > 0 ? await askAll(world, joinNames('*', parentOf(name) ?? '.'), held) : {}
  const wildcard = held.every((type) => contents(answers[type]) === contents(given[type]))
  const isUnseen = held.some((type) => given[type]?.kind === 'blind')
  return {
    name,
    known,
    answers,
    ...(held.length > 0 && (isUnseen || wildcard) && { wildcard: isUnseen ? 'unseen' : 'yes' }),
  }
}

async function askAll(world: Site['world'], name: string, types: readonly Type[]): Promise<AnswersAt> {
  const answers = await Promise.all(types.map(async (type) => [type, await world.dns(name, type)] as const))
  return Object.fromEntries(answers)
}

/** The aliases and the data, whosever name was asked; nothing where nothing stands there. */
function contents(answer: DnsAnswer | undefined): string {
  if (!answer || answer.kind === 'blind') return ''
  const data = recordsOf(answer).map(({ type, data }) => `${type} ${showData(type, data)}`)
  return [...answer.aliases.map(({ to }) => to), ...data.sort()].join('\n')
}
