import { parseAddress } from '../address.ts'
import { lookalikeName, withoutLookalikes } from './characters.ts'
import { parseTerm } from './term.ts'

/** A usual slip: what it looks like, what is wrong as a clause, and what was meant: one term or several, `''` for none. */
interface Slip {
  when: RegExp
  says: string | ((m: RegExpExecArray) => string)
  meant: (m: RegExpExecArray) => string | undefined
  /** Looked for in terms that the grammar allows, too. */
  legal?: true
  /** Says more than the grammar's own clause, even where what was meant is not plain. */
  tells?: true
}

const mostCharacters = 300
const mostDepth = 3
const names = 'include|exists|ip4|ip6|all|mx|ptr|a'
const isName = new RegExp(`^(?:${names}|redirect|exp)$`, 'i')
const opening = new RegExp(`^([-+?~]?)(${names}|redirect|exp)([:=]?)$`, 'i')
/** What any legal slip has; most terms have none of it. */
const suspicious = /[=,;|@]|:.*:|:\/\/|.[-?~]all$/i

/** How much guessing one record is worth: a hostile one is told its faults by the grammar alone after that. */
export interface Effort {
  left: number
}

/** What a faulty term was meant to be, where it is one of the usual slips; the clause alone where that is not safe to say. */
export function findSlip(
  text: string,
  effort: Effort,
  depth = mostDepth,
): { says: string; meant?: string } | undefined {
  if (text.length > mostCharacters || effort.left <= 0) return undefined
  effort.left -= 1
  let first: { says: string } | undefined
  for (const slip of slips) {
    const found = apply(slip, text)
    if (!found) continue
    const says = typeof slip.says === 'string' ? slip.says : slip.says(found.match)
    const clean = cleanTerms(found.meant, effort, depth - 1)
    if (clean !== undefined) return { says, meant: clean }
    if (slip.tells) first ??= { says }
  }
  return first
}

/** What a term that the grammar allows was meant to be, where it cannot have been meant as it stands. */
export function findLegalSlip(text: string, effort: Effort): { says: string; meant: string } | undefined {
  const slip = isSuspicious(text) ? findSlip(text, effort) : undefined
  return slip?.meant === undefined ? undefined : { says: slip.says, meant: slip.meant }
}

const isSuspicious = (text: string) =>
  suspicious.test(text) && text.length <= mostCharacters && legalSlips.some((slip) => apply(slip, text))

function apply(slip: Slip, text: string): { match: RegExpExecArray; meant: string } | undefined {
  const match = slip.when.exec(text)
  const meant = match === null ? undefined : slip.meant(match)
  return match === null || meant === undefined || meant === text ? undefined : { match, meant }
}

/** The terms, each mended where it still needs it; nothing where one is beyond that. */
function cleanTerms(text: string, effort: Effort, depth: number): string | undefined {
  const clean: string[] = []
  for (const term of text.split(' ')) {
    const mended = term === '' || isClean(term) ? term : depth > 0 ? findSlip(term, effort, depth)?.meant : undefined
    if (mended === undefined) return undefined
    if (mended !== '') clean.push(mended)
  }
  return ['redirect', 'exp'].some((name) => countOf(name, clean) > 1) ? undefined : clean.join(' ')
}

/** How many of these terms are that modifier: redirect and exp may stand once only (RFC 7208 section 6). */
const countOf = (name: string, terms: readonly string[]) =>
  terms.filter((term) => term.toLowerCase().startsWith(`${name}=`)).length

/** Whether a text is a term and holds nothing that looks like a slip. */
export const isClean = (term: string): boolean => typeof parseTerm(term, 0) !== 'string' && !isSuspicious(term)

/** Two neighbours that a blank tore apart: `include _spf.shop.example`, `ip4: 192.0.2.1`, `- all`. */
export function joinTorn(one: string, other: string): { says: string; meant: string } | undefined {
  if (one.length + other.length > mostCharacters) return undefined
  const [open, sign = '', name = '', mark] = opening.exec(one) ?? []
  // `a mail.shop.example`: a alone is a term, so what follows it must be none.
  if (open && mark === '' && typeof parseTerm(other, 0) !== 'string') return undefined
  const tries = [
    /^[:/=.]/.test(other) || /\.$/.test(one) || /^[-+?~]$/.test(one) ? one + other : '',
    /^[-+?~]?al?$/i.test(one) && /^ll?$/i.test(other) ? one + other : '',
    open && name.toLowerCase() !== 'all' ? `${sign}${name}${/^(?:redirect|exp)$/i.test(name) ? '=' : ':'}${other}` : '',
  ]
  const meant = tries.find((text) => text !== '' && isClean(text))
  return meant === undefined ? undefined : { says: 'a blank stands in the middle of it', meant }
}

