import assert from 'node:assert/strict'
import check from '../../../src/checks/authentication/message-arc.ts'
import type { ArcChain } from '../../../src/core/mail-auth.ts'
import { cases } from '../../support/cases.ts'

const seals: ArcChain['seals'] = [
  { instance: 1, domain: 'list.example', selector: 'a', cv: 'none' },
  { instance: 2, domain: 'forward.example', selector: 'b', cv: 'pass' },
]
const of = (arc: ArcChain) => ({ arc, mailReport: undefined })

cases(check, {
  'a whole chain': [
    of({ result: 'pass', seals }),
    'pass',
    ([finding]) => assert.match(finding?.says ?? '', /list\.example, forward\.example/),
  ],
  'no chain': [of({ result: 'none', seals: [] }), 'none'],
  'a broken one': [
    of({ result: 'fail', seals, problem: 'the seal i=2 does not verify' }),
    'fail',
    ([finding]) => {
      assert.match(finding?.says ?? '', /the seal i=2 does not verify/)
      assert.match(finding?.fix ?? '', /^If forward\.example is yours/)
    },
  ],
  'a chain without a seal': [of({ result: 'fail', seals: [], problem: 'the chain is not whole' }), 'fail'],
  'a key was not seen': [
    of({ result: 'temperror', seals, blind: { reason: 'timeout', detail: 'nobody answered' } }),
    'unknown' as never,
  ],
})
