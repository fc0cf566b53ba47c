import assert from 'node:assert/strict'
import test from 'node:test'
import type { MtaFound } from '../../src/core/mta.ts'
import { mta } from '../../src/facts/mta.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine, type Node } from '../support/memory-machine.ts'
import { gatherMachine } from '../support/mta-world.ts'

type Given = Parameters<typeof memoryMachine>[1]
const found = async (tree: Record<string, Node>, given?: Given) => {
  const machine = memoryMachine(tree, given)
  const { mta: fact } = await gatherMachine(memoryWorld('', { machine }), { mta })
  assert.ok(fact?.seen)
  return fact.value
}
const program: Node = { text: '', size: 4711, modified: '2026-05-01T00:00:00.000Z' }
const blind = { reason: 'no-permission', detail: '/etc/msmtprc belongs to root' } as const

const trees: Record<string, [tree: Record<string, Node>, MtaFound[]]> = {
  nothing: [{ '/etc/hostname': 'box\n' }, []],
  'a copy of /etc alone: its configuration tells': [
    { '/etc/postfix/main.cf': '' },
    [{ kind: 'postfix', files: ['/etc/postfix/main.cf'] }],
  ],
  'a package that was removed left its configuration': [{ '/usr/sbin/nologin': '', '/etc/postfix/main.cf': '' }, []],
  'programs that hand mail on, by configurations alone': [
    {
      '/usr/sbin/nologin': '',
      '/etc/nullmailer/remotes': 'n.example smtp --port=587 --starttls\n',
      '/etc/dma/dma.conf': 'SMARTHOST d.example\n',
      '/etc/ssmtp/ssmtp.conf': 'mailhub=s.example\n',
      '/etc/msmtprc': 'host m.example\n',
      '/etc/postfix/main.cf': '',
    },
    [
      {
        kind: 'nullmailer',
        files: ['/etc/nullmailer/remotes'],
        noProgram: true,
        smarthost: { host: 'n.example', port: 587, tls: 'starttls' },
      },
      { kind: 'dma', files: ['/etc/dma/dma.conf'], noProgram: true, smarthost: { host: 'd.example' } },
      { kind: 'ssmtp', files: ['/etc/ssmtp/ssmtp.conf'], noProgram: true, smarthost: { host: 's.example' } },
      { kind: 'msmtp', files: ['/etc/msmtprc'], noProgram: true, smarthost: { host: 'm.example' } },
    ],
  ],
  'the configuration of another beside a mail server that is there': [
    {
      '/usr/sbin/exim4': '',
      '/etc/exim4/exim4.conf': 'begin routers\n',
      '/etc/ssmtp/ssmtp.conf': 'mailhub=s.example\n',
    },
    [{ kind: 'exim', files: ['/usr/sbin/exim4', '/etc/exim4/exim4.conf'], unread: 'its routers' }],
  ],
  'one that was never configured': [
    { '/usr/sbin/postfix': '', '/usr/sbin/postconf': '' },
    [{ kind: 'postfix', files: ['/usr/sbin/postfix'] }],
  ],
  'Exim, whose sendmail is a link to it': [
    {
      '/usr/sbin/exim4': program,
      '/usr/sbin/sendmail': { link: 'exim4' },
      '/etc/exim4/update-exim4.conf.conf':
        "dc_eximconfig_configtype='smarthost'\ndc_smarthost='mail.smtp2go.com::2525'\n",
      '/etc/exim4/exim4.conf.template': 'begin routers\n',
    },
    [
      {
        kind: 'exim',
        files: ['/usr/sbin/exim4', '/usr/sbin/sendmail', '/etc/exim4/update-exim4.conf.conf'],
        smarthost: { host: 'mail.smtp2go.com', port: 2525 },
      },
    ],
  ],
  'Postfix, and msmtp for one program': [
    {
      '/usr/sbin/postfix': '',
      '/usr/sbin/sendmail': { text: 'another', size: 1 },
      '/etc/postfix/main.cf': '',
      '/usr/bin/msmtp': program,
      '/etc/msmtprc': { blind },
    },
    [
      { kind: 'postfix', files: ['/usr/sbin/postfix', '/etc/postfix/main.cf'] },
      {
        kind: 'msmtp',
        files: ['/usr/bin/msmtp', '/etc/msmtprc'],
        unread: 'what it does with outgoing mail: /etc/msmtprc belongs to root',
      },
    ],
  ],
  'nullmailer, ssmtp, dma, sendmail, OpenSMTPD by their files': [
    {
      '/usr/sbin/nullmailer-send': '',
      '/etc/nullmailer/remotes': 'n.example smtp --port=587\n',
      '/usr/sbin/ssmtp': '',
      '/etc/ssmtp/ssmtp.conf': 'mailhub=s.example\n',
      '/usr/sbin/dma': '',
      '/usr/lib/sm.bin/sendmail': '',
      '/etc/mail/sendmail.cf': 'DZ8.18.1\n',
      '/usr/sbin/smtpd': '',
      '/etc/smtpd.conf': { what: 'fifo' },
    },
    [
      {
        kind: 'sendmail',
        files: ['/usr/lib/sm.bin/sendmail', '/etc/mail/sendmail.cf'],
        version: '8.18.1',
      },
      {
        kind: 'opensmtpd',
        files: ['/usr/sbin/smtpd'],
        unread: 'what it does with outgoing mail: it has no configuration',
      },
      {
        kind: 'nullmailer',
        files: ['/usr/sbin/nullmailer-send', '/etc/nullmailer/remotes'],
        smarthost: { host: 'n.example', port: 587 },
      },
      { kind: 'dma', files: ['/usr/sbin/dma'] },
      { kind: 'ssmtp', files: ['/usr/sbin/ssmtp', '/etc/ssmtp/ssmtp.conf'], smarthost: { host: 's.example' } },
    ],
  ],
}
for (const [name, [tree, expected]] of Object.entries(trees))
  test(`mta: ${name}`, async () => assert.deepEqual(await found(tree), expected))

