import assert from 'node:assert/strict'
import type { Finding } from '../../src/core/finding.ts'

/** Holds the first finding to its sentence, and its order to these parts of it. */
export const says =
  (sentence: RegExp, ...fixes: RegExp[]) =>
  ([finding]: Finding[]) => {
    assert.match(finding?.says ?? '', sentence)
    for (const fix of fixes) assert.match(finding?.fix ?? '', fix)
  }
