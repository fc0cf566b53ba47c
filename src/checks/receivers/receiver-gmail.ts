import { defineCheck } from '../../core/check.ts'
import { judgeReceiver, receivedMail, receiverOutcomes } from '../receivers-told.ts'

export default defineCheck({
  id: 'receiver-gmail',
  step: 'receivers',
  title: 'Gmail takes the mail',
  why: 'Gmail is where most people read their mail, and refuses what does not keep its rules.',
  refs: ['Google, email sender guidelines: support.google.com/a/answer/81126'],
  subject: receivedMail,
  needs: ['receivers'],
  outcomes: receiverOutcomes,
  judge: judgeReceiver('gmail', 'Gmail'),
})
