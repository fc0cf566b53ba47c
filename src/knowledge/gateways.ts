/** A house whose servers filter the mail of others: they stand in front of a receiver's own, or behind a sender's. */
export interface Gateway {
  /** Of its hosts, A-labels, lower case. */
  domain: string
  name: string
}

/** Those that name their hosts below these domains. */
export const gateways: readonly Gateway[] = [
  ...['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com'].map((domain) => ({ domain, name: 'Mimecast' })),
  ...['pphosted.com', 'ppe-hosted.com'].map((domain) => ({ domain, name: 'Proofpoint' })),
  { domain: 'barracudanetworks.com', name: 'Barracuda' },
  { domain: 'messagelabs.com', name: 'Symantec Email Security.cloud' },
  { domain: 'iphmx.com', name: 'Cisco Secure Email' },
  ...['hornetsecurity.com', 'antispameurope.com'].map((domain) => ({ domain, name: 'Hornetsecurity' })),
  ...['trendmicro.com', 'trendmicro.eu'].map((domain) => ({ domain, name: 'Trend Micro' })),
  { domain: 'sophos.com', name: 'Sophos' },
  { domain: 'mailcontrol.com', name: 'Forcepoint' },
  { domain: 'spamexperts.com', name: 'SpamExperts' },
]

/** Whose host that is. */
export function gatewayOf(host: string): Gateway | undefined {
  const lower = host.toLowerCase()
  return gateways.find(({ domain }) => lower.endsWith(`.${domain}`))
}
