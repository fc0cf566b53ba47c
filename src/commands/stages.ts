import { sessionChecks } from '../checks/session/index.ts'
import type { Check } from '../core/check.ts'
import type { FactName } from '../core/facts.ts'
import type { Asked } from '../core/target.ts'

const always = ['relay-resolves', 'relay-ports', 'relay-greeting', 'relay-tls']
const beforeLogin = ['relay-tls-version', 'relay-certificate', 'relay-auth', 'relay-login']

/** The checks that tell where a session with a relay stopped, so that what was to be judged of it could not be. */
export const stagesOf = ({ session }: Asked): readonly Check[] =>
  sessionChecks.filter(({ id }) => always.includes(id) || (session?.login && beforeLogin.includes(id)))

/** What these read beside what was planned; where no session is held, none is held for them. */
export const withStages = (facts: ReadonlySet<FactName>, asked: Asked): ReadonlySet<FactName> =>
  facts.has('relaySessions') ? new Set([...facts, ...stagesOf(asked).flatMap(({ needs }) => needs)]) : facts
