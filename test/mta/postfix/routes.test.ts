import assert from 'node:assert/strict'
import test from 'node:test'
import type { Route } from '../../../src/core/mta.ts'
import { readPostfix } from '../../../src/mta/postfix/read.ts'
import { memoryMachine, type Node } from '../../support/memory-machine.ts'

const services = `smtp inet n - n - - smtpd
smtp unix - - n - - smtp
relay unix - - n - - smtp -o smtp_bind_address=192.0.2.2
error unix - - n - - error
cat unix - n n - - pipe flags=R argv=/bin/cat
`
async function read(main: string, more: Record<string, Node> = {}, senders = ['a@shop.example']) {
  const tree = {
    '/etc/postfix/main.cf': main,
    '/etc/postfix/master.cf': services,
    '/etc/services': 'alt 2525/tcp',
    ...more,
  }
  const seen = await readPostfix(memoryMachine(tree), senders)
  assert.ok(seen.seen)
  return seen.value
}
async function route(main: string, more: Record<string, Node> = {}, sender = 'a@shop.example'): Promise<Route> {
  const found = (await read(main, more, [sender])).routes.find((one) => one.sender === sender)
  assert.ok(found)
  return found
}
/** `relay smtp [host]:port` */
const told = ({ kind, transport, hops }: Route) => [kind, transport, ...hops.map(({ written }) => written)].join(' ')

const maps = {
  '/s': 'a@shop.example [by-sender.example]\n<> [null.example]\n@shop.example [domain.example]\ndunno@shop.example DUNNO\n',
  '/t': 'other.example smtp:[other.example]\n* :[all.example]\n',
}

const precedence: Record<string, [main: string, says: string, by: RegExp]> = {
  'nothing set': ['', 'direct smtp', /^default$/],
  relayhost: ['relayhost = [r.example]', 'relay smtp [r.example]', /^relayhost$/],
  'a sender before relayhost': [
    'relayhost = [r.example]\nsender_dependent_relayhost_maps = texthash:/s',
    'relay smtp [by-sender.example]',
    /^sender_dependent_relayhost_maps \(texthash:\/s, a@shop.example\)$/,
  ],
  'a hop in default_transport before both': [
    'relayhost = [r.example]\nsender_dependent_relayhost_maps = texthash:/s\ndefault_transport = relay:[d.example]',
    'relay relay [d.example]',
    /^default_transport$/,
  ],
  'a transport without a hop leaves relayhost': [
    'relayhost = [r.example]\ndefault_transport = relay:',
    'relay relay [r.example]',
    /^relayhost$/,
  ],
  'a transport by the sender before default_transport': [
    'default_transport = cat:\nsender_dependent_default_transport_maps = inline:{@shop.example=relay:[s.example]}',
    'relay relay [s.example]',
    /^sender_dependent_default_transport_maps \(.*, @shop.example\)$/,
  ],
  'DUNNO of the sender is default_transport': [
    'relayhost = [r.example]\nsender_dependent_default_transport_maps = inline:{@shop.example=dunno}',
    'relay smtp [r.example]',
    /^relayhost$/,
  ],
  'transport_maps before all': [
    'relayhost = [r.example]\ndefault_transport = relay:[d.example]\ntransport_maps = texthash:/t',
    'relay relay [all.example]',
    /^transport_maps \(texthash:\/t, \*\)$/,
  ],
  'a transport alone in transport_maps goes past relayhost': [
    'relayhost = [r.example]\ntransport_maps = inline:{*=smtp:}',
    'direct smtp',
    /^transport_maps/,
  ],
  'a lone colon changes nothing': [
    'relayhost = [r.example]\ntransport_maps = inline:{*=:}',
    'relay smtp [r.example]',
    /^relayhost$/,
  ],
  'a pattern for everybody': ['transport_maps = regexp:/p', 'relay smtp [p.example]:587', /^transport_maps/],
  'what is for others only is not the route': [
    'transport_maps = inline:{other.example=smtp:[o.example]}',
    'direct smtp',
    /^default$/,
  ],
  'a transport that is no SMTP client': [
    'default_transport = error:no mail from here',
    'other error',
    /^default_transport$/,
  ],
  'a transport that there is not': ['default_transport = nowhere', 'other nowhere', /^default$/],
}
for (const [what, [main, says, by]] of Object.entries(precedence))
  test(`route: ${what}`, async () => {
    const found = await route(main, { ...maps, '/p': '/.*/ smtp:[p.example]:587\n' })
    assert.equal(told(found), says)
    assert.match(found.by, by)
    assert.equal(found.fault, what.includes('there is not') ? 'master.cf has no transport "nowhere"' : undefined)
  })

