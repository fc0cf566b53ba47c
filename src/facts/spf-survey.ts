import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { surveyOf } from './spf/survey.ts'

export const spfSurvey: Gatherer<'spfSurvey'> = async ({ look }) => {
  const tree = await look('spfTree')
  return tree.seen ? seen(surveyOf(tree.value)) : tree
}
