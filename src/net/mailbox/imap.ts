import type { ImapFlow, ListResponse } from 'imapflow'
import type { ImapFlowError } from 'imapflow/lib/errors.js'
import type { Blind } from '../../core/observation.ts'
import type { Mailbox } from '../../core/probe.ts'
import { type Usage, usage } from '../../core/request.ts'
import { visible } from '../../records/visible.ts'
import type { Before } from './before.ts'
import { calledBy, isReadable, kindOf, rankOf } from './folders.ts'
import { beforeIn } from './imap-before.ts'
import { dial, type ImapOptions, inTime, toldOf } from './imap-line.ts'
import { newIn, type Place, placeIn, restIn } from './imap-messages.ts'
import { imapBlind, imapTrouble, type Told } from './imap-trouble.ts'
import { type ImapPlace, parseImapUrl } from './imap-url.ts'
import { type Shelf, type Sighting, watching } from './watch.ts'

const mostFolders = 50
const mostDials = 5
/** Folders that are made meanwhile are seen then. */
const looksToList = 5
const wanted = { uidNext: true, uidValidity: true }

/** A folder that tells nothing of itself is looked into. */
function refused(error: ImapFlowError): false {
  if (error.responseStatus === 'NO') return false
  throw error
}

/**
 * Logs in and looks at what is there already, so that only what comes from now on is found; or says in a sentence why that
 * cannot be. Folders are opened for reading alone (EXAMINE), and nothing in them changes.
 */
export async function openImap(options: ImapOptions): Promise<Mailbox | Usage> {
  const place = parseImapUrl(options.url)
  if ('usage' in place) return place
  const told = toldOf(place, options)
  if ((options.token ?? options.password ?? '') === '')
    return usage(
      `--imap ${place.user}@${place.host} needs a password: put it into RELAYCHECK_IMAP_PASSWORD, or into a file that --imap-password-file names.`,
    )
  const account = new Account(place, options, told)
  try {
    const paths = await account.open()
    const named = place.folder
    if (named !== undefined && !paths.includes(named)) {
      await account.close()
      return usage(
        `--imap: ${place.host} has no folder "${named}" for ${place.user}${paths.length > 0 ? ` (it has ${paths.slice(0, 10).map(told.hide).join(', ')})` : ''}: name one that is there, or none.`,
      )
    }
    return watching(account.shelf(paths), await account.before())
  } catch (error) {
    await account.close()
    if (options.signal?.aborted) return usage(`--imap: the run ended before ${told.who} was opened.`)
    const { says, wayOut } = imapTrouble(error, told)
    return usage(`--imap: ${says}: ${wayOut}.`)
  }
}

/** One user at one server, for one run. */
class Account {
  readonly #place: ImapPlace
  readonly #options: ImapOptions
  readonly #told: Told
  readonly #known = new Map<string, Place>()
  /** The folder that mail is waited for in. */
  readonly #first: string
  #client: ImapFlow | undefined
  #listed: readonly ListResponse[] = []
  /** What was read and is not told yet: a connection may break behind it. */
  readonly #came: Sighting[] = []
  #looks = 0
  #dials = 0
  #closed = false
  #wake = () => {}

  constructor(place: ImapPlace, options: ImapOptions, told: Told) {
    this.#place = place
    this.#options = options
    this.#told = told
    this.#first = place.folder ?? 'INBOX'
    if (options.signal?.aborted) this.#end()
    else options.signal?.addEventListener('abort', this.#end, { once: true })
  }

  readonly #end = () => {
    this.#closed = true
    this.#client?.close()
    this.#wake()
  }