test('route: the null sender has its own key and no domain', async () => {
  const main = 'relayhost = [r.example]\nsender_dependent_relayhost_maps = texthash:/s'
  assert.equal(told(await route(main, maps, '')), 'relay smtp [null.example]')
  const without = { '/s': '@shop.example [domain.example]\n' }
  assert.equal(told(await route(main, without, '')), 'relay smtp [r.example]')
  assert.equal(told(await route(main, without, 'x@shop.example')), 'relay smtp [domain.example]')
  assert.equal(told(await route(main, maps, 'dunno@shop.example')), 'relay smtp [r.example]')
})

test('route: a table that cannot be asked makes it unknown, and says why', async () => {
  const found = await route('relayhost = [r.example]\nsender_dependent_relayhost_maps = mysql:/m')
  assert.equal(found.kind, 'unknown')
  assert.match(found.blind?.detail ?? '', /mysql:\/m/)
  assert.deepEqual([found.login.seen, found.tls.seen], [false, false])
})

test('route: hops, a fallback, the port of the service, the address to send from', async () => {
  const found = await route(`relayhost = [r.example]:alt, r2.example
default_transport = relay
smtp_fallback_relay = [f.example]:465
smtp_tcp_port = 26`)
  assert.deepEqual(
    found.hops.map(({ host, port, mx }) => [host, port, mx]),
    [
      ['r.example', '2525', false],
      ['r2.example', '26', true],
    ],
  )
  assert.deepEqual(
    found.fallback.map(({ host, port }) => [host, port]),
    [['f.example', '465']],
  )
  assert.deepEqual(found.bindAddress, { value: '192.0.2.2', from: '/etc/postfix/master.cf line 3' })
})

test('route: entries for some recipients are told apart from it', async () => {
  const { exceptions, moreExceptions } = await read('transport_maps = texthash:/t', {
    '/t': 'b.example smtp:[o.example]\n* :[all.example]\nc.example :\n',
  })
  assert.deepEqual(exceptions, [{ pattern: 'b.example', way: 'smtp:[o.example]', from: '/t line 1' }])
  const many = Array.from({ length: 50 }, (_, i) => `d${i}.example smtp:\n`).join('')
  assert.equal((await read('transport_maps = texthash:/t', { '/t': many })).moreExceptions, 30)
  assert.equal(moreExceptions, 0)
})

const login = async (main: string, more: Record<string, Node> = {}, sender?: string) => {
  const found = (await route(`smtp_sasl_auth_enable = yes\nrelayhost = [r.example]:587\n${main}`, more, sender)).login
  assert.ok(found.seen)
  return found.value
}

/** PITFALLS: measured on a live Postfix. */
const keys: Record<string, string | undefined> = {
  'r.example': 'u',
  'R.Example': 'u',
  '[r.example]:587': 'u',
  '[r.example]': undefined,
  'r.example:587': undefined,
  '[r.example]:25': undefined,
  '[r.example]:submission': undefined,
  '@shop.example': undefined,
  '*': undefined,
}
for (const [key, user] of Object.entries(keys))
  test(`login: ${key} is ${user ? 'a' : 'no'} key for [r.example]:587`, async () => {
    const found = await login('smtp_sasl_password_maps = texthash:/p', { '/p': `${key} u:[password]\n` })
    assert.equal(found.user, user)
    assert.deepEqual(found.near, user || key === '*' || key.startsWith('@') ? [] : [key])
    assert.equal(found.key !== undefined, user !== undefined)
  })

