/** The page's looks: light or dark as the reader has it, narrow or wide, on paper too. Nothing is loaded. */
export const style = `
:root { color-scheme: light dark; --page: #fff; --text: #1c1e21; --dim: #5b626b; --line: #d9dde2; --soft: #f4f6f8;
  --fail: #b3261e; --warn: #8a5300; --pass: #1a6b35; --link: #1a5fb4 }
@media (prefers-color-scheme: dark) { :root { --page: #16181b; --text: #e6e8ea; --dim: #a0a7b0; --line: #363b42;
  --soft: #1f2327; --fail: #ff8a80; --warn: #f0b95b; --pass: #7fd196; --link: #8ab8f2 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 60rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
a { color: var(--link) }
h1, h2 { margin: 0; font-size: 1.5rem; line-height: 1.25 }
h3 { margin: 2rem 0 .5rem; font-size: 1.125rem }
h4 { margin: 1.25rem 0 .25rem; font-size: 1rem; color: var(--dim) }
p { margin: .5rem 0 }
pre, code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem }
pre { margin: .25rem 0; padding: .5rem .75rem; background: var(--soft); border-radius: 4px; white-space: pre-wrap;
  line-height: 1.45 }
pre.paste span { display: block; padding-left: 2ch; text-indent: -2ch }
.whole { white-space: nowrap }
pre.paste { border: 1px solid var(--line); border-left: 3px solid var(--dim) }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; align-items: baseline }
.dim, footer { color: var(--dim) }
.target > h2 { margin-top: 2rem }
.target + .target { margin-top: 3rem; padding-top: 2rem; border-top: 1px solid var(--line) }
.sum { margin: .75rem 0 1.5rem; font-size: 1.0625rem }
.steps { list-style: none; margin: 1rem 0; padding: 0; border-top: 1px solid var(--line) }
.steps li { display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; padding: .375rem 0;
  border-bottom: 1px solid var(--line) }
.steps a { color: inherit }
.sign { display: inline-block; width: 1.25em; font-weight: 700 }
.fail > .sign, .fail > .verdict, .over-fail { color: var(--fail) }
.warn > .sign, .warn > .verdict, .unknown > .sign, .unknown > .verdict, .over-warn { color: var(--warn) }
.pass > .sign, .pass > .verdict, .over-pass { color: var(--pass) }
.verdict { font-weight: 700; margin-right: .25rem; white-space: nowrap }
article { margin: 1rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid var(--line) }
article.fail { border-color: var(--fail) }
article.warn, article.unknown { border-color: var(--warn) }
.says { margin: 0 0 .5rem }
article footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; margin-top: .5rem; font-size: .875rem }
article.info, article.skip, article.pass { margin: .75rem 0 }
article.info footer, article.skip footer, article.pass footer { margin-top: 0 }
figure { margin: .75rem 0 }
figcaption { color: var(--dim); font-size: .875rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .875rem }
th, td { padding: .125rem 1.25rem .125rem 0; text-align: left; vertical-align: top; overflow-wrap: normal; min-width: 4rem }
th { color: var(--dim); font-weight: 600; border-bottom: 1px solid var(--line) }
.number { text-align: right; font-variant-numeric: tabular-nums }
.branch { color: var(--dim); white-space: pre }
.tree td, .talk td { line-height: 1.35; padding-top: 0; padding-bottom: 0 }
.tree td:first-child { white-space: nowrap }
.tree .number, .talk td { min-width: 0 }
.way { list-style: none; margin: .5rem 0; padding: 0 }
.way li { position: relative; margin-left: .375rem; padding: .125rem 0 .125rem 1.25rem; border-left: 2px solid var(--line); font-size: .875rem }
.way .server { font-weight: 600 }
.way .server::before { content: ""; position: absolute; left: -.4375rem; top: .4375rem; width: .75rem; height: .75rem;
  border: 2px solid var(--dim); border-radius: 50%; background: var(--page) }
.answer { margin: .25rem 0; font-size: .875rem }
.talk td:last-child { overflow-wrap: anywhere; white-space: pre-wrap; width: 100% }
.talk td { padding-right: .75rem }
summary { cursor: pointer; color: var(--dim); padding: .25rem 0 }
body > footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem }
@media (max-width: 36rem) { body { padding: 1rem .875rem 2rem } .steps li { grid-template-columns: 1fr }
  .steps .what { padding-left: 1.5em } article { padding-left: .75rem } th, td { padding-right: .625rem }
  table, pre, code, .mono { font-size: .8125rem } .tree { font-size: .75rem } }
@media print { :root { --page: #fff; --text: #000; --dim: #444; --line: #bbb; --soft: #fff; --fail: #8c1d18;
  --warn: #6b4000; --pass: #14532a; --link: #000 } body { padding: 0; max-width: none; font-size: 10pt }
  article, figure { break-inside: avoid } h3 { break-after: avoid } .wide { overflow: visible } }
`
