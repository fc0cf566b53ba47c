import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readPostfix } from '../../src/mta/postfix/read.ts'
import { openMachine } from '../../src/net/machine.ts'
import { run } from '../support/host-machine.ts'
import { mtaState } from '../support/mta-states.ts'
import { describeWith } from '../support/real-server.ts'

/** Those whose main.cf is compared elsewhere, or stands for another program. */
const compared = ['debian', 'expansions', 'mailinabox', 'multi-instance', 'plain-relay', 'sender-dependent']
const states = readdirSync('fixtures/mta').filter(
  (state) => !compared.includes(state) && existsSync(join('fixtures/mta', state, 'etc/postfix/main.cf')),
)

/** Those that Postfix itself refuses. */
const refused: Readonly<Record<string, RegExp>> = {
  broken: /missing '=' after attribute name: "smtp_tls_security_level encrypt"/,
  'no-family': /unknown inet_protocols value "IPv4"/,
}

describeWith(['postconf', 'postmap'], 'the states in fixtures/mta are what Postfix itself takes them for', () => {
  for (const state of states)
    test(state, async () => {
      const root = mtaState(state)
      const folder = join(root, 'etc/postfix')
      const opened = openMachine({ root })
      assert.ok('machine' in opened)
      const read = await readPostfix(opened.machine, [])
      assert.ok(read.seen)
      const { relayhost, hostname, heloName, inetProtocols, routes } = read.value
      const told = run('postconf', ['-c', folder, '-xh', 'relayhost', 'myhostname', 'smtp_helo_name', 'inet_protocols'])
      const refusal = refused[state]
      if (refusal) {
        assert.match(told.stderr, refusal)
        assert.notEqual(told.status, 0)
        assert.equal(read.value.faults.length, 1)
        return
      }
      assert.equal(told.status, 0)
      assert.match(told.stderr, state === 'comment' ? /#comment after other text is not allowed/ : /^$/)
      assert.deepEqual(
        told.stdout.trimEnd().split('\n'),
        [relayhost, hostname, heloName, inetProtocols].map(({ value }) => value),
      )
      const table = join(folder, 'sasl_passwd')
      for (const {
        hops: [hop],
        login,
      } of routes) {
        if (!hop || !login.seen || login.value.map !== 'texthash:/etc/postfix/sasl_passwd') continue
        const values = [hop.host, hop.written].map((key) =>
          run('postmap', ['-c', folder, '-q', key, `texthash:${table}`]).stdout.trim(),
        )
        const entry = values.find((value) => value !== '')
        // What has no colon may be a password, and is shown to nobody.
        const user = entry?.includes(':') === false ? '[password]' : entry?.split(':')[0]
        assert.equal(login.value.user, user)
      }
    })
})
