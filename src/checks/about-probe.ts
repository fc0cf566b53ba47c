import { probeChecks } from './probe/index.ts'

/** What is checked of a message that is sent and followed, in the order in which a report shows it. */
export const checksAboutProbe = probeChecks
