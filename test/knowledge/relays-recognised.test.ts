import assert from 'node:assert/strict'
import test from 'node:test'
import { mxProviders } from '../../src/knowledge/mx-providers.ts'
import { relayByHost, relayById, relayByInclude, relayByTarget, relays } from '../../src/knowledge/relays.ts'
import { commonSelectors, dkimKeeperOf } from '../../src/knowledge/selectors.ts'
import { spfProviders } from '../../src/knowledge/spf-providers.ts'

// As each documents its hosts.
const hosts: [host: string, id: string | undefined][] = [
  ['mail.smtp2go.com', 'smtp2go'],
  ['mail-us.smtp2go.com', 'smtp2go'],
  ['mail-eu2.smtp2go.com', 'smtp2go'],
  ['smtpcorp.com', 'smtp2go'],
  ['email-smtp.eu-west-1.amazonaws.com', 'ses'],
  ['email-smtp-fips.us-gov-west-1.amazonaws.com', 'ses'],
  ['smtp.eu.sendgrid.net', 'sendgrid'],
  ['smtp.eu.mailgun.org', 'mailgun'],
  ['smtp-broadcasts.postmarkapp.com', 'postmark'],
  ['smtp-relay.sendinblue.com', 'brevo'],
  ['in-v3.mailjet.com', 'mailjet'],
  ['shop.mail.e.sparkpost.com', 'sparkpost'],
  ['smtp.zeptomail.in', 'zeptomail'],
  ['smtp-relay.gmail.com', 'google-relay'],
  ['smtp.gmail.com', 'gmail'],
  ['shop-example.mail.protection.outlook.com', 'microsoft'],
  ['shop-example.a-v1.mx.microsoft', 'microsoft'],
  ['tuesday.mxrouting.net', 'mxroute'],
  ['ex5.mail.ovh.net', 'ovh'],
  ['smtp.mx.cloudflare.net', 'cloudflare'],
  ['smtp2go.com', undefined],
  ['evil-mail.smtp2go.com', undefined],
  ['mail.smtp2go.com.attacker.example', undefined],
  ['mailxsmtp2go.com', undefined],
  ['notsmtpcorp.com', undefined],
  ['email-smtp.eu-west-1.amazonaws.com.attacker.example', undefined],
  ['a.email-smtp.eu-west-1.amazonaws.com', undefined],
  ['smtp.sendgrid.net.shop.example', undefined],
  ['smtpxgmail.com', undefined],
  ['a.b.mail.protection.outlook.com', undefined],
  ['route1.mx.cloudflare.net', undefined],
  ['mail.smtp2go.com\n', undefined],
  ['192.0.2.1', undefined],
  ['', undefined],
]
for (const [host, id] of hosts)
  test(`the host ${JSON.stringify(host)} is ${id ?? "nobody's here"}`, () => assert.equal(relayByHost(host)?.id, id))

test('every host that a relay documents leads back to it', () => {
  for (const relay of relays) for (const host of relay.hosts) assert.equal(relayByHost(host), relay, host)
})

