/** A sender of mail for many domains, and the SPF records that it asks its customers to include. */
export interface SpfProvider {
  id: string
  name: string
  includes: readonly string[]
  /**
   * Where its mail is judged instead, where that is not the customer's own domain: then the include there is needless.
   * `unless` is when it is the customer's domain after all.
   */
  judgedAt?: { place: string; unless?: string }
  source: string
}

/** Only senders whose include is documented by themselves or seen in many published zones (2026-08). */
export const spfProviders: readonly SpfProvider[] = [
  {
    id: 'smtp2go',
    name: 'SMTP2GO',
    includes: ['spf.smtp2go.com'],
    judgedAt: {
      place: 'a name of yours that is a CNAME of return.smtp2go.net',
      unless: 'the account is set to keep your own return path',
    },
    source: 'https://support.smtp2go.com/hc/en-gb/articles/28543815517209-SPF-DKIM-and-DMARC',
  },
  {
    id: 'sendgrid',
    name: 'Twilio SendGrid',
    includes: ['sendgrid.net'],
    judgedAt: {
      place: 'a name of yours that is a CNAME of sendgrid.net',
      unless: 'the account is set to manual security',
    },
    source: 'Domain-Connect/Templates sendgrid.com.domain-auth.json, sendgrid.com.domain-auth-manual.json',
  },
  {
    id: 'postmark',
    name: 'Postmark',
    includes: ['spf.mtasv.net'],
    judgedAt: { place: 'pm.mtasv.net, or a name of yours that is a CNAME of it' },
    source: 'Domain-Connect/Templates helpdesk.com.custom-domain.json; published zones: ministryofjustice/dns',
  },
  {
    id: 'sparkpost',
    name: 'SparkPost',
    includes: ['sparkpostmail.com'],
    judgedAt: { place: 'a name of yours that is a CNAME of sparkpostmail.com' },
    source: 'https://developers.sparkpost.com/api/sending-domains/',
  },
  {
    id: 'ses',
    name: 'Amazon SES',
    includes: ['amazonses.com'],
    judgedAt: { place: 'amazonses.com, or a subdomain of yours that has a record of its own' },
    source: 'Domain-Connect/Templates posthog.com.email-verification-us.json; published zones: ministryofjustice/dns',
  },
  {
    id: 'brevo',
    name: 'Brevo',
    includes: ['spf.brevo.com', 'spf.sendinblue.com'],
    judgedAt: { place: 'a domain of its own', unless: 'you have a dedicated address there' },
    source: 'Domain-Connect/Templates brevo.com.domain-authentication.json',
  },
  {
    id: 'mailgun',
    name: 'Mailgun',
    includes: ['mailgun.org'],
    source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/domains/domains-verify.md',
  },
  {
    id: 'mailjet',
    name: 'Mailjet',
    includes: ['spf.mailjet.com'],
    source: 'https://documentation.mailjet.com/hc/de/articles/360043050493',
  },
  {
    id: 'mandrill',
    name: 'Mailchimp Transactional',
    includes: ['spf.mandrillapp.com'],
    source: 'published zones: ministryofjustice/dns, hackclub/dns; wikimedia/operations-dns',
  },
  {
    id: 'mailersend',
    name: 'MailerSend',
    includes: ['_spf.mailersend.net'],
    source: 'Domain-Connect/Templates mailersend.com.mailersend-email.json',
  },
  {
    id: 'google',
    name: 'Google Workspace',
    includes: ['_spf.google.com'],
    source: 'Domain-Connect/Templates google.com.gsuite-shared.json',
  },
  {
    id: 'microsoft',
    name: 'Microsoft 365',
    includes: ['spf.protection.outlook.com'],
    source: 'published zones: ministryofjustice/dns, hackclub/dns, is-a-dev/register',
  },
  {
    id: 'mailchannels',
    name: 'MailChannels',
    includes: ['relay.mailchannels.net'],
    source: 'published zones: ministryofjustice/dns, hackclub/dns, is-a-dev/register',
  },
  {
    id: 'fastmail',
    name: 'Fastmail',
    includes: ['spf.messagingengine.com'],
    source: 'published zones, many',
  },
  {
    id: 'migadu',
    name: 'Migadu',
    includes: ['spf.migadu.com'],
    source: 'published zones, many; hackclub/dns, is-a-dev/register',
  },
  {
    id: 'proton',
    name: 'Proton Mail',
    includes: ['_spf.protonmail.ch'],
    source: 'published zones: hackclub/dns, is-a-dev/register',
  },
  {
    id: 'icloud',
    name: 'iCloud Mail',
    includes: ['icloud.com'],
    source: 'Domain-Connect/Templates icloud.com.custom_email_domain.json',
  },
  {
    id: 'emailit',
    name: 'Emailit',
    includes: ['_spf.emailit.com'],
    source: 'https://emailit.com/fr/docs/domains/dns-records.md',
  },
  {
    id: 'cloudflare',
    name: 'Cloudflare Email Service',
    includes: ['_spf.mx.cloudflare.net'],
    source: 'https://developers.cloudflare.com/email-service/concepts/email-authentication/index.md',
  },
]

/** Domains of more senders whose customers include a record below them; seen in many published zones (2026-08). */
export const senderDomains: readonly string[] = [
  'constantcontact.com',
  'exacttarget.com',
  'freshdesk.com',
  'freshemail.io',
  'helpscoutemail.com',
  'hubspotemail.net',
  'mailgun.com',
  'mcsv.net',
  'salesforce.com',
  'secureserver.net',
  'zendesk.com',
  'zohomail.com',
]

/** `_spf.google.com`, `spf.mtasv.net`: what is below the same name without that first label is the provider's as well. */
const roots = spfProviders.flatMap((provider) =>
  provider.includes
    .map((name) => name.replace(/^_?spf\d*\./, ''))
    .map((root) => ({ provider, root, dottedRoot: `.${root}` })),
)

/** The known sender to whom an SPF record at a name belongs: one that its customers include, or a part of one. */
export const spfProviderOf = (name: string): SpfProvider | undefined =>
  roots.find(({ root, dottedRoot }) => name === root || name.endsWith(dottedRoot))?.provider
