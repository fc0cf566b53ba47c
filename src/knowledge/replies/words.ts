import type { ReplyClass, ReplyOwner, ReplyPattern, ReplyReason } from '../../core/reply.ts'

/** A pattern in one line of a table: what says it and where that is written stand above the table. */
export type Row = readonly [
  id: string,
  pattern: RegExp,
  kind: ReplyClass,
  owner: ReplyOwner,
  reason: ReplyReason,
  means: string,
  fix: string,
  ...next: readonly string[],
]

/** The patterns of a table, all said by the same one, or, without a name, by many. */
export const saidBy = (emitter: string | undefined, sources: readonly string[], rows: readonly Row[]): ReplyPattern[] =>
  rows.map(([id, pattern, kind, owner, reason, means, fix, ...next]) => ({
    id,
    pattern: new RegExp(pattern.source, 'i'),
    ...(emitter !== undefined && { emitter }),
    class: kind,
    owner,
    reason,
    means,
    fix,
    next,
    sources,
  }))

/** What to run next: `{domain}` the sender's, `{ip}` the sending address, `{to}` the recipient's domain, `{host}` the server. */
export const run = {
  domain: 'relaycheck domain {domain}',
  domainIp: 'relaycheck domain {domain} --ip {ip}',
  spfRecord: "relaycheck domain {domain} --only 'spf-*'",
  spf: "relaycheck domain {domain} --ip {ip} --only 'spf-*'",
  dkim: "relaycheck domain {domain} --only 'dkim-*'",
  dmarc: "relaycheck domain {domain} --only 'dmarc-*'",
  ip: 'relaycheck ip {ip}',
  ipAll: 'relaycheck ip {ip} --lists all',
  relay: 'relaycheck relay {host}',
  mta: 'relaycheck relay',
  to: "relaycheck domain {to} --only 'mx-*'",
} as const
