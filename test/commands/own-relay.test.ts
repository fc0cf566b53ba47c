import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeAuthority } from '../support/certificates.ts'
import { makeFolder } from '../support/real-server.ts'
import { bye, intoTls, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

const password = 'Tr0ub4dor&3 of the shop'
const authority = makeAuthority()
const tls = authority.issue(['smtp.relay.example'])
const zone = `$ORIGIN .
@ 300 IN SOA ns.example. dns.example. 1 7200 3600 1209600 300
@ 300 IN NS ns.example.
smtp.relay.example. 300 IN A 192.0.2.80
web1.shop.example. 300 IN A 192.0.2.7
`
const mainCf = `compatibility_level = 3.6
myhostname = web1.shop.example
myorigin = shop.example
mydestination = $myhostname, localhost
relayhost = [smtp.relay.example]:587
inet_protocols = ipv4
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous
smtp_tls_security_level = encrypt
`

/** A machine with Postfix, as a folder. */
function machine(files: Record<string, string>): string {
  const root = makeFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), path.endsWith('sasl_passwd') ? 0o600 : 0o644)
  }
  return root
}

async function run(t: TestContext, root: string, argv: string[] = []) {
  const sender = (address: string, recipient: string) =>
    [
      `C: MAIL FROM:<${address}>`,
      'S: 250 2.1.0 Ok',
      `C: RCPT TO:<${recipient}>`,
      'S: 250 2.1.5 Ok',
      'C: RSET',
      'S: 250 2.0.0 Ok',
    ] as const
  const said = Buffer.from(`\0shop\0${password}`).toString('base64')
  const server = await startScript(t, [
    ...intoTls(tls, 'AUTH PLAIN LOGIN', 'SIZE 52428800'),
    `C: AUTH PLAIN ${said}`,
    'S: 235 2.7.0 Ok',
    ...sender('me@shop.example', 'me@shop.example'),
    ...bye,
  ])
  const folder = makeFolder()
  const [zoneFile, ca] = [join(folder, 'root.zone'), join(folder, 'ca.pem')]
  writeFileSync(zoneFile, zone)
  writeFileSync(ca, authority.cert)
  const ran = await relaycheck(
    [
      'relay',
      '--mta-root',
      root,
      '--zone',
      zoneFile,
      '--ca',
      ca,
      '--from',
      'me@shop.example',
      '--timeout',
      '5',
      ...argv,
    ],
    { outside: { reach: server.reach } },
  )
  return { ...ran, server }
}

test("the machine's mail server is read, and its relay is tried with its own login, name and senders", async (t) => {
  const root = machine({
    'etc/postfix/main.cf': mainCf,
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'etc/postfix/sasl_passwd': `[smtp.relay.example]:587 shop:${password}\n`,
    'usr/sbin/postfix': '',
  })
  const { out, err, server } = await run(t, root, ['--format', 'json'])
  assert.equal(err, '')
  const report = JSON.parse(out)
  const outcomes = new Map<string, string>(
    report.steps.flatMap((step: { findings: { check: string; outcome: string }[] }) =>
      step.findings.map(({ check, outcome }) => [check, outcome] as const),
    ),
  )
  assert.deepEqual(
    report.steps.map(({ id, target }: { id: string; target: string }) => [id, target]),
    [
      ['dkim', root],
      ['mta', root],
      ['session', 'smtp.relay.example:587'],
    ],
  )
  assert.equal(outcomes.get('mta-found'), 'found')
  assert.equal(outcomes.get('mta-login-entry'), 'found')
  assert.equal(outcomes.get('relay-login'), 'accepted')
  assert.match(outcomes.get('relay-sender') ?? '', /^accepted/)
  assert.ok(server.heard.includes('EHLO web1.shop.example'))
  assert.equal(server.count.all, 1)
  for (const form of [password, Buffer.from(password).toString('base64')]) assert.ok(!out.includes(form))
})

test('a key that Postfix does not match: the finding says so, and nobody logs in', async () => {
  const root = machine({
    'etc/postfix/main.cf': mainCf,
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'etc/postfix/sasl_passwd': `smtp.relay.example:587 shop:${password}\n`,
    'usr/sbin/postfix': '',
  })
  const folder = makeFolder()
  writeFileSync(join(folder, 'root.zone'), zone)
  const { code, out } = await relaycheck([
    'relay',
    '--mta-root',
    root,
    '--zone',
    join(folder, 'root.zone'),
    '--only',
    'mta-login-*',
  ])
  assert.equal(code, 1)
  assert.match(out, /mta-login-entry\/missing/)
  assert.match(out, /\[smtp\.relay\.example\]:587/)
  assert.ok(!out.includes(password))
})

test('no mail server at all is nothing to judge: one sentence, exit 2', async () => {
  const { code, out, err } = await relaycheck(['relay', '--mta-root', machine({ 'etc/hostname': 'bare\n' })])
  assert.equal(code, 2)
  assert.equal(out, '')
  assert.match(
    err,
    /^relaycheck: No mail server was found below .*: name the relay that mail goes to, as relaycheck relay mail\.example\.com:587\n$/,
  )
})

