import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Machine, privateKeyLabel } from '../../src/core/machine.ts'
import { programKey, recordingMachine } from '../../src/net/tape/machine.ts'
import { parseTape, recording, replaying, showTape, type Tape } from '../../src/net/tape.ts'
import { openWorld } from '../../src/net/world.ts'
import { rootOf } from '../support/machine-tree.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine } from '../support/memory-machine.ts'

const key = String(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
)
const user = 'me@shop.example'
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** A password of its own in every kind of file. */
const passwords = Array.from({ length: 12 }, (_, i) => `s3cret&${i}=ä/+?>`)
const [p0 = '', p1 = '', p2 = '', p3 = '', p4 = '', p5 = '', p6 = '', p7 = '', p8 = '', p9 = '', p10 = '', p11 = ''] =
  passwords
const tree = {
  '/etc/postfix/main.cf': `relayhost = [a.example]:587\n# was ${base64(`\0${user}\0${p1}`)} and ${p1} and ${p11}\nsmtp_sasl_password_maps = hash:/etc/postfix/relay, inline:{b=${user}:${p0}}\n`,
  '/etc/postfix/master.cf': `out unix - - n - - smtp\n  -o smtp_sasl_password_maps=static:${user}:${p2}\n`,
  '/etc/postfix/relay': `[a.example]:587 ${user}:${p1}\n# old ${user}:${p3}\n`,
  '/etc/ssmtp/ssmtp.conf': `AuthPass=${p4}\n`,
  '/etc/msmtprc': `password ${p5}\n# ${base64(p5)} ${encodeURIComponent(p5)} ${Buffer.from(p5).toString('hex')}\n`,
  '/etc/nullmailer/remotes': `a smtp --pass=${p6}\n`,
  '/etc/exim4/passwd.client': `a.example:${user}:${p7}\n`,
  '/etc/mail/authinfo': `AuthInfo:a "U:${user}" "P:${p8}"\n`,
  '/etc/dma/auth.conf': `${user}|a.example:${p9}\n`,
  '/etc/postfix/odd': `[c.example] ${user}:${p10}\n`,
  '/etc/mail.private': key,
  '/etc/binary': 'a\0b',
  '/etc/postfix/loop': { link: 'loop' },
}
const readable = Object.keys(tree).filter((path) => path !== '/etc/binary' && path !== '/etc/postfix/loop')

const openAt = (t: TestContext, how: { mtaRoot?: string; replay?: string; password?: string }) => {
  const { password, ...rest } = how
  const smtp = { greetingMs: 1000, ...(password !== undefined && { password }) }
  const opened = openWorld({ resolvers: ['192.0.2.53'], authoritative: [], zones: [], timeoutMs: 1000, smtp, ...rest })
  assert.ok('world' in opened)
  t.after(() => opened.close())
  return opened
}

function tells(text: string): string[] {
  const pieces = key.split('\n').filter((line) => line.length === 64)
  const written = passwords.flatMap((one) => [
    one,
    JSON.stringify(one).slice(1, -1),
    base64(one),
    base64(`\0${user}\0${one}`),
    encodeURIComponent(one),
    Buffer.from(one).toString('hex'),
  ])
  return [...written, ...pieces].filter((one) => text.includes(one))
}

