import type { SpfTree } from '../../core/spf.ts'
import type { SpfSurvey } from '../../core/spf-survey.ts'
import { costsOf } from './costs.ts'
import { nodesOf } from './nodes.ts'
import { reachOf } from './reach.ts'

/** All that follows from a tree, by arithmetic alone. */
export const surveyOf = (tree: SpfTree): SpfSurvey => ({
  nodes: nodesOf(tree),
  costs: costsOf(tree),
  reach: reachOf(tree),
})
