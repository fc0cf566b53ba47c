import type { Machine } from '../../core/machine.ts'
import { type Blind, blind, type Observation, seen } from '../../core/observation.ts'
import type { SenderSigned, Signer, SigningKey } from '../../core/signing.ts'
import { type DataSet, readDataSet, whyNot } from './datasets.ts'
import { leftOut } from './left-out.ts'
import { byTables } from './opendkim.ts'
import { readBindSocket, showForPostfix } from './sockets.ts'
import { isObject, readUcl, type UclObject, type UclValue } from './ucl.ts'

const home = '/etc/rspamd'
const byDefault = {
  path: '/var/lib/rspamd/dkim/$domain.$selector.key',
  selector: 'dkim',
  socket: 'localhost:11332',
} as const
const mostSenders = 200

/** What the organizational domain of a name is, where it has one: Rspamd signs for that unless told otherwise. */
export type Above = (name: string) => string | undefined

/** Rspamd's module that signs, as its files say, for these senders; nothing where Rspamd is not there. */
export async function readRspamd(
  machine: Machine,
  senders: readonly string[],
  above: Above,
): Promise<Observation<Signer> | undefined> {
  const [main, ...layers] = await Promise.all([
    machine.look(`${home}/rspamd.conf`),
    readLayer(machine, `${home}/modules.d/dkim_signing.conf`, { section: 'dkim_signing' }),
    readLayer(machine, `${home}/local.d/dkim_signing.conf`, { whole: true }),
    readLayer(machine, `${home}/override.d/dkim_signing.conf`, { whole: true }),
  ])
  if (main.kind === 'absent' && layers.every((layer) => layer.seen && !layer.value)) return undefined
  const unseen = layers.find((layer) => !layer.seen)
  if (unseen && !unseen.seen) return blind(unseen.blind)
  const objects = layers.flatMap((layer) => (layer.seen && layer.value ? [layer.value] : []))
  const settings: UclObject = Object.assign(Object.create(null), ...objects)
  const own = layers.slice(1).flatMap((layer, i) => (layer.seen && layer.value ? [pathOf[i] ?? home] : []))
  const signed = await openSigning(machine, settings, above)
  const all = await Promise.all(
    senders.slice(0, mostSenders).map(async (sender) => ({ sender, ...(await signed(sender)) })),
  )
  const off = whyOff(settings, own.length > 0, all)
  return seen({
    kind: 'rspamd',
    path: own.at(-1) ?? `${home}/local.d/dkim_signing.conf`,
    ...(off !== undefined && { off }),
    ...(await readSockets(machine)),
    canonicalization: { value: 'relaxed/relaxed', from: 'default' },
    simpleBody: false,
    tables:
      settings.signing_table === undefined
        ? { kind: 'path', path: pathIn(scalar(settings.path) ?? byDefault.path), selector: selectorOf(settings) }
        : { kind: 'other' },
    senders: all,
  })
}
const pathOf = [`${home}/local.d/dkim_signing.conf`, `${home}/override.d/dkim_signing.conf`]

/** The module is on by itself, and signs where it finds a key. */
function whyOff(settings: UclObject, isSetUp: boolean, senders: readonly SenderSigned[]): string | undefined {
  if (isNo(settings.enabled)) return 'enabled = false in its dkim_signing.conf turns signing off'
  // A copy of its files without the folder of its keys (`not-attempted`) makes no signer of everybody who scans mail.
  const isUsed = senders.some(({ keys }) => (keys.seen ? keys.value.length > 0 : keys.blind.reason !== 'not-attempted'))
  if (isUsed || isSetUp) return undefined
  return senders.every(({ keys }) => keys.seen)
    ? 'it scans mail, and has no key for any sender here'
    : 'it scans mail, and nothing in its files says that it signs (the folder of its keys was not seen)'
}

