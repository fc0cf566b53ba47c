import { defineCheck } from '../../core/check.ts'
import { asksOf, judgeReceiver, receivedMail, receiverOutcomes } from '../receivers-told.ts'

export default defineCheck({
  id: 'receiver-gmail',
  step: 'receivers',
  title: 'Gmail takes the mail',
  why: `Gmail refuses or hides mail that does not keep its rules. ${asksOf('gmail')}`,
  refs: ['Google, email sender guidelines: support.google.com/a/answer/81126'],
  subject: receivedMail,
  needs: ['receivers'],
  outcomes: receiverOutcomes,
  judge: judgeReceiver('gmail', 'Gmail'),
})
