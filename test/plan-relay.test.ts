import assert from 'node:assert/strict'
import test from 'node:test'
import type { Check } from '../src/core/check.ts'
import type { RelayProfile } from '../src/core/relay.ts'
import type { RelayRequest } from '../src/core/request.ts'
import { planRelay, readRelay } from '../src/plan-relay.ts'

const profile: RelayProfile = {
  id: 'smtp2go',
  name: 'SMTP2GO',
  hosts: ['mail.smtp2go.com'],
  hostPattern: /^mail(?:-(?:us|eu2?|au))?\.smtp2go\.com$/,
  ports: { starttls: [2525, 587], implicit: [465] },
  returnPath: { kind: 'unknown' },
  dkim: { kind: 'unknown' },
  sources: [],
}
const checkOf = (id: string, step: Check['step']): Check => ({
  id,
  step,
  title: id,
  why: id,
  refs: [],
  needs: ['asked'],
  outcomes: {},
  judge: () => [],
})
const registry = [
  checkOf('relay-greeting', 'session'),
  checkOf('relay-sender', 'session'),
  checkOf('relay-return-path', 'relay-records'),
]
const question: RelayRequest & { target: string } = {
  command: 'relay',
  target: 'mail.smtp2go.com:2525',
  tls: 'auto',
  senders: [],
  recipients: [],
  openRelayTest: false,
  selectors: [],
  greetingMs: 30_000,
  resolvers: [],
  zones: [],
  outputs: [{ format: 'text' }],
  color: false,
  only: [],
  skip: [],
  verbosity: 'normal',
  failOn: 'fail',
  allowUnknown: false,
  timeoutMs: 5000,
  deadlineMs: 60_000,
}
const planned = (change: Partial<typeof question>) => {
  const made = planRelay({ ...question, ...change }, registry, [profile])
  assert.ok(!('usage' in made), 'usage' in made ? made.usage : '')
  return made.plans
}
const refused = (change: Partial<typeof question>) => {
  const made = planRelay({ ...question, ...change }, registry, [profile])
  assert.ok('usage' in made)
  assert.equal(made.exitCode, 2)
  assert.equal(made.usage.trim().split('\n').length, 1)
  return made.usage
}

for (const [typed, host, port, name] of [
  ['mail.smtp2go.com:2525', 'mail.smtp2go.com', 2525, 'mail.smtp2go.com:2525'],
  ['MAIL.smtp2go.com.', 'mail.smtp2go.com', undefined, 'mail.smtp2go.com'],
  ['smtp2go', 'mail.smtp2go.com', undefined, 'mail.smtp2go.com'],
  ['smtp2go:465', 'mail.smtp2go.com', 465, 'mail.smtp2go.com:465'],
  ['192.0.2.1', '192.0.2.1', undefined, '192.0.2.1'],
  ['192.0.2.1:25', '192.0.2.1', 25, '192.0.2.1:25'],
  ['[192.0.2.1]:0587', '192.0.2.1', 587, '192.0.2.1:587'],
  ['2001:DB8:0::1', '2001:db8::1', undefined, '[2001:db8::1]'],
  ['[2001:db8::1]:587', '2001:db8::1', 587, '[2001:db8::1]:587'],
  ['localhost:2525', 'localhost', 2525, 'localhost:2525'],
  ['postfix:25', 'postfix', 25, 'postfix:25'],
  ['mailhost', 'mailhost', undefined, 'mailhost'],
  ['smtp2gp:25', 'smtp2gp', 25, 'smtp2gp:25'],
] as const)
  test(`${typed} is a relay`, () => {
    const relay = readRelay(typed, [profile])
    assert.ok(!('fault' in relay), 'fault' in relay ? relay.fault : '')
    assert.deepEqual([relay.host, relay.port, relay.name], [host, port, name])
    assert.equal(relay.literal, /^[\d.]+$|:.*:/.test(host))
  })

test('an id of a relay that has no host for all asks for the host', () => {
  const relay = readRelay('smtp2go', [{ ...profile, hosts: [] }])
  assert.match('fault' in relay ? relay.fault : '', /^Each customer of SMTP2GO has a host of its own: give that one/)
})

test('a host in another script is asked by its A-labels and shown in its own', () => {
  const relay = readRelay('Bücher.example:587', [])
  assert.ok(!('fault' in relay))
  assert.equal(relay.name, 'xn--bcher-kva.example:587')
  assert.equal(relay.display, 'bücher.example:587')
})

for (const [typed, says] of [
  ['mail.example.com:0', /"0" is not a port: a port is a number from 1 to 65535/],
  ['mail.example.com:65536', /"65536" is not a port/],
  ['mail.example.com:', /"" is not a port/],
  ['mail.example.com:smtp', /"smtp" is not a port/],
  ['smtp://mail.example.com:587', /is a URL: give host and port alone/],
  [
    'smtp2gp',
    /"smtp2gp" is not a relay that is known here\. Did you mean smtp2go\? A host of that name is given with its port: smtp2gp:587$/,
  ],
  ['mail example.com', /blank/],
  ['', /No domain was given/],
] as const)
  test(`${typed || 'nothing'} is no relay`, () => {
    const relay = readRelay(typed, [profile])
    assert.ok('fault' in relay)
    assert.match(relay.fault, says)
  })

