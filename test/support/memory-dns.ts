import type { Alias, Answered, DnsAnswer, DnsHow } from '../../src/core/dns.ts'
import type { FactName, Gathered } from '../../src/core/facts.ts'
import type { AddressGatherers, DomainGatherers, MessageGatherers, RelayGatherers } from '../../src/core/gatherer.ts'
import type { KeyName } from '../../src/core/lists.ts'
import type { Machine } from '../../src/core/machine.ts'
import { type Blind, type BlindReason, type Observation, seen } from '../../src/core/observation.ts'
import type { SmtpAsk, SmtpSession } from '../../src/core/smtp.ts'
import type {
  AddressTarget,
  Asked,
  DomainTarget,
  MessageTarget,
  RelayTarget,
  SessionAsked,
} from '../../src/core/target.ts'
import type { World } from '../../src/core/world.ts'
import { gather } from '../../src/gather.ts'
import { canonicalAddress } from '../../src/records/address.ts'
import type { RecordType, ResourceRecord } from '../../src/records/dns.ts'
import { memoryMachine } from './memory-machine.ts'
import { askedOf } from './session-facts.ts'
import { unconnected } from './sessions.ts'
import { readRecords } from './zone-text.ts'

/** What one name server holds when it is asked itself, or why it says nothing at all. */
type Server = string | readonly ResourceRecord[] | { blind: BlindReason; noRoute?: true }

export interface MemoryOptions {
  /** Questions that nobody answers: `TXT shop.example`, of one server `TXT shop.example @192.0.2.1`, without validation `SOA shop.example +cd`. */
  blindAt?: Record<string, BlindReason | Blind>
  /** Servers that differ from the world when asked themselves (`how.server`); every other one answers as the world does. */
  servers?: Record<string, Server>
  /** Zones whose answers carry AD. */
  secure?: readonly string[]
  /** Zones that do not validate: blind `bogus`, but answered with checking disabled. */
  bogus?: readonly string[]
  transport?: 'udp' | 'zone-file'
  /** As under `--authoritative`: answers come from name servers, which validate nothing, unless `how.viaResolver`. */
  authoritative?: boolean
  /** Lists' keys at hand: names hold `keyLabel` in their place. */
  keys?: ReadonlySet<KeyName>
  /** What servers do; one that it says nothing of was never heard. */
  smtp?(ask: SmtpAsk): SmtpSession | Promise<SmtpSession> | undefined
  /** The address of this machine, the same toward every other or not; of a function, what was not seen is an observation. */
  source?: string | ((address: string) => string | Observation<string | undefined> | undefined)
  /** The message that is asked about, latin1: one octet a character, as it stands. */
  message?: string
  /** This machine; empty without. */
  machine?: Machine
}

/** A World of records in memory, which remembers how it was asked. */
export interface MemoryWorld extends World {
  /** Each question once, in the order asked: `TXT shop.example`, `SOA shop.example @192.0.2.1`, `SOA shop.example +cd`. */
  readonly questions: readonly string[]
  /** Each session once, in the order asked. */
  readonly asks: readonly SmtpAsk[]
  /** How many questions and sessions had to wait for one another: the longest chain of dependent ones. */
  readonly rounds: number
}

/**
 * The world as a list of records, or as lines `name TYPE data` (see zone-text.ts). SOA records mark the zones. Every
 * question that is asked while others wait is answered together with them, so `rounds` needs no clock.
 */
export function memoryWorld(zone: string | readonly ResourceRecord[], options: MemoryOptions = {}): MemoryWorld {
  const asked = new Map<string, Promise<DnsAnswer>>()
  let rounds = 0
  let round: Promise<void> | undefined
  const nextRound = () => {
    round ??= new Promise((resolve) =>
      setImmediate(() => {
        rounds += 1
        round = undefined
        resolve()
      }),
    )
    return round
  }
  const whole = toRecords(zone)
  const { source } = options
  const sessions = new Map<string, { ask: SmtpAsk; session: Promise<SmtpSession> }>()
  let nonces = 0
  return {
    keys: options.keys ?? new Set(),
    dns<T extends RecordType>(name: string, type: T, how: DnsHow = {}) {
      const plain = name.toLowerCase().replace(/(?<=.)\.$/, '')
      const key = questionKey(plain, type, how)
      const answer = asked.get(key) ?? nextRound().then(() => answerFrom(whole, plain, type, how, options))
      asked.set(key, answer)
      return answer as Promise<DnsAnswer<T>>
    },
    smtp(ask) {
      const key = JSON.stringify(ask)
      const { session } = sessions.get(key) ?? {
        session: nextRound().then(() => options.smtp?.(ask) ?? unconnected(ask, 'silent')),
      }
      sessions.set(key, { ask, session })
      return session
    },
    sourceToward: async (address) => {
      const own = typeof source === 'function' ? source(address) : source
      return typeof own === 'object' ? own : seen(own)
    },
    machine: options.machine ?? memoryMachine({}),
    resolvers: [{ address: '192.0.2.53', from: 'option' }],
    now: () => new Date('2026-11-24T06:00:00Z'),
    ...(options.message !== undefined && { message: octetsOf(options.message) }),
    nonce: () => `noncenoncenonc${String.fromCharCode(97 + Math.floor(nonces / 26), 97 + (nonces++ % 26))}`,
    get questions() {
      return [...asked.keys()]
    },
    get asks() {
      return [...sessions.values()].map(({ ask }) => ask)
    },
    get rounds() {
      return rounds
    },
  }
}

