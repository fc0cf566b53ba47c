import {
  type ArrivalRequest,
  type DomainRequest,
  type FormatName,
  failOnNames,
  type IpRequest,
  isBulk,
  type MessageRequest,
  type RelayRequest,
  type Run,
  type SessionRequest,
  type Shown,
  type Verbosity,
} from '../core/request.ts'
import { mechanisms, tlsWays } from '../core/smtp.ts'
import type { Typed } from './options.ts'
import { choice, outputs, seconds, time, type Writing, WrongValue } from './values.ts'

/** What to say where nothing was named to look at. */
const wanted = {
  domain: 'Which domain? relaycheck domain example.com',
  ip: 'Which address? relaycheck ip 192.0.2.1',
}

export function domainRequest(targets: string[], typed: Typed, writing: Writing[]): DomainRequest {
  const { ip, sender, helo, selector, relay, returnPath, targets: list, parked, authoritative } = typed
  if (targets.length === 0 && list === undefined) throw new WrongValue(wanted.domain)
  return {
    command: 'domain',
    targets,
    addresses: ip ?? [],
    ...(sender !== undefined && { sender }),
    ...(helo !== undefined && { helo }),
    selectors: selector ?? [],
    ...(relay !== undefined && { relay }),
    ...(returnPath !== undefined && { returnPath }),
    ...(list !== undefined && { list }),
    parked: parked ?? false,
    bulk: typed.bulk ?? false,
    authoritative: authoritative ?? false,
    ...readLists(typed),
    ...readAnswers(typed),
    ...readLooking(typed, writing),
  }
}

export function ipRequest(targets: string[], typed: Typed, writing: Writing[]): IpRequest {
  const { targets: list, fromSpf, helo, neighbours, pool } = typed
  if (targets.length === 0 && list === undefined && fromSpf === undefined) throw new WrongValue(wanted.ip)
  const looking = readLooking(typed, writing)
  if (pool && isBulk(looking))
    throw new WrongValue('--pool and --format jsonl each make a line of every address: leave one of them out.')
  const shown = looking.outputs.find(({ format, file }) => format !== 'text' && file === undefined)
  if (pool && shown)
    throw new WrongValue(
      `--pool writes its lines to standard output: give the other report a file, as --format ${shown.format} --output report.${shown.format}.`,
    )
  return {
    command: 'ip',
    targets,
    ...(list !== undefined && { list }),
    fromSpf: fromSpf ?? [],
    ...(helo !== undefined && { helo }),
    neighbours: neighbours ?? false,
    pool: pool ?? false,
    ...readLists(typed),
    ...readAnswers(typed),
    ...looking,
    // The lines alone, where no report was asked for beside them.
    ...(pool && writing.length === 0 && { outputs: [] }),
  }
}

export function relayRequest(target: string | undefined, typed: Typed, writing: Writing[]): RelayRequest {
  if (target !== undefined && typed.mtaRoot !== undefined)
    throw new WrongValue('--mta-root is where the relay is looked for, and one was named: leave one of them out.')
  return {
    command: 'relay',
    ...(target !== undefined && { target }),
    ...readSession(typed),
    senders: typed.from ?? [],
    openRelayTest: typed.openRelayTest ?? false,
    selectors: typed.selector ?? [],
    ...(typed.relay !== undefined && { relay: typed.relay }),
    ...(typed.returnPath !== undefined && { returnPath: typed.returnPath }),
    ...readAnswers(typed),
    ...readLooking(typed, writing),
  }
}

