import { run, saidBy } from '../words.ts'

/** What asks a list or a program, and gets no answer, is no judgement. */
export const filtersDown = saidBy(
  undefined,
  ['RFC 3463 section 3.4'],
  [
    [
      'filter-down',
      /^4(?:\d\d|\.\d+\.\d+)\b.*(?:\b(?:filters?|scanner|milter|amavisd?|clamd|clamav|spamd|spamassassin|rspamd|anti-?virus|anti-?spam|(?:spf|dkim|dmarc|policy|quota|greylist\w{0,3}|verification) (?:server|service|daemon|database|engine))\b(?: \w{1,12}){0,2} (?:is )?(?:currently |temporarily )?(?:unavailable|not available|failed|failure|error|down|time[d ]?-?out|not respond\w{0,3}|unreachable|offline|busy)\b|\b(?:dnsbl|rbl|blocklist|blacklist) (?:lookup|query|check) (?:failed|failure|error|time[d ]?-?out)|\b(?:cannot|can't|could not|couldn't|unable to) (?:connect to|reach|contact|check|query|access) (?:\w{1,12} ){0,3}(?:filter|scanner|milter|amavisd?|clamd|clamav|spamd|database|directory|ldap)\b)/,
      'temporary',
      'nobody',
      'server-trouble',
      'A filter or a program that the receiver asks gives no answer just now; nothing is judged yet.',
      'Wait: the sending server tries again by itself. Look closer only if it goes on for hours.',
    ],
  ],
)

/** Greylisting: known by its own word alone. */
export const greylisting = saidBy(
  undefined,
  ['RFC 6647', 'https://github.com/zone-eu/zone-mta: config/bounces.txt'],
  [
    [
      'greylist',
      /^4(?:\d\d|\.\d+\.\d+)\b.*(?:gr[ea]y-? ?list|postgrey)/,
      'temporary',
      'nobody',
      'greylisted',
      'Greylisting: the receiver takes mail from a sender that is new to it only when it comes again.',
      'Wait: the sending server tries again within minutes, and has to from the same address.',
    ],
  ],
)

/** How much and how fast. */
export const rates = saidBy(
  undefined,
  ['RFC 5321 section 4.2.3', 'https://github.com/zone-eu/zone-mta: config/bounces.txt'],
  [
    [
      'overload',
      /^(?:[45]\d\d|4\.\d+\.\d+)\b.*(?:\bload average\b|\b(?:load|cpu) (?:is )?too high\b|\btoo much load\b|\b(?:system|server|cpu) (?:load|is (?:overloaded|too busy))\b|\bhigh (?:system |server )?load\b)/,
      'temporary',
      'nobody',
      'server-trouble',
      'The server has too much to do just now.',
      'Wait: the sending server tries again by itself. Look closer only if it goes on for hours.',
    ],
    [
      'too-many-connections',
      /\btoo many (?:concurrent |open |simultaneous )?(?:smtp )?(?:connections|sessions)|\btrop de connexions|\bconnection (?:rate )?limit|\bzu viele (?:gleichzeitige )?Verbindungen|\bdemasiadas conexiones|\btroppe connessioni/,
      'temporary',
      'nobody',
      'rate-limit',
      'The receiver takes only so many connections at a time.',
      'Wait: the sending server tries again. If it goes on, open fewer at a time (smtp_destination_concurrency_limit in Postfix).',
    ],
    [
      'rate',
      /^(?:4(?:\d\d|\.\d+\.\d+)\b.*(?:\brate ?(?:limit|control)|\brate\b.{0,40}\b(?:exceed|limit)|\btoo (?:many|much|fast|quickly)\b|\bthrottl|\blimit(?:s|ed)?\b.{0,40}\bexceed|\bexceed\w*\b.{0,60}\blimit)|.*(?:\bsending (?:faster|too (?:fast|quickly|many|much))\b|\bfaster than (?:we|is) allow|\btoo (?:many|much) (?:e-?mails?|mails?|messages)\b|\brate[- ]?limit(?:ed|s)?\b|\btoo many (?:errors|recipients) from\b|\bthrottled\b|\bslow down\b|\bagain slower\b|\b(?:unexpected|excessive|unusual) (?:volume|rate)\b|\bmail flood\b|\b(?:message|recipient|connection)s? threshold (?:is )?(?:exceeded|reached)|\bper (?:connection|session)\b.{0,40}\b(?:reached|exceeded)|\bnumber of messages per session|\btoo many recipients (?:this|per|in the last)|\b(?:number of|how many|many|more) messages (?:that )?(?:they|it|he|she|you) can receive\b|\breceiv\w{2,3} (?:too many|more) (?:e-?mails?|messages?)\b|\bsending rate\b|\b(?:message|mail|connection|recipient) (?:rate|frequency)\b.{0,30}\b(?:exceed|too high|limit|reached)|\b(?:excessive|too frequent) (?:connections?|messages)|\bmaximum (?:number of )?(?:simultaneous )?(?:connections|messages)\b.{0,40}\b(?:reached|exceeded)|\b(?:hourly|daily) limit of the recipient\b|\brate too high))/,
      'temporary',
      'nobody',
      'rate-limit',
      'The receiver takes only so much at a time.',
      'Wait: the sending server tries again. If it goes on, send more slowly.',
    ],
  ],
)

