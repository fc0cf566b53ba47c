import { defineSubject } from '../core/check.ts'

/** What the checks are about: where it does not exist there is nothing to judge, and each check skips with the reason. */
export const domain = defineSubject({
  needs: ['zone', 'target'],
  absent: ({ zone, target }) =>
    zone.status === 'no-such-domain' ? `${target.display} does not exist in DNS` : undefined,
})

export const spf = defineSubject({
  needs: ['zone', 'target', 'spfTexts'],
  absent: ({ zone, target, spfTexts }) =>
    domain.absent({ zone, target }) ??
    (spfTexts.records.length === 0
      ? `${target.display} has no SPF record`
      : spfTexts.records.length > 1
        ? `${target.display} has ${spfTexts.records.length} SPF records, so none of them counts`
        : undefined),
})
