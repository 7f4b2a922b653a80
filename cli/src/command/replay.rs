//! `sekisho replay`: what another policy would have answered.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use clap::{Args, builder::styling::AnsiColor};
use sekisho_policy::{Policy, UnixTime, UtcOffset};
use serde_json::json;

use super::policy_argument::PolicyArgument;
use crate::{
    Exit, Surroundings,
    batch::{Answered, Lines, Recorded, Subject, Unasked},
    error::CommandError,
    report::{count, date_and_time},
};

/// Ask what audit lines asked once more, by another policy, and show what would have been different
///
/// Every fact that a decision rested on is in its audit line, so the answer is exact. A line that was
/// refused before the policy was asked (a bad token, an unknown path) asks nothing and is counted. Ends
/// with 2 if an answer would have been different, with 3 if audit lines cannot be read.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho replay proposed.yaml --log audit.jsonl\n  sekisho replay --table dynamodb:sekisho --policy hoshimi --version 3 --log - < audit.jsonl"
)]
pub(crate) struct Replay {
    #[command(flatten)]
    policy: PolicyArgument,
    /// The audit lines, one JSON object each; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    log: PathBuf,
    /// Show answers too that are the same for another reason
    #[arg(long)]
    reasons: bool,
    /// One JSON object a difference and line, and one with the counts at the end
    #[arg(long)]
    json: bool,
}

/// How an answer differs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Difference {
    Opened,
    Closed,
    Reason,
}

#[derive(Debug, Default)]
struct Counts {
    asked: usize,
    opened: usize,
    closed: usize,
    reasons: usize,
    /// Answers that wait for a fact the line does not have.
    lacking: usize,
    unasked: BTreeMap<Unasked, usize>,
}

impl Replay {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let from_input = self.log == Path::new("-");
        if from_input && self.policy.is_standard_input() {
            return Err(CommandError::OneInput);
        }
        let document = self.policy.document(surroundings).await?;
        let offset = document.utc_offset();
        let policy = Policy::compile(document);
        let failed = |error| CommandError::Read { path: self.log.clone(), error };
        let counts = if from_input {
            let mut input = Vec::new();
            // A log that was asked for and cannot be read whole is not judged by a part of it.
            surroundings.input.read_to_end(&mut input).map_err(failed)?;
            self.replay(&policy, offset, input.as_slice(), surroundings)?
        } else {
            let file = File::open(&self.log).map_err(failed)?;
            self.replay(&policy, offset, file, surroundings)?
        };
        if self.json {
            surroundings.say(counts.as_json())?;
        } else {
            counts.tell(surroundings)?;
        }
        let differs = counts.opened > 0 || counts.closed > 0;
        let unreadable = counts.unasked(Unasked::Unreadable) > 0;
        Ok(if unreadable {
            Exit::Problems
        } else if differs {
            Exit::Differs
        } else {
            Exit::Done
        })
    }

    fn replay(
        &self,
        policy: &Policy,
        offset: UtcOffset,
        input: impl Read,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Counts, CommandError> {
        let failed = |error| CommandError::Read { path: self.log.clone(), error };
        let mut counts = Counts::default();
        let mut lines = Lines::new(BufReader::new(input), LONGEST_LINE);
        let mut number = 0_u64;
        while let Some(line) = lines.next().map_err(failed)? {
            number = number.saturating_add(1);
            let read = line.text("the line").map_err(|_| Unasked::NotAudit);
            let questions = read.and_then(Recorded::read).unwrap_or_else(|unasked| {
                let seen = counts.unasked.entry(unasked).or_default();
                *seen = seen.saturating_add(1);
                Vec::new()
            });
            for recorded in questions {
                let answer = recorded.answer_of(policy);
                counts.add(&recorded.answered, &answer);
                let difference = Difference::between(&recorded.answered, &answer)
                    .filter(|it| self.reasons || *it != Difference::Reason);
                let Some(difference) = difference else { continue };
                let shown =
                    Shown { number, difference, before: &recorded.answered, after: &answer };
                if self.json {
                    surroundings.say(shown.as_json(&recorded.subject))?;
                } else {
                    shown.tell(&recorded.subject, offset, surroundings)?;
                }
            }
        }
        Ok(counts)
    }
}

/// A line whose answer differs.
struct Shown<'a> {
    number: u64,
    difference: Difference,
    before: &'a Answered,
    after: &'a Answered,
}

