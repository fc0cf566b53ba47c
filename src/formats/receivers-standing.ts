import type { Finding, Verdict } from '../core/finding.ts'

/** How a receiver takes the mail, a clause, by the verdict on it; the worst first. */
export const standing = {
  fail: 'not ready',
  unknown: 'not seen',
  info: 'for small senders alone',
  pass: 'ready',
} as const satisfies Partial<Record<Verdict, string>>

/** The receivers that findings are about, each once, as one may have several. */
export const receiversOf = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.flatMap(({ about: { receiver } }) => (receiver === undefined ? [] : [String(receiver)]))),
]
