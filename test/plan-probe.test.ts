import assert from 'node:assert/strict'
import test from 'node:test'
import { checksFor } from '../src/checks/index.ts'
import { relayRecordChecks } from '../src/checks/relay-records/index.ts'
import { known } from '../src/commands/known.ts'
import { type ProbeKnown, planProbe } from '../src/plan-probe.ts'

type Question = Parameters<typeof planProbe>[0]
const plain: Question = {
  command: 'probe',
  via: 'relay',
  relay: 'mail.relay.example',
  from: 'me@shop.example',
  recipients: ['you@there.example'],
  selectors: [],
  openRelayTest: false,
  tls: 'auto',
  greetingMs: 30_000,
  waitMs: 0,
  bulk: false,
  cleanUp: false,
  yes: false,
  only: [],
  skip: [],
  failOn: 'fail',
  allowUnknown: false,
  timeoutMs: 5000,
  deadlineMs: 60_000,
}
const registry = { probe: checksFor.probe, message: checksFor.message, records: relayRecordChecks, stranger: [] }
type Changes = { [K in keyof Question]?: Question[K] | undefined }
const ask = (changes: Changes, more: Partial<ProbeKnown> = {}) => {
  const set = Object.entries({ ...plain, ...changes }).filter(([, value]) => value !== undefined)
  return planProbe(Object.fromEntries(set) as unknown as Question, registry, { ...known, ...more })
}
function planned(changes: Changes = {}, more: Partial<ProbeKnown> = {}) {
  const plan = ask(changes, more)
  if ('usage' in plan) assert.fail(plan.usage)
  return plan
}
function refused(changes: Changes, more: Partial<ProbeKnown> = {}): string {
  const plan = ask(changes, more)
  assert.ok('usage' in plan, 'this was taken')
  assert.equal(plan.exitCode, 2)
  assert.match(plan.usage, /^relaycheck: [^\n]+\n$/)
  return plan.usage
}

test('each recipient is a target once, as a person reads it', () => {
  const { plan } = planned({ recipients: ['a@B\u00fccher.example', 'a@xn--bcher-kva.example.', '<c@D.example>'] })
  assert.deepEqual(plan.targets, [
    { kind: 'probe', name: 'a@xn--bcher-kva.example', display: 'a@b\u00fccher.example' },
    { kind: 'probe', name: 'c@d.example', display: 'c@d.example' },
  ])
})

test('a mailbox that is written in two ways gets one message', () => {
  const { plan } = planned({ recipients: ['b@there.example', 'a@there.example', 'B@There.example'] })
  assert.deepEqual(
    plan.targets.map(({ name }) => name),
    ['b@there.example', 'a@there.example'],
  )
})

