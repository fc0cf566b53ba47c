import type { RecordsApi } from '../core/trail.ts'

/**
 * SMTP2GO's records of mail (version 3.0.4 of its API, researched 2026-11). `delivered` there means that the receiver's
 * server took the message, which says nothing of a mailbox. `soft-bounced` is tried again, up to 35 times within two days.
 */
export const smtp2goApi: RecordsApi = {
  relay: 'smtp2go',
  name: 'SMTP2GO',
  url: 'https://api.smtp2go.com/v3/activity/search',
  keyHeader: 'x-smtp2go-api-key',
  keyVariable: 'RELAYCHECK_SMTP2GO_API_KEY',
  keyPage:
    'Make a key in SMTP2GO under Sending, API Keys, that is allowed /activity/search, and set RELAYCHECK_SMTP2GO_API_KEY, or RELAYCHECK_SMTP2GO_API_KEY_FILE.',
  states: {
    processed: 'queued',
    'soft-bounced': 'deferred',
    'hard-bounced': 'bounced',
    rejected: 'bounced',
    delivered: 'sent',
    spam: 'complained',
    opened: 'opened',
    clicked: 'opened',
    unsubscribed: 'other',
    resubscribed: 'other',
  },
  last: ['hard-bounced', 'rejected', 'delivered', 'spam', 'opened', 'clicked', 'unsubscribed'],
  mostAMinute: 60,
  forbidden: 'E_ApiResponseCodes.ENDPOINT_PERMISSION_DENIED',
  sources: [
    'https://developers.smtp2go.com/docs/response-codes',
    'https://developers.smtp2go.com/docs/rate-limiting',
    'github:api-evangelist/smtp2go openapi/_original/smtp2go-openapi-original.yml',
  ],
}
