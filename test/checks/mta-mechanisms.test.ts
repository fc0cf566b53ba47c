import assert from 'node:assert/strict'
import test from 'node:test'
import { isLetThrough } from '../../src/checks/mta-mechanisms.ts'

/** As Postfix 3.10 took them, measured with a relay that has PLAIN, LOGIN and CRAM-MD5. */
const filters: readonly (readonly [filter: string, plain: boolean | undefined, cram: boolean | undefined])[] = [
  ['', true, true],
  ['plain, login', true, false],
  ['PLAIN', true, false],
  ['cram-md5', false, true],
  ['!plain, !login, static:all', false, true],
  ['!gssapi, static:all', true, true],
  ['static:all, !plain', true, true],
  ['!!plain', true, false],
  ['!plain', false, false],
  ['!plain, texthash:/etc/postfix/mechs', false, undefined],
  ['/etc/postfix/mechs', undefined, undefined],
]
for (const [filter, plain, cram] of filters)
  test(`smtp_sasl_mechanism_filter = ${filter}`, () => {
    const words = filter.split(', ').filter(Boolean)
    assert.deepEqual([isLetThrough(words, 'PLAIN'), isLetThrough(words, 'CRAM-MD5')], [plain, cram])
  })
