import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Program, programs } from '../../../src/core/machine.ts'
import { runProgram } from '../../../src/net/machine/programs.ts'
import { doorTo, rootOf } from '../../support/machine-tree.ts'

/** A folder of programs, each a script of the shell. */
function programsOf(t: TestContext, scripts: Partial<Record<Program, string>>): string {
  const folder = rootOf(t, {})
  for (const [name, script] of Object.entries(scripts))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return folder
}

test('a program is heard to its end, with its code', async (t) => {
  const from = [programsOf(t, { postconf: 'printf "a = b\\n"; echo no >&2; exit 3' })]
  assert.deepEqual(await runProgram('postconf', ['-n'], undefined, { from }), {
    kind: 'ran',
    code: 3,
    out: 'a = b\n',
    err: 'no\n',
  })
})

test('a program that is not there is absent, and so is one that nobody may run', async (t) => {
  const from = [programsOf(t, {})]
  assert.deepEqual(await runProgram('mailq', [], undefined, { from }), { kind: 'absent' })
  writeFileSync(join(from[0] as string, 'mailq'), 'echo ran', { mode: 0o644 })
  assert.deepEqual(await runProgram('mailq', [], undefined, { from }), { kind: 'absent' })
})

test('under another root no program is run', async (t) => {
  const from = [programsOf(t, { mailq: 'echo ran' })]
  const root = rootOf(t, { '/usr/bin/mailq': '#!/bin/sh\necho ran\n' })
  const door = doorTo({ root, programs: { from } })
  assert.deepEqual(await door.machine.run('mailq', []), { kind: 'absent' })
  const own = doorTo({ programs: { from } })
  assert.equal((await own.machine.run('mailq', [])).kind, 'ran')
})

test('arguments and input arrive as they are, and nothing else of ours does', async (t) => {
  const from = [programsOf(t, { postmap: 'for a; do echo "<$a>"; done; cat; env | sort; pwd' })]
  process.env.RELAYCHECK_PASSWORD = 'Tr0ub4dor&3'
  process.env.MAIL_CONFIG = '/elsewhere'
  t.after(() => {
    delete process.env.RELAYCHECK_PASSWORD
    delete process.env.MAIL_CONFIG
  })
  const args = ['-q', '$(id) "a" `b` *', 'hash:/etc/x y']
  const said = await runProgram('postmap', args, 'one\ntwo\n', { from })
  assert.ok(said.kind === 'ran')
  const lines = said.out.split('\n')
  assert.deepEqual(lines.slice(0, 5), [...args.map((arg) => `<${arg}>`), 'one', 'two'])
  assert.deepEqual(
    lines.slice(5).filter((line) => line !== '' && !/^(?:_|SHLVL|OLDPWD)=/.test(line)),
    ['LANG=C', 'LC_ALL=C', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'PWD=/', '/'],
  )
})

test('a program that does not end is stopped', { timeout: 20_000 }, async (t) => {
  const from = [programsOf(t, { mailq: 'trap "" TERM; exec sleep 30' })]
  const begun = performance.now()
  assert.deepEqual(await runProgram('mailq', [], undefined, { from, withinMs: 300 }), {
    kind: 'blind',
    blind: { reason: 'timeout', detail: 'mailq did not end within 0.3 s' },
  })
  const controller = new AbortController()
  const { signal } = controller
  const pending = runProgram('mailq', [], undefined, { from, signal })
  setTimeout(() => controller.abort(), 100)
  assert.deepEqual(await pending, {
    kind: 'blind',
    blind: { reason: 'interrupted', detail: 'mailq was stopped with the run' },
  })
  const later = await runProgram('mailq', [], undefined, { from, signal })
  assert.equal(later.kind === 'blind' && later.blind.reason, 'interrupted')
  assert.ok(performance.now() - begun < 10_000)
})

test('a program that kills itself is said', async (t) => {
  const from = [programsOf(t, { mailq: 'kill -9 $$' })]
  assert.deepEqual(await runProgram('mailq', [], undefined, { from }), {
    kind: 'blind',
    blind: { reason: 'unreachable', detail: 'mailq could not be run to its end (SIGKILL)' },
  })
})

test('of a program that says too much, the whole lines of the first megabyte are heard', {
  timeout: 20_000,
}, async (t) => {
  const from = [programsOf(t, { postqueue: 'yes 0123456789' })]
  const said = await runProgram('postqueue', ['-j'], undefined, { from })
  assert.ok(said.kind === 'ran' && said.cut)
  assert.ok(said.out.length <= 1024 * 1024 && said.out.length > 1_000_000)
  assert.match(said.out, /^(?:0123456789\n)+$/)
})

