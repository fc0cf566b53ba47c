import assert from 'node:assert/strict'
import { chmodSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readPostfix } from '../../src/mta/postfix/read.ts'
import { openMachine } from '../../src/net/machine.ts'
import { configuration, run } from '../support/host-machine.ts'
import { describeWith, removeFolder } from '../support/real-server.ts'

const passwords = { old: 'open-sesame-41', new: 'open-barley-42' }
const main = `relayhost = [smtp.relay.example]:587
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = hash:$config_directory/sasl_passwd
smtp_tls_policy_maps = regexp:$config_directory/policy
sender_dependent_relayhost_maps = btree:$config_directory/relays
`

/** What this machine's Postfix would do in that configuration, by its files and its programs. */
async function read(folder: string, root?: string) {
  const opened = openMachine(root === undefined ? {} : { root })
  assert.ok('machine' in opened)
  const seen = await readPostfix(opened.machine, ['news@shop.example'], { configDirectory: folder })
  assert.ok(seen.seen, JSON.stringify(seen))
  const text = JSON.stringify(seen)
  for (const password of Object.values(passwords)) assert.ok(!text.includes(password))
  const [news, none] = seen.value.routes
  assert.ok(news?.login.seen && none?.login.seen, text)
  const { secret } = none.login.value
  return { ...seen.value, news, none, login: none.login.value, password: secret && opened.passwordFor(secret) }
}

describeWith(['postconf', 'postmap'], 'a whole configuration, read through the door to this machine', () => {
  test('compiled tables are asked as they are, also where their source says otherwise by now', async () => {
    const folder = configuration({
      'main.cf': main,
      'master.cf': 'smtp unix - - n - - smtp\n',
      sasl_passwd: `[smtp.relay.example]:587 shop:${passwords.old}\n`,
      policy: '/^\\[smtp\\.relay\\.[[:alpha:]]+\\]/ encrypt\n',
      relays: 'news@shop.example [news.example]\n',
    })
    const source = join(folder, 'sasl_passwd')
    for (const table of [`hash:${source}`, `btree:${join(folder, 'relays')}`])
      assert.equal(run('postmap', ['-c', folder, table]).status, 0)
    for (const name of ['sasl_passwd', 'sasl_passwd.db']) chmodSync(join(folder, name), 0o600)

    chmodSync(folder, 0o700)
    assert.deepEqual(
      (await read(folder)).maps.flatMap(({ exposed }) => exposed),
      [],
    )
    chmodSync(folder, 0o755)
    const fresh = await read(folder)
    assert.match(fresh.version ?? '', /^\d+\.\d+/)
    assert.deepEqual(
      [fresh.login.user, fresh.login.key, fresh.password],
      ['shop', '[smtp.relay.example]:587', passwords.old],
    )
    assert.equal(fresh.news.hops[0]?.written, '[news.example]')
    assert.ok(fresh.none.tls.seen && fresh.none.tls.value.level === 'encrypt')
    const states = (of: typeof fresh) =>
      Object.fromEntries(of.maps.map(({ type, state, exposed }) => [type, [state.kind, exposed.length > 0]]))
    assert.deepEqual(states(fresh), { btree: ['fresh', false], hash: ['fresh', false], regexp: ['text', false] })

    writeFileSync(source, `smtp.relay.example other:${passwords.new}\n`)
    utimesSync(source, new Date(), new Date(Date.now() + 5000))
    const stale = await read(folder)
    assert.deepEqual([stale.login.user, stale.password], ['shop', passwords.old])
    assert.deepEqual(states(stale).hash, ['stale', false])

    const inRoot = await read(folder, '/')
    assert.equal(inRoot.version, undefined)
    assert.deepEqual([inRoot.login.user, inRoot.password], ['other', passwords.new])
    assert.equal(inRoot.maps.find(({ type }) => type === 'hash')?.sourceRead, true)
    assert.equal(inRoot.none.tls.seen, false)
    removeFolder(folder)
  })
})
