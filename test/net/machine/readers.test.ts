import assert from 'node:assert/strict'
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { ProgramSeen } from '../../../src/core/machine.ts'
import { openFiles } from '../../../src/net/machine/files.ts'
import { openReaders } from '../../../src/net/machine/readers.ts'
import { machineAt, rootOf } from '../../support/machine-tree.ts'

const isRoot = process.getuid?.() === 0
const secret = '/etc/postfix/sasl_passwd'
const tree = {
  [secret]: 'k u:p\n',
  '/etc/passwd': 'root:x:0:0::/:\nalice:x:1000:1000::/:\npostfix:x:104:105::/:\n',
  '/etc/group': 'root:x:0:\npostfix:x:105:\nstaff:x:50:alice\n',
}

test('another root: every folder inside it counts, and the folder that stands for it does not', async (t) => {
  const root = rootOf(t, tree)
  chmodSync(root, 0o700)
  const everybody = async () => {
    const seen = await machineAt(root).readersOf(secret)
    return seen.kind === 'readers' && seen.everybody
  }
  assert.equal(await everybody(), true)
  chmodSync(join(root, 'etc/postfix'), 0o700)
  assert.equal(await everybody(), false)
  chmodSync(join(root, 'etc/postfix'), 0o755)
  chmodSync(join(root, secret), 0o640)
  assert.equal(await everybody(), false)
})

test('a link is followed to where the file stands: the folders there count, those of the link do not', async (t) => {
  const root = rootOf(t, {
    '/srv/secret/sasl_passwd': 'k u:p\n',
    '/etc/postfix/out': { link: '/srv/secret/sasl_passwd' },
    '/etc/closed/in': { link: '../../srv/open/sasl_passwd' },
    '/srv/open/sasl_passwd': 'k u:p\n',
  })
  chmodSync(join(root, 'srv/secret'), 0o700)
  chmodSync(join(root, 'etc/closed'), 0o700)
  const machine = machineAt(root)
  const [out, into] = await Promise.all(['/etc/postfix/out', '/etc/closed/in'].map((path) => machine.readersOf(path)))
  assert.deepEqual(
    [out?.kind === 'readers' && out.everybody, into?.kind === 'readers' && into.everybody],
    [false, true],
  )
})

test('what is not there, and what is no file', async (t) => {
  const machine = machineAt(rootOf(t, { '/etc/x/y': '' }))
  assert.deepEqual(await machine.readersOf('/etc/none'), { kind: 'absent' })
  assert.deepEqual(await machine.readersOf('/etc/x'), { kind: 'other', what: 'folder' })
})

test('another root that root owns: its own lists say who is in a group', { skip: !isRoot }, async (t) => {
  const root = rootOf(t, tree)
  chmodSync(join(root, secret), 0o640)
  chownSync(join(root, secret), 0, 50)
  assert.deepEqual(await machineAt(root).readersOf(secret), {
    kind: 'readers',
    everybody: false,
    users: [{ name: 'alice', by: `the group staff of ${secret}` }],
    moreUsers: 0,
    limits: ['lists-unseen'],
  })
})

test('another root that belongs to whoever copied it: owners and groups tell nothing', { skip: !isRoot }, async (t) => {
  const root = rootOf(t, tree)
  for (const path of ['', 'etc', 'etc/postfix', secret]) chownSync(join(root, path), 1000, 50)
  chmodSync(join(root, secret), 0o640)
  const seen = await machineAt(root).readersOf(secret)
  assert.deepEqual(seen, { kind: 'readers', everybody: false, users: [], moreUsers: 0, limits: ['owners-lost'] })
})

/** As on this machine itself, where programs can be asked, with the tree in the place of its files. */
async function readersHere(t: TestContext, mode: number, programs: { getfacl?: string; ls?: string }) {
  const root = rootOf(t, tree)
  chmodSync(join(root, secret), mode)
  chownSync(join(root, secret), 0, 105)
  const asked: string[] = []
  const run = async (program: string): Promise<ProgramSeen> => {
    asked.push(program)
    const out = program === 'getfacl' ? programs.getfacl : programs.ls
    return out === undefined ? { kind: 'absent' } : { kind: 'ran', code: 0, out, err: '' }
  }
  const seen = await openReaders(openFiles(root), { isRoot: false, run })(secret)
  assert.ok(seen.kind === 'readers')
  return { users: seen.users.map(({ name }) => name), limits: seen.limits, asked }
}
const listed = (mark: string) => `-rw-r-----${mark} 1 0 105 6 Jan  1 00:00 ${secret}\n`
const acl = 'user::rw-\nuser:1000:r--\ngroup::r--\nmask::r--\nother::---\n'

for (const [what, mode, programs, expected] of [
  ['a list', 0o640, { getfacl: acl }, { users: ['alice', 'postfix'], limits: [], asked: ['getfacl'] }],
  ['no list, by its mark', 0o640, { ls: listed(' ') }, { users: ['postfix'], limits: [], asked: ['getfacl', 'ls'] }],
  [
    'a list that cannot be read',
    0o640,
    { ls: listed('+') },
    { users: ['postfix'], limits: ['list-unread'], asked: ['getfacl', 'ls'] },
  ],
  ['no programs', 0o640, {}, { users: ['postfix'], limits: ['lists-unseen'], asked: ['getfacl', 'ls'] }],
  ['nobody but the owner: no list can give more', 0o600, {}, { users: [], limits: [], asked: [] }],
] as const)
  test(`access control lists: ${what}`, { skip: !isRoot }, async (t) =>
    assert.deepEqual(await readersHere(t, mode, programs), expected),
  )
