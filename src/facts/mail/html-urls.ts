/** What an element leads to or takes from elsewhere, besides the links of `a` and `area`. */
export interface ElementUrls {
  links: readonly string[]
  sources: readonly string[]
}

/** Characters of one style sheet. */
export const mostStyle = 100_000
const mostOfOne = 100

/** `url(…)` and `@import "…"` of a style sheet or a style attribute. */
export const urlsInCss = (css: string): string[] =>
  [...css.slice(0, mostStyle).matchAll(/(?:url\(\s*|@import\s+(?!url\())["']?([^\s"'()]{1,2000})/gi)]
    .slice(0, mostOfOne)
    .map(([, url = '']) => url)

/** Each first word of `a.png 1x, b.png 2x`. */
const candidates = (set: string): string[] =>
  set
    .slice(0, mostStyle)
    .split(',', mostOfOne)
    .map((one) => one.trim().split(/\s/, 1)[0] ?? '')

/** `0; url=https://a.example/` */
const refreshed = (content: string): string[] => {
  const [, url] = /^\s*(?:[\d.]+\s*)?(?:[;,]\s*)?url\s*=\s*["']?([^\s"']{1,2000})/i.exec(content) ?? []
  return url === undefined ? [] : [url]
}

/** Reads the attributes that hold URLs, of whatever element: what is no element of HTML is VML, which Outlook draws. */
export function urlsOf(name: string, attributes: Readonly<Record<string, string>>): ElementUrls {
  const { action, formaction, href, src, srcset, background, poster, style, content } = attributes
  const isLink = name === 'a' || name === 'area'
  const isLoaded = name === 'link' || /^(?:image|use|feimage)$/.test(name)
  const given = (...urls: readonly (string | undefined)[]) => urls.filter((url) => url !== undefined)
  return {
    links: [
      ...given(action, formaction),
      ...(isLink || isLoaded || name === 'base' ? [] : given(href)),
      ...(name === 'meta' && /^refresh$/i.test(attributes['http-equiv'] ?? '') ? refreshed(content ?? '') : []),
    ],
    sources: [
      ...given(name === 'img' ? undefined : src, background, poster, attributes['xlink:href']),
      ...(isLoaded ? given(href) : []),
      ...(srcset === undefined ? [] : candidates(srcset)),
      ...(style === undefined ? [] : urlsInCss(style)),
    ],
  }
}

/** What stands in a conditional comment, which Outlook reads: `<!--[if mso]> … <![endif]-->`. */
export function conditional(comment: string): string | undefined {
  const [head] = /^\s*\[if [^\]]{1,200}\]>/i.exec(comment) ?? []
  return head === undefined ? undefined : comment.slice(head.length)
}
