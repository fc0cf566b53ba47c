/** What an access control list says beside the owner and the others (acl(5)); every right is three bits, read, write, execute. */
export interface Acl {
  /** By uid and by gid. */
  users: ReadonlyMap<number, number>
  groups: ReadonlyMap<number, number>
  /** Of the group that the file belongs to. */
  group: number
  mask: number
}
/** A folder on the way to a file, or the file itself, the last of them. */
export interface Step {
  path: string
  mode: number
  uid: number
  gid: number
  acl?: Acl
}
export interface Account {
  name: string
  /** Absent where a group alone names it. */
  uid?: number
  groups: ReadonlySet<number>
}
export interface Accounts {
  users: readonly Account[]
  /** By gid. */
  groups: ReadonlyMap<number, string>
}

/** Who can read a file beside root. */
export interface Readers {
  everybody: boolean
  /** By name; where everybody can, nobody else is named. At most 20. */
  users: readonly { name: string; by: string }[]
  moreUsers: number
  /** A group of which nothing is known here may, a clause. */
  unknown?: string
}

const mostNamed = 20
const [read, enter] = [4, 1]

/** Who can read the file at the end of the way: it has to be readable, and every folder before it to be entered. */
export function readersOf(way: readonly Step[], { users, groups }: Accounts): Readers {
  const can = (who: Who) => way.every((step, i) => isLet(step, who, i === way.length - 1 ? read : enter))
  if (can(stranger)) return { everybody: true, users: [], moreUsers: 0 }
  const known = new Set(users.map(({ uid }) => uid))
  const owners = [...new Set(way.map(({ uid }) => uid))].filter((uid) => uid !== 0 && !known.has(uid))
  const all = [...users, ...owners.map((uid) => ({ name: `uid ${uid}`, uid, groups: new Set<number>() }))]
  const named = all.filter((one) => one.uid !== 0 && can(one))
  const gids = way.flatMap(({ gid, acl }) => [gid, ...(acl?.groups.keys() ?? [])])
  const nameless = gids.find((gid) => gid !== 0 && !groups.has(gid) && can({ groups: new Set([gid]) }))
  return {
    everybody: false,
    users: named.slice(0, mostNamed).map((one) => ({ name: one.name, by: rightOf(way, one, groups) })),
    moreUsers: Math.max(0, named.length - mostNamed),
    ...(nameless !== undefined && { unknown: `the group with the number ${nameless}, which /etc/group does not name` }),
  }
}

type Who = Pick<Account, 'uid' | 'groups'>
const stranger: Who = { groups: new Set() }

/** The first class that fits decides, be it with a no (acl(5), access check algorithm). */
function isLet({ mode, uid, gid, acl }: Step, who: Who, bit: number): boolean {
  if (who.uid === uid) return ((mode >> 6) & bit) !== 0
  const own = who.uid === undefined ? undefined : acl?.users.get(who.uid)
  if (acl && own !== undefined) return (own & acl.mask & bit) !== 0
  const ofGroups = [
    ...(who.groups.has(gid) ? [acl ? acl.group & acl.mask : mode >> 3] : []),
    ...[...(acl?.groups ?? [])].flatMap(([group, bits]) => (acl && who.groups.has(group) ? [bits & acl.mask] : [])),
  ]
  return ofGroups.length > 0 ? ofGroups.some((bits) => (bits & bit) !== 0) : (mode & bit) !== 0
}

/** What lets somebody through where strangers are not: a clause. */
function rightOf(way: readonly Step[], who: Account, groups: ReadonlyMap<number, string>): string {
  const last = way.length - 1
  const gate = way.findLast((step, i) => !isLet(step, stranger, i === last ? read : enter)) ?? way[last]
  if (!gate) return 'nobody knows why'
  if (gate.uid === who.uid) return `the owner of ${gate.path}`
  if (who.uid !== undefined && gate.acl?.users.has(who.uid)) return `the access control list of ${gate.path}`
  const group = [gate.gid, ...(gate.acl?.groups.keys() ?? [])].find((gid) => who.groups.has(gid))
  return group === undefined ? `the mode of ${gate.path}` : `the group ${groups.get(group) ?? group} of ${gate.path}`
}

/** Reads /etc/passwd and /etc/group (passwd(5), group(5)); who becomes root by the group that sudo asks for is left out. */
export function parseAccounts(passwd: string, group: string): Accounts {
  const groups = new Map<number, string>()
  const members = new Map<string, Set<number>>()
  const almighty = new Set<string>()
  for (const line of group.split('\n').slice(0, mostLines)) {
    const [name = '', , id = '', names = ''] = line.split(':')
    if (!isName.test(name) || !/^\d{1,10}$/.test(id)) continue
    if (!groups.has(Number(id))) groups.set(Number(id), name)
    for (const member of names.split(',').filter((one) => isName.test(one))) {
      if (rootGroups.has(name)) almighty.add(member)
      members.set(member, (members.get(member) ?? new Set()).add(Number(id)))
    }
  }
  const users = new Map<string, Account>()
  for (const line of passwd.split('\n').slice(0, mostLines)) {
    const [name = '', , uid = '', gid = ''] = line.split(':')
    if (!isName.test(name) || !/^\d{1,10}$/.test(uid) || !/^\d{1,10}$/.test(gid) || users.has(name)) continue
    users.set(name, { name, uid: Number(uid), groups: new Set([Number(gid), ...(members.get(name) ?? [])]) })
  }
  for (const [name, ids] of members) if (!users.has(name)) users.set(name, { name, groups: ids })
  return { users: [...users.values()].filter(({ name }) => !almighty.has(name)), groups }
}

const mostLines = 20_000
const isName = /^[A-Za-z_][\w.-]{0,63}\$?$/
const rootGroups: ReadonlySet<string> = new Set(['sudo', 'wheel', 'admin'])

/** Reads what `getfacl --numeric` says of one file; nothing where it has no more than its mode. */
export function parseAcl(text: string): Acl | undefined {
  const [users, groups] = [new Map<number, number>(), new Map<number, number>()]
  let [group, mask] = [0, 7]
  for (const line of text.split('\n').slice(0, mostLines)) {
    const [, kind, id = '', rights = ''] = /^(user|group|mask):(\d{0,10}):([r-][w-][x-])/.exec(line) ?? []
    const bits = [...rights].reduce((sum, one) => sum * 2 + (one === '-' ? 0 : 1), 0)
    if (kind === 'mask') mask = bits
    else if (kind === 'group' && id === '') group = bits
    else if (kind !== undefined && id !== '') (kind === 'user' ? users : groups).set(Number(id), bits)
  }
  return users.size + groups.size > 0 ? { users, groups, group, mask } : undefined
}
