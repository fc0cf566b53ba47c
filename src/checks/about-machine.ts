import type { Check } from '../core/check.ts'
import dkimSignerKey from './dkim/dkim-signer-key.ts'
import { mtaChecks } from './mta/index.ts'

/** What is checked of this machine's mail server, in the order in which a report shows it. */
export const checksAboutMachine: readonly Check[] = [dkimSignerKey, ...mtaChecks]
