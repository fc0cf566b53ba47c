import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MapState, Postfix } from '../../core/mta.ts'
import { few } from '../few.ts'
import { loginMaps, ordersFor, setting, shell, shownMap } from '../mta-orders.ts'
import { usableHop } from '../mta-routes.ts'
import { runsPostfix } from '../mta-subjects.ts'

const outcomes = {
  private: { verdict: 'pass', says: 'The logins in {map} can be read by {who} alone{aside}.' },
  exposed: {
    verdict: 'fail',
    says: 'Everybody on this machine can read the passwords in {files} ({parameter}): every user, and every web page that is broken into.',
    fix: 'Let root alone read them; Postfix reads them as root:\n\n    chown root:root {paths}\n    chmod 600 {paths}\n\nThen have the relay give out a new password, where others have been on this machine.',
    fixes: {
      proxy:
        'Let root and Postfix alone read them; behind proxy: Postfix reads them as its own user:\n\n    chown root:postfix {paths}\n    chmod 640 {paths}\n\nThen have the relay give out a new password, where others have been on this machine.',
      'in-main-cf': `Move the login out of main.cf, which everybody has to be able to read, into a file that root alone reads:

    touch {path} && chmod 600 {path}
    {postconf} -e {maps}

Unless such a line is in it already, write this one, with the user and the password in their places, and one like it for each other relay:

    {entry}

Then:

    {reload}`,
    },
  },
  'exposed-to-some': {
    verdict: 'fail',
    says: 'Not only root can read the passwords in {files} ({parameter}), but also {users}: by {by}.',
    fix: 'Let root alone read them; Postfix reads them as root:\n\n    chown root:root {paths}\n    chmod 600 {paths}\n\nThen have the relay give out a new password, unless these are people and programs that may know it.',
    fixes: {
      proxy:
        'Let root and Postfix alone read them; behind proxy: Postfix reads them as its own user:\n\n    chown root:postfix {paths}\n    chmod 640 {paths}\n\nNobody else is to be in the group postfix (getent group postfix). Then have the relay give out a new password, unless these are people and programs that may know it.',
    },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-login-secrecy',
  step: 'mta',
  title: 'The password of the relay is for root alone',
  why: 'Whoever can read the password sends through the relay in your name; web applications are broken into every day.',
  refs: ['https://www.postfix.org/SASL_README.html#client_sasl'],
  subject: {
    within: runsPostfix,
    needs: ['postfix'],
    absent: ({ postfix }) =>
      postfix.every((one) => mapsThere(one).length === 0) ? 'Postfix has no logins' : undefined,
  },
  needs: ['postfix'],
  outcomes,
  judge: ({ postfix }): Rulings[] => postfix.flatMap(judgeInstance),
})

/** A file that is not there keeps nothing; mta-login-map tells of it. */
const mapsThere = (postfix: Postfix): readonly MapState[] =>
  loginMaps(postfix).filter(({ state, path, exposed }) => state.kind !== 'missing' || !path || exposed.length > 0)

/** What is no table is told by mta-login-map; where nothing else is named, nothing is known of where logins stand. */
function judgeInstance(postfix: Postfix): Rulings[] {
  const maps = mapsThere(postfix)
  const tables = maps.filter(({ state }) => state.kind !== 'no-table')
  if (tables.length > 0 || maps.length === 0) return tables.map((map) => judgeMap(map, postfix))
  const detail = 'smtp_sasl_password_maps names no table that Postfix can open'
  return [{ cannotTell: { reason: 'not-attempted', detail, wayOut: 'Mend that first: see mta-login-map.' } }]
}

function judgeMap(map: MapState, postfix: Postfix): Rulings {
  const { exposed, state, written, parameter, type } = map
  const inMain = type === 'static' || type === 'inline'
  const shown = shownMap(written)
  const about = { map: shown, parameter }
  if (exposed.length > 0) {
    const path = `${postfix.configDirectory}/sasl_passwd`
    const orders = {
      ...ordersFor(postfix),
      files: exposed,
      paths: exposed.map(shell).join(' '),
      path: shell(path),
      entry: `${postfix.routes.map(usableHop).find((hop) => hop !== undefined)?.written ?? '[mail.example.com]:587'} USER:PASSWORD`,
      maps: setting(parameter, `texthash:${path}`),
    }
    const fixFor = inMain ? { fixFor: 'in-main-cf' } : written.startsWith('proxy:') ? { fixFor: 'proxy' } : {}
    return { outcome: 'exposed', about: { ...about, ...orders }, ...fixFor }
  }
  const { named, mail } = readersIn(map)
  if (named.length > 0) {
    const files = [...new Set(named.map(({ path }) => path))]
    const users = few([...new Set(named.map(({ name }) => name))])
    const by = few([...new Set(named.map(({ by }) => by))])
    const told = { files, users, by, paths: files.map(shell).join(' ') }
    return {
      outcome: 'exposed-to-some',
      about: { ...about, ...told },
      ...(written.startsWith('proxy:') && { fixFor: 'proxy' }),
    }
  }
  if (map.unsure) return { cannotTell: map.unsure, about }
  if (state.kind === 'unreadable' && state.blind.reason !== 'no-permission') return { cannotTell: state.blind, about }
  if (state.kind === 'unsupported')
    return {
      cannotTell: { reason: 'not-attempted', detail: `where ${shown} keeps its passwords is not known here` },
      about,
    }
  const isLost = map.limits?.includes('owners-lost')
  const who = isLost ? ['its owner', 'its group'] : ['root', ...mail]
  const aside = isLost
    ? '; who these are a copy of the files does not tell'
    : map.limits?.includes('lists-unseen')
      ? ', as far as its mode tells: access control lists were not seen'
      : ''
  return { outcome: 'private', about: { ...about, who: who.join(' and '), aside } }
}

/** Who can read it beside root: accounts that the mail system runs as, and all others. */
function readersIn({ readers = [] }: MapState) {
  const named = readers.filter(({ name }) => !ofMailSystem.has(name))
  const mail = [...new Set(readers.map(({ name }) => name))].filter((name) => ofMailSystem.has(name))
  return { named, mail }
}

/** Accounts that nobody logs in to, and that see all mail anyway. */
const ofMailSystem: ReadonlySet<string> = new Set(['postfix', 'postdrop', 'mail', 'vmail', 'dovecot', 'Debian-exim'])