test('mta: Postfix says its version, where programs are run; what is no version is not repeated', async () => {
  const tree = { '/usr/sbin/postfix': '', '/etc/postfix/main.cf': '' }
  const versions = await Promise.all(
    ['3.10.5\n', '<script>\n', ''].map((said) => found(tree, { programs: { postconf: () => said } })),
  )
  assert.deepEqual(
    versions.map(([one]) => one?.version),
    ['3.10.5', undefined, undefined],
  )
})

test('mta: a machine that cannot be looked at is not one without a mail server', async () => {
  const machine = { ...memoryMachine({}), look: async () => ({ kind: 'blind', blind }) as const }
  const { mta: fact } = await gatherMachine(memoryWorld('', { machine }), { mta })
  assert.equal(fact?.seen, false)
})

test('mta: what stands in the place of main.cf is not nothing', async () => {
  for (const what of ['fifo', 'link-loop'] as const) {
    const [first] = await found({ '/etc/postfix/main.cf': { what } })
    assert.deepEqual([first?.kind, first?.files], ['postfix', ['/etc/postfix/main.cf']], what)
  }
  assert.equal((await found({ '/etc/postfix/main.cf/x': '' }))[0]?.kind, 'postfix')
})

test('mta: a folder of configurations that may not be looked into is not one without a mail server', async () => {
  const look = async (path: string) =>
    path.startsWith('/etc/postfix/') ? ({ kind: 'blind', blind } as const) : ({ kind: 'absent' } as const)
  const machine = { ...memoryMachine({}), look }
  const { mta: fact } = await gatherMachine(memoryWorld('', { machine }), { mta })
  assert.deepEqual(fact?.seen === false && fact.blind, blind)
})