test('no password and no key is in what a machine shows, or in the recording, and a replay shows the same', async (t) => {
  const root = rootOf(t, tree)
  execFileSync('mkfifo', [join(root, 'etc/fifo')])
  const { world, tape } = openAt(t, { mtaRoot: root, password: p11 })
  assert.equal(world.machine.root, root)
  const shown: Record<string, unknown> = {}
  // The one that nothing names a map of passwords is read as a text before it is known to be one.
  for (const path of readable) shown[path] = await world.machine.read(path)
  assert.deepEqual(
    tells(JSON.stringify(shown)).filter((one) => !one.includes(p10)),
    [],
  )
  shown['/etc/postfix/odd'] = await world.machine.readLogins('/etc/postfix/odd')
  assert.deepEqual(tells(JSON.stringify(shown)), [])
  await world.machine.read('/etc/postfix/odd')
  for (const path of ['/etc/binary', '/etc/fifo', '/etc/postfix/loop', '/etc/none', '/etc']) {
    shown[path] = await world.machine.read(path)
    shown[`look ${path}`] = await world.machine.look(path)
  }
  const half = await world.machine.publicKeyOf('/etc/mail.private')
  assert.equal(half.kind, 'key')
  const written = showTape(tape())
  assert.deepEqual(tells(written), [])
  assert.ok(written.includes(privateKeyLabel) && written.split('[password]').length > passwords.length)
  const parsed = parseTape(written)
  assert.ok(!('fault' in parsed), JSON.stringify(parsed).slice(0, 200))
  assert.equal(showTape(parsed), written)
  const { machine } = replaying(parsed)
  assert.equal(machine.root, root)
  assert.equal(machine.self, undefined)
  for (const path of readable) assert.deepEqual(await machine.read(path), shown[path], path)
  for (const path of ['/etc/binary', '/etc/fifo', '/etc/postfix/loop', '/etc/none', '/etc']) {
    assert.deepEqual(await machine.read(path), shown[path], path)
    assert.deepEqual(await machine.look(path), shown[`look ${path}`], path)
  }
  assert.deepEqual(await machine.publicKeyOf('/etc/mail.private'), half)
})

test('what was read before a password was known is recorded without it', async (t) => {
  const root = rootOf(t, { '/etc/notes': `call ${p3} or ${base64(p3)}\n`, '/etc/sasl_passwd': `a ${user}:${p3}\n` })
  const { world, tape } = openAt(t, { mtaRoot: root })
  await world.machine.read('/etc/notes')
  await world.machine.read('/etc/sasl_passwd')
  const written = showTape(tape())
  assert.deepEqual(tells(written), [])
  assert.ok(written.includes('call [password] or [password]'))
})

