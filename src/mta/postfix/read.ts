import type { FileSeen, Machine, NoFile } from '../../core/machine.ts'
import type { MapState, Postfix, Setting } from '../../core/mta.ts'
import { type Blind, blind, type Observation, seen } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import { defaults } from './defaults.ts'
import { readAddresses } from './domains.ts'
import { openAsker } from './door.ts'
import type { Lookup } from './expand.ts'
import { exposureOf } from './exposure.ts'
import { readPorts } from './hops.ts'
import { type MainCf, readMainCf } from './main-cf.ts'
import { readMasterCf, type Service } from './master-cf.ts'
import { readMilters } from './milters.ts'
import { openParameters, ownNames, type Parameters } from './parameters.ts'
import { readPlugins } from './plugins.ts'
import { exceptionsOf, type Routing, routesOf } from './routes.ts'
import { openTables, type Table, type TableUse } from './tables.ts'
import { unreadOf } from './unread.ts'

/** Which of the machine's instances is read, and towards whom. */
export interface PostfixOptions {
  configDirectory?: string
  /** Whose way is asked for: an address outside. */
  recipient?: string
}

const most = { exceptions: 20, senders: 100 }
/** A whole path, as every folder of an instance has. */
const isWhole = (path: string) => path.startsWith('/')
/** A domain that nobody has (RFC 6761 section 6.4), so that only what is for everybody matches it. */
const anybody = 'someone@recipient.invalid'

/**
 * Reads all of Postfix that outgoing mail depends on, from its files and, where programs may be run, with postconf for the
 * defaults and postmap for compiled tables. Nothing can be said where main.cf cannot be read. Routes are those of the
 * senders given, of the null sender, of root, and of each domain whose mail ends here.
 */
export async function readPostfix(
  machine: Machine,
  senders: readonly string[],
  options: PostfixOptions = {},
): Promise<Observation<Postfix>> {
  const { recipient = anybody } = options
  const configDirectory = options.configDirectory ?? (await findDirectory(machine))
  const path = `${configDirectory}/main.cf`
  const file = await machine.read(path)
  if (file.kind !== 'file') return blind(whyNot(file, path))
  const faults = new Set<string>()
  const unread = new Set<string>()
  const tell = (fault: string) => void faults.add(visible(fault.slice(0, 300)))
  const main = readMainCf(file.text, path)
  for (const fault of main.faults) tell(fault)
  const builtIn = await readDefaults(machine, configDirectory)
  if (builtIn.unread !== undefined) unread.add(builtIn.unread)
  const services = await readServices(machine, configDirectory, tell, unread)
  const byDefault = await withNames(machine, main, builtIn.lookup, tell)
  const parameters = openParameters({ settings: main.settings, byDefault }, tell)
  const scopes = openScopes(main, byDefault, parameters, tell)
  const opened = openOnce(machine, configDirectory)
  const origin = await readOrigin(machine, parameters.setting('myorigin'), { unread, tell })
  const addresses = await readAddresses(opened.asker, parameters, origin.value, (clause) => unread.add(clause))
  const ports = readPorts(parameters.text('known_tcp_ports'), await servicesOf(machine))
  const unknown = parameters.words('inet_protocols').find((word) => !['all', 'ipv4', 'ipv6'].includes(word))
  if (unknown !== undefined)
    tell(`inet_protocols (${parameters.setting('inet_protocols').from}) has "${unknown}", which Postfix does not know`)
  const routing: Routing = {
    main: parameters,
    of: scopes,
    services,
    tables: opened.tables,
    addresses,
    ports,
    recipient,
  }
  const root = origin.value === '' ? [] : [`root@${origin.value}`]
  const asked = [...new Set([...senders, '', ...root, ...addresses.senders])]
  const beyond = asked.length - most.senders
  if (beyond > 0) unread.add(`the routes of ${beyond} senders beyond the first ${most.senders}`)
  const routes = await routesOf(asked.slice(0, most.senders), routing)
  const found = await exceptionsOf(routing)
  const exceptions = [...found.filter(({ direct }) => direct), ...found.filter(({ direct }) => !direct)]
  const [first] = routes
  const plugins = await readPlugins(machine)
  for (const clause of unreadOf(parameters, builtIn.version)) unread.add(clause)
  return seen({
    configDirectory,
    queueDirectory: parameters.text('queue_directory'),
    ...(builtIn.version !== undefined && { version: builtIn.version }),
    instances: [configDirectory, ...parameters.words('multi_instance_directories').filter(isWhole)].slice(0, 20),
    ...basics(parameters),
    origin,
    ...(first?.bindAddress && { bindAddress: first.bindAddress }),
    ...(first?.bindAddress6 && { bindAddress6: first.bindAddress6 }),
    routes,
    exceptions: exceptions.slice(0, most.exceptions),
    moreExceptions: Math.max(0, exceptions.length - most.exceptions),
    maps: await opened.states(),
    milters: readMilters(parameters, services ?? [], scopes),
    ...(plugins && { plugins }),
    faults: [...faults],
    unread: [...unread],
  })
}

