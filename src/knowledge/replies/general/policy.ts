import { run, saidBy } from '../words.ts'

/** A rule refuses it, and the reply gives no reason. Only where nothing else fits. */
export const bareRefusals = saidBy(
  undefined,
  ['RFC 3463 section 3.8', 'RFC 5321 section 7.9'],
  [
    [
      'policy',
      /^(?:4.*\b(?:policy|policies|command rejected|(?:rejected|refused|denied|blocked) by .{0,40}\b(?:filters?|rules?|administrator))\b|(?!4).*(?:\bpolic(?:y|ies)\b|\btransaction (?:has )?(?:failed|rejected)|\bprotocol violation|\b(?:message|mail|e-?mail) (?:is |was |has been )?(?:not (?:allowed|accepted|permitted)|rejected|refused|denied|reject|blocked)\b|\badministrative(?:ly)? prohibit|\baccess[- ](?:is )?denied|\b(?:bounced|rejected|refused|denied) by (?:the )?(?:administrator|rule|server|policy|mailbox host)|\bnot authori[sz]ed\b|\bsecurity (?:policy|regulations?|reasons)|\bgo away\b|\bprohibited\b|\bforbidden\b|\bnot allowed\b|\bnot accepted\b|\b(?:rejected|refused|denied|declined)\b|\bmessage blocked|\bcommand rejected\b|^55\d blocked\W{0,3}$|\bRichtlinien?|\bZugriff verweigert|\bpolitique\b|\bpol(?:í|i)tica\b|\bbeleid\b|\bpolityk|политик|ポリシー|策略|\bno permit\b))/,
      'policy',
      'receiver',
      'policy',
      'A rule of that server refuses the message, and the reply does not say which rule or why.',
      "Ask the receiver's postmaster, with the whole reply and its time, which rule it was; meanwhile see whether SPF, DKIM and DMARC pass and whether the address is listed.",
      run.domainIp,
      run.ip,
    ],
  ],
)
