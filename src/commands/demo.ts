import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExitCode } from '../core/report.ts'
import type { DemoRequest, DomainRequest, IpRequest, MessageRequest } from '../core/request.ts'
import { demoAuthority } from '../knowledge/demo-certificates.ts'
import { demoMails } from '../knowledge/demo-mail.ts'
import {
  demoAddresses,
  demoDomain,
  demoReverse,
  demoSelectors,
  demoSender,
  demoServers,
  demoZones,
} from '../knowledge/demo-world.ts'
import { startNameServer } from '../net/dns/name-server.ts'
import { zoneAnswers } from '../net/dns/zone-answers.ts'
import { allOrNone, loopbackTrouble, socketTrouble } from '../net/loopback.ts'
import { parseZoneFile } from '../records/zone-file.ts'
import type { Io } from '../terminal/io.ts'
import { listZones } from './demo-lists.ts'
import { asProbe, probeCommand, receiver } from './demo-probe.ts'
import {
  asMachine,
  asRelay,
  authorityFile,
  machineCommand,
  relayCommand,
  type Which,
  withPassword,
  withRelays,
} from './demo-relays.ts'
import { domain, type Where } from './domain.ts'
import { ip } from './ip.ts'
import { message } from './message.ts'
import { probe } from './probe.ts'
import { relay } from './relay.ts'

const fragment = 'fix.zone'
const selectors = demoSelectors.map((name) => `--selector ${name}`).join(' ')
const domainCommand = `relaycheck domain ${demoDomain} --ip ${demoSender} ${selectors}`

/** One run of the tour: the world it meets, and what is asked: the domain, with what is added to the command, an address, a relay, the mail server of a machine, a message, or one that is sent. */
interface Stop {
  says: string
  zones: Readonly<Record<string, string>>
  option?: '--write-fix' | '--zone'
  address?: string
  relay?: Which | 'machine'
  mail?: keyof typeof mailFiles
  probe?: true
}
/** The messages of the tour by their files. */
const mailFiles = { good: 'order.eml', broken: 'from-list.eml' } as const
const tour: readonly Stop[] = [
  {
    says: 'A shop after years of "just add this to your DNS". What can be repaired safely\nis written to a file.',
    zones: demoZones.broken,
    option: '--write-fix',
  },
  {
    says: 'The repairs, laid over DNS before anybody publishes them. What is left needs\nsomebody who knows who sends for the shop.',
    zones: demoZones.broken,
    option: '--zone',
  },
  { says: 'The same shop, all of it mended.', zones: demoZones.repaired },
  {
    says: 'The address of a machine beside it, which somebody once broke into.',
    zones: demoZones.repaired,
    address: demoAddresses.listed,
  },
  { says: 'The address that the shop sends from.', zones: demoZones.repaired, address: demoAddresses.clean },
  {
    says: 'The relay that it hands its mail to. The password is in RELAYCHECK_PASSWORD.',
    zones: demoZones.repaired,
    relay: 'well',
  },
  { says: 'A relay that nobody looks after.', zones: demoZones.repaired, relay: 'badly' },
  {
    says: "The shop's mail server. The login works by hand, and yet its mail stays in the\nqueue.",
    zones: demoZones.repaired,
    relay: 'machine',
  },
  {
    says: 'A message of the shop, as the receiver kept it.',
    zones: demoZones.repaired,
    mail: 'good',
  },
  {
    says: 'The same message, as it came out of a mailing list.',
    zones: demoZones.repaired,
    mail: 'broken',
  },
  {
    says: 'A message that is sent through the relay, followed into the mailbox of its\nrecipient, and judged as it arrived.',
    zones: demoZones.repaired,
    probe: true,
  },
]

/** The tool against a world of its own: name servers on loopback serve a broken domain, then the same one repaired. */
export async function demo(request: DemoRequest, io: Io): Promise<ExitCode> {
  const trouble = await loopbackTrouble()
  if (trouble !== undefined) return cannotShow(trouble, io)
  try {
    return await showTour(request, io)
  } catch (error) {
    const code = socketTrouble(error)
    if (code === undefined) throw error
    return cannotShow(code, io)
  }
}

/** The tour is our own: that it cannot be shown is nothing that was asked wrongly. */
function cannotShow(code: string, io: Io): ExitCode {
  const [why, order] = troubles.find(([codes]) => codes.test(code))?.slice(1) ?? [`it failed (${code})`, 'Try again']
  io.stderr.write(`relaycheck: the demo plays its servers on 127.0.0.1, and ${why} (${code}). ${order}.\n`)
  return 70
}

/** By the system's code: what keeps servers on loopback from being reached, and what to do. */
const troubles: readonly (readonly [codes: RegExp, why: string, order: string])[] = [
  [
    /EADDRINUSE$|^connect EADDRNOTAVAIL$/,
    'no port is free there',
    'Wait until other connections have ended, and try again',
  ],
  [
    /(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|EAFNOSUPPORT|EINVAL)$/,
    'the loopback interface is not there or is down',
    'Bring it up: ip link set lo up',
  ],
  [/(?:EPERM|EACCES)$/, 'this system forbids that', 'Run it outside of the sandbox, or let it open sockets'],
  [/E[MN]FILE$/, 'too many files are open', 'Raise the limit (ulimit -n), or close other programs'],
  [/^silent$/, 'nothing arrives there', 'Let the firewall of this machine pass what goes to 127.0.0.1'],
]