test('a second instance of Postfix keeps its passwords to itself as well', async (t) => {
  const root = rootOf(t, {
    '/etc/postfix-out/main.cf': `# was ${p1}\nsmtp_sasl_password_maps = texthash:/etc/postfix-out/relay\n`,
    '/etc/postfix-out/relay': `a ${user}:${p1}\n`,
  })
  const { world } = openAt(t, { mtaRoot: root })
  const seen = await world.machine.read('/etc/postfix-out/main.cf')
  assert.match(seen.kind === 'file' ? seen.text : '', /^# was \[password\]\n/)
})

const asked: [string, string[], string?][] = [
  ['postconf', ['-n']],
  ['postmap', ['-q', '-', 'hash:/etc/postfix/x'], 'a\nb\n'],
  ['postmap', ['-q', 'a b', 'hash:/etc/postfix/x']],
  ['mailq', []],
]

test('programs, who looked, and why not are recorded too', async () => {
  const machine = memoryMachine(
    {
      '/etc/a': { text: 'a\r\n\nb', mode: 0o4640, uid: 5, gid: 6, modified: '2026-01-02T03:04:05.000Z' },
      '/etc/b': { blind: { reason: 'no-permission', detail: '/etc/b belongs to root (mode 0600)' } },
      '/etc/key': { text: privateKeyLabel, spki: 'AAAA' },
      '/etc/secret': { text: 'x', mode: 0o640, gid: 50 },
      '/etc/group': 'staff:x:50:alice\n',
    },
    {
      programs: {
        postconf: () => 'relayhost =\n',
        postmap: (args, input) => ({ kind: 'ran', code: 1, out: input ?? args[1] ?? '', err: 'no\n', cut: true }),
      },
      queues: { '/var/spool/postfix': '{"queue_name":"hold","sender":"","recipients":[]}\n' },
      self: { uid: 1000, hostname: 'box.example', addresses: ['192.0.2.1', '2001:db8::1'] },
    },
  )
  const heard = recording(memoryWorld('', { machine }))
  const look = async (one: typeof machine) => ({
    self: one.self,
    files: [await one.read('/etc/a'), await one.read('/etc/b'), await one.readLogins('/etc/a')],
    entries: [await one.look('/etc'), await one.look('/etc/a')],
    keys: [await one.publicKeyOf('/etc/key'), await one.publicKeyOf('/etc/a'), await one.publicKeyOf('/etc/none')],
    readers: [await one.readersOf('/etc/a'), await one.readersOf('/etc/secret'), await one.readersOf('/etc/none')],
    queues: [await one.queued('/var/spool/postfix', 'postfix'), await one.queued('/var/spool/exim4', 'exim')],
    programs: await Promise.all(asked.map(([name, args, input]) => one.run(name as 'mailq', args, input))),
  })
  const live = await look(heard.world.machine)
  const tape = parseTape(showTape(heard.tape()))
  assert.ok(!('fault' in tape), JSON.stringify(tape))
  assert.deepEqual(await look(replaying(tape).machine), live)
})

test('what was not looked at then is not recorded', async () => {
  const plain = recording(memoryWorld(''))
  assert.equal(plain.tape().machine, undefined)
  const { machine } = replaying(plain.tape())
  const none = (question: string) => ({
    kind: 'blind',
    blind: { reason: 'not-recorded', detail: 'the recording does not have it', question },
  })
  assert.deepEqual(await machine.read('/etc/a'), none('/etc/a'))
  assert.deepEqual(await machine.readLogins('/etc/a'), none('/etc/a'))
  assert.deepEqual(await machine.look('/etc/constructor'), none('/etc/constructor'))
  assert.deepEqual(await machine.publicKeyOf('/__proto__'), none('/__proto__'))
  assert.deepEqual(await machine.run('postconf', ['-n']), none('postconf -n'))
  assert.equal(machine.self, undefined)
})

test('no two runs of programs have the same words', () => {
  const keys = [
    programKey('postmap', ['-q', 'a b']),
    programKey('postmap', ['-q', 'a', 'b']),
    programKey('postmap', ['-q', '"a', 'b"']),
    programKey('postmap', ['-q', 'a'], 'b'),
    programKey('postmap', ['-q', 'a', '<', '"b"']),
    programKey('postmap', ['-q', 'a', ''], 'b'),
  ]
  assert.equal(new Set(keys).size, keys.length)
  assert.equal(keys[3], 'postmap -q a < "b"')
})

const file = { kind: 'file', mode: '0644', uid: 0, gid: 0, size: 1, modified: '2026-01-01T00:00:00.000Z', text: ['a'] }
const whole: Tape = { at: '2026-01-01T00:00:00.000Z', resolvers: [], nonces: [], dns: {} }
const withMachine = (machine: unknown) => parseTape(JSON.stringify({ ...JSON.parse(showTape(whole)), machine }))

test('a machine in a recording is read strictly', () => {
  const good = { files: { '/a': file }, programs: { 'postconf -n': { kind: 'ran', code: 0, out: ['a'] } } }
  assert.ok(!('fault' in withMachine(good)))
  assert.ok(!('fault' in withMachine({})))
  const bad: [unknown, string][] = [
    [[], 'machine is not an object'],
    [{ root: 'a' }, 'machine: root is no absolute path'],
    [{ files: [] }, 'machine, files is not an object'],
    [{ files: { a: file } }, 'machine, files, a: this is nothing that is asked'],
    [{ files: { '/a': { ...file, kind: 'folder' } } }, 'machine, files, /a: kind is not one of'],
    [{ files: { '/a': { ...file, mode: '0888' } } }, 'mode is not four octal digits'],
    [{ files: { '/a': { ...file, mode: 420 } } }, 'mode is not text'],
    [{ files: { '/a': { ...file, uid: -1 } } }, 'uid is not a whole number'],
    [{ files: { '/a': { ...file, modified: 'now' } } }, 'modified is not a time'],
    [{ files: { '/a': { ...file, text: 'a' } } }, 'text is not a list'],
    [{ files: { '/a': { ...file, text: [1] } } }, 'text are not all text'],
    [{ files: { '/a': { kind: 'other', what: 'constructor' } } }, 'what is not one of'],
    [{ files: { '/a': { kind: 'blind', reason: 'tired', detail: 'x' } } }, 'reason is not one of'],
    [{ entries: { '/a': { kind: 'other', what: 'binary' } } }, 'what is not one of'],
    [{ entries: { '/a': { ...file, kind: 'folder' } } }, 'names is not a list'],
    [{ keys: { '/a': { ...file, kind: 'key', type: 'rsa', spki: '<' } } }, 'spki is not base64'],
    [{ readers: { '/a': { kind: 'readers', users: [] } } }, 'moreUsers is not a whole number'],
    [{ readers: { '/a': { kind: 'readers', users: [{ name: 1 }] } } }, 'name is not text'],
    [{ readers: { '/a': { kind: 'readers', users: [], moreUsers: 0, limits: ['all'] } } }, 'limit is not one of'],
    [{ queues: { 'sendmail /a': { kind: 'ran', code: 0 } } }, 'this is nothing that is asked'],
    [{ queues: { 'exim a': { kind: 'ran', code: 0 } } }, 'this is nothing that is asked'],
    [{ programs: { 'rm -rf': { kind: 'ran', code: 0 } } }, 'this is nothing that is asked'],
    [{ programs: { postconfig: { kind: 'ran', code: 0 } } }, 'this is nothing that is asked'],
    [{ programs: { mailq: { kind: 'ran', code: 'x' } } }, 'code is not a whole number'],
    [{ self: { uid: 0, hostname: 'a', addresses: ['me'] } }, 'addresses are not all addresses'],
    [{ self: { uid: 0, hostname: 'a'.repeat(301), addresses: [] } }, 'hostname is longer than 300'],
    [{ files: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`/${i}`, file])) }, 'more than 10,000'],
  ]
  for (const [machine, says] of bad) {
    const read = withMachine(machine)
    assert.ok('fault' in read && read.fault.includes(says), `${says}: ${JSON.stringify(read).slice(0, 200)}`)
  }
})

