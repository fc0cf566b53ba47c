import type { ProbeRequest, Usage } from '../core/request.ts'
import { usage } from '../core/request.ts'
import type { Asked } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { aboutMachine } from '../facts/about-machine.ts'
import { gather } from '../gather.ts'
import type { OwnRelay } from '../own-relays.ts'
import type { ProbeKnown } from '../plan-probe.ts'
import { asAsked, isSayable, machineOf, relaysIn, withExchanges } from './own-relay.ts'

type Here = Pick<ProbeKnown, 'relay' | 'from'>
const none: Asked = { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false }

/** What a probe takes from this machine's mail server where the command line does not say it: the relay, and who sends. */
export async function probeHere(
  request: ProbeRequest,
  given: Pick<ProbeKnown, 'from'>,
  world: World,
): Promise<Here | Usage> {
  const { via, relay, from, message } = request
  const needsRelay = via === 'relay' && relay === undefined
  const needsSender = relay === undefined && from === undefined && message === undefined
  if (!needsRelay && !needsSender) return given
  const sender = (from ?? given.from)?.trim()
  const { mta, postfix } = await gather(new Set(['mta', 'postfix'] as const), aboutMachine, {
    target: machineOf(world),
    // Which relay takes it may hang on who sends (sender_dependent_relayhost_maps).
    asked: {
      ...none,
      session: { tls: 'auto', senders: sender === undefined ? [] : [sender], recipients: [], openRelayTest: false },
    },
    world,
  })
  if (needsRelay && mta && !mta.seen)
    return usage(
      `The configuration of this machine's mail server cannot be read: ${mta.blind.detail}. Name the relay, as --relay mail.example.com:587`,
    )
  const instances = postfix?.seen ? postfix.value : []
  if (!needsRelay) {
    const senders = instances.flatMap(({ routes }) => routes.map(({ sender }) => sender))
    return { ...senderAmong(senders), ...given }
  }
  const chosen = relayFor(sender, relaysIn(mta, postfix))
  if (!chosen) return given
  const [reached = chosen] = await withExchanges([chosen], world)
  const { senders, ...asked } = asAsked(reached, { ...request, senders: [] }, world)
  return { relay: asked, ...senderAmong(senders), ...given }
}

const senderAmong = (senders: readonly string[]): Pick<Here, 'from'> => {
  const sender = senders.find((one) => one !== '' && one !== '<>' && isSayable(one))
  return sender === undefined ? {} : { from: sender }
}

/** The relay that takes the mail of that sender, else of its domain; else the first. */
function relayFor(from: string | undefined, relays: readonly OwnRelay[]): OwnRelay | undefined {
  const sender = from?.trim().toLowerCase() ?? ''
  const domain = sender.slice(sender.lastIndexOf('@'))
  return (
    relays.find(({ senders }) => senders.some((one) => one.toLowerCase() === sender)) ??
    relays.find(({ senders }) => senders.some((one) => one.toLowerCase().endsWith(domain))) ??
    relays[0]
  )
}
