import assert from 'node:assert/strict'
import test from 'node:test'
import type { RelayProfile, ReturnPathScheme } from '../../src/core/relay.ts'
import { blockedPorts, hosting } from '../../src/knowledge/hosting.ts'
import { dkimTarget, relayById, relays } from '../../src/knowledge/relays.ts'
import { isPlainName } from '../../src/records/name.ts'

const isLabel = (text: string) => isPlainName(text) && !text.includes('.')
const selectorsOf = ({ dkim }: RelayProfile) =>
  dkim.kind === 'unknown' ? [] : [...dkim.selectors, ...(dkim.older ?? [])]
const nameOf = (scheme: ReturnPathScheme): { label?: string; usual?: string } =>
  scheme.kind === 'cname' || scheme.kind === 'mx' ? scheme : {}
const placesOf = ({ returnPath }: RelayProfile) =>
  returnPath.kind === 'cname' ? returnPath.targets : returnPath.kind === 'mx' ? returnPath.exchanges : []

const shapesOf = (relay: RelayProfile): RegExp[] => {
  const { hostPattern, returnPath, dkim } = relay
  return [
    hostPattern,
    ...placesOf(relay),
    ...('pattern' in returnPath && returnPath.pattern ? [returnPath.pattern] : []),
    ...('pattern' in dkim && dkim.pattern ? [dkim.pattern] : []),
    ...('targets' in dkim ? dkim.targets : []),
    ...('aliases' in dkim && dkim.aliases ? dkim.aliases : []),
  ]
}

/** What could make a pattern match too much, or cost too much; nothing where it is sound. */
function faultOf({ source, flags }: RegExp): string | undefined {
  if (flags !== '') return 'flags'
  let text = source.replace(/\\[^dDwW]/g, 'e').replace(/\\[dDwW]|\[[^\]]*\]/g, 'c')
  if (!text.startsWith('^') || !text.endsWith('$')) return 'not anchored'
  if (/[+*]|\{\d+,\}/.test(text)) return 'without a bound'
  if (text.includes('.')) return 'a dot that is any character'
  if (/\)\{/.test(text)) return 'a repeated group'
  while (text.includes('(')) text = text.replace(/\((?:\?[:=!])?[^()]*\)/, 'g')
  return text.includes('|') ? 'anchored in part' : undefined
}

test('what is asked of a pattern is asked indeed', () => {
  const unsound: [shape: RegExp, fault: string][] = [
    [/^a\.b/, 'not anchored'],
    [/a\.b$/, 'not anchored'],
    [/^a$/g, 'flags'],
    [/^a\d+$/, 'without a bound'],
    [/^a{2,}$/, 'without a bound'],
    [/^a.b$/, 'a dot that is any character'],
    [/^(?:a{1,3}\.){1,9}$/, 'a repeated group'],
    [/^a\.b$|^c$/, 'anchored in part'],
  ]
  for (const [shape, fault] of unsound) assert.equal(faultOf(shape), fault, `${shape}`)
  assert.equal(faultOf(/^(?:mail(?:-us|-eu)?\.a|b)\.c{1,3}$/), undefined)
})

test('SMTP2GO stands first, and every id is a word of its own', () => {
  assert.equal(relays.length, 31)
  assert.equal(relays[0]?.id, 'smtp2go')
  const relayIds = relays.map(({ id }) => id)
  assert.equal(new Set(relayIds).size, relays.length)
  for (const id of relayIds) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
  for (const relay of relays) assert.equal(relayById(relay.id), relay)
  assert.equal(relayById('nobody'), undefined)
})