const edits: Record<string, string> = {
  ip: 'ip4',
  ipv: 'ip4',
  ipv4: 'ip4',
  ip4v: 'ip4',
  ipv6: 'ip6',
  ip6v: 'ip6',
  v4: 'ip4',
  v6: 'ip6',
  a11: 'all',
  al1: 'all',
  a1l: 'all',
  inc: 'include',
  incl: 'include',
  mechanism: 'include',
}

/** The mechanism or modifier that a name is one slip of the finger away from. */
function nearest(name: string): string | undefined {
  const low = name.toLowerCase()
  if (Object.hasOwn(edits, low)) return edits[low]
  return ['include', 'exists', 'redirect', 'all'].find((known) => known !== low && isNear(low, known))
}

/** One character more, less or other, or two neighbours exchanged. */
function isNear(a: string, b: string): boolean {
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  const [restA, restB] = [a.slice(from), b.slice(from)]
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  )
}

/** Terms with commas between them; what lacks a mechanism takes the one before it. */
function separate(text: string): string | undefined {
  const pieces = text.split(/[,;|]+/).filter((piece) => piece !== '')
  if (pieces.length < 2) return undefined
  const [, prefix = ''] = /^([-+?~]?(?:include|exists|ip4|ip6|mx|ptr|a):)/i.exec(pieces[0] ?? '') ?? []
  return pieces
    .map((piece) =>
      typeof parseTerm(piece, 0) === 'string' && !/^[-+?~]?[a-z0-9]+[:=]/i.test(piece) ? prefix + piece : piece,
    )
    .join(' ')
}

/** The term for an address and the prefix length behind it, in the family that the address has. */
function networkTerm(sign: string, address: string, rest: string): string | undefined {
  const family = parseAddress(address)?.family
  return family && `${sign}ip${family}:${address}${rest}`
}

function maskLength(mask: string): number | undefined {
  const bits = parseAddress(mask)
    ?.octets.map((octet) => octet.toString(2).padStart(8, '0'))
    .join('')
  return bits && /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : undefined
}

/** 192.0.2 or 192.0.2.* as a network, where its prefix length is certain. */
function shortNetwork(sign: string, numbers: string, length: number): string | undefined {
  const parts = numbers.split('.')
  if (parts.length * 8 !== length) return undefined
  return networkTerm(sign, [...parts, '0', '0', '0'].slice(0, 4).join('.'), `/${length}`)
}

