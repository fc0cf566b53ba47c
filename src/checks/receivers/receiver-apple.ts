import { defineCheck } from '../../core/check.ts'
import { asksOf, judgeReceiver, receivedMail, receiverOutcomes } from '../receivers-told.ts'

export default defineCheck({
  id: 'receiver-apple',
  step: 'receivers',
  title: 'Apple takes the mail',
  why: `iCloud Mail refuses mail that DMARC has it refuse, and asks those who send in bulk for more. ${asksOf('apple')}`,
  refs: ['Apple, postmaster information for iCloud Mail: support.apple.com/en-us/102322'],
  subject: receivedMail,
  needs: ['receivers'],
  outcomes: receiverOutcomes,
  judge: judgeReceiver('apple', 'Apple'),
})