impl Shown<'_> {
    fn tell(
        &self,
        subject: &Subject,
        offset: UtcOffset,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<(), CommandError> {
        let at = date_and_time(UnixTime::from_seconds(subject.at), offset);
        // What stands in a log does not command a terminal.
        let user = subject.user.as_deref().unwrap_or("?").escape_debug();
        let actions = subject.actions.join(", ");
        let instance = subject.instance.as_deref().unwrap_or("*");
        let (before, after) = (words(self.before), words(self.after));
        let (colour, english, japanese) = match self.difference {
            Difference::Opened => (AnsiColor::Green, "opened", "新たに許可"),
            Difference::Closed => (AnsiColor::Red, "closed", "新たに拒否"),
            Difference::Reason => (AnsiColor::Yellow, "reason", "理由のみ変更"),
        };
        let (english, japanese) =
            (surroundings.paint(colour, english), surroundings.paint(colour, japanese));
        let Self { number, .. } = self;
        let kind = subject.kind;
        surroundings.tell(
            format_args!(
                "line {number}: {english}: {at} {user} {actions} {instance} ({kind})\n  was {before}\n  now {after}"
            ),
            format_args!(
                "{number} 行目: {japanese}: {at} {user} {actions} {instance}({kind})\n  当時 {before}\n  今回 {after}"
            ),
        )?;
        Ok(())
    }

    fn as_json(&self, subject: &Subject) -> serde_json::Value {
        let answer = |answered: &Answered| {
            let Answered { allowed, code, rules, missing } = answered;
            let outcome = if *allowed { "allow" } else { "deny" };
            json!({ "outcome": outcome, "code": code, "rules": rules, "missing": missing })
        };
        json!({
            "line": self.number,
            "difference": match self.difference {
                Difference::Opened => "opened",
                Difference::Closed => "closed",
                Difference::Reason => "reason",
            },
            "decision_id": subject.decision_id,
            "kind": subject.kind,
            "at": subject.at,
            "user": subject.user,
            "actions": subject.actions,
            "instance_id": subject.instance,
            "was": answer(self.before),
            "now": answer(self.after),
        })
    }
}

impl Difference {
    fn between(before: &Answered, after: &Answered) -> Option<Self> {
        match (before.allowed, after.allowed) {
            (false, true) => Some(Self::Opened),
            (true, false) => Some(Self::Closed),
            (true, true) | (false, false) => (before != after).then_some(Self::Reason),
        }
    }
}

impl Counts {
    fn add(&mut self, before: &Answered, after: &Answered) {
        let one_more = |count: &mut usize| *count = count.saturating_add(1);
        one_more(&mut self.asked);
        match Difference::between(before, after) {
            Some(Difference::Opened) => one_more(&mut self.opened),
            Some(Difference::Closed) => one_more(&mut self.closed),
            Some(Difference::Reason) => one_more(&mut self.reasons),
            None => {}
        }
        if !after.missing.is_empty() && after.code == "indeterminate" {
            one_more(&mut self.lacking);
        }
    }

    fn unasked(&self, why: Unasked) -> usize {
        self.unasked.get(&why).copied().unwrap_or_default()
    }

    fn tell(&self, surroundings: &mut Surroundings<'_>) -> Result<(), CommandError> {
        let Self { asked, opened, closed, reasons, lacking, .. } = self;
        let lines = count(*asked, "question");
        surroundings.tell(
            format_args!(
                "{lines} asked again: {opened} opened, {closed} closed, {reasons} the same for another reason"
            ),
            format_args!(
                "{asked} 件を判定し直しました: 新たに許可 {opened} 件、新たに拒否 {closed} 件、理由のみ変更 {reasons} 件"
            ),
        )?;
        if *lacking > 0 {
            let answers = count(*lacking, "answer");
            surroundings.tell(
                format_args!("{answers} wait for facts that the lines do not have"),
                format_args!("うち {lacking} 件は、記録にない事実がないと判断できません"),
            )?;
        }
        let [not_audit, before, lists, outcomes, no_instance, unreadable] = [
            Unasked::NotAudit,
            Unasked::BeforePolicy,
            Unasked::List,
            Unasked::Outcome,
            Unasked::NoInstance,
            Unasked::Unreadable,
        ]
        .map(|why| self.unasked(why));
        if !self.unasked.is_empty() {
            surroundings.tell(
                format_args!(
                    "not asked: {before} refused before the policy was, {lists} lists, {outcomes} outcomes, {no_instance} without an instance, {unreadable} whose facts cannot be read, {not_audit} no audit lines"
                ),
                format_args!(
                    "対象外: ポリシーの判定前に拒否 {before} 件、一覧 {lists} 件、結果の行 {outcomes} 件、インスタンスなし {no_instance} 件、事実を読めない行 {unreadable} 件、監査記録ではない行 {not_audit} 件"
                ),
            )?;
        }
        Ok(())
    }

    fn as_json(&self) -> serde_json::Value {
        json!({
            "asked": self.asked,
            "opened": self.opened,
            "closed": self.closed,
            "reasons": self.reasons,
            "lacking": self.lacking,
            "not_asked": {
                "before_policy": self.unasked(Unasked::BeforePolicy),
                "lists": self.unasked(Unasked::List),
                "outcomes": self.unasked(Unasked::Outcome),
                "no_instance": self.unasked(Unasked::NoInstance),
                "unreadable": self.unasked(Unasked::Unreadable),
                "not_audit": self.unasked(Unasked::NotAudit),
            },
        })
    }
}

/// An answer as a person reads it: `allow (own-department)`, `deny: default`.
fn words(answered: &Answered) -> String {
    let Answered { allowed, code, rules, missing } = answered;
    let outcome = if *allowed { "allow" } else { "deny" };
    let mut text = format!("{outcome} {code}");
    for list in [rules, missing] {
        if !list.is_empty() {
            text = format!("{text} [{}]", list.join(", "));
        }
    }
    text
}

/// A line of Lambda's log is cut off at 256 KiB.
const LONGEST_LINE: usize = 256 * 1024;
