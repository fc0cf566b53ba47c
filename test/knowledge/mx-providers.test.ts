import assert from 'node:assert/strict'
import test from 'node:test'
import { mxProviderOf, mxProviders } from '../../src/knowledge/mx-providers.ts'
import { spfProviderOf } from '../../src/knowledge/spf-providers.ts'

test('MX providers: every include is that of the same known sender, every suffix stands once', () => {
  for (const { id, include } of mxProviders) if (include !== undefined) assert.equal(spfProviderOf(include)?.id, id)
  const suffixes = mxProviders.flatMap((provider) => provider.suffixes)
  assert.equal(new Set(suffixes).size, suffixes.length)
})

const hosts: Record<string, string | undefined> = {
  'aspmx.l.google.com': 'google',
  'smtp.google.com': 'google',
  'aspmx2.googlemail.com': 'google',
  'shop-example.mail.protection.outlook.com': 'microsoft',
  'shop-example.a-v1.mx.microsoft': 'microsoft',
  'in1-smtp.messagingengine.com': 'fastmail',
  'mail.protonmail.ch': 'proton',
  'mx01.mail.icloud.com': 'icloud',
  'route1.mx.cloudflare.net': 'cloudflare',
  'mx.shop.example': undefined,
  'notgoogle.com': undefined,
}
for (const [host, id] of Object.entries(hosts))
  test(`MX providers: ${host}`, () => assert.equal(mxProviderOf(host)?.id, id))
