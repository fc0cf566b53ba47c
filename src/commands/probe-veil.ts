import type { ProbeRequest } from '../core/request.ts'
import { parseImapUrl } from '../net/mailbox/imap-url.ts'
import { passwordLabel } from '../net/redact.ts'
import type { Keys } from '../net/secrets.ts'
import { type VeilOfRun, veilOfRun } from '../net/veil-of-run.ts'
import type { ProbePlan } from '../plan-probe.ts'
import type { DoorKeys } from './probe-doors.ts'

interface Known {
  /** That of the login at the relay. */
  password: string | undefined
  /** Those of the mailbox, and of the records of the relay. */
  keys: DoorKeys
  /** Those of lists. */
  lists: Keys
  planned: ProbePlan
  /** The user as told. */
  user: string | undefined
  clean: ((text: string) => string) | undefined
}

/** What takes the secrets of this run out of what comes back to it, with the names that everybody sees left whole. */
export function veilFor(request: ProbeRequest, { password, keys, lists, planned, user, clean }: Known): VeilOfRun {
  const read = request.imap === undefined ? undefined : parseImapUrl(request.imap)
  const place = read && !('usage' in read) ? read : undefined
  const { probe, plan } = planned
  const addresses = [...plan.targets.flatMap(({ name, display }) => [name, display]), probe.from, probe.envelopeFrom]
  const hosts = [...addresses.map((one) => one.replace(/^.*@/s, '')), probe.server?.host ?? '', place?.host ?? '']
  const shown = [...addresses, ...hosts.flatMap(withParents), user ?? '', place?.user ?? '']
  return veilOfRun({
    secrets: [
      ...(password === undefined ? [] : [{ user: request.user ?? '', secret: password }]),
      ...Object.values(keys.mailbox ?? {}).map((secret) => ({ user: place?.user ?? '', secret })),
      ...(keys.records === undefined ? [] : [{ user: '', secret: keys.records }]),
    ],
    shown: [...new Set(shown)].filter((word) => word !== '' && !word.includes(passwordLabel)),
    keys: lists,
    ...(clean && { clean }),
  })
}

/** `mx.relay.example` and `relay.example`; a name at the top is a word like others. */
function withParents(host: string): string[] {
  const labels = host.split('.')
  return labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'))
}
