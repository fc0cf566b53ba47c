import type { RuleTest } from '../../core/receivers.ts'

const align =
  'Sign with d= of the domain in From, or of one in the same organization, so that the signature still verifies when the mail arrives; or use such a domain in the return path, with an SPF record that names who sends.'
const leave =
  'Add List-Unsubscribe with an https address and List-Unsubscribe-Post: List-Unsubscribe=One-Click, and have the DKIM signature cover both (RFC 8058).'

/** What to do where a rule does not hold, in the same words for every receiver that has it. */
export const orders = {
  'spf-or-dkim':
    'Let at least one of SPF and DKIM pass, best both: publish an SPF record that names who sends, and sign outgoing mail with a key that is published.',
  'spf-and-dkim':
    'Let both SPF and DKIM pass: publish an SPF record, at the domain of the return path, that names who sends, and sign outgoing mail with a key that is published.',
  'dmarc-record': 'Publish a DMARC record for the domain in From; "v=DMARC1; p=none" is enough for this rule.',
  'dmarc-pass': align,
  'dmarc-obeyed': align,
  alignment: align,
  'dkim-key-size': 'Sign with an RSA key of 2048 bits, and publish that.',
  'reverse-dns': 'Have whoever owns the sending address set a PTR record to a name that resolves to that same address.',
  ipv6: 'Set a PTR record for the IPv6 address and let SPF or DKIM pass, or have the server send over IPv4 alone.',
  tls: 'Have the server use TLS wherever it is offered (Postfix: smtp_tls_security_level = may).',
  headers:
    'Have the program that writes the mail put in From with one address, Date and Message-ID, each exactly once, and no other field of RFC 5322 (To, Cc, Subject, Reply-To) more than once.',
  'one-click': leave,
  'unsubscribe-at-once': leave,
  unsubscribe: leave,
  arc: 'Have the server that forwards seal the message as it hands it on, after every change that it makes (RFC 8617).',
  'from-not-gmail': 'Send in the name of a domain of your own, and put the Gmail address into Reply-To.',
  'sender-exists': 'Use domains that exist and take mail, in From and in the return path: no null MX ("0 .") there.',
} as const satisfies Record<RuleTest, string>