for (const relay of relays) {
  const { id, hosts, hostPattern, ports, returnPath, dkim, spf, tracking } = relay

  test(`${id}: ports are ports, each of one kind, and the likeliest to be open come first`, () => {
    const { starttls, implicit } = ports
    const all = [...starttls, ...implicit]
    assert.ok(all.length > 0)
    for (const port of all) assert.ok(Number.isInteger(port) && port >= 1 && port <= 65535, `${port}`)
    assert.equal(new Set(all).size, all.length)
    const at = (port: number) => starttls.indexOf(port)
    for (const high of [2525, 2587]) if (at(high) >= 0 && at(587) >= 0) assert.ok(at(high) < at(587), `${high}`)
    if (at(25) >= 0) assert.ok(at(25) > at(587))
    if (implicit.includes(465)) assert.equal(implicit[0], 465)
  })

  test(`${id}: hosts are names, and its own`, () => {
    for (const host of hosts) {
      assert.ok(isPlainName(host), host)
      assert.deepEqual(
        relays.filter((one) => one.hostPattern.test(host)).map((one) => one.id),
        [id],
      )
    }
    assert.equal(new Set(hosts).size, hosts.length)
    assert.equal(faultOf(hostPattern), undefined)
  })

  test(`${id}: every pattern is anchored and bounded`, () => {
    for (const shape of shapesOf(relay)) assert.equal(faultOf(shape), undefined, `${shape}`)
    if (relay.trap) assert.match(relay.trap.pattern.source, /^\^[^+*]*$/)
  })

  test(`${id}: what is to be published leads where it is looked for`, () => {
    if ('publish' in returnPath && returnPath.publish !== undefined) {
      const { publish } = returnPath
      assert.ok(isPlainName(publish))
      assert.ok(
        placesOf(relay).some((shape) => shape.test(publish)),
        publish,
      )
    }
    if (dkim.kind !== 'cname' || dkim.publish === undefined) return
    for (const selector of [...dkim.selectors, ...(id === 'smtp2go' ? ['s4711'] : [])]) {
      const target = dkimTarget(dkim, selector, 'shop.example') ?? ''
      assert.ok(isPlainName(target), target)
      assert.ok(
        dkim.targets.some((shape) => shape.test(target)),
        target,
      )
    }
  })

  test(`${id}: labels are labels, and only mail that is judged at the own domain needs its include`, () => {
    const { label, usual } = nameOf(returnPath)
    for (const text of [label, usual, tracking?.label, ...selectorsOf(relay)])
      if (text !== undefined) assert.ok(isLabel(text), text)
    assert.ok(label === undefined || usual === undefined)
    for (const target of [tracking?.target, ...(tracking?.also ?? [])])
      if (target !== undefined) assert.ok(isPlainName(target))
    if (spf) assert.ok(isPlainName(spf.include))
    assert.equal(returnPath.kind === 'own', spf?.needed === true)
    if (returnPath.kind === 'mx') assert.ok(spf, 'a return path of its own needs an SPF record, which is not known')
  })

  test(`${id}: what people read ends as it should, and has sources`, () => {
    for (const said of [relay.user, relay.trap?.says, relay.page, relay.atData, relay.limits])
      if (said !== undefined) assert.match(said, /^[A-Z].*[^.]\.$/)
    if (spf?.else !== undefined) assert.match(spf.else, /^\w.*[^.]$/)
    assert.ok(relay.sources.length > 0)
    for (const source of relay.sources) assert.match(source, /^(?:https?:\/\/|github:|published zones|public |mail )/)
    if (relay.mostOctets !== undefined) assert.equal(relay.mostOctets % 1_048_576, 0)
  })
}

// developers.smtp2go.com/docs/smtp-relay, support.smtp2go.com 28543815517209 (SPF, DKIM and DMARC).
test('SMTP2GO is there whole', () => {
  const relay = relayById('smtp2go')
  assert.ok(relay)
  assert.deepEqual(relay.ports, { starttls: [2525, 587, 8025, 25, 80], implicit: [465, 8465, 443] })
  assert.equal(relay.clearToo, true)
  assert.deepEqual(relay.spf, {
    include: 'spf.smtp2go.com',
    also: ['smtp2go.net'],
    needed: false,
    else: 'the account is set to keep your own return path',
  })
  assert.ok(relay.returnPath.kind === 'cname' && relay.dkim.kind === 'cname')
  assert.equal(relay.returnPath.publish, 'return.smtp2go.net')
  assert.equal(relay.returnPath.label, undefined)
  assert.equal(relay.dkim.publish, 'dkim.smtp2go.net')
  assert.deepEqual(relay.tracking, { label: 'link', target: 'track.smtp2go.net' })
  assert.equal(relay.sameDigits, true)
  assert.equal(relay.mostOctets, 50 * 1024 * 1024)
  assert.match(relay.user ?? '', /Sending, SMTP Users.*dashboard.*API key/)
  assert.match(relay.page ?? '', /Sending, Verified Senders/)
  assert.match(relay.atData ?? '', /From header/)
  for (const label of ['em4711', 'em112864']) assert.match(label, relay.returnPath.pattern ?? /never/)
  for (const label of ['em', 'em4711x', 'xem4711', 'bounce'])
    assert.doesNotMatch(label, relay.returnPath.pattern ?? /./)
  for (const selector of ['s4711', 's112864']) assert.match(selector, relay.dkim.pattern ?? /never/)
  for (const selector of ['s', 's1a', 'selector1']) assert.doesNotMatch(selector, relay.dkim.pattern ?? /./)
})

