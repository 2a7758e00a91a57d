/** The page's style: one column, calm, black on white on paper too. */
export const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: #1b1f24; background: #fff; font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.25rem; }
h1 { margin: 0; font-size: 1.6rem; }
header p { margin: .1rem 0 0; color: #57606a; }
h2 { margin: 1.8rem 0 .5rem; padding-top: .6rem; border-top: 1px solid #c4ccd4; font-size: 1.25rem; }
h3 { margin: 1.2rem 0 .3rem; font-size: 1rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); gap: .7rem; margin: 1.2rem 0; padding: 0; list-style: none; }
.figures li { padding: .6rem .8rem; border: 1px solid #c4ccd4; border-radius: 6px; }
.figures b { display: block; font-size: 1.65rem; line-height: 1.2; }
.figures small { display: block; margin-top: .2rem; color: #57606a; }
.figures.four { grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); }
.alarms { margin: 0; padding: 0; list-style: none; }
.alarms li { margin: .4rem 0; padding: .5rem .8rem; border-left: 5px solid #8a949e; background: #f3f5f7; }
.alarms .open { border-left-color: #b3121d; background: #fdf0f0; }
.brief { max-width: 60rem; margin: 1rem 0; font-size: 1.05rem; }
.brief p { margin: .45rem 0; }
.figures .bad { border-color: #b3121d; background: #fdf0f0; }
.ids { margin: .3rem 0 1rem; padding: 0; columns: 20rem 3; list-style: none; font-size: .82rem; font-family: ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.2rem; align-items: start; }
.wide { overflow-x: auto; }
table { min-width: 18rem; margin: .5rem 0 1rem; border-collapse: collapse; font-size: .9rem; }
caption { padding-bottom: .2rem; text-align: left; font-weight: 600; }
th, td { padding: .22rem .7rem .22rem 0; border-bottom: 1px solid #dde2e7; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: #57606a; font-weight: 600; overflow-wrap: normal; }
tbody th { min-width: 6.5rem; color: inherit; font-weight: inherit; overflow-wrap: anywhere; }
th.number, .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.number { white-space: normal; vertical-align: bottom; }
.note, .none { margin: .3rem 0; color: #57606a; font-size: .9rem; }
.plot { display: block; max-width: 100%; height: auto; }
@media (max-width: 46rem) { .pair { grid-template-columns: minmax(0, 1fr); } }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2, h3, caption { break-after: avoid; }
  tr, .plot, .short, .pair, .figures li, .alarms li { break-inside: avoid; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  thead { display: table-header-group; }
  tbody tr:nth-child(-n+3) { break-before: avoid; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
