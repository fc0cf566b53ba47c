import { run, saidBy } from '../words.ts'

const look = 'relaycheck message FILE'
const writer = 'Correct the program that writes it; save one such message, and let it be looked at.'

/** How large it is, to how many, and how far it came. */
export const bulk = saidBy(
  undefined,
  ['RFC 5321 section 4.5.3.1', 'RFC 5321 section 6.3', 'RFC 1870'],
  [
    [
      'too-many-recipients',
      /\btoo many recipients\b(?! (?:from \S|received |in the )?(?:this|per|last) (?:hour|day|minute))|\btoo many rcpts?\b|\bnumber of recipients\b.{0,60}\b(?:exceed|limit|maximum)|\b(?:exceed\w{0,3}|maximum|limit)\b.{0,40}\bnumber of recipients|\b(?:maximum|max) recipients\b|\bonly one recipient\b|\bshould have a single envelope recipient|\ballow RCPT numbers\b|\brecipients? limit\b.{0,20}\b(?:exceeded|reached)|\bmaximum recipients\b|\btoo many RCPT\b|\bADR\.RecipLimit\b|\bmore recipients than\b|\bzu viele Empf(?:ä|ae)nger|\btrop de destinataires|\bdemasiados destinatarios|\btroppi destinatari|\bте много получателей|слишком много получателей|宛先が多すぎ|收件人(?:过多|太多)/,
      'policy',
      'sender',
      'too-many-recipients',
      'There are more recipients in one message or session than the server takes.',
      'Send to fewer recipients at a time; a mail server splits the rest by itself after a code that begins with 4.',
    ],
    [
      'size',
      /^(?!.*\b(?:mailbox|inbox) (?:is )?full\b)(?!.*\b(?:mailbox size limit|queue|storage allocation|mail quota|over ?quota|recipient has exceeded|exceed\w{0,3} (?:his|her|their) quota)\b)(?:5(?:52|50|54|34)?(?:\d\d)? ?5\.(?:3\.4|2\.3)\b|.*(?:\b(?:message|mail|email|e-mail|header|headers|attachment|body|file)s?(?: file| body| header)?(?: size)?\b.{0,60}\b(?:too (?:big|large|long)\b|exceeds\b|larger than|size (?:limit|exceed))|\b(?:message|mail|inbound|incoming|header|max) ?(?:message )?size\b.{0,60}\b(?:exceeded|exceeds|limit|too)|\b(?:exceeded|exceeds)\b.{0,40}\bmessage size\b|\bmessage length exceeds|\bsize of (?:the |your )?message\b.{0,40}\b(?:more|larger|greater|above|over|exceed)|\bmessage (?:size )?exceeds|\bmessage length \(\d+\) exceeds|\bmessage (?:is )?too (?:big|large|long)\b|\bmailsize limit|\bsize limit\b|\btaille (?:limite|maximale) du message|\btrop (?:volumineux|grand|gros)\b|\bzu gro(?:ss|ß)|\bdemasiado grande|\btroppo grande|\bmuito grande|\bte groot\b|サイズが大きすぎ|邮件(?:大小超|过大)|слишком большо))/,
      'policy',
      'sender',
      'too-large',
      'The message, or its header, is larger than the receiver takes.',
      'Make the message smaller, or send a link in place of the attachment.',
    ],
    [
      'mail-loop',
      /\btoo many hops\b|\bhop count exceeded|\btoo many "?received"?:? headers?|\b(?:mail|routing|forwarding|mailbox|delivery) loop\b|\b(?:message|mail) (?:is )?looping|\blooping message|\bmessage is looping|\bloop was found\b|\bloops back to (?:me|myself)\b|\bforwarding loop|\brouting loop\b|\bmailloop\b|\bforwarding loop count|\bforwarded too (?:many times|often)|\bMX list for \S{1,253} points back|\bmaximum hops?\b|\bhops? (?:limit|count|maximum)\b.{0,30}\b(?:exceed|reach)|\bexceeded \d+ hops|\btoo many Received\b|\bloop (?:has been )?detected|\b(?:Mail|Zustell)schleife\b|\bboucle de (?:courrier|messagerie)/,
      'configuration',
      'receiver',
      'mail-loop',
      'The message goes round between servers: a forwarding, a connector or an MX record leads back.',
      "Correct the forwarding or the MX record that leads back; where it is not yours, tell whoever runs the recipient's domain.",
      run.to,
    ],
  ],
)

