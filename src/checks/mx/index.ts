import type { Check } from '../../core/check.ts'
import mxNotAlias from './mx-not-alias.ts'
import mxNotLiteral from './mx-not-literal.ts'
import mxPublic from './mx-public.ts'
import mxRecord from './mx-record.ts'
import mxResolves from './mx-resolves.ts'
import mxUnique from './mx-unique.ts'

/** The checks of this step, in catalogue order. */
export const mxChecks: readonly Check[] = [mxRecord, mxResolves, mxNotAlias, mxNotLiteral, mxPublic, mxUnique]