test('ten recipients are a test, eleven a mailing', () => {
  const people = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@there.example`)
  assert.equal(planned({ recipients: people(10) }).plan.targets.length, 10)
  assert.match(refused({ recipients: people(11) }), /11 recipients are more than the 10/)
})

test('recipients are addresses', () => {
  assert.match(refused({ recipients: ['there.example'] }), /--to takes an address/)
  assert.match(refused({ recipients: ['<>'] }), /--to takes an address/)
})

test('who writes is an address, and the null sender is not offered', () => {
  assert.equal(
    refused({ from: 'shop.example' }),
    'relaycheck: --from takes an address (user@example.com), not "shop.example".\n',
  )
  assert.match(refused({ envelopeFrom: 'x' }), /or "<>" for the null sender/)
})

test('who sends is where bounces go, unless somebody else is', () => {
  assert.equal(planned().plan.asked.probe?.envelopeFrom, 'me@shop.example')
  const { probe } = planned({ from: 'Me@Shop.Example', envelopeFrom: '<>' })
  assert.deepEqual([probe.from, probe.envelopeFrom], ['Me@shop.example', ''])
})

test('the session speaks for the envelope sender', () => {
  const { session } = planned({ envelopeFrom: 'bounce@shop.example', user: 'shop', helo: 'web.shop.example' }).plan
    .asked
  assert.deepEqual(session?.senders, ['bounce@shop.example'])
  assert.deepEqual(session?.login, { user: 'shop' })
  assert.equal(session?.helo, 'web.shop.example')
  assert.equal(session?.openRelayTest, false)
})

test('the null sender writes no message', () =>
  assert.match(refused({ from: '<>' }), /"<>" belongs to --envelope-from/))

test('who sends is found where nobody is named: what is known here, else a user who is called by an address', () => {
  const nobody = { from: undefined }
  assert.equal(planned(nobody, { from: 'root@web.example' }).probe.from, 'root@web.example')
  assert.equal(planned({ ...nobody, user: 'me@shop.example' }).probe.from, 'me@shop.example')
  assert.match(refused({ ...nobody, user: 'shop' }), /--from me@example\.com/)
})

test('a message that says nobody goes back to whoever is named', () => {
  const given = { from: undefined, message: 'mail.eml' }
  assert.equal(planned(given, { from: 'author@shop.example' }).probe.from, 'author@shop.example')
  assert.equal(planned({ ...given, envelopeFrom: 'me@shop.example' }).probe.from, 'me@shop.example')
  assert.match(refused({ ...given, user: 'me@shop.example' }), /mail\.eml says in no From whose it is/)
})

/** What is typed of the relay -> where it is talked to. */
const servers: Record<string, [changes: Changes, server: object]> = {
  'a host': [{}, { host: 'mail.relay.example', port: 587, tls: 'auto' }],
  'a host and a port': [{ relay: 'mail.relay.example:2525' }, { host: 'mail.relay.example', port: 2525, tls: 'auto' }],
  'an address': [{ relay: '[2001:DB8::1]:25' }, { host: '2001:db8::1', port: 25, tls: 'auto' }],
  'TLS from the first octet on': [{ tls: 'implicit' }, { host: 'mail.relay.example', port: 465, tls: 'implicit' }],
}
for (const [name, [changes, server]] of Object.entries(servers))
  test(`the relay: ${name}`, () => assert.deepEqual(planned(changes).probe.server, server))

test('a relay by its id is reached at its own host and on a port that it documents', () => {
  const { probe, through } = planned({ relay: 'smtp2go' })
  const profile = known.relays.find(({ id }) => id === 'smtp2go')
  assert.equal(probe.server?.host, profile?.hosts[0])
  assert.ok(profile?.ports.starttls.includes(probe.server?.port ?? 0))
  assert.equal(through, `${probe.server?.host}:${probe.server?.port}`)
})

const own: NonNullable<ProbeKnown['relay']> = {
  target: 'smtp.relay.example:465',
  tls: 'implicit',
  helo: 'web1.shop.example',
  login: { user: 'shop', secret: { path: '/etc/postfix/sasl_passwd', key: '[smtp.relay.example]:465' } },
}

test("without a relay it is this machine's own, with its login and its name", () => {
  const { probe, plan } = planned({ relay: undefined }, { relay: own })
  assert.deepEqual(probe.server, { host: 'smtp.relay.example', port: 465, tls: 'implicit' })
  assert.deepEqual(plan.asked.session?.login, own.login)
  assert.equal(plan.asked.session?.helo, 'web1.shop.example')
})

test('what was named comes before what is here', () => {
  const { plan } = planned({}, { relay: own })
  assert.equal(plan.asked.session?.login, undefined)
  const { plan: other } = planned({ relay: undefined, user: 'me' }, { relay: own })
  assert.deepEqual(other.asked.session?.login, { user: 'me' })
})

test('a word after --relay that is no id is refused, with those that are near; a host of that name has a port', () => {
  assert.match(refused({ relay: 'smtp2gp' }), /^relaycheck: --relay "smtp2gp" is not a relay .* Did you mean smtp2go\?/)
  assert.match(refused({ relay: 'no-such-id' }), /one of smtp2go, .*with its port: no-such-id:587/)
  assert.equal(planned({ relay: 'no-such-id:587' }).probe.server?.host, 'no-such-id')
  assert.equal(planned({ relay: 'localhost' }).probe.server?.host, 'localhost')
})

test('without any relay a sentence says how to name one', () =>
  assert.match(refused({ relay: undefined }), /--relay mail\.example\.com:587.*--via mx/))

test('the other ways need no relay', () => {
  const there = { relay: undefined, recipients: ['a@there.example', 'b@there.example', 'c@else.example'] }
  const mx = planned({ ...there, via: 'mx' })
  assert.equal(mx.probe.server, undefined)
  assert.equal(mx.through, 'the mail servers of there.example, else.example')
  assert.equal(planned({ ...there, via: 'local' }).through, 'the mail server of this machine')
})

test('it is sent and followed whatever is judged of it', () => {
  const { plan, arrived } = planned({ only: ['message-dkim'], maildir: 'Maildir' })
  assert.deepEqual(plan.checks, [])
  assert.ok(plan.facts.has('probeSent') && plan.facts.has('probeArrival'))
  assert.deepEqual(
    arrived.checks.map(({ id }) => id),
    ['message-dkim'],
  )
})

test('what judges a message alone wants a mailbox, or the recording of one', () => {
  assert.match(refused({ only: ['message-*'] }), /no mailbox is watched: name one by --imap/)
  for (const watched of [{ imap: 'imaps://a@b.example' }, { listen: '[::1]:0' }, { replay: 'a.tape' }])
    assert.ok(planned({ only: ['message-*'], ...watched }))
})

test('what arrives is judged as a message, by the core lists and as bulk mail if that was asked', () => {
  const { arrived } = planned({ bulk: true })
  const plan = arrived.plan('the message as it arrived at you@there.example')
  assert.deepEqual(plan.checks, checksFor.message)
  assert.equal(plan.targets[0]?.display, 'the message as it arrived at you@there.example')
  assert.equal(plan.asked.bulk, true)
  assert.equal(plan.asked.lists?.tier, 'core')
  assert.deepEqual(plan.asked.message, {})
})

test("of a relay that is known the records are looked at too, at the sender's domain", () => {
  const { records } = planned({ relay: 'smtp2go', selectors: ['S4711'], returnPath: 'em4711' })
  assert.deepEqual(
    records?.targets.map(({ kind, name }) => [kind, name]),
    [['domain', 'shop.example']],
  )
  assert.deepEqual(records?.checks, relayRecordChecks)
  assert.deepEqual(records?.asked.relay, { host: 'mail.smtp2go.com' })
  assert.deepEqual(records?.asked.selectors, ['s4711'])
  assert.equal(records?.asked.returnPath, 'em4711')
})

test('of others there are none to look at', () => {
  assert.equal(planned().records, undefined)
  assert.equal(planned({ relay: undefined, via: 'mx' }).records, undefined)
  assert.match(
    refused({ selectors: ['s1'] }),
    /--selector and --return-path are of the records of a relay that is known/,
  )
})

test('for records alone no message is sent', () =>
  assert.match(refused({ relay: 'smtp2go', only: ['relay-return-path'] }), /no message has to be sent for that/))

test('what is known of its arrival is believed', () => {
  const { arrived } = planned({ ip: '[2001:DB8::1]', sender: '<>', authservId: 'MX.There.example' })
  assert.deepEqual(arrived.plan('x').asked.message, { ip: '2001:db8::1', sender: '', authservId: 'mx.there.example' })
})

/** What cannot be meant. */
const wrong: Record<string, [changes: Changes, says: RegExp]> = {
  'a check that is none': [{ only: ['probe-nothing'] }, /--only "probe-nothing" fits no check/],
  'a sender that is none': [{ from: 'shop.example' }, /--from takes an address/],
  'a relay with a password': [{ relay: 'shop:secret@mail.example' }, /^(?!.*secret).*RELAYCHECK_PASSWORD/s],
  'a selector with dots in a row': [{ dkimSelector: 's1..s2' }, /dkim-selector takes the selector alone/],
  'a list that is none': [{ lists: 'most' }, /--lists takes core, extended, all/],
  'a mechanism for nobody': [{ mechanism: 'LOGIN' }, /--auth LOGIN says how to log in, and --user who/],
}
for (const [name, [changes, says]] of Object.entries(wrong))
  test(`asked wrongly: ${name}`, () => assert.match(refused(changes), says))
