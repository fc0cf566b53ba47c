import assert from 'node:assert/strict'
import test from 'node:test'
import { mxProviders } from '../../src/knowledge/mx-providers.ts'
import { commonSelectors, dkimKeeperOf, likeliestSelectors } from '../../src/knowledge/selectors.ts'
import { spfProviders } from '../../src/knowledge/spf-providers.ts'
import { parseName } from '../../src/records/name.ts'

test('selectors: each is a label, stands once, and all together are no more than one run may guess', () => {
  const names = commonSelectors.map(({ selector }) => selector)
  for (const name of names) assert.deepEqual(parseName(name), { name })
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.length <= 200, `${names.length}`)
})

test('selectors: a provider is one of those known by MX or SPF, and has the same name here', () => {
  const ids = new Set([...mxProviders, ...spfProviders].map(({ id }) => id))
  for (const { selector, usedBy = '', provider } of commonSelectors) {
    if (provider === undefined) continue
    assert.ok(ids.has(provider), selector)
    const named = spfProviders.find(({ id }) => id === provider)?.name
    if (named !== undefined) assert.ok(usedBy.includes(named), `${selector}: ${usedBy} is ${named} elsewhere`)
  }
})

test('selectors: the first 25 serve those who have most domains', () => {
  const first = likeliestSelectors(25, new Set()).map(({ selector }) => selector)
  assert.equal(first.length, 25)
  const wanted =
    'google selector1 selector2 default mail dkim s1 s2 k1 k2 k3 fm1 protonmail zmail mailjet brevo1 smtp mx x sig1'
  assert.deepEqual(
    wanted.split(' ').filter((selector) => !first.includes(selector)),
    [],
  )
})

test('selectors: those of a provider that the domain uses come first, each once', () => {
  const first = likeliestSelectors(25, new Set(['fastmail', 'cloudflare'])).map(({ selector }) => selector)
  assert.deepEqual(first.slice(0, 6), ['fm1', 'cf2024-1', 'fm2', 'fm3', 'fm4', 'mesmtp'])
  assert.equal(new Set(first).size, 25)
  assert.ok(first.includes('google'))
})

const targets: Record<string, string | undefined> = {
  'dkim.smtp2go.net': 'SMTP2GO',
  'selector1-shop-example._domainkey.shop.onmicrosoft.com': 'Microsoft 365',
  'selector1-shop-example._domainkey.shop.a-v1.dkim.mail.microsoft': 'Microsoft 365',
  's1.domainkey.u123.wl045.sendgrid.net': 'Twilio SendGrid',
  'dkim2.mcsv.net': 'Mailchimp',
  'fm1.shop.example.dkim.fmhosted.com': 'Fastmail',
  'key1.shop.example._domainkey.migadu.com': 'Migadu',
  'abc.dkim.amazonses.com': 'Amazon SES',
  'b1.shop-example.dkim.brevo.com': 'Brevo',
  'notsmtp2go.net': undefined,
  'dkim.smtp2go.net.shop.example': undefined,
  [`${'a.'.repeat(500)}example`]: undefined,
}
for (const [target, keeper] of Object.entries(targets))
  test(`a key behind ${target.slice(0, 60)} is kept by ${keeper ?? 'somebody unknown'}`, () =>
    assert.equal(dkimKeeperOf(target), keeper))
