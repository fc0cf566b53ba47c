import { readFileSync } from 'node:fs'
import { parseResolver, type ResolverAddress } from './resolvers.ts'

/** A resolver that this system uses. */
export interface SystemResolver extends ResolverAddress {
  /** What answers there, where it is known: `systemd-resolved`. */
  program?: string
  /** Whom a local stub asks in turn, where that can be known. */
  upstreams?: string[]
}

/** How the system is looked at; tests give their own. */
export interface SystemFiles {
  platform: NodeJS.Platform
  /** A file's text, nothing where it cannot be read. */
  read(path: string): string | undefined
  /** Where there is no resolv.conf that counts: the resolvers as node:dns has them. */
  configured(): readonly string[]
}

const mostResolvers = 3
const longestFile = 65_536

/** Local stubs, and the files that say whom they ask. */
const stubs: readonly { program: string; at: readonly string[]; files: readonly string[] }[] = [
  { program: 'systemd-resolved', at: ['127.0.0.53', '127.0.0.54'], files: ['/run/systemd/resolve/resolv.conf'] },
  { program: "Docker's embedded resolver", at: ['127.0.0.11'], files: [] },
]
/** A stub on an ordinary loopback address may be anything; where NetworkManager runs it, these files know. */
const networkManager = ['/run/NetworkManager/no-stub-resolv.conf', '/var/run/NetworkManager/no-stub-resolv.conf']

const thisSystem: SystemFiles = {
  platform: process.platform,
  read(path) {
    try {
      return readFileSync(path, 'latin1').slice(0, longestFile)
    } catch {
      return undefined
    }
  },
  configured: () => process.getBuiltinModule('node:dns').getServers(),
}

/** The resolvers of the operating system, in its order, three at most; none where it names none. */
export function systemResolvers(system: SystemFiles = thisSystem): SystemResolver[] {
  const ownFile = system.platform !== 'win32' && system.platform !== 'darwin'
  const named = ownFile ? nameservers(system.read('/etc/resolv.conf')) : system.configured()
  return resolversIn(named)
    .slice(0, mostResolvers)
    .map((resolver) => ({ ...resolver, ...describeStub(resolver.address, system) }))
}

/** The addresses on the `nameserver` lines of a resolv.conf; search lists and options are not for us. */
function nameservers(text: string | undefined): string[] {
  const lines = (text ?? '').split(/\r?\n/)
  return lines.flatMap((line) => /^nameserver[ \t]+([^\s#;]+)/.exec(line)?.[1] ?? [])
}

function resolversIn(named: readonly string[]): ResolverAddress[] {
  const parsed = named.map(parseResolver).filter(isPlain)
  return [...new Map(parsed.map((r) => [`${r.address} ${r.port}`, r])).values()]
}

/** A resolver that is found through others is none to find others through. */
const isPlain = (resolver: ReturnType<typeof parseResolver>): resolver is ResolverAddress =>
  'transport' in resolver && resolver.path === undefined && resolver.transport !== 'tls'

function describeStub(address: string, system: SystemFiles): Pick<SystemResolver, 'program' | 'upstreams'> {
  if (!/^127\.|^::1$/.test(address)) return {}
  const stub = stubs.find(({ at }) => at.includes(address))
  const files = stub ? stub.files : networkManager
  const asked = files.map((file) => upstreamsIn(system.read(file), address)).find((list) => list.length > 0)
  const program = stub?.program ?? (asked && 'NetworkManager')
  return { ...(program !== undefined && { program }), ...(asked && { upstreams: asked }) }
}

const upstreamsIn = (text: string | undefined, stub: string): string[] =>
  resolversIn(nameservers(text))
    .map((resolver) => resolver.address)
    .filter((address) => address !== stub)