/** Where the first instance is configured: here, or where this Postfix was built to look. */
async function findDirectory(machine: Machine): Promise<string> {
  const usual = '/etc/postfix'
  if ((await machine.look(`${usual}/main.cf`)).kind !== 'absent') return usual
  const ran = await machine.run('postconf', ['-dh', 'config_directory'])
  const told = ran.kind === 'ran' && ran.code === 0 ? ran.out.trim() : ''
  return isWhole(told) ? told : usual
}

function basics(parameters: Parameters) {
  const { setting } = parameters
  return {
    hostname: setting('myhostname'),
    heloName: setting('smtp_helo_name'),
    domain: setting('mydomain'),
    relayhost: setting('relayhost'),
    compatibilityLevel: setting('compatibility_level'),
    inetProtocols: setting('inet_protocols'),
  }
}

/** The domain of addresses that have none. Debian's Postfix reads it from a file, where one is named (`/etc/mailname`). */
async function readOrigin(
  machine: Machine,
  setting: Setting,
  { unread, tell }: { unread: Set<string>; tell: (fault: string) => void },
): Promise<Setting> {
  if (!setting.value.startsWith('/')) return setting
  const file = await machine.read(setting.value)
  const [first = ''] = file.kind === 'file' ? file.text.split('\n') : []
  if (file.kind === 'absent') tell(`myorigin (${setting.from}) names ${setting.value}, and there is no such file`)
  else if (first.trim() === '') unread.add(`the domain that myorigin names in ${visible(setting.value)}`)
  return { value: first.trim(), from: setting.value }
}

/** Why a file was not read, with the order that may help. */
function whyNot(file: Exclude<FileSeen, { kind: 'file' }>, path: string): Blind {
  if (file.kind === 'blind') return file.blind
  const what = file.kind === 'absent' ? 'there is none' : nature(file.what)
  return { reason: 'not-attempted', detail: `${visible(path)} could not be read: ${what}` }
}
const nature = (what: NoFile) =>
  what === 'too-large' ? 'it is too large' : what === 'binary' ? 'it is no text' : `it is no file (${what})`

const textOf = async (machine: Machine, path: string) => {
  const file = await machine.read(path)
  return file.kind === 'file' ? file.text : undefined
}

/** Where nothing is left out of what is seen, a file that is not there has no names. */
async function servicesOf(machine: Machine): Promise<string | undefined> {
  const file = await machine.read('/etc/services')
  if (file.kind === 'file') return file.text
  return file.kind === 'absent' && machine.root === undefined ? '' : undefined
}