test('a program that reads nothing is not written to for ever', { timeout: 20_000 }, async (t) => {
  const from = [programsOf(t, { postmap: 'exec <&-; echo done' })]
  const said = await runProgram('postmap', ['-q', '-', 'hash:/x'], 'x\n'.repeat(100_000), { from })
  assert.equal(said.kind === 'ran' && said.out, 'done\n')
  const much = await runProgram('postmap', ['-q', '-', 'hash:/x'], 'x\n'.repeat(200_000), { from })
  assert.equal(much.kind === 'blind' && much.blind.reason, 'not-attempted')
})

const telling: [Program, string[]][] = [
  ['postconf', []],
  ['postconf', ['-n']],
  ['postconf', ['-d', 'relayhost']],
  ['postconf', ['-xh', 'myhostname', 'mydomain']],
  ['postconf', ['-c', '/etc/postfix-out', '-M']],
  ['postconf', ['-P', 'smtp/unix/smtp_tls_security_level']],
  ['postconf', ['-A']],
  ['postconf', ['-m']],
  ['postmap', ['-q', 'key', 'hash:/etc/postfix/x']],
  ['postmap', ['-q', '-d', 'hash:/etc/postfix/x']],
  ['postmap', ['-c', '/etc/postfix', '-q', '-', 'lmdb:/etc/postfix/x']],
  ['postmap', ['-s', 'cdb:/etc/postfix/x']],
  ['postqueue', ['-j']],
  ['postqueue', ['-p']],
  ['postqueue', ['-c', '/etc/postfix-out', '-j']],
  ['postmulti', ['-l']],
  ['mailq', []],
  ['journalctl', ['--unit=postfix*', '--unit=exim*', '--output=short-iso', '--since=@1764529345', '--no-pager']],
]
const doing: [Program, string[]][] = [
  ['postconf', ['-e', 'relayhost=x']],
  ['postconf', ['relayhost=x']],
  ['postconf', ['-M', 'smtp/unix=smtp unix - - - - - smtp']],
  ['postconf', ['-#', 'relayhost']],
  ['postconf', ['-X', 'relayhost']],
  ['postconf', ['-nX', 'relayhost']],
  ['postconf', ['#relayhost']],
  ['postconf', ['-c', '/etc/postfix', '-P', 'smtp/unix/x=y']],
  ['postmap', ['hash:/etc/postfix/x']],
  ['postmap', ['-d', 'key', 'hash:/etc/postfix/x']],
  ['postmap', ['-q', 'key', '-d', 'other', 'hash:/etc/postfix/x']],
  ['postmap', ['-i', '-q', 'key', 'hash:/etc/postfix/x']],
  ['postmap', ['-q', 'key', 'tcp:192.0.2.1:25']],
  ['postmap', ['-q', 'key', 'proxy:ldap:/etc/x']],
  ['postmap', ['-q', 'key', 'hash:relative']],
  ['postqueue', ['-f']],
  ['postqueue', ['-i', 'A1']],
  ['postqueue', ['-s', 'shop.example']],
  ['postqueue', []],
  ['postmulti', ['-p', 'stop']],
  ['postmulti', ['-x', 'id']],
  ['postmulti', ['-l', '-x', 'id']],
  ['postmulti', ['-e', 'init']],
  ['mailq', ['-q']],
  ['journalctl', []],
  ['journalctl', ['--vacuum-time=1s']],
  ['journalctl', ['--unit=postfix*', '--unit=exim*', '--output=short-iso', '--since=@1', '--rotate']],
  ['journalctl', ['--unit=postfix*', '--unit=exim*', '--output=short-iso', '--since=@1\n', '--no-pager']],
  ['mailq', ['-bd']],
  ['mailq', ['a\0b']],
]

test('a program is asked to tell, never to do anything', async (t) => {
  const mark = join(rootOf(t, {}), 'mark')
  const script = `echo ran >> ${mark}`
  const from = [programsOf(t, Object.fromEntries(programs.map((program) => [program, script])))]
  for (const [program, args] of doing)
    await assert.rejects(
      runProgram(program, args, undefined, { from }),
      /would do more than tell/,
      `${program} ${args.join(' ')}`,
    )
  assert.ok(!existsSync(mark))
  for (const [program, args] of telling)
    assert.equal((await runProgram(program, args, undefined, { from })).kind, 'ran', `${program} ${args.join(' ')}`)
  assert.equal(readFileSync(mark, 'utf8').split('\n').length - 1, telling.length)
})