// What each documents as its user name, and what people give in its place.
const users: [id: string, right: string, wrong: string][] = [
  ['smtp2go', 'shop.example', 'api-0123456789ABCDEF'],
  ['sendgrid', 'apikey', 'SG.abc'],
  ['ses', 'AKIAIOSFODNN7EXAMPLE', 'admin@shop.example'],
  ['mailgun', 'postmaster@mg.shop.example', 'postmaster'],
  ['postmark', '00000000-0000-0000-0000-000000000000', 'me@shop.example'],
  ['mailjet', '0123456789abcdef0123456789abcdef', 'me@shop.example'],
  ['sparkpost', 'SMTP_Injection', 'me@shop.example'],
  ['resend', 'resend', 're_abc'],
  ['zeptomail', 'emailapikey', 'noreply@shop.example'],
  ['emailit', 'emailit', 'secret_abc'],
  ['scaleway-tem', '00000000-0000-0000-0000-000000000000', 'SCW0123456789'],
  ['cloudflare', 'api_token', 'me@shop.example'],
]
for (const [id, right, wrong] of users)
  test(`${id}: ${wrong} is a trap, ${right} is not`, () => {
    const pattern = relayById(id)?.trap?.pattern
    assert.ok(pattern)
    assert.match(wrong, pattern)
    assert.doesNotMatch(right, pattern)
  })
test('every trap is among those', () =>
  assert.deepEqual(
    relays
      .filter(({ trap }) => trap)
      .map(({ id }) => id)
      .sort(),
    users.map(([id]) => id).sort(),
  ))

test('nobody known blocks the ports that stand before 587, and some block 587', () => {
  const closing = (port: number) => hosting.filter((host) => blockedPorts(host).includes(port)).map(({ id }) => id)
  assert.deepEqual(closing(2525), [])
  assert.deepEqual(closing(2587), [])
  assert.deepEqual(closing(587), ['linode', 'digitalocean', 'scaleway'])
})

const targets: [id: string, selector: string, target: string | undefined][] = [
  ['smtp2go', 's4711', 'dkim.smtp2go.net'],
  ['brevo', 'brevo2', 'b2.news-shop-example.dkim.brevo.com'],
  ['mandrill', 'mte1', 'dkim1.mandrillapp.com'],
  ['fastmail', 'fm3', 'fm3.news.shop.example.dkim.fmhosted.com'],
  ['migadu', 'key1', 'key1.news.shop.example._domainkey.migadu.com'],
  ['icloud', 'sig1', 'sig1.dkim.news.shop.example.at.icloudmailadmin.com'],
  ['mailtrap', 'rwmt2', 'rwmt2.dkim.smtp.mailtrap.live'],
  ['mailersend', 'mlsend2', 'mlsend2._domainkey.mailersend.net'],
  ['microsoft', 'selector1', undefined],
  ['ses', 'abcdefghijklmnopqrstuvwxyz234567', undefined],
  ['postmark', '20260101000000pm', undefined],
  ['smtpcom', 'any', undefined],
]
for (const [id, selector, target] of targets)
  test(`${id}: ${selector} of news.shop.example leads to ${target ?? 'nobody can say where'}`, () => {
    const relay = relayById(id)
    assert.ok(relay)
    assert.equal(dkimTarget(relay.dkim, selector, 'news.shop.example'), target)
  })