async function showTour(request: DemoRequest, io: Io): Promise<ExitCode> {
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
  const file = join(folder, fragment)
  const options = { '--write-fix': { writeFix: file }, '--zone': { zones: [file] } }
  try {
    writeFileSync(join(folder, authorityFile), demoAuthority)
    for (const [which, text] of Object.entries(demoMails))
      writeFileSync(join(folder, mailFiles[which as keyof typeof mailFiles]), text)
    for (const stop of tour) {
      const { says, zones, option } = stop
      io.stdout.write(`${says}\n\n$ ${commandOf(stop)}\n\n`)
      const edges = inOneStream(io, folder)
      const inbox = stop.probe && receiver(folder)
      const shop = zones[demoDomain] + (inbox?.published ?? '')
      const code = await inWorld({ ...zones, [demoDomain]: shop, ...demoReverse, ...listZones() }, (where) => {
        if (stop.address !== undefined) return ip(asAddress(request, stop.address), edges, where)
        if (stop.mail !== undefined)
          return message(asMessage(request, join(folder, mailFiles[stop.mail])), edges, where)
        if (stop.relay === undefined && !inbox)
          return domain({ ...asDomain(request), ...(option && options[option]) }, edges, where)
        const run = { ...plain, ...request }
        const known = { ...edges, env: withPassword(io.env) }
        return withRelays((dial) => {
          const there = { ...where, reach: (a: string, p: number) => dial(a, p) ?? where.reach(a, p) }
          if (stop.relay === undefined) return probe(asProbe(run, folder), known, there)
          const asked = stop.relay === 'machine' ? asMachine(run, folder) : asRelay(run, folder, stop.relay)
          return relay(asked, known, there)
        }, inbox?.deliver)
      })
      if (code === 70 || code === 130) return code
      if (option === '--write-fix' && !existsSync(file)) return cannotShow('silent', io)
      if (option === '--write-fix') io.stdout.write(`\n$ cat ${fragment}\n\n${readFileSync(file, 'utf8')}`)
      io.stdout.write('\n')
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  io.stdout.write('That world is built in. For your own domain: relaycheck domain example.com\n')
  return 0
}

function commandOf({ address, relay, option, mail, probe }: Stop): string {
  if (probe) return probeCommand
  if (mail !== undefined) return `relaycheck message ${mailFiles[mail]}`
  if (address !== undefined) return `relaycheck ip ${address}`
  if (relay === 'machine') return machineCommand
  return relay === undefined ? [domainCommand, ...(option ? [option, fragment] : [])].join(' ') : relayCommand(relay)
}

/** What a run says beside its report stands where it belongs in the tour, and names the file as the command does. */
function inOneStream(io: Io, folder: string): Io {
  const path = join(folder, '/')
  // The date at the end of a heading stays at the end of its line.
  const short = (line: string) =>
    line.startsWith(path) ? line.slice(path.length).replace(/ {2,}/, (gap) => gap + ' '.repeat(path.length)) : line
  const write = (text: string) => io.stdout.write(text.split('\n').map(short).join('\n').replaceAll(path, ''))
  const through = { write: { value: write, writable: true } }
  return { ...io, stdout: Object.create(io.stdout, through), stderr: Object.create(io.stderr, through) }
}

const plain = {
  resolvers: [demoServers.good[0]],
  outputs: [{ format: 'text' }],
  only: [],
  skip: [],
  zones: [],
  failOn: 'fail',
  allowUnknown: false,
  timeoutMs: 5000,
  deadlineMs: 60_000,
} as const

const asDomain = (request: DemoRequest): DomainRequest => ({
  ...plain,
  ...request,
  command: 'domain',
  targets: [demoDomain],
  addresses: [demoSender],
  selectors: demoSelectors,
  parked: false,
  bulk: false,
  authoritative: false,
})

const asAddress = (request: DemoRequest, address: string): IpRequest => ({
  ...plain,
  ...request,
  command: 'ip',
  targets: [address],
  fromSpf: [],
  neighbours: false,
  pool: false,
})

const asMessage = (request: DemoRequest, file: string): MessageRequest => ({
  ...plain,
  ...request,
  command: 'message',
  file,
  bulk: false,
})

/** Serves these zones on loopback while `use` runs: whatever address is asked in that world, it is one of the two servers. */
export async function inWorld<T>(
  zones: Readonly<Record<string, string>>,
  use: (where: Required<Omit<Where, 'typed' | 'detour'>>) => Promise<T>,
): Promise<T> {
  const records = Object.entries(zones).flatMap(([name, text]) => recordsIn(name, text))
  const [good, lame] = await allOrNone([
    startNameServer({ answer: zoneAnswers(records) }),
    startNameServer({ answer: () => ({ rcode: 5 }) }),
  ])
  const isLame = (address: string) => demoServers.lame.some((one) => one === address)
  const reach = (address: string) => {
    const { address: loopback, port } = isLame(address) ? lame : good
    return { address: loopback, port }
  }
  try {
    return await use({ reach, from: 'built-in' })
  } finally {
    await Promise.all([good.close(), lame.close()])
  }
}

function recordsIn(name: string, text: string) {
  const zone = parseZoneFile(text, { file: name })
  if ('fault' in zone) throw new Error(`the demo's zone ${name}, line ${zone.fault.line}: ${zone.fault.says}`)
  return zone.records
}
