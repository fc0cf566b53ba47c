/** A key that Postfix looks a table up by. */
export interface Key {
  key: string
  /** Only a part of the address: tables of patterns are not asked. */
  part: boolean
}

/** What of the configuration decides which keys an address has. */
export interface AddressUse {
  /** recipient_delimiter: each of its characters ends the user's own name. */
  delimiter: string
  /** Whether mail for the domain ends on this machine, or it is what addresses get that have none. */
  isLocal(domain: string): boolean
}

/** RFC 822: a local part that is no sequence of atoms stands in quotes. */
function quoted(local: string): string {
  if (/^[^\0-\x20\x7f-\uffff()<>@,;:\\"[\].]+(?:\.[^\0-\x20\x7f-\uffff()<>@,;:\\"[\].]+)*$/.test(local)) return local
  return `"${local.replace(/["\\\r\n]/g, '\\$&')}"`
}

/** An address as other programs write it, then as Postfix keeps it, where the two differ. */
function forms(address: string, part: boolean): Key[] {
  const at = address.lastIndexOf('@')
  const external = at < 0 ? quoted(address) : quoted(address.slice(0, at)) + address.slice(at)
  return [...new Set([external, address])].map((key) => ({ key, part }))
}

/** The address without `+extension`; nothing where it has none that Postfix would take off. */
function withoutExtension(address: string, delimiter: string): string | undefined {
  const at = address.lastIndexOf('@')
  const local = at < 0 ? address : address.slice(0, at)
  if (/^(?:postmaster|mailer-daemon|double-bounce)$/i.test(local)) return undefined
  if (delimiter.includes('-') && (/^owner-/i.test(local) || /.-request$/i.test(local))) return undefined
  const end = [...local].findIndex((character) => delimiter.includes(character))
  return end > 0 ? local.slice(0, end) + (at < 0 ? '' : address.slice(at)) : undefined
}

/** The keys of a sender, in order: the address, without extension, the user's name where the domain is local, `@domain`. */
export function senderKeys(address: string, { delimiter, isLocal }: AddressUse): Key[] {
  const bare = withoutExtension(address, delimiter)
  const at = address.lastIndexOf('@')
  const domain = at < 0 ? undefined : address.slice(at + 1)
  const users = domain === undefined || !isLocal(domain) ? [] : [address, ...(bare === undefined ? [] : [bare])]
  return [
    ...forms(address, false),
    ...(bare === undefined ? [] : forms(bare, true)),
    ...users.flatMap((user) => forms(user.slice(0, user.lastIndexOf('@')), true)),
    ...(domain === undefined ? [] : [{ key: `@${domain}`, part: true }]),
  ]
}

/** The keys of a recipient in transport_maps, in order: the address, without extension, the domain, those above it, `*`. */
export function recipientKeys(address: string, { delimiter }: AddressUse, dotted: boolean): Key[] {
  const bare = withoutExtension(address, delimiter)
  const domains: Key[] = []
  let name = address.slice(address.lastIndexOf('@') + 1)
  for (let dot = 0; dot >= 0 && name !== ''; name = name.slice(dotted ? dot : dot + 1)) {
    domains.push({ key: name, part: true })
    dot = name.indexOf('.', 1)
    if (dot < 0) break
  }
  const bareKeys = bare === undefined ? [] : forms(bare, true)
  return [...forms(address, false), ...bareKeys, ...domains, { key: '*', part: false }]
}