const slips: readonly Slip[] = [
  {
    when: /[^!-~]/,
    says: ({ input }) => `it holds ${lookalikeName(input)}`,
    meant: ({ input }) => withoutLookalikes(input),
    tells: true,
  },
  {
    when: /["'`]/,
    says: 'quotation marks do not belong inside a record',
    meant: ({ input }) => input.replace(/["'`]/g, ''),
    tells: true,
  },
  {
    when: /[<>()[\]]/,
    says: 'brackets do not belong in a record',
    meant: ({ input }) => (/%\(/.test(input) ? undefined : input.replace(/[<>()[\]]/g, '')),
    tells: true,
  },
  { when: /^[-+?~.,;:|=\\/]+$/, says: 'it is no term', meant: () => '' },
  { when: /^([-+?~]?)(all|a|mx|ptr)[:=/]$/i, says: (m) => `nothing follows ${m[2]}`, meant: (m) => `${m[1]}${m[2]}` },
  {
    when: /^[-+?~]?(include|exists|ip4|ip6)[:=]?$/i,
    says: (m) => `${m[1]} needs ${/^ip/i.test(m[1] ?? '') ? 'an address' : 'a domain name'} after a colon`,
    meant: () => '',
  },
  {
    when: /^[-+?~]?(redirect|exp)[:=]?$/i,
    says: (m) => `${m[1]} needs a domain name after an equals sign`,
    meant: () => '',
  },
  {
    when: /[.,;:|]$/,
    says: (m) => `"${m[0]}" stands at its end`,
    meant: ({ input }) => input.replace(/[.,;:|]+$/, ''),
  },
  {
    when: /^[.,;:|]/,
    says: (m) => `"${m[0]}" stands at its beginning`,
    meant: ({ input }) => input.replace(/^[.,;:|]+/, ''),
  },
  {
    when: /[,;|]/,
    says: 'terms stand apart by blanks, not by commas',
    meant: ({ input }) => separate(input),
    legal: true,
  },
  {
    when: /^([-+?~])\1+/,
    says: 'one sign is enough',
    meant: ({ input, 1: sign = '' }) => sign + input.replace(/^[-+?~]+/, ''),
  },
  { when: /^(all)([-+?~])$/i, says: 'the sign stands before all', meant: (m) => `${m[2]}${m[1]}` },
  { when: /^[-+?~](redirect|exp)=(.+)$/i, says: (m) => `${m[1]} takes no sign`, meant: (m) => `${m[1]}=${m[2]}` },
  {
    when: /^[-+?~]?(redirect|exp):=?(.+)$/i,
    says: (m) => `${m[1]} takes an equals sign, not a colon`,
    meant: (m) => `${m[1]}=${m[2]}`,
    tells: true,
  },
  {
    when: /^([a-z]+)=(.+)$/i,
    says: (m) => `receivers do not know "${m[1]}", redirect they do`,
    meant: (m) => (nearest(m[1] ?? '') === 'redirect' ? `redirect=${m[2]}` : undefined),
    legal: true,
  },
  { when: /^v=spf1$/i, says: 'the version stands once, at the beginning', meant: () => '', legal: true },
  {
    when: new RegExp(`^([-+?~]?)(${names}|ipv4|ipv6|ip):?=:?(.*)$`, 'i'),
    says: (m) => `${m[2]} takes a colon, not an equals sign`,
    meant: (m) => `${m[1]}${m[2]}:${m[3]}`,
    legal: true,
    tells: true,
  },
  {
    when: /^([-+?~]?)(include|exists|a|mx|ptr|ip4|ip6):+\2[:=]+(.+)$/i,
    says: (m) => `${m[2]} stands twice`,
    meant: (m) => `${m[1]}${m[2]}:${m[3]}`,
    legal: true,
  },
  {
    when: /^([-+?~]?)(include|exists|a|mx|ptr):{2,}(.+)$/i,
    says: 'one colon is enough',
    meant: (m) => `${m[1]}${m[2]}:${m[3]}`,
    legal: true,
  },
  { when: /^([-+?~]?ip4):{2,}(.+)$/i, says: 'one colon is enough', meant: (m) => `${m[1]}:${m[2]}` },
  {
    when: /^([-+?~]?(?:include|exists|a|mx|ptr):)(?:https?:)?\/\/([^/]+)\/?$/i,
    says: 'it takes a domain name, not a web address',
    meant: (m) => `${m[1]}${m[2]}`,
    legal: true,
  },
  {
    when: /^([-+?~]?(?:include|exists|a|mx|ptr):)[^@%]*@([^@]+)$/i,
    says: 'it takes a domain name, not a mail address',
    meant: (m) => `${m[1]}${m[2]}`,
    legal: true,
  },
  {
    when: /^([^=]*[^-+?~=])([-+?~]?(?:include:|exists:|ip4:|ip6:|redirect=).+)$/i,
    says: 'a blank is missing in the middle of it',
    meant: (m) => `${m[1]} ${m[2]}`,
    legal: true,
  },
  {
    when: /^([^=]+[^-+?~:.=])([-?~]all)$/i,
    says: (m) => `a blank is missing before ${m[2]}`,
    meant: (m) => `${m[1]} ${m[2]}`,
    legal: true,
  },
  {
    when: /^([-+?~]?)(include|exists|a|mx|ptr|ip4|ip6):([\da-f.:]+)(\/\d+)?$/i,
    says: (m) => addressSlip(m[2] ?? '', m[3] ?? ''),
    meant: (m) => networkTerm(m[1] ?? '', m[3] ?? '', m[4] ?? ''),
    tells: true,
  },
  {
    when: /^([-+?~]?)([\da-f.:]+)(\/\d+)?$/i,
    says: 'an address needs ip4: or ip6: before it',
    meant: (m) => networkTerm(m[1] ?? '', m[2] ?? '', m[3] ?? ''),
  },
  {
    when: /^([-+?~]?)ip4[.;-]?(\d+\.\d+\.\d+\.\d+(?:\/\d+)?)$/i,
    says: 'the colon after ip4 is missing',
    meant: (m) => `${m[1]}ip4:${m[2]}`,
  },
  {
    when: /^([-+?~]?)include[.;-]?(_?[^.:=]+\..+)$/i,
    says: 'the colon after include is missing',
    meant: (m) => `${m[1]}include:${m[2]}`,
  },
  { when: /^([-+?~]?ip4:\d+\.\d+\.\d+\.\d+):\d+$/i, says: 'SPF knows no ports', meant: (m) => m[1] },
  { when: /^([-+?~]?(?:include|exists|a|mx|ptr):.+\.[a-z]+):\d+$/i, says: 'SPF knows no ports', meant: (m) => m[1] },
  {
    when: /^([-+?~]?ip4:[\d.]+)\/(\d+\.\d+\.\d+\.\d+)$/i,
    says: 'a network is written with a prefix length, not with a mask',
    meant: (m) => `${m[1]}/${maskLength(m[2] ?? '') ?? ''}`,
    tells: true,
  },
  {
    when: /^([-+?~]?)ip4:(\d+(?:\.\d+){0,2})\.?\/(\d+)$/i,
    says: 'an IPv4 address has four numbers',
    meant: (m) => shortNetwork(m[1] ?? '', m[2] ?? '', Number(m[3])),
  },
  {
    when: /^([-+?~]?)ip4:(\d+(?:\.\d+){0,2})((?:\.[*x])+)$/i,
    says: 'a network is written with a prefix length, not with *',
    meant: (m) => shortNetwork(m[1] ?? '', m[2] ?? '', 32 - 4 * (m[3]?.length ?? 0)),
  },
  {
    when: /^([-+?~]?(?:ip4|ip6|a|mx)\b.*)\\(\d+)$/i,
    says: 'the prefix length follows a slash, not a backslash',
    meant: (m) => `${m[1]}/${m[2]}`,
  },
  { when: /^(.+)\/$/, says: 'nothing follows the slash', meant: (m) => m[1] },
  { when: /^(.+\/)0+(\d+)$/, says: 'a prefix length does not begin with 0', meant: (m) => `${m[1]}${m[2]}` },
  {
    when: /^([-+?~]?ip[46]:[^/]+)\/\/(\d+)$/i,
    says: (m) => `${m[1]?.slice(0, 3)} takes one slash before the prefix length`,
    meant: (m) => `${m[1]}/${m[2]}`,
  },
  {
    when: /^([-+?~]?(?:a|mx)(?::[^/]+)?\/\d+)\/(\d+)$/i,
    says: 'the IPv6 prefix length follows two slashes',
    meant: (m) => `${m[1]}//${m[2]}`,
  },
  {
    when: /^([-+?~]?)(ip[46]):([^:/]*[a-z][^:/]*)$/i,
    says: (m) => `${m[2]} takes an address, not a name`,
    meant: (m) => `${m[1]}a:${m[3]}`,
    tells: true,
  },
  {
    when: /^([-+?~]?)([a-z\d_]+)([:=/].*)?$/i,
    says: (m) => `"${m[2]}" is no mechanism, ${nearest(m[2] ?? '')} is`,
    meant: (m) => nearestTerm(m[1] ?? '', m[2] ?? '', m[3] ?? ''),
  },
]
const legalSlips = slips.filter((slip) => slip.legal)

function addressSlip(name: string, address: string): string {
  const family = parseAddress(address)?.family
  if (/^ip/i.test(name)) return `${name} takes an IPv${name.slice(2)} address, and this is IPv${family}`
  return `${name} takes a name, and an address belongs in ip${family}`
}

function nearestTerm(sign: string, name: string, rest: string): string | undefined {
  if (isName.test(name)) return undefined
  const known = nearest(name)
  if (known === undefined || (known === 'all' && rest !== '')) return undefined
  return `${sign}${known}${rest}`
}