/** A message in chunks of odd sizes. */
async function* octetsOf(message: string, size = 777): AsyncGenerator<Uint8Array> {
  const octets = Buffer.from(message, 'latin1')
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size)
}

/** Gathers these facts (and `target`, `asked`) in a world, as a run would. */
export function gatherIn(
  world: World,
  domain: string,
  gatherers: Partial<DomainGatherers>,
  asked: Partial<Asked> = {},
): Promise<Gathered> {
  const target: DomainTarget = { kind: 'domain', name: domain, display: domain }
  const all: Partial<DomainGatherers> = {
    target: async (site) => seen(site.target),
    asked: async (site) => seen(site.asked),
    ...gatherers,
  }
  return gather(new Set(Object.keys(all) as FactName[]), all as DomainGatherers, {
    target,
    asked: { addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false, ...asked },
    world,
  })
}

/** The same about an address. */
export function gatherAbout(
  world: World,
  address: string,
  gatherers: Partial<AddressGatherers>,
  asked: Partial<Asked> = {},
): Promise<Gathered> {
  const target: AddressTarget = {
    kind: 'address',
    family: address.includes(':') ? 6 : 4,
    name: address,
    display: address,
  }
  return gather(new Set(Object.keys(gatherers) as FactName[]), gatherers, {
    target,
    asked: { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false, ...asked },
    world,
  })
}

/** The same about a message. */
export function gatherMessage(
  world: World,
  gatherers: Partial<MessageGatherers>,
  asked: Partial<Asked> = {},
): Promise<Gathered> {
  const target: MessageTarget = { kind: 'message', name: 'mail.eml', display: 'mail.eml' }
  return gather(new Set(Object.keys(gatherers) as FactName[]), gatherers, {
    target,
    asked: { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false, ...asked },
    world,
  })
}

/** The same about a relay. */
export function gatherRelay(
  world: World,
  { host, port }: { host: string; port?: number },
  gatherers: Partial<RelayGatherers>,
  session: Partial<SessionAsked> = {},
): Promise<Gathered> {
  const name = port === undefined ? host : `${host}:${port}`
  const literal = canonicalAddress(host) !== undefined
  const target: RelayTarget = { kind: 'relay', name, display: name, host, literal, ...(port !== undefined && { port }) }
  return gather(new Set(Object.keys(gatherers) as FactName[]), gatherers, {
    target,
    asked: askedOf(session),
    world,
  })
}

const toRecords = (zone: string | readonly ResourceRecord[]) => (typeof zone === 'string' ? readRecords(zone) : zone)

const questionKey = (name: string, type: RecordType, how: DnsHow) =>
  `${type} ${name}${how.server ? ` @${how.server}` : ''}${how.checkingDisabled ? ' +cd' : ''}${how.viaResolver ? ' +resolver' : ''}`

const details: Partial<Record<BlindReason, string>> = {
  timeout: 'did not answer within 5 s',
  refused: 'refused to answer (REFUSED)',
  'server-failure': 'could not answer (SERVFAIL)',
  bogus: 'says that the answer fails DNSSEC validation (EDE 6: DNSSEC Bogus)',
  lame: 'does not answer for the zone',
}

function blindAnswer(reason: BlindReason, name: string, type: RecordType, how: DnsHow, more: Partial<Blind> = {}) {
  const detail = `${how.server ?? '192.0.2.53'} ${details[reason] ?? `is ${reason}`}`
  return { kind: 'blind', blind: { reason, detail, question: `${type} ${name}`, ...more } } as const
}

