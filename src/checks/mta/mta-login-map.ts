import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MapState, Postfix } from '../../core/mta.ts'
import { applyOrder, makeOrder, ordersFor, setting, shell, shownMap } from '../mta-orders.ts'
import { usableHop } from '../mta-routes.ts'
import { runsPostfix } from '../mta-subjects.ts'

const remake = 'Make it anew:\n\n    {make}'

const outcomes = {
  fresh: { verdict: 'pass', says: '{map} ({parameter}) is as its file {path} says.' },
  plain: { verdict: 'pass', says: '{map} ({parameter}) is read as it stands.' },
  stale: {
    verdict: 'fail',
    says: '{compiled} is older than {path}, from which it is made: what was changed there, a new password perhaps, is not yet in effect. Postfix logs in with what stood there before.',
    fix: remake,
  },
  'stale-route': {
    verdict: 'warn',
    says: '{compiled} ({parameter}) is older than {path}, from which it is made: what was changed there is not yet in effect.',
    fix: remake,
  },
  uncompiled: {
    verdict: 'fail',
    says: '{path} was never compiled: Postfix looks for {missing} ({parameter} = {map}), finds none, and keeps all mail that needs it in the queue.',
    fixes: {
      ending:
        'Name the file that people write, without {ending}, which Postfix puts behind it by itself:\n\n    {postconf} -e {tables}\n    {reload}',
      'ending-by-hand':
        'Take {ending} off the name in {parameter}: Postfix puts it behind by itself. Then:\n\n    {reload}',
    },
    fix: 'Make it:\n\n    {make}\n\nIts name ends otherwise where that type of table is not built in: postconf -m lists those that are.',
  },
  missing: {
    verdict: 'fail',
    says: 'There is no {path}, which {parameter} names ({map}): Postfix keeps all mail that needs it in the queue.',
    fix: 'Write it, or take it out of {parameter}. Then:\n\n    {apply}',
  },
  'no-table': {
    verdict: 'fail',
    says: '{parameter} ({from}) names {map}, and that is no table: {why}. Postfix keeps all mail in the queue for which it comes to look there.',
    fix: 'Comments stand on lines of their own, and logins in a file. Name tables alone there, each as TYPE:/PATH. Then:\n\n    {reload}',
    fixes: {
      others:
        'Comments stand on lines of their own, and logins in a file. Name the tables alone:\n\n    {postconf} -e {tables}\n    {reload}',
      login: `Write the login into a file that root alone can read, and name that:

    touch {file} && chmod 600 {file}
    {postconf} -e {tables}

Unless such a line is in it already, write this one, with the user and the password of the relay in their places:

    {line}

Then:

    {reload}`,
    },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-login-map',
  step: 'mta',
  title: 'The tables of Postfix are compiled and current',
  why: 'Postfix reads what postmap made, not the file that people write: a changed password is not in effect before that, and a table that was never made defers the mail.',
  refs: [
    'postmap(1)',
    'https://www.postfix.org/DATABASE_README.html',
    'https://www.postfix.org/SASL_README.html#client_sasl',
  ],
  subject: {
    within: runsPostfix,
    needs: ['postfix'],
    absent: ({ postfix }) =>
      postfix.every(({ maps }) => maps.length === 0) ? 'no table decides on outgoing mail' : undefined,
  },
  needs: ['postfix'],
  outcomes,
  judge: ({ postfix }): Rulings[] => postfix.flatMap((one) => distinct(one.maps).flatMap((map) => judgeMap(map, one))),
})

/** A table that serves two parameters is told once; as that of the logins, where it is. */
function distinct(maps: readonly MapState[]): MapState[] {
  const found = new Map<string, MapState>()
  for (const map of maps) {
    const before = found.get(map.written)
    if (!before || map.parameter === logins) found.set(map.written, map)
  }
  return [...found.values()]
}

const logins = 'smtp_sasl_password_maps'
const endings: Readonly<Record<string, string>> = { lmdb: '.lmdb', cdb: '.cdb', dbm: '.pag', sdbm: '.pag' }

/** All of one parameter that is no table, told with the first of it. */
function judgeNoTable(map: MapState, from: string, postfix: Postfix): Rulings[] {
  const { parameter } = map
  const all = postfix.maps.filter((one) => one.parameter === parameter)
  const none = all.filter(({ state }) => state.kind === 'no-table')
  if (none[0]?.written !== map.written) return []
  const others = all.filter((one) => !none.includes(one)).map(({ written }) => written)
  const path = `${postfix.configDirectory}/sasl_passwd`
  const inMain = /\/main\.cf line \d+$/.test(from)
  const isTold = others.length > 0 && others.every((one) => shownMap(one) === one)
  const fixFor = !inMain ? '' : isTold ? 'others' : others.length === 0 && parameter === logins ? 'login' : ''
  const about = {
    ...ordersFor(postfix),
    parameter,
    from,
    map: none.map(({ written }) => shownMap(written)),
    why: [...new Set(none.flatMap(({ state }) => (state.kind === 'no-table' ? [state.says] : [])))].join('; '),
    tables: setting(parameter, isTold ? others.join(' ') : `texthash:${path}`),
    file: shell(path),
    line: `${postfix.routes.map(usableHop).find((hop) => hop !== undefined)?.written ?? '[mail.example.com]:587'} USER:PASSWORD`,
  }
  return [{ outcome: 'no-table', about, fixFor }]
}

/** Somebody may have named what postmap made: made anew from that, it would be nonsense. */
function judgeUncompiled({ path = '', type, parameter }: MapState, about: Record<string, string>, { maps }: Postfix) {
  const ending = endings[type] ?? '.db'
  const more = { ...about, missing: `${path}${ending}`, ending }
  if (!path.endsWith(ending)) return { about: more }
  const written = maps.filter((one) => one.parameter === parameter).map((one) => one.written)
  const right = written.map((one) => (one.endsWith(`:${path}`) ? one.slice(0, -ending.length) : one))
  const isTold = written.every((one) => shownMap(one) === one)
  const tables = setting(parameter, right.join(' '))
  return { about: { ...more, tables }, fixFor: isTold ? 'ending' : 'ending-by-hand' }
}

function judgeMap(map: MapState, postfix: Postfix): Rulings | Rulings[] {
  const { written, parameter, state, path = written } = map
  const about = {
    ...ordersFor(postfix),
    map: shownMap(written),
    parameter,
    path,
    make: makeOrder(map, postfix),
    apply: applyOrder([map], postfix),
  }
  switch (state.kind) {
    case 'text':
      return { outcome: 'plain', about: { ...about, path: shownMap(path) } }
    case 'fresh':
      return { outcome: 'fresh', about }
    case 'stale':
      return {
        outcome: parameter === logins ? 'stale' : 'stale-route',
        about: { ...about, compiled: state.compiled ?? written },
      }
    case 'uncompiled':
      return { outcome: 'uncompiled', ...judgeUncompiled(map, about, postfix) }
    case 'missing':
      return { outcome: 'missing', about }
    case 'unreadable':
      return { cannotTell: state.blind, about: { map: shownMap(written), parameter } }
    case 'no-table':
      return judgeNoTable(map, state.from, postfix)
    case 'unsupported':
      return {
        cannotTell: {
          reason: 'not-attempted',
          detail: `only Postfix itself can look into ${shownMap(written)} (${parameter})`,
          wayOut: 'Ask it on that machine: postmap -q KEY TABLE.',
        },
        about: { map: shownMap(written), parameter },
      }
  }
}
