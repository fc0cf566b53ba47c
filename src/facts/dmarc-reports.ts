import type { Gatherer } from '../core/gatherer.ts'
import { blind } from '../core/observation.ts'

export const dmarcReports: Gatherer<'dmarcReports'> = async () =>
  blind({ reason: 'not-attempted', detail: 'not looked at' })
