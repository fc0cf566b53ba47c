import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Machine } from '../../src/core/machine.ts'
import type { Signer } from '../../src/core/signing.ts'
import { readRspamd } from '../../src/mta/signing/rspamd.ts'
import { doorTo } from '../support/machine-tree.ts'
import { describeWith, freePort, makeFolder, startProgram } from '../support/real-server.ts'

const senders = ['me@shop.example', 'ME@Shop.Example', 'me@a.b.shop.example', 'me@news.example', 'me@other.test']
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

interface Configuration {
  /** Below /etc/rspamd. `HERE` stands for the folder of all. */
  files: Readonly<Record<string, string>>
  /** Of private keys, in their folder. */
  keys: readonly string[]
}
const local = (text: string, ...keys: readonly string[]): Configuration => ({
  files: { 'local.d/dkim_signing.conf': text },
  keys,
})

/** Configurations of all kinds that people write, the wrong ones too. */
const configurations: Readonly<Record<string, Configuration>> = {
  'a key where it looks by itself': local('', 'shop.example.dkim.key'),
  'a selector': local('selector = "s2026";', 'shop.example.s2026.key', 'news.example.s2026.key'),
  'a selector without its key': local('selector = "s2026";', 'shop.example.dkim.key'),
  'one key for all': local('selector = "all"; path = "HERE/db/dkim/all.key";', 'all.key'),
  'domains of their own': local(
    'domain { news.example { selector = "n1"; path = "HERE/db/dkim/news.key"; } }',
    'news.key',
    'shop.example.dkim.key',
  ),
  'domains of their own alone': local(
    'try_fallback = false;\ndomain {\n  news.example { selector = "n1"; path = "HERE/db/dkim/news.key"; }\n}\n',
    'news.key',
    'shop.example.dkim.key',
  ),
  'several selectors': local(
    'domain { shop.example { selectors [ { path: "HERE/db/dkim/a.key"; selector: "a"; }, { path: "HERE/db/dkim/b.key"; selector: "b"; } ] } }',
    'a.key',
    'b.key',
  ),
  'the name itself': local('use_esld = false; selector = "x";', 'shop.example.x.key', 'a.b.shop.example.x.key'),
  'maps of selectors and paths': {
    files: {
      'local.d/dkim_signing.conf':
        'selector_map = "HERE/conf/selectors.map"; path_map = "HERE/conf/paths.map"; try_fallback = false;',
      'selectors.map': 'shop.example s7\n',
      'paths.map': 'shop.example HERE/db/dkim/seven.key\n',
    },
    keys: ['seven.key'],
  },
  tables: {
    files: {
      'local.d/dkim_signing.conf':
        'signing_table = [ "*@news.example news", "*@*.shop.example shop" ];\nkey_table = [ "news news.example:n1:HERE/db/dkim/news.key", "shop shop.example:s1:HERE/db/dkim/shop.key" ];',
    },
    keys: ['news.key', 'shop.key'],
  },
  'tables in files': {
    files: {
      'local.d/dkim_signing.conf': 'signing_table = "HERE/conf/signing";\nkey_table = "HERE/conf/keys";',
      signing: '# who\n*@news.example news\n*@shop.example %\n',
      keys: 'news news.example:n1:HERE/db/dkim/news.key\nshop.example %:s1:HERE/db/dkim/shop.key\n',
    },
    keys: ['news.key', 'shop.key'],
  },
  'override.d over local.d': {
    files: {
      'local.d/dkim_signing.conf': 'selector = "one";',
      'override.d/dkim_signing.conf': 'selector = "two";',
    },
    keys: ['shop.example.one.key', 'shop.example.two.key'],
  },
  'turned off': local('enabled = false;', 'shop.example.dkim.key'),
}