/** What this Postfix takes by itself: as it says, where it may be run, else as Debian's 3.10 does. */
async function readDefaults(
  machine: Machine,
  directory: string,
): Promise<{ lookup: Lookup; version?: string; unread?: string }> {
  const ran = await machine.run('postconf', ['-c', directory, '-d'])
  const own = (name: string) => (name === 'config_directory' ? directory : undefined)
  if (ran.kind !== 'ran' || ran.code !== 0) {
    const why = ran.kind === 'blind' ? ran.blind.detail : ran.kind === 'ran' ? 'postconf -d failed' : undefined
    return {
      lookup: (name) => own(name) ?? ownValue(defaults, name),
      ...(why !== undefined && {
        unread: `what Postfix takes where main.cf says nothing (${why}); that of Debian's 3.10 is taken`,
      }),
    }
  }
  const told = new Map(
    ran.out.split('\n').flatMap((line) => {
      const equals = line.indexOf(' =')
      return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 3)] as const] : []
    }),
  )
  const version = told.get('mail_version')
  const lookup: Lookup = (name) => own(name) ?? told.get(name) ?? ownValue(defaults, name)
  return { lookup, ...(version !== undefined && { version }) }
}
const ownValue = (values: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(values, name) ? values[name] : undefined

async function withNames(machine: Machine, main: MainCf, byDefault: Lookup, tell: (fault: string) => void) {
  const hostname = machine.self?.hostname ?? (await textOf(machine, '/etc/hostname'))?.trim() ?? 'localhost'
  return ownNames({ settings: main.settings, byDefault }, hostname, tell)
}

async function readServices(
  machine: Machine,
  directory: string,
  tell: (fault: string) => void,
  unread: Set<string>,
): Promise<readonly Service[] | undefined> {
  const path = `${directory}/master.cf`
  const file = await machine.read(path)
  if (file.kind !== 'file') {
    unread.add(`what master.cf sets for single services: ${whyNot(file, path).detail}`)
    return undefined
  }
  const master = readMasterCf(file.text, path)
  for (const fault of master.faults) tell(fault)
  return master.services
}

/** The parameters of each service: its own, then main.cf. Opened once. */
function openScopes(main: MainCf, byDefault: Lookup, general: Parameters, tell: (fault: string) => void) {
  const scopes = new Map<Service, Parameters>()
  return (service: Service | undefined): Parameters => {
    if (!service) return general
    const before = scopes.get(service)
    const names: Record<string, string> = { service_name: service.name, process_name: service.program }
    const withService: Lookup = (name) => ownValue(names, name) ?? byDefault(name)
    const scope =
      before ?? openParameters({ overrides: service.overrides, settings: main.settings, byDefault: withService }, tell)
    scopes.set(service, scope)
    return scope
  }
}

const uses: Record<string, TableUse> = {
  smtp_sasl_password_maps: { parameter: 'smtp_sasl_password_maps', logins: true },
  smtp_tls_policy_maps: { parameter: 'smtp_tls_policy_maps' },
  transport_maps: { parameter: 'transport_maps', noNumbers: true },
  sender_dependent_relayhost_maps: { parameter: 'sender_dependent_relayhost_maps', noNumbers: true },
  sender_dependent_default_transport_maps: { parameter: 'sender_dependent_default_transport_maps', noNumbers: true },
}

/** The tables of each parameter, each value opened once. A login in main.cf or master.cf is as exposed as these are. */
function openOnce(machine: Machine, directory: string) {
  const asker = openAsker(machine, directory)
  const open = new Map<string, { from: string; tables: Promise<Table[]> }>()
  const tables = (parameter: string, scope: Parameters): Promise<readonly Table[]> => {
    const { value, from } = scope.setting(parameter)
    const key = `${parameter}=${value}`
    const found = open.get(key) ?? {
      from,
      tables: openTables(asker, value, {
        ...(uses[parameter] ?? { parameter }),
        from,
        byDefault: { type: scope.text('default_database_type'), folder: scope.text('queue_directory') },
      }),
    }
    open.set(key, found)
    return found.tables
  }
  const stateOf = async (state: MapState, from: string): Promise<MapState> => {
    if (!uses[state.parameter]?.logins || !['static', 'inline'].includes(state.type)) return state
    const path = from.replace(/ line \d+$/, '')
    return { ...state, ...(await exposureOf(machine, path)) }
  }
  const states = async (): Promise<MapState[]> => {
    const all: MapState[] = []
    for (const { from, tables: opened } of open.values())
      for (const { state } of await opened) all.push(await stateOf(state, from))
    return all
  }
  return { asker, tables, states }
}
