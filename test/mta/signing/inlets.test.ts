import assert from 'node:assert/strict'
import test from 'node:test'
import type { Postfix } from '../../../src/core/mta.ts'
import type { Signer } from '../../../src/core/signing.ts'
import { readInlets } from '../../../src/mta/signing/inlets.ts'
import { memoryMachine, type Node } from '../../support/memory-machine.ts'
import { direct, noPermission, postfixWith } from '../../support/mta-facts.ts'
import { rspamd, signer } from '../../support/signing-facts.ts'

const port = 'inet:127.0.0.1:8891'
const socket = 'unix:opendkim/opendkim.sock'
const place = '/var/spool/postfix/opendkim/opendkim.sock'
const local = signer({ sockets: [`local:${place}`] })
/** `22BB` is 8891. */
const tcp = (...ports: string[]) =>
  ['  sl  local_address', ...ports.map((one, i) => `   ${i}: 0100007F:${one} 00000000:0000 0A 0:0 0:0 0 0 0 1`)].join(
    '\n',
  )
const unix = (...paths: string[]) =>
  ['Num       RefCount Protocol Flags', ...paths.map((one) => `0: 00000002 00000000 00010000 0001 01 9 ${one}`)].join(
    '\n',
  )
const master = (...lines: string[]) => [...lines, 'cleanup unix n - y - 0 cleanup'].join('\n')
const usual = master('smtp inet n - y - - smtpd', 'submission inet n - y - - smtpd')

const milters = (smtpd: readonly string[], nonSmtpd = smtpd, services: Postfix['milters']['services'] = []) =>
  postfixWith([direct()], {
    milters: { smtpd, nonSmtpd, services, ownActions: [], defaultAction: { value: 'tempfail', from: 'default' } },
  })
async function read(
  files: Record<string, Node>,
  postfix = milters([port]),
  signers: readonly Signer[] = [signer()],
  root?: string,
) {
  const tree = { '/etc/postfix/main.cf': 'myhostname = box\n', '/etc/postfix/master.cf': usual, ...files }
  return readInlets(memoryMachine(tree, root === undefined ? {} : { root }), postfix, signers)
}
/** The first filter of the first way. */
const first = async (...given: Parameters<typeof read>) => (await read(...given))[0]?.milters[0]

test('the ways: services for clients where there are any, else port 25; and the programs of the machine', async () => {
  const names = async (text: string) => (await read({ '/etc/postfix/master.cf': text })).map(({ service }) => service)
  assert.deepEqual(await names(usual), ['submission', undefined])
  assert.deepEqual(await names(master('smtp inet n - y - - smtpd')), ['smtp', undefined])
  assert.deepEqual(
    await names(
      master('25 inet n - y - - smtpd', '192.0.2.1:587 inet n - y - - smtpd', '127.0.0.1:10025 inet n - y - - smtpd'),
    ),
    ['192.0.2.1:587', undefined],
  )
  assert.deepEqual(await names('#nothing'), [undefined])
})

test('a service with filters of its own', async () => {
  const own = [{ service: 'submission', milters: ['inet:127.0.0.1:1'], from: '/etc/postfix/master.cf line 2' }]
  const [submission, programs] = await read({}, milters([port], [], own))
  assert.equal(submission?.own, '/etc/postfix/master.cf line 2')
  assert.deepEqual(
    submission?.milters.map(({ written }) => written),
    ['inet:127.0.0.1:1'],
  )
  assert.equal(programs?.parameter, 'non_smtpd_milters')
  assert.deepEqual(programs?.milters, [])
})

test('a port: who listens by the kernel’s table, and whose it is', async () => {
  assert.deepEqual(await first({ '/proc/net/tcp': tcp('22BB') }), {
    written: port,
    signer: 'opendkim',
    state: { kind: 'listens' },
  })
  assert.deepEqual(await first({ '/proc/net/tcp': tcp(), '/proc/net/tcp6': tcp('22BB') }), {
    written: port,
    signer: 'opendkim',
    state: { kind: 'listens' },
  })
  assert.deepEqual(await first({ '/proc/net/tcp': tcp('22BD') }), {
    written: port,
    signer: 'opendkim',
    state: { kind: 'silent', says: 'nothing listens on port 8891 of this machine' },
  })
  const hidden: Record<string, Node> = { '/proc/net/tcp': tcp(), '/proc/net/tcp6': { blind: noPermission } }
  assert.equal((await first(hidden))?.state.kind, 'unseen')
  const [unseen, otherRoot] = [await first({}), await first({ '/proc/net/tcp': tcp() }, undefined, undefined, '/mnt')]
  assert.equal(unseen?.state.kind, 'unseen')
  assert.deepEqual(otherRoot?.state, { kind: 'files' })
})

