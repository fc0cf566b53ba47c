import { checksAboutMachine } from '../checks/about-machine.ts'
import { checksAboutRelay } from '../checks/about-relay.ts'
import { relayRecordChecks } from '../checks/relay-records/index.ts'
import type { MtaFound, Postfix } from '../core/mta.ts'
import type { Observation } from '../core/observation.ts'
import type { ExitCode } from '../core/report.ts'
import { type RelayRequest, type SessionRequest, type Usage, usage } from '../core/request.ts'
import type { MachineTarget } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { aboutMachine } from '../facts/about-machine.ts'
import { gather } from '../gather.ts'
import { mostRelays, type OwnRelay, ownRelays } from '../own-relays.ts'
import { chooseChecks, type Plan } from '../plan.ts'
import { planFound, planMachine, readRelay } from '../plan-relay.ts'
import { parseDomain } from '../records/domain.ts'
import { isMailbox } from '../records/smtp/mailbox.ts'
import { visible } from '../records/visible.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { keysAtHand } from './keys.ts'
import { known } from './known.ts'
import { openPublicWorld } from './open-world.ts'
import { ofOwnAddress, ownAddressPlans } from './own-address.ts'
import { proofs } from './proofs.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

const ofRelay = [...checksAboutRelay, ...relayRecordChecks]
const usual = [...checksAboutMachine, ...ofRelay]
const every = [...usual, ...ofOwnAddress]

