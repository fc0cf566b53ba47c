import type { RelayDkimScheme, RelayProfile } from '../core/relay.ts'
import type { RelayNamed } from '../core/target.ts'
import { mailboxHosts } from './relays/mailboxes.ts'
import { senders } from './relays/senders.ts'
import { smtp2go } from './relays/smtp2go.ts'
import { type SpfProvider, spfProviderOf } from './spf-providers.ts'

/**
 * The relays that relaycheck knows, as they document themselves; what was weakly sourced is left out.
 *
 * Among the STARTTLS ports 2525 and 2587 stand before 587 wherever a relay has them: Linode, DigitalOcean and Scaleway
 * close 587 to new customers (hosting.ts), and nobody known here closes those two. 587, which people expect, follows; 25,
 * which nearly every host closes, comes near the end. Of the implicit ones 465 is first: the others are no standard's.
 */
export const relays: readonly RelayProfile[] = [smtp2go, ...senders, ...mailboxHosts]

/** The relay of an id. */
export const relayById = (id: string): RelayProfile | undefined => relays.find((relay) => relay.id === id)

/** Whose host a name is. */
export const relayByHost = (host: string): RelayProfile | undefined =>
  relays.find(({ hostPattern }) => hostPattern.test(host))

/** The relay that was named. */
export const relayOf = (named: RelayNamed): RelayProfile | undefined =>
  'id' in named ? relayById(named.id) : relayByHost(named.host)

const targets = relays.map(({ returnPath, dkim }): readonly RegExp[] => [
  ...(returnPath.kind === 'cname' ? [...returnPath.targets, ...(returnPath.manual ?? [])] : []),
  ...(returnPath.kind === 'mx' ? returnPath.exchanges : []),
  ...(dkim.kind === 'cname' ? dkim.targets : []),
  ...(dkim.kind === 'txt' ? (dkim.aliases ?? []) : []),
])
const isTracking = ({ tracking }: RelayProfile, name: string): boolean =>
  tracking?.target === name || (tracking?.also?.includes(name) ?? false)

/**
 * Whose a name is that a CNAME (of return path, key or tracking) or the MX of a return path leads to. Several, where
 * one sends through another: the MX of Amazon SES are Resend's as well.
 */
export function relayByTarget(name: string): readonly RelayProfile[] {
  const isTheirs = (shape: RegExp) => shape.test(name)
  return relays.filter((relay, i) => isTracking(relay, name) || targets[i]?.some(isTheirs))
}

/** To whom an include leads: the sender that is known by it, or by what is below it; else nobody but the name itself. */
const includedBy = (name: string): SpfProvider | string => spfProviderOf(name) ?? name

const includesOf = ({ spf }: RelayProfile): string[] => (spf ? [spf.include, ...(spf.also ?? [])] : [])

const byInclude = new Map<SpfProvider | string, RelayProfile[]>()
for (const relay of relays)
  for (const included of new Set(includesOf(relay).map(includedBy)))
    byInclude.set(included, [...(byInclude.get(included) ?? []), relay])
const nobody: readonly RelayProfile[] = []

/**
 * Whose mail an include in an SPF record allows: of the relay itself, or a part of its record. Several, where records are
 * shared: Amazon SES's is Resend's as well, and Google has one for all its ways of sending.
 */
export const relayByInclude = (name: string): readonly RelayProfile[] => byInclude.get(includedBy(name)) ?? nobody

/** What the CNAME at a selector of a domain is to lead to, where that can be known. */
export function dkimTarget(scheme: RelayDkimScheme, selector: string, domain: string): string | undefined {
  if (scheme.kind !== 'cname') return undefined
  const parts: Record<string, string> = {
    selector,
    digits: selector.replace(/\D/g, ''),
    domain,
    dashed: domain.replaceAll('.', '-'),
  }
  return scheme.publish?.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? '')
}
