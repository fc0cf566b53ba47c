import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeAuthority } from '../support/certificates.ts'
import { makeFolder } from '../support/real-server.ts'
import { bye, intoTls, startScript } from '../support/scripted-smtp.ts'
import { relaycheck } from '../support/tool.ts'

const password = 'Tr0ub4dor&3 of the shop'
const authority = makeAuthority()
const tls = authority.issue(['smtp.relay.example'])
const folder = makeFolder()
const [zone, ca] = [join(folder, 'root.zone'), join(folder, 'ca.pem')]
writeFileSync(
  zone,
  `$ORIGIN .
@ 300 IN SOA ns.example. dns.example. 1 7200 3600 1209600 300
@ 300 IN NS ns.example.
smtp.relay.example. 300 IN A 192.0.2.80
relay.example. 300 IN MX 10 smtp.relay.example.
`,
)
writeFileSync(ca, authority.cert)

/** A machine with Postfix and these settings, as a folder. */
function machine(settings: string, files: Record<string, string> = {}): string {
  const root = makeFolder()
  const mainCf = `compatibility_level = 3.6
myhostname = web1.shop.example
myorigin = shop.example
mydestination = $myhostname, localhost
inet_protocols = ipv4
smtp_tls_security_level = encrypt
${settings}
`
  const all = {
    'etc/postfix/main.cf': mainCf,
    'etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    'usr/sbin/postfix': '',
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), path.endsWith('sasl_passwd') ? 0o600 : 0o644)
  }
  return root
}
const withRelay = () =>
  machine(
    `relayhost = [smtp.relay.example]:587
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous`,
    { 'etc/postfix/sasl_passwd': `[smtp.relay.example]:587 shop:${password}\n` },
  )
const probe = (root: string, ...more: string[]) => [
  ...['probe', '--to', 'you@there.example', '--mta-root', root, '--zone', zone, '--ca', ca],
  ...more,
]
/** What would be sent, from the sentence that asks for --yes. */
async function told(root: string, ...more: string[]): Promise<string> {
  const { code, err, out } = await relaycheck(probe(root, ...more))
  assert.deepEqual([code, out], [2, ''])
  return /^relaycheck: This sends (.*), and there is no terminal/.exec(err)?.[1] ?? err
}

test("without a relay it is that of the machine's mail server, and without a sender one of those who send there", async () => {
  assert.match(
    await told(withRelay()),
    /^one message from \S+@shop\.example to you@there\.example through smtp\.relay\.example:587$/,
  )
  assert.match(await told(withRelay(), '--from', 'me@shop.example'), /^one message from me@shop\.example to/)
})

test('the message goes out with the login, the name and the sender that the mail server has', async (t) => {
  const said = Buffer.from(`\0shop\0${password}`).toString('base64')
  const server = await startScript(t, [
    ...intoTls(tls, 'AUTH PLAIN', '8BITMIME'),
    `C: AUTH PLAIN ${said}`,
    'S: 235 2.7.0 Ok',
    'C: MAIL FROM:<me@shop.example>',
    'S: 250 2.1.0 Ok',
    'C: RCPT TO:<you@there.example>',
    'S: 250 2.1.5 Ok',
    'C: DATA',
    'S: 354 Go ahead',
    'message',
    'S: 550-From header sender domain not verified',
    'S: 550 5.7.1 (me@shop.example)',
    ...bye,
  ])
  const tape = join(folder, 'here.tape')
  const run = await relaycheck(
    [...probe(withRelay(), '--from', 'me@shop.example', '--yes', '--format', 'json'), '--record', tape],
    { outside: { reach: server.reach } },
  )
  assert.equal(run.code, 1, run.err)
  assert.ok(server.heard.includes('EHLO web1.shop.example'))
  const [step] = JSON.parse(run.out).steps
  const accepted = step.findings.find(({ check }: { check: string }) => check === 'probe-accepted')
  assert.equal(accepted.outcome, 'rejected')
  assert.match(accepted.says, /sender domain not verified/)
  for (const text of [run.out, run.err, readFileSync(tape, 'utf8')])
    for (const form of [password, said, Buffer.from(password).toString('base64')]) assert.ok(!text.includes(form))
  const again = await relaycheck(
    [
      'probe',
      '--to',
      'you@there.example',
      '--from',
      'me@shop.example',
      '--zone',
      zone,
      '--replay',
      tape,
      '--format',
      'json',
    ],
    {},
  )
  assert.equal(again.err, '')
  assert.deepEqual(JSON.parse(again.out).steps, JSON.parse(run.out).steps)
})

test('the relay is that of the sender, however many others the mail server has', async () => {
  const senders = Array.from({ length: 14 }, (_, i) => `u${i}@shop.example [r${i}.example]:587`)
  const many = [...senders, ...senders.map((_, i) => `x${i}@news.example [r9.example]:587`)]
  const root = machine('sender_dependent_relayhost_maps = texthash:/etc/postfix/by_sender', {
    'etc/postfix/by_sender': `${many.join('\n')}\n`,
  })
  for (const [from, relay] of [
    ['u9@shop.example', 'r9.example'],
    ['u13@shop.example', 'r13.example'],
    ['x13@news.example', 'r9.example'],
  ] as const)
    assert.match(await told(root, '--from', from), new RegExp(`through ${relay}:587$`), from)
})

test('a next hop without brackets is the host that its MX names', async () =>
  assert.match(await told(machine('relayhost = relay.example:587')), /through smtp\.relay\.example:587$/))

test('a relay that was named comes before it, and other ways need none', async () => {
  const root = withRelay()
  assert.match(
    await told(root, '--relay', 'mail.other.example:25', '--from', 'me@shop.example'),
    /through mail\.other\.example:25$/,
  )
  assert.match(
    await told(root, '--via', 'local'),
    /^one message from \S+@\S+ to you@there\.example through the mail server of this machine$/,
  )
  assert.match(await told(root, '--via', 'mx'), /through the mail servers of there\.example$/)
})

test('a mail server without a relay, and no mail server at all: the sentence says what to name', async () => {
  for (const root of [machine(''), makeFolder()])
    assert.match(
      await told(root, '--from', 'me@shop.example'),
      /Through which relay\? .*--relay mail\.example\.com:587.*--via mx/,
    )
  assert.match(
    await told(makeFolder(), '--via', 'mx'),
    /Who sends it\? Nobody is named here: add --from me@example\.com/,
  )
})

test('what was agreed to is sent, or nothing', async (t) => {
  const root = withRelay()
  const server = await startScript(t, [])
  async function* answer() {
    const mainCf = join(root, 'etc/postfix/main.cf')
    writeFileSync(mainCf, readFileSync(mainCf, 'utf8').replaceAll(':587', ':2525'))
    yield 'y\n'
  }
  const run = await relaycheck(probe(root, '--from', 'me@shop.example'), {
    input: answer(),
    terminal: true,
    outside: { reach: server.reach },
  })
  assert.deepEqual([run.code, run.out], [2, ''])
  assert.match(run.err, /through smtp\.relay\.example:587\? \[y\/N\] /)
  assert.match(
    run.err,
    /No message went out: .* have changed, and this would send .* through smtp\.relay\.example:2525\./,
  )
  assert.equal(server.count.all, 0)
})
