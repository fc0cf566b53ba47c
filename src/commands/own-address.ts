import { checksAboutAddress } from '../checks/about-address.ts'
import spfAuthorises from '../checks/spf/spf-authorises.ts'
import type { Check } from '../core/check.ts'
import type { Machine } from '../core/machine.ts'
import type { Postfix } from '../core/mta.ts'
import type { Usage } from '../core/request.ts'
import type { DomainTarget } from '../core/target.ts'
import { deadLists } from '../knowledge/dead-lists.ts'
import { type Plan, planOf, readTarget } from '../plan.ts'
import { planAddresses } from '../plan-addresses.ts'
import { specialRange } from '../records/address.ts'

const authorises: Check = spfAuthorises

/** What decides where mail goes out directly: the machine's own addresses, and what SPF says of them. */
export const ofOwnAddress: readonly Check[] = [...checksAboutAddress, authorises]

/** So many addresses of one machine, and domains of its senders, are looked at. */
const mostAddresses = 4
const mostDomains = 10

/**
 * The plans for mail that goes out directly: receivers then see this machine's own public addresses. None where all goes
 * through a relay, or where no such address is known, as below another root and behind NAT. SPF is judged at the domains of
 * the senders that were named (`--from`), else at the one that local mail gets (myorigin).
 */
export function ownAddressPlans(
  instances: readonly Postfix[],
  { senders, chosen }: { senders: readonly string[]; chosen: readonly Check[] },
  { self }: Pick<Machine, 'self'>,
): Plan[] | Usage {
  const isDirect = instances.some(({ routes }) => routes.some(({ kind }) => kind === 'direct'))
  const addresses = publicAddresses(self?.addresses ?? [], instances)
  if (!isDirect || addresses.length === 0) return []
  const ofAddress = chosen.filter((check) => checksAboutAddress.includes(check))
  const [helo] = instances.map(({ heloName }) => heloName.value)
  const planned =
    ofAddress.length === 0
      ? undefined
      : planAddresses(
          { targets: addresses, ...(helo !== undefined && { helo }), neighbours: false, only: [], skip: [] },
          ofAddress,
          deadLists,
        )
  if (planned && 'usage' in planned) return planned
  const domains = chosen.includes(authorises)
    ? domainsOf(senders.length > 0 ? senders : instances.map(({ origin }) => origin.value))
    : []
  const said = readTarget(helo ?? '')
  const asked = {
    addresses,
    ...(!('fault' in said) && { helo: said.name }),
    selectors: [],
    mostGuesses: 200,
    parked: false,
    authoritative: false,
  }
  return [...(planned ? [planned] : []), ...(domains.length > 0 ? [planOf(domains, [authorises], asked)] : [])]
}

function publicAddresses(addresses: readonly string[], instances: readonly Postfix[]): string[] {
  const protocols = instances.map(({ inetProtocols }) => inetProtocols.value).join(' ')
  const isUsed = (address: string) =>
    /all/.test(protocols) || protocols.includes(address.includes(':') ? 'ipv6' : 'ipv4')
  return addresses.filter((address) => isUsed(address) && !specialRange(address)).slice(0, mostAddresses)
}

function domainsOf(senders: readonly string[]): DomainTarget[] {
  const domains = new Map<string, DomainTarget>()
  for (const sender of senders) {
    const target = readTarget(sender.slice(sender.lastIndexOf('@') + 1).replace(/>$/, ''))
    if (!('fault' in target)) domains.set(target.name, target)
  }
  return [...domains.values()].slice(0, mostDomains)
}
