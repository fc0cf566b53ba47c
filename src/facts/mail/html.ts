import { Parser } from 'htmlparser2'
import { conditional, mostStyle, urlsInCss, urlsOf } from './html-urls.ts'

/** What a reader has of an HTML part (what is loaded or run is left alone). */
export interface MailHtml {
  /** What is seen, blanks run together. */
  text: string
  /** What of it stands in code, pre, kbd and samp: examples, as a rule. */
  code: string
  /** What can be followed, as it stands, and what is seen of it. */
  links: readonly { href: string; text: string }[]
  /** Images that can be seen: one of a pixel or so counts who opens the mail. */
  images: readonly { src: string; alt?: string }[]
  /** Where all images are taken from, the unseen ones too, and whatever else is loaded. */
  sources: readonly string[]
  /** Where else a reader is led, by a form or by the page itself. */
  leads: readonly string[]
  /** Not all of it was looked at. */
  cut?: true
}

const mostCharacters = 2_000_000
const mostElements = 10_000
const mostDepth = 500
const slice = 4096
const longestText = 1000

/** What stands in these is not shown as text. */
const unseen = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'object', 'svg', 'math', 'select'])
const code = new Set(['code', 'pre', 'kbd', 'samp'])
/** These run on in a line; all others end one. */
const inline = new Set(['a', 'b', 'i', 'u', 's', 'em', 'strong', 'span', 'font', 'small', 'big', 'sub', 'sup', 'wbr'])

/** Reads HTML as mail programs show it, in bounded time and memory; nothing is ever loaded. */
export const readHtml = (html: string): MailHtml => readPage(html, new Page())

function readPage(html: string, page: Page): MailHtml {
  const parser = new Parser(page, { decodeEntities: true })
  const end = Math.min(html.length, mostCharacters)
  for (let at = 0; at < end && !page.isFull; at += slice) parser.write(html.slice(at, Math.min(end, at + slice)))
  if (!page.isFull) parser.end()
  return page.read(html.length > end)
}

/** What the parser tells, as far as it is wanted. */
class Page {
  isFull = false
  readonly #isComment: boolean
  readonly #text: string[] = []
  readonly #code: string[] = []
  readonly #links: { href: string; text: string }[] = []
  readonly #images: { src: string; alt?: string }[] = []
  readonly #sources: string[] = []
  readonly #leads: string[] = []
  #base: string | undefined
  #style = 0
  #css = ''
  #open: { href: string; text: string } | undefined
  #elements = 0
  #depth = 0
  #hidden = 0
  #inCode = 0

  constructor(isComment = false) {
    this.#isComment = isComment
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    this.#depth++
    if (++this.#elements > mostElements || this.#depth > mostDepth) this.isFull = true
    if (this.isFull) return
    if (unseen.has(name)) this.#hidden++
    if (code.has(name)) this.#inCode++
    if (!inline.has(name)) this.#say(' ')
    const { href, src = '', alt } = attributes
    if ((name === 'a' || name === 'area') && href !== undefined) this.#follow(href, name === 'a')
    if (name === 'style') this.#style++
    if (name === 'base') this.#base ??= href
    const urls = urlsOf(name, attributes)
    if (this.#sources.length < mostElements) this.#sources.push(...urls.sources)
    if (this.#leads.length < mostElements) this.#leads.push(...urls.links)
    if (name === 'img') {
      this.#sources.push(src)
      if (!isPixel(attributes)) this.#images.push({ src, ...(alt !== undefined && { alt }) })
    }
  }

  #follow(href: string, hasText: boolean): void {
    const link = { href, text: '' }
    this.#links.push(link)
    this.#open = hasText ? link : this.#open
  }

  ontext(text: string): void {
    if (this.#style > 0 && this.#css.length < mostStyle) this.#css += text
    if (this.#hidden === 0 && !this.isFull) this.#say(text)
  }

  #say(text: string): void {
    if (this.#hidden > 0) return
    this.#text.push(text)
    if (this.#inCode > 0) this.#code.push(text)
    if (this.#open && this.#open.text.length < longestText)
      this.#open.text = (this.#open.text + text).slice(0, longestText)
  }

  onclosetag(name: string): void {
    this.#depth--
    if (unseen.has(name)) this.#hidden--
    if (name === 'style') this.#endStyle()
    if (code.has(name)) this.#inCode--
    if (name === 'a') this.#open = undefined
    if (!inline.has(name)) this.#say(' ')
  }

  /** It comes in pieces, and a URL may be in two of them. */
  #endStyle(): void {
    this.#style--
    if (this.#sources.length < mostElements) this.#sources.push(...urlsInCss(this.#css))
    this.#css = ''
  }

  /** Outlook draws what others take for a comment. */
  oncomment(text: string): void {
    const isRead = !this.isFull && !this.#isComment && this.#sources.length < mostElements
    const inside = isRead ? conditional(text) : undefined
    if (inside === undefined) return
    const { links, leads, sources } = readPage(inside, new Page(true))
    this.#sources.push(...sources)
    this.#leads.push(...leads, ...links.map(({ href }) => href))
  }

  read(isLonger: boolean): MailHtml {
    if (this.#style > 0) this.#endStyle()
    const from = (url: string) => absolute(url, this.#base)
    return {
      text: runTogether(this.#text.join('')),
      code: runTogether(this.#code.join('')),
      links: this.#links.map(({ href, text }) => ({ href: from(href), text: runTogether(text) })),
      images: this.#images,
      sources: this.#sources.map(from),
      leads: this.#leads.map(from),
      ...((isLonger || this.isFull) && { cut: true }),
    }
  }
}

/** A relative URL, as seen from the page's base; all others as they stand. */
function absolute(url: string, base: string | undefined): string {
  const isRelative = base !== undefined && !/^\s*(?:[a-z][\w+.-]*:|\/\/|#|\{|%)/i.test(url)
  return isRelative ? (URL.parse(url, base)?.href ?? url) : url
}

/** Blanks of every kind, and what takes no room: fillers behind a preview text are made of it. */
const blanks = /(?:[\s\u00ad\u200b-\u200f\u2060\ufeff]|\u034f)+/g

/** Text as it is seen: each run of blanks, and of characters that take no room, is one blank. */
export const runTogether = (text: string): string => text.replace(blanks, ' ').trim()

const isTiny = (size: string | undefined): boolean => size !== undefined && /^\s*[0-3](?:px)?\s*$/i.test(size)
const isPixel = ({ width, height }: Record<string, string>): boolean => isTiny(width) && isTiny(height)
