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
    nodes.push({ at, path, effective, own: isWithin(at.domain, root.domain), repeats: repeatsIn(at) })
    for (const { term, child } of at.terms)
      if (child) visit(child, [...path, shorten(term.text)], effective && child.via === 'redirect')
  }
  visit(root, [], true)
  return nodes
}

function repeatsIn({ terms, domain }: SpfTree): SpfNode['repeats'] {
  const looks = new Map<SpfTerm, SpfTermLook>(terms.map((look) => [look.term, look]))
  return repeatedTerms({ terms: terms.map(({ term }) => term) }, domain).flatMap(({ term, by }) => {
    const look = looks.get(term)
    return look ? [{ look, by: shorten(by.text) }] : []
  })
}
