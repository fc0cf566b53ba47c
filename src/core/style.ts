import type { Verbosity } from './request.ts'

/** How a text is to look where it goes. */
export interface Style {
  /** chalk's levels: 0 none, 1 the sixteen colours, 2 of 256, 3 all. */
  color: 0 | 1 | 2 | 3
  /** Columns. */
  width: number
  /** false: signs and drawings in ASCII. */
  unicode: boolean
  verbosity: Verbosity
}
