import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { quietEnv } from '../support/host-machine.ts'
import { amiss, judgeMta, mtaState } from '../support/mta-states.ts'
import { describeWith } from '../support/real-server.ts'

type ByHand = (root: string, fix: string) => void

/** A file of the machine, changed by an editor. */
const edit =
  (file: string, change: (text: string) => string): ByHand =>
  (root) => {
    const path = join(root, file)
    writeFileSync(path, change(readFileSync(path, 'utf8')))
  }
const passwords = 'etc/postfix/sasl_passwd'
const key = '[mail.smtp2go.com]:2525'
/** The line that an order gives, with user and password in it. */
const writeLine: ByHand = (root, fix) => {
  const line = /^ {4}(\S+) USER:PASSWORD$/m.exec(fix)?.[1]
  writeFileSync(join(root, passwords), `${line} box-shop:fixture-pass-1\n`)
}

/** What an order cannot do by itself, before its commands or after the first of them. */
const states: Record<string, { exposed?: true; stale?: true; before?: ByHand; after?: ByHand }> = {
  'key-mismatch': { before: edit(passwords, (text) => text.replace('[mail.smtp2go.com]', key)) },
  'no-password': { before: edit(passwords, (text) => text.replace('box-shop', 'box-shop:fixture-pass-1')) },
  'api-key-as-user': { before: edit(passwords, (text) => text.replace('api-0123456789ABCDEF', 'box-shop')) },
  'stale-map': { stale: true },
  uncompiled: {},
  'no-wrapper': {},
  'needless-wrapper': {},
  'wrapper-too-low': {},
  opportunistic: {},
  'no-tls': {},
  'dane-without-tlsa': {},
  exposed: { exposed: true },
  'exposed-in-main-cf': { after: writeLine },
  unqualified: {},
  'bind-other': {},
  'bind-wrong-family': {},
  mixed: {},
  unbracketed: { before: edit(passwords, (text) => text.replace('mail.smtp2go.com:2525', key)) },
  comment: {},
  malformed: {},
  'login-off': {},
  'plain-forbidden': {},
  'no-transport': {},
}

/** The commands of an order as they are for the machine below a folder, which no server runs on. */
function follow(fix: string, root: string): void {
  const here = (line: string) =>
    line
      .replaceAll('/etc/postfix', `${root}/etc/postfix`)
      .replace(/^(postconf|postmap) /, `$1 -c ${root}/etc/postfix `)
      .replace(/(?:^|&& )postfix reload$/, '')
      .trim()
  const commands = fix
    .split('\n')
    .flatMap(
      (line) => /^ {4}((?:postconf|postmap|postfix|chown|chmod|touch|sed|install|echo) .*)$/.exec(line)?.[1] ?? [],
    )
  assert.ok(commands.length > 0, fix)
  for (const command of commands.map(here).filter(Boolean))
    execFileSync('sh', ['-ec', command.replace(/ &&$/, '')], { env: quietEnv, stdio: 'pipe' })
  for (const name of globSync('etc/postfix/*.cf', { cwd: root }))
    edit(name, (text) => text.replaceAll(`${root}/etc/postfix`, '/etc/postfix'))(root, fix)
}

describeWith(['postconf', 'postmap', 'root'], 'an order works when followed', () => {
  test('beside policies that no setting names yet, and twice', async () => {
    const root = mtaState('opportunistic')
    const path = join(root, 'etc/postfix/tls_policy')
    writeFileSync(path, `${key} may\n[Mail.SMTP2GO.com]:2525\tmay\n[mailxsmtp2go.com]:2525 may\n`)
    const [first] = (await judgeMta(root)).filter(({ id }) => id === 'mta-tls-level/opportunistic')
    for (let time = 0; time < 2; time++) follow(first?.fix ?? '', root)
    assert.equal(readFileSync(path, 'utf8'), `[mailxsmtp2go.com]:2525 may\n${key} encrypt\n`)
    const asked = execFileSync('postmap', ['-c', `${root}/etc/postfix`, '-q', key, `texthash:${path}`], {
      env: quietEnv,
    })
    assert.equal(asked.toString().trim(), 'encrypt')
    assert.deepEqual(amiss(await judgeMta(root)), [])
  })

  test('beside logins that no setting names yet: they stay', async () => {
    const root = mtaState('exposed-in-main-cf', { exposed: true })
    const [path, logins] = [join(root, passwords), `${key} box-shop:fixture-pass-1\n`]
    writeFileSync(path, logins, { mode: 0o644 })
    const [first] = (await judgeMta(root)).filter(({ verdict }) => verdict === 'fail')
    assert.equal(first?.id, 'mta-login-secrecy/exposed')
    follow(first.fix ?? '', root)
    assert.equal(readFileSync(path, 'utf8'), logins)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.deepEqual(amiss(await judgeMta(root)), [])
  })

  for (const [state, { exposed = false, stale = false, before, after }] of Object.entries(states))
    test(state, async () => {
      const root = mtaState(state, { exposed, stale })
      const [first] = (await judgeMta(root)).filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
      assert.ok(first?.fix)
      before?.(root, first.fix)
      follow(first.fix, root)
      after?.(root, first.fix)
      assert.deepEqual(amiss(await judgeMta(root)), [])
    })
})
