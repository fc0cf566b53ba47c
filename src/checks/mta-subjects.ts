import { defineSubject, type Subject } from '../core/check.ts'
import type { MtaFound, MtaKind } from '../core/mta.ts'
import { usableHop } from './mta-routes.ts'

/** Mail servers as people call them. */
export const mtaNames: Readonly<Record<MtaKind, string>> = {
  postfix: 'Postfix',
  exim: 'Exim',
  sendmail: 'Sendmail',
  opensmtpd: 'OpenSMTPD',
  msmtp: 'msmtp',
  nullmailer: 'nullmailer',
  ssmtp: 'sSMTP',
  dma: 'dma',
}

/** A machine whose mail server is Postfix. */
export const runsPostfix: Subject = defineSubject({
  needs: ['mta', 'postfix'],
  absent({ mta, postfix }) {
    return postfix.length > 0 ? undefined : withoutPostfix(mta)
  },
})

/** Why there is nothing to be said of a Postfix. */
export function withoutPostfix(mta: readonly MtaFound[]): string {
  if (mta.some(({ kind }) => kind === 'postfix')) return 'Postfix is not configured'
  const [first] = mta
  return first
    ? `the mail server here is ${mtaNames[first.kind]}, and only the settings of Postfix are read in full`
    : 'no mail server was found'
}

/** A Postfix that hands some mail, at least, to a relay. Where a route is not known, it may. */
export const relays: Subject = defineSubject({
  within: runsPostfix,
  needs: ['postfix'],
  absent({ postfix }) {
    const routes = postfix.flatMap((one) => one.routes)
    if (routes.some((route) => route.kind === 'unknown' || usableHop(route))) return undefined
    return routes.some(({ kind }) => kind === 'relay')
      ? 'Postfix cannot use the relay that is set (see mta-relayhost)'
      : 'no mail goes to a relay'
  },
})

/** A Postfix that logs in at a relay. */
export const logsIn: Subject = defineSubject({
  within: relays,
  needs: ['postfix'],
  absent({ postfix }) {
    const routes = postfix.flatMap((one) => one.routes)
    const may = routes.some(
      (route) =>
        route.kind === 'unknown' ||
        (usableHop(route) !== undefined && (!route.login.seen || route.login.value.enabled)),
    )
    return may ? undefined : 'Postfix logs in at no relay'
  },
})
