import type { ReplyPattern } from '../../../core/reply.ts'
import { blocklists } from '../../blocklists.ts'
import { run, saidBy } from '../words.ts'

const tell = "Where it is a relay's address, tell the relay."

/** A blocklist of addresses that replies name by its zone, its site or its name; how one leaves it is known of its zone. */
function named(id: string, pattern: RegExp, name: string, zone: string | undefined, how = ''): ReplyPattern[] {
  const list = blocklists.find((one) => one.zone === zone)
  const removal = list?.removal && `Look it up and ask for removal at ${list.removal}.`
  const lookup = list?.lookup && `Look it up at ${list.lookup}.`
  const means = `The sending address is on the blocklist ${name}, by which the receiver goes.`
  const fix = ['Find out what was sent, and stop it.', removal ?? lookup, list?.expires, how, tell].filter(Boolean)
  const source = /https:[^\s?{]+[\w/]/.exec(
    `${list?.removal ?? list?.lookup ?? ''} ${how} ${list?.sources[0] ?? ''}`,
  )?.[0]
  return saidBy(
    undefined,
    [source ?? 'https://github.com/zone-eu/zone-mta: config/bounces.txt'],
    [[id, pattern, 'reputation', 'sender', 'blocklisted', means, fix.join(' '), run.ip]],
  )
}

/** Those who sell filters as well as lists: where the words are about the message or the mailbox, no list is meant. */
const byVendor = (name: RegExp): RegExp =>
  new RegExp(
    `^(?!.*(?:${aboutOther.source}))(?!.*\\bspam\\b(?!.*\\b(?:IP|address|host|list\\w{0,4}|intelligence|database)\\b)).*(?:${name.source})`,
  )
const aboutOther =
  /\b(?:unsolicited|content|virus(?:es)?|malware|phish\w{0,4}|(?:as|is|be|contains|likely|suspected|considered) spam|spam (?:message|detected|content|score)|user unknown|unknown user|no such user|reputation score)\b/

/** Asking a list in a way that it refuses, and lists that ended: it is the receiver's mistake. */
export const mistakenLists = [
  ...saidBy(
    undefined,
    ['https://www.spamhaus.org/faqs', 'https://uribl.com/refused.shtml'],
    [
      [
        'open-resolver',
        /\bopen resolver\b|\b127\.255\.255\.25\d\b|\bQuery Refused\b.{0,200}\buribl|\buribl\b.{0,200}\bQuery Refused\b/,
        'configuration',
        'receiver',
        'blocklisted',
        'No list has you: the receiver asks the blocklist in a way that the list refuses (through an open resolver), and takes the refusal for a listing.',
        "Tell the receiver's postmaster, with this reply; look at the address yourself to be sure.",
        run.ip,
      ],
    ],
  ),
  ...saidBy(
    undefined,
    ['https://www.heise.de/en/news/Blocked-out-Antispam-blocklist-SORBS-is-switched-off-9752522.html'],
    [
      [
        'sorbs',
        /\bsorbs\b/,
        'configuration',
        'receiver',
        'blocklisted',
        'The receiver still asks the lists of SORBS, which ended in June 2024.',
        "Tell the receiver's postmaster to take them out of the settings.",
        run.ip,
      ],
    ],
  ),
  ...saidBy(
    undefined,
    [
      'https://www.heise.de/-10248714',
      'https://wpbl.info/',
      'https://wordtothewise.com/2015/01/ahbl-wildcards-internet/',
    ],
    [
      [
        'ended-list',
        /\b(?:ix\.dnsbl\.manitu\.net|nixspam|db\.wpbl\.info|(?:dnsbl|rhsbl|ircbl)\.ahbl\.org|(?:combined|dnsbl)\.njabl\.org|(?:list|unconfirmed)\.dsbl\.org|relays\.ordb\.org|bl\.spamcannibal\.org)\b/,
        'configuration',
        'receiver',
        'blocklisted',
        'The receiver still asks a blocklist that ended years ago, and whose answers mean nothing.',
        "Tell the receiver's postmaster to take that list out of the settings.",
        run.ip,
      ],
    ],
  ),
]

/** Lists of domains, of the sender or in links. */
export const domainLists = saidBy(
  undefined,
  ['https://www.spamhaus.org/blocklists/domain-blocklist', 'https://uribl.com', 'https://www.surbl.org'],
  [
    [
      'uribl',
      /\b(?:multi|black|grey|red|lookup|admin)\.uribl\.com|\buribl(?:\.[\w.]{1,60})?\b|\bspamhaus[ -]DBL\b|\bdbl\.[\w.]{1,60}|\b(?:sender|mail ?from|from|helo) domain (?:is )?(?:black ?|block ?)?listed\b|\bspamhaus\.org\/(?:dbl|query\/domain)|\bsurbl\b|\brhsbl\b|\bivmURI\b|\b(?:URLs?|URIs?|links?)\b.{0,80}\b(?:is |are |were |was )?(?:black|block)?listed\b|\b(?:black|block)(?:ed|listed) (?:URLs?|URIs?|links?|domains?)\b|\bcontains? (?:a )?(?:black|block)(?:ed |-)?list(?:ed)? (?:URL|URI|link|domain)/,
      'reputation',
      'sender',
      'link-listed',
      "A domain of the message, the sender's or one in a link, is on a list.",
      'See which one, have it taken off, or take the link out of the message.',
      run.domain,
    ],
  ],
)

/** Lists of addresses, those that are named before any list. */
export const addressLists = [
  ...saidBy(
    undefined,
    ['https://www.spamhaus.org/faqs'],
    [
      [
        'spamhaus',
        /\bspamhaus\b/,
        'reputation',
        'sender',
        'blocklisted',
        'The sending address is on a list of Spamhaus.',
        "See which list and why at https://check.spamhaus.org, and do what is said there: PBL means to send through a relay, others that something sends spam. Where it is a relay's address, tell the relay.",
        run.ip,
      ],
      [
        'cbl',
        /\babuseat\.org\b|\bCBL\b/,
        'reputation',
        'sender',
        'blocklisted',
        'The sending address is on the CBL, which is part of Spamhaus XBL today: a machine behind the address sends spam or is infected.',
        `Look it up at https://check.spamhaus.org, find the machine and clean it, then ask for removal there. ${tell}`,
        run.ip,
      ],
    ],
  ),
  ...saidBy(
    undefined,
    ['http://www.uceprotect.net/en/index.php?m=3&s=4', 'http://www.uceprotect.net/en/index.php?m=3&s=5'],
    [
      [
        'uceprotect-network',
        /\bdnsbl-[23]\.uceprotect\b|\buce-?protect(?:-network)?[- ]?(?:level|L)[- ]?[23]\b|\blevel[- ]?[23]\b.{0,40}\buce-?protect/,
        'reputation',
        'host',
        'blocklisted',
        'The network of the sending address is on UCEPROTECT 2 or 3, since too many of its addresses sent spam; the address itself may be clean.',
        "Have the hosting company deal with those senders, or send through a relay. Nobody has to pay: an entry goes by itself. The receiver's postmaster should not refuse mail by this list alone.",
        run.ip,
      ],
    ],
  ),
  ...named('psbl', /\bpsbl\b/, 'PSBL', 'psbl.surriel.com'),
  ...named('uceprotect', /\buce-?protect/, 'UCEPROTECT', 'dnsbl-1.uceprotect.net'),
  ...named(
    'barracudacentral',
    /\bbarracuda(?:central|networks\.com\/reputation)\b|\bBRBL\b/,
    'of Barracuda (BRBL)',
    'b.barracudacentral.org',
  ),
  ...named(
    'invaluement',
    /\binvaluement\b|\bivmSIP/,
    'invaluement',
    undefined,
    'Its lookup is at https://www.invaluement.com/lookup/.',
  ),
  ...named('zerospam', /\b0spam\b/, '0spam', 'bl.0spam.org'),
  ...named('mailspike', /\bmailspike\b/, 'Mailspike', 'bl.mailspike.net'),
  ...named(
    'backscatterer',
    /\bbackscatterer\b/,
    'Backscatterer',
    'ips.backscatterer.org',
    'Do not answer mail whose sender is forged, and do not check senders by callout.',
  ),
  ...named('s5h', /\bs5h\.net\b/, 's5h.net', 'all.s5h.net'),
  ...named(
    'hostkarma',
    /\bhostkarma\b|\bjunkemailfilter\b|\bjunk ?e?mail ?filter\b/,
    'Hostkarma',
    'hostkarma.junkemailfilter.com',
  ),
  ...named('abusix', /\babusix\b/, 'Abusix', 'combined.mail.abusix.zone'),
  ...named(
    'proofpoint',
    byVendor(/\bproofpoint\b/),
    'of Proofpoint',
    undefined,
    'Ask for removal at https://ipcheck.proofpoint.com.',
  ),
  ...named(
    'cloudmark',
    byVendor(/\bcloudmark\b|\bcm-csi-/),
    'of Cloudmark (CSI)',
    undefined,
    'Ask for removal at https://csi.cloudmark.com/en/reset/.',
  ),
  ...named(
    'symantec',
    /\bbrightmail\b|\bsymantec\b.{0,60}\b(?:bad senders?|black ?list|block ?list|reputation|listed)\b|\bipremoval\.sms\.symantec\b/,
    'of Symantec (Brightmail)',
    undefined,
    'Ask for removal at https://ipremoval.sms.symantec.com.',
  ),
  ...named(
    'senderscore',
    /\bsenderscore\b|\bsender ?score\b|\breturn ?path\b.{0,40}\b(?:block ?list|black ?list|RPBL|reputation)\b|\bRPBL\b/,
    'of Validity (Sender Score)',
    'bl.score.senderscore.com',
  ),
  ...named(
    'trend-micro',
    byVendor(/\btrend ?micro\b|\bmail-abuse\.(?:com|org)\b|\btrendmicro\b|\bRBL\+/),
    'of Trend Micro (ERS)',
    undefined,
    'Open the link in the reply to ask for removal.',
  ),
  ...named(
    'talos',
    byVendor(/\bsenderbase\b|\btalos ?intelligence\b/),
    'of Cisco Talos',
    undefined,
    'Look it up at https://www.talosintelligence.com/reputation_center.',
  ),
  ...named('spamrats', /\bspam ?rats\b|\bRATS-(?:Dyna|NoPtr|Spam|Auth)\b/, 'SpamRATS', 'all.spamrats.com'),
  ...named('sem', /\bspameatingmonkey\b/, 'Spam Eating Monkey', 'bl.spameatingmonkey.net'),
  ...named('blocklist-de', /\bblocklist\.de\b/, 'blocklist.de', 'bl.blocklist.de'),
  ...named('dronebl', /\bdronebl\b/, 'DroneBL', 'dnsbl.dronebl.org'),
  ...named('spfbl', /\bspfbl\b/, 'SPFBL', 'dnsbl.spfbl.net', 'Open the link in the reply.'),
  ...named('interserver', /\brbl\.interserver\b/, 'of InterServer', 'rbl.interserver.net'),
  ...named('nordspam', /\bnordspam\b/, 'NordSpam', 'bl.nordspam.com'),
  ...named('gbudb', /\bgbudb\b/, 'GBUdb Truncate', 'truncate.gbudb.net'),
  ...saidBy(
    undefined,
    ['https://github.com/zone-eu/zone-mta: config/bounces.txt'],
    [
      [
        'spamcop',
        /\bspamcop\b/,
        'reputation',
        'sender',
        'blocklisted',
        'Mail from this address was reported to SpamCop; the listing ends about a day after the last report.',
        "Find out what was reported, stop it, and wait a day. Where it is a relay's address, tell the relay.",
        run.ip,
      ],
      [
        'dynamic-ip',
        /^[45](?:\d\d|\.\d+\.\d+) .*(?:\b(?:dynamic|dial-?up|residential)\b.{0,40}\b(?:IPs?|address|host|pool|range)\b(?!.{0,40}\b(?:PTR|rdns|reverse)\b)|\b(?:IP|address|host)\b.{0,60}\b(?:dynamic|dial-?up|residential)\b(?!.{0,40}\b(?:PTR|rdns|reverse)\b))/,
        'policy',
        'sender',
        'blocklisted',
        'The receiver takes the sending address for one of homes, by a list or by its name in reverse DNS.',
        'Set the PTR of the address to a name of your own domain, or send through a relay.',
        run.ip,
      ],
      [
        'dnsbl',
        /^(?!.*\b(?:(?:e-?mail|sender) address|your domain|sender \S{1,320}) (?:has been |is |was )?black ?listed)(?!.*\b(?:attached|attachments?|file (?:type|extension|name))\b).*(?:\bblocked (?:using|by) [\w-]{1,63}\.[\w.-]{1,190}|\brejected (?:using|by) (?:dns)?[\w-]{1,63}\.[\w-]{1,63}\.[\w.-]{1,190}|\bblack ?listed (?:at|by|in|on)\b(?! recipient)|(?<!URL |URI |link |domain )\blisted (?:at|on|in|by) (?:https?:\/\/)?\S{1,190}\.\w|\bfound (?:in|on) (?:an? |our |the |one or more )?(?:dns )?(?:dnsbls?|black ?list|block ?list)|\bDNSBL\b|\b(?:IP|host|server|address)(?: \[?[0-9a-f.:]{7,45}\]?)? is (?:on|in) (?:the|an?|our) (?!suppress|bounce|allow|safe|white|approved)\S{1,40} (?:list|database)\b|\bReal-?time Block ?List|\bis (?:on|in) (?:an?|our|the)(?: own| internal| local)? (?:block|black) ?list|\bRBL\b|\bRBL(?:restriction|listed)|\b(?:IP|address|host|server)\b.{0,60}\b(?:is )?(?:block|black) ?listed\b|\bblock ?list(?:ed|ing)\b|\b(?:IP|address|host)\b.{0,60}\bis listed\b|\bblocked by (?:our |a |the )?(?:black|block) ?list|\bin (?:an?|our|the) (?:black|block) ?list\b|\b(?:our|own|internal|local) (?:IP )?(?:black|block) ?list\b|\bspammer list\b|\b(?:found|listed) (?:in|on) (?:the )?(?:XBL|SBL|PBL|CSS|CBL|DUL|RBL|an? blocking list)\b|\bnetwork is (?:temporar\w{1,4} )?black ?listed|\byou (?:have been|are) (?:temporarily )?(?:black|block) ?listed|\b(?:client|host|IP|server|address|connection)\b.{0,80}\bblocked using\b|\bin (?:an? |our |the )?(?:block|black) ?list|\b(?:lista negra|schwarzen? liste|liste noire|lista nera|zwarte lijst)\b|ч[её]рн[а-яё]{0,4} спис|ブラックリスト|黑名单)/,
        'reputation',
        'sender',
        'blocklisted',
        "The sending address is on the blocklist that the reply names, or on the receiver's own.",
        "See who lists it and why, and have it taken off there. Where it is a relay's address, tell the relay.",
        run.ipAll,
      ],
      [
        'ip-blocked',
        /^(?!.*(?:\b(?:no|invalid|missing|without|bad) (?:reverse|r-?dns|PTR)\b|\btoo many (?:concurrent |simultaneous |open )?(?:smtp )?(?:connections|sessions|messages|e?-?mails)\b(?! contain)|\brate[- ]limit|\bin (?:a )?short (?:period|time))).*(?:\b(?:e?-?mail|connections?|messages?|access) from (?:your |this )?(?:IP |address |host |ip address ){0,2}\[?[0-9a-f.:]{7,45}\]? (?:(?:is|are|was|were|has been|have been) )?(?:currently |temporarily |permanently )?(?:blocked|rejected|refused|denied|banned)\b|\bIP(?: address)?:? \[?[0-9a-f.:]{7,45}\]? (?:is|was|has been) (?:currently |temporarily )?(?:blocked|banned|rejected)\b|\byour (?:IP|IP address|server|host|mail server)\b.{0,60}\b(?:blocked|banned|rejected|blacklisted)\b|\bclient host \[?[\w.:-]{1,253}\]? (?:is |was )?blocked\b|\bremote ip is\b|\b(?:black|banned|bad sender|blocked) ip\b|\binvalid ip\b(?! for)|\bBad IP\b|\bIP address\b.{0,60}\b(?:blocked|banned)\b|\b(?:sender|sending|client) IP (?:is |was )?(?:blocked|banned)\b|\bIP is (?:rejected|forbidden|blocked|banned)|\bserver access forbidden by your IP\b|\bdenyip\b|\bthis IP\b.{0,60}\bblocked\b|\bIP not in whitelist\b|\byou are not allowed to connect\b|\byou are not welcome\b|^[45]\d\d (?:[45]\.\d+\.\d+ )?\[?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\]?(?:\/\d{1,2})? (?:is |was |has been )?(?:blocked|banned|rejected|refused|denied)\b|\bno access from mail server\b|\bnot currently accepting mail from your ip\b|^[45]\d\d (?:[45]\.\d+\.\d+ )?IP REJECT)/,
        'reputation',
        'sender',
        'blocklisted',
        'The receiver has blocked the sending address by itself; the reply does not say why.',
        "See whether public lists have the address; if none does, ask the receiver's postmaster with this reply, or send through a relay.",
        run.ip,
      ],
      [
        'too-many-invalid',
        /\btoo many (?:invalid|unknown|bad) (?:recipients|users|addresses)|\bexcessive userid unknowns/,
        'reputation',
        'sender',
        'reputation',
        'Too many recipients of mail from this address do not exist.',
        'Take unknown addresses off your list, and wait.',
      ],
      [
        'ip-policy',
        /\b(?:connection|session|host|client|server|IP)\b.{0,60}\b(?:refused|rejected|blocked|denied|closed|dropped|terminated)\b.{0,40}\b(?:by|due to|for) .{0,30}\b(?:anti-?spam|spam)\b(?! content)|\b(?:sender|ip|client|host|server|domain|network)(?:'s)?(?: address)? reputation\b|\breputation (?:score|filter|service|check)\b|\bSBRS\b|\byour access to (?:submit messages|this mail system).{0,200}\brejected|\b(?:bad|poor|low)\b.{0,20}\breputation\b|\breputation\b.{0,60}\b(?:too (?:low|high)|bad|poor|problems?)\b|\bblocked for (?:spam|abuse)|\bsuspected spam source|\byou are sending spam\b|\b(?:too many|too much|due to) (?:spam|user|abuse)? ?complaints\b|\blisted as abusive\b|\blooks suspiciously like spammer|\bidentified as spammer|\btoo many spams from\b|\brefused due to abuse\b|\b(?:spam|abuse) from your (?:network|host|server|IP|address)\b/,
        'reputation',
        'sender',
        'reputation',
        'The receiver thinks badly of the sending address or domain, by its own judgement.',
        "See whether public lists have the address; if none does, ask the receiver's postmaster with this reply, or send through a relay.",
        run.ip,
      ],
    ],
  ),
]