/** How a server is talked to; its options say no more than they can keep. */
export function readSession(typed: Typed): SessionRequest {
  if (typed.mtaRoot !== undefined && typed.replay !== undefined)
    throw new WrongValue('--replay looks at no folder: leave out --mta-root, or the recording.')
  if (typed.ipv4 && typed.ipv6) throw new WrongValue('--ipv4 and --ipv6 are opposites: leave one of them out.')
  const { user, passwordFile, ca, clientCert, clientKey, servername, helo, bind, timeout } = typed
  if (passwordFile !== undefined && user === undefined)
    throw new WrongValue('--password-file holds the password of a login, and --user says whose: give both.')
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw new WrongValue('--client-cert and --client-key belong together: give both, or neither.')
  return {
    ...(typed.mtaRoot !== undefined && { mtaRoot: typed.mtaRoot }),
    ...(user !== undefined && { user }),
    ...(passwordFile !== undefined && { passwordFile }),
    ...(typed.auth !== undefined && { mechanism: choice('--auth', typed.auth.toUpperCase(), mechanisms) }),
    tls: choice('--tls', typed.tls ?? 'auto', tlsWays),
    ...(ca !== undefined && { ca }),
    ...(clientCert !== undefined && { clientCert }),
    ...(clientKey !== undefined && { clientKey }),
    ...(servername !== undefined && { servername }),
    ...(helo !== undefined && { helo }),
    recipients: typed.to ?? [],
    ...(bind !== undefined && { source: bind }),
    ...(typed.ipv4 && { family: 4 }),
    ...(typed.ipv6 && { family: 6 }),
    greetingMs: timeout === undefined ? 30_000 : seconds('--timeout', timeout, 600),
  }
}

/** The message is named first, what is known beside it after. */
export function messageRequest(file: string, typed: Typed, writing: Writing[]): MessageRequest {
  const { helo, receivedAt, bulk } = typed
  return {
    command: 'message',
    file,
    ...readArrival(typed),
    ...(helo !== undefined && { helo }),
    ...(receivedAt !== undefined && { receivedAt: time('--received-at', receivedAt) }),
    bulk: bulk ?? false,
    ...readLists(typed),
    ...readAnswers(typed),
    ...readLooking(typed, writing),
  }
}

/** What is known of a message as it was received. */
export function readArrival({ ip, sender, authservId }: Typed): ArrivalRequest {
  if (ip && ip.length > 1) throw new WrongValue('--ip is the address that the message came from: give one.')
  return {
    ...(ip?.[0] !== undefined && { ip: ip[0] }),
    ...(sender !== undefined && { sender }),
    ...(authservId !== undefined && { authservId }),
  }
}

/** Which blocklists are asked. */
export const readLists = ({ lists, askDeadLists }: Typed) => ({
  ...(lists !== undefined && { lists }),
  ...(askDeadLists && { deadLists: askDeadLists }),
})

/** Where answers come from. */
export const readAnswers = ({ resolver, zone, replay }: Typed) => ({
  resolvers: resolver ?? [],
  zones: zone ?? [],
  ...(replay !== undefined && { replay }),
})

/** What every command takes that looks at something; a report a line keeps nothing, and a replay asks nobody. */
export function readLooking(typed: Typed, writing: Writing[]): Run {
  const { replay, record, writeFix } = typed
  if (replay !== undefined && record !== undefined)
    throw new WrongValue('--replay asks nobody, so there is nothing to --record: leave one of them out.')
  const run = readRun(typed, writing)
  const kept = record !== undefined ? '--record' : writeFix !== undefined ? '--write-fix' : undefined
  if (isBulk(run) && kept)
    throw new WrongValue(
      `${kept} keeps what one report rests on, and --format jsonl makes many: leave one of them out.`,
    )
  return run
}

function readRun(typed: Typed, writing: Writing[]): Run {
  const { failOn, allowUnknown, timeout, deadline, at, writeFix, record } = typed
  return {
    ...readChoice(typed),
    ...readShown(typed, writing),
    verbosity: verbosityOf(typed),
    failOn: choice('--fail-on', failOn ?? 'fail', failOnNames),
    allowUnknown: allowUnknown ?? false,
    timeoutMs: seconds('--timeout', timeout ?? '5', 600),
    deadlineMs: seconds('--deadline', deadline ?? '60', 86_400),
    ...(at !== undefined && { at: time('--at', at) }),
    ...(writeFix !== undefined && { writeFix }),
    ...(record !== undefined && { record }),
  }
}

export function verbosityOf({ verbose, quiet }: Typed): Verbosity {
  if (verbose && quiet) throw new WrongValue('--verbose and --quiet are opposites: leave one of them out.')
  return verbose ? 'verbose' : quiet ? 'quiet' : 'normal'
}

export const readChoice = ({ only, skip }: Typed) => ({ only: only ?? [], skip: skip ?? [] })
export const readShown = ({ color }: Typed, writing: Writing[], formats?: readonly FormatName[]): Shown => ({
  outputs: outputs(writing, formats),
  color,
})
