import type { MachineGatherer } from '../core/gatherer.ts'
import type { NextHop, Postfix } from '../core/mta.ts'
import type { RelayOffers } from '../core/mta-around.ts'
import { blind, seen } from '../core/observation.ts'
import { endOf } from '../core/session-stages.ts'
import type { SmtpSession } from '../core/smtp.ts'
import type { World } from '../core/world.ts'
import { parseAddress } from '../records/address.ts'
import { parseDomain } from '../records/domain.ts'
import { routed } from './relay/routed.ts'

const mostRelays = 3

/** What each relay offers to log in with, where it matters: Postfix is not to use what shows the password (`noplaintext`), or some alone. */
export const relayOffers: MachineGatherer<'relayOffers'> = async ({ look, world }) => {
  const postfix = await look('postfix')
  if (!postfix.seen) return postfix
  const hops = [...hopsToAsk(postfix.value)].slice(0, mostRelays)
  return seen(
    await Promise.all(
      hops.map(async ([written, { hop, wrapperMode }]) => ({ written, auth: await authOf(hop, wrapperMode, world) })),
    ),
  )
}

function hopsToAsk(instances: readonly Postfix[]): Map<string, { hop: NextHop; wrapperMode: boolean }> {
  const found = new Map<string, { hop: NextHop; wrapperMode: boolean }>()
  for (const { kind, hops, login, tls } of instances.flatMap(({ routes }) => routes)) {
    const [hop] = hops
    if (kind !== 'relay' || !hop || hop.malformed || !login.seen || !login.value.enabled) continue
    const { securityOptions, mechanismFilter } = login.value
    const { inTls, inClear } = securityOptions
    if ([...inTls, ...inClear].includes('noplaintext') || mechanismFilter.length > 0)
      found.set(hop.written, { hop, wrapperMode: tls.seen && tls.value.wrapperMode })
  }
  return found
}

/** A session with the first of its addresses that there is a way to, as far as EHLO. */
async function authOf(hop: NextHop, wrapperMode: boolean, world: World): Promise<RelayOffers['auth']> {
  const port = Number(hop.port ?? 25)
  if (!Number.isInteger(port))
    return blind({ reason: 'not-attempted', detail: `the number of port ${hop.port} is not known` })
  const addresses = await addressesOf(hop.host, world)
  if ('blind' in addresses) return blind(addresses.blind)
  const [address] = await routed(world, addresses.found)
  if (address === undefined) return blind({ reason: 'not-attempted', detail: `${hop.host} has no address` })
  const session = await world.smtp({
    address,
    port,
    tls: wrapperMode ? 'implicit' : 'starttls',
    ...(!parseAddress(hop.host) && { servername: hop.host }),
    envelopes: [],
  })
  const offers = session.helloAgain?.offers ?? lastOffers(session)
  if (offers) return seen(offers.auth)
  const end = endOf(session, `${hop.host} [${address}] port ${port}`)
  return blind(end?.blind ?? { reason: 'not-attempted', detail: `${hop.host} said nothing of logins` })
}

/** What was offered before STARTTLS counts only where there is none. */
const lastOffers = ({ tls, hello }: SmtpSession) =>
  tls === 'implicit' || hello?.offers?.starttls === false ? hello?.offers : undefined

async function addressesOf(host: string, world: World) {
  const literal = parseAddress(host)
  if (literal) return { found: [literal.text] }
  const parsed = parseDomain(host)
  if ('fault' in parsed) return { found: [] }
  const answers = await Promise.all([world.dns(parsed.name, 'A'), world.dns(parsed.name, 'AAAA')])
  const found = answers.flatMap((answer) => (answer.kind === 'records' ? answer.records.map(({ data }) => data) : []))
  const unseen = answers.find((answer) => answer.kind === 'blind')
  return found.length === 0 && unseen ? { blind: unseen.blind } : { found }
}
