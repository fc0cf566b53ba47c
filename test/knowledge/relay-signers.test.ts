import assert from 'node:assert/strict'
import test from 'node:test'
import { relaySignerOf } from '../../src/knowledge/relay-signers.ts'

const domains: Record<string, string | undefined> = {
  'smtpservice.net': 'SMTP2GO',
  'amazonses.com': 'Amazon SES',
  'shop-example.20230601.gappssmtp.com': 'Google Workspace',
  'shop.onmicrosoft.com': 'Microsoft 365',
  'notsendgrid.net': undefined,
  'sendgrid.net.shop.example': undefined,
  'shop.example': undefined,
}
for (const [domain, relay] of Object.entries(domains))
  test(`${domain} is ${relay ? `what ${relay} signs with` : 'of no relay'}`, () =>
    assert.equal(relaySignerOf(domain)?.relay, relay))