test('login: the name of the server comes before the destination, and the sender before both where that is on', async () => {
  const tree = { '/p': '[r.example]:587 two:[password]\nr.example one:[password]\na@shop.example three:[password]\n' }
  const main = 'smtp_sasl_password_maps = texthash:/p'
  assert.equal((await login(main, tree)).user, 'one')
  const bySender = `${main}\nsmtp_sender_dependent_authentication = yes`
  assert.equal((await login(bySender, tree)).user, 'three')
  assert.equal((await login(bySender, tree, 'b@shop.example')).user, 'one')
  assert.equal((await login(bySender, tree, '')).user, 'one')
})

test('login: an entry without a password, another delimiter, where the password stands', async () => {
  const main = 'smtp_sasl_password_maps = texthash:/p'
  for (const value of ['user', 'user:']) {
    const found = await login(main, { '/p': `r.example ${value}\n` })
    assert.deepEqual([found.user, found.noPassword, found.secret], ['user', true, undefined])
  }
  const found = await login(`${main}\nsmtp_sasl_password_result_delimiter = |`, { '/p': 'R.example a:b|[password]\n' })
  assert.deepEqual([found.user, found.noPassword, found.secret], ['a:b', undefined, { path: '/p', key: 'R.example' }])
})

test('login: a login in main.cf says its line', async () => {
  const found = await login('smtp_sasl_password_maps = static:u:[password]')
  assert.deepEqual(found.secret, { path: '/etc/postfix/main.cf', key: 'line 3' })
})

test('login: near misses of the name too', async () => {
  const tree = { '/p': 'r.exmaple u:[password]\n[r.example]:465 u:[password]\nmail.elsewhere.example u:[password]\n' }
  assert.deepEqual((await login('smtp_sasl_password_maps = texthash:/p', tree)).near, ['r.exmaple', '[r.example]:465'])
})

test('login: options in TLS and in clear, mechanisms, and who says that it is on', async () => {
  const off = await login('')
  assert.deepEqual(off.securityOptions, {
    inTls: ['noplaintext', 'noanonymous'],
    inClear: ['noplaintext', 'noanonymous'],
  })
  const on = await login('smtp_sasl_tls_security_options = noanonymous\nsmtp_sasl_mechanism_filter = plain, !cram-md5')
  assert.deepEqual(on.securityOptions.inTls, ['noanonymous'])
  assert.deepEqual(on.mechanismFilter, ['plain', '!cram-md5'])
  assert.equal(on.enabled, true)
  assert.equal(on.by, 'smtp_sasl_auth_enable (/etc/postfix/main.cf line 1)')
  const none = (await route('relayhost = [r.example]')).login
  assert.ok(none.seen && !none.value.enabled)
})

test('login: a hop with MX records may have another key first', async () => {
  const found = await login('relayhost = r.example\nsmtp_sasl_password_maps = inline:{r.example=u:[password]}')
  assert.deepEqual([found.user, found.mx], ['u', true])
})

const tls = async (main: string) => {
  const found = (await route(`relayhost = [r.example]:587\n${main}`)).tls
  assert.ok(found.seen)
  return found.value
}

const levels: Record<string, [level: string, by: RegExp]> = {
  '': ['none', /default/],
  'smtp_use_tls = yes': ['may', /smtp_use_tls \(.* line 2\)/],
  'smtp_enforce_tls = yes': ['verify', /smtp_enforce_tls/],
  'smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no': ['encrypt', /smtp_enforce_tls/],
  'smtp_use_tls = yes\nsmtp_tls_security_level = encrypt': ['encrypt', /smtp_tls_security_level \(.* line 3\)/],
  'smtp_tls_security_level = MAY': ['may', /smtp_tls_security_level/],
  'smtp_tls_policy_maps = inline:{[r.example]:587=secure}': [
    'secure',
    /smtp_tls_policy_maps \(.*, \[r.example\]:587\)/,
  ],
  'smtp_tls_policy_maps = inline:{r.example=secure}': ['none', /default/],
  'smtp_tls_policy_maps = inline:{[r.example]=secure}': ['none', /default/],
  'smtp_tls_policy_maps = inline:{.example=secure}': ['none', /default/],
  'smtp_tls_policy_maps = inline:{.example=secure}\nrelayhost = r.example': ['secure', /, \.example\)/],
  'smtp_tls_policy_maps = inline:{r.example=may,.example=secure}\nrelayhost = r.example': ['may', /, r.example\)/],
}
for (const [main, [level, by]] of Object.entries(levels))
  test(`TLS: ${main.replace('\n', ', ') || 'nothing set'} is ${level}`, async () => {
    const found = await tls(main)
    assert.equal(found.level, level)
    assert.match(found.by, by)
    assert.equal(found.fault, undefined)
  })

