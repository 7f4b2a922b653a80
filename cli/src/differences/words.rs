//! Differences, told to people.

use std::{collections::BTreeSet, io};

use clap::builder::styling::AnsiColor;
use sekisho_policy::{
    Decision, DenialReason, Document, NamedRequest, Record, Request,
    analysis::{Change, Found, Undecided},
    sentences::span_phrase,
};

use super::{Differences, Direction, edit::edit};
use crate::{
    Language, Surroundings,
    report::{About, count, place, quoted, reason, time, verb, which, who},
};

/// How much is said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Detail {
    /// A request that shows each change.
    Brief,
    /// Also every request that is like it.
    Full,
}

/// Writes what changed: what was opened, then what was closed, each by what was edited.
pub(crate) fn tell(
    differences: &Differences<'_>,
    detail: Detail,
    surroundings: &mut Surroundings<'_>,
) -> io::Result<()> {
    let Differences { old, new, .. } = differences;
    let tags = tested_tags(old).chain(tested_tags(new)).collect();
    let words = Words { differences, detail, language: surroundings.language, tags };
    if differences.decide_alike() {
        surroundings.say(words.none())?;
        return words.obligations(surroundings);
    }
    for direction in Direction::ALL {
        let (english, japanese, colour) = match direction {
            Direction::Opened => ("opened:", "新たに許可されるもの:", AnsiColor::Green),
            Direction::Closed => ("closed:", "許可されなくなるもの:", AnsiColor::Red),
        };
        let heading = words.language.pick(english, japanese);
        surroundings.say(surroundings.paint(colour, heading))?;
        let found = differences.of(direction);
        if found.changes.is_empty() && found.unseen == 0 {
            surroundings.tell("  nothing", "  ありません")?;
        }
        for line in found.changes.iter().flat_map(|change| words.change(change, direction)) {
            surroundings.say(line)?;
        }
        if found.unseen > 0 {
            let (edits, number) = (count(found.unseen, "more edit"), found.unseen);
            surroundings.tell(
                format_args!("  {edits} not looked at: `sekisho diff` looks at all"),
                format_args!(
                    "  ほか {number} 件の変更は未確認です(`sekisho diff` はすべて調べます)"
                ),
            )?;
        }
    }
    words.obligations(surroundings)?;
    surroundings.say(words.counted())
}

struct Words<'d> {
    differences: &'d Differences<'d>,
    detail: Detail,
    language: Language,
    /// The tags that some rule looks at.
    tags: BTreeSet<&'d str>,
}

