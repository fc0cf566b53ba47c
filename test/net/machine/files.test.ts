import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import type { NoFile } from '../../../src/core/machine.ts'
import { openFiles } from '../../../src/net/machine/files.ts'
import { openMachine } from '../../../src/net/machine.ts'
import { machineAt, rootOf } from '../../support/machine-tree.ts'

const isRoot = process.getuid?.() === 0
const blindOf = (seen: { kind: string; blind?: unknown }) => (seen.kind === 'blind' ? seen.blind : seen)

test('a file is read whole, with what is known of it', async (t) => {
  const root = rootOf(t, { '/etc/mailname': 'box.example\r\n\u00e4\n' })
  chmodSync(join(root, 'etc/mailname'), 0o640)
  utimesSync(join(root, 'etc/mailname'), 0, new Date('2026-02-03T04:05:06Z'))
  const machine = machineAt(root)
  const seen = await machine.read('/etc/mailname')
  assert.ok(seen.kind === 'file')
  assert.equal(seen.text, 'box.example\r\nä\n')
  const { uid, gid, ...info } = seen.info
  assert.deepEqual(info, { mode: 0o640, size: 16, modified: '2026-02-03T04:05:06.000Z' })
  assert.deepEqual([uid, gid], [process.getuid?.(), process.getgid?.()])
  const looked = await machine.look('//etc/./mailname')
  assert.deepEqual(looked, { kind: 'file', info: seen.info })
})

test('octets that are no UTF-8 are read one a character', async (t) => {
  const root = rootOf(t, { '/etc/aliases': Buffer.from('k\xe4the: me\n', 'latin1') })
  const seen = await machineAt(root).read('/etc/aliases')
  assert.equal(seen.kind === 'file' && seen.text, 'käthe: me\n')
})

test('what is not there is absent, and what is no path is said', async (t) => {
  const root = rootOf(t, { '/etc/file': 'text', '/dangling': { link: '/nowhere/at/all' } })
  const machine = machineAt(root)
  const none = ['/etc/none', '/none/at/all', '/etc/file/below', '/etc/file/..', '/dangling', `/${'x'.repeat(300)}`]
  for (const path of [...none, `/${'x/'.repeat(4000)}`, '/etc/file\0', '/etc/fi\0le']) {
    assert.deepEqual(await machine.read(path), { kind: 'absent' }, path.slice(0, 50))
    assert.deepEqual(await machine.look(path), { kind: 'absent' }, path.slice(0, 50))
  }
  assert.deepEqual(blindOf(await machine.read('etc/\x1bfile')), {
    reason: 'not-attempted',
    detail: '"etc/\\x1bfile" is no absolute path',
  })
})

test('a root that is none is a fault of the call', (t) => {
  const root = rootOf(t, { '/file': '' })
  for (const [path, says] of [
    [join(root, 'none'), 'cannot be read: there is no such file or folder.'],
    [join(root, 'file'), 'is not a folder: give the folder that stands for /.'],
  ] as const)
    assert.equal((openMachine({ root: path }) as { usage: string }).usage, `relaycheck: "${path}" ${says}\n`)
  symlinkSync(root, join(root, 'again'))
  const linked = openMachine({ root: join(root, 'again') })
  assert.ok('machine' in linked)
  assert.equal(linked.machine.root, root)
  assert.equal(linked.machine.self, undefined)
})

test('a link never leads out of the root', async (t) => {
  const root = rootOf(t, {
    '/etc/passwd': 'root:x:0:0:inside:/:/bin/sh\n',
    '/etc/absolute': { link: '/etc/passwd' },
    '/etc/above': { link: '../../../../../../../etc/passwd' },
    '/etc/chain': { link: 'chain2' },
    '/etc/chain2': { link: '/a/b' },
    '/a': { link: 'etc/../etc/./' },
    '/etc/b': { link: '..//etc/absolute' },
    '/out': { link: '../../..' },
    '/proc': { link: '/' },
    '/etc/hosts-of-the-other': { link: '/etc/hostname' },
  })
  const machine = machineAt(root)
  const inside = ['/etc/absolute', '/etc/above', '/etc/chain', '/a/passwd', '/out/etc/passwd', '/proc/proc/etc/passwd']
  for (const path of [...inside, '/../../etc/passwd', '/etc/../../../../etc/passwd']) {
    const seen = await machine.read(path)
    assert.ok(seen.kind === 'file' && seen.text.includes('inside'), path)
    assert.equal((await machine.look(path)).kind, 'file', path)
  }
  assert.deepEqual(await machine.look('/out'), await machine.look('/'))
  assert.ok(existsSync('/etc/hostname'))
  assert.deepEqual(await machine.read('/etc/hosts-of-the-other'), { kind: 'absent' })
})

