import { basename } from 'node:path'
import type { Dns } from '../core/dns.ts'
import { type Usage, usage } from '../core/request.ts'
import type { SmtpAsk } from '../core/smtp.ts'
import type { World } from '../core/world.ts'
import { isEmptyFragment } from '../records/changes.ts'
import { isWithin } from '../records/name.ts'
import { type ParsedZone, parseZoneFile } from '../records/zone-file.ts'
import { authoritative } from './dns/authoritative.ts'
import { type DnsOptions, type OpenDns, openDns } from './dns/client.ts'
import { parseResolver, type ResolverAddress } from './dns/resolvers.ts'
import { openTrust, type TrustOptions } from './dns/trust.ts'
import { readFile } from './files.ts'
import { keyed, keyless } from './keyed.ts'
import { type MachineDoor, openMachine } from './machine.ts'
import { nonces, randomLabel } from './nonce.ts'
import { overlay } from './overlay.ts'
import { openPace, paced } from './pace.ts'
import { redactor } from './redact.ts'
import type { Keys } from './secrets.ts'
import type { OpenSmtp, SmtpOptions } from './smtp/client.ts'
import { parseTape, recording, replaying, type Tape } from './tape.ts'

/** How the world is to be reached; resolvers and files as typed. */
export interface WorldOptions
  extends Pick<DnsOptions, 'timeoutMs' | 'deadlineMs' | 'signal' | 'reach' | 'detour' | 'from'>,
    Pick<TrustOptions, 'isTopLevel'> {
  resolvers: readonly string[]
  /** Ask the name servers of these domains themselves. */
  authoritative: readonly string[]
  zones: readonly string[]
  replay?: string
  at?: Date
  /** How relays are talked to. */
  smtp?: Pick<SmtpOptions, 'greetingMs' | 'endMs' | 'password' | 'authorities' | 'client'> & {
    /** Who logs in, as typed, where an ask may hold a label in the place of the password in it. */
    user?: string
  }
  /** The folder that stands for the root of the machine whose mail server is looked at; without it, this machine's own. */
  mtaRoot?: string
  /** The message that is asked about. */
  message?: AsyncIterable<Uint8Array>
  /** Messages may be sent. */
  sends?: true
  /** Keys of lists, for questions that want one; a recording has its own. */
  keys?: Keys
}
export interface OpenWorld {
  world: World
  /** All that was asked and answered so far. */
  tape(about?: { version?: string; durationMs?: number }): Tape
  /**
   * The zone files that hold nothing of these domains, and nothing that was asked about so far. `partly`: not everything
   * was asked, so none is idle beside files that speak of every domain.
   */
  idleZones(domains: readonly string[], asked?: { partly: boolean }): IdleZone[]
  /** How long the recorded run took, in a replay. */
  durationMs?: number
  /** A text without the passwords that this machine has shown. */
  clean?(text: string): string
  close(): void
}

/** A zone file that nothing was answered from. */
export interface IdleZone {
  file: string
  /** What it is about, a clause: "it is the zone shop.example". */
  about: string
  /** The names that DNS was asked about: none where no question was needed. Of many domains, some. */
  asked: readonly string[]
}

/** Opens the world: live DNS or a recording, zone files laid over it, and all of it recorded. */
export function openWorld(options: WorldOptions): OpenWorld | Usage {
  const zones = readZones(options)
  if ('usage' in zones) return zones
  const ground = options.replay === undefined ? live(options) : replayed(options.replay)
  if ('usage' in ground) return ground
  const { world, tape } = recording(dressed(ground.world, zones, options), ground.clean)
  const idleZones = (domains: readonly string[], { partly } = { partly: false }) => {
    if (partly && domains.every((domain) => zones.some((zone) => isAbout(zone, domain)))) return []
    const asked = namesIn(tape())
    const names = new Set([...domains, ...asked])
    return filed(options.zones, zones)
      .filter(({ zone }) => isIdle(zone, names, domains))
      .map((one) => ({ ...idleFrom(one), asked }))
  }
  return { ...ground, world, tape, idleZones }
}

/** Zone files laid over it, no key in what comes back, and the clock that was asked for. */
function dressed(
  world: World,
  zones: readonly ParsedZone[],
  options: Pick<WorldOptions, 'at' | 'keys' | 'replay' | 'message'>,
): World {
  const { at = world.now() } = options
  const nonce = options.at ? nonces(options.at) : world.nonce
  // Live answers alone are without keys already.
  const untouched = zones.length === 0 && options.replay === undefined
  const dns = overlay(world.dns, zones)
  const { message } = options
  const clean = untouched ? dns : keyless(dns, options.keys ?? new Map())
  return { ...world, dns: clean, now: () => at, nonce, ...(message && { message }) }
}

