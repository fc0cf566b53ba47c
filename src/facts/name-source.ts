import { recordsOf, type SeenAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { joinNames, parentOf } from '../records/name.ts'
import { showData } from '../records/presentation.ts'

const types = ['MX', 'TXT', 'A', 'AAAA'] as const

/** Compares one of the domain's answers with what the names beside it get; the asterisk itself is a name as good as a random one. */
export const nameSource: Gatherer<'nameSource'> = async ({ target: { name }, world, look }) => {
  const zone = await look('zone')
  if (!zone.seen) return seen('unseen')
  if (zone.value.apex === name) return seen('own')
  const answers = await Promise.all(types.map((type) => world.dns(name, type)))
  const held = answers.find((answer) => answer.kind === 'records')
  if (!held) return seen(answers.some(({ kind }) => kind === 'blind') ? 'unseen' : 'own')
  const beside = await world.dns(joinNames('*', parentOf(name) ?? '.'), held.question.type)
  if (beside.kind === 'blind') return seen('unseen')
  return seen(contents(held) === contents(beside) ? 'wildcard' : 'own')
}

const contents = (answer: SeenAnswer): string =>
  recordsOf(answer)
    .map(({ type, data }) => showData(type, data))
    .sort()
    .join('\n')