for (const typed of [
  'shop:hunter2@mail.example.com:587',
  'smtp://shop:hunter2@mail.example.com',
  'hunter2@mail.example.com',
])
  test('what stands before @ may be a password: it is refused, and not said again', () => {
    const relay = readRelay(typed, [profile])
    assert.ok('fault' in relay)
    assert.match(relay.fault, /without user and password/)
    assert.doesNotMatch(relay.fault, /hunter2|shop/)
  })

test('without senders there is the session alone', () => {
  const [session, ...more] = planned({})
  assert.deepEqual(more, [])
  assert.deepEqual(
    session?.checks.map(({ id }) => id),
    ['relay-greeting', 'relay-sender'],
  )
  assert.deepEqual(session?.asked.session, { tls: 'auto', senders: [], recipients: [], openRelayTest: false })
})

test('the domains of the senders are asked about the records of the relay, each once', () => {
  const [session, records] = planned({ senders: ['A@Shop.example', 'b@shop.example', '<>'], returnPath: 'em4711.' })
  assert.deepEqual(session?.asked.session?.senders, ['A@shop.example', 'b@shop.example', ''])
  assert.deepEqual(
    records?.targets.map(({ name }) => name),
    ['shop.example'],
  )
  assert.deepEqual(
    records?.checks.map(({ id }) => id),
    ['relay-return-path'],
  )
  assert.deepEqual(records?.asked.relay, { host: 'mail.smtp2go.com' })
  assert.equal(records?.asked.returnPath, 'em4711')
})

test('of a relay that nobody knows no records are looked for, unless its id is given', () => {
  const target = 'smtp.shop.example:587'
  assert.equal(planned({ target, senders: ['a@shop.example'] }).length, 1)
  assert.deepEqual(planned({ target, senders: ['a@shop.example'], relay: 'smtp2go' })[1]?.asked.relay, {
    id: 'smtp2go',
  })
})

test('what --only leaves out is not planned', () => {
  const plans = planned({ senders: ['a@shop.example'], only: ['relay-return-path'] })
  assert.deepEqual(
    plans.map(({ targets }) => targets.map(({ kind }) => kind)),
    [['domain']],
  )
})

test('checks of records without a sender, or of a relay that nobody knows, would judge nothing: that is said', () => {
  assert.match(
    refused({ only: ['relay-return-path'] }),
    /records stand at the domain of a sender, and none was given: add --from/,
  )
  const unknown = { target: 'mail.nobody.example:587', senders: ['a@shop.example'], only: ['relay-return-path'] }
  assert.match(refused(unknown), /Nobody here knows whose relay this is/)
  for (const change of [{ returnPath: 'em4711' }, { selectors: ['s4711'] }, { relay: 'smtp2go' }])
    assert.match(refused(change), /add --from/)
})

test('no more is said to a server than the chosen checks want to know', () => {
  const [reading] = planned({
    user: 'shop',
    senders: ['a@shop.example'],
    recipients: ['b@y.example'],
    only: ['relay-greeting'],
  })
  assert.deepEqual(reading?.asked.session, { tls: 'auto', senders: [], recipients: [], openRelayTest: false })
  const [saying] = planned({ user: 'shop', senders: ['a@shop.example'], only: ['relay-sender'] })
  assert.deepEqual(saying?.asked.session?.login, { user: 'shop' })
})

test('values that cannot be meant are told with the option', () => {
  assert.match(refused({ senders: ['shop'] }), /--from takes an address .* or "<>"/)
  assert.match(refused({ recipients: ['<>'] }), /--to takes an address \(user@example\.com\), not "<>"/)
  assert.match(refused({ source: 'eth0' }), /--bind takes one IPv4 or IPv6 address/)
  assert.match(refused({ source: '::' }), /--bind takes one address of this machine, and :: is none/)
  assert.match(refused({ source: '192.0.2.1', family: 6 }), /--bind 192\.0\.2\.1 and --ipv6 are opposites/)
  assert.match(refused({ servername: '192.0.2.1' }), /--servername takes the name of a host, not an address/)
  assert.match(
    refused({ servername: 'a b' }),
    /--servername takes the name of a host, such as mail\.example\.com, not "a b"/,
  )
  assert.match(refused({ helo: '192.0.2.1' }), /--helo takes the name of a host, not an address/)
  assert.match(refused({ user: '' }), /--user takes a name/)
  assert.match(refused({ mechanism: 'LOGIN' }), /--auth LOGIN says how to log in/)
  assert.match(
    refused({ relay: 'sntp2go' }),
    /--relay "sntp2go" is not a relay that is known here\. Did you mean smtp2go\?/,
  )
  assert.match(
    refused({ relay: 'nobody' }),
    /--relay "nobody" is not a relay that is known here: give one of its hosts, or one of smtp2go/,
  )
  assert.match(refused({ returnPath: 'a b' }), /--return-path takes the name that bounces go to/)
})

for (const [typed, said] of [
  ['[2001:db8::1]', '[IPv6:2001:db8::1]'],
  ['[IPv6:2001:db8::1]', '[IPv6:2001:db8::1]'],
  ['[192.0.2.1]', '[192.0.2.1]'],
  ['Mail.Example.com.', 'mail.example.com'],
  ['mail', 'mail'],
] as const)
  test(`EHLO says ${said} for --helo ${typed}`, () =>
    assert.equal(planned({ helo: typed })[0]?.asked.session?.helo, said))
