import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { mtaChecks } from '../../src/checks/mta/index.ts'
import type { FactName } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Machine } from '../../src/core/machine.ts'
import { seen } from '../../src/core/observation.ts'
import type { Signing } from '../../src/core/signing.ts'
import { judge } from '../../src/judge.ts'
import { readQueue } from '../../src/mta/queue/read.ts'
import { readInlets } from '../../src/mta/signing/inlets.ts'
import { readOpenDkim } from '../../src/mta/signing/opendkim.ts'
import { hereMachine, type LiveState, leadOn, relayName, startLivePostfix } from '../support/live-postfix.ts'
import { mtaFacts } from '../support/mta-facts.ts'
import { forPostfix, startPostfix } from '../support/postfix.ts'
import type { RealRelay } from '../support/real-relay.ts'
import { describeWith, freePort } from '../support/real-server.ts'
import { bye, greeting, hello, startScript } from '../support/scripted-smtp.ts'

const password = 'Gehe1m-98'
const former = 'open-sesame-41'
const sender = 'alice@relay.example'
const recipient = 'bob@far.example'
const login = (key: string, secret = password) => `${key} ${sender}:${secret}`

const hop = (port: number) => `[${relayName}]:${port}`
/** As it should be, toward that port. */
const main = (port: number, ...more: readonly string[]) => [
  `relayhost = ${hop(port)}`,
  'smtp_sasl_auth_enable = yes',
  'smtp_sasl_security_options = noanonymous',
  'smtp_sasl_password_maps = hash:DIR/sasl_passwd',
  ...more,
]
const encrypt = 'smtp_tls_security_level = encrypt'
const maps = ['hash:DIR/sasl_passwd']
const wellAt = (port: number, ...more: readonly string[]): LiveState => ({
  main: main(port, ...more),
  files: { sasl_passwd: login(hop(port)) },
  maps,
})

/** A file that was changed after its table was made. */
const changeLater = (folder: string) => {
  const path = join(folder, 'sasl_passwd')
  writeFileSync(path, login(hop(587)))
  utimesSync(path, new Date(), new Date(Date.now() + 5000))
}
const showAll = (folder: string) => {
  for (const name of ['sasl_passwd', 'sasl_passwd.db']) chmodSync(join(folder, name), 0o644)
}
/** Where the SASL library looks for its plug-ins there is none; and that is also what the machine shows. */
const withoutPlugins = ['import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C SASL_PATH=DIR/none'] as const
const emptied = (machine: Machine): Machine => ({
  ...machine,
  look: async (path) => {
    const entry = await machine.look(path)
    return path.endsWith('/sasl2') && entry.kind === 'folder' ? { ...entry, names: ['libsasldb.so'] } : entry
  },
})

