import { run, saidBy } from './words.ts'

/** What QQ and NetEase (163.com, 126.com) say. */
export const chineseReplies = [
  ...saidBy(
    'QQ',
    [
      'https://service.mail.qq.com/cgi-bin/help?id=20022',
      'https://github.com/sisimai/p5-sisimai: lib/Sisimai/Rhost/TencentQQ.pm',
    ],
    [
      [
        'qq-content',
        /\bMail content denied\b/,
        'content',
        'sender',
        'QQ takes the message for spam by what is in it.',
        'See first that SPF, DKIM and DMARC pass; then change links and text, and begin with few messages.',
        run.domainIp,
      ],
      [
        'qq-ip',
        /\bsuspected spam ip\b/,
        'reputation',
        'sender',
        'QQ thinks badly of the sending address.',
        'See whether public lists have the address; if none does, open the link in the reply, or send through a relay.',
        run.ip,
      ],
      [
        'qq-frequency',
        /\b(?:connection|domain|ip|sender) frequency limited\b/,
        'policy',
        'sender',
        'QQ takes only so much at a time from one address, domain or sender.',
        'Send more slowly, over fewer connections.',
      ],
    ],
  ),
  ...saidBy(
    'NetEase',
    ['https://mail.163.com/help/help_spam_16.htm'],
    [
      [
        'netease-content',
        /^[45]\d\d DT:SPM\b/,
        'content',
        'sender',
        'NetEase (163.com, 126.com) takes the message for spam by what is in it, or by who sent it.',
        'See first that SPF, DKIM and DMARC pass and whether the address is listed; then change links and text.',
        run.domainIp,
        run.ip,
      ],
      [
        'netease-auth',
        /^[45]\d\d (?:MI:(?:SPF|DMA)|DT:SUM)\b/,
        'sender-authentication',
        'sender',
        'The mail does not pass what the domain published: MI:SPF is SPF, MI:DMA is DMARC; DT:SUM says that From and return path differ.',
        'Name the sending server or relay in SPF, sign with DKIM, and use a return path in the domain of From.',
        run.domainIp,
      ],
      [
        'netease-ip',
        /^[45]\d\d (?:HL:(?:REP|MEP|IHU|IPB)|DT:RBL|WM:BLI|MI:SPB)\b/,
        'reputation',
        'sender',
        'NetEase (163.com, 126.com) takes nothing from the sending address, by its own judgement or that of a list.',
        'See which list has the address; the link in the reply says what its letters mean.',
        run.ip,
      ],
      [
        'netease-limit',
        /^[45]\d\d (?:HL|MI|RP):[A-Z]{3}\b/,
        'policy',
        'sender',
        'NetEase (163.com, 126.com) takes only so many connections, messages or recipients from one sender.',
        'Send more slowly, to fewer recipients at a time; the link in the reply says what its letters mean.',
        run.ip,
      ],
    ],
  ),
]
