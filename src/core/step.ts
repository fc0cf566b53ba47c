/** The headings of a report, in the order in which it shows them. */
export const steps = { zone: 'zone', mx: 'MX', spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC' } as const
export type StepId = keyof typeof steps

/** What no step looks at so far, as a person calls it: a report in which nothing fails says so. */
export const notYetLookedAt: readonly string[] = ['blocklists', 'the relay']