/** Given up, and why is not said. */
export const expiry = saidBy(
  undefined,
  ['RFC 3463 section 3.5'],
  [
    [
      'expired',
      /\b4\.4\.7\b|\b5\.4\.7\b|\bretry time(?:out)? (?:not reached|exceeded)|\b(?:message|delivery time|delivery) expired\b|\bmessage timed out\b|\bmessage (?:is )?too old\b|\b(?:could|can) ?not be delivered (?:for|within|after)\b|\bcould not (?:send|deliver) (?:message |the message )?(?:for|within|after)\b|\b(?:in|on) the queue (?:too long\b|for (?:over |more than )?\d)|\bgiving up on\b|\bfailed to deliver to domain\b.{0,253}\bafter \d+ tries|\bafter sitting in queue\b|\ballowed queue period\b|\bgiven up after\b|\bgiving up$|\bafter (?:multiple|several|many|\d+) (?:retries|attempts|tries)\b|\bmax(?:imum)? (?:number of )?(?:retries|attempts)\b|\b(?:retries|attempts) (?:have been )?exhausted|\bdelivery (?:time|period)\b.{0,20}\bexpired|\bnot collected after\b|\bZustellung\b.{0,30}\bTagen?\b/,
      'temporary',
      'unknown',
      'expired',
      'It was tried for as long as the sending server tries, and the receiver never took it.',
      'Look at what the tries before said, in the same report or the log; then send it again.',
      run.to,
    ],
  ],
)

