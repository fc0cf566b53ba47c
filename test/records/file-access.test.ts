import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAccounts, parseAcl, readersOf, type Step } from '../../src/records/file-access.ts'

const passwd = `root:x:0:0:root:/root:/bin/bash
www-data:x:33:33::/var/www:/usr/sbin/nologin
postfix:x:104:105::/var/spool/postfix:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/bash
bob:x:1001:1001::/home/bob:/bin/bash
carol:x:1002:1002::/home/carol:/bin/bash
`
const group = `root:x:0:
www-data:x:33:
postfix:x:105:
staff:x:50:bob,carol,dave
sudo:x:27:carol
alice:x:1000:
bob:x:1001:
carol:x:1002:
`
const accounts = parseAccounts(passwd, group)
const open: Step[] = ['/', '/etc', '/etc/postfix'].map((path) => ({ path, mode: 0o755, uid: 0, gid: 0 }))
const file = (mode: number, owner: { uid?: number; gid?: number } = {}): Step => ({
  path: '/etc/postfix/sasl_passwd',
  mode,
  uid: 0,
  gid: 0,
  ...owner,
})
const closed = (mode: number, gid = 0): Step[] => open.map((step, i) => (i === 2 ? { ...step, mode, gid } : step))
/** `everybody`, or the names of those who can. */
const who = (way: readonly Step[]) => {
  const { everybody, users, unknown } = readersOf(way, accounts)
  return everybody ? 'everybody' : [...users.map(({ name, by }) => `${name}: ${by}`), ...(unknown ? [unknown] : [])]
}
const secret = '/etc/postfix/sasl_passwd'
const acl = (...lines: string[]) => {
  const read = parseAcl(['user::rw-', ...lines, 'other::---'].join('\n'))
  assert.ok(read)
  return read
}

const cases: Record<string, [way: readonly Step[], readers: string | string[]]> = {
  'root alone': [[...open, file(0o600)], []],
  'a mode that lets everybody read, on an open way': [[...open, file(0o644)], 'everybody'],
  'the same in a folder that nobody enters': [[...closed(0o700), file(0o644)], []],
  'the same where a folder further up is closed': [
    [{ path: '/', mode: 0o755, uid: 0, gid: 0 }, { path: '/srv', mode: 0o750, uid: 0, gid: 0 }, file(0o644)],
    [],
  ],
  'a folder that can be listed, and not entered': [[...closed(0o744), file(0o644)], []],
  'a folder that can be entered, and not listed': [[...closed(0o711), file(0o644)], 'everybody'],
  'a group of root alone': [[...open, file(0o640)], []],
  'the group of Postfix': [[...open, file(0o640, { gid: 105 })], [`postfix: the group postfix of ${secret}`]],
  'a group with people: one becomes root anyway, one only the group names': [
    [...open, file(0o640, { gid: 50 })],
    [`bob: the group staff of ${secret}`, `dave: the group staff of ${secret}`],
  ],
  'a folder for a group, a file for everybody': [
    [...closed(0o750, 33), file(0o644)],
    ['www-data: the group www-data of /etc/postfix'],
  ],
  'a folder for one group, a file for another': [[...closed(0o750, 33), file(0o640, { gid: 50 })], []],
  'an owner': [[...open, file(0o600, { uid: 1000, gid: 1000 })], [`alice: the owner of ${secret}`]],
  'an owner that no list of users has': [[...open, file(0o600, { uid: 4242 })], [`uid 4242: the owner of ${secret}`]],
  'a group that no list of groups has': [
    [...open, file(0o640, { gid: 4242 })],
    ['the group with the number 4242, which /etc/group does not name'],
  ],
  'a group that is kept out, all others are not': [[...open, file(0o604, { gid: 50 })], 'everybody'],
  'an access control list names somebody': [
    [...open, { ...file(0o640), acl: acl('user:1000:r--', 'group::---', 'mask::r--') }],
    [`alice: the access control list of ${secret}`],
  ],
  'its mask takes that away': [[...open, { ...file(0o600), acl: acl('user:1000:r--', 'group::r--', 'mask::---') }], []],
  'an access control list names a group': [
    [...open, { ...file(0o640), acl: acl('group::---', 'group:50:r--', 'mask::r--') }],
    [`bob: the group staff of ${secret}`, `dave: the group staff of ${secret}`],
  ],
  'an access control list keeps a member of the group out': [
    [...open, { ...file(0o640, { gid: 50 }), acl: acl('user:1001:---', 'group::r--', 'mask::r--') }],
    [`dave: the group staff of ${secret}`],
  ],
}
for (const [what, [way, readers]] of Object.entries(cases))
  test(`who can read a file: ${what}`, () => assert.deepEqual(who(way), readers))

test('more than twenty are counted', () => {
  const names = Array.from({ length: 30 }, (_, i) => `user${i}`)
  const many = parseAccounts('', `staff:x:50:${names.join(',')}`)
  const { users, moreUsers } = readersOf([...open, file(0o640, { gid: 50 })], many)
  assert.deepEqual([users.length, moreUsers], [20, 10])
})

test('lists of users that are none name nobody', () => {
  const { users, groups } = parseAccounts('\0\n:::\na:b\n<x>:x:1:1:\nx:x:-1:1:\n', 'g:x:9999999999999:\n::\n')
  assert.deepEqual([users, [...groups]], [[], []])
})

test('a list that says no more than the mode is none', () => {
  assert.equal(parseAcl('user::rw-\ngroup::r--\nother::---\n'), undefined)
  assert.equal(parseAcl('user::rw-\nuser:bob:r--\nother::---\n'), undefined)
})
