import { keyLabel, type ListKind } from '../../src/core/lists.ts'
import { blocklists } from '../../src/knowledge/blocklists.ts'
import type { Response } from '../../src/net/dns/message.ts'
import { type Answer, type NameServer, type Question, startNameServer } from '../../src/net/dns/name-server.ts'
import type { RecordType, ResourceRecord } from '../../src/records/dns.ts'
import { isWithin, labelsOf } from '../../src/records/name.ts'
import { listName, reverseName } from '../../src/records/reverse-name.ts'
import { replyWith, set } from './hostile-answers.ts'
import { secretKey } from './key-echoes.ts'
import { relaycheck } from './tool.ts'

/** A sender in good order, unless a list of the world holds something about it. */
export const sender = { address: '32.60.0.7', name: 'mail.shop.example' }

/** What the lists hold beside their test entries: zone -> subject -> codes. */
export type ListEntries = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
export type StubAnswer = (question: Question, healthy: Response) => ReturnType<Answer>

export interface Stub extends NameServer {
  /** The whole tool, with this server as its resolver. */
  run(argv: readonly string[], env?: Record<string, string>, input?: readonly string[]): ReturnType<typeof relaycheck>
}

/**
 * A resolver behind which every list that is known proves itself and lists nothing but `holds`, and in which the sender has
 * a name of its own. What `answer` makes of it is sent.
 */
export async function startStub(holds: ListEntries = {}, answer: StubAnswer = (_, healthy) => healthy): Promise<Stub> {
  const healthy = answersFrom([...surroundings(), ...entries(holds)])
  const server = await startNameServer({ answer: (question) => answer(question, healthy(question)) })
  const run: Stub['run'] = (argv, env = {}, input = []) =>
    relaycheck([...argv, '--resolver', `${server.address}:${server.port}`], { env, input })
  return { ...server, run }
}

/** Whether a question is about an entry of a list, known or not. */
export const isOfList = ({ name }: Pick<Question, 'name'>, ...zones: readonly string[]): boolean =>
  (zones.length > 0 ? zones : blocklists.map(({ zone }) => zone)).some((zone) => isWithin(name, zone))

export const noSuchName: Response = { rcode: 3, recursionAvailable: true }
/** Says that to every question of type A that `about` picks. */
export const codeFor =
  (codes: readonly string[], about: (question: Question) => boolean = () => true): StubAnswer =>
  (question, healthy) =>
    question.type === 'A' && about(question) ? replyWith(question, set(question.name, 'A', ...codes)) : healthy

const kinds: readonly ListKind[] = ['ip4', 'ip6', 'domain']

function entries(holds: ListEntries): ResourceRecord[] {
  const probes = blocklists.flatMap(({ zone, key, probes }) =>
    kinds.flatMap((kind) => {
      const probe = probes[kind]
      const name = probe && listName(probe.listed, zone, key && secretKey)
      return name ? set(name, 'A', ...(probe.answers ?? ['127.0.0.2'])) : []
    }),
  )
  const held = Object.entries(holds).flatMap(([zone, about]) => {
    const key = blocklists.find((list) => list.zone === zone)?.key
    return Object.entries(about).flatMap(([subject, codes]) =>
      set(listName(subject, zone, key && secretKey) ?? '', 'A', ...codes),
    )
  })
  return [...probes, ...held]
}

const surroundings = (): ResourceRecord[] => [
  ...set(reverseName(sender.address) ?? '', 'PTR', sender.name),
  ...set(sender.name, 'A', sender.address),
  ...set(listName(sender.address, 'origin.asn.cymru.com') ?? '', 'TXT', ['64500 | 32.60.0.0/16 | US | arin | ']),
  ...set('as64500.asn.cymru.com', 'TXT', ['64500 | US | arin | 2014-03-11 | SHOP-AS Shop Networks, US']),
]

function answersFrom(records: readonly ResourceRecord[]): (question: Question) => Response {
  const byName = Map.groupBy(records, ({ name }) => name.toLowerCase())
  return (question) => {
    // No DNS is without a root and top-level domains.
    if (question.type === 'NS' && labelsOf(question.name).length < 2)
      return replyWith(question, set(question.name, 'NS', 'a.root-servers.net'))
    const there = byName.get(question.name.toLowerCase())
    if (!there) return noSuchName
    return replyWith(
      question,
      there.filter(({ type }) => type === (question.type as RecordType)),
    )
  }
}

/** The label of a key, as every output has it. */
export const hiddenKey = keyLabel('spamhaus')
