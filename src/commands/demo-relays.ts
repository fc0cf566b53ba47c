import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RelayRequest, Run } from '../core/request.ts'
import { demoRelayCertificate, demoStaleCertificate } from '../knowledge/demo-certificates.ts'
import { demoMachine } from '../knowledge/demo-machine.ts'
import { demoLogin, demoRelays } from '../knowledge/demo-world.ts'
import type { DemoRelay } from '../net/demo-relay.ts'
import { allOrNone } from '../net/loopback.ts'
import type { Io } from '../terminal/io.ts'

export type Which = keyof typeof demoRelays
type PlainRun = Run & Pick<RelayRequest, 'resolvers' | 'zones'>
type Endpoint = { address: string; port: number }

const { user, password, sender } = demoLogin
const { returnPath, selector } = demoRelays.well
const shared = { user, password, senders: [sender] }
const servers: Record<Which, DemoRelay> = {
  well: { ...shared, ...demoRelayCertificate, name: 'mail.smtp2go.com' },
  badly: { ...shared, ...demoStaleCertificate, name: 'relay.host.example', clearLogin: true },
}

/** Nothing listens there. */
const closed = { address: '127.0.0.1', port: 1 }

/** Runs the demo's relays on loopback while `use` runs; `dial` says where a port of one of them really is. */
export async function withRelays<T>(
  use: (dial: (address: string, port: number) => Endpoint | undefined) => Promise<T>,
  deliver?: DemoRelay['deliver'],
) {
  const { startDemoRelay } = await import('../net/demo-relay.ts')
  const running = await allOrNone(
    (Object.keys(demoRelays) as Which[]).flatMap((which) =>
      ([false, true] as const).map(async (implicit) => {
        const { port, close } = await startDemoRelay({
          ...servers[which],
          ...(implicit && { implicit }),
          ...(deliver && { deliver }),
        })
        const { address, starttls, implicit: wrapped } = demoRelays[which]
        return { address, ports: new Set<number>(implicit ? wrapped : starttls), port, close }
      }),
    ),
  )
  const dial = (address: string, port: number): Endpoint | undefined => {
    const ofIt = running.filter((one) => one.address === address)
    if (ofIt.length === 0) return undefined
    const open = ofIt.find(({ ports }) => ports.has(port))
    return open ? { address: '127.0.0.1', port: open.port } : closed
  }
  try {
    return await use(dial)
  } finally {
    await Promise.all(running.map(({ close }) => close()))
  }
}

/** Holds the authority that the demo's relays are certified by. */
export const authorityFile = 'demo-ca.pem'

/** What is typed, beside the password, which is said in no command. */
export const relayCommand = (which: Which): string =>
  [
    `relaycheck relay ${demoRelays[which].target}`,
    `--ca ${authorityFile} --user ${user} --from ${sender}`,
    ...(which === 'well' ? [`--return-path ${returnPath} --selector ${selector}`] : []),
  ].join(' ')

/** What the demo asks of one of them; `folder` holds the authority's file. */
export const asRelay = (plain: PlainRun, folder: string, which: Which): RelayRequest => ({
  ...plain,
  command: 'relay',
  target: demoRelays[which].target,
  tls: 'auto',
  ca: join(folder, authorityFile),
  user,
  senders: [sender],
  recipients: [],
  openRelayTest: false,
  selectors: which === 'well' ? [selector] : [],
  ...(which === 'well' && { returnPath }),
  greetingMs: plain.timeoutMs,
})

/** The folder that holds the shop's mail server. */
const machineFolder = 'machine'
export const machineCommand = `relaycheck relay --mta-root ${machineFolder} --ca ${authorityFile} --from ${sender}`

/** Lays the shop's mail server into the folder, and asks about it. */
export function asMachine(plain: PlainRun, folder: string): RelayRequest {
  const root = join(folder, machineFolder)
  for (const [path, { text, mode }] of Object.entries(demoMachine)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { mode })
    chmodSync(join(root, path), mode)
  }
  return {
    ...plain,
    command: 'relay',
    mtaRoot: root,
    tls: 'auto',
    ca: join(folder, authorityFile),
    senders: [sender],
    recipients: [],
    openRelayTest: false,
    selectors: [],
    greetingMs: plain.timeoutMs,
  }
}

/** The environment with the password, which is typed in no command. */
export const withPassword = ({ RELAYCHECK_PASSWORD_FILE: _, ...env }: Io['env']): Io['env'] => ({
  ...env,
  RELAYCHECK_PASSWORD: password,
})
