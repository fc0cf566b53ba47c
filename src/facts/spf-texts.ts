import { recordsOf, type SeenAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import type { SpfLookalike } from '../core/spf.ts'
import { spfLookalikeOf } from '../records/spf/lookalike.ts'
import { isSpf } from '../records/spf/parse.ts'

export const spfAnswer: Gatherer<'spfAnswer'> = async ({ target, world }) => seen(await world.dns(target.name, 'TXT'))

/** TXT and type 99, asked at once: the records that count, what only looks like one, and the older kinds. */
export const spfTexts: Gatherer<'spfTexts'> = async ({ target, world }) => {
  const [txt, type99] = await Promise.all([world.dns(target.name, 'TXT'), world.dns(target.name, 'SPF')])
  if (txt.kind === 'blind') return blind(txt.blind)
  const texts = recordsOf(txt).map(({ data }) => data.join(''))
  // Resolvers give a set in any order: what follows from it is to be the same each time.
  return seen({
    txt,
    type99,
    records: texts.filter(isSpf).sort(),
    lookalikes: lookalikesIn(txt),
    senderId: texts.filter(isSenderId).sort(),
  })
}

const isSenderId = (text: string): boolean => senderIdVersion.test(text)
const senderIdVersion = /^spf2\.0\//i

/** In one order, whichever DNS names first. */
export const lookalikesIn = (txt: SeenAnswer<'TXT'>): SpfLookalike[] =>
  recordsOf(txt)
    .flatMap(({ data }) => (isSenderId(data.join('')) ? [] : (spfLookalikeOf(data) ?? [])))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
