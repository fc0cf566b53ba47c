import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { isLetThrough } from '../../src/checks/mta-mechanisms.ts'
import type { Route } from '../../src/core/mta.ts'
import { readPostfix } from '../../src/mta/postfix/read.ts'
import { selfSigned } from '../support/certificates.ts'
import { hostMachine, run } from '../support/host-machine.ts'
import { makeQueue, startMaster } from '../support/postfix-folder.ts'
import { describeWith, freePort, makeFolder } from '../support/real-server.ts'

/** What a delivery did at the server: who was logged in, and whether there was TLS. Absent where no recipient was named. */
type Did = { user: string | undefined; secure: boolean } | undefined

const login = (key: string) => [
  'smtp_sasl_auth_enable=yes',
  `smtp_sasl_password_maps=inline:{ { ${key} = shop:secret-71 } }`,
]
const bySender = ['smtp_sender_dependent_authentication=yes']
const policy = (key: string, level = 'encrypt') => [`smtp_tls_policy_maps=inline:{ { ${key} = ${level} } }`]

/** Services with settings of their own; PORT is that of the server. Their next hop is `[localhost]:PORT` unless they say. */
const services: Record<string, { set: string[]; hop?: string }> = {
  plain: { set: [] },
  'bare-name': { set: login('localhost') },
  'bare-capitals': { set: login('LocalHost') },
  'as-written': { set: login('[localhost]:PORT') },
  'no-port': { set: login('[localhost]') },
  'no-brackets': { set: login('localhost:PORT') },
  'other-port': { set: login('[localhost]:25') },
  'sender-off': { set: login('a@shop.example') },
  'sender-on': { set: [...login('a@shop.example'), ...bySender] },
  'sender-domain': { set: [...login('@shop.example'), ...bySender] },
  'not-enabled': { set: login('localhost').slice(1) },
  static: { set: ['smtp_sasl_auth_enable=yes', 'smtp_sasl_password_maps=static:all:secret-71'] },
  unbracketed: { set: login('localhost:PORT'), hop: 'localhost:PORT' },
  'unbracketed-bracket-key': { set: login('[localhost]:PORT'), hop: 'localhost:PORT' },
  'list-of-hops': { set: login('localhost'), hop: '[localhost]:PORT # a comment' },
  'no-plain-text': { set: [...login('localhost'), 'smtp_sasl_security_options=noplaintext,noanonymous'] },
  'filter-too-narrow': { set: [...login('localhost'), 'smtp_sasl_mechanism_filter=cram-md5'] },
  'filter-of-both': { set: [...login('localhost'), 'smtp_sasl_mechanism_filter=plain, login'] },
  'filter-of-none-there': { set: [...login('localhost'), 'smtp_sasl_mechanism_filter=!gssapi, static:rest'] },
  'filter-takes-both': { set: [...login('localhost'), 'smtp_sasl_mechanism_filter=!plain, !login, static:rest'] },
  'filter-late': { set: [...login('localhost'), 'smtp_sasl_mechanism_filter=static:all, !plain, !login'] },
  'level-may': { set: [...login('localhost'), 'smtp_tls_security_level=may'] },
  'level-encrypt': { set: ['smtp_tls_security_level=encrypt'] },
  'use-tls': { set: ['smtp_use_tls=yes'] },
  'level-none-over-use-tls': { set: ['smtp_use_tls=yes', 'smtp_tls_security_level=none'] },
  'policy-as-written': { set: policy('[localhost]:PORT') },
  'policy-bare': { set: policy('localhost') },
  'policy-no-port': { set: policy('[localhost]') },
  'policy-none': { set: ['smtp_tls_security_level=may', ...policy('[localhost]:PORT', 'none')] },
  'policy-unbracketed': { set: policy('localhost:PORT'), hop: 'localhost:PORT' },
  'policy-nonsense': { set: policy('[localhost]:PORT', 'encrypted') },
  'level-secure': { set: ['smtp_tls_security_level=secure'] },
  malformed: { set: [], hop: '[localhost]PORT' },
}
const names = Object.keys(services)