test('links that lead in a circle, or are more than 40, end', async (t) => {
  const links = Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`/l${i}`, { link: `l${i + 1}` }]))
  const root = rootOf(t, {
    ...links,
    '/l41': 'end',
    '/me': { link: 'me' },
    '/a': { link: '/b' },
    '/b': { link: 'a/c' },
  })
  const machine = machineAt(root)
  assert.equal((await machine.read('/l1')).kind, 'file')
  for (const path of ['/l0', '/me', '/a', '/b/x']) {
    assert.deepEqual(await machine.read(path), { kind: 'other', what: 'link-loop' }, path)
    assert.deepEqual(await machine.look(path), { kind: 'other', what: 'link-loop' }, path)
  }
})

test('a folder is listed, sorted, and is no file', async (t) => {
  const root = rootOf(t, { '/etc/b': '', '/etc/a': '', '/etc/.c': '', '/etc/d/e': '', '/here': { link: 'etc' } })
  const machine = machineAt(root)
  const seen = await machine.look('/here')
  assert.ok(seen.kind === 'folder')
  assert.deepEqual(seen.names, ['.c', 'a', 'b', 'd'])
  assert.equal(seen.info.mode & 0o700, 0o700)
  assert.deepEqual(await machine.read('/etc'), { kind: 'other', what: 'folder' })
})

test('what never ends, or is no text, is never read', { timeout: 20_000 }, async (t) => {
  const mega = 1024 * 1024
  const root = rootOf(t, {
    '/largest': 'x'.repeat(mega),
    '/large': 'x'.repeat(mega + 1),
    '/binary': 'hash\0',
    '/late': `${'x'.repeat(mega - 1)}\0`,
    '/fifo-too': { link: 'fifo' },
    '/tty': { link: 'null' },
  })
  execFileSync('mkfifo', [join(root, 'fifo')])
  const server = createServer().listen(join(root, 'socket'))
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => server.close())
  const device = isRoot && spawnSync('mknod', [join(root, 'null'), 'c', '1', '5']).status === 0
  const machine = machineAt(root)
  const refused: [string, NoFile][] = [
    ['/fifo', 'fifo'],
    ['/fifo-too', 'fifo'],
    ['/socket', 'socket'],
    ['/large', 'too-large'],
    ['/binary', 'binary'],
    ['/late', 'binary'],
    ...(device
      ? ([
          ['/null', 'device'],
          ['/tty', 'device'],
        ] as [string, NoFile][])
      : []),
  ]
  for (const [path, what] of refused) {
    assert.deepEqual(await machine.read(path), { kind: 'other', what }, path)
    assert.deepEqual(await machine.publicKeyOf(path), { kind: 'other', what }, path)
    const looked = await machine.look(path)
    if (what === 'too-large' || what === 'binary') assert.equal(looked.kind, 'file', path)
    else assert.deepEqual(looked, { kind: 'other', what }, path)
  }
  assert.equal((await machine.read('/largest')).kind, 'file')
})

test('devices of this machine are never opened', { timeout: 20_000 }, async () => {
  const files = openFiles('/')
  for (const path of ['/dev/zero', '/dev/null', '/dev/stdin/..//../dev/zero'])
    if (existsSync(path)) assert.deepEqual(await files.read(path), { kind: 'other', what: 'device' }, path)
  // Files of the kernel have no size, and some have no end.
  const status = await files.read('/proc/self/status')
  assert.ok(status.kind === 'file' && status.octets.length > 100)
})

