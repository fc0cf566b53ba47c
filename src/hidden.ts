/** What programs tell things by: no text of anybody's. */
const ours = new Set(['outcome', 'fixFor', 'follows', 'kind', 'reason', 'change', 'type'])

/** A ruling whose texts, which may be somebody else's, have gone through `hide`; the sentences of the check are filled from them later. */
export function hidden<V>(value: V, hide: (text: string) => string): V {
  if (typeof value === 'string') return hide(value) as V
  if (Array.isArray(value)) return value.map((one) => hidden(one, hide)) as V
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, ours.has(key) ? inner : hidden(inner, hide)]),
  ) as V
}
