import type { Check } from '../../core/check.ts'
import dmarcObsolete from './dmarc-obsolete.ts'
import dmarcOrganization from './dmarc-organization.ts'
import dmarcPolicy from './dmarc-policy.ts'
import dmarcReachable from './dmarc-reachable.ts'
import dmarcRecord from './dmarc-record.ts'
import dmarcReportAddress from './dmarc-report-address.ts'
import dmarcReportConsent from './dmarc-report-consent.ts'
import dmarcReports from './dmarc-reports.ts'
import dmarcSubdomains from './dmarc-subdomains.ts'
import dmarcSyntax from './dmarc-syntax.ts'

/** The checks of this step, in catalogue order. */
export const dmarcChecks: readonly Check[] = [
  dmarcRecord,
  dmarcSyntax,
  dmarcPolicy,
  dmarcSubdomains,
  dmarcObsolete,
  dmarcReports,
  dmarcReportAddress,
  dmarcReportConsent,
  dmarcOrganization,
  dmarcReachable,
]
