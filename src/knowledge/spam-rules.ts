/** What a rule of a spam filter means, a clause; and what a sender can do about it, an order. */
export interface SpamRuleKnown {
  means: string
  order?: string
}

const looksLikeSpam =
  'Write it as you would to one person: fewer links, no phrases of advertising, no hidden text; and write only to people who asked for it, for readers who press "spam" are what it learns from.'
const ownSpf = 'Allow the sending address in the SPF record of the envelope sender (see message-spf).'
const ownDkim = 'Mend the DKIM signature (see message-dkim).'
const ownDmarc = 'Let SPF or DKIM pass for the domain in From (see message-alignment).'
const bothPass = 'Let SPF or DKIM pass for the domain in From, best both (see message-alignment).'
const ownName =
  'Give the sending address a name of its own in reverse DNS that leads back to it, where it has none (relaycheck ip ADDRESS helps).'
const ownHelo = 'Let the server greet with its own full name, one that leads to its address (Postfix: smtp_helo_name).'
const listedAddress =
  'See where the sending address is listed, why, and how it is taken off (relaycheck ip ADDRESS helps).'
const listedLink =
  'Find the domain in the text that is listed (see message-links), and take it out, or have it taken off the list.'
const plainText = 'Send a text/plain part with the same words beside the HTML.'
const moreText = 'Put what the picture says into words.'
const clock = 'Set the clock and the time zone of the sending machine (NTP).'
const messageId = 'Give every message a Message-ID of the form <unique@your.domain>.'
const newDomain = 'Wait: a domain that was registered days ago is distrusted for some weeks. Send little until then.'