test('a folder that becomes a link while it is looked at shows nothing from outside', {
  timeout: 60_000,
}, async (t) => {
  const root = rootOf(t, { '/etc/file': 'inside', '/other/file': 'inside' })
  const outside = rootOf(t, { '/file': 'outside' })
  const files = openFiles(root)
  let turning = true
  const turn = async () => {
    while (turning) {
      renameSync(join(root, 'etc'), join(root, 'was'))
      symlinkSync(outside, join(root, 'etc'))
      await new Promise((resolve) => setImmediate(resolve))
      rmSync(join(root, 'etc'))
      renameSync(join(root, 'was'), join(root, 'etc'))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const done = turn()
  const kinds = new Map<string, number>()
  try {
    for (let i = 0; i < 3000; i++) {
      const seen = await files.read('/etc/file')
      if (seen.kind === 'file') assert.equal(seen.octets.toString(), 'inside')
      else if (seen.kind === 'other') assert.equal(seen.what, 'link-outside')
      kinds.set(seen.kind, (kinds.get(seen.kind) ?? 0) + 1)
      const listed = await files.look('/etc')
      if (listed.kind === 'folder') assert.deepEqual(listed.names, ['file'])
    }
  } finally {
    turning = false
    await done
  }
  assert.ok((kinds.get('file') ?? 0) > 0)
})

test('what may not be read is told with whose it is', {
  skip: isRoot ? false : 'only root can give files away',
}, async (t) => {
  const root = rootOf(t, {
    '/etc/passwd': 'root:x:0:0::/:/bin/sh\nopendkim:x:105:112::/run:/bin/false\n\x1b[2J:x:106:1::/:\n',
    '/etc/postfix/sasl_passwd': 'x',
    '/etc/dkim/mail.private': 'x',
    '/etc/odd': 'x',
    '/etc/link': { link: 'postfix/sasl_passwd' },
    '/etc/list/x': '',
  })
  const give = (path: string, uid: number, mode: number) => {
    chownSync(join(root, path), uid, 0)
    chmodSync(join(root, path), mode)
  }
  give('etc/postfix/sasl_passwd', 0, 0o600)
  give('etc/dkim', 105, 0o700)
  give('etc/odd', 106, 0o640)
  give('etc/list', 0, 0o711)
  const asNobody = `
    process.setgroups([]); process.setgid(65534); process.setuid(65534)
    const { openMachine } = await import(${JSON.stringify(join(process.cwd(), 'src/net/machine.ts'))})
    const { machine } = openMachine({ root: ${JSON.stringify(root)} })
    const paths = ['/etc/postfix/sasl_passwd', '/etc/link', '/etc/dkim/mail.private', '/etc/dkim/none', '/etc/odd']
    const seen = {}
    for (const path of paths) seen[path] = await machine.read(path)
    seen.key = await machine.publicKeyOf('/etc/postfix/sasl_passwd')
    seen.list = await machine.look('/etc/list')
    seen.inside = await machine.look('/etc/dkim/mail.private')
    seen.file = await machine.look('/etc/odd')
    console.log(JSON.stringify(seen))`
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', asNobody], { encoding: 'utf8' })
  assert.equal(child.status, 0, child.stderr)
  const seen = JSON.parse(child.stdout) as Record<string, { kind: string; blind?: unknown }>
  const because = (says: string) => ({ reason: 'no-permission', detail: `${says}, and relaycheck runs as uid 65534` })
  const secret = because('/etc/postfix/sasl_passwd belongs to root (mode 0600)')
  const folder = because('/etc/dkim belongs to opendkim (mode 0700)')
  assert.deepEqual(blindOf(seen['/etc/postfix/sasl_passwd'] as never), secret)
  assert.deepEqual(blindOf(seen['/etc/link'] as never), secret)
  assert.deepEqual(blindOf(seen.key as never), secret)
  assert.deepEqual(blindOf(seen['/etc/dkim/mail.private'] as never), folder)
  assert.deepEqual(blindOf(seen['/etc/dkim/none'] as never), folder)
  assert.deepEqual(blindOf(seen.inside as never), folder)
  assert.deepEqual(blindOf(seen['/etc/odd'] as never), because('/etc/odd belongs to uid 106 (mode 0640)'))
  assert.deepEqual(blindOf(seen.list as never), because('/etc/list belongs to root (mode 0711)'))
  assert.equal(seen.file?.kind, 'file')
})

test('a folder of very many names is bounded', { timeout: 60_000 }, async (t) => {
  const root = rootOf(t, {})
  mkdirSync(join(root, 'many'))
  for (let i = 0; i < 10_050; i++) writeFileSync(join(root, 'many', `f${i}`), '')
  const seen = await machineAt(root).look('/many')
  assert.equal(seen.kind === 'folder' && seen.names.length, 10_000)
})