test('a root that is no folder is a fault of the call, and a replay asks for none', (t) => {
  const opened = openWorld({
    resolvers: ['192.0.2.53'],
    authoritative: [],
    zones: [],
    timeoutMs: 1000,
    mtaRoot: '/none',
  })
  assert.ok('usage' in opened)
  assert.match(opened.usage, /\/none" cannot be read: there is no such file or folder\./)
  const root = rootOf(t, { '/tape.json': showTape(whole) })
  const { world } = openAt(t, { replay: join(root, 'tape.json') })
  assert.equal(world.machine.root, undefined)
})

test('this machine knows who looks', (t) => {
  const { world } = openAt(t, {})
  assert.equal(world.machine.root, undefined)
  assert.equal(world.machine.self?.uid, process.getuid?.())
  assert.ok(world.machine.self?.addresses.includes('127.0.0.1'))
})

test('a machine that showed nothing does not stand in a recording, and who it is stands there where that was asked', async () => {
  const heardOf = async (ask: (machine: Machine) => Promise<unknown> | unknown) => {
    const ear = recordingMachine(memoryMachine({ '/etc/opendkim.conf': 'Mode v' }))
    await ask(ear.machine)
    return ear.heard()
  }
  assert.equal(await heardOf((machine) => machine.look('/etc/rspamd')), undefined)
  const looked = await heardOf((machine) => machine.read('/etc/opendkim.conf'))
  assert.deepEqual([Object.keys(looked?.files ?? {}), looked?.self], [['/etc/opendkim.conf'], undefined])
  assert.equal((await heardOf(({ self }) => self))?.self?.hostname, 'box.example.com')
})
