import { visible } from '../records/visible.ts'

/** Markup of our own, as it goes into the page. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
type Content = Markup | string | number | undefined | readonly Content[]

/** Markup with text in it, which is made visible and can be nothing but text, in an element or in a quoted attribute. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup =>
  new Markup(strings.map((own, i) => own + (i < values.length ? textOf(values[i]) : '')).join(''))

/** Lines of a `pre`. */
export const lines = (texts: readonly string[]): Markup => new Markup(texts.map(textOf).join('\n'))

function textOf(value: Content): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string' || typeof value === 'number') return escaped(visible(String(value)))
  return value.map(textOf).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
