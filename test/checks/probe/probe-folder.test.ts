import assert from 'node:assert/strict'
import probeFolder from '../../../src/checks/probe/probe-folder.ts'
import { arrivedIn } from '../../support/arrival-facts.ts'
import { cases } from '../../support/cases.ts'

cases(probeFolder, {
  'the inbox': [{ probeArrival: arrivedIn('INBOX') }, 'inbox'],
  'the junk folder': [
    { probeArrival: arrivedIn('Courrier indésirable', 'junk') },
    'junk',
    ([finding]) => {
      assert.equal(finding?.verdict, 'fail')
      assert.match(finding?.says ?? '', /"Courrier indésirable"/)
    },
  ],
  'another folder': [
    { probeArrival: arrivedIn('Probes', 'other') },
    'other',
    ([finding]) => assert.equal(finding?.verdict, 'info'),
  ],
  'what has no folders': [{ probeArrival: arrivedIn('') }, 'no-folders'],
  'not seen yet': [{ probeArrival: { kind: 'not-yet', waitedMs: 1000, called: 'a mailbox' } }, 'not-arrived'],
  'never left': [{ probeArrival: { kind: 'not-sent' } }, 'not-arrived'],
})