test('a port that nobody is known to open: meant for the one that it is wont to be', async () => {
  const other = [signer({ sockets: ['inet:12301@localhost'] })]
  assert.deepEqual(
    [
      (await first({ '/proc/net/tcp': tcp() }, undefined, other))?.meant,
      (await first({ '/proc/net/tcp': tcp() }, undefined, other))?.signer,
    ],
    ['opendkim', undefined],
  )
  // Something answers there: then its file does not tell all.
  assert.equal((await first({ '/proc/net/tcp': tcp('22BB') }, undefined, other))?.signer, 'opendkim')
  // No socket is named at all, as where the command line has it.
  assert.equal((await first({ '/proc/net/tcp': tcp() }, undefined, [signer({ sockets: [] })]))?.signer, 'opendkim')
  const dmarc = await first({ '/proc/net/tcp': tcp('22BD') }, milters(['inet:127.0.0.1:8893']))
  assert.deepEqual([dmarc?.signer, dmarc?.meant], [undefined, undefined])
  const scanner = await first({ '/proc/net/tcp': tcp('2C44') }, milters(['inet:localhost:11332']), [signer(), rspamd()])
  assert.equal(scanner?.signer, 'rspamd')
})

test('a filter on another machine was not asked', async () => {
  const far = await first({ '/proc/net/tcp': tcp() }, milters(['inet:192.0.2.99:8891']))
  assert.ok(far?.signer === undefined && far?.state.kind === 'unseen')
  assert.match(far.state.blind.detail, /is another machine/)
  const odd = await first({}, milters(['8891']))
  assert.ok(odd?.state.kind === 'unseen' && /is no socket as Postfix writes one/.test(odd.state.blind.detail))
})

test('a local socket: its file, and who listens', async () => {
  const at = async (files: Record<string, Node>) => (await first(files, milters([socket]), [local]))?.state
  const there = { [place]: { what: 'socket' } } as const
  assert.deepEqual(await at({ ...there, '/proc/net/unix': unix(place) }), { kind: 'listens' })
  assert.deepEqual(await at({ ...there, '/proc/net/unix': unix('opendkim.sock') }), { kind: 'listens' })
  assert.deepEqual(await at({ ...there, '/proc/net/unix': unix('/run/other.sock') }), {
    kind: 'silent',
    says: `nothing listens at ${place}, though its file is there`,
  })
  assert.deepEqual(await at({}), { kind: 'silent', says: `there is no socket at ${place}` })
  assert.equal((await at(there))?.kind, 'unseen')
  // A container that shows no paths.
  assert.equal((await at({ ...there, '/proc/net/unix': unix() }))?.kind, 'unseen')
})

test('a local socket in a folder that may not be looked into', async () => {
  const machine = memoryMachine({ '/etc/postfix/master.cf': usual })
  const hidden = { ...machine, look: async () => ({ kind: 'blind', blind: noPermission }) as const }
  const [inlet] = await readInlets(hidden, milters([socket]), [local])
  assert.deepEqual(inlet?.milters[0], {
    written: socket,
    signer: 'opendkim',
    state: { kind: 'unseen', blind: noPermission },
  })
})

test('whose a path is hangs on the root that the service has (master(5), chroot)', async () => {
  const absolute = milters(['unix:/run/opendkim/opendkim.sock'])
  const outside = [signer({ sockets: ['local:/run/opendkim/opendkim.sock'] })]
  const owner = async (chroot: string) =>
    (
      await first(
        { '/etc/postfix/master.cf': master(`submission inet n - ${chroot} - - smtpd`) },
        absolute,
        outside,
        '/mnt',
      )
    )?.signer
  assert.equal(await owner('n'), 'opendkim')
  assert.equal(await owner('y'), undefined)
  assert.equal(await owner('-'), 'opendkim')
})

test('another queue directory', async () => {
  const files = { '/etc/postfix/main.cf': 'queue_directory = /srv/queue\n' }
  const there = [signer({ sockets: ['local:/srv/queue/opendkim/opendkim.sock'] })]
  assert.equal((await first(files, milters([socket]), there))?.signer, 'opendkim')
})

test('whose answer is not known is taken for the one that is meant', async () => {
  const elsewhere = { sockets: ['inet:12301@127.0.0.1'] }
  const asked = milters(['inet:127.0.0.1:8891'])
  const milter = (one: ReturnType<typeof signer>) => first({}, asked, [one], '/mnt')
  assert.deepEqual(
    [(await milter(signer(elsewhere)))?.signer, (await milter(signer(elsewhere)))?.meant],
    [undefined, 'opendkim'],
  )
  assert.equal((await milter(signer({ ...elsewhere, unread: [noPermission], elsewhere: true })))?.signer, 'opendkim')
  // What was not read says whom it signs for, and where it answers is known.
  assert.equal((await milter(signer({ ...elsewhere, unread: [noPermission] })))?.signer, undefined)
})