interface Case {
  state: LiveState
  /** What Postfix writes of the message. */
  became: RegExp
  /** All that relaycheck says, beside what is well. */
  amiss: readonly string[]
  seenBy?: (machine: Machine) => Machine
}
const cases: Readonly<Record<string, Case>> = {
  right: { state: wellAt(587, encrypt), became: /status=sent \(250 2\.0\.0 Ok/, amiss: [] },
  'right, with TLS from the first octet': {
    state: wellAt(465, encrypt, 'smtp_tls_wrappermode = yes'),
    became: /status=sent \(250 2\.0\.0 Ok/,
    amiss: [],
  },
  'a key that Postfix does not look for: it does not log in': {
    state: { main: main(587, encrypt), files: { sasl_passwd: login(`[${relayName}]`) }, maps },
    became: /status=bounced \(host mail\.relay\.example\[\S+ said: 553 5\.7\.1 .* not logged in/,
    amiss: ['mta-login-entry/missing'],
  },
  'a new password without postmap: the old one is used': {
    state: { main: main(587, encrypt), files: { sasl_passwd: login(hop(587), former) }, maps, afterMaps: changeLater },
    became: /status=deferred \(SASL authentication failed; server \S+ said: 535 5\.7\.8/,
    amiss: ['mta-login-map/stale', 'mta-queue/our-fault'],
  },
  'a table that was never made: all mail waits': {
    state: { main: main(587, encrypt), files: { sasl_passwd: login(hop(587)) } },
    became: /status=deferred \(local data error while talking to mail\.relay\.example/,
    amiss: ['mta-login-map/uncompiled', 'mta-queue/our-fault'],
  },
  'no plug-ins: no way to log in': {
    state: wellAt(587, encrypt, ...withoutPlugins),
    became: /status=deferred \(SASL authentication failed; cannot authenticate .*: no mechanism available/,
    amiss: ['mta-login-plugin/missing', 'mta-queue/our-fault'],
    seenBy: emptied,
  },
  'no wrapper mode, and TLS from the first octet: both wait': {
    state: wellAt(465, encrypt),
    became: /status=deferred \(conversation with \S+ timed out while receiving the initial server greeting/,
    amiss: ['mta-wrapper-mode/missing', 'mta-queue/our-fault'],
  },
  'wrapper mode where the relay greets in clear': {
    state: wellAt(587, encrypt, 'smtp_tls_wrappermode = yes'),
    became: /status=deferred \(Cannot start TLS: handshake failure/,
    amiss: ['mta-wrapper-mode/needless', 'mta-queue/our-fault'],
  },
  'wrapper mode at a level that does not demand TLS: Postfix does not even try': {
    state: wellAt(465, 'smtp_tls_security_level = may', 'smtp_tls_wrappermode = yes'),
    became: /relay=none, .* status=deferred \((?:server unavailable or unable to receive mail|Host not found)/,
    amiss: ['mta-wrapper-mode/level-too-low', 'mta-queue/our-fault'],
  },
  'a table of passwords that everybody can read: nothing tells': {
    state: { ...wellAt(587, encrypt), afterMaps: showAll },
    became: /status=sent \(250 2\.0\.0 Ok/,
    amiss: ['mta-login-secrecy/exposed'],
  },
  'a port that is closed': {
    state: wellAt(2525, encrypt),
    became: /status=deferred \(connect to mail\.relay\.example\[\S+\]:2525: Connection refused/,
    amiss: ['mta-queue/relay-fault'],
  },
  'a relay that puts mail off': {
    state: wellAt(25, encrypt),
    became: /status=deferred \(host \S+ said: 450 4\.3\.2 .*Try again later/,
    amiss: ['mta-queue/relay-fault'],
  },
  'a transport that master.cf does not have': {
    state: { main: ['default_transport = relay2'] },
    became: /status=deferred \(mail transport unavailable/,
    amiss: ['mta-route/broken', 'mta-queue/our-fault'],
  },
}

/** What has no part in this: the names of the machine lead nowhere here. */
const judged = mtaChecks.filter(({ id }) => !['mta-found', 'mta-hostname'].includes(id))

async function told(
  folder: string,
  seenBy: Case['seenBy'] = (machine) => machine,
): Promise<{ all: Finding[]; amiss: string[] }> {
  const { machine, postfix } = await hereMachine(folder, sender, seenBy)
  const queue = { configDirectory: folder, state: await readQueue(machine, postfix, new Date()) }
  const openDkim = await readOpenDkim(machine, [sender])
  const signers = openDkim?.seen ? [openDkim.value] : []
  const signing: Signing = { signers, unread: [], inlets: await readInlets(machine, postfix, signers) }
  const facts = { ...mtaFacts(postfix), queues: [queue], signing }
  const gathered = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name as FactName, seen(value)]))
  const all = judged.flatMap((check) => judge(check, gathered))
  const text = JSON.stringify([all, facts])
  for (const secret of [password, former]) {
    const plain = Buffer.from(`\0${sender}\0${secret}`).toString('base64')
    for (const form of [secret, Buffer.from(secret).toString('base64'), plain]) assert.ok(!text.includes(form))
  }
  assert.ok(!JSON.stringify([all.filter(({ check }) => check === 'mta-queue'), queue]).includes(recipient))
  const amiss = all.filter(({ verdict }) => ['warn', 'fail', 'unknown'].includes(verdict)).map(({ id }) => id)
  return { all, amiss }
}

/** Postfix in that state, given one message, and stopped; `meanwhile` sees its folder before that. */
async function run(
  { state, seenBy }: Pick<Case, 'state' | 'seenBy'>,
  address: string,
  meanwhile: (folder: string) => void = () => {},
) {
  const live = await startLivePostfix(state, { [relayName]: address })
  try {
    const reply = await live.send(sender, recipient)
    const became = /^250 /.test(reply) ? await live.becameOf(recipient) : ''
    meanwhile(live.folder)
    return { reply, became, log: live.log(), ...(await told(live.folder, seenBy)) }
  } finally {
    await live.close()
  }
}

describeWith([...forPostfix, 'postconf', 'postmap', 'postqueue'], 'what Postfix does is what is said of it', () => {
  let relay: RealRelay
  let way: Awaited<ReturnType<typeof leadOn>>
  before(async () => {
    const started = await startPostfix(password)
    const { starttls, implicit, later } = started.ports
    way = await leadOn({ 587: starttls, 465: implicit, 25: later })
    relay = started
  })
  after(async () => {
    way.close()
    await relay.close()
  })

  for (const [name, one] of Object.entries(cases))
    test(name, async () => {
      const { became, amiss, log } = await run(one, way.address)
      assert.match(became, one.became, log)
      assert.deepEqual(amiss, one.amiss)
    })

  test('what everybody can read gives everybody the password', async () => {
    const read: string[] = []
    await run({ state: { ...wellAt(587, encrypt), afterMaps: showAll } }, way.address, (folder) => {
      for (const name of ['sasl_passwd', 'sasl_passwd.db'])
        read.push(spawnSync('cat', [join(folder, name)], { uid: 65_534, gid: 65_534 }).stdout.toString())
    })
    assert.deepEqual([read.length, read.every((text) => text.includes(password))], [2, true])
  })

  test('level may, and a server without STARTTLS: the password goes in clear', async (t) => {
    const server = await startScript(t, [
      greeting,
      ...hello('AUTH PLAIN LOGIN'),
      'C: AUTH PLAIN *',
      'S: 235 2.7.0 Authentication successful',
      'C: MAIL FROM:*',
      'S: 451 4.3.0 Not now',
      'C: RSET',
      'S: 250 2.0.0 Ok',
      ...bye,
    ])
    const clear = await leadOn({ 587: server.port })
    t.after(() => clear.close())
    const { became, amiss } = await run({ state: wellAt(587, 'smtp_tls_security_level = may') }, clear.address)
    assert.match(became, /status=deferred \(host \S+ said: 451 4\.3\.0 Not now/)
    const heard = server.heard.find((line) => line.startsWith('AUTH PLAIN '))?.slice('AUTH PLAIN '.length) ?? ''
    assert.deepEqual(Buffer.from(heard, 'base64').toString().split('\0').slice(1), [sender, password])
    assert.deepEqual(amiss, ['mta-tls-level/opportunistic', 'mta-queue/relay-fault'])
  })

  test('level encrypt, and a server without STARTTLS: nothing is said', async (t) => {
    const server = await startScript(t, [greeting, ...hello('AUTH PLAIN LOGIN'), ...bye])
    const clear = await leadOn({ 587: server.port })
    t.after(() => clear.close())
    const { became, amiss } = await run({ state: wellAt(587, encrypt) }, clear.address)
    assert.match(became, /status=deferred \(TLS is required, but was not offered by host mail\.relay\.example/)
    assert.deepEqual(server.heard, ['EHLO mx.shop.example', 'QUIT'])
    assert.deepEqual(amiss, ['mta-queue/relay-fault'])
  })

  for (const [setting, fatal] of [
    ['smtp_sasl_type = dovecot', 'SASL library initialization'],
    ['smtp_sasl_mechanism_filter = ! plain, static:all', "smtp_sasl_mechanism_filter: no pattern after '!'"],
  ] as const)
    test(`${setting}: the client of Postfix ends as it starts`, async () => {
      const live = await startLivePostfix(wellAt(587, encrypt, setting), { [relayName]: way.address })
      try {
        await live.send(sender, recipient)
        for (const end = Date.now() + 10_000; Date.now() < end && !live.log().includes('fatal: '); )
          await new Promise((resolve) => setTimeout(resolve, 50))
        assert.ok(live.log().includes(`fatal: ${fatal}`), live.log())
        assert.deepEqual((await told(live.folder)).amiss, ['mta-login-enabled/client-stops'])
      } finally {
        await live.close()
      }
    })

  test('a signer that is down: accept lets mail leave without a signature, tempfail puts senders off', async () => {
    const closed = await freePort()
    const filter = `smtpd_milters = inet:127.0.0.1:${closed}`
    const state = (action: string) => wellAt(587, encrypt, filter, `milter_default_action = ${action}`)
    const signer = `Domain relay.example\nSelector mail\nKeyFile /etc/mail.private\nSocket inet:${closed}@127.0.0.1\n`
    const seenBy = (machine: Machine): Machine => ({
      ...machine,
      read: async (path) => {
        const info = { mode: 0o644, uid: 0, gid: 0, size: signer.length, modified: '2026-01-01T00:00:00.000Z' }
        return path === '/etc/opendkim.conf' ? { kind: 'file', text: signer, info } : machine.read(path)
      },
    })
    const accepts = await run({ state: state('accept'), seenBy }, way.address)
    assert.match(accepts.became, /status=sent \(250 2\.0\.0 Ok/)
    assert.match(accepts.log, /warning: connect to Milter service inet:127\.0\.0\.1:\d+: Connection refused/)
    const down = accepts.all.find(({ id }) => id === 'mta-signing/socket-down')
    assert.match(down?.says ?? '', /Mail leaves without a signature, and nothing says so/)
    const puts = await run({ state: state('tempfail'), seenBy }, way.address)
    assert.match(puts.reply, /^451 4\.7\.1 /)
    const kept = puts.all.find(({ id }) => id === 'mta-signing/socket-down')
    assert.match(kept?.says ?? '', /Postfix takes no mail, and asks whoever sends to come again later/)
  })
})