function write({ files, keys }: Configuration, port: number): string {
  const root = makeFolder()
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text.replaceAll('HERE/', `${root}/`))
  }
  for (const folder of ['db/dkim', 'run', 'conf']) mkdirSync(join(root, folder), { recursive: true })
  for (const name of ['dkim.conf', 'dkim_signing.conf'])
    put(`conf/modules.d/${name}`, readFileSync(`/etc/rspamd/modules.d/${name}`, 'utf8'))
  for (const [path, text] of Object.entries(files)) put(`conf/${path}`, text)
  for (const name of keys) put(`db/dkim/${name}`, String(pem))
  // With all that is shipped it takes eight seconds to start; of its list of suffixes two are enough here.
  put('suffixes', '// these\nexample\ntest\n')
  put(
    'conf/rspamd.conf',
    `options { filters = "dkim"; url_tld = "${root}/suffixes"; pidfile = "${root}/run/pid"; dns { nameserver = ["127.0.0.1:1:10"]; timeout = 0.1s; retransmits = 1; } }
logging { type = "console"; level = "error"; }
worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; }
modules { path = "$PLUGINSDIR/dkim_signing.lua"; }
.include "$CONFDIR/modules.d/dkim.conf"
.include "$CONFDIR/modules.d/dkim_signing.conf"
`,
  )
  chmodSync(root, 0o755)
  return root
}

/** This machine, with that Rspamd in its usual places. */
function here(root: string): Machine {
  const { machine } = doorTo({})
  const led = (path: string) =>
    path.replace(/^\/etc\/rspamd(?=\/|$)/, join(root, 'conf')).replace(/^\/var\/lib\/rspamd(?=\/)/, join(root, 'db'))
  return { ...machine, read: (path) => machine.read(led(path)), look: (path) => machine.look(led(path)) }
}

async function start(root: string, port: number) {
  const paths = { CONFDIR: 'conf', LOCAL_CONFDIR: 'conf', DBDIR: 'db', RUNDIR: 'run' }
  const set = Object.entries(paths).map(([name, path]) => `--var=${name}=${join(root, path)}`)
  const args = ['-i', '-f', '-c', join(root, 'conf/rspamd.conf'), ...set]
  const ready = async () => {
    for (const end = Date.now() + 15_000; Date.now() < end; ) {
      const answer = await fetch(`http://127.0.0.1:${port}/ping`).catch(() => undefined)
      if (answer?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no answer at port ${port} within 15 s`)
  }
  return startProgram('rspamd', args, { folder: root, ready })
}

/** What Rspamd signs a message of that sender with, who logged in: `selector@domain`. */
async function measured(port: number, sender: string): Promise<string> {
  const body = `From: <${sender}>\r\nTo: a@b.example\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nhello\r\n`
  const headers = { Ip: '127.0.0.1', From: sender, User: sender }
  const answer = await fetch(`http://127.0.0.1:${port}/checkv2`, { method: 'POST', body, headers })
  const { 'dkim-signature': signed = [] } = (await answer.json()) as { 'dkim-signature'?: string | string[] }
  return [signed]
    .flat()
    .map((one) => `${/\bs=([^;\s]+)/.exec(one)?.[1]}@${/\bd=([^;\s]+)/.exec(one)?.[1]}`)
    .sort()
    .join(' ')
}

function told({ off, senders: all }: Signer, i: number): string {
  const keys = all[i]?.keys
  if (off !== undefined) return ''
  if (!keys?.seen) return `cannot tell: ${keys?.blind.detail}`
  return keys.value
    .map(({ selector, domain }) => `${selector}@${domain}`)
    .sort()
    .join(' ')
}

describeWith(['rspamd'], 'Rspamd signs as was read', () => {
  for (const [name, configuration] of Object.entries(configurations))
    test(name, async () => {
      const port = await freePort()
      const root = write(configuration, port)
      const signer = await readRspamd(here(root), senders, (host) => host.split('.').slice(-2).join('.'))
      assert.ok(signer?.seen, JSON.stringify(signer))
      const server = await start(root, port)
      try {
        const real = await Promise.all(senders.map((sender) => measured(port, sender)))
        assert.deepEqual(
          senders.map((sender, i) => [sender, told(signer.value, i)]),
          senders.map((sender, i) => [sender, real[i]]),
        )
      } finally {
        await server.close()
      }
    })
})