/** How it is written (RFC 5322). */
export const form = saidBy(
  undefined,
  ['RFC 5322', 'RFC 5321 section 2.3.8'],
  [
    [
      'several-from',
      /\b(?:multiple|several|two|2|more than one|duplicate) '?"?from:?'?"? (?:headers?|fields?)|\bduplicate header '?"?from\b|\bmore than one from address/,
      'content',
      'sender',
      'malformed-message',
      'The message has more than one From field, which RFC 5322 does not allow and filters take for forgery.',
      'Correct the program that writes it; save one such message, and let it be looked at.',
      look,
    ],
    [
      'line-ends',
      /(?:\b(?:bare|lone|stray) ?<?(?:LF|CR|line ?feed|carriage|newline)|\bmaximum allowed line length|\blines? (?:is |are )?(?:too long|longer than)|\bsmtplf\b)/,
      'content',
      'sender',
      'malformed-message',
      'A line of the message is longer than 998 octets, or ends in CR or LF alone, which RFC 5321 does not allow.',
      'Correct the program that writes it: let it encode the text (quoted-printable or base64) and end lines in CR LF.',
      look,
    ],
    [
      'header-syntax',
      /^(?:5(?:\d\d|\.\d+\.\d+)\b.*\bheaders? (?:fails?|failed) syntax check|.*(?:\bduplicated? (?:\w{1,20} )?headers?\b|\bMIME(?:\/REJECT| error| structure)|\binvalid (?:data in message|structure)|\bmismatched? with message header|\bheaders are not rfc|\bheader syntax\b|\bmessage (?:has no|lacks (?:a |an )?|without (?:a |an )?)\W{0,2}(?:message-?id|date|from|to|subject)\b|\bbody type not supported\b|\bdata format error\b|\bfrom:? (?:header|field) (?:has|contains) (?:several|multiple|more than one)|\bNUL (?:bytes?|octets?|characters?)\b|\bDate:? (?:header )?(?:is |lies )?(?:too far )?in the (?:future|past)|\b(?:exactly|only|just) one \W{0,3}(?:\w[\w-]{0,30}):?\W{0,3} (?:headers?|fields?)\b|\bmore than one \W{0,3}(?:\w[\w-]{0,30}):?\W{0,3} (?:headers?|fields?)\b|\bone or no \S{1,30} headers?\b|\bRFC ?-?(?:2?822|5322|204[5-9]|2047|5321)\b.{0,30}\b(?:violat|not compl|non-?compl)|\bviolat\w{1,5} (?:of )?RFC ?-?(?:2?822|5322|204[5-9])\b|\bmessage is not RFC|\bmalformed message|\binvalid message content|\bblank from:?|\bfrom:? addresses? (?:are|is) not allowed|\ballowed as a from\b|\bheader \S{1,20} (?:is )?missing\b|\bmissing (?:\S{1,20} )?header|\bheader (?:is )?(?:invalid|required)\b|\bcorrupt message\b|\bSMTPUTF8 is required|\bno \S{1,20} header\b|\bbare linefeeds|\bmultiple (?:\w{1,20} )?headers?\b|\bheader error\b|\b(?:invalid|malformed|missing|bad|broken|improper|illegal|syntax error in)\b.{0,30}\b(?:headers?|date|message-?id|mime)\b|\b(?:8-?bit|non-?ascii|NUL)\b.{0,40}\b(?:headers?|characters?)\b|\bheaders?\b.{0,30}\b(?:missing|malformed|invalid|not accepted|contains? (?:8|non))|\bnot rfc ?-?5?2?822 compliant|\bmust (?:be RFC|contain a \S{1,20} header)|\bRFC ?5322\b.{0,30}\bcompliant|\b(?:valid|missing) (?:from|date|message-?id|to):? (?:header|field)|\bmissing a valid address in from|\bdoes not contain a valid \S{1,20} header|\brequired (?:standards|headers?)\b|\bimproperly-?formatted\b|\bmime complexity\b|\binvalid mime\b|\bsyntactically invalid address in header|\bheader are not accepted))/,
      'content',
      'sender',
      'malformed-message',
      'A field in the header of the message is missing, doubled or not written as RFC 5322 has it.',
      writer,
      look,
    ],
  ],
)

