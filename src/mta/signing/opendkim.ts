import type { FileSeen, Machine } from '../../core/machine.ts'
import type { Setting } from '../../core/mta.ts'
import { type Blind, blind, type Observation, seen } from '../../core/observation.ts'
import type { SenderSigned, Signer, SignerTables, SigningKey } from '../../core/signing.ts'
import { visible } from '../../records/visible.ts'
import { type DataEntry, type DataSet, entriesFor, matches, oddPattern, readDataSet, whyNot } from './datasets.ts'
import { isOn, readDefaultSocket, readOpenDkimConf, readUnitSocket } from './opendkim-conf.ts'
import { readMilterSocket, showForPostfix } from './sockets.ts'

const configurations = ['/etc/opendkim.conf', '/etc/opendkim/opendkim.conf']
const mostSenders = 200
/** Of one sender. */
const mostKeys = 20
/** Of its unit. */
const mostDrops = 10
const byDefault = 'default'

/** OpenDKIM as its files say, for these senders; nothing where it is not there. */
export async function readOpenDkim(
  machine: Machine,
  senders: readonly string[],
): Promise<Observation<Signer> | undefined> {
  for (const path of configurations) {
    const file = await machine.read(path)
    if (file.kind === 'absent') continue
    if (file.kind !== 'file') return blind(whyNot(file, path))
    const { settings, includes } = readOpenDkimConf(file.text, path)
    for (const included of includes.slice(0, 5)) {
      const more = await machine.read(included)
      if (more.kind !== 'file') return blind(whyNot(more, included, path))
      // What was said before an Include counts no more once that says something else; one level is what people write.
      for (const [name, setting] of readOpenDkimConf(more.text, included).settings) settings.set(name, setting)
    }
    return seen(await readSigner(machine, senders.slice(0, mostSenders), { path, settings }))
  }
  return undefined
}

interface Conf {
  path: string
  settings: ReadonlyMap<string, Setting>
}

async function readSigner(machine: Machine, senders: readonly string[], conf: Conf): Promise<Signer> {
  const { settings, path } = conf
  const canonicalization = settings.get('canonicalization') ?? { value: 'simple/simple', from: byDefault }
  const off = whyOff(settings)
  const ways = await readWays(machine, settings)
  const [sockets, internal] = await Promise.all([
    readSockets(machine, settings),
    readInternal(machine, settings.get('internalhosts')),
  ])
  const unread = [...sockets.unread, ...internal.unread]
  const body = /\/(.*)$/.exec(canonicalization.value)?.[1] ?? 'simple'
  return {
    kind: 'opendkim',
    path,
    ...(off !== undefined && { off }),
    ...socketsOf(sockets.found),
    canonicalization,
    simpleBody: body.trim().toLowerCase() === 'simple',
    ...internal.strange,
    ...(unread.length > 0 && { unread }),
    ...(sockets.unread.length > 0 && { elsewhere: true }),
    ...(isSafe(settings.get('requiresafekeys')) && { safeKeys: true }),
    tables: ways.tables,
    senders: senders.map((sender) => ({ sender, ...ways.signed(sender) })),
  }
}

/** Mode is `sv` by itself: it signs what comes from here, and verifies the rest. */
function whyOff(settings: Conf['settings']): string | undefined {
  const mode = settings.get('mode')
  if (mode && !/s/i.test(mode.value))
    return `Mode ${visible(mode.value.slice(0, 20))} in ${mode.from} has it verify alone`
  if (!settings.has('keytable') && !settings.has('keyfile')) return 'it has neither KeyTable nor KeyFile'
  if (!settings.has('keytable') && !settings.has('selector'))
    return 'it has KeyFile without Selector, and does not start so'
  if (!settings.has('signingtable') && !settings.has('domain')) return 'it has neither SigningTable nor Domain'
  return undefined
}

