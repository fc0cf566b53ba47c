import type { MapState, Postfix } from '../core/mta.ts'
import type { MailInABox } from '../core/mta-around.ts'

/** One word of a POSIX shell, whatever the text holds. */
export const shell = (text: string): string =>
  /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** A setting as one word for `postconf -e`. */
export const setting = (name: string, value: string): string => shell(`${name} = ${value}`)

/** The programs that change, reload and look through this instance. */
export function ordersFor({ configDirectory }: Postfix): { postconf: string; reload: string; check: string } {
  if (configDirectory === '/etc/postfix')
    return { postconf: 'postconf', reload: 'postfix reload', check: 'postfix check' }
  const directory = shell(configDirectory)
  const postfix = `postfix -c ${directory}`
  return { postconf: `postconf -c ${directory}`, reload: `${postfix} reload`, check: `${postfix} check` }
}

/** The maps that hold logins. */
export const loginMaps = ({ maps }: Postfix): readonly MapState[] =>
  maps.filter(({ parameter }) => parameter === 'smtp_sasl_password_maps')

const compiledTypes: readonly string[] = ['hash', 'btree', 'lmdb', 'cdb', 'dbm', 'sdbm']

/** Postfix looks into what postmap made of it, not into the file that people write. */
const isCompiled = ({ type }: Pick<MapState, 'type'>): boolean => compiledTypes.includes(type)

/** What brings a change of the map's file into effect. */
export const makeOrder = (map: MapState, postfix: Postfix): string =>
  isCompiled(map) && map.path !== undefined ? `postmap ${shell(`${map.type}:${map.path}`)}` : ordersFor(postfix).reload

/** The same for all of these, and a reload: one line. */
export function applyOrder(maps: readonly (MapState | undefined)[], postfix: Postfix): string {
  const { reload } = ordersFor(postfix)
  const made = maps.flatMap((map) => (map ? [makeOrder(map, postfix)] : [])).filter((order) => order !== reload)
  return [...new Set(made), reload].join(' && ')
}

/** A setting as it holds for a transport: `from` says where it stands now, main.cf or the service in master.cf. */
export interface Place {
  from: string
  transport: string
}
/** Where a setting stands, of a text such as `smtp_tls_security_level (/etc/postfix/main.cf line 12)`. */
export const fromIn = (by: string): string => /\(([^()]*)\)$/.exec(by)?.[1] ?? ''

const isOfService = ({ from }: Place): boolean => /\/master\.cf line \d+$/.test(from)

/** The command that gives it another value, where it stands. */
export function setOrder(postfix: Postfix, name: string, value: string, place: Place): string {
  const { postconf } = ordersFor(postfix)
  if (!isOfService(place)) return `${postconf} -e ${setting(name, value)}`
  return `${postconf} -P ${shell(`${place.transport}/unix/${name}=${value}`)}`
}

/** The command that takes it out there. */
export function removeOrder(postfix: Postfix, name: string, place: Place): string {
  const { postconf } = ordersFor(postfix)
  return isOfService(place) ? `${postconf} -PX ${shell(`${place.transport}/unix/${name}`)}` : `${postconf} -X ${name}`
}

/** A table by its type and file; what stands in main.cf itself by its type alone. */
export const shownMap = (written: string): string => {
  const type = /^(?:static|inline|unionmap|pipemap):/.exec(written)?.[0].slice(0, -1)
  return type === undefined ? written : `${type} in main.cf`
}

/** The map that a finding says decided, by what it says. */
export const mapNamedIn = (by: string, { maps }: Postfix): MapState | undefined =>
  maps.find(({ written }) => by.includes(`(${written}`))

/** What Mail-in-a-Box does to a setting, a sentence behind a blank; nothing elsewhere. */
export const boxNote = (box: MailInABox | undefined, sentence: string): string => (box ? ` ${sentence}` : '')
