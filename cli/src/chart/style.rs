//! How the page looks: on a screen, and on paper of the size A4.

/// The style sheet. Nothing in it comes from elsewhere.
pub(super) const STYLE: &str = "\
:root { color-scheme: light; }
body { font-family: system-ui, \"Hiragino Sans\", \"Yu Gothic\", \"Noto Sans CJK JP\", sans-serif; \
font-size: 10.5pt; line-height: 1.5; color: #111; background: #fff; max-width: 60rem; margin: 2rem auto; \
padding: 0 1rem; }
h1 { font-size: 1.5em; margin: 0 0 .3em; }
h2 { font-size: 1.15em; margin: 1.8em 0 .5em; border-bottom: 2px solid #111; break-after: avoid; }
h3 { font-size: 1em; margin: 1.4em 0 .4em; break-after: avoid; overflow-wrap: anywhere; }
p { margin: .3em 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .4em 0 1em; }
thead { display: table-header-group; }
th, td { border: 1px solid #777; padding: .25em .5em; text-align: left; vertical-align: top; \
overflow-wrap: anywhere; }
thead th { background: #eee; }
thead .of { font-weight: normal; font-size: .85em; background: #fff; }
tr, li { break-inside: avoid; }
td.all, td.conditional, td.none { text-align: center; white-space: nowrap; }
td.all { background: #cfe8cf; font-weight: bold; }
td.conditional { background: #fff3c4; }
td.none { color: #767676; }
a { color: inherit; }
ol, ul { padding-left: 2.2em; }
li { margin: .4em 0; }
@page { size: A4; margin: 16mm 14mm; @bottom-right { content: counter(page) \" / \" counter(pages); } }
@media print {
body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt; }
td, th { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
";
