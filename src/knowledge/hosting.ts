import type { Hosting } from '../core/address.ts'

/**
 * Hosting companies whose customers send mail, with what each documents about outgoing mail and reverse DNS (researched
 * 2026-11). What documents contradict, or nobody could confirm, is left out. Microsoft's network also holds its own mail
 * service, and Amazon's SES: the sentences name what they are about.
 */
export const hosting: readonly Hosting[] = [
  {
    id: 'linode',
    name: 'Linode (Akamai)',
    asns: [63949],
    ports:
      'Linode blocks outgoing connections to ports 25, 465 and 587 on accounts opened after 5 November 2019 (Akamai says: on some new accounts); 2525, 8025 and 443 are open.',
    rules: { blocked: [25, 465, 587], open: [2525, 8025, 443] },
    unblock:
      'Give the Linode an A or AAAA record and reverse DNS that match, then open a support ticket that names the Linode, its domains and what it sends.',
    reverse:
      'First make the name resolve to the address, else the panel refuses it; then set it in the Cloud Manager: the Linode, Network, Edit RDNS.',
    defaultNames: [
      /^\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.ip\.linodeusercontent\.com$/,
      /^li\d{1,6}-\d{1,3}\.members\.linode\.com$/,
      /\.(?:members\.linode|ip\.linodeusercontent)\.com$/,
    ],
    sources: [
      'github:linode/docs docs/guides/email/best-practices/running-a-mail-server/index.md',
      'https://www.linode.com/blog/linode/a-new-policy-to-help-fight-spam/',
    ],
  },
  {
    id: 'digitalocean',
    name: 'DigitalOcean',
    asns: [14061, 62567, 394362],
    ports:
      'DigitalOcean blocks outgoing connections to ports 25, 465 and 587 on every Droplet, through a Reserved IP too; 2525 and 443 are open.',
    rules: { blocked: [25, 465, 587], open: [2525, 443] },
    unblock:
      'DigitalOcean documents no way to have the ports opened: send through a relay, on its port 2525 or over HTTPS.',
    reverse:
      'Rename the Droplet to the full host name, such as mail.example.com: DigitalOcean makes the PTR record out of it. A Reserved IP and a Kubernetes node cannot have one.',
    defaultNames: [],
    sources: [
      'https://docs.digitalocean.com/support/why-is-smtp-blocked/',
      'https://gitlab.com/NickBusey/HomelabOS/-/merge_requests/211',
    ],
  },
  {
    id: 'aws-ec2',
    name: 'Amazon EC2',
    asns: [16509, 14618],
    ports:
      'Amazon EC2 and Lightsail block outgoing connections to port 25, over IPv4 and IPv6, in every account and region until asked; 465, 587 and 2525 are open.',
    rules: { blocked: [25], open: [465, 587, 2525] },
    unblock:
      'Send the form "Request to remove email sending limitations" for the region, with the reverse DNS wanted for the Elastic IP.',
    reverse: 'First make the name resolve to the address; then set it at the Elastic IP, under "Update reverse DNS".',
    reverse6: 'Ask AWS support to set it.',
    defaultNames: [/^ec2-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.(?:[a-z0-9-]{1,40}\.compute|compute-1)\.amazonaws\.com$/],
    sources: [
      'https://repost.aws/knowledge-center/ec2-port-25-throttle',
      'https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html',
    ],
  },
  {
    id: 'gcp',
    name: 'Google Cloud',
    asns: [396982],
    ports: 'Google Cloud blocks outgoing connections to port 25 for good; 465, 587 and 2525 are open.',
    rules: { blocked: [25], open: [465, 587, 2525] },
    unblock: 'It cannot be opened: send through a relay on port 465, 587 or 2525.',
    reverse:
      'Set it at the network interface of the instance, as "public PTR record"; the domain has to be verified in the Search Console first.',
    defaultNames: [/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\.bc\.googleusercontent\.com$/],
    sources: ['https://cloud.google.com/compute/docs/tutorials/sending-mail'],
  },
  {
    id: 'azure',
    name: 'Microsoft Azure',
    asns: [8075],
    ports:
      'Azure blocks outgoing connections of virtual machines to port 25, save under an Enterprise Agreement or MCA-E; 465, 587 and 2525 are open.',
    rules: { blocked: [25], open: [465, 587, 2525] },
    unblock:
      'Ask in the Azure portal: Virtual Network, Diagnose and solve, "Cannot send email (SMTP/Port 25)"; then stop and start the machine. Trial, student and Visual Studio subscriptions stay blocked.',
    reverse:
      'First make the name resolve to the address; then set it at the Public IP as its reverse FQDN (Set-AzPublicIpAddress -ReverseFqdn).',
    defaultNames: [],
    sources: ['https://learn.microsoft.com/en-us/azure/virtual-network/troubleshoot-outbound-smtp-connectivity'],
  },
  {
    id: 'hetzner',
    name: 'Hetzner',
    asns: [24940, 213230, 212317],
    ports: 'Hetzner blocks outgoing connections to ports 25 and 465 on Cloud servers; 587 and 2525 are open.',
    rules: { blocked: [25, 465], open: [587, 2525] },
    unblock:
      'After about a month and a first paid invoice, send a limit request in the Cloud Console; Hetzner decides case by case.',
    reverse:
      'Set it in the Cloud Console: the server, Networking, Primary IP, Edit reverse DNS; for a dedicated server in Robot.',
    defaultNames: [
      /^static\.\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\.clients\.your-server\.de$/,
      /^(?:static\.)?\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.clients\.your-server\.de$/,
    ],
    sources: [
      'https://git.wizard.lu/sboulahtit/orion/commit/1227567d (2026-05-30)',
      'github:domainaware/parsedmarc base_reverse_dns_map.csv',
    ],
  },
  {
    id: 'ovh',
    name: 'OVHcloud',
    asns: [16276],
    ports: 'OVHcloud blocks port 25 of an address once its own filter sees spam leave it.',
    unblock:
      'Stop the mail, remove the cause, then unblock the address in the Manager: IP, Anti-spam. Each further block lasts longer.',
    reverse:
      'First make the name resolve to the address; then set it in the Manager: Bare Metal, IP, "Modify the reverse path".',
    defaultNames: [
      /^vps-[0-9a-f]{8}\.vps\.ovh\.(?:net|ca|us)$/,
      /^vps\d{1,10}\.(?:vps\.)?ovh\.(?:net|ca)$/,
      /(?:^|\.)ip-\d{1,3}-\d{1,3}-\d{1,3}\.(?:eu|net|us)$/,
      /^ns\d{1,10}\.ovh\.(?:net|ca|us)$/,
    ],
    sources: [
      'https://support.us.ovhcloud.com/hc/en-us/articles/16100926574995-OVHcloud-AntiSpam-Best-Practices-and-Unblocking-an-IP',
      'https://docs.ovh.com/au/en/dedicated/antispam-best-practices/',
    ],
  },
  {
    id: 'vultr',
    name: 'Vultr',
    asns: [20473],
    ports: 'Vultr blocks outgoing connections to port 25; 465, 587 and 2525 are open.',
    rules: { blocked: [25], open: [465, 587, 2525] },
    unblock: 'Open a support ticket that says what is sent and to whom; Vultr decides case by case.',
    reverse: 'Set it in the customer portal: the instance, Settings, IPv4, Reverse DNS.',
    defaultNames: [
      /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\.vultrusercontent\.com$/,
      /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\.vultr\.com$/,
    ],
    sources: ['github:domainaware/parsedmarc base_reverse_dns_map.csv'],
  },
  {
    id: 'scaleway',
    name: 'Scaleway',
    asns: [12876],
    ports: 'Scaleway blocks outgoing connections to ports 25, 465 and 587 on Instances; 2525 is open.',
    rules: { blocked: [25, 465, 587], open: [2525] },
    unblock:
      'Have the identity of the account verified, enable SMTP in the security group of the Instance, then reboot it.',
    reverse: 'First make the name resolve to the address; then set it in the console: the flexible IP, Reverse DNS.',
    defaultNames: [
      /^\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.(?:rev\.poneytelecom\.eu|instances\.scw\.cloud)$/,
      /^[0-9a-f-]{36}\.pub\.instances\.scw\.cloud$/,
    ],
    sources: ['github:domainaware/parsedmarc base_reverse_dns_map.csv'],
  },
  {
    id: 'upcloud',
    name: 'UpCloud',
    asns: [202053],
    ports: 'UpCloud blocks outgoing connections to port 25 for new accounts; 465, 587 and 2525 are open.',
    rules: { blocked: [25], open: [465, 587, 2525] },
    unblock: 'Write to support with proof of who you are, a payment, and what is sent.',
    reverse: 'Set it in the control panel: the server, Network, PTR.',
    defaultNames: [/^\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.[a-z]{2}-[a-z]{3}\d\.upcloud\.host$/],
    sources: ['https://upcloud.com/docs/products/networking/features/firewall/'],
  },
  {
    id: 'oracle',
    name: 'Oracle Cloud',
    asns: [31898],
    ports:
      'Oracle Cloud blocks outgoing connections to port 25 for tenancies opened after 23 June 2021; 465, 587 and 2525 are open.',
    rules: { blocked: [25], open: [465, 587, 2525] },
    unblock:
      'Ask for an exemption as a service limit increase (paid tenancies only), or send through its Email Delivery on port 587.',
    defaultNames: [],
    sources: ['https://bitbucket.org/analogic/mailserver/issues/975/outbound-port-25-timeout-on-digital-ocean'],
  },
  {
    id: 'contabo',
    name: 'Contabo',
    asns: [51167],
    defaultNames: [
      /^(?:vmi|vmd|m)\d{1,10}\.contaboserver\.net$/,
      /^ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.static\.contabo\.net$/,
    ],
    sources: ['github:domainaware/parsedmarc base_reverse_dns_map.csv'],
  },
  {
    id: 'ionos',
    name: 'IONOS',
    asns: [8560],
    defaultNames: [
      /^ip\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.pbiaas\.com$/,
      /^s\d{1,10}\.(?:onlinehome-server\.(?:info|com)|websitehome\.co\.uk)$/,
    ],
    sources: ['github:domainaware/parsedmarc base_reverse_dns_map.csv'],
  },
]

/** The ports to which a company's customers cannot connect, save those for whom it made an exception; none where nobody knows. */
export const blockedPorts = (host: Hosting | undefined): readonly number[] => host?.rules?.blocked ?? []

const byAsn = new Map(hosting.flatMap((host) => host.asns.map((asn) => [asn, host] as const)))

/** Whose customers' addresses a network holds, where that is known. */
export const hostingOf = (asn: number): Hosting | undefined => byAsn.get(asn)

/** Who gives such a name (lower case, no last dot) to an address before its customer sets one. */
export const hostingByName = (name: string): Hosting | undefined =>
  hosting.find(({ defaultNames }) => defaultNames.some((shape) => shape.test(name)))