/** `whole`: what it includes would count, and is not read here. Rspamd's own files include those that are. */
async function readLayer(
  machine: Machine,
  path: string,
  { section, whole = false }: { section?: string; whole?: boolean } = {},
): Promise<Observation<UclObject | undefined>> {
  const file = await machine.read(path)
  if (file.kind === 'absent') return seen(undefined)
  if (file.kind !== 'file') return blind(whyNot(file, path))
  const read = readUcl(file.text)
  if (!read || (whole && read.macros.length > 0))
    return blind({
      reason: 'malformed',
      detail: `${path} could not be followed`,
      wayOut: 'See what Rspamd makes of it: rspamadm configdump dkim_signing.',
    })
  const inner = section === undefined ? read.object : read.object[section]
  return seen(isObject(inner) ? inner : undefined)
}

/** The worker that speaks to mail servers: the last of its files that names a socket. */
async function readSockets(
  machine: Machine,
): Promise<Pick<Signer, 'sockets' | 'postfixSocket' | 'unread' | 'elsewhere'>> {
  const paths = [`${home}/override.d/worker-proxy.inc`, `${home}/local.d/worker-proxy.inc`, `${home}/worker-proxy.inc`]
  for (const path of paths) {
    const layer = await readLayer(machine, path)
    if (!layer.seen) return { ...socketsOf([]), unread: [layer.blind], elsewhere: true }
    const found = texts(layer.value?.bind_socket)
    if (found.length > 0) return socketsOf(found)
  }
  return socketsOf([byDefault.socket])
}

function socketsOf(sockets: string[]) {
  const [first] = sockets.flatMap((one) => readBindSocket(one) ?? [])
  return { sockets, ...(first && { postfixSocket: showForPostfix(first) }) }
}

const texts = (value: UclValue | undefined): string[] =>
  [value ?? []].flat().filter((one): one is string => typeof one === 'string')
