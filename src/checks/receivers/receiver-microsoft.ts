import { defineCheck } from '../../core/check.ts'
import { asksOf, judgeReceiver, receivedMail, receiverOutcomes } from '../receivers-told.ts'

export default defineCheck({
  id: 'receiver-microsoft',
  step: 'receivers',
  title: 'Microsoft takes the mail',
  why: `Outlook.com and Microsoft 365 refuse bulk mail unless SPF and DKIM both pass, which is more than DMARC asks. ${asksOf('microsoft')}`,
  refs: ['Microsoft, policies for senders: sendersupport.olc.protection.outlook.com/pm/troubleshooting'],
  subject: receivedMail,
  needs: ['receivers'],
  outcomes: receiverOutcomes,
  judge: judgeReceiver('microsoft', 'Microsoft'),
})
