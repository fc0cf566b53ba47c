import { defineSubject } from '../core/check.ts'
import { exchangeNames, isNullMx } from '../records/exchange.ts'

/** What the checks are about: where it does not exist there is nothing to judge, and each check skips with the reason. */
export const domain = defineSubject({
  needs: ['zone', 'target'],
  absent: ({ zone, target }) =>
    zone.status === 'no-such-domain'
      ? `${target.display} does not exist in DNS`
      : zone.status === 'not-delegated'
        ? `${target.display} is delegated to no name server`
        : undefined,
})

/** A domain that is said to send and receive nothing. */
export const parked = defineSubject({
  within: domain,
  needs: ['asked'],
  absent: ({ asked }) => (asked.parked ? undefined : 'asked only with --parked, for a domain that sends nothing'),
})

/** MX records that name somebody: not a null MX, which says that no mail is taken. */
export const mx = defineSubject({
  within: domain,
  needs: ['target', 'mx'],
  absent: ({ target, mx }) =>
    mx.exchanges.length === 0
      ? `${target.display} has no MX record`
      : mx.exchanges.every(isNullMx)
        ? `${target.display} takes no mail (null MX)`
        : undefined,
})

/** MX records with at least one host name among them, whose addresses can be looked up. */
export const mxNames = defineSubject({
  within: mx,
  needs: ['target', 'mx'],
  absent: (facts) =>
    exchangeNames(facts.mx.exchanges).length === 0
      ? `the MX records of ${facts.target.display} name no host, only addresses`
      : undefined,
})

export const spf = defineSubject({
  within: domain,
  needs: ['target', 'spfTexts'],
  absent: ({ target, spfTexts }) =>
    spfTexts.records.length === 0
      ? `${target.display} has no SPF record`
      : spfTexts.records.length > 1
        ? `${target.display} has ${spfTexts.records.length} SPF records, so none of them counts`
        : undefined,
})