/** What many domains are asked about; the deadline is each domain's. */
export interface ManyOptions extends Omit<WorldOptions, 'authoritative'> {
  /** Ask the name servers of each domain themselves. */
  authoritative: boolean
  deadlineMs: number
}
/** A world for one domain of many. */
export interface Share {
  world: World
  /** To be called when the domain is judged. */
  end(): void
}
/** The world of many domains: what is asked about one alone is forgotten with it, all else shared within its TTL. */
export interface OpenWorlds extends Pick<OpenWorld, 'durationMs' | 'close'> {
  worldFor(domain: string): Share
  /** The zone files that hold nothing of any domain so far; `partly` as in OpenWorld. */
  idleZones(asked?: { partly: boolean }): IdleZone[]
  /** From now on no more is asked at once than one of so many may that share what servers bear. */
  share(parts: number): void
}

/** Opens the world for many domains. Nothing is recorded. */
export function openWorlds(options: ManyOptions): OpenWorlds | Usage {
  const zones = readZones(options)
  if ('usage' in zones) return zones
  const { deadlineMs, ...how } = options
  const ground =
    options.replay === undefined ? live({ ...how, authoritative: [], shared: true }) : replayed(options.replay)
  if ('usage' in ground) return ground
  let idle = filed(options.zones, zones)
  let untold = false
  let asked: readonly string[] = []
  const worldFor = (domain: string): Share => {
    const { world, end } = shareOf(ground, domain, options)
    const whole = dressed(world, zones, options)
    if (idle.length === 0) return { world: whole, end }
    const { world: listened, tape } = recording(whole)
    const look = () => {
      end()
      untold ||= !zones.some((zone) => isAbout(zone, domain))
      const heard = namesIn(tape())
      if (asked.length === 0) asked = heard
      const names = new Set([domain, ...heard])
      idle = idle.filter(({ zone }) => isIdle(zone, names, [domain]))
    }
    return { world: listened, end: look }
  }
  const idleZones = ({ partly } = { partly: false }) =>
    partly && !untold ? [] : idle.map((one) => ({ ...idleFrom(one), asked }))
  const { share = () => {} } = ground
  return { ...ground, worldFor, share, idleZones }
}

/** The ground as one domain of many sees it, until its time is up; a recording answers at once. */
function shareOf({ world, dnsFor }: Ground, domain: string, options: ManyOptions): Share {
  if (!dnsFor) return { world, end() {} }
  const { dns, end } = dnsFor(domain, options.deadlineMs)
  const started = new Date()
  return {
    world: { ...world, dns: options.authoritative ? authoritative(dns, domain, options) : dns, now: () => started },
    end,
  }
}

/** Every name that was asked about or came up as an alias, once. */
const namesIn = ({ dns }: Tape): string[] => [
  ...new Set(
    Object.entries(dns).flatMap(([question, answer]) => [
      question.split(' ')[1] ?? '',
      ...(answer.kind === 'blind' ? [] : answer.aliases.map(({ to }) => to)),
    ]),
  ),
]

interface FiledZone {
  file: string
  zone: ParsedZone
}
const filed = (files: readonly string[], zones: readonly ParsedZone[]): FiledZone[] =>
  files.map((file, i) => ({ file, zone: zones[i] as ParsedZone }))

function idleFrom({ file, zone }: FiledZone): Pick<IdleZone, 'file' | 'about'> {
  const [first, ...others] = new Set(ownersIn(zone).map(({ name }) => name))
  const about = zone.soa
    ? `it is the zone ${zone.soa.name}`
    : `it holds records of ${first}${others.length > 0 ? ` and of ${others.length} more` : ''}`
  return { file, about }
}

/** An empty fragment is meant to change nothing. */
function isIdle(zone: ParsedZone, names: ReadonlySet<string>, domains: readonly string[]): boolean {
  const { soa } = zone
  if (soa && [...names].some((name) => isWithin(name, soa.name))) return false
  const owners = ownersIn(zone)
  return (
    owners.length > 0 && !owners.some(({ name }) => names.has(name) || domains.some((domain) => isWithin(name, domain)))
  )
}

/** Whether a zone file has the domain in its zone, or holds anything at or below it. */
const isAbout = (zone: ParsedZone, domain: string): boolean =>
  (zone.soa && isWithin(domain, zone.soa.name)) || ownersIn(zone).some(({ name }) => isWithin(name, domain))

const ownersIn = ({ records, others, removes }: ParsedZone) => [...records, ...others, ...removes]

interface Ground extends Omit<OpenWorld, 'tape' | 'idleZones'> {
  /** DNS for one domain of many, where it is live. */
  dnsFor?: OpenDns['dnsFor']
  share?: OpenDns['share']
}

/** A proof is as quick as any answer, or the network has no way to it. */
const mostProofMs = 2000