const token = 'abcdefghijklmnopqrstuvwxyz234567'
// Seen in published zones, or as each documents them.
const targets: [name: string, ...ids: string[]][] = [
  ['return.smtp2go.net', 'smtp2go'],
  ['dkim.smtp2go.net', 'smtp2go'],
  ['track.smtp2go.net', 'smtp2go'],
  ['feedback-smtp.eu-west-1.amazonses.com', 'ses', 'resend'],
  [`${token}.dkim.amazonses.com`, 'ses'],
  [`${token}.dkim.af-south-1.amazonses.com`, 'ses'],
  ['u1234567.wl045.sendgrid.net', 'sendgrid'],
  ['s1.domainkey.u1234567.wl045.sendgrid.net', 'sendgrid'],
  ['mailgun.org', 'mailgun'],
  ['eu.mailgun.org', 'mailgun'],
  ['pdk1._domainkey.c0e6d9.dkim1.us.mgsend.org', 'mailgun'],
  ['pm.mtasv.net', 'postmark'],
  ['b1.shop-example.dkim.brevo.com', 'brevo'],
  ['bnc3.mailjet.com', 'mailjet'],
  ['eu.sparkpostmail.com', 'sparkpost'],
  ['mandrillapp.com', 'mandrill'],
  ['dkim2.mandrillapp.com', 'mandrill'],
  ['mailersend.net', 'mailersend'],
  ['bounces.elasticemail.net', 'elasticemail'],
  ['cluster89.zeptomail.eu', 'zeptomail'],
  ['tracking.socketlabs.com', 'socketlabs'],
  ['dkim._domainkey.email-od.com', 'socketlabs'],
  ['smtp.mailtrap.live', 'mailtrap'],
  ['selector1-shop-example._domainkey.shop.onmicrosoft.com', 'microsoft'],
  ['selector2-shop-example._domainkey.shop.p-v1.dkim.mail.microsoft', 'microsoft'],
  ['fm4.shop.example.dkim.fmhosted.com', 'fastmail'],
  ['key1.shop.example._domainkey.migadu.com', 'migadu'],
  [`protonmail2.domainkey.d${token}.domains.proton.ch`, 'proton'],
  ['sig1.dkim.shop.example.at.icloudmailadmin.com', 'icloud'],
  ['ovhmo3456789-selector2._domainkey.123402.aj.dkim.mail.ovh.net', 'ovh'],
  ['ovhmo-selector-1._domainkey.4115282.dq.dkim.mail.ovh.net', 'ovh'],
  ['route2.mx.cloudflare.net', 'cloudflare'],
  ['evil-return.smtp2go.net.attacker.example'],
  ['evil-return.smtp2go.net'],
  ['return.smtp2go.net.attacker.example'],
  ['returnxsmtp2go.net'],
  ['return.smtp2go.com'],
  ['a.return.smtp2go.net'],
  ['return.smtp2go.net\n'],
  ['pm.mtasv.net.example'],
  ['notmailersend.net'],
  ['mail.mandrillapp.com'],
  [`${token}.dkim.amazonses.com.attacker.example`],
  ['feedback-smtp.eu-west-1.amazonses.com.attacker.example'],
  ['s1.domainkey.u1.attacker.example.sendgrid.net.example'],
  ['shop.onmicrosoft.com'],
  ['shop.example'],
  [''],
]
for (const [name, ...ids] of targets)
  test(`what leads to ${JSON.stringify(name.slice(0, 70))} is ${ids.join(' or ') || "nobody's here"}`, () =>
    assert.deepEqual(
      relayByTarget(name).map(({ id }) => id),
      ids,
    ))

const includes: [name: string, ...ids: string[]][] = [
  ['spf.smtp2go.com', 'smtp2go'],
  ['amazonses.com', 'ses', 'resend'],
  ['_spf.google.com', 'google-relay', 'gmail'],
  ['_netblocks.google.com', 'google-relay', 'gmail'],
  ['sendgrid.net', 'sendgrid'],
  ['u1234567.wl045.sendgrid.net', 'sendgrid'],
  ['spf.sendinblue.com', 'brevo'],
  ['spf.protection.outlook.com', 'microsoft'],
  ['_spf.mx.cloudflare.net', 'cloudflare'],
  ['_spf.elasticemail.com', 'elasticemail'],
  ['mxroute.com', 'mxroute'],
  ['mx.ovh.com', 'ovh'],
  ['_spf.tem.scaleway.com', 'scaleway-tem'],
  ['outbound.mailhop.org', 'duocircle'],
  ['email-od.com', 'socketlabs'],
  ['spf.smtp2go.com.attacker.example'],
  ['notamazonses.com'],
  ['a.mxroute.com'],
  ['servers.mcsv.net'],
  ['shop.example'],
  [''],
]
for (const [name, ...ids] of includes)
  test(`include:${name} is ${ids.join(' or ') || "nobody's here"}`, () =>
    assert.deepEqual(
      relayByInclude(name).map(({ id }) => id),
      ids,
    ))