const lacking: Record<string, 'authorities' | 'dnssec' | undefined> = {
  'smtp_tls_security_level = secure': 'authorities',
  'smtp_tls_security_level = verify\nsmtp_tls_CApath = /etc/ssl/certs': undefined,
  'smtp_tls_security_level = secure\ntls_append_default_CA = yes': undefined,
  'smtp_tls_security_level = encrypt': undefined,
  'smtp_tls_security_level = dane': 'dnssec',
  'smtp_tls_security_level = dane-only\nsmtp_dns_support_level = dnssec': undefined,
  'smtp_tls_policy_maps = inline:{{[r.example]:587=secure}}': 'authorities',
  'smtp_tls_policy_maps = inline:{{[r.example]:587=secure tafile=/etc/ca.pem}}': undefined,
}
for (const [main, lacks] of Object.entries(lacking))
  test(`TLS: ${main.replace('\n', ', ')} lacks ${lacks ?? 'nothing'}`, async () =>
    assert.equal((await tls(main)).lacks, lacks))

test('TLS: names of a certificate, by policy or by parameter; wrapper mode', async () => {
  assert.deepEqual(
    (await tls('smtp_tls_policy_maps = inline:{{[r.example]:587=secure match=a.example:.b.example ciphers=high}}'))
      .match,
    ['a.example', '.b.example'],
  )
  assert.deepEqual((await tls('smtp_tls_security_level = verify')).match, ['hostname'])
  assert.deepEqual((await tls('smtp_tls_security_level = secure')).match, ['nexthop', 'dot-nexthop'])
  assert.equal((await tls('smtp_tls_security_level = encrypt')).match, undefined)
  const wrapped = await tls('smtp_tls_wrappermode = yes')
  assert.equal(wrapped.wrapperMode, true)
  assert.match(wrapped.wrapperFrom ?? '', /main\.cf line \d+$/)
  assert.equal((await tls('smtp_tls_security_level = encrypt')).wrapperFrom, undefined)
})

for (const policy of ['encrypted', 'secure match=', 'encrypt match=a', 'may colour=red', 'secure ciphers'])
  test(`TLS: the policy "${policy}" keeps the mail`, async () => {
    assert.ok((await tls(`smtp_tls_policy_maps = inline:{{[r.example]:587=${policy}}}`)).fault)
  })

test('TLS: a level that there is not, a table that cannot be asked, smtp_tls_per_site', async () => {
  assert.match((await tls('smtp_tls_security_level = on')).fault ?? '', /"on", which is no level/)
  for (const main of ['smtp_tls_policy_maps = mysql:/x', 'smtp_tls_per_site = hash:/x'])
    assert.equal((await route(`relayhost = [r.example]\n${main}`)).tls.seen, false)
})

test('each hop of a list has a login of its own', async () => {
  const main =
    'relayhost = [a.example]:587, [b.example]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = texthash:/p\n'
  const { login, nextLogins } = await route(main, { '/p': '[a.example]:587 me:[password]\n' })
  assert.deepEqual(
    [login.seen && login.value.user, nextLogins?.map((one) => one.seen && one.value.user)],
    ['me', [undefined]],
  )
  assert.equal((await route('relayhost = [a.example]:587\n')).nextLogins, undefined)
})

test('an entry for some recipients that leads to their own servers is direct', async () => {
  const entries =
    'a.example smtp:\n.b.example relay:b.example\nc.example smtp:[c.example]\nd.example cat:\ne.example :[e.example]\n'
  const { exceptions } = await read('relayhost = [r.example]\ntransport_maps = texthash:/t\n', { '/t': entries })
  const direct = exceptions.filter((one) => one.direct).map(({ pattern }) => pattern)
  assert.deepEqual(direct, ['a.example', '.b.example'])
  assert.equal(exceptions.length, 5)
})