/** No connection, or one that broke. */
export const connections = saidBy(
  undefined,
  ['RFC 3463 section 3.5', 'https://www.sendmail.org/~ca/email/doc8.12/op.html'],
  [
    [
      'no-answer',
      /\b(?:connection|operation|conversation|read|write|session)(?: has)? timed? ?out\b|\b(?:connection|socket) (?:was )?(?:refused|reset|dropped|lost|closed|died|aborted|failed)\b(?! due to abuse| by (?:\w{1,12} )?polic)|\bconnection died\b|\bno route to host\b|\bnetwork is unreachable\b|\bhost\b.{0,253}\bunreachable\b|\b(?:host|server|MX|domain) (?:is )?(?:not|n['’]t) reachable\b|\bhost (?:is )?down\b|\bno path to\b|\buux failed\b|\bwhile talking to\b|\bbad connection\b|\bio timeout\b|\blost input channel\b|\bclosing connection: time|\b(?:server|host|MX)(?: (?:at|of) \S{1,253})? (?:is |are |did |does )?(?:not|n['’]t) (?:responding|answer\w{0,3}|respond)\b|\bsession (?:was |has been )?(?:interrupted|aborted|broken)|\bcould ?n[o'’]t open connection|\bSMTP connect\(\) failed|\b(?:is|are) unreachable\b|\bno answer from host\b|\bgreeting failed\b|\bnot able to establish an smtp connection|\b(?:was|wasn't|not) able to (?:establish|connect)|\b(?:unable|could not|couldn't|cannot|can't|failed) to? ?(?:connect|establish a connection|contact)\b|\bcould not connect\b|\bdid not respond\b|\bno response from\b|\blost connection\b|\bconnection with \S{1,253} is broken|\bread error from\b|\bname server timeout|\bconnection expired\b|\btimeout - closing connection|\bdelivery timeout\b|\bunable to contact\b|(?<!retry )\btimeout exceeded\b|\btimed out while\b|\bSMTP timeout\b|\bserver unreachable\b|\bnetwork error\b|\bclosed (?:the )?connection\b|\bsocket ?error\b|\bTCP (?:read|write|connect|connection) (?:error|fail)|^454 (?:4\.\d\.\d )?(?:time ?out|timed out)\W*$|\btimed out (?:waiting|connecting|while)\b|\bconnection closed\b|\bretry time not reached for any host$|\bVerbindung\b.{0,40}\b(?:abgelehnt|abgebrochen|unterbrochen)|\bconnexion (?:refusée|interrompue)/,
      'temporary',
      'unknown',
      'connection',
      'The receiving server does not answer, or nothing gets through to it from there.',
      'Wait: the sending server tries again. If no server answers on port 25, the hosting company blocks it: have it opened, or send through a relay.',
      run.to,
    ],
    [
      'dns-trouble',
      /\bDNS (?:resolving|lookup|server|query)? ?(?:error|fail\w{0,4}|timeout)\b(?!: (?:domain|DNS type))|\btemporary (?:dns|name resolution) (?:failure|error)|\b(?:name|host name|CNAME|MX|domain) lookup (?:failure|failed temporarily|timed out)|\blookup failed temporarily|\btemporary failure in name resolution|\bhost lookup did not complete|\btemporary failure in \w{1,12} lookup|\bhost not found, try again|\bname server(?::)? .{0,80}\b(?:no response|time ?out)/,
      'temporary',
      'unknown',
      'connection',
      'DNS gave no answer for the domain of the recipient just now.',
      'Wait: the sending server tries again. Where it goes on for hours, see whether the name servers of that domain answer, and those that the sending machine asks.',
      run.to,
    ],
  ],
)

/** The servers do not understand each other. */
export const protocol = saidBy(
  undefined,
  ['RFC 5321 section 4.2.2'],
  [
    [
      'protocol',
      /\bbad sequence\b|\bsequence error\b|\bimproper (?:use of )?(?:smtp )?(?:command )?pipelining|\bpipelining\b|\bcommand (?:unrecogni[sz]ed|not recogni[sz]ed|not (?:implemented|allowed|understood)|unknown)|^5(?!\d\d 5\.7\.).*\bcommand rejected|\b(?:unrecogni[sz]ed|unknown|unimplemented|unsupported) (?:command|option|parameter|extension)|^50[0-4]\b.*\b(?:not implemented|syntax error|bad syntax|unrecogni[sz]ed)|\bsyntax error\b.{0,40}\b(?:command|parameters?|arguments?)\b|\bsynchronization error|\bmust precede\b|\bplease say \w{4}|\bsay (?:HELO|EHLO|MAIL|RCPT)\b|\bHELO\/EHLO first|\bdata before (?:the )?greeting\b|\btalk(?:s|ing|ed)? (?:too (?:early|soon)|before)\b|\bneed (?:MAIL|RCPT) command/,
      'configuration',
      'sender',
      'protocol',
      'The servers do not understand each other: a command or a parameter came that the other side does not take, or not then.',
      'Correct the program that sends, or tell those who make it.',
    ],
  ],
)

