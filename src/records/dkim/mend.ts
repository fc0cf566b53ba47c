import type { Tag } from '../tag-list.ts'
import { knownTags } from './pieces.ts'
import { showPublicKey } from './public-key.ts'
import type { PublicKey } from './record.ts'

/** The record these tags were meant to be, with the key that was read; nothing where a tag is beyond guessing. */
export function mendTags(tags: readonly Tag[], key: PublicKey | undefined): string | undefined {
  if (keyValues(tags).size > 1) return undefined
  const meant = new Map<string, string>()
  for (const tag of tags) {
    const name = knownTags.includes(tag.name.toLowerCase()) ? tag.name.toLowerCase() : tag.name
    const value = tag.value === undefined || !isTagName(name) ? undefined : meantValue(name, tag.value, key)
    if (value === undefined || (meant.get(name) ?? value) !== value) return undefined
    meant.set(name, value)
  }
  if (key?.type === 'ed25519') meant.set('k', 'ed25519')
  // v= first (RFC 6376 section 3.6.1), and the long p= last, for whoever reads it.
  const order = (name: string) => (name === 'v' ? 0 : name === 'k' ? 1 : name === 'p' ? 3 : 2)
  return [...meant]
    .filter(([name, value]) => value !== '' || name === 'p')
    .sort(([a], [b]) => order(a) - order(b))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}

/** The different keys that stand there; nobody can say which one was meant. */
const keyValues = (tags: readonly Tag[]) =>
  new Set(tags.filter(({ name }) => /^p$/i.test(name)).map(({ value = '' }) => value.replace(/[^A-Za-z0-9+/]/g, '')))

/** tag-name of RFC 6376 section 3.2. */
export const isTagName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name)

/** What a tag's value was meant to be; `''` to leave the tag out. */
function meantValue(name: string, value: string, key: PublicKey | undefined): string | undefined {
  if (name === 'v') return 'DKIM1'
  if (name === 'p') return key ? showPublicKey(key) : ''
  if (name === 'k') return key?.type ?? value.toLowerCase()
  if (name === 'h') return meantHashes(value)
  // Nobody but the verifiers of RFC 4871 looks at it.
  if (name === 'g') return ''
  return value
}

function meantHashes(value: string): string | undefined {
  const hashes = value
    .toLowerCase()
    .split(/[:,\s]+/)
    .filter((hash) => hash !== '')
    .map((hash) => hash.replace(/^rsa-/, '').replace(/^sha-(?=1$|256$)/, 'sha'))
  return hashes.length === 0 || hashes.some(isHash) ? [...new Set(hashes)].join(':') : undefined
}

/** The hashes that verifiers know (RFC 6376 section 3.3). */
export const isHash = (hash: string): boolean => hash === 'sha1' || hash === 'sha256'