function answerFrom<T extends RecordType>(
  world: readonly ResourceRecord[],
  name: string,
  type: T,
  how: DnsHow,
  options: MemoryOptions,
): DnsAnswer<T> {
  const server = how.server === undefined ? undefined : options.servers?.[how.server]
  if (server && typeof server === 'object' && 'blind' in server)
    return blindAnswer(server.blind, name, type, how, server.noRoute && { noRoute: true })
  const records = server === undefined ? world : toRecords(server)
  const aliases: Alias[] = []
  const within = (zones: readonly string[] | undefined, at: string) => !!zones?.some((zone) => isWithin(at, zone))
  for (let at = name; ; ) {
    const hidden = options.blindAt?.[questionKey(at, type, how)]
    if (typeof hidden === 'string') return blindAnswer(hidden, name, type, how)
    if (hidden) return { kind: 'blind', blind: hidden }
    if (!how.checkingDisabled && within(options.bogus, at)) return blindAnswer('bogus', name, type, how)
    const alias = aliasAt(records, at, type)
    if (alias && aliases.length === 16) return blindAnswer('server-failure', name, type, how)
    if (alias) {
      aliases.push(alias)
      at = alias.to
      continue
    }
    const isAbove = server !== undefined && isDelegated(records, at)
    if (isAbove && type !== 'NS') return blindAnswer('lame', name, type, how)
    const isDirect = how.server !== undefined || (!!options.authoritative && !how.viaResolver)
    const answered: Answered = {
      question: { name, type },
      aliases,
      server: how.server ?? (options.transport === 'zone-file' ? 'new.zone' : '192.0.2.53'),
      transport: options.transport ?? 'udp',
      authoritative: isDirect && !isAbove,
      authenticated: !how.checkingDisabled && !isDirect && within(options.secure, at),
      octets: 100,
    }
    return { ...lookUp(records, at, type), ...answered }
  }
}

function lookUp<T extends RecordType>(records: readonly ResourceRecord[], at: string, type: T) {
  const source = sourceOf(records, at)
  const found = records.filter((r) => r.name === source && r.type === type).map((r) => ({ ...r, name: at }))
  if (found.length) return { kind: 'records', records: found as ResourceRecord<T>[] } as const
  const kind: 'no-data' | 'no-such-name' = source === undefined ? 'no-such-name' : 'no-data'
  const soa = zoneOf(records, type === 'DS' ? parentOf(at) : at)
  return { kind, ...(soa && { soa }) }
}

/** The owner that answers for a name: itself, or the wildcard below its closest encloser (RFC 4592 section 3.3.1). */
function sourceOf(records: readonly ResourceRecord[], name: string): string | undefined {
  const exists = (at: string) => at === '.' || records.some((r) => isWithin(r.name, at))
  if (exists(name)) return name
  let encloser = parentOf(name)
  while (!exists(encloser)) encloser = parentOf(encloser)
  const wildcard = encloser === '.' ? '*' : `*.${encloser}`
  return records.some((r) => r.name === wildcard) ? wildcard : undefined
}

function aliasAt(records: readonly ResourceRecord[], at: string, type: RecordType): Alias | undefined {
  for (let above = parentOf(at); above !== '.'; above = parentOf(above)) {
    const dname = records.find((r): r is ResourceRecord<'DNAME'> => r.name === above && r.type === 'DNAME')
    if (dname) return { from: at, to: at.slice(0, -above.length) + dname.data, kind: 'DNAME', ttl: dname.ttl }
  }
  const source = sourceOf(records, at)
  const cname = records.find((r): r is ResourceRecord<'CNAME'> => r.name === source && r.type === 'CNAME')
  return cname && type !== 'CNAME' ? { from: at, to: cname.data, kind: 'CNAME', ttl: cname.ttl } : undefined
}

function zoneOf(records: readonly ResourceRecord[], name: string): ResourceRecord<'SOA'> | undefined {
  const zones = records.filter((r): r is ResourceRecord<'SOA'> => r.type === 'SOA' && isWithin(name, r.name))
  return zones.sort((a, b) => b.name.length - a.name.length)[0]
}

/** Whether a name stands at or below a cut: NS records without SOA, below a zone that has one. */
const isDelegated = (records: readonly ResourceRecord[], name: string): boolean =>
  records.some(
    (r) =>
      r.type === 'NS' && isWithin(name, r.name) && zoneOf(records, r.name) && zoneOf(records, name)?.name !== r.name,
  )

const isWithin = (name: string, zone: string) => zone === '.' || name === zone || name.endsWith(`.${zone}`)

const parentOf = (name: string) => (name.includes('.') && name !== '.' ? name.slice(name.indexOf('.') + 1) || '.' : '.')
