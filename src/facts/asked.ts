import type { Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { Target } from '../core/target.ts'

/** What was asked is known beforehand, whatever the target. */
export const asked = async ({ asked }: Pick<Site<Target>, 'asked'>) => seen(asked)
