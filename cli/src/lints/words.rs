//! A finding in words: what was found, and what to do about it.

use sekisho_policy::{
    NamedRequest, Problem, Record, Request, RuleId,
    analysis::{Lint, Undecided},
};

use super::{
    Finding, Findings,
    covered::overridden,
    lacking::{absent, missing_tag, never_equal, unknown},
};
use crate::{Language, report::quoted, words};

/// What is said of a finding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Said {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// The same, in either language.
pub(super) type Both = (String, String);

impl Findings<'_> {
    /// What is said of one of them.
    pub(super) fn said(&self, finding: &Finding, language: Language) -> Said {
        let ((message, message_ja), (help, help_ja)) = match finding {
            Finding::Document(problem) => return of_document(problem, language),
            Finding::Rules(lint) => self.of_rules(lint),
        };
        Said {
            message: language.pick(message, message_ja),
            help: Some(language.pick(help, help_ja)),
        }
    }

    fn of_rules(&self, lint: &Lint) -> (Both, Both) {
        match lint {
            Lint::Impossible { rule } => self.impossible(rule),
            Lint::Overridden { by, .. } => overridden(by),
            Lint::Redundant { rule, by } => (self.redundancy(rule, by), self.less(rule, by)),
            Lint::IdleDeny { .. } => (
                both(
                    "no rule allows anything that it denies",
                    "拒否する対象を許可しているルールがありません",
                ),
                both(
                    "keep it if it is meant as a guard rail: it changes nothing today",
                    "歯止めとして置いたものなら、そのままで構いません。いまは判断を変えていません",
                ),
            ),
            Lint::IdleException { rule, exception } => {
                let name = self.exception(rule, *exception);
                let message = (
                    format!("its exception `{name}` opens nothing"),
                    format!("例外 `{name}` によって許可されるものがありません"),
                );
                let help = both(
                    "correct the exception, or remove it: what meets it is denied by another rule \
                     too, or allowed by none, or meets another exception; remove one at a time",
                    "例外を直すか、取り除いてください。該当するものは、別のルールにも拒否されるか、どのルールにも\
                     許可されていないか、別の例外にも該当します。取り除くのは一つずつにしてください",
                );
                (message, help)
            }
            Lint::Expired { .. } => (
                both(
                    "its time is over: from now on no request meets it",
                    "期間が終わり、今後このルールに該当するリクエストはありません",
                ),
                both("remove it, or give it a new time", "取り除くか、期間を改めてください"),
            ),
            Lint::CalendarOver { calendar, schedules } => (
                (
                    format!(
                        "the last day of the calendar `{calendar}` is over, and {} still {} by it",
                        quoted(schedules),
                        if schedules.len() == 1 { "goes" } else { "go" },
                    ),
                    format!(
                        "カレンダー `{calendar}` の最後の日が過ぎていますが、{} がまだ使っています",
                        quoted(schedules),
                    ),
                ),
                both("add the days to come", "これからの日付を加えてください"),
            ),
            Lint::Absent { condition, value, rules, meant } => {
                absent(condition, value.as_deref(), rules, meant.as_deref())
            }
            Lint::MissingRequiredTag { tag, lacking, of, instances, meant } => {
                missing_tag(tag, (*lacking, *of), instances, meant.as_deref())
            }
            Lint::NeverEqual { tag, fact, rules, alike } => {
                never_equal(tag, fact, rules, alike.as_ref())
            }
            Lint::UnknownFacts { fact, number } => unknown(fact, *number),
            Lint::EscapableDeny { tag, lacking, .. } => escapable(tag, *lacking),
            Lint::Undecided { why, .. } => undecided(why),
        }
    }

    fn impossible(&self, rule: &RuleId) -> (Both, Both) {
        if self.has_exceptions(rule) {
            return (
                both(
                    "no request meets its conditions without meeting an exception",
                    "条件を満たすリクエストがないか、あっても必ず例外に該当します",
                ),
                both(
                    "remove it, or correct its conditions and exceptions",
                    "取り除くか、条件と例外を直してください",
                ),
            );
        }
        (
            both(
                "no request meets its conditions: they exclude each other",
                "条件どうしが両立せず、該当するリクエストがありません",
            ),
            both("remove it, or correct its conditions", "取り除くか、条件を直してください"),
        )
    }
}

fn escapable(tag: &str, lacking: Option<usize>) -> (Both, Both) {
    let (count, count_ja) = match lacking {
        None => (String::new(), String::new()),
        Some(0) => (
            ", though today every instance has it".to_owned(),
            "(いまはどのインスタンスにもこのタグがあります)".to_owned(),
        ),
        Some(1) => (
            ", as 1 instance without it does".to_owned(),
            "(いま 1 台にこのタグがありません)".to_owned(),
        ),
        Some(number) => (
            format!(", as {number} instances without it do"),
            format!("(いま {number} 台にこのタグがありません)"),
        ),
    };
    let message = (
        format!("whoever deletes the tag `{tag}` of an instance escapes it{count}"),
        format!("インスタンスのタグ `{tag}` を消せば逃れられます{count_ja}"),
    );
    let help = (
        format!("add `{tag}` to `required_tags`"),
        format!("`required_tags` に `{tag}` を加えてください"),
    );
    (message, help)
}

fn of_document(problem: &Problem, language: Language) -> Said {
    let Problem { found, required, help, place, .. } = problem;
    Said {
        message: language.pick(
            format!("{place}: found {found}, required {required}"),
            format!("{}: {}", words::place(place), words::found_and_required(problem)),
        ),
        help: help.as_ref().map(|help| language.pick(help.clone(), words::what_to_do(help))),
    }
}

fn undecided(why: &Undecided) -> (Both, Both) {
    match why {
        Undecided::OutOfSteps(effort) => (
            (
                format!("what it is good for was not found out within {} steps", effort.steps),
                format!("{} ステップでは、何の役に立つか分かりませんでした", effort.steps),
            ),
            both("raise --steps", "--steps を増やしてください"),
        ),
        Undecided::Contradicted(request) => (
            both(
                "the analysis and the engine disagree about a request, which is a fault of this program",
                "あるリクエストについて解析とエンジンの判断が食い違っています。これはプログラムの誤りです",
            ),
            (
                format!("report it with the policy and the request {}", as_line(request)),
                format!("ポリシーと次のリクエストを添えて報告してください: {}", as_line(request)),
            ),
        ),
    }
}

fn as_line(request: &Request) -> String {
    let named = NamedRequest { name: None, request: request.clone() };
    // A request has nothing that JSON cannot hold.
    serde_json::to_string(&Record::of(&named)).unwrap_or_default()
}

pub(super) fn both(english: &str, japanese: &str) -> Both {
    (english.to_owned(), japanese.to_owned())
}