/** `relaycheck relay` without a host: this machine's mail server, then the relays that it hands mail to. */
export async function ownRelay(request: RelayRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const checks = chooseChecks(request, every)
  if ('usage' in checks) return complain(checks, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const proof = proofs(request, io)
  if ('usage' in proof) return complain(proof, io)
  const opened = openPublicWorld({ ...request, ...where, ...held, ...proof, authoritative: [], signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  const planned = await plansFor(request, checks, opened.world)
  if (!('usage' in planned)) {
    const { plans, untried } = planned
    if (untried.length > 0) io.stderr.write(`relaycheck: ${visible(leftOut(untried))}\n`)
    const partly = untried.length > 0 && { partly: true as const }
    const isDirect = plans.some(({ targets }) => targets.some(({ kind }) => kind === 'address'))
    return whole(request, io, { plans, registry: isDirect ? every : usual, opened, ...partly, ...(typed && { typed }) })
  }
  opened.close()
  return complain(planned, io)
}

/** What runs against relays that are not looked at is not seen. */
const leftOut = (relays: readonly OwnRelay[]): string =>
  `This machine has ${mostRelays + relays.length} relays, and ${mostRelays} are looked at. Of the others: ${relays
    .slice(0, 10)
    .map(({ host, port }) => `relaycheck relay ${host}:${port}`)
    .join('; ')}`

type Checks = Plan['checks']

/** A name of one label may be a relay's id to who types it: whoever has it for a host means no such relay, and its login is not for that. */
const isSame = (read: string, host: string): boolean => /[.:]/.test(host) || read === host.toLowerCase()

interface Planned {
  plans: Plan[]
  /** Relays that are too many. */
  untried: readonly OwnRelay[]
}

async function plansFor(request: RelayRequest, checks: Checks, world: World): Promise<Planned | Usage> {
  const ofMachine = checks.filter((check) => checksAboutMachine.includes(check))
  const machine = planMachine(request, machineOf(world), { checks: ofMachine, relays: known.relays })
  if ('usage' in machine) return machine
  const [target] = machine.targets
  if (!target) return nothingFor()
  const { mta, postfix } = await gather(new Set(['mta', 'postfix'] as const), aboutMachine, {
    target,
    asked: machine.asked,
    world,
  })
  if (mta?.seen && mta.value.length === 0) return none(world)
  const ofItsRelays = checks.filter((check) => ofRelay.includes(check))
  const found = ofItsRelays.length > 0 ? relaysIn(mta, postfix) : []
  const relays = await withExchanges(found.slice(0, mostRelays), world)
  const plans: Plan[] = ofMachine.length > 0 ? [machine] : []
  for (const relay of relays) {
    const asked = asAsked(relay, request, world)
    // What its configuration names and nobody can reach is told of the configuration.
    const read = readRelay(asked.target, known.relays)
    if ('fault' in read || !isSame(read.host, relay.host)) continue
    const ofIt = planFound({ ...request, ...asked }, ofItsRelays, known.relays)
    if ('usage' in ofIt) return ofIt
    plans.push(...ofIt.plans)
  }
  const own = ownAddressPlans(
    postfix?.seen ? postfix.value : [],
    { senders: request.senders, chosen: checks },
    world.machine,
  )
  if ('usage' in own) return own
  const all = [...plans, ...own]
  return all.length > 0 ? { plans: all, untried: found.slice(mostRelays) } : nothingFor()
}

/** This machine, or that below the root that was given. */
export const machineOf = ({ machine }: World): MachineTarget => {
  const name = machine.root ?? machine.self?.hostname ?? 'this machine'
  return { kind: 'machine', name, display: name }
}

const none = ({ machine }: World): Usage =>
  usage(
    `No mail server was found ${machine.root === undefined ? 'on this machine' : `below ${machine.root}`}: name the relay that mail goes to, as relaycheck relay mail.example.com:587`,
  )

/** What was chosen has nothing to be about: no report is better than an empty one, in which nothing fails. */
const nothingFor = (): Usage =>
  usage(
    'No relay was found in the configuration of this mail server, so the checks that were chosen have nothing to judge: run without --only and --skip to see why, or name the relay, as relaycheck relay mail.example.com:587',
  )

/** The relays of the mail servers that were found. */
export const relaysIn = (
  mta: Observation<readonly MtaFound[]> | undefined,
  postfix: Observation<readonly Postfix[]> | undefined,
): OwnRelay[] => (mta?.seen ? ownRelays(mta.value, postfix?.seen ? postfix.value : []) : [])

/** A next hop without brackets is one of the hosts that its MX records name, where it has any (RFC 5321 section 5.1). */
export const withExchanges = (relays: readonly OwnRelay[], world: World): Promise<OwnRelay[]> =>
  Promise.all(
    relays.map(async (relay) => {
      if (!relay.mx) return relay
      const answer = await world.dns(relay.host, 'MX')
      if (answer.kind !== 'records') return relay
      const [first] = answer.records.map(({ data }) => data).sort((a, b) => a.preference - b.preference)
      return first && first.exchange !== '' && first.exchange !== '.' ? { ...relay, host: first.exchange } : relay
    }),
  )

const isName = (text: string): boolean => !('fault' in parseDomain(text))
/** What the configuration makes of myhostname and myorigin may be no address: that is told of the configuration. */
export function isSayable(sender: string): boolean {
  const at = sender.lastIndexOf('@')
  return sender === '' || (isMailbox(sender) && at > 0 && at <= 64 && isName(sender.slice(at + 1)))
}

/** The relay as a command line would name it. What was typed comes before what the mail server has. */
export function asAsked(relay: OwnRelay, request: SessionRequest & Pick<RelayRequest, 'senders'>, { machine }: World) {
  const { host, port, tls, senders, helo, source, family, login } = relay
  const isOurs = source !== undefined && machine.self?.addresses.includes(source)
  return {
    target: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    tls: request.tls === 'auto' ? tls : request.tls,
    senders: request.senders.length > 0 ? request.senders : senders.filter(isSayable).map((sender) => sender || '<>'),
    ...(request.helo === undefined && helo !== undefined && isName(helo) && { helo }),
    ...(request.source === undefined && isOurs && { source }),
    ...(request.family === undefined && request.source === undefined && family && { family }),
    ...(login && { login }),
  }
}
