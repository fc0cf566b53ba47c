import assert from 'node:assert/strict'
import test from 'node:test'
import { gatewayOf, gateways } from '../../src/knowledge/gateways.ts'

test('gateways: each domain once, as DNS has it', () => {
  const domains = gateways.map(({ domain }) => domain)
  assert.equal(new Set(domains).size, domains.length)
  for (const domain of domains) assert.match(domain, /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
})

const hosts: Record<string, string | undefined> = {
  'eu-smtp-delivery-1.mimecast.com': 'Mimecast',
  'MX0A-001.PPHOSTED.COM': 'Proofpoint',
  'd1.ess.barracudanetworks.com': 'Barracuda',
  'smtp.notmimecast.com': undefined,
  'mimecast.com.rcpt.example': undefined,
}
for (const [host, name] of Object.entries(hosts))
  test(`${host} is ${name ?? 'no gateway'}`, () => assert.equal(gatewayOf(host)?.name, name))
