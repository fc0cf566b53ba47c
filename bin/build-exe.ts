import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { common, helper, helperRuns, licences, root, versionAlone } from './build.ts'

/**
 * Builds `build/relaycheck`: one file that runs where there is no Node, because the Node that npm brought is inside
 * (https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html).
 */

const packages = join(root, 'node_modules')
const suffix = process.platform === 'win32' ? '.exe' : ''
const node = join(packages, `node/bin/node${suffix}`)
const script = 'relaycheck.cjs'
const helperAsset = 'helper.cjs'
const blob = 'relaycheck.blob'
const { version: nodeVersion } = JSON.parse(readFileSync(join(packages, 'node/package.json'), 'utf8'))

/** Runs a program to its end; what it says is told only where it fails. */
function run(program: string, args: readonly string[], cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`)
}

/** The whole tool, or a helper, as one script. It can import nothing, so `import()` becomes a call that runs the module when it is wanted. */
export const buildScript = (entry = 'bin/relaycheck.ts') =>
  build({
    ...common,
    entryPoints: [entry],
    format: 'cjs',
    legalComments: 'none',
    target: `node${nodeVersion}`,
    supported: { 'dynamic-import': false },
    plugins: [versionAlone, helperRuns(`process.getBuiltinModule('node:sea').getAsset('${helperAsset}', 'utf8')`)],
  })

/** The script as what Node calls a blob, already compiled. It is named without its folder, which stack traces would show. */
function writeBlob(folder: string) {
  const assets = { [helperAsset]: helperAsset }
  const settings = { main: script, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true, assets }
  writeFileSync(join(folder, 'sea.json'), JSON.stringify(settings))
  run(node, ['--experimental-sea-config', 'sea.json'], folder)
}

/** Puts the blob into a copy of Node. macOS runs only what is signed, and what is put in breaks the signature. */
function inject(blobFile: string, executable: string) {
  copyFileSync(node, executable)
  const mac = process.platform === 'darwin'
  if (mac) run('codesign', ['--remove-signature', executable])
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
  const where = [
    'NODE_SEA_BLOB',
    blobFile,
    '--sentinel-fuse',
    fuse,
    ...(mac ? ['--macho-segment-name', 'NODE_SEA'] : []),
  ]
  run(process.execPath, [join(packages, 'postject/dist/cli.js'), executable, ...where])
  if (mac) run('codesign', ['--sign', '-', executable])
}

/** Node's own licence, and those of all that is in it. npm removes the file when it tidies up: then, where to read it. */
function nodeLicence(): string {
  const [file] = globSync('node/node_modules/node-*/LICENSE', { cwd: packages })
  const text = file
    ? readFileSync(join(packages, file), 'utf8').trim()
    : `https://github.com/nodejs/node/blob/v${nodeVersion}/LICENSE`
  return `\n${'-'.repeat(80)}\n\nNode.js ${nodeVersion} (MIT, and what it contains)\n\n${text}\n`
}

/** Builds the executable, and its licences beside it, into a folder; returns its path. It appears whole or not at all. */
export async function buildExecutable(folder: string): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'relaycheck-exe-'))
  const executable = join(folder, `relaycheck${suffix}`)
  try {
    const { outputFiles, metafile } = await buildScript()
    for (const { contents } of outputFiles) writeFileSync(join(work, script), contents)
    for (const { contents } of (await buildScript(helper)).outputFiles) writeFileSync(join(work, helperAsset), contents)
    writeBlob(work)
    mkdirSync(folder, { recursive: true })
    inject(join(work, blob), `${executable}.new`)
    renameSync(`${executable}.new`, executable)
    writeFileSync(join(folder, 'LICENSES.txt'), licences(metafile) + nodeLicence())
  } finally {
    rmSync(work, { recursive: true, force: true })
    rmSync(`${executable}.new`, { force: true })
  }
  return executable
}

if (process.argv[1]?.endsWith('build-exe.ts')) await buildExecutable(join(root, 'build'))
