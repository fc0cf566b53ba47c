import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

/** Builds `dist/`: what is published. Every npm package is bundled, and what loads only when used stays apart. */

export const root = dirname(import.meta.dirname)
const dist = join(root, 'dist')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What is the same for everything that is built. */
export const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  metafile: true,
  outdir: dist,
  // V8 keeps a script with any character beyond Latin-1 at two octets a character.
  charset: 'ascii',
  logLevel: 'warning',
  // Names stay, so that a stack trace in somebody's bug report can be read.
  minifySyntax: true,
  minifyWhitespace: true,
} as const satisfies BuildOptions

export const versionAlone: Plugin = {
  name: 'no more of package.json than the version',
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === join(root, 'package.json') ? { contents: JSON.stringify({ version }), loader: 'json' } : undefined,
    )
  },
}

/** bin/relaycheck.ts alone, in syntax that any Node reads; what it imports is built apart, and returned. */
async function buildEntry() {
  const parts: string[] = []
  const built = await build({
    ...common,
    entryPoints: { relaycheck: 'bin/relaycheck.ts' },
    target: 'node12',
    supported: { 'dynamic-import': true },
    plugins: [
      {
        name: 'what the entry imports',
        setup({ onResolve }) {
          onResolve({ filter: /^\.\.\/src\// }, ({ path, resolveDir }) => {
            parts.push(resolve(resolveDir, path))
            return { path: `./${basename(path, '.ts')}.js`, external: true }
          })
        },
      },
    ],
  })
  return { ...built, parts }
}

export const helper = 'src/commands/helper.ts'

/** `script` is an expression: what a helper runs in this build. */
export const helperRuns = (script: string): Plugin => ({
  name: 'a helper runs what is built',
  setup({ onLoad }) {
    onLoad({ filter: /helper-script\.ts$/ }, () => ({ contents: `export const helperScript = () => ${script}` }))
  },
})

const buildParts = (entryPoints: string[]) =>
  build({
    ...common,
    entryPoints,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    entryNames: '[name]',
    legalComments: 'none',
    target: 'node22.19',
    // Seen from `chunks/`.
    plugins: [versionAlone, helperRuns("new URL('../helper.js', import.meta.url)")],
  })

/** CommonJS packages ask for Node's own modules through `require`, which an ES module has not got. */
const withRequire = (text: string) =>
  text.includes('typeof require')
    ? `import{createRequire as relaycheckRequire}from"node:module";const require=relaycheckRequire(import.meta.url);${text}`
    : text

/** The licence of every package that went into the bundle, as its authors ask. */
export function licences({ outputs }: Metafile): string {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const [file] = globSync('{LICEN[CS]E,licen[cs]e,COPYING}*', { cwd: join(root, folder) }).sort()
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${license}`
    return `${name} ${version} (${license})\n\n${text}\n`
  })
  return `relaycheck contains these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** `import('a CommonJS package')` has named exports in Node and none in a bundle: what works unbuilt would break when published. */
function refuseLooseCommonJs({ inputs }: Metafile) {
  for (const [file, { imports }] of Object.entries(inputs))
    for (const { path, kind } of imports)
      if (kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
        throw new Error(`${file} imports ${path} dynamically: import a module of ours that imports it statically`)
}

/** Each file appears whole or not at all, so that a program started meanwhile finds either build complete. */
function publish(files: Awaited<ReturnType<typeof bundle>>['files']) {
  for (const { path, contents, mode = 0o644 } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.new`, contents, { mode })
    renameSync(`${path}.new`, path)
  }
  const kept = new Set(files.map(({ path }) => path))
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !kept.has(path)) rmSync(path)
  }
}

/** Everything that is to stand in `dist/`, and of what each file is made. */
export async function bundle() {
  const entry = await buildEntry()
  const { outputFiles, metafile } = await buildParts([...entry.parts, join(root, helper)])
  refuseLooseCommonJs(metafile)
  const files: { path: string; contents: Uint8Array | string; mode?: number }[] = [
    ...entry.outputFiles.map(({ path, contents }) => ({ path, contents, mode: 0o755 })),
    ...outputFiles.map(({ path, text }) => ({ path, contents: withRequire(text) })),
    { path: join(dist, 'LICENSES.txt'), contents: licences(metafile) },
    ...['report', 'explain', 'checks'].map((what) => ({
      path: join(dist, `${what}.schema.json`),
      contents: readFileSync(join(root, `src/formats/${what}.schema.json`)),
    })),
  ]
  return { files, metafile }
}

// Not import.meta.main, which the oldest Node that we build on has not got; nor its path, which a symbolic link changes.
if (process.argv[1]?.endsWith('build.ts')) publish((await bundle()).files)