const scalar = (value: UclValue | undefined): string | undefined => texts(value).at(-1)
const isNo = (value: UclValue | undefined) => /^(?:no|false|off)$/i.test(scalar(value) ?? '')
const isYes = (value: UclValue | undefined) => /^(?:yes|true|on)$/i.test(scalar(value) ?? '')
const selectorOf = (settings: UclObject) => scalar(settings.selector) ?? byDefault.selector
const pathIn = (written: string): string =>
  written
    .replace(/^(?:map|file):\/\//, '')
    .replace(/\$\{?(?:LOCAL_)?CONFDIR\}?/g, home)
    .replace(/\$\{?DBDIR\}?/g, '/var/lib/rspamd')

type Signed = Pick<SenderSigned, 'keys' | 'near' | 'stops'>

async function openSigning(
  machine: Machine,
  settings: UclObject,
  above: Above,
): Promise<(sender: string) => Promise<Signed>> {
  const elsewhere = ['use_redis', 'use_vault', 'use_http_headers'].find((name) => isYes(settings[name]))
  if (elsewhere !== undefined)
    return async () => ({ keys: blind(unread(`Rspamd has its keys elsewhere than in files (${elsewhere})`)) })
  const { signing_table: signing, key_table: keys } = settings
  if (signing !== undefined && keys !== undefined) return openTables(machine, signing, keys)
  const maps = await Promise.all([readMap(machine, settings.selector_map), readMap(machine, settings.path_map)])
  return (sender) => byDomain(machine, sender, { settings, above, maps })
}

const unread = (detail: string): Blind => ({
  reason: 'not-attempted',
  detail,
  wayOut: 'Send a message to a mailbox elsewhere, and look for DKIM-Signature there.',
})

/** In the form of OpenDKIM's. */
async function openTables(
  machine: Machine,
  signing: UclValue,
  keys: UclValue,
): Promise<(sender: string) => Promise<Signed>> {
  const [first, second] = await Promise.all([readTable(machine, signing, 'patterns'), readTable(machine, keys, 'file')])
  return async (sender) => {
    if (!first.seen) return { keys: first }
    if (!second.seen) return { keys: second }
    const { stops: _, ...signed } = byTables(sender, { signing: first.value, keys: second.value, all: false })
    return signed
  }
}

/** A file, or a list of its lines in the configuration itself. */
async function readTable(machine: Machine, value: UclValue, kind: 'patterns' | 'file'): Promise<Observation<DataSet>> {
  const from = `${home}/local.d/dkim_signing.conf`
  if (!Array.isArray(value))
    return readDataSet(machine, `${kind === 'file' ? kind : 'refile'}:${pathIn(scalar(value) ?? '')}`, from)
  const entries = texts(value).map((line) => {
    const [, key = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line.slice(0, longestLine)) ?? []
    return { key, value: rest.trim(), from }
  })
  return seen({ kind, entries })
}
const longestLine = 4000

type Map = Observation<DataSet> | undefined

async function readMap(machine: Machine, value: UclValue | undefined): Promise<Map> {
  const written = scalar(value)
  if (written === undefined) return undefined
  const path = pathIn(written)
  if (!path.startsWith('/')) return blind(unread(`only Rspamd itself can look into the map ${path.slice(0, 200)}`))
  return readDataSet(machine, `file:${path}`, `${home}/local.d/dkim_signing.conf`)
}

interface Ways {
  settings: UclObject
  above: Above
  maps: readonly Map[]
}

/** As lua_dkim_tools does: the domain's own settings, then the maps, then what is for all. A key that is not there signs nothing. */
async function byDomain(machine: Machine, sender: string, { settings, above, maps }: Ways): Promise<Signed> {
  const use = scalar(settings.use_domain) ?? 'header'
  if (use === 'recipient') return { keys: blind(unread('Rspamd signs by the domain of the recipient')) }
  const host = ['header', 'envelope', 'auth'].includes(use) ? sender.slice(sender.lastIndexOf('@') + 1) : use
  const domain = (isNo(settings.use_esld) ? host : (above(host.toLowerCase()) ?? host)).toLowerCase()
  const unseen = maps.find((map) => map && !map.seen)
  if (unseen && !unseen.seen) return { keys: unseen }
  const [selectorThere, pathThere] = maps.map((map) => map?.seen && valueIn(map.value, domain))
  const own = ownOf(settings, domain)
  const cut = maps.find((map) => map?.seen && map.value.cut && valueIn(map.value, domain) === undefined)
  if (own.length === 0 && cut?.seen && cut.value.cut) return { keys: blind(cut.value.cut) }
  const inMaps = selectorThere || pathThere ? [{}] : []
  const isForAll = own.length === 0 && inMaps.length === 0
  if (isForAll && isNo(settings.try_fallback)) return { keys: seen([]) }
  const chosen: Own[] = own.length > 0 ? own : isForAll ? [{}] : inMaps
  const made = chosen.map(({ selector, path }): Required<SigningKey> => {
    const with_ = selector ?? (selectorThere || selectorOf(settings))
    const at = pathIn(path ?? (pathThere || (scalar(settings.path) ?? byDefault.path)))
    return { domain, selector: with_, path: at.replaceAll('$domain', domain).replaceAll('$selector', with_) }
  })
  return existing(machine, made)
}

interface Own {
  selector?: string
  path?: string
}

/** `domain { example.com { selector = …; path = …; } }`, or several in `selectors`. */
function ownOf({ domain: all }: UclObject, domain: string): Own[] {
  const own = isObject(all) && Object.hasOwn(all, domain) ? all[domain] : undefined
  if (!isObject(own)) return []
  const several = [own.selectors ?? []].flat().filter(isObject)
  return [own, ...several].flatMap((one) => {
    const [selector, path] = [scalar(one.selector), scalar(one.path)]
    if (selector === undefined && path === undefined) return []
    return [{ ...(selector !== undefined && { selector }), ...(path !== undefined && { path }) }]
  })
}

const valueIn = ({ entries }: DataSet, domain: string): string | undefined =>
  entries.find(({ key }) => key.toLowerCase() === domain)?.value || undefined

/** A key that cannot be looked at may be there. */
async function existing(machine: Machine, keys: readonly Required<SigningKey>[]): Promise<Signed> {
  const looked = await Promise.all(keys.map(({ path }) => machine.look(path)))
  const there = keys.filter((_, i) => looked[i]?.kind === 'file')
  if (there.length > 0) return { keys: seen(there) }
  const hidden = looked.find(({ kind }) => kind === 'blind')
  if (hidden?.kind === 'blind') return { keys: blind(hidden.blind) }
  const away = keys[0] && (await leftOut(machine, keys[0].path))
  if (away) return { keys: blind(away) }
  return { keys: seen([]), ...(keys[0] && { near: `there is no ${keys[0].path}` }) }
}
