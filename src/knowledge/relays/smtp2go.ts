import type { RelayProfile } from '../../core/relay.ts'
import { needless } from './words.ts'

/** SMTP2GO (researched 2026-11). Its second signature, of its own domains, expires within a day and says nothing of the customer's. */
export const smtp2go: RelayProfile = {
  id: 'smtp2go',
  name: 'SMTP2GO',
  hosts: ['mail.smtp2go.com', 'mail-us.smtp2go.com', 'mail-eu.smtp2go.com', 'mail-au.smtp2go.com'],
  hostPattern: /^(?:mail(?:-us|-eu|-eu2|-au)?\.smtp2go\.com|smtpcorp\.com)$/,
  ports: { starttls: [2525, 587, 8025, 25, 80], implicit: [465, 8465, 443] },
  clearToo: true,
  user: 'An SMTP user made in SMTP2GO under Sending, SMTP Users: neither the login of the dashboard nor an API key.',
  trap: {
    pattern: /^api-/i,
    says: 'A name that begins with api- is an API key, which SMTP2GO does not take over SMTP: make an SMTP user under Sending, SMTP Users, and give its name and password.',
  },
  spf: { ...needless('smtp2go'), also: ['smtp2go.net'] },
  returnPath: {
    kind: 'cname',
    pattern: /^em\d{1,12}$/,
    targets: [/^return\.smtp2go\.net$/],
    publish: 'return.smtp2go.net',
  },
  dkim: {
    kind: 'cname',
    selectors: [],
    pattern: /^s\d{1,12}$/,
    targets: [/^dkim\.smtp2go\.net$/],
    publish: 'dkim.smtp2go.net',
  },
  tracking: { label: 'link', target: 'track.smtp2go.net' },
  sameDigits: true,
  page: 'In SMTP2GO: Sending, Verified Senders, the domain.',
  mostOctets: 52_428_800,
  atData:
    'SMTP2GO looks at the domain of the From header only once the whole message is there (550 From header sender domain not verified).',
  limits:
    'The free plan takes 200 messages a day and 1,000 a month, and 25 an hour until a domain is verified; of a new paid account what is over 1,000 a day waits until it is reviewed.',
  sources: [
    'https://developers.smtp2go.com/docs/smtp-relay',
    'https://developers.smtp2go.com/docs/rate-limiting',
    'https://support.smtp2go.com/hc/en-gb/articles/28543815517209-SPF-DKIM-and-DMARC',
    'https://support.smtp2go.com/hc/en-gb/articles/900000039763-VERP-Variable-Envelope-Return-Path',
    'https://support.smtp2go.com/hc/en-gb/articles/13990494697369-Common-Sending-Errors',
    'github:api-evangelist/smtp2go openapi/_original/smtp2go-openapi-original.yml',
    'github:Domain-Connect/Templates goentri.com.smtp2go.json, hunternetworking.com.smtp2go-email.json',
    'github:PHPMailer/PHPMailer issue 2683',
  ],
}
