import type { ExitCode } from '../core/report.ts'
import type { DemoRequest, DomainRequest } from '../core/request.ts'
import { demoDomain, demoSender, demoServers, demoZones } from '../knowledge/demo-world.ts'
import { startNameServer } from '../net/dns/name-server.ts'
import { zoneAnswers } from '../net/dns/zone-answers.ts'
import { parseZoneFile } from '../records/zone-file.ts'
import type { Io } from '../terminal/io.ts'
import { domain, type Where } from './domain.ts'

/** The tool against a world of its own: name servers on loopback serve a broken domain, then the same one repaired. */
export async function demo(request: DemoRequest, io: Io): Promise<ExitCode> {
  const stages = [
    [demoZones.broken, 'A shop after years of "just add this to your DNS".'],
    [demoZones.repaired, 'The same shop after the repairs.'],
  ] as const
  for (const [zones, says] of stages) {
    io.stdout.write(`${says}\n\n$ relaycheck domain ${demoDomain} --ip ${demoSender}\n\n`)
    const code = await inWorld(zones, (where) => domain(asDomain(request), io, where))
    if (code === 70 || code === 130) return code
    io.stdout.write('\n')
  }
  io.stdout.write('That world is built in. For your own domain: relaycheck domain example.com\n')
  return 0
}

const asDomain = (request: DemoRequest): DomainRequest => ({
  ...request,
  command: 'domain',
  targets: [demoDomain],
  addresses: [demoSender],
  resolvers: [demoServers.good[0]],
  outputs: [{ format: 'text' }],
  only: [],
  skip: [],
  selectors: [],
  parked: false,
  authoritative: false,
  zones: [],
  failOn: 'fail',
  allowUnknown: false,
  timeoutMs: 5000,
  deadlineMs: 60_000,
})

/** Serves these zones on loopback while `use` runs: whatever address is asked in that world, it is one of the two servers. */
export async function inWorld<T>(
  zones: Readonly<Record<string, string>>,
  use: (where: Required<Omit<Where, 'typed'>>) => Promise<T>,
): Promise<T> {
  const records = Object.entries(zones).flatMap(([name, text]) => recordsIn(name, text))
  const good = await startNameServer({ answer: zoneAnswers(records) })
  const lame = await startNameServer({ answer: () => ({ rcode: 5 }) })
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