/** On the command line of its unit; else in its file, or as Debian's script for starting it says. */
async function readSockets(
  machine: Machine,
  settings: Conf['settings'],
): Promise<{ found: string[]; unread: Blind[] }> {
  const folder = '/etc/systemd/system/opendkim.service.d'
  const drops = await machine.look(folder)
  const names = drops.kind === 'folder' ? drops.names.filter((name) => name.endsWith('.conf')) : []
  const units = await Promise.all(names.slice(0, mostDrops).map((name) => machine.read(`${folder}/${name}`)))
  const unread = [drops, ...units].flatMap((one) => (one.kind === 'blind' ? [one.blind] : []))
  if (names.length > mostDrops)
    unread.push({
      reason: 'not-attempted',
      detail: `only ${mostDrops} of the ${names.length} files in ${folder} were read`,
      wayOut: 'See by hand that none of the others gives it another socket: systemctl cat opendkim shows them all.',
    })
  const given = units.map((file) => readUnitSocket(textOf(file))).findLast((socket) => socket !== undefined)
  if (given !== undefined) return { found: [given], unread }
  const own = settings.get('socket')?.value
  const script = await machine.read('/etc/default/opendkim')
  const found = [own, readDefaultSocket(textOf(script))].filter((one) => one !== undefined)
  return { found: [...new Set(found)], unread: script.kind === 'blind' ? [...unread, script.blind] : unread }
}

const textOf = (file: FileSeen): string => (file.kind === 'file' ? file.text : '')

function socketsOf(sockets: string[]): Pick<Signer, 'sockets' | 'postfixSocket'> {
  const [first] = sockets.flatMap((one) => readMilterSocket(one) ?? [])
  return { sockets, ...(first && { postfixSocket: showForPostfix(first) }) }
}

const isSafe = (setting: Setting | undefined) => !setting || isOn(setting)

/** Networks that take in 127.0.0.1, by which Postfix names programs of the machine itself. */
const loopback = [
  '127.0.0.1',
  'localhost',
  '127.0.0.0/8',
  '127.0.0.1/8',
  '127.0.0.1/32',
  '127.0.0.0/24',
  '0.0.0.0/0',
  '127',
]

/** What is set in the place of 127.0.0.1 and ::1 (InternalHosts), where that leaves this machine out. */
async function readInternal(
  machine: Machine,
  setting: Setting | undefined,
): Promise<{ strange: Pick<Signer, 'strange'>; unread: Blind[] }> {
  if (!setting) return { strange: {}, unread: [] }
  const hosts = await readDataSet(machine, setting.value, setting.from)
  if (!hosts.seen) return { strange: {}, unread: [hosts.blind] }
  const isIn = hosts.value.entries.some(
    ({ key }) => loopback.includes(key.toLowerCase()) || (key.includes('*') && matches(key, '127.0.0.1')),
  )
  if (!isIn && hosts.value.cut) return { strange: {}, unread: [hosts.value.cut] }
  const place = hosts.value.path
  const strange = { value: setting.value, from: setting.from, ...(place !== undefined && { path: place }) }
  return { strange: isIn ? {} : { strange }, unread: [] }
}

interface Ways {
  tables: SignerTables
  signed(sender: string): Pick<SenderSigned, 'keys' | 'near' | 'stops'>
}

async function readWays(machine: Machine, settings: Conf['settings']): Promise<Ways> {
  const [table, keyTable] = [settings.get('signingtable'), settings.get('keytable')]
  const open = async (setting: Setting | undefined) =>
    setting && (await readDataSet(machine, setting.value, `${setting.from}`))
  if (!table || !keyTable) {
    const written = settings.get('domain') ?? { value: '', from: byDefault }
    const domains = await open(settings.get('domain'))
    const isList = domains === undefined || (domains.seen && domains.value.kind === 'list')
    const tables: SignerTables = isList
      ? { kind: 'domains', written, selector: selectorIn(settings) }
      : { kind: 'other' }
    return { tables, signed: (sender) => byDomain(sender, domains, settings) }
  }
  const [signing, keys] = [await open(table), await open(keyTable)]
  const tables: SignerTables =
    signing?.seen && keys?.seen && signing.value.path !== undefined && keys.value.path !== undefined
      ? {
          kind: 'tables',
          signing: signing.value.path,
          patterns: signing.value.kind === 'patterns',
          keys: keys.value.path,
        }
      : { kind: 'other' }
  const unseen = [signing, keys].find((one) => one && !one.seen)
  const signed = (sender: string) =>
    signing?.seen && keys?.seen
      ? byTables(sender, { signing: signing.value, keys: keys.value, all: isOn(settings.get('multiplesignatures')) })
      : { keys: blind((unseen as { blind: Blind }).blind) }
  return { tables, signed }
}