impl Words<'_> {
    /// Writes which rules bind otherwise, if any.
    fn obligations(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let rebound = &self.differences.rebound;
        if rebound.is_empty() {
            return Ok(());
        }
        let heading = self.language.pick("obligations changed:", "義務(obligations)の変更:");
        surroundings.say(surroundings.paint(AnsiColor::Yellow, heading))?;
        rebound.iter().try_for_each(|it| surroundings.say(it.told(self.language)))
    }

    /// That every request is decided alike.
    fn none(&self) -> String {
        let Differences { edits, .. } = self.differences;
        let steps = self.differences.steps();
        let (proof, proof_ja) = if *edits == 0 {
            (
                "each rule of either says what a rule of the other says".to_owned(),
                "どのルールにも、同じ内容のルールがもう一方にあります".to_owned(),
            )
        } else {
            (
                format!("{}, {}", count(*edits, "edit"), plural(steps, "step")),
                format!("変更 {edits} 件、探索 {steps} ステップで証明"),
            )
        };
        let (none, none_ja) = if self.differences.rebound.is_empty() {
            ("no difference", "違いはありません")
        } else {
            ("no difference in decisions", "判定に違いはありません")
        };
        self.language.pick(
            format!("{none}: both decide every request alike (a proof: {proof})"),
            format!("{none_ja}。どのリクエストの判定も同じです({proof_ja})"),
        )
    }

    fn counted(&self) -> String {
        let all = Direction::ALL.map(|direction| &self.differences.of(direction).changes);
        let [opening, closing] =
            all.map(|changes| changes.iter().filter(|change| !is_open(change)).count());
        let open = all.iter().flat_map(|changes| changes.iter()).filter(|it| is_open(it)).count();
        let steps = self.differences.steps();
        let verb = |number, one, many| if number == 1 { one } else { many };
        let (unknown, unknown_ja) = match open {
            0 => (String::new(), String::new()),
            _ => (format!(", {open} not found out"), format!("、不明 {open} 件")),
        };
        self.language.pick(
            format!(
                "{} {} something, {} {} something{unknown} ({})",
                count(opening, "edit"),
                verb(opening, "opens", "open"),
                closing,
                verb(closing, "closes", "close"),
                plural(steps, "step")
            ),
            format!(
                "許可を広げる変更 {opening} 件、狭める変更 {closing} 件{unknown_ja}(探索 {steps} ステップ)"
            ),
        )
    }

    fn change(&self, change: &Change, direction: Direction) -> Vec<String> {
        let Differences { old, new, .. } = self.differences;
        let mut lines = vec![format!("  {}", edit(change, old, new, self.language))];
        for found in &change.regions {
            lines.extend(self.found(found, direction));
        }
        match &change.undecided {
            Some(Undecided::OutOfSteps(effort)) => {
                let (more, more_ja) = if is_open(change) {
                    ("anything", "該当するものがあるか")
                } else {
                    ("more", "ほかにもあるか")
                };
                lines.push(self.more(
                    &format!(
                        "not found out whether there is {more}: {} were not enough",
                        plural(effort.steps, "step")
                    ),
                    &format!("{} ステップでは、{more_ja}分かりませんでした", effort.steps),
                    "--steps",
                ));
            }
            Some(Undecided::Contradicted(request)) => {
                lines.push(self.language.pick(
                    "    a fault of sekisho: its analysis and its engine disagree about this request; please report it, with both policies:".to_owned(),
                    "    sekisho の不具合です。次のリクエストについて、解析とエンジンの結論が食い違いました。二つのポリシーを添えて報告してください:".to_owned(),
                ));
                lines.push(format!("    {}", line(request)));
            }
            None if !change.is_complete => {
                lines.push(self.more("there is more", "ほかにもあります", "--regions"));
            }
            None => {}
        }
        lines
    }

    /// That there is more, and how to see it.
    fn more(&self, english: &str, japanese: &str, option: &str) -> String {
        let how = match self.detail {
            Detail::Brief => "`sekisho diff`".to_owned(),
            Detail::Full => format!("`{option}`"),
        };
        self.language.pick(format!("    {english} ({how})"), format!("    {japanese}({how})"))
    }

    /// A witness, why it is one, and what is like it.
    fn found(&self, found: &Found, direction: Direction) -> Vec<String> {
        let Found { witness: request, region, .. } = found;
        let language = self.language;
        let offset = self.differences.new.utc_offset();
        let about = About { language, offset, tags: &self.tags, region };
        let (who, which) = (who(request, about), which(request, about));
        let (place, time) = (place(request, language), time(request, about));
        let verb = verb(request.attempt.action, language);
        let (may, may_ja) = match direction {
            Direction::Opened => ("may now", "できるようになります"),
            Direction::Closed => ("may no longer", "できなくなります"),
        };
        let (before, after) = self.differences.comparison.decisions(request);
        let (before, after) = (self.decision(&before), self.decision(&after));
        let mut lines = vec![
            language.pick(
                format!("    {who} {may} {verb} {which} from {place} on {time}"),
                format!("    {who}は、{time} に {place} から {which}を{verb}{may_ja}"),
            ),
            language.pick(
                format!("      before: {before}; now: {after}"),
                format!("      変更前: {before}、変更後: {after}"),
            ),
        ];
        if self.detail == Detail::Full {
            let like = span_phrase(region, offset, language.of_sentences());
            let likewise = language.pick("likewise ", "同様: ");
            lines.push(format!("      {likewise}{like}"));
        }
        lines
    }

    fn decision(&self, decision: &Decision) -> String {
        match decision {
            Decision::Allow(grant) => {
                let rules = quoted(grant.rules());
                self.language.pick(format!("allowed by {rules}"), format!("許可({rules})"))
            }
            Decision::Deny(denial) => {
                let (why, why_ja) = reason(denial.reason());
                let comma =
                    if matches!(denial.reason(), DenialReason::Explicit { .. }) { "" } else { "," };
                self.language.pick(format!("denied{comma} {why}"), format!("拒否({why_ja})"))
            }
        }
    }
}

/// Whether it was not found out whether an edit makes any difference.
const fn is_open(change: &Change) -> bool {
    change.regions.is_empty() && change.undecided.is_some()
}

/// A request as a line for `sekisho decide --batch`.
fn line(request: &Request) -> String {
    let named = NamedRequest { name: None, request: request.clone() };
    serde_json::to_string(&Record::of(&named)).unwrap_or_default()
}

fn plural(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The tags that some rule in force looks at, or that are required.
fn tested_tags(document: &Document) -> impl Iterator<Item = &str> {
    let rules = document.rules().iter().filter(|rule| rule.enabled);
    let clauses = rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless));
    let tags = clauses.filter_map(|clause| clause.instances.as_ref()).flat_map(|it| it.tags.keys());
    tags.chain(document.required_tags()).map(String::as_str)
}
