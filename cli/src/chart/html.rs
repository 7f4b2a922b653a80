//! A chart as a page that needs nothing beside it: no script, no font, no picture, no address.

use std::io::{self, Write};

use sekisho_policy::Access;

use super::{Chart, escape::html, groups::InstanceGroup, said, style::STYLE};
use crate::Language;

/// Writes the page.
pub(crate) fn write(chart: &Chart, language: Language, output: &mut impl Write) -> io::Result<()> {
    let title = language.pick(
        format!("Who can do what: {}", chart.document.name()),
        format!("だれが何をできるか: {}", chart.document.name()),
    );
    let title = html(&title);
    let lang = language.pick("en", "ja");
    writeln!(output, "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(output, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
    writeln!(output, "<meta name=\"viewport\" content=\"width=device-width\">")?;
    writeln!(output, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>")?;
    writeln!(output, "<h1>{title}</h1>")?;
    for line in [chart.policy(language), chart.times(language), chart.counted(language)] {
        writeln!(output, "<p>{}</p>", html(&line))?;
    }
    legend(language, output)?;
    let page = Page { chart, language };
    page.instances(output)?;
    page.people(output)?;
    page.accesses(output)?;
    let rules = language.pick("The rules", "ルール");
    sentences(rules, &chart.rules(language), output)?;
    let definitions = language.pick("Places and hours", "場所と時間");
    sentences(definitions, &chart.definitions(language), output)?;
    writeln!(output, "</body>\n</html>")
}

/// How to read the tables.
fn legend(language: Language, output: &mut impl Write) -> io::Result<()> {
    let [heading, all, conditional, none, open] = language.pick(LEGEND, LEGEND_JA);
    writeln!(output, "<h2>{heading}</h2>\n<table>\n<tbody>")?;
    let rows = [
        ("all", language.pick("all (1)", "常に可（1）"), all),
        ("conditional", language.pick("if (2)", "条件付き（2）"), conditional),
        ("none", "–", none),
    ];
    for (class, mark, meaning) in rows {
        writeln!(output, "<tr><td class=\"{class}\">{mark}</td><td>{meaning}</td></tr>")?;
    }
    writeln!(output, "</tbody>\n</table>\n<p>{open}</p>")
}

/// A list of sentences, if there are any.
fn sentences(heading: &str, sentences: &[String], output: &mut impl Write) -> io::Result<()> {
    if sentences.is_empty() {
        return Ok(());
    }
    writeln!(output, "<h2>{heading}</h2>\n<ul>")?;
    for sentence in sentences {
        writeln!(output, "<li>{}</li>", html(sentence))?;
    }
    writeln!(output, "</ul>")
}

/// What the parts of the page are written from.
struct Page<'a> {
    chart: &'a Chart,
    language: Language,
}

impl Page<'_> {
    fn instances(&self, output: &mut impl Write) -> io::Result<()> {
        let heading = self.language.pick("Instances", "インスタンス");
        let [what, which] =
            self.language.pick(["In common", "Instances"], ["共通する内容", "インスタンス"]);
        writeln!(output, "<h2>{heading}</h2>\n<table>")?;
        let row = format!("<tr><th></th><th>{what}</th><th>{which}</th></tr>");
        self.head(3, &row, output)?;
        for (number, group) in self.chart.instance_groups.iter().enumerate() {
            let members = group.members.iter().filter_map(|it| self.chart.instances.get(*it));
            let members: Vec<String> = members.map(|it| html(&said::instance(it))).collect();
            writeln!(
                output,
                "<tr><th>{}</th><td>{}</td><td>{}</td></tr>",
                said::letter(number),
                html(&said::facts(group, self.language)),
                members.join("<br>")
            )?;
        }
        writeln!(output, "</tbody>\n</table>")
    }

    fn people(&self, output: &mut impl Write) -> io::Result<()> {
        let heading = self.language.pick("Who can do what", "だれが何をできるか");
        writeln!(output, "<h2>{heading}</h2>")?;
        let mut powerless = Vec::new();
        for (class, group) in self.chart.people_groups.iter().enumerate() {
            let people = group.iter().filter_map(|place| self.chart.people.get(*place));
            let people: Vec<String> = people.map(|it| html(&said::person(it))).collect();
            let people = people.join(self.language.pick(", ", "、"));
            let groups = self.chart.instance_groups.iter().enumerate();
            let rows: Vec<_> = groups
                .map(|(number, group)| (number, group, self.chart.row(class, group)))
                .filter(|(_, _, row)| row.iter().any(|number| *number != NONE))
                .collect();
            if rows.is_empty() {
                powerless.push(people);
                continue;
            }
            writeln!(output, "<h3>{people}</h3>\n<table>")?;
            self.row_of_actions(output)?;
            for (number, group, row) in rows {
                self.row(number, group, &row, output)?;
            }
            writeln!(output, "</tbody>\n</table>")?;
        }
        let rest = self.language.pick(
            "An instance that is not in a table: nothing is allowed on it.",
            "表にないインスタンスについては、何も許可されていません。",
        );
        writeln!(output, "<p>{rest}</p>")?;
        if powerless.is_empty() {
            return Ok(());
        }
        let heading = self.language.pick("Nothing is allowed to", "何も許可されていない人");
        let names = powerless.join(self.language.pick(", ", "、"));
        writeln!(output, "<h3>{heading}</h3>\n<p>{names}</p>")
    }

    fn row_of_actions(&self, output: &mut impl Write) -> io::Result<()> {
        let actions = self.chart.matrix.actions();
        let names =
            actions.iter().map(|it| format!("<th>{}</th>", said::action(*it, self.language)));
        let names: String = names.collect();
        let instances = self.language.pick("Instances", "インスタンス");
        let row = format!("<tr><th></th><th>{instances}</th>{names}</tr>");
        self.head(actions.len().saturating_add(2), &row, output)
    }

    /// The head of a table, which every page of it repeats: what it is of, and its columns.
    fn head(&self, columns: usize, row: &str, output: &mut impl Write) -> io::Result<()> {
        let of = html(&self.chart.in_short(self.language));
        writeln!(output, "<thead>\n<tr><th class=\"of\" colspan=\"{columns}\">{of}</th></tr>")?;
        writeln!(output, "{row}\n</thead>\n<tbody>")
    }

    fn row(
        &self,
        number: usize,
        group: &InstanceGroup,
        row: &[usize],
        output: &mut impl Write,
    ) -> io::Result<()> {
        let (letter, facts) = (said::letter(number), said::facts(group, self.language));
        write!(output, "<tr><th>{letter}</th><td>{}</td>", html(&facts))?;
        for number in row {
            let access = self.chart.access(*number);
            let class = access.name();
            let link = format!("<a href=\"#c{number}\">{number}</a>");
            let mark = match access {
                Access::All { .. } => {
                    self.language.pick(format!("all ({link})"), format!("常に可（{link}）"))
                }
                Access::Conditional(_) => {
                    self.language.pick(format!("if ({link})"), format!("条件付き（{link}）"))
                }
                Access::None => "–".to_owned(),
            };
            write!(output, "<td class=\"{class}\">{mark}</td>")?;
        }
        writeln!(output, "</tr>")
    }

    /// What the numbers in the tables say.
    fn accesses(&self, output: &mut impl Write) -> io::Result<()> {
        let accesses = self.chart.matrix.accesses();
        if accesses.len() <= 1 {
            return Ok(());
        }
        let heading = self.language.pick("Conditions", "条件");
        writeln!(output, "<h2>{heading}</h2>\n<ol>")?;
        for (number, access) in accesses.iter().enumerate().skip(1) {
            let sentences = self.chart.sentences(access, self.language);
            let sentences: Vec<String> = sentences.iter().map(|it| html(it)).collect();
            writeln!(output, "<li id=\"c{number}\">{}</li>", sentences.join("<br>"))?;
        }
        writeln!(output, "</ol>")
    }
}

/// What the page may load and run: its own style, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The number of what is never allowed.
const NONE: usize = 0;

const LEGEND: [&str; 5] = [
    "How to read this",
    "Allowed from anywhere, at any time, however the person signed in. The number leads to the rule.",
    "Allowed where what the number leads to holds. A denial there beats every allowance.",
    "Never allowed.",
    "This follows from the rules alone, for the groups of the people and the tags of the instances as \
     they are in the files it was made from. It has been worked out, not tried: every place and every \
     time is counted.",
];
const LEGEND_JA: [&str; 5] = [
    "見方",
    "場所、時間、サインインの状況によらず操作できます。番号は、そのもとになるルールを示します。",
    "番号の先に示す条件が成り立つときに操作できます。「操作できません」は「操作できます」に優先します。",
    "操作できません。",
    "この表は、元のファイルにある利用者のグループとインスタンスのタグをもとに、ルールだけから求めたものです。試した結果ではなく、すべての場所と時間を対象に計算した結果です。",
];
