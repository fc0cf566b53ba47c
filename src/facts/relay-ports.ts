import type { RelayGatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { RelayProfile } from '../core/relay.ts'
import type { SmtpTrouble } from '../core/smtp.ts'
import { brokenIn } from '../core/smtp-blind.ts'
import type { RelayTarget } from '../core/target.ts'
import type { Way } from './relay/ask.ts'
import { routed } from './relay/routed.ts'
import { tryAll } from './relay/try.ts'
import { wayTo } from './relay/way.ts'
import { documented, fitting } from './relay/ways.ts'

/** The port that the sessions go to, and what the relay's other ports do from here, all tried at once. */
export const relayPorts: RelayGatherer<'relayPorts'> = async (site) => {
  const { target, asked, look, world } = site
  const [profile, host] = await Promise.all([look('relayProfile'), look('relayHost')])
  if (!profile.seen) return profile
  if (!host.seen) return host
  // Without a port these are the ones that it is chosen from, and nobody is asked twice.
  const ways =
    target.port === undefined
      ? fitting(profile.value, asked.session?.tls)
      : profile.value || (await isShut(site))
        ? beside(profile.value, target.port)
        : []
  const addresses = await routed(world, host.value.addresses)
  const [way, tried] = await Promise.all([wayTo(site), tryAll(site, addresses, ways)])
  return way.seen ? seen({ way: way.value, others: tried.filter(({ port }) => port !== way.value.port) }) : way
}

/** Of a port beside the one that was given only its state is wanted: as far as EHLO, which says whether STARTTLS is offered. */
const beside = (profile: RelayProfile | undefined, given: number): readonly Way[] =>
  documented(profile)
    .filter(({ port }) => port !== given)
    .map(({ port, tls }) => ({ port, tls: tls === 'implicit' ? tls : 'none' }))

/** Of a relay that nobody knows the usual ports are tried only where the one that was given takes no connection. */
async function isShut({ look }: Site<RelayTarget>): Promise<boolean> {
  const sessions = await look('relaySessions')
  if (!sessions.seen) return false
  const troubles = sessions.value.map(({ connected }) => brokenIn(connected)?.trouble)
  const isOut = (trouble: SmtpTrouble | undefined) => trouble === 'refused' || trouble === 'silent'
  return troubles.some(isOut) && troubles.every((trouble) => isOut(trouble) || trouble === 'no-route')
}