/** What we would say of a delivery from what was read. */
function expected({ hops, login: seen, tls, kind }: Route): Did {
  assert.ok(seen.seen && tls.seen && kind === 'relay')
  const { enabled, user, securityOptions, mechanismFilter } = seen.value
  const { level, fault } = tls.value
  if (hops[0]?.malformed || fault || level === 'secure') return undefined
  const secure = level !== 'none'
  if (!enabled || user === undefined) return { user: undefined, secure }
  const options = secure ? securityOptions.inTls : securityOptions.inClear
  if (options.includes('noplaintext')) return undefined
  if (!['PLAIN', 'LOGIN'].some((mechanism) => isLetThrough(mechanismFilter, mechanism))) return undefined
  return { user, secure }
}

const mainCf = (folder: string, port: number) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = mx.shop.example
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtp_sasl_security_options = noanonymous
transport_maps = inline:{ ${names.map((name, i) => `{ d${i}.example = ${name}:${(services[name]?.hop ?? '[localhost]:PORT').replaceAll('PORT', String(port))} }`).join(', ')} }
`
const masterCf = (port: number) =>
  [
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    ...['bounce', 'defer', 'trace'].map((name) => `${name} unix - - n - 0 bounce`),
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'smtp unix - - n - - smtp',
    'postlog unix-dgram n - n - 1 postlogd',
    ...names.map((name) =>
      [`${name} unix - - n - - smtp`, ...(services[name]?.set ?? []).map((one) => `-o { ${one.replace('=', ' = ')} }`)]
        .join(' ')
        .replaceAll('PORT', String(port)),
    ),
  ].join('\n')

/** A configuration with its queue, owned as Postfix wants it. */
function configure(port: number): string {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'main.cf'), mainCf(folder, port))
  writeFileSync(join(folder, 'master.cf'), masterCf(port))
  makeQueue(folder)
  return folder
}

/** Takes all mail, offers TLS and PLAIN and LOGIN, and keeps by recipient what was seen. */
function startServer(port: number, did: Map<string, Did>) {
  const server = new SMTPServer({
    ...selfSigned('localhost'),
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    onAuth: ({ username }, _, done) => done(null, { user: username }),
    onRcptTo: ({ address }, { user, secure }, done) => {
      did.set(address, { user: typeof user === 'string' ? user : undefined, secure })
      done()
    },
    onData: (stream, _, done) => {
      stream.resume()
      stream.on('end', () => done())
    },
  })
  server.on('error', () => {})
  return new Promise<SMTPServer>((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}

const until = async (holds: () => boolean, withinMs: number) => {
  for (const end = Date.now() + withinMs; !holds() && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 100))
}

describeWith(['root', 'postfix', 'postconf'], 'Postfix delivers as was read', () => {
  test('the login and the TLS of every service', async () => {
    const port = await freePort()
    const did = new Map<string, Did>()
    const server = await startServer(port, did)
    const folder = configure(port)
    const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '')
    const pickup = join(folder, 'queue/public/pickup')
    const ready = () => until(() => existsSync(pickup), 10_000)
    const { close } = await startMaster(folder, ready)
    try {
      const recipients = names.map((_, i) => `x@d${i}.example`)
      const sent = run('sendmail', ['-C', folder, '-f', 'a@shop.example', ...recipients], 'Subject: test\n\nHello\n')
      assert.equal(sent.status, 0, sent.stderr)
      const told = () => new Set([...log().matchAll(/to=<([^>]+)>.* status=/g)].map(([, to]) => to)).size
      // The client ends without a word where it cannot read the next hop: the log has a line of its own on that.
      await until(() => told() >= names.length - 1 && /fatal: .*\[localhost\]\d/.test(log()), 20_000)
      const differ: string[] = []
      for (const [i, name] of names.entries()) {
        const recipient = recipients[i] ?? ''
        const read = await readPostfix(hostMachine(true), ['a@shop.example'], { configDirectory: folder, recipient })
        assert.ok(read.seen)
        const want = JSON.stringify(expected(read.value.routes[0] as Route))
        const done = JSON.stringify(did.get(recipient))
        if (want !== done) differ.push(`${name}: read ${want}, done ${done}`)
      }
      assert.deepEqual(differ, [], log())
      assert.equal(did.size, 27)
    } finally {
      await close()
      server.close()
    }
  })
})