/** Domain, Selector and KeyFile: one key for all; `d=` is the domain, or the one above where subdomains count too. */
function byDomain(sender: string, domains: Observation<DataSet> | undefined, settings: Conf['settings']) {
  if (domains && !domains.seen) return { keys: blind(domains.blind) }
  const host = hostOf(sender)
  const names = domains?.value.entries.map(({ key }) => key.toLowerCase()) ?? []
  const isPatterns = domains?.value.kind === 'patterns'
  const subdomains = isOn(settings.get('subdomains'))
  const domain =
    names.find((name) => name === host || (isPatterns ? matches(name, host) : name === '*')) ??
    (subdomains ? names.find((name) => host.endsWith(`.${name}`)) : undefined)
  if (domain === undefined) return { keys: domains?.value.cut ? blind(domains.value.cut) : seen([]) }
  const path = settings.get('keyfile')?.value
  const selector = selectorIn(settings)
  return {
    keys: seen([{ domain: domain.includes('*') ? host : domain, selector, ...(path !== undefined && { path }) }]),
  }
}

const selectorIn = (settings: Conf['settings']) => settings.get('selector')?.value ?? ''
const hostOf = (sender: string): string => sender.slice(sender.lastIndexOf('@') + 1).toLowerCase()

/** SigningTable and KeyTable, which Rspamd can read too. */
export interface Tables {
  signing: DataSet
  keys: DataSet
  /** Every entry that matches signs, not the first alone. */
  all: boolean
}

/** What signs for an address by such tables. */
export function byTables(
  sender: string,
  { signing, keys, all }: Tables,
): Pick<SenderSigned, 'keys' | 'near' | 'stops'> {
  const odd = oddPattern(signing, sender)
  if (odd) return { keys: blind(unread(odd)) }
  const entries = entriesFor(signing, sender).slice(0, all ? mostKeys : 1)
  if (entries.length === 0 && signing.cut) return { keys: blind(signing.cut) }
  const made = entries.map((entry) => keyOf(entry, keys, hostOf(sender)))
  const fault = made.find((one) => typeof one === 'string')
  if (fault !== undefined && keys.cut) return { keys: blind(keys.cut) }
  if (fault !== undefined) return { keys: seen([]), near: fault, stops: true }
  const near = made.length > 0 ? undefined : nearFor(sender, signing)
  return { keys: seen(made.filter((one) => typeof one !== 'string')), ...(near !== undefined && { near }) }
}

const unread = ({ key, from }: DataEntry): Blind => ({
  reason: 'not-attempted',
  detail: `the pattern "${visible(key.slice(0, 100))}" (${from}) is for OpenDKIM alone to follow`,
  wayOut: 'Write it with letters, digits and stars alone, or send a message and look for DKIM-Signature in it.',
})

/** `domain:selector:/path` at the name that the signing table gives, or a clause on what is wrong with it. */
function keyOf(entry: DataEntry, keys: DataSet, host: string): SigningKey | string {
  const [written = ''] = entry.value.split(':')
  const name = written === '%' ? host : written
  const found =
    keys.kind === 'patterns'
      ? keys.entries.find(({ key }) => matches(key, name))
      : keys.entries.find(({ key }) => key === name)
  if (!found) return `${entry.from} names the key "${visible(name.slice(0, 100))}", which KeyTable does not have`
  const [domain = '', selector = '', ...rest] = found.value.split(':')
  const place = rest.join(':').trim()
  if (domain.trim() === '' || selector.trim() === '' || place === '')
    return `${found.from} is no "domain:selector:/path"`
  const isPath = /^\.{0,2}\//.test(place)
  return {
    domain: domain.trim() === '%' ? host : domain.trim().toLowerCase(),
    selector: selector.trim(),
    ...(isPath && { path: place.replaceAll('%', host) }),
  }
}

/** A pattern that is meant for the sender, in a table that is not read as patterns. */
function nearFor(sender: string, { kind, entries }: DataSet): string | undefined {
  if (kind !== 'file') return undefined
  const meant = entries.find(({ key }) => key.includes('*') && matches(key, sender.toLowerCase()))
  return (
    meant &&
    `${meant.from} has "${visible(meant.key.slice(0, 100))}", which is a pattern only where SigningTable begins with "refile:"`
  )
}
