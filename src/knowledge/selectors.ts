/** A name under which many domains publish a DKIM key. */
export interface CommonSelector {
  selector: string
  /** Whose it is wont to be; absent for a name that anybody takes. */
  usedBy?: string
  /** The same by its id among mail and SPF providers, where it stands there. */
  provider?: string
}

/**
 * Seen in many published zones, or documented by the provider (2026-08); the likeliest first. Who makes up selectors
 * for each customer (Amazon SES, SMTP2GO, Postmark, HubSpot, Shopify) is not here: nobody can guess those.
 */
const rows: readonly (readonly [selectors: string, usedBy?: string, provider?: string])[] = [
  ['google', 'Google Workspace', 'google'],
  ['selector1 selector2', 'Microsoft 365', 'microsoft'],
  ['default mail dkim'],
  ['s1 s2', 'Twilio SendGrid', 'sendgrid'],
  ['k1', 'Mailchimp or Mailgun', 'mailgun'],
  ['k2 k3', 'Mailchimp'],
  ['protonmail', 'Proton Mail', 'proton'],
  ['fm1', 'Fastmail', 'fastmail'],
  ['zmail', 'Zoho Mail', 'zoho'],
  ['mailjet', 'Mailjet', 'mailjet'],
  ['brevo1', 'Brevo', 'brevo'],
  ['mte1', 'Mailchimp Transactional', 'mandrill'],
  ['smtp mx', 'Mailgun', 'mailgun'],
  ['x', 'DirectAdmin'],
  ['sig1', 'iCloud Mail', 'icloud'],
  ['key1', 'Migadu', 'migadu'],
  ['dkim1'],
  ['resend', 'Resend'],
  ['zendesk1', 'Zendesk'],
  ['cf2024-1', 'Cloudflare Email Service', 'cloudflare'],
  ['hostingermail-a', 'Hostinger'],
  ['mandrill mte2', 'Mailchimp Transactional', 'mandrill'],
  ['brevo2', 'Brevo', 'brevo'],
  ['fm2 fm3 fm4 mesmtp', 'Fastmail', 'fastmail'],
  ['protonmail2 protonmail3', 'Proton Mail', 'proton'],
  ['zoho zohomail', 'Zoho Mail', 'zoho'],
  ['key2 key3', 'Migadu', 'migadu'],
  ['krs mta pic mailo pdk1 pdk2', 'Mailgun', 'mailgun'],
  ['m1 smtpapi', 'Twilio SendGrid', 'sendgrid'],
  ['selector email mail1 mail2 mx1 mx2 dkim2 key main self server1 signing dkim2048'],
  ['zendesk2', 'Zendesk'],
  ['mlsend2 mlsend', 'MailerSend', 'mailersend'],
  ['litesrv ml', 'MailerLite'],
  ['mailchannels', 'MailChannels', 'mailchannels'],
  ['emailit', 'Emailit', 'emailit'],
  ['stalwart', 'Stalwart'],
  ['hostingermail-b hostingermail-c hostingermail1', 'Hostinger'],
  ['secureserver1 secureserver2', 'GoDaddy'],
  ['titan1', 'Titan Mail'],
  ['spacemail', 'Spacemail'],
  ['purelymail1 purelymail2 purelymail3', 'Purelymail'],
  ['uberspace1 uberspace2', 'Uberspace'],
  ['szn1 szn2 szn3', 'Seznam'],
  ['dkim02 dkim03', 'SimpleLogin'],
  ['dkimprovmx1 dkimprovmx2', 'ImprovMX'],
  ['selector1-azurecomm-prod-net selector2-azurecomm-prod-net', 'Azure Communication Services'],
  ['api', 'Elastic Email'],
  ['rwmt1 rwmt2', 'Mailtrap'],
  ['sl', 'SendLayer'],
  ['unosend', 'Unosend'],
  ['jetemail mkt1 mkt2', 'JetEmail'],
  ['ipz1 ipz2', 'Mailrelay'],
  ['aweber_key_a aweber_key_b aweber_key_c', 'AWeber'],
  ['ctct1 ctct2', 'Constant Contact'],
  ['kl kl2', 'Klaviyo'],
  ['intercom', 'Intercom'],
  ['strong1 strong2', 'Help Scout'],
  ['fs fs2 fs3', 'Freshworks'],
  ['fnt', 'Front'],
  ['clk clk2', 'Clerk'],
  ['mailpoet1 mailpoet2', 'MailPoet'],
  ['sender', 'Sender.net'],
  ['eo', 'EmailOctopus'],
  ['everlytickey1 everlytickey2 eversrv', 'Everlytic'],
  ['mxvault', 'Global Micro'],
  ['xq', 'Maileon'],
  ['vip', 'DirectIQ'],
  ['e1 e2', 'SendCloud'],
  ['spop1024 spop2048', 'Acoustic'],
  ['eshot eshot2', 'e-shot'],
  ['poppulo', 'Poppulo'],
  ['s1024 s2048', 'Yahoo'],
  ['pm cm dk mkto mindbox fp01 2022 2023 2024 2025 202401'],
]

