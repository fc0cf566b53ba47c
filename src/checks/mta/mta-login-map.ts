import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MapState, Postfix } from '../../core/mta.ts'
import { applyOrder, makeOrder, ordersFor, shownMap } from '../mta-orders.ts'
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
    fix: 'Make it:\n\n    {make}\n\nIts name ends otherwise where that type of table is not built in: postconf -m lists those that are.',
  },
  missing: {
    verdict: 'fail',
    says: 'There is no {path}, which {parameter} names ({map}): Postfix keeps all mail that needs it in the queue.',
    fix: 'Write it, or take it out of {parameter}. Then:\n\n    {apply}',
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
  judge: ({ postfix }): Rulings[] => postfix.flatMap((one) => distinct(one.maps).map((map) => judgeMap(map, one))),
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

function judgeMap(map: MapState, postfix: Postfix): Rulings {
  const { written, parameter, state, type, path = written } = map
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
      return { outcome: 'uncompiled', about: { ...about, missing: `${path}${endings[type] ?? '.db'}` } }
    case 'missing':
      return { outcome: 'missing', about }
    case 'unreadable':
      return { cannotTell: state.blind, about: { map: shownMap(written), parameter } }
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
