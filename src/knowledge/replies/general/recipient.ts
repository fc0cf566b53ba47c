import { run, saidBy } from '../words.ts'

const correct = 'Correct the address, or take it off your list.'

/** The domain of the recipient. */
export const recipientDomains = saidBy(
  undefined,
  ['RFC 5321 section 5', 'RFC 7505', 'RFC 7504'],
  [
    [
      'null-mx',
      /^(?!.*\bsender\b)(?:.*(?:\bnull ?-?mx\b|\b(?:indicated|has) no smtp service\b|\bdomain (?:\S{1,253} )?(?:does not|doesn't) accept (?:any )?(?:e?-?mail|messages)\b)|556 .*\bdoes(?: not|n't) accept)/,
      'recipient',
      'sender',
      'recipient-domain',
      'The domain of the recipient says that it takes no mail (null MX, RFC 7505).',
      'Take the address off your list: nothing ever arrives there.',
      run.to,
    ],
    [
      'host-takes-none',
      /^521 .*\bdoes(?: not|n't) accept (?:any )?(?:e?-?mail|messages)/,
      'recipient',
      'sender',
      'recipient-domain',
      'That host takes no mail at all (RFC 7504).',
      'Correct the address, or take it off your list; where it is right, the MX record of its domain names a host that takes no mail.',
      run.to,
    ],
    [
      'recipient-domain',
      /^(?![45]17\b)(?!.*\b(?:sender|mail from|helo|ehlo|invalid account)\b).*(?:\brecipient address rejected: (?:domain|host|unknown domain)(?: name)?(?: not found)?\b|\bdomain (?:is )?not hosted here\b|\bhost (?:or domain )?(?:name )?(?:\S{1,253} )?(?:is )?(?:not found|unknown)\b(?!, try again)|\bunknown (?:mail |e-?mail )?(?:host|domain)\b|\bno such (?:mail )?domain\b|\b(?:could ?n[o']t|cannot|can't|unable to) find (?:(?:a|any|the) )?(?:mail exchanger|host|gateway)|\bunrouteable mail domain|\bunrouteable domain\b|\bdomain lookup failed\b|\blookup failed permanently\b|\bNXDOMAIN\b|\bdomain (?:name |lookup )?(?:\S{1,253} )?(?:could not be found|does(?: not|n['’]?t) exist|not found|is not reachable|must exist|no longer exists)\b|\bdomain\b.{0,60}\b(?:of|for|mentioned in)\b.{0,30}\b(?:recipient|email address|address)\b.{0,60}\b(?:not exist|unknown|not found|cannot be found)|\bno (?:MX|mail exchanger)\b.{0,40}\b(?:for|records?|found)|\bhad no relevant answers|\bno route found to domain|\brecipient(?:'s)? domain\b|\bMX records point to non-?existent|\bhost ?name is (?:unknown|not known)|\bname or service not known|\bdomain nonexistent\b|\bInfoDomainNonexistent\b|\bno a or mx\b|\bEmpf(?:ä|ae)ngerdomain\b|\bunsupported mail destination|\bMX(?: record)? of \S{1,253} points to (?:local|the loopback|127|0\.0)|\bdomain \S{1,253} is not (?:served|hosted|local|handled|known) here|\bdomaine (?:inconnu|inexistant)|\bdominio (?:no existe|inexistente|inesistente)|\b[45]\.(?:4\.4|1\.2)\b.{0,100}\b(?:domain|host|mx)\b|\bbad destination host|\bDNS hard error|\bno such host\b|\bnot (?:a )?known (?:TCP\/IP )?host\b|\b(?:not known|does not exist) in DNS\b|\bnot in DNS\b|\b(?:cannot|can't|could not|unable to|couldn't) (?:find|resolve|locate) (?:the )?(?:recipient )?domain|\bdomain \S{1,253} (?:has no|couldn't be found|cannot be found)|\bno (?:valid )?mail servers?\b)/,
      'recipient',
      'sender',
      'recipient-domain',
      'The domain of the recipient does not exist, or nothing in DNS says where its mail goes.',
      'Correct the address; where it is right, the DNS of its domain is wrong.',
      run.to,
    ],
  ],
)

/** Addresses beyond ASCII. */
export const foreignAddresses = saidBy(
  undefined,
  ['RFC 6531 section 3.5'],
  [
    [
      'address-not-ascii',
      /\bnon-?ascii (?:e-?mail )?address(?:es)?\b|^5\d\d 5\.6\.7\b.*\b(?:address|mailbox|recipient)|\b(?:UTF-?8|internationali[sz]ed|EAI) (?:e-?mail )?address(?:es)? (?:is |are )?not (?:supported|permitted|allowed|accepted)/,
      'recipient',
      'sender',
      'bad-address',
      'An address in the envelope holds letters beyond ASCII, and the receiving server does not take such addresses (SMTPUTF8).',
      'Write to an ASCII address of the recipient, and send from one.',
    ],
  ],
)

/** What the recipient, or whoever looks after the group, does not want. */
export const recipientWishes = saidBy(
  undefined,
  ['RFC 3463 section 3.8', 'https://github.com/zone-eu/zone-mta: config/bounces.txt'],
  [
    [
      'challenge',
      /\brequires (?:that you |you to )?(?:verify|confirm)|\brequires confirmation\b|\bconfirm this mail server\b|\bchallenge[- ]?response\b|\bthis challenge\b|\bchallenge ?[/-] ?response|\bspamarrest\b|\bTMDA\b|\bverify yourself\b|\b(?:held|holding|waits?|waiting) (?:\w{1,12} ){0,3}(?:until|for) (?:you |your )?(?:reply|answer|confirm)|\ba confirmation (?:request )?(?:was|has been) sent\b|\bsolving a captcha\b|\bcaptcha\b|\buntil you confirm\b|\bconfirm that you\b|\b(?:click|follow|visit) .{0,60}\bto (?:confirm|verify)\b|\bawaiting (?:\w{1,12} )?confirmation|\bplease confirm your (?:address|e-?mail|message)/,
      'policy',
      'sender',
      'challenge',
      'The recipient has a challenge-response system: it holds the message until whoever sent it confirms.',
      'Follow the link or answer as the reply asks, once you are sure that you wrote to this address yourself.',
    ],
    [
      'unwanted',
      /\b(?:recipient|addressee|user|customer)\b.{0,40}\b(?:does(?: not|n['’]?t)|no longer) wants? (?:to (?:get|receive|accept) )?(?:your|this|such|any|these|more) (?:e?-?mails?|messages?)\b|\brecipient (?:has |have )?(?:opted out|unsubscribed)\b/,
      'policy',
      'recipient',
      'recipient-refuses',
      'The recipient does not want this mail, and told the server so.',
      'Send nothing more there, or ask the recipient by another way to let you.',
    ],
    [
      'restricted-recipient',
      /\b(?:blocked|blacklisted|rejected|refused|denied) by (?:the |this |that )?(?:recipient|user|addressee)(?! address|['’]s\b)|\brecipient preferences\b|\bmailbox\b.{0,325}\bis restricted|\buser (?:has )?rejected\b(?!:)|\b(?:the )?recipient has you\b|\brefuse[sd]? to (?:receive|accept) (?:this |your )?(?:e-?mail|messages?|mail)|\buser rules\b|\buser reject\b|\bonly accept(?:s|ing)? (?:e-?mail|mail|messages) from\b|\b(?:recipient|user) (?:is |has )?(?:restricted|filter)\b|\brecipient filter\b|\b(?:Sender|Recipient)FilterConfig\b|\bnot (?:subscribed|a member) (?:to|of) (?:this|the) (?:group|list)|\b(?:non-?(?:member|subscriber)s?)\b|\bonly subscribers\b|\byou(?: are|['’]re) not a member\b|\bclosed to (?:outside|external|non)|\bmembers of the (?:list|group|organi[sz]ation|company|domain) only\b|\bList address must be in To|\b(?:recipient|user|addressee)(?: has)? (?:black|block)-?listed (?:you|this)|\b(?:restricted|limited) by the (?:recipient|addressee)|^55\d (?:5\.\d\.\d )?<?x@x\.example>? (?:does not|doesn't|will not|won't) (?:accept|take|receive)\b|\bmembers?-only\b|\b(?:closed|private) (?:mailing )?list\b|\bnot allowed to post\b|\bnot pre-approved\b|(?:\bnot|n['’]t) (?:authori[sz]ed|allowed|have (?:the )?permissions?|permitted|able) to (?:send|post|write) (?:e?-?mail |messages? )?to\b|\bBerechtigung(?:en)? (?:zum Senden|,? .{0,30}\bzu senden)|\brestricted sms e-mail\b|\baccount is protected by\b|\bis not accepting any mail\b|\bbadrcptto\b|\brecipient not allowed\b|\ballowed senders? list|\baccept (?:e-?mail|mail|messages) from (?:outside|external)|\b(?:mail|messages) from outside\b|\b(?:does not|doesn't) (?:wish|want) to receive|\bhas blocked (?:you|your|this sender|mail|messages|e-?mails?)|\b(?:known|approved|white-?listed|listed|trusted) (?:contacts|senders|addresses) only\b|\b(?:accepts?|receives?|takes?) (?:e-?mail|mail|messages) (?:only )?from (?:known|approved|white-?listed|trusted|certain)\b|\baccepts? mail only from\b|\b(?:not|n['’]t) on the recipient['’]s (?:allow|safe|white)|\bpost(?:ing|s)? (?:by|from) non-?members|\b(?:internal|authenticated|registered) (?:senders|users) (?:only|may|can)\b|\bonly (?:members|subscribers|authenticated|internal)\b.{0,40}\b(?:send|post|allowed|may)|\bpermission to (?:post|send) (?:mail|messages)? ?to (?:the|this) (?:group|list)|\b(?:group|list) (?:does not|doesn't|only) accept|\b(?:recipient|user|group|list|mailbox) (?:does not|doesn't) accept\b|\bsender is blocked by (?:the )?(?:recipient|user)/,
      'policy',
      'receiver',
      'recipient-refuses',
      'The recipient, often a group or a list, takes mail from certain senders alone, or does not want that of this one.',
      'Ask the recipient by another way, or whoever looks after the group, to let you send there.',
    ],
  ],
)

/** The mailbox. */
export const mailboxes = [
  ...saidBy(
    undefined,
    ['https://github.com/zone-eu/zone-mta: config/bounces.txt'],
    [
      [
        'mailbox-full',
        /\b(?:mailbox|mail ?box|inbox|maildir|mail ?folder)\b.{0,60}\bexceed|\b(?:mailbox|mail ?box|inbox|account|user|maildir|recipient|mailfolder|(?<!\b(?:system|server|disk|spool|queue|cluster) )storage|mailbox disk)\b.{0,60}\b(?:full|over ?-?quota|over the (?:\w{1,12} )?(?:quota|limit))\b|\bfull mailbox\b|\bover ?(?:disk |storage )?quota|\boverquota|\bquota(?: usage)? (?:is )?(?:exceed|violation)|\bdis[kc] ?quota|\bmail quota exceeded|\bexceed(?:ed|s|ing)? (?:its |the |his |their |your )?(?:hard limit|storage|quota|mailbox|disk space|maximum allowed storage)|\b(?:quota|storage)\b.{0,30}\bexceed|\binsufficient (?:disk|mailbox) (?:space|storage)\b(?=.{0,40}\b(?:mailbox|user)\b)|\binsufficient mailbox|\bnot enough (?:storage )?space (?:in|for)\b|\bdoes not have enough space\b|\bspace has been used up|\bexhausted allowed storage|\btoo many messages on the server|\btoo much mail data|\bexceed\w{0,3}\b.{0,30}\bquota\b|\b(?:mailbox|storage) space\b.{0,20}\bnot enough|\baccount storage limit|\bQuotaExceeded|\bno (?:more |free )?(?:disk )?space (?:left )?(?:in|for|available)\b.{0,40}\b(?:mailbox|user|recipient)|\b(?:mailbox|recipient|user)\b.{0,40}\bno (?:more |free )?(?:disk )?space|\bmailbox (?:size )?(?:limit|quota) (?:is )?(?:reached|exceeded)|\bat its (?:storage|quota|size) limit|\b(?:recipient|user|mailbox)\S{0,2} quota\b.{0,30}\b(?:reached|used up|full)|x@x\.example>? has no space|\ballotted (?:disk )?space|\b(?:quota|cuota|cota)\b.{0,40}\b(?:d(?:é|e)pass|superad|excedid|ultrapassad|erreicht|(?:ü|ue)berschritten)|\bspazio\b.{0,30}\besaurito|\bSpeicherplatz\b.{0,40}\b(?:ersch(?:ö|oe)pft|voll|aufgebraucht)|\bPostfach\b.{0,20}\bvoll\b|\bSpeichervolumen ueberschritten|\bzuviele Mails auf dem Server|\b(?:bo(?:î|i)te|messagerie|bal)\b.{0,60}\b(?:pleine|satur(?:é|e)e)\b|\b(?:buz(?:ó|o)n|casilla|bandeja|cuenta)\b.{0,60}\bllen[oa]|\b(?:casella|mailbox)\b.{0,60}\bpiena|\b(?:mailbox|postvak|postbus|brievenbus)\b.{0,40}\bvol\b|\bcaixa\b.{0,60}\b(?:cheia|lotada)|\bskrzynk\w{0,3}\b.{0,40}\b(?:pe(?:ł|l)n|przepe(?:ł|l)nion)|\b(?:brevl(?:å|a)dan?|inkorgen|postl(?:å|a)dan?|postkassen?|postboksen)\b.{0,40}\b(?:full?|fyldt)\b|\bposta kutusu\b.{0,40}\bdolu|переполнен|ящик.{0,60}(?:полон|заполнен)|превышен[а-яё]{0,2} квот|容量(?:が|を)?超過|容量.{0,10}(?:超え|不足|オーバー)|(?:メール)?ボックス.{0,20}(?:一杯|いっぱい|満杯|フル)|(?:邮箱|信箱|郵箱|收件箱|邮件箱).{0,20}(?:已满|已滿|满了|滿了|爆满)|(?:邮箱|信箱|存储|用户|收件人).{0,20}(?:空间|容量|配额).{0,10}(?:不足|已满|已滿|超)|空间不足|空間不足|超出配额|(?:메일함|편지함|사서함|용량).{0,20}(?:가득|초과)/,
        'mailbox-full',
        'recipient',
        'mailbox-full',
        'The mailbox is full.',
        'Tell the recipient by another way, and send again later.',
      ],
    ],
  ),
  ...saidBy(
    undefined,
    ['RFC 5321 section 4.2.2', 'https://github.com/zone-eu/zone-mta: config/bounces.txt'],
    [
      [
        'mailbox-busy',
        /^4(?:\d\d|\.\d+\.\d+)\b.*\b(?:mailbox|account|user)\b.{0,60}\b(?:temporarily (?:locked|unavailable|not available)|locked|busy|in use|unavailable|not available)\b|^4(?:\d\d|\.\d+\.\d+)\b.*\btemporarily (?:locked|unavailable) (?:mailbox|account|user)\b/,
        'temporary',
        'nobody',
        'server-trouble',
        'The mailbox cannot be written to just now.',
        'Wait: the sending server tries again.',
      ],
      [
        'mailbox-disabled',
        /^(?!5(?:25|3[0-58]) )(?!.*\b(?:IP|outgoing|outbound|sender|sending|login|logged|blocked (?:mail|messages?|e-?mails?|you|your|this)|relay)\b).*(?:\b(?:mailbox|account|user|recipient|address)\b.{0,120}\b(?:disabled|inactive|suspended|deactivated|locked|blocked|frozen|discontinued|expired|closed|terminated|cancell?ed|retired|dormant|not activ\w{1,4}|not used for|hangup)\b(?!.{0,12}\brecipient)|\b(?:disabled|inactive|suspended|deactivated|locked|expired) (?:user|mailbox|account|recipient|address)\b|\b(?:is|was) (?:a )?(?:deactivated|disabled|suspended)\b|\b(?:account|mailbox|\S{1,64}@\S{1,253}) is no longer valid|\bno longer (?:on server|accepts mail|an employee|works here|with us|available)|\bhas been replaced by\b|\b(?:user|recipient|mailbox|address) has moved\b|\bsuspend the service\b|\bis now disabled\b|\bPostfach\b.{0,20}\b(?:deaktiviert|gesperrt)|\bboite aux lettres desactivee|\bindirizzo\b.{0,20}\bbloccato|\bkonto jest zablokowane|\bcuenta (?:desactivada|suspendida|inactiva)|\bcompte (?:désactivé|suspendu|fermé)|\bcaixa postal (?:desativada|bloqueada)|\bestado: inactivo|\bdeactivated due to\b|\bmail receiving disabled|\baccount not activated\b|\baccount inbounds? (?:is |are )?disabled|\baccount is ?blocked\b|\bcompte\b.{0,40}\bbloqu(?:é|e)|\barchived recipient\b|\barchiv(?:é|e)e\b|\bhas left (?:the|our|this) (?:company|organi[sz]ation|university)|\bbuz(?:ó|o)n (?:est(?:á|a) )?(?:deshabilitado|inactivo|bloqueado|desactivado)|ящик (?:заблокирован|отключ)|アカウント.{0,10}(?:停止|無効)|(?:账号|帐号|邮箱).{0,6}(?:停用|禁用|冻结))/,
        'recipient',
        'sender',
        'mailbox-disabled',
        'The mailbox is closed.',
        'Take the address off your list, or ask the recipient for another one.',
      ],
      [
        'bad-address',
        /\b(?:bad|invalid|malformed|illegal)\b.{0,20}\baddress (?:syntax|format)|\baddress syntax\b|\binvalid address format|\bmalformed address|^5\d\d 5\.1\.3\b.*\b(?:address|mailbox|recipient)\b(?!.{0,40}\bunknown)|\brcpt to\b.{0,30}\b(?:bad syntax|syntax error|invalid syntax)|\bunbalanced\b|\brestricted characters in address|\b(?:domain|host) ?name required\b(?! for sender)|\brecipient address must contain a domain|\brecipient address rejected: need fully-qualified|\buser address required\b|\brecipient\b.{0,20}\bsyntax\b|\bfully qualified e?-?mail address required|\bincorrectly addressed\b|\billegal characters? in address|\bsyntax error in (?:recipient|address|mailbox)/,
        'recipient',
        'sender',
        'bad-address',
        'The address of the recipient is not written as it must be.',
        correct,
      ],
      [
        'user-unknown',
        /\buser unknown\b|\b(?:no such|unknown|invalid|non-?existent|bad|illegal|wrong)(?: destination| or illegal| or unknown)?(?: virtual| local| e?-?mail)? ?-?(?:user|mail ?box|recipient|recipients|account|address|addressee|alias|person|local[- ]part|mail drop)\b(?! syntax)(?!.{0,20}\bheader)|\b(?:user|mailbox|recipient|account|address|addressee|alias)\b[\s:'\x22(<[]{0,3}(?:\S{1,320}\s){0,1}(?:\S{1,40}\s){0,4}(?:does(?: not|n'?t) exist|(?:is )?not found|unknown(?! (?:network|sender|client|host|reason|error))|unrecognized|is no longer valid|no longer (?:exists|active|in use)|not exist|not listed|not known|not recogni[sz]ed|cannot be verified|not OK|invalid|was not found|lookup in domain map failed)\b|\b5\.1\.(?:0|1|10)\b.{0,200}\b(?:rejected|reject|unknown|not found)|\b(?:address|recipient) rejected\b(?=[^a-z]{0,20}$)|\bnot (?:a |an )?(?:valid|known|local|active) (?:user|mailbox|recipient|account|address)\b|\bnot (?:our|a) (?:user|customer|local address)\b|\bnot user of this server\b|\brecipients? (?:is|are) invalid|\b(?:user|recipient) not a member of domain|\buser path no exist|\bcannot deliver mail for\b|\bno such ID\b|\b(?:address|user|recipient|mailbox) (?:is )?not (?:handled|hosted|served|local|accepted) here\b|\bmailbox (?:name )?(?:is )?not allowed|\binvalid account\b|\b(?:e-?mail )?address is wrong\b|\bRecipNotFound\b|\baccount (?:is )?not available\b|\bcan(?:'t|not| not) find (?:your |the |a )?(?:mailbox|user|recipient|account)|\bnot (?:found )?in (?:the |our )?(?:address book|directory|user database|local recipient)|\b(?:mail|messages?) to \S{1,320} not accepted here|\bno (?:account|mailbox|mail ?box|user) (?:by|with|here|found|available)\b|\bno mail-?box here\b|\bno (?:valid )?recipients?\b|\bno one (?:at|with) (?:this|that)\b|(?:\bnot|n['’]t) have an? (?:\S{1,60} )?account\b|\bnot known to this system|\bnot present in (?:the |our )?directory|\bverification failed for (?:the )?recipient|^55\d (?:5\.1\.1 )?<?x@x\.example>?:? (?:is )?unknown\W*$|^556 address unavailable|\bcan't accept user|\bdestination (?:server rejected recipients|addresses were unknown)|\bdoes not like recipient|\bname directory\b|\bADDRESS_NOT_FOUND\b|\bunavailable mail user\b|\bEmpf(?:ä|ae)nger\b.{0,330}\b(?:unbekannt|nicht bekannt|existiert nicht|nicht gefunden)|\bBenutzer\b.{0,20}\b(?:nicht bekannt|unbekannt|existiert nicht|nicht gefunden)|\bunbekannter? (?:Benutzer|Empf(?:ä|ae)nger|Adresse|Nutzer)|\bE-?Mail-?Adresse\b.{0,60}\b(?:nicht vorhanden|existiert nicht|unbekannt|ung(?:ü|ue)ltig)|\bkein (?:solcher )?(?:Benutzer|Postfach|Empf(?:ä|ae)nger)|\bAdressat unbekannt|\b(?:utilisateur|destinataire|adresse) (?:est )?(?:inconnue?|inexistante?|invalide)|\bdestinataire invalide|\b(?:adresse|compte|utilisateur)\b.{0,330}\bn['’ ]existe pas|\b(?:usuario|destinatario|cuenta|direcci(?:ó|o)n|buz(?:ó|o)n)\b.{0,330}\b(?:desconocid|inexistente|no existe|inv(?:á|a)lid)|\bno existe (?:ese|dicha|el|la|este|esta)\b|\bnot listed in (?:the )?(?:Domino|public|name|address)\b|\bDomino[- ](?:Verzeichnis|Directory)\b.{0,40}\b(?:nicht|aufgef)|\bnicht im Domino|\bne figure pas dans\b|\bno (?:aparece|figura|est(?:á|a)(?: listado)?) en (?:el )?(?:directorio|libro)|\bnon (?:è )?(?:elencat\w|presente) (?:in|nell[ao]) (?:rubrica|directory)|\bn(?:ã|a)o (?:est(?:á|a) )?(?:listad\w|encontrad\w) n[oa] (?:diret(?:ó|o)rio|cat(?:á|a)logo|lista)|\b(?:destinatario|utente|indirizzo|casella|destin\.) ?(?:è )?(?:sconosciut|inesistente|errato|non esiste)|\b(?:utente|indirizzo|casella)\b.{0,330}\bnon esiste|\b(?:gebruiker|ontvanger|adres|mailbox)\b.{0,60}\b(?:onbekend|bestaat niet)|\bonbekende (?:gebruiker|ontvanger)|\b(?:usu(?:á|a)rio|destinat(?:á|a)rio|conta|endere(?:ç|c)o|caixa)\b.{0,330}(?:desconhecid|inexistente|n(?:ã|a)o existe|inv(?:á|a)lid)|\bnie (?:istnieje|ma takiego (?:konta|uzytkownika|użytkownika))|(?:пользователь|ящик|адрес|получатель).{0,330}(?:не найден|не существует|неизвестен)|нет такого (?:пользователя|ящика|адреса)|宛先不明|(?:宛先|アドレス|ユーザー?|受信者).{0,60}(?:存在しません|存在しない|見つかりません|いません|不明|登録されていません|ありません)|(?:收件人|用户|用戶|使用者|邮箱|郵箱|信箱|(?<!发件人|寄件人|發件人)地址|账号|帐号|帳號).{0,20}(?:不存在|未找到|找不到|无效|無效|未知)|(?:没有|沒有|查无|查無|无)(?:此|这个|該|该)(?:用户|用戶|人|邮箱|账号|帐号)|(?:받는 사람|수신자|사용자|계정|주소).{0,30}(?:존재하지|없습니다|찾을 수 없)/,
        'recipient',
        'sender',
        'no-such-mailbox',
        'There is no such mailbox.',
        correct,
      ],
      [
        'mailbox-unavailable',
        /^55\d .*\b(?:mailbox|mail box) (?:is )?(?:currently )?(?:unavailable|not available)\b/,
        'recipient',
        'sender',
        'no-such-mailbox',
        'The mailbox cannot be reached: most often there is none of that name.',
        'Correct the address, or take it off your list. Where it is right, the words behind may say more.',
      ],
    ],
  ),
]
