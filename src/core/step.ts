/** The headings of a report, in the order in which it shows them. */
export const steps = { zone: 'zone', mx: 'MX', spf: 'SPF' } as const
export type StepId = keyof typeof steps
