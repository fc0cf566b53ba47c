import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { shorten } from '../../core/spf-evidence.ts'
import type { SpfNode } from '../../core/spf-survey.ts'
import { isWithin } from '../../records/name.ts'
import type { SpfTerm } from '../../records/spf/record.ts'
import { repeatedTerms } from '../../records/spf/repeats.ts'

/** Every record of the tree, each before what it includes. */
export function nodesOf(root: SpfTree): SpfNode[] {
  const nodes: SpfNode[] = []
  const visit = (at: SpfTree, path: string[], effective: boolean): void => {
    const own = isWithin(at.domain, root.domain)
    const repeats = repeatsIn(own ? at.terms : at.terms.filter((look) => look.child), at.domain)
    nodes.push({ at, path, effective, own, repeats })
    for (const { term, child } of at.terms)
      if (child) visit(child, [...path, shorten(term.text)], effective && child.via === 'redirect')
  }
  visit(root, [], true)
  return nodes
}

function repeatsIn(looks: readonly SpfTermLook[], domain: string): SpfNode['repeats'] {
  if (looks.length < 2) return []
  const repeats = repeatedTerms({ terms: looks.map(({ term }) => term) }, domain)
  if (repeats.length === 0) return []
  const byTerm = new Map<SpfTerm, SpfTermLook>(looks.map((look) => [look.term, look]))
  return repeats.flatMap(({ term, by }) => {
    const look = byTerm.get(term)
    return look ? [{ look, by: shorten(by.text) }] : []
  })
}
