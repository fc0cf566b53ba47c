import type { TargetKind } from './target.ts'

/** The headings of a report, in the order in which it shows them. */
export const steps = {
  zone: 'zone',
  mx: 'MX',
  spf: 'SPF',
  dkim: 'DKIM',
  dmarc: 'DMARC',
  'relay-records': 'relay',
  receivers: 'receivers',
  address: 'address',
  lists: 'lists',
  session: 'session',
  mta: 'mail server',
  probe: 'probe',
  authentication: 'authentication',
  path: 'path',
  message: 'message',
} as const
export type StepId = keyof typeof steps

/** What is looked at, of each kind of target. */
export const stepsOf: Readonly<Record<TargetKind, readonly StepId[]>> = {
  domain: ['zone', 'mx', 'spf', 'dkim', 'dmarc', 'relay-records', 'receivers', 'lists'],
  address: ['address', 'lists'],
  relay: ['session'],
  machine: ['dkim', 'mta'],
  probe: ['probe'],
  message: ['receivers', 'authentication', 'path', 'message'],
}

/** What a report about such a target says nothing about, as a person calls it: one in which nothing fails says so. */
export const notYetLookedAt: Readonly<Record<TargetKind, readonly string[]>> = {
  domain: ['transport'],
  address: ['the relay'],
  relay: ["this machine's mail server"],
  machine: [],
  probe: [],
  message: [],
}