/** What it holds. */
export const content = saidBy(
  undefined,
  [
    'https://github.com/KumoCorp/kumomta: assets/community/bounces.toml',
    'https://github.com/zone-eu/zone-mta: config/bounces.txt',
  ],
  [
    [
      'bad-link',
      /^5(?:\d\d|\.\d+\.\d+)\b.*(?:\b(?:link|url)s?\b.{0,60}\b(?:malicious|phishing)|\b(?:malicious|phishing) (?:link|url))/,
      'content',
      'sender',
      'spam-content',
      "The receiver's filter takes a link in the message for a dangerous one.",
      'Save one such message and let its links be looked at; take out what is listed.',
      look,
    ],
    [
      'spam-content',
      /^(?!4(?:\d\d|\.\d+\.\d+) .*\b(?:cannot connect|unavailable|not available|error|time[d ]?-?out|down)\b)(?:[45]\d\d (?:[45]\.\d+\.\d+ )?(?:<[^<>]{1,320}>\.\.\. ?)?spam\.?$|.*(?:\bcontent rej\w{1,5}\b|\b(?:message|mail|e-?mail)\b.{0,60}\b(?:refused|rejected|blocked) by cloudmark\b|\b(?:this is|is|as|be|for|of|like|likely|high on|contains?|possible|probable|suspected|prohibited virus or|- ?BANNED or|considered|declared) spam\b|\bspam (?:message|detected|content|e-?mail|pattern|points|score|refused|rejected|blocked|check|filter|like|engine)|\bspam\w{0,9} (?:score|characteristics)|- SPAM\b|\bspam-like\b|\b(?:classified|detected|identified|considered|rejected|blocked|marked|scored) (?:(?:your|this|the) (?:message|mail|e-?mail) )?as (?:a )?(?:spam|junk|unsolicited|bulk|phishing)|\bspam ?assassin\b|\banti-?spam\b(?![.@\w-]*\.\w)|\(spam\)|\bunacceptable content\b|\b(?:message|it) (?:looks like|is|contains|appears to be) (?:spam|unsolicited)|\bunsolicited\b|\bjunk ?mail\b|\bhigh (?:spam|probability)|\b(?:suspicion|probability) of (?:being )?spam\b|\bbulk(?: e-?mail|\.advertising)\b|\bcontent (?:filter|policy|rejected|rejection|denied|reject)\b|\bmessage content rejected\b|\bmessage filtered\b|\bcontent filter\b|\bfiltering reject\b|\bspamprofiler\b|\bbayes(?:ian)?\b|\b(?:razor|pyzor|dcc)\b|\bscore (?:of )?\d[\d.]{0,8} (?:is |exceeds |over |above )|\bscored \d|\bphishing\b|\bmass mailer\b|\bspamming not allowed|\bals (?:spam|werbung)\b|\bspam (?:abgelehnt|eingestuft)|(?:comme|como|come|als|jako|em) spam\b|\bser considerado spam|\bsystem antyspamowy|спам|迷惑メール|垃圾邮件|\bcourrier ind(?:é|e)sirable|\bcorreo no deseado|\bgtube\b|\bcontent unacceptable|\bunacceptable content|\bmay consider spam|\bspam-?filter\b|\b(?:U[BC]E)\b|(?<![\w/.@-])spam(?![\w.-]*[@.]\w)(?! from)))/,
      'content',
      'sender',
      'spam-content',
      "The receiver's filter takes the message for spam.",
      'See first whether SPF, DKIM and DMARC pass and whether the address is listed; then change links and text.',
      run.domainIp,
      run.ip,
    ],
    [
      'virus',
      /^(?!4(?:\d\d|\.\d+\.\d+) .*\b(?:cannot connect|unavailable|not available|error|time[d ]?-?out|down)\b).*(?:\b(?:virus(?:es|befall)?|worms?|malware|infected|eicar|trojan|ransomware|infizierte?)\b|ウイルス|病毒|вирус)/,
      'content',
      'sender',
      'virus-or-attachment',
      "The receiver's filter takes something in the message for a virus.",
      'Scan the machine that it came from, and send the file another way.',
    ],
    [
      'banned-attachment',
      /(?:\b(?:attachments?|file(?: type)?|extension|executable content)\b.{0,80}\b(?:not (?:allowed|permitted|accepted)|(?:block|black|deny) ?list(?:ed)?|banned|prohibited|blocked|forbidden|unsupported|rejected)|\b(?:illegal|forbidden|banned|unacceptable|unsupported|executable|protected file|blocked) (?:attachment|file|content)|\bexecutable attachment|\bnot accepting mail with (?:attachments|embedded images)|\bBANNED:|\bprohibited file\b|\b(?:not accept|reject\w{0,3}|because the|prohibit\w{0,3}|block\w{0,2})\b.{0,40}\battachments?\b|\b(?:encrypted|password[- ]protected|executable|compressed) (?:archive|zip|file|attachment)|\bmacros? in\b|\bban(?:ned|s) (?:content|file)|\brejecting .{0,40}\battachment)/,
      'content',
      'sender',
      'virus-or-attachment',
      'The receiver takes no attachment of this kind.',
      'Send the file another way.',
    ],
  ],
)