/** Rules of SpamAssassin and Rspamd by name, as far as a sender can act on them or should know that they harm nobody; `*` at the end stands for the rest of a name. */
const rules: Readonly<Record<string, SpamRuleKnown>> = {
  // What both call by one name.
  RDNS_NONE: { means: 'the sending address has no name in reverse DNS', order: ownName },
  MISSING_MID: { means: 'there is no Message-ID', order: messageId },
  MISSING_DATE: { means: 'there is no Date', order: 'Let the program that writes the message set Date.' },
  MISSING_SUBJECT: { means: 'there is no Subject', order: 'Give the message a Subject.' },
  MISSING_FROM: { means: 'there is no From', order: 'Give the message exactly one From field.' },
  INVALID_DATE: { means: 'Date cannot be read', order: 'Write Date as RFC 5322 section 3.3 has it.' },
  INVALID_MSGID: { means: 'the Message-ID is not well formed', order: messageId },
  'DATE_IN_FUTURE*': { means: 'Date lies in the future', order: clock },
  'DATE_IN_PAST*': {
    means: 'Date lies in the past',
    order: `${clock} See with message-hops where the message waited.`,
  },
  MIME_HTML_ONLY: { means: 'there is only HTML, and no plain text', order: plainText },
  MIME_BASE64_TEXT: { means: 'plain text is encoded in base64', order: 'Send text as quoted-printable or 8bit.' },
  SUBJ_ALL_CAPS: { means: 'the Subject is all capitals', order: 'Write the Subject in ordinary letters.' },
  'HTML_SHORT_LINK_IMG*': { means: 'little text, and a picture with a link', order: moreText },
  FREEMAIL_FROM: { means: 'From is at a freemail provider' },
  URIBL_BLACK: { means: 'a domain in the text is listed by URIBL', order: listedLink },
  // SpamAssassin.
  BAYES_999: { means: 'the text is almost surely like known spam', order: looksLikeSpam },
  BAYES_99: { means: 'the text is like known spam, at 99 %', order: looksLikeSpam },
  BAYES_95: { means: 'the text is like known spam, at 95 %', order: looksLikeSpam },
  BAYES_80: { means: 'the text is somewhat like known spam', order: looksLikeSpam },
  BAYES_60: { means: 'the text is a little like known spam', order: looksLikeSpam },
  BAYES_50: { means: 'the text is like neither spam nor wanted mail' },
  BAYES_40: { means: 'the text is a little like wanted mail' },
  BAYES_20: { means: 'the text is somewhat like wanted mail' },
  BAYES_05: { means: 'the text is like wanted mail' },
  BAYES_00: { means: 'the text is almost surely like wanted mail' },
  GTUBE: { means: 'the text holds the test string for spam filters', order: 'Take the test string out.' },
  MISSING_HEADERS: { means: 'there is no To', order: 'Name the reader in To.' },
  RDNS_DYNAMIC: { means: 'the name of the sending address looks like that of a home line', order: ownName },
  'HELO_DYNAMIC*': { means: 'the server greets with a name like that of a home line', order: ownHelo },
  KHOP_HELO_FCRDNS: { means: 'the server greets with another name than its address has', order: ownHelo },
  HELO_NO_DOMAIN: { means: 'the server greets with a name without a domain', order: ownHelo },
  HELO_LOCALHOST: { means: 'the server greets as localhost', order: ownHelo },
  SPF_FAIL: { means: 'SPF fails', order: ownSpf },
  SPF_SOFTFAIL: { means: 'SPF fails softly', order: ownSpf },
  SPF_NEUTRAL: { means: 'SPF says neither yes nor no', order: ownSpf },
  SPF_NONE: { means: 'the envelope sender has no SPF record', order: ownSpf },
  SPF_HELO_NONE: { means: 'the HELO name has no SPF record' },
  SPF_HELO_FAIL: {
    means: 'SPF of the HELO name fails',
    order: 'Allow the sending address in the SPF record of the HELO name.',
  },
  SPF_HELO_SOFTFAIL: {
    means: 'SPF of the HELO name fails softly',
    order: 'Allow the sending address in the SPF record of the HELO name.',
  },
  T_SPF_PERMERROR: {
    means: 'the SPF record is in error',
    order: 'Mend the SPF record (relaycheck domain DOMAIN helps).',
  },
  T_SPF_TEMPERROR: { means: 'SPF could not be looked up' },
  SPF_PASS: { means: 'SPF passes' },
  DKIM_INVALID: { means: 'a DKIM signature does not verify', order: ownDkim },
  DKIM_SIGNED: { means: 'there is a DKIM signature, valid or not' },
  DKIM_VALID: { means: 'a DKIM signature verifies' },
  DKIM_VALID_AU: { means: "a DKIM signature of the author's domain verifies" },
  DKIM_ADSP_NXDOMAIN: {
    means: "the author's domain is not in DNS",
    order: 'Send From a domain that exists and takes mail.',
  },
  DMARC_REJECT: { means: 'DMARC fails, and the domain asks for rejection', order: ownDmarc },
  DMARC_QUAR: { means: 'DMARC fails, and the domain asks for quarantine', order: ownDmarc },
  DMARC_NONE: { means: 'DMARC fails, and the domain asks for nothing', order: ownDmarc },
  DMARC_MISSING: {
    means: 'the domain has no DMARC record',
    order: 'Publish a DMARC record (relaycheck domain DOMAIN helps).',
  },
  HEADER_FROM_DIFFERENT_DOMAINS: { means: 'the envelope sender is of another domain than From' },
  MPART_ALT_DIFF: {
    means: 'plain text and HTML say different things',
    order: 'Let the plain text say what the HTML says.',
  },
  MIME_HTML_MOSTLY: {
    means: 'there is much more HTML than plain text',
    order: 'Let the plain text say what the HTML says.',
  },
  MIME_QP_LONG_LINE: {
    means: 'a quoted-printable line is longer than 76 characters',
    order: 'Let a library encode the text (RFC 2045 section 6.7).',
  },
  MIME_HEADER_CTYPE_ONLY: { means: 'there is a Content-Type and no MIME-Version', order: 'Add MIME-Version: 1.0.' },
  HTML_MESSAGE: { means: 'there is HTML in it' },
  HTML_MIME_NO_HTML_TAG: { means: 'the HTML has no html element', order: 'Send whole HTML, from <html> to </html>.' },
  'HTML_IMAGE_ONLY*': { means: 'pictures with hardly any text', order: moreText },
  'HTML_IMAGE_RATIO*': { means: 'little text beside large pictures', order: moreText },
  HTML_FONT_LOW_CONTRAST: {
    means: 'text in nearly the colour of its background',
    order: 'Give all text a colour that can be read, and hide none.',
  },
  HTML_TITLE_SUBJ_DIFF: {
    means: 'the title of the HTML is not the Subject',
    order: 'Put the Subject into <title>, or leave it empty.',
  },
  'HTML_OBFUSCATE*': { means: 'words in the HTML are cut up by tags', order: 'Write words in one piece.' },
  T_REMOTE_IMAGE: { means: 'it loads a picture from outside' },
  SUBJECT_NEEDS_ENCODING: { means: 'the Subject holds raw 8-bit characters', order: 'Encode the Subject (RFC 2047).' },
  SUBJ_ILLEGAL_CHARS: { means: 'the Subject holds raw 8-bit characters', order: 'Encode the Subject (RFC 2047).' },
  HEAD_ILLEGAL_CHARS: { means: 'the header holds raw 8-bit characters', order: 'Encode the header (RFC 2047).' },
  FROM_EXCESS_BASE64: {
    means: 'the name in From is encoded without need',
    order: 'Write an ASCII name in From as it is.',
  },
  FREEMAIL_FORGED_REPLYTO: {
    means: 'replies go to a freemail address, and From is elsewhere',
    order: 'Let Reply-To be at the domain in From.',
  },
  FREEMAIL_REPLYTO: {
    means: 'Reply-To and From are different freemail addresses',
    order: 'Let Reply-To be the address in From.',
  },
  FREEMAIL_ENVFROM_END_DIGIT: { means: 'the envelope sender is a freemail address that ends in a digit' },
  'FROM_SUSPICIOUS_NTLD*': {
    means: 'From is below a top-level domain that spam often uses',
    order: 'Send From a domain below another top-level domain.',
  },
  PDS_OTHER_BAD_TLD: {
    means: 'a link below a top-level domain that spam often uses',
    order: 'Link to a domain below another top-level domain.',
  },
  'FROM_FMBLA_NEWDOM*': { means: 'the domain in From was registered days ago', order: newDomain },
  URIBL_RHS_DOB: { means: 'a domain in the text was registered days ago', order: newDomain },
  RCVD_IN_PBL: {
    means: 'the sending address is one that no mail is expected from (Spamhaus PBL)',
    order: 'Send through a relay, or take the address off the PBL (relaycheck ip ADDRESS helps).',
  },
  RCVD_IN_SBL: { means: 'the sending address is listed by Spamhaus SBL', order: listedAddress },
  RCVD_IN_SBL_CSS: { means: 'the sending address is listed by Spamhaus CSS', order: listedAddress },
  RCVD_IN_XBL: { means: 'the sending address is listed by Spamhaus XBL', order: listedAddress },
  RCVD_IN_BL_SPAMCOP_NET: { means: 'the sending address is listed by SpamCop', order: listedAddress },
  RCVD_IN_PSBL: { means: 'the sending address is listed by PSBL', order: listedAddress },
  'RCVD_IN_MSPIKE_H*': { means: 'the sending address has a good name at Mailspike' },
  RCVD_IN_MSPIKE_WL: { means: 'the sending address has a good name at Mailspike' },
  'RCVD_IN_MSPIKE_*': { means: 'the sending address has a bad name at Mailspike', order: listedAddress },
  'RCVD_IN_DNSWL_*': { means: 'dnswl.org was asked about the sending address' },
  'RCVD_IN_ZEN_BLOCKED*': { means: "Spamhaus refused the receiver's question: no fault of yours" },
  RCVD_IN_VALIDITY_RPBL: { means: 'the sending address is listed by Validity', order: listedAddress },
  RCVD_IN_VALIDITY_RPBL_BLOCKED: { means: "Validity refused the receiver's question: no fault of yours" },
  RCVD_IN_VALIDITY_CERTIFIED_BLOCKED: { means: "Validity refused the receiver's question: no fault of yours" },
  RCVD_IN_VALIDITY_SAFE_BLOCKED: { means: "Validity refused the receiver's question: no fault of yours" },
  URIBL_BLOCKED: { means: "URIBL refused the receiver's question: no fault of yours" },
  'URIBL_DBL_BLOCKED*': { means: "Spamhaus refused the receiver's question: no fault of yours" },
  URIBL_ZEN_BLOCKED: { means: "Spamhaus refused the receiver's question: no fault of yours" },
  URIBL_DBL_ERROR: { means: 'Spamhaus DBL was asked about an address: no fault of yours' },
  'URIBL_DBL_*': { means: 'a domain in the text is listed by Spamhaus DBL', order: listedLink },
  'URIBL_SBL*': { means: 'a link leads to an address that Spamhaus SBL lists', order: listedLink },
  'URIBL_CSS*': { means: 'a link leads to an address that Spamhaus CSS lists', order: listedLink },
  URIBL_GREY: { means: 'a domain in the text is on the grey list of URIBL', order: listedLink },
  URIBL_RED: { means: 'a domain in the text is on the red list of URIBL', order: listedLink },
  URIBL_ABUSE_SURBL: { means: 'a domain in the text is listed by SURBL', order: listedLink },
  URIBL_PH_SURBL: { means: 'a domain in the text is listed by SURBL for phishing', order: listedLink },
  URIBL_MW_SURBL: { means: 'a domain in the text is listed by SURBL for malware', order: listedLink },
  NORMAL_HTTP_TO_IP: { means: 'a link leads to an address, not to a name', order: 'Link to names.' },
  NUMERIC_HTTP_ADDR: { means: 'a link leads to a number, not to a name', order: 'Link to names.' },
  WEIRD_PORT: { means: 'a link leads to an unusual port', order: 'Link to https without a port.' },
  PYZOR_CHECK: { means: 'others had the same text and called it spam (Pyzor)', order: looksLikeSpam },
  RAZOR2_CHECK: { means: 'others had the same text and called it spam (Razor)', order: looksLikeSpam },
  'RAZOR2_CF_RANGE*': { means: 'others had the same text and called it spam (Razor)', order: looksLikeSpam },
  DCC_CHECK: { means: 'many got the same text (DCC)' },
  DIGEST_MULTIPLE: { means: 'several lists of known texts hold it', order: looksLikeSpam },
  'ADVANCE_FEE*': { means: 'the text is like that of an advance-fee fraud', order: looksLikeSpam },
  LOTS_OF_MONEY: { means: 'the text speaks of large sums of money', order: looksLikeSpam },
  UNPARSEABLE_RELAY: { means: 'a Received field could not be read: no fault of yours' },
  ALL_TRUSTED: { means: 'it passed only through hosts that the receiver trusts' },
  NO_RELAYS: { means: 'it came from the machine itself' },
  AWL: { means: "the sender's earlier mail counts" },
  TXREP: { means: "the sender's earlier mail counts" },
  MAILING_LIST_MULTI: { means: 'it looks like mail of a mailing list' },
  // Rspamd.
  BAYES_SPAM: { means: 'the text is like known spam', order: looksLikeSpam },
  BAYES_HAM: { means: 'the text is like wanted mail' },
  'NEURAL_SPAM*': { means: 'as a whole it is like known spam', order: looksLikeSpam },
  FUZZY_DENIED: { means: 'others had nearly the same text and called it spam', order: looksLikeSpam },
  FUZZY_PROB: { means: 'others had nearly the same text and called it spam', order: looksLikeSpam },
  R_SPF_FAIL: { means: 'SPF fails', order: ownSpf },
  R_SPF_SOFTFAIL: { means: 'SPF fails softly', order: ownSpf },
  R_SPF_NEUTRAL: { means: 'SPF says neither yes nor no', order: ownSpf },
  R_SPF_NA: { means: 'the envelope sender has no SPF record', order: ownSpf },
  R_SPF_PERMFAIL: {
    means: 'the SPF record is in error',
    order: 'Mend the SPF record (relaycheck domain DOMAIN helps).',
  },
  R_SPF_DNSFAIL: { means: 'SPF could not be looked up' },
  R_SPF_ALLOW: { means: 'SPF passes' },
  VIOLATED_DIRECT_SPF: { means: 'SPF fails, and the message came straight from the sender', order: ownSpf },
  R_DKIM_REJECT: { means: 'a DKIM signature does not verify', order: ownDkim },
  R_DKIM_PERMFAIL: { means: 'a DKIM key or signature is unfit', order: ownDkim },
  R_DKIM_TEMPFAIL: { means: 'a DKIM key could not be looked up' },
  R_DKIM_NA: { means: 'there is no DKIM signature', order: 'Sign the message with DKIM for the domain in From.' },
  R_DKIM_ALLOW: { means: 'a DKIM signature verifies' },
  DMARC_POLICY_REJECT: { means: 'DMARC fails, and the domain asks for rejection', order: ownDmarc },
  DMARC_POLICY_QUARANTINE: { means: 'DMARC fails, and the domain asks for quarantine', order: ownDmarc },
  DMARC_POLICY_SOFTFAIL: { means: 'DMARC fails, and the domain asks for nothing', order: ownDmarc },
  DMARC_POLICY_ALLOW: { means: 'DMARC passes' },
  DMARC_BAD_POLICY: {
    means: 'the DMARC record is in error',
    order: 'Mend the DMARC record (relaycheck domain DOMAIN helps).',
  },
  DMARC_NA: {
    means: 'the domain has no DMARC record',
    order: 'Publish a DMARC record (relaycheck domain DOMAIN helps).',
  },
  ARC_REJECT: { means: 'the ARC chain does not verify' },
  AUTH_NA: {
    means: 'there is neither SPF nor DKIM nor DMARC',
    order: 'Set up SPF, DKIM and DMARC (relaycheck domain DOMAIN helps).',
  },
  AUTH_NA_OR_FAIL: {
    means: 'neither SPF nor DKIM passes',
    order: 'Mend SPF and DKIM (see message-spf, message-dkim).',
  },
  HFILTER_HOSTNAME_UNKNOWN: { means: 'the name of the sending address does not lead back to it', order: ownName },
  'HFILTER_HOSTNAME_*': { means: 'the name of the sending address looks like that of a home line', order: ownName },
  'HFILTER_HELO_*': { means: 'the server greets with a name that is none of its own', order: ownHelo },
  HFILTER_URL_ONLY: { means: 'there is little but a link in it', order: 'Say in words what the link leads to.' },
  MISSING_TO: { means: 'there is no To', order: 'Name the reader in To.' },
  MISSING_MIME_VERSION: { means: 'there is no MIME-Version', order: 'Add MIME-Version: 1.0.' },
  MID_RHS_NOT_FQDN: { means: 'what stands behind the @ of the Message-ID is no full name', order: messageId },
  FROM_NEQ_ENVFROM: { means: 'the envelope sender is another address than From' },
  FORGED_SENDER: { means: 'the envelope sender is another address than From' },
  FROM_NO_DN: { means: 'there is no name in From' },
  SPOOF_DISPLAY_NAME: {
    means: 'the name in From is an address of somebody else',
    order: 'Take the address out of the name in From.',
  },
  REPLYTO_DOM_NEQ_FROM_DOM: { means: 'Reply-To is at another domain than From' },
  'RBL_SPAMHAUS_BLOCKED*': { means: "Spamhaus refused the receiver's question: no fault of yours" },
  'RECEIVED_SPAMHAUS_BLOCKED*': { means: "Spamhaus refused the receiver's question: no fault of yours" },
  'RBL_SPAMHAUS_PBL*': {
    means: 'the sending address is one that no mail is expected from (Spamhaus PBL)',
    order: 'Send through a relay, or take the address off the PBL (relaycheck ip ADDRESS helps).',
  },
  'RBL_SPAMHAUS_*': { means: 'the sending address is listed by Spamhaus', order: listedAddress },
  'RECEIVED_SPAMHAUS_*': { means: 'an address that it passed through is listed by Spamhaus' },
  DBL_SPAM: { means: 'a domain in it is listed by Spamhaus DBL', order: listedLink },
  DBL_PHISH: { means: 'a domain in it is listed by Spamhaus DBL for phishing', order: listedLink },
  ABUSE_SURBL: { means: 'a domain in the text is listed by SURBL', order: listedLink },
  PH_SURBL_MULTI: { means: 'a domain in the text is listed by SURBL for phishing', order: listedLink },
  MW_SURBL_MULTI: { means: 'a domain in the text is listed by SURBL for malware', order: listedLink },
  PHISHING: {
    means: 'a link shows another address than it leads to',
    order: 'Let the text of a link show the host that it leads to, or none.',
  },
  R_WHITE_ON_WHITE: { means: 'there is text that cannot be seen', order: 'Hide no text.' },
  ZERO_FONT: { means: 'there is text of size 0', order: 'Hide no text.' },
  MANY_INVISIBLE_PARTS: { means: 'there is much text that cannot be seen', order: 'Hide no text.' },
  R_PARTS_DIFFER: {
    means: 'plain text and HTML say different things',
    order: 'Let the plain text say what the HTML says.',
  },
  R_EMPTY_IMAGE: { means: 'there is a picture, and no text', order: moreText },
  R_MISSING_CHARSET: {
    means: 'a text part does not name its character set',
    order: 'Name the character set: Content-Type: text/plain; charset=utf-8.',
  },
  BROKEN_HEADERS: { means: 'the header cannot be read to its end', order: 'See message-headers.' },
  IP_REPUTATION_SPAM: { means: 'mail from the sending address was spam before', order: listedAddress },
  MAILLIST: { means: 'it looks like mail of a mailing list' },
  HAS_LIST_UNSUB: { means: 'it has List-Unsubscribe' },
  // Microsoft's marks.
  'SFV:SPM': { means: 'the filter calls it spam', order: looksLikeSpam },
  'SFV:SKS': {
    means: "a rule of the receiver's called it spam before the filter saw it",
    order: "Ask the receiver's administrator about their mail flow rule.",
  },
  'SFV:SKB': {
    means: "the sender is on a block list of the receiver's",
    order: "Ask the receiver's administrator to take you off their list of blocked senders.",
  },
  'SFV:BLK': {
    means: 'the reader has blocked the sender',
    order: 'Ask the reader to take you off the list of blocked senders.',
  },
  'CAT:SPOOF': { means: 'it looks forged', order: bothPass },
  'CAT:INTOS': {
    means: "it looks forged, in the name of the receiver's own domain",
    order: bothPass,
  },
  'CAT:BULK': {
    means: 'it is bulk mail that readers complain about',
    order: 'Write only to readers who asked for it, and let them unsubscribe with one click (see message-unsubscribe).',
  },
  'CAT:SPM': { means: 'its category is spam', order: looksLikeSpam },
  'CAT:HSPM': { means: 'its category is spam, beyond doubt', order: looksLikeSpam },
  'CAT:OSPM': {
    means: 'its category is outgoing spam: it was sent through the high-risk pool',
    order: 'See whether the account that sends is misused.',
  },
  'CAT:PHSH': {
    means: 'its category is phishing',
    order: 'Take out links that show another address than they lead to, and requests for passwords.',
  },
  'CAT:HPHISH': {
    means: 'its category is phishing, beyond doubt',
    order: 'Take out links that show another address than they lead to, and requests for passwords.',
  },
  'CAT:HPHSH': {
    means: 'its category is phishing, beyond doubt',
    order: 'Take out links that show another address than they lead to, and requests for passwords.',
  },
  'CAT:MALW': { means: 'its category is malware', order: 'Take the attachment or link out.' },
  'CAT:UIMP': {
    means: 'its sender looks like somebody whom the receiver protects',
    order: 'Use your own name in From, and sign with your own domain.',
  },
  'CAT:DIMP': {
    means: 'its domain looks like one that the receiver protects',
    order: 'Send from a domain that is not like one of somebody else.',
  },
  'CAT:GIMP': {
    means: "its sender is like one of the reader's contacts, and is another one",
    order: 'Send from the address that your readers know.',
  },
  'IPV:CAL': { means: "the sending address is on the receiver's list of allowed ones" },
  'BCL:*': {
    means: 'bulk complaint level, 0 to 9: from 7 on it is put into junk by default',
    order: 'Write only to readers who asked for it, and let them unsubscribe with one click (see message-unsubscribe).',
  },
}

const exact = new Map(Object.entries(rules).filter(([name]) => !name.endsWith('*')))
const beginnings = Object.entries(rules).flatMap(([name, rule]) =>
  name.endsWith('*') ? [[name.slice(0, -1), rule] as const] : [],
)

/** What is known of a rule, by its name or by how it begins; nothing where it is unknown. */
export const knownSpamRule = (name: string): SpamRuleKnown | undefined =>
  exact.get(name) ?? beginnings.find(([beginning]) => name.startsWith(beginning))?.[1]
