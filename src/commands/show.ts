import type { DomainRequest, FormatName, Shown, Usage, Verbosity } from '../core/request.ts'
import type { Style } from '../core/style.ts'
import { cannotWrite, writeFile } from '../net/files.ts'
import type { Io } from '../terminal/io.ts'
import { fileStyle, styleFor } from '../terminal/streams.ts'

/** The first file that the request wants written and that could not be, asked before any work is done. */
export const cannotShow = ({
  outputs,
  record,
  writeFix,
}: Pick<DomainRequest, 'outputs' | 'record' | 'writeFix'>): Usage | undefined =>
  [...outputs.map(({ file }) => file), record, writeFix]
    .map((file) => (file === undefined ? undefined : cannotWrite(file)))
    .find((fault) => fault !== undefined)

/** Writes every output that was asked for, each where it belongs; the first that could not be written is told. */
export async function show(
  { outputs, color, verbosity = 'normal' }: Shown & { verbosity?: Verbosity },
  io: Io,
  render: (format: FormatName, style: Style) => Promise<string>,
): Promise<Usage | undefined> {
  for (const { format, file } of outputs) {
    const style = file === undefined ? styleFor(io.stdout, io.env, { color, verbosity }) : fileStyle(verbosity)
    const text = await render(format, style)
    const lost = file === undefined ? void io.stdout.write(text) : writeFile(file, text)
    if (lost) return lost
  }
  return undefined
}