test('a folder that is none, and a folder beside a relay that was named, are refused', async () => {
  for (const [argv, says] of [
    [['relay', '--mta-root', '/nowhere/at/all'], /"\/nowhere\/at\/all" cannot be read/],
    [
      ['relay', 'mail.example.com:587', '--mta-root', '/'],
      /--mta-root is where the relay is looked for, and one was named/,
    ],
    [['relay', '--mta-root', '/', '--replay', 'x.json'], /--replay looks at no folder/],
  ] as const) {
    const { code, err } = await relaycheck(argv)
    assert.equal(code, 2)
    assert.match(err, says)
  }
})

test('a sender whose domain does not exist is told, and counts in no number that is not shown', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'root.zone'), `${zone}mail.smtp2go.com. 300 IN A 192.0.2.81\n`)
  const { code, out } = await relaycheck([
    'relay',
    'mail.smtp2go.com:2525',
    '--zone',
    join(folder, 'root.zone'),
    '--only',
    'relay-return-path',
    '--from',
    'me@nowhere.example',
  ])
  assert.equal(code, 1)
  assert.match(out, /zone-exists\/no-such-domain/)
  assert.match(out, /^1 to fix/m)
})

for (const [what, setting] of [
  ['no proper host name', 'myhostname = box\x1b[31m.shop.example'],
  ['a name of one label', 'myhostname = box\nmyorigin = $myhostname'],
  ['an origin that is no domain', 'myorigin = bad_domain'],
] as const)
  test(`${what} in the configuration is a finding, never a wrong question`, async () => {
    const root = machine({
      'etc/postfix/main.cf': `${mainCf}${setting}\n`,
      'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
      'usr/sbin/postfix': '',
    })
    const folder = makeFolder()
    writeFileSync(join(folder, 'root.zone'), zone)
    const { code, err } = await relaycheck(
      ['relay', '--mta-root', root, '--zone', join(folder, 'root.zone'), '--timeout', '1'],
      { outside: { reach: () => ({ address: '127.0.0.1', port: 1 }) } },
    )
    assert.equal(err, '')
    assert.equal(code, 1)
  })

test('a comment behind relayhost makes hosts of its words: that is told of the configuration, and no wrong question', async () => {
  const root = machine({
    'etc/postfix/main.cf': mainCf.replace('587\n', '587 # my relay\n'),
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'usr/sbin/postfix': '',
  })
  const folder = makeFolder()
  writeFileSync(join(folder, 'root.zone'), zone)
  const { code, out, err } = await relaycheck(
    ['relay', '--mta-root', root, '--zone', join(folder, 'root.zone'), '--timeout', '1'],
    { outside: { reach: () => ({ address: '127.0.0.1', port: 1 }) } },
  )
  assert.equal(err, '')
  assert.equal(code, 1)
  assert.match(out, /mta-relayhost\/comment/)
})

test('of many relays those that are not looked at are named, and that is no success', async () => {
  const hosts = Array.from({ length: 7 }, (_, i) => `[192.0.2.${i + 1}]:587`).join(', ')
  const root = machine({
    'etc/postfix/main.cf': mainCf.replace(/^relayhost.*$/m, `relayhost = ${hosts}`),
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'usr/sbin/postfix': '',
  })
  const { code, out, err } = await relaycheck(['relay', '--mta-root', root, '--only', 'relay-known'])
  assert.match(out, /192\.0\.2\.5/)
  assert.equal(
    err,
    'relaycheck: This machine has 7 relays, and 5 are looked at. Of the others: relaycheck relay 192.0.2.6:587; relaycheck relay 192.0.2.7:587\n',
  )
  assert.equal(code, 3)
})

test('checks of a relay where the machine has none would judge nothing: that is said', async () => {
  const root = machine({
    'etc/postfix/main.cf': mainCf.replace(/^relayhost.*$/m, 'relayhost ='),
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'usr/sbin/postfix': '',
  })
  const { code, out, err } = await relaycheck(['relay', '--mta-root', root, '--only', 'relay-login'])
  assert.equal(code, 2)
  assert.equal(out, '')
  assert.match(err, /No relay was found .* have nothing to judge: run without --only and --skip to see why/)
})

test('a next hop of one label is a host of this machine’s own network, never the relay that has that word for its id', async (t) => {
  const root = machine({
    'etc/postfix/main.cf': mainCf.replace('[smtp.relay.example]', '[postmark]'),
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'etc/postfix/sasl_passwd': `[postmark]:587 shop:${password}\n`,
  })
  const { out, server } = await run(t, root, ['--format', 'json'])
  const { steps } = JSON.parse(out) as { steps: { id: string; target: string }[] }
  assert.deepEqual(
    steps.filter(({ id }) => id === 'session').map(({ target }) => target),
    [],
  )
  assert.deepEqual(server.heard, [])
  assert.match(out, /mta-relayhost\/one-label/)
})
