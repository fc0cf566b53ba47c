import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { SenderSigned } from '../../src/core/signing.ts'
import { readOpenDkim } from '../../src/mta/signing/opendkim.ts'
import { doorTo } from '../support/machine-tree.ts'
import { describeWith, findProgram, makeFolder } from '../support/real-server.ts'

const senders = [
  'me@shop.example',
  'ME@Shop.Example',
  'sales@shop.example',
  'me@a.b.shop.example',
  'me@news.example',
  'me@shop-example.test',
]
const keyTable = 'shop shop.example:mail:KEY\nany %:m2:KEY\nNews news.example:n1:KEY # for letters\nbad nothing\n'
const byTables = (signing: string, { as = 'refile:', more = '' } = {}) => ({
  conf: `KeyTable FOLDER/KeyTable\nSigningTable ${as}FOLDER/SigningTable\n${more}`,
  signing,
})
const byDomain = (domain: string, more = '') => ({
  conf: `Domain ${domain}\nSelector s\nKeyFile KEY\n${more}`,
  signing: '',
})

/** Configurations of all kinds that people write, the wrong ones too. */
const configurations: Record<string, { conf: string; signing: string }> = {
  patterns: byTables('*@shop.example shop\n*@*.shop.example any\n'),
  'patterns in order': byTables('sales@* any\n*@shop.example shop\n* News\n'),
  'the domain itself': byTables('* %\n'),
  'hosts, and what is above': byTables('shop.example shop\n.shop.example any\nnews.example News\n', { as: '' }),
  'addresses before hosts': byTables('shop.example shop\nsales@shop.example any\n*@news.example News\n', {
    as: 'file:',
  }),
  'a user in what is above': byTables('me@.shop.example shop\n.example any\n', { as: '' }),
  'a user anywhere': byTables('me@* shop\n* any\n', { as: '' }),
  'a host as a pattern': byTables('shop.example shop\n'),
  'names of keys in other letters': byTables('* news\n'),
  'a name that there is not': byTables('* gone\n'),
  'a line of KeyTable that is none': byTables('* bad\n'),
  'an identity for i=': byTables('*@shop.example shop:me@shop.example\n'),
  'an identity behind a blank': byTables('*@shop.example shop me@shop.example\n'),
  'all patterns that match': byTables('*@shop.example shop\n* any\n', { more: 'MultipleSignatures yes\n' }),
  'all keys that match': byTables('shop.example shop\n* any\n', { as: '', more: 'MultipleSignatures yes\n' }),
  'a list of domains': byDomain('shop.example, news.example'),
  'those below': byDomain('shop.example', 'SubDomains yes\n'),
  'a domain with a star': byDomain('*.shop.example'),
  'every domain': byDomain('*'),
  'no selector': { conf: 'Domain shop.example\nKeyFile KEY\n', signing: '' },
  'it verifies alone': byTables('* shop\n', { more: 'Mode v\n' }),
}

function write({ conf, signing }: { conf: string; signing: string }) {
  const root = makeFolder()
  chmodSync(root, 0o755)
  const { privateKey } = pair
  const fill = (text: string) => text.replaceAll('KEY', join(root, 'key.private')).replaceAll('FOLDER', root)
  mkdirSync(join(root, 'etc'))
  writeFileSync(join(root, 'key.private'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  writeFileSync(join(root, 'KeyTable'), fill(keyTable))
  writeFileSync(join(root, 'SigningTable'), signing)
  writeFileSync(join(root, 'conf'), fill(`RequireSafeKeys no\n${conf}`))
  return root
}
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** What OpenDKIM does with a message of that sender (opendkim(8), -t): `selector@domain`, `kept`, or nothing. */
function measured(root: string, sender: string, mode: readonly string[]): string {
  const message = join(root, 'message')
  writeFileSync(
    message,
    `From: <${sender}>\r\nTo: a@b.example\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nhello\r\n`,
  )
  const args = ['-t', message, '-x', join(root, 'conf'), ...mode, '-v', '-v', '-v']
  const { stdout, stderr } = spawnSync(findProgram('opendkim') ?? '', args, { encoding: 'utf8', timeout: 10_000 })
  const said = stdout + stderr
  if (said.includes('KeyFile and Selector must both be defined')) return ''
  assert.match(said, /mlfi_eo[hm]\(\) returned SMFIS_(?:ACCEPT|TEMPFAIL)/)
  if (said.includes('SMFIS_TEMPFAIL')) return 'kept'
  return [...said.matchAll(/\bd=([^;\s]+);\s+s=([^;\s]+);/g)]
    .map(([, d, s]) => `${s}@${d}`)
    .sort()
    .join(' ')
}

function read(one: SenderSigned | undefined, off: string | undefined): string {
  if (off !== undefined) return ''
  if (!one?.keys.seen) return 'cannot tell'
  return one.stops
    ? 'kept'
    : one.keys.value
        .map(({ selector, domain }) => `${selector}@${domain}`)
        .sort()
        .join(' ')
}

describeWith(['opendkim'], 'OpenDKIM signs as was read', () => {
  for (const [name, configuration] of Object.entries(configurations))
    test(name, async () => {
      const root = write(configuration)
      const { machine } = doorTo({})
      // Its usual place on this machine may hold another.
      const here = {
        ...machine,
        read: (path: string) => machine.read(path === '/etc/opendkim.conf' ? join(root, 'conf') : path),
      }
      const signer = await readOpenDkim(here, senders)
      assert.ok(signer?.seen)
      const { off, senders: signed } = signer.value
      const mode = name === 'it verifies alone' ? [] : ['-b', 's']
      assert.deepEqual(
        senders.map((sender, i) => [sender, read(signed[i], off)]),
        senders.map((sender) => [sender, measured(root, sender, mode)]),
      )
    })
})
