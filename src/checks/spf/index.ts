import type { Check } from '../../core/check.ts'
import spfAll from './spf-all.ts'
import spfAuthorises from './spf-authorises.ts'
import spfIncludes from './spf-includes.ts'
import spfLegacy from './spf-legacy.ts'
import spfLookups from './spf-lookups.ts'
import spfMxSize from './spf-mx-size.ts'
import spfNoMail from './spf-no-mail.ts'
import spfPtr from './spf-ptr.ts'
import spfRecord from './spf-record.ts'
import spfRepeats from './spf-repeats.ts'
import spfScope from './spf-scope.ts'
import spfSize from './spf-size.ts'
import spfSyntax from './spf-syntax.ts'
import spfUnreachableTerms from './spf-unreachable-terms.ts'
import spfVoidLookups from './spf-void-lookups.ts'

/** The checks of this step, in catalogue order. */
export const spfChecks: readonly Check[] = [
  spfRecord,
  spfSyntax,
  spfLookups,
  spfVoidLookups,
  spfIncludes,
  spfMxSize,
  spfAll,
  spfPtr,
  spfUnreachableTerms,
  spfScope,
  spfSize,
  spfLegacy,
  spfRepeats,
  spfAuthorises,
  spfNoMail,
]
