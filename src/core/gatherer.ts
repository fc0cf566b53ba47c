import type {
  AddressFacts,
  DomainFacts,
  FactName,
  Facts,
  ListFacts,
  MachineFacts,
  MessageFacts,
  ProbeFacts,
  ReceiverFacts,
  RelayFacts,
  SharedFacts,
} from './facts.ts'
import type { Observation } from './observation.ts'
import type {
  AddressTarget,
  Asked,
  DomainTarget,
  MachineTarget,
  MessageTarget,
  ProbeTarget,
  RelayTarget,
  Target,
} from './target.ts'
import type { World } from './world.ts'

/** What a gatherer gets: the target, the world, and any other fact (looked up once, shared by all). */
export interface Site<T extends Target = DomainTarget> {
  target: T
  asked: Asked
  world: World
  look<N extends FactName>(name: N): Promise<Observation<Facts[N]>>
}
/** How one fact about a domain is looked up. */
export type Gatherer<N extends FactName> = (site: Site) => Promise<Observation<Facts[N]>>
/** How one fact about an address is. */
export type AddressGatherer<N extends FactName> = (site: Site<AddressTarget>) => Promise<Observation<Facts[N]>>
/** How one fact about a relay is. */
export type RelayGatherer<N extends FactName> = (site: Site<RelayTarget>) => Promise<Observation<Facts[N]>>
/** How one fact about this machine's mail server is. */
export type MachineGatherer<N extends FactName> = (site: Site<MachineTarget>) => Promise<Observation<Facts[N]>>
/** How one fact about a message is. */
export type MessageGatherer<N extends FactName> = (site: Site<MessageTarget>) => Promise<Observation<Facts[N]>>
export type DomainGatherers = {
  readonly [N in keyof (DomainFacts & SharedFacts & ListFacts & ReceiverFacts)]: Gatherer<N>
}
export type AddressGatherers = { readonly [N in keyof (AddressFacts & SharedFacts & ListFacts)]: AddressGatherer<N> }
export type RelayGatherers = { readonly [N in keyof (RelayFacts & SharedFacts)]: RelayGatherer<N> }
export type MachineGatherers = { readonly [N in keyof (MachineFacts & SharedFacts)]: MachineGatherer<N> }
export type MessageGatherers = {
  readonly [N in keyof (MessageFacts & SharedFacts & ReceiverFacts)]: MessageGatherer<N>
}
/** How one fact about a probe is. */
export type ProbeGatherer<N extends FactName> = (site: Site<ProbeTarget>) => Promise<Observation<Facts[N]>>
export type ProbeGatherers = { readonly [N in keyof (ProbeFacts & SharedFacts)]: ProbeGatherer<N> }
/** One for each fact that can be known about such a target. */
export interface Gatherers {
  domain: DomainGatherers
  address: AddressGatherers
  relay: RelayGatherers
  machine: MachineGatherers
  message: MessageGatherers
  probe: ProbeGatherers
}