/** Selectors that can be guessed, the likeliest first. */
export const commonSelectors: readonly CommonSelector[] = rows.flatMap(([selectors, usedBy, provider]) =>
  selectors.split(' ').map((selector) => ({
    selector,
    ...(usedBy !== undefined && { usedBy }),
    ...(provider !== undefined && { provider }),
  })),
)

/** At most this many selectors to guess: those of the providers with these ids first, then the likeliest. */
export function likeliestSelectors(most: number, providers: ReadonlySet<string>): CommonSelector[] {
  const isKnown = ({ provider }: CommonSelector) => provider !== undefined && providers.has(provider)
  const known = providers.size > 0 ? commonSelectors.filter(isKnown) : []
  // Among so many stand as many others as there is room for.
  const others = commonSelectors.slice(0, most).filter((one) => !isKnown(one))
  return [...known, ...others].slice(0, most)
}

/** Whose keys stand below a name: aliases at a customer's selector lead there. */
const keepers: readonly (readonly [suffixes: string, name: string])[] = [
  ['onmicrosoft.com dkim.mail.microsoft', 'Microsoft 365'],
  ['amazonses.com', 'Amazon SES'],
  ['sendgrid.net', 'Twilio SendGrid'],
  ['smtp2go.net', 'SMTP2GO'],
  ['dkim.brevo.com', 'Brevo'],
  ['mcsv.net', 'Mailchimp'],
  ['mandrillapp.com', 'Mailchimp Transactional'],
  ['dkim.fmhosted.com', 'Fastmail'],
  ['domains.proton.ch', 'Proton Mail'],
  ['at.icloudmailadmin.com', 'iCloud Mail'],
  ['migadu.com', 'Migadu'],
  ['zendesk.com', 'Zendesk'],
  ['mailersend.net', 'MailerSend'],
  ['mlsend.com', 'MailerLite'],
  ['dkim.intercom.io', 'Intercom'],
  ['helpscout.net', 'Help Scout'],
  ['freshemail.io', 'Freshworks'],
  ['custdkim.salesforce.com', 'Salesforce'],
  ['email.myshopify.com', 'Shopify'],
  ['dkim.atlassian.net', 'Atlassian'],
  ['clerk.services', 'Clerk'],
  ['custom-email-domain.stripe.com', 'Stripe'],
  ['beehiivmail.net', 'beehiiv'],
  ['purelymail.com', 'Purelymail'],
  ['seznam.cz', 'Seznam'],
  ['dkim.mail.hostinger.com', 'Hostinger'],
  ['onsecureserver.net', 'GoDaddy'],
  ['improvmx.com', 'ImprovMX'],
  ['simplelogin.co', 'SimpleLogin'],
  ['email-od.com', 'SocketLabs'],
  ['ipzsv.com', 'Mailrelay'],
  ['azurecomm.net', 'Azure Communication Services'],
  ['send.aweber.com optin.com', 'AWeber'],
  ['mailtrap.live', 'Mailtrap'],
  ['jetsmtp.net', 'JetEmail'],
  ['sendersrv.com', 'Sender.net'],
  ['mailgun.org', 'Mailgun'],
  ['uberspace.de', 'Uberspace'],
  ['sendlayer.net', 'SendLayer'],
  ['maileon.com', 'Maileon'],
  ['directiq.com', 'DirectIQ'],
  ['e-shot.org', 'e-shot'],
]

const keeperOf = new Map(keepers.flatMap(([suffixes, name]) => suffixes.split(' ').map((suffix) => [suffix, name])))

/** Who keeps the key behind an alias, by the name that it leads to, if that is known. */
export function dkimKeeperOf(target: string): string | undefined {
  const keeper = keeperOf.get(target)
  const dot = target.indexOf('.')
  return keeper !== undefined || dot < 0 ? keeper : dkimKeeperOf(target.slice(dot + 1))
}
