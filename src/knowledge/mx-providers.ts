/** Hosts that take mail for many domains and send none of it: mail of these domains leaves by other hosts. */
export interface MxProvider {
  id: string
  /** The names that its MX hosts end in. */
  suffixes: readonly string[]
  /** The SPF record of all who have their mailboxes there; absent where mail is only taken in, or where customers differ. */
  include?: string
  source: string
}

/** Only hosts whose names are documented or seen in many published zones (2026-08). */
export const mxProviders: readonly MxProvider[] = [
  {
    id: 'google',
    suffixes: ['google.com', 'googlemail.com'],
    include: '_spf.google.com',
    source: 'Domain-Connect/Templates google.com.gsuite-shared.json',
  },
  {
    id: 'microsoft',
    suffixes: ['mail.protection.outlook.com', 'mx.microsoft'],
    include: 'spf.protection.outlook.com',
    source: 'published zones: ministryofjustice/dns, hackclub/dns, is-a-dev/register',
  },
  {
    id: 'fastmail',
    suffixes: ['messagingengine.com'],
    include: 'spf.messagingengine.com',
    source: 'published zones, many',
  },
  {
    id: 'migadu',
    suffixes: ['migadu.com'],
    include: 'spf.migadu.com',
    source: 'published zones, many; hackclub/dns, is-a-dev/register',
  },
  {
    id: 'proton',
    suffixes: ['protonmail.ch'],
    include: '_spf.protonmail.ch',
    source: 'published zones: hackclub/dns, is-a-dev/register',
  },
  {
    id: 'icloud',
    suffixes: ['mail.icloud.com'],
    include: 'icloud.com',
    source: 'Domain-Connect/Templates icloud.com.custom_email_domain.json',
  },
  { id: 'zoho', suffixes: ['zoho.com', 'zoho.eu', 'zoho.in'], source: 'published zones, many' },
  { id: 'cloudflare', suffixes: ['mx.cloudflare.net'], source: 'Cloudflare Email Routing only forwards' },
  { id: 'mimecast', suffixes: ['mimecast.com', 'mimecast.co.za'], source: 'published zones, many' },
  { id: 'proofpoint', suffixes: ['pphosted.com', 'ppe-hosted.com'], source: 'published zones, many' },
  {
    id: 'barracuda',
    suffixes: ['barracudanetworks.com', 'barracuda.com'],
    source: 'published zones, many',
  },
]

/** Whose MX host a name is, where such a provider is known. */
export const mxProviderOf = (host: string): MxProvider | undefined =>
  mxProviders.find(({ suffixes }) => suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`)))
