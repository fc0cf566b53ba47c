/**
 * Whether the domain sends mail: `parked` where `--parked` says that it does not, `closed` where its SPF record is `-all`
 * alone and no DKIM key was given or found, `sends` in every other case.
 */
export type Sending = 'sends' | 'parked' | 'closed'
