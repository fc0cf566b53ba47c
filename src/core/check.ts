import type { FactName, Facts } from './facts.ts'
import type { About, Change, Evidence, Verdict } from './finding.ts'
import type { Blind } from './observation.ts'
import type { StepId } from './step.ts'

/**
 * One thing a check can conclude: plain data, so that docs, JSON, exit codes and tests read the same table.
 * `says`, `brief` and `fix` are templates filled from the ruling's `about`. A fail's or warn's `says` names what was
 * seen and what it does to mail; its `fix` is an order that works if followed. In a fix, a line that begins with four
 * blanks is shown as it stands, unwrapped, to be pasted.
 */
export interface Outcome {
  verdict: Exclude<Verdict, 'unknown'>
  says: string
  /** A few words for the step's summary line when all is well: "{hosts}". */
  brief?: string
  /** Of a skip for want of sight: what was not seen ("name servers"), so that nobody takes it for well. */
  unseen?: string
  fix?: string
  /** Fixes that take the place of `fix` under the circumstances that a ruling names (`fixFor: 'parked'`). */
  fixes?: Readonly<Record<string, string>>
  /** Its own sources, beside the check's. */
  refs?: readonly string[]
  /** Its own sources stand in place of the check's, which are about something else. */
  refsAlone?: true
  /** Ids of findings at warn or below that following the fix may bring up (`spf-all/soft`). */
  leadsTo?: readonly string[]
}

/**
 * What judge() hands back: a declared outcome, or the reason why it could not reach one. `fixFor` chooses among the
 * outcome's `fixes`, where it has one of that name. `follows`: as in Finding.
 */
export type Ruling<O extends string = string> =
  | {
      outcome: O
      about?: About
      evidence?: readonly Evidence[]
      repair?: readonly Change[]
      fixFor?: string
      follows?: readonly string[]
    }
  | { cannotTell: Blind; about?: About; evidence?: readonly Evidence[] }

/**
 * What a check is about. Where `absent` gives a sentence there is nothing to judge: the runner makes that a skip
 * (`<check>/not-applicable`). A subject whose own facts are blind stops nobody: then the check's needs decide. What it
 * stands within is asked first, by itself: where that is blind, this subject may still be known to be absent.
 */
export interface Subject<N extends FactName = FactName> {
  within?: Subject
  needs: readonly N[]
  absent(facts: Pick<Facts, N>): string | undefined
}
export const defineSubject = <const N extends FactName>(subject: Subject<N>): Subject<N> => subject

export interface Check<N extends FactName = FactName, O extends string = string> {
  id: string
  step: StepId
  title: string
  why: string
  refs: readonly string[]
  subject?: Subject
  needs: readonly N[]
  outcomes: Record<O, Outcome>
  judge(facts: Pick<Facts, N>): Ruling<NoInfer<O>> | Ruling<NoInfer<O>>[]
}

/** Identity at run time; at compile time it ties judge() to `needs` and `outcomes`. */
export const defineCheck = <const N extends FactName, const O extends string>(check: Check<N, O>): Check<N, O> => check