test('every include that a relay asks for leads back to it', () => {
  for (const relay of relays) if (relay.spf) assert.ok(relayByInclude(relay.spf.include).includes(relay), relay.id)
})

test('a relay that is an SPF provider too has the same name there, and is judged at the same place', () => {
  const known = relays.flatMap((relay) => {
    const provider = spfProviders.find(({ id }) => id === (relay.provider ?? relay.id))
    return provider ? [{ relay, provider }] : []
  })
  assert.deepEqual(
    spfProviders.map(({ id }) => id).filter((id) => !known.some(({ provider }) => provider.id === id)),
    [],
  )
  for (const { relay, provider } of known) {
    if (relay.provider === undefined) assert.equal(relay.name, provider.name)
    assert.equal(relay.spf?.include, provider.includes[0])
    if (!provider.judgedAt) continue
    assert.equal(relay.spf?.needed, false, relay.id)
    const publish = 'publish' in relay.returnPath ? relay.returnPath.publish : undefined
    if (publish !== undefined) assert.ok(provider.judgedAt.place.includes(publish), relay.id)
  }
})

test('who has the mailboxes of a domain by its MX is known to have mailboxes, or takes in mail', () => {
  const ids = new Set(mxProviders.map(({ id }) => id))
  for (const relay of relays) if (ids.has(relay.provider ?? relay.id)) assert.equal(relay.mailboxes, true, relay.id)
})

test('a selector that can be guessed is the same one’s here', () => {
  for (const { id, name, provider = id, dkim } of relays) {
    if (dkim.kind === 'unknown') continue
    for (const selector of [...dkim.selectors, ...(dkim.older ?? [])]) {
      const common = commonSelectors.find((one) => one.selector === selector)
      // MXroute runs DirectAdmin, which names its key so wherever it runs.
      if (common?.usedBy === undefined || (id === 'mxroute' && common.usedBy === 'DirectAdmin')) continue
      assert.equal(common.provider ?? common.usedBy, common.provider === undefined ? name : provider, selector)
    }
  }
})

test('who keeps a key has the same name as a relay', () => {
  const keys = targets.filter(([name]) => /dkim|domainkey|selector/.test(name))
  const kept = keys.flatMap(([name, id = '']) => {
    const keeper = dkimKeeperOf(name)
    return keeper !== undefined && id !== '' ? [[relayById(id)?.name, keeper]] : []
  })
  assert.ok(kept.length >= 10, `${kept.length}`)
  for (const [name, keeper] of kept) assert.equal(name, keeper)
})

/** Names that lead a pattern as deep as it goes, and then on for 10 KB. */
const hostile = [
  'a'.repeat(10_240),
  'a.'.repeat(5_120),
  '1'.repeat(10_240),
  '-'.repeat(10_240),
  ...[...hosts, ...targets].map(([name]) => `${(name || 'a').repeat(10_240 / (name.length || 1))}.attacker.example`),
]
const cheapest = (run: () => void) =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const start = performance.now()
      run()
      return performance.now() - start
    }),
  )

test('no name of 10 KB costs more than 20 ms, or is anybody’s', () => {
  for (const name of hostile)
    for (const find of [relayByHost, relayByTarget, relayByInclude]) {
      const spent = cheapest(() => assert.deepEqual([find(name)].flat().filter(Boolean), []))
      assert.ok(spent < 20, `${find.name} of ${name.slice(0, 40)}: ${spent} ms`)
    }
  for (const { id, trap } of relays)
    for (const name of hostile) {
      const spent = cheapest(() => trap?.pattern.test(name))
      assert.ok(spent < 20, `${id}: ${spent} ms`)
    }
})
