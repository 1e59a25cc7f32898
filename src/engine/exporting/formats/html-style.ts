/** The look of exported pages: calm, in the reader's own light or dark, black on white in print. */
export const style = `
:root { color-scheme: light dark; --text: #1c1e21; --muted: #5c6470; --surface: #ffffff; --line: #d9dde3; --accent: #1f5fae; --mark: #fff2a8; --remark: #7a4b00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --muted: #a3abb6; --surface: #17191c; --line: #353a41; --accent: #8ab8f5; --mark: #5a4d0c; --remark: #e9bd72; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--text); font: 15px/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
h3.group { margin: 1.75rem 0 .5rem; color: var(--muted); font-weight: 600; }
h4 { font-size: 1rem; margin: 0 0 .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; font-size: .9rem; }
dt { color: var(--muted); grid-column: 1; }
dd { margin: 0; grid-column: 2; }
a { color: var(--accent); }
article { margin: 0 0 1.5rem; break-inside: avoid; }
figure { margin: .5rem 0 .75rem; padding-left: .9rem; border-left: 3px solid var(--line); }
blockquote { margin: 0; }
figcaption { font-size: .85rem; }
mark { background: var(--mark); color: inherit; padding: 0 .1em; }
.value { font-weight: 600; margin: 0 0 .25rem; }
.absent, .about, .sure { color: var(--muted); }
.absent, .about { margin: 0 0 .25rem; }
.note { margin: .25rem 0 0; font-style: italic; }
.remarks { margin: .25rem 0 0; padding-left: 1.1rem; color: var(--remark); font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem .4rem 0; text-align: left; vertical-align: top; min-width: 8rem; overflow-wrap: break-word; }
thead th { color: var(--muted); font-weight: 600; }
@page { margin: 18mm 16mm; }
@media print { :root { --text: #000; --muted: #444; --surface: #fff; --line: #bbb; --accent: #123f7a; --mark: #fff2a8; --remark: #5c3900; } main { max-width: none; padding: 0; } body { font-size: 10.5pt; } h2, h3, h4 { break-after: avoid; } }
`;
