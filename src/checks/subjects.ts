import { defineSubject } from '../core/check.ts'
import { aliasTarget } from '../core/dkim.ts'
import { isNullMx, namesHost } from '../records/exchange.ts'

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

/** A domain that sends mail, for all that its SPF, its keys and the command line tell. */
export const sender = defineSubject({
  within: domain,
  needs: ['sending', 'target'],
  absent: ({ sending, target }) =>
    sending === 'parked'
      ? `${target.display} is said to send nothing (--parked)`
      : sending === 'closed'
        ? `${target.display} sends nothing: its SPF lets nobody pass, and no DKIM key was given or found`
        : undefined,
})

/** Something at a selector: a record, or an alias. What could not be seen may be one. */
export const dkimSelector = defineSubject({
  within: sender,
  needs: ['dkimKeys', 'target'],
  absent: ({ dkimKeys, target }) =>
    dkimKeys.some(({ answer }) => answer.kind === 'blind' || answer.kind === 'records' || aliasTarget(answer))
      ? undefined
      : `no DKIM key of ${target.display} is known`,
})

/** A TXT record at a selector. */
export const dkimRecord = defineSubject({
  within: dkimSelector,
  needs: ['dkimKeys', 'target'],
  absent: ({ dkimKeys, target }) =>
    dkimKeys.some(({ answer }) => answer.kind === 'blind' || answer.kind === 'records')
      ? undefined
      : `no DKIM key of ${target.display} is published`,
})

/** A DKIM key that verifiers can use. */
export const dkimKey = defineSubject({
  within: dkimRecord,
  needs: ['dkimKeys', 'target'],
  absent: ({ dkimKeys, target }) =>
    dkimKeys.some(({ answer, live }) => answer.kind === 'blind' || live)
      ? undefined
      : `no DKIM key of ${target.display} can be used`,
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
  absent: ({ target, mx }) =>
    mx.exchanges.some(namesHost) ? undefined : `the MX records of ${target.display} name no host, only addresses`,
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