/** The receiver's own trouble. */
export const trouble = saidBy(
  undefined,
  ['RFC 3463 section 3.4', 'RFC 5321 section 4.2.3'],
  [
    [
      'server-full',
      /\binsufficient (?:system |disk )?(?:storage|space|resources)|\b(?:system|disk|spool|mail system|server|file ?system|queue)(?: storage| space| disk)? (?:is )?full\b|\bno space left|\bout of (?:memory|disk|space|storage)\b.{0,20}\b(?:server|system|host)|\bout of (?:memory|disk|space)|\bnot enough space on (?:the )?disk|\binsufficient disk space/,
      'temporary',
      'receiver',
      'server-trouble',
      'That server has no room left on its disk or in its memory.',
      "Wait: the sending server tries again by itself. Where it goes on for hours, tell the receiver's postmaster.",
    ],
    [
      'server-broken',
      /^(?!4)(?!\d*\s*\S*\s*421)(?!55\d (?:5\.\d\.0 )?service (?:is )?(?:unavailable|not available)\s*$).*(?:\bChild process of \S{1,64} transport\b|\btransport\b.{0,40}\b(?:returned|exit(?:ed)?) (?:status |code )?\d|\bcould not exec\b|\bUnable to (?:chdir|open|stat|fork|read|write|switch|run|exec|create|lock|access|move)\b|\bUh-oh: |\bhome directory\b|\bmaildir delivery\b(?!.{0,40}\bquota)|\bpartial mailbox\b|\b(?:system|server|local|mail system) config\w{0,9} (?:error|problem)|\b(?:mis)?configured\b.{0,30}\bserver|\bserver is misconfigured|\bconfig error\b|\bsystem config error|\binternal (?:server )?error|\bcan't create (?:user )?output|\bI\/O error|\bSTOREDRV\.|\bpermanent exception\b|\bfailed to (?:open|create|write|lock|rename|append)\b|\block\w{0,8} failed\b|\bdatabase is (?:corrupt|damaged|locked)|\bmail(?:box)? file\b.{0,60}\b(?:does not exist|not found|corrupt)|\bexcessive recursion\b|\bprocmail\b|\bmaildrop\b|\bcommand died with (?:status|signal)|\bmailer error|\bmailer "?\w{1,30}"? (?:died|failed|exited)|\blocal delivery failed|\blocal (?:error|problem)|\bservice (?:is )?(?:currently )?(?:unavailable|not available)\s*$|\bsystem error\b|\bpipe to \||\bcommand (?:failed|output):|\bno mdb\b|\bdirectory server fail)/,
      'configuration',
      'receiver',
      'server-trouble',
      'That server has trouble of its own: a setting, a program or a disk there fails.',
      "Send it again later; where it stays so, tell the receiver's postmaster, with this reply.",
    ],
    [
      'try-later',
      /^4(?:\d\d|\.\d+\.\d+)\b.*(?:try(?: your request)? again|\bUnable to (?:chdir|open|stat|fork|read|write|switch|run|exec|create|lock|access|move)\b|temporar|\blater\b|service (?:is )?(?:currently )?(?:not available|unavailable)|service refus|\bbusy\b|\boverload|system load|\blocal error\b|\blocal problem|\bqueue\b|\bdatabase\b|\bldap\b|\blookup (?:failure|failed|error)|\bnot accepting\b|\bconfiguration\b|\boffline\b|\binternal error|\bresources?\b|\bretry\b|\bshutting down|\bmaintenance)/,
      'temporary',
      'nobody',
      'server-trouble',
      'The receiver asks to try again later.',
      'Wait: the sending server tries again by itself. Look closer only if it goes on for hours.',
    ],
  ],
)
