import type { TrailState } from '../records/log/line.ts'

/** How a relay tells what became of mail, over HTTPS, as it documents it. */
export interface RecordsApi {
  /** The id and the name of the relay. */
  relay: string
  name: string
  url: string
  /** The header that a key stands in. */
  keyHeader: string
  /** The environment variable that holds a key; with `_FILE` behind it, the one that names a file with it. */
  keyVariable: string
  /** Where a key is made, and what it has to be allowed, an order. */
  keyPage: string
  /** What each of its events comes to; one that is not here is `other`. */
  states: Readonly<Record<string, TrailState>>
  /** Those after which nothing more is to come. */
  last: readonly string[]
  /** No more questions than these are answered in a minute; whoever asks more waits for another. */
  mostAMinute: number
  /** What its events have where a key may not ask for them (`E_ApiResponseCodes.…`). */
  forbidden: string
  sources: readonly string[]
}
