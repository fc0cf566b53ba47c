import type { TargetKind } from './target.ts'

/** The headings of a report, in the order in which it shows them: what comes of it all is last. */
export const steps = {
  zone: 'zone',
  mx: 'MX',
  spf: 'SPF',
  dkim: 'DKIM',
  dmarc: 'DMARC',
  'relay-records': 'relay',
  address: 'address',
  lists: 'lists',
  session: 'session',
  mta: 'mail server',
  probe: 'probe',
  authentication: 'authentication',
  path: 'path',
  message: 'message',
  receivers: 'receivers',
} as const
export type StepId = keyof typeof steps

/** What is looked at, of each kind of target. */
export const stepsOf: Readonly<Record<TargetKind, readonly StepId[]>> = {
  domain: ['zone', 'mx', 'spf', 'dkim', 'dmarc', 'relay-records', 'lists', 'receivers'],
  address: ['address', 'lists'],
  relay: ['session'],
  machine: ['dkim', 'mta'],
  probe: ['probe'],
  message: ['authentication', 'path', 'message', 'receivers'],
}

/** What a report about such a target says nothing about, with the command that does: one in which nothing fails says so. */
export const notYetLookedAt: Readonly<Record<TargetKind, readonly string[]>> = {
  domain: ['transport'],
  address: ['the relay (relaycheck relay HOST)'],
  relay: ["this machine's mail server (relaycheck relay)"],
  machine: [],
  probe: [],
  message: [],
}
