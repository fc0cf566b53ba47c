import { defineCheck } from '../../core/check.ts'
import { asksOf, judgeReceiver, receivedMail, receiverOutcomes } from '../receivers-told.ts'

export default defineCheck({
  id: 'receiver-yahoo',
  step: 'receivers',
  title: 'Yahoo and AOL take the mail',
  why: `Yahoo refuses or hides mail that does not keep its rules, and those of AOL and its other domains are the same. ${asksOf('yahoo')}`,
  refs: ['Yahoo, sender best practices: senders.yahooinc.com/best-practices'],
  subject: receivedMail,
  needs: ['receivers'],
  outcomes: receiverOutcomes,
  judge: judgeReceiver('yahoo', 'Yahoo'),
})