  /** The folders that are there, the first one first; what is in them now was there before. */
  async open(): Promise<string[]> {
    const client = await this.#ready()
    for (const { path, status } of await this.#folders(client)) {
      const { uidNext, uidValidity } = status?.uidNext ? status : await placeIn(client, path, this.#options.timeoutMs)
      this.#known.set(path, { next: uidNext ?? 1, validity: String(uidValidity ?? '') })
    }
    return [...this.#known.keys()]
  }

  /** Copies that are there already of a message that was given. */
  async before(): Promise<Before | undefined> {
    const { given, timeoutMs } = this.#options
    if (!given) return undefined
    const client = await this.#ready()
    return beforeIn(client, await inTime(client, 3 * timeoutMs, client.list()), given, timeoutMs)
  }

  shelf(paths: readonly string[]): Shelf {
    const { hide } = this.#told
    return {
      kind: 'imap',
      called: calledBy(
        this.#place.host,
        paths.map((path) => visible(hide(path))),
      ),
      look: () => this.#look(),
      rest: (ms, signal) => this.#rest(ms, signal),
      close: () => this.close(),
    }
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#closed = true
    this.#wake()
    this.#options.signal?.removeEventListener('abort', this.#end)
    if (client?.usable) await inTime(client, 2000, client.logout()).catch(() => {})
    client?.close()
  }

  /** The connection, made again where the server has ended it. */
  async #ready(): Promise<ImapFlow> {
    if (this.#client?.usable) return this.#client
    if (this.#closed || this.#dials >= mostDials) throw Object.assign(new Error('closed'), { code: 'NoConnection' })
    this.#dials++
    this.#client?.close()
    const client = await dial(this.#place, this.#options)
    this.#client = client
    if (this.#closed) client.close()
    return client
  }

  /** What is watched, and how far each has come: by one command where the server can say all of it (RFC 5819). */
  async #folders(client: ImapFlow): Promise<ListResponse[]> {
    const ms = 3 * this.#options.timeoutMs
    if (client.capabilities.has('LIST-STATUS'))
      return this.#watched(await inTime(client, ms, client.list({ statusQuery: wanted })))
    if (this.#listed.length === 0 || ++this.#looks % looksToList === 0)
      this.#listed = this.#watched(await inTime(client, ms, client.list()))
    const told: ListResponse[] = []
    for (const folder of this.#listed) {
      const status = await inTime(client, ms, client.status(folder.path, wanted).catch(refused))
      told.push({ ...folder, ...(status && { status }) })
    }
    return told
  }

  #watched(list: readonly ListResponse[]): ListResponse[] {
    const order = ({ path, name, specialUse }: ListResponse) =>
      path === this.#first ? 0 : rankOf(kindOf(path, name, specialUse)) + 1
    return list
      .filter((one) => isWatched(one, this.#first))
      .toSorted((a, b) => order(a) - order(b))
      .slice(0, mostFolders)
  }

  async #look(): Promise<readonly Sighting[] | Blind> {
    try {
      return await this.#sightings()
    } catch (error) {
      if (this.#client?.usable || this.#closed) return this.#blind(error)
      return this.#sightings().catch((again) => this.#blind(again))
    }
  }

  #blind(error: unknown): Blind {
    if (!this.#closed) return imapBlind(error, this.#told)
    return {
      reason: 'interrupted',
      detail: `the run ended before ${this.#told.who} was looked at again`,
      wayOut: 'Run again, and let it end.',
    }
  }

  async #sightings(): Promise<Sighting[]> {
    const client = await this.#ready()
    for (const folder of await this.#folders(client)) {
      const { path, status } = folder
      const place = this.#known.get(path) ?? { next: 1, validity: String(status?.uidValidity ?? '') }
      this.#known.set(path, place)
      // Of the folder that is selected a server need not tell the status as it is.
      const isStill = path !== this.#first && status?.uidNext !== undefined && status.uidNext <= place.next
      if (isStill && String(status?.uidValidity ?? '') === place.validity) continue
      this.#came.push(...(await this.#newIn(client, folder, place)))
    }
    return this.#came.splice(0)
  }

  async #newIn(client: ImapFlow, { path, name, specialUse }: ListResponse, place: Place): Promise<Sighting[]> {
    try {
      return await newIn(client, path, place, {
        timeoutMs: this.#options.timeoutMs,
        folder: visible(this.#told.hide(path)),
        kind: kindOf(path, name, specialUse),
        isAll: specialUse === '\\All',
        ready: () => {
          this.#wake()
          return this.#ready()
        },
        blind: (error) => this.#blind(error),
      })
    } catch (error) {
      // One that was deleted meanwhile, or may not be read.
      if (path !== this.#first && client.usable && (error as ImapFlowError).responseStatus === 'NO') return []
      throw error
    }
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    const client = this.#client
    const over = new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      const end = () => {
        clearTimeout(timer)
        done()
      }
      this.#wake = end
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted || this.#closed) end()
    })
    if (client?.usable) await restIn(client, this.#first, over, this.#options.timeoutMs).catch(() => over)
    else await over
  }
}

/** Where what was sent from here lies, which has not arrived; and views of mail that lies elsewhere. */
const apart = new Set(['\\sent', '\\drafts', '\\flagged', '\\important'])

function isWatched({ path, flags, specialUse = '' }: ListResponse, first: string): boolean {
  if (!isReadable(flags)) return false
  const said = [...flags, specialUse].map((flag) => flag.toLowerCase())
  return path === first || path.toUpperCase() === 'INBOX' || !said.some((flag) => apart.has(flag))
}
