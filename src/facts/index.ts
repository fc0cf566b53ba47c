import type { Gatherers } from '../core/gatherer.ts'

/** How each fact is looked up, for each kind of target: each kind is loaded only where it is asked about. */
export const gatherersFor: { readonly [Kind in keyof Gatherers]: () => Promise<Gatherers[Kind]> } = {
  domain: async () => (await import('./about-domain.ts')).aboutDomain,
  address: async () => (await import('./about-address.ts')).aboutAddress,
  relay: async () => (await import('./about-relay.ts')).aboutRelay,
  machine: async () => (await import('./about-machine.ts')).aboutMachine,
  probe: async () => (await import('./about-probe.ts')).aboutProbe,
  message: async () => (await import('./about-message.ts')).aboutMessage,
}
