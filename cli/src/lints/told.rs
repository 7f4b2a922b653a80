//! The findings for people: rule by rule.

use std::io;

use super::{Findings, Subject};
use crate::{Language, Surroundings, command::Severity, report::count};

/// Writes every finding below what it is about, and then how many there are.
pub(crate) fn tell(findings: &Findings<'_>, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
    let language = surroundings.language;
    let mut heading: Option<Subject<'_>> = None;
    for finding in &findings.list {
        let subject = finding.subject();
        if heading != Some(subject) {
            heading = Some(subject);
            match subject {
                Subject::Policy => surroundings.tell("the policy as a whole", "ポリシー全体")?,
                Subject::Rule(rule) => surroundings
                    .tell(format_args!("rule `{rule}`"), format_args!("ルール `{rule}`"))?,
                Subject::Instances => surroundings.tell("the instances", "インスタンス")?,
                Subject::People => surroundings.tell("the people", "人")?,
            }
        }
        let (severity, code) = (finding.severity(), finding.code());
        let name = surroundings.paint(severity.colour(), severity.name_in(language));
        let said = findings.said(finding, language);
        surroundings.say(format_args!("  {name}[{code}]: {}", said.message))?;
        if let Some(help) = said.help {
            let word = language.pick("help", "ヒント");
            surroundings.say(format_args!("    {word}: {help}"))?;
        }
    }
    let summary = summary(findings, language);
    surroundings.say(summary)
}

fn summary(findings: &Findings<'_>, language: Language) -> String {
    let name = findings.document.name();
    let rules = findings.document.rules().len();
    let warnings = findings.count(Severity::Warning);
    let information = findings.count(Severity::Information);
    let english = [
        Some(count(rules, "rule")),
        (warnings > 0).then(|| count(warnings, "warning")),
        (information > 0).then(|| format!("{information} for information")),
        findings.list.is_empty().then(|| "nothing found".to_owned()),
    ];
    let japanese = [
        Some(format!("ルール {rules} 件")),
        (warnings > 0).then(|| format!("警告 {warnings} 件")),
        (information > 0).then(|| format!("情報 {information} 件")),
        findings.list.is_empty().then(|| "指摘なし".to_owned()),
    ];
    let joined = |parts: [Option<String>; 4], between: &str| {
        parts.into_iter().flatten().collect::<Vec<_>>().join(between)
    };
    language.pick(
        format!("policy `{name}`: {}", joined(english, ", ")),
        format!("ポリシー `{name}`: {}", joined(japanese, "、")),
    )
}
