import type { MtaKind } from '../core/mta.ts'
import { readExim, readEximAnswers } from './exim.ts'
import { readDma, readNullmailer, readSsmtp } from './forwarders.ts'
import { readMsmtp } from './msmtp.ts'
import { readOpenSmtpd } from './opensmtpd.ts'
import type { Outgoing } from './outgoing.ts'
import { readSendmail } from './sendmail.ts'

/** How a mail server is known by its files. */
export interface KindFiles {
  kind: MtaKind
  /** Any of them. */
  programs: readonly string[]
  /** The first that is there decides. */
  configurations: readonly { path: string; read?(text: string): Outgoing }[]
  /** It is known by its configuration where no program of any mail server is there: it may be installed elsewhere. */
  byConfiguration?: true
  /** What it does where it has no configuration; without this it cannot be told. */
  bare?: Outgoing
}

/** In the order in which they are told: servers, then programs that only hand mail on. */
export const kinds: readonly KindFiles[] = [
  {
    kind: 'postfix',
    programs: ['/usr/sbin/postfix', '/usr/sbin/postconf', '/usr/local/sbin/postfix', '/usr/lib/postfix/sbin/master'],
    configurations: [{ path: '/etc/postfix/main.cf' }],
  },
  {
    kind: 'exim',
    programs: ['/usr/sbin/exim4', '/usr/sbin/exim', '/usr/bin/exim', '/usr/local/sbin/exim'],
    configurations: [
      { path: '/etc/exim4/exim4.conf', read: readExim },
      { path: '/etc/exim4/update-exim4.conf.conf', read: readEximAnswers },
      { path: '/etc/exim4/exim4.conf.template', read: readExim },
      { path: '/etc/exim/exim.conf', read: readExim },
      { path: '/etc/exim.conf', read: readExim },
    ],
  },
  {
    kind: 'sendmail',
    programs: ['/usr/lib/sm.bin/sendmail', '/usr/libexec/sendmail/sendmail', '/usr/sbin/sendmail.sendmail'],
    configurations: [
      { path: '/etc/mail/sendmail.cf', read: readSendmail },
      { path: '/etc/sendmail.cf', read: readSendmail },
    ],
  },
  {
    kind: 'opensmtpd',
    programs: ['/usr/sbin/smtpd'],
    configurations: [
      { path: '/etc/smtpd.conf', read: readOpenSmtpd },
      { path: '/etc/opensmtpd/smtpd.conf', read: readOpenSmtpd },
      { path: '/etc/smtpd/smtpd.conf', read: readOpenSmtpd },
    ],
  },
  {
    kind: 'nullmailer',
    programs: ['/usr/sbin/nullmailer-send'],
    configurations: [{ path: '/etc/nullmailer/remotes', read: readNullmailer }],
    byConfiguration: true,
  },
  {
    kind: 'dma',
    programs: ['/usr/sbin/dma', '/usr/libexec/dma'],
    configurations: [{ path: '/etc/dma/dma.conf', read: readDma }],
    bare: {},
    byConfiguration: true,
  },
  {
    kind: 'ssmtp',
    programs: ['/usr/sbin/ssmtp'],
    configurations: [{ path: '/etc/ssmtp/ssmtp.conf', read: readSsmtp }],
    byConfiguration: true,
  },
  {
    kind: 'msmtp',
    programs: ['/usr/bin/msmtp', '/usr/local/bin/msmtp'],
    configurations: [
      { path: '/etc/msmtprc', read: readMsmtp },
      { path: '/root/.msmtprc', read: readMsmtp },
    ],
    byConfiguration: true,
  },
]
