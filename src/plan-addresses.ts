import type { Check } from './core/check.ts'
import type { DeadList } from './core/lists.ts'
import { type IpRequest, type Usage, usage } from './core/request.ts'
import type { AddressTarget } from './core/target.ts'
import { chooseChecks, type Plan, planOf } from './plan.ts'
import { readLists } from './plan-lists.ts'
import { expandNetwork, parseAddress } from './records/address.ts'
import { parseDomain } from './records/domain.ts'

type Question = Pick<IpRequest, 'targets' | 'helo' | 'lists' | 'deadLists' | 'neighbours' | 'only' | 'skip'>

/** The same for addresses. Without `--lists` those of tier core are asked. */
export function planAddresses(
  question: Question,
  registry: readonly Check[],
  deadLists: readonly DeadList[],
): Plan<AddressTarget> | Usage {
  const checks = chooseChecks(question, registry)
  if ('usage' in checks) return checks
  const targets = readEach(question.targets)
  if ('usage' in targets) return targets
  const lists = readLists(question.lists ?? 'core', question.deadLists, deadLists)
  if ('fault' in lists) return usage(lists.fault)
  return planOf(targets, checks, {
    addresses: [],
    ...(question.helo !== undefined && { helo: question.helo }),
    selectors: [],
    mostGuesses: 0,
    parked: false,
    authoritative: false,
    lists,
    ...(question.neighbours && { neighbours: true }),
  })
}

function readEach(typed: readonly string[]): AddressTarget[] | Usage {
  const targets = new Map<string, AddressTarget>()
  for (const one of typed) {
    const read = readAddresses(one)
    if ('fault' in read) return usage(read.fault)
    for (const target of read) targets.set(target.name, target)
  }
  if (targets.size > mostAddresses)
    return usage(
      `${targets.size} addresses are more than the ${mostAddresses} that one report is about, and lists allow few questions a second: give those that send, or --format jsonl, which gives each a line of its own.`,
    )
  return [...targets.values()]
}

/** How many addresses one report may be about: at five questions a second to each operator, tier core takes them 36 s, extended 48 s, of the deadline of 60 s. */
export const mostAddresses = 60

/** How many addresses a network may have to be looked at as a whole. */
export const largestNetwork = 16

/**
 * An address as typed, or all of a network of at most 16 (`192.0.2.16/28`), as targets; or one sentence that says what to
 * change. An IPv4 address in an IPv6 one is that IPv4 address.
 */
export function readAddresses(typed: string): AddressTarget[] | { fault: string } {
  const [, inside = typed.trim()] = /^\[(?:IPv6:)?(.*)\]$/is.exec(typed.trim()) ?? []
  const [address = '', length, ...more] = inside.split('/')
  if (address.includes('%'))
    return {
      fault: `"${typed}" has a zone id, which means something on one machine alone: give the address without it.`,
    }
  const parsed = parseAddress(address)
  if (!parsed || more.length > 0) return { fault: noAddress(typed, inside) }
  if (length === undefined) return [target(parsed.text)]
  const prefixLength = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  const bits = parsed.family === 4 ? 32 : 128
  if (!(prefixLength <= bits)) return { fault: `"${typed}" is not a network: the number after / is from 0 to ${bits}.` }
  if (2 ** (bits - prefixLength) > largestNetwork)
    return {
      fault: `"${typed}" is more than ${largestNetwork} addresses, and a scan of whole networks is what lists forbid: give the addresses that send, or a network no larger than /${bits - 4}.`,
    }
  return expandNetwork(parsed, prefixLength).map(target)
}

function target(text: string): AddressTarget {
  const name = text.replace(/^::ffff:(?=\d+\.)/, '')
  return { kind: 'address', family: name.includes(':') ? 6 : 4, name, display: name }
}

function noAddress(typed: string, inside: string): string {
  const domain = parseDomain(inside)
  const isName = !('fault' in domain) && /[a-z]/i.test(inside) && inside.includes('.') && !inside.includes(':')
  return isName
    ? `"${typed}" is a name, not an address: relaycheck domain ${domain.name} looks at a domain, and --from-spf ${domain.name} at the addresses that its SPF record names.`
    : `"${typed}" is not an IPv4 or IPv6 address: relaycheck ip 192.0.2.1`
}
