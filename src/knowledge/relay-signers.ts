/** A domain that a relay signs its customers' mail with beside the customer's own, or in its place; names below it count too. */
export interface RelaySigner {
  domain: string
  relay: string
  /** Its signature is made to expire within about a day: kept mail fails it, and nothing is wrong. */
  shortLived?: true
  /** Fields that it writes anew, which breaks a signature that was made before and covers them. */
  rewrites?: readonly string[]
  source: string
}

/** Only what the relays document, or what much mail bears. */
const relaySigners: readonly RelaySigner[] = [
  ...['smtpservice.net', 'smtpcorp.com'].map((domain) => ({
    domain,
    relay: 'SMTP2GO',
    shortLived: true as const,
    source: 'public repositories: mail of 2024 and 2025 sent through SMTP2GO',
  })),
  {
    domain: 'amazonses.com',
    relay: 'Amazon SES',
    rewrites: ['Message-ID', 'Date'],
    source: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-manual.html',
  },
  {
    domain: 'outbound.mailhop.org',
    relay: 'DuoCircle',
    source: 'public repositories: mail sent through outbound.mailhop.org',
  },
  {
    domain: 'gappssmtp.com',
    relay: 'Google Workspace',
    source: 'https://support.google.com/a/answer/174124',
  },
  {
    domain: 'onmicrosoft.com',
    relay: 'Microsoft 365',
    source: 'https://learn.microsoft.com/en-us/defender-office-365/email-authentication-dkim-configure',
  },
  {
    domain: 'sendgrid.net',
    relay: 'Twilio SendGrid',
    source: 'https://phishfence.io/learn/dmarc-sendgrid',
  },
]

/** The relay that signs with a domain (A-labels, lower case). */
export const relaySignerOf = (domain: string): RelaySigner | undefined =>
  relaySigners.find((signer) => domain === signer.domain || domain.endsWith(`.${signer.domain}`))
