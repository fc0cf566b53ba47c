import type { Dns, DnsAnswer, DnsHow } from '../core/dns.ts'
import { type KeyName, keyLabel, keyNames, keyVariable } from '../core/lists.ts'
import type { Blind } from '../core/observation.ts'
import type { RecordType } from '../records/dns.ts'
import { isBelow, labelsOf, parseName } from '../records/name.ts'
import { type Redact, redactor } from './redact.ts'
import type { Keys } from './secrets.ts'

/** Only here does a key go out: a name of somebody else that holds its label would else carry the key to them. */
const owners: Readonly<Record<KeyName, { zone: string; called: string }>> = {
  spamhaus: { zone: 'dq.spamhaus.net', called: "Spamhaus's Data Query Service" },
  abusix: { zone: 'mail.abusix.zone', called: 'Abusix' },
}

/**
 * The same DNS, in which a key's label (`keyLabel`) stands for the key: what goes to the key's owner has the key, and
 * whatever comes back, from anybody, has the label, even where the key was encoded. Without the key nobody is asked.
 */
export function keyed(dns: Dns, keys: Keys): Dns {
  const redact = redactor(keys)
  const asked = async <T extends RecordType>(name: string, type: T, how: DnsHow = {}): Promise<DnsAnswer<T>> => {
    const wanted = keyNames.filter((key) => holds(name, key))
    const missing = wanted.find((key) => !keys.has(key))
    if (missing) return { kind: 'blind', blind: noKey(missing, `${type} ${name}`) }
    const written = wanted.reduce((text, key) => filled(text, key, keys), name)
    const answer = await dns(written, type, how).catch((error: unknown) => {
      throw new Error(redact(String(error)))
    })
    return keys.size === 0 ? answer : clean(answer, redact, `${type} ${name}`)
  }
  // Most runs have no key, and no name that wants one.
  return (name, type, how) => (keys.size === 0 && !anyLabel.test(name) ? dns(name, type, how) : asked(name, type, how))
}

/** The same DNS, whose answers hold a key's label wherever they held the key, whoever gave them: a zone file may. */
export function keyless(dns: Dns, keys: Keys): Dns {
  if (keys.size === 0) return dns
  const redact = redactor(keys)
  return async (name, type, how) => clean(await dns(name, type, how), redact, `${type} ${name}`)
}

const anyLabel = new RegExp(keyNames.map(keyLabel).join('|'), 'i')

/** Whether a name asks its owner with that key, by its label. */
export const holds = (name: string, key: KeyName): boolean => {
  const plain = name.toLowerCase()
  return (
    plain.includes(keyLabel(key)) &&
    isBelow(plain.replace(/\.$/, ''), owners[key].zone) &&
    labelsOf(plain).includes(keyLabel(key))
  )
}

const filled = (name: string, key: KeyName, keys: Keys): string =>
  labelsOf(name)
    .map((label) => (label.toLowerCase() === keyLabel(key) ? (keys.get(key) ?? label) : label))
    .join('.')

function noKey(key: KeyName, question: string): Blind {
  return {
    reason: 'not-attempted',
    detail: `${owners[key].called} answers only those who have a key, and there is none here`,
    question,
    wayOut: `Set ${keyVariable[key]}, or ${keyVariable[key]}_FILE, and run this again.`,
  }
}

/** An answer without the key. The label may be longer: names that it makes too long are no names any more. */
function clean<T extends RecordType>(answer: DnsAnswer<T>, redact: Redact, question: string): DnsAnswer<T> {
  const redacted = scrubbed(answer, redact)
  if (redacted.kind === 'blind') return redacted
  const owned = redacted.kind === 'records' ? redacted.records.map((record) => record.name) : []
  const names = [...redacted.aliases.flatMap(({ from, to }) => [from, to]), ...owned]
  if (names.every((name) => 'name' in parseName(name))) return redacted
  const detail = `${redacted.server} answered with names that are none once the key is taken out of them`
  return { kind: 'blind', blind: { reason: 'malformed', detail, question } }
}

function scrubbed<V>(value: V, redact: Redact): V {
  if (typeof value === 'string') return redact(value) as V
  if (Array.isArray(value)) return scrubbedList(value, redact) as V
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrubbed(inner, redact)])) as V
}

/** The strings of a TXT record are read as one text: a key may be cut in two by them. */
function scrubbedList(list: readonly unknown[], redact: Redact): unknown[] {
  const apart = list.map((one) => scrubbed(one, redact))
  if (!apart.every((one) => typeof one === 'string')) return apart
  const whole = redact(apart.join(''))
  return whole === apart.join('') ? apart : (whole.match(/.{1,255}/gs) ?? [])
}