function live({
  resolvers: typed,
  authoritative: domains,
  keys = new Map(),
  mtaRoot,
  ...how
}: WorldOptions & Pick<DnsOptions, 'shared'>): Ground | Usage {
  const resolvers = each(typed, readResolver)
  if ('usage' in resolvers) return resolvers
  const door = openMachine({
    root: mtaRoot,
    signal: how.signal,
    held: [...(how.smtp?.password === undefined ? [] : [how.smtp.password]), ...keys.values()],
  })
  if ('usage' in door) return door
  const opened = openDns({ ...how, ...(resolvers.length > 0 && { resolvers }) })
  const trust = openTrust(opened.dns, {
    ...how,
    nonce: how.at ? nonces(how.at) : randomLabel,
    mostMs: Math.min(how.timeoutMs, mostProofMs),
  })
  const pace = openPace(how.signal)
  const relays = openRelays(how, door.passwordFor)
  const asLists = (dns: Dns, deadlineMs?: number) => paced(keyed(dns, keys), pace, deadlineMs)
  const started = new Date()
  const source = domains.reduce<Dns>(
    (below, domain) => authoritative(below, domain, { timeoutMs: how.timeoutMs }),
    asLists(trust.over(opened.dns), how.deadlineMs),
  )
  return {
    world: {
      dns: source,
      keys: new Set(keys.keys()),
      resolvers: opened.resolvers,
      now: () => started,
      nonce: randomLabel,
      smtp: relays.smtp,
      ...(how.sends && { post: relays.post }),
      sourceToward: relays.sourceToward,
      machine: door.machine,
    },
    clean: door.clean,
    share: opened.share,
    dnsFor(domain, ms) {
      const { dns, end } = opened.dnsFor(domain, ms)
      return { dns: asLists(trust.over(dns), ms), end }
    },
    close() {
      relays.close()
      pace.close()
      opened.close()
    },
  }
}

/** The way to relays, which is loaded by who goes it. */
function openRelays(
  options: Pick<WorldOptions, 'timeoutMs' | 'deadlineMs' | 'signal' | 'reach' | 'smtp'>,
  passwordFor: MachineDoor['passwordFor'],
): OpenSmtp {
  const { smtp, deadlineMs = 60_000, ...how } = options
  const since = performance.now()
  // One for each password: what it takes out of a conversation is that password.
  const opened = new Map<string | undefined, Promise<OpenSmtp>>()
  const open = (password = smtp?.password) => {
    const relays =
      opened.get(password) ??
      import('./smtp/client.ts').then(({ openSmtp }) =>
        openSmtp({
          greetingMs: how.timeoutMs,
          ...how,
          ...smtp,
          ...(password !== undefined && { password }),
          deadlineMs,
          since,
        }),
      )
    opened.set(password, relays)
    return relays
  }
  /** Who knows the password of the ask, and the ask as it is to be said; without a password nobody logs in. */
  const withLogin = async (ask: SmtpAsk): Promise<{ relays: OpenSmtp; told: SmtpAsk }> => {
    const { login, ...silent } = ask
    if (!login) return { relays: await open(), told: ask }
    const { secret, ...said } = login
    const password = secret ? passwordFor(secret) : smtp?.password
    if (password === undefined) return { relays: await open(), told: silent }
    const told = { ...silent, login: said }
    return { relays: await open(password), told: secret ? told : spelledOut(told, smtp?.user) }
  }
  return {
    async smtp(ask) {
      const { relays, told } = await withLogin(ask)
      return relays.smtp(told)
    },
    async post(ask) {
      const { relays, told } = await withLogin(ask)
      return relays.post({ ...told, message: ask.message })
    },
    sourceToward: async (address) => (await open()).sourceToward(address),
    close: () => opened.forEach((relays) => void relays.then((one) => one.close())),
  }
}

/** The ask with the user as the server knows it. */
const spelledOut = (ask: SmtpAsk, user = ask.login?.user): SmtpAsk =>
  ask.login && user !== undefined ? { ...ask, login: { ...ask.login, user } } : ask

function replayed(path: string): Ground | Usage {
  const text = readFile(path)
  if (typeof text !== 'string') return text
  const tape = parseTape(Buffer.from(text, 'latin1').toString('utf8'))
  if ('fault' in tape) return usage(`"${path}" is not a recording of relaycheck: ${tape.fault}.`)
  return { world: replaying(tape), close() {}, ...(tape.durationMs !== undefined && { durationMs: tape.durationMs }) }
}

/** All zone files; a fault in one quotes no key. */
function readZones({ zones, keys = new Map() }: Pick<WorldOptions, 'zones' | 'keys'>): ParsedZone[] | Usage {
  const read = each(zones, readZone)
  return 'usage' in read ? { ...read, usage: redactor(keys)(read.usage) } : read
}

function readZone(path: string): ParsedZone | Usage {
  const text = readFile(path)
  if (typeof text !== 'string') return text
  if (text.trim() === '') return usage(`"${path}" is empty: give a zone file, or leave it out.`)
  const zone = parseZoneFile(text, { file: basename(path) })
  if ('fault' in zone) return usage(`"${path}" line ${zone.fault.line}: ${zone.fault.says}.`)
  if (ownersIn(zone).length === 0 && !isEmptyFragment(text))
    return usage(`"${path}" holds no records: give a zone file, or leave it out.`)
  return zone
}

function readResolver(typed: string): ResolverAddress | Usage {
  const resolver = parseResolver(typed)
  return 'fault' in resolver ? usage(`${resolver.fault}.`) : resolver
}

/** Every value read, or the first fault. */
function each<T extends object>(typed: readonly string[], read: (typed: string) => T | Usage): T[] | Usage {
  const values: T[] = []
  for (const one of typed) {
    const value = read(one)
    if ('usage' in value) return value
    values.push(value)
  }
  return values
}
