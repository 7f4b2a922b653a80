//! The bodies of answers, as clients read them.

use sekisho_lambda::Change;
use sekisho_policy::{InstanceId, RunbookName};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::{Outcome, Seen, outcome::Told, refusal::Refusal};

/// The answer to a request that was refused as a whole.
#[derive(Serialize)]
pub(crate) struct RefusalBody {
    pub(crate) decision_id: String,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl RefusalBody {
    pub(crate) fn new(decision_id: &str, refusal: &Refusal) -> Self {
        Self {
            decision_id: decision_id.to_owned(),
            code: refusal.answer().1,
            message: refusal.to_string(),
        }
    }
}

/// The answer to `GET /instances`.
#[derive(Serialize)]
pub(crate) struct Listing {
    pub(crate) decision_id: String,
    /// Whether every instance the caller may see is in the list: all fit, and every account answered.
    pub(crate) complete: bool,
    pub(crate) instances: Vec<Listed>,
}

/// One instance of a listing.
#[derive(Serialize)]
pub(crate) struct Listed {
    pub(crate) id: String,
    /// What kind of resource it is.
    pub(crate) kind: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) state: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) tags: BTreeMap<String, String>,
    /// What the policy lets the caller do to it now.
    pub(crate) may: Vec<&'static str>,
    /// What it does not, each with the code of the reason.
    pub(crate) may_not: BTreeMap<&'static str, &'static str>,
}

/// The answer to a request for a change.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) decision_id: String,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    pub(crate) action: &'static str,
    pub(crate) dry_run: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<String>,
    pub(crate) instances: Vec<Item>,
}

/// One instance of a report. For an instance that does not exist and for one the caller may not know
/// of, it holds the same bytes: the id that was sent, and the same words.
#[derive(Serialize)]
pub(crate) struct Item {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    outcome: Outcome,
    code: &'static str,
    message: &'static str,
    /// When it is its turn, from 1, if the instances of the request have different turns.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
    /// The runbooks that must have succeeded before it is stopped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before_stop: Vec<String>,
}

impl Item {
    /// What is told of an instance; `seen` and its step only if the caller may know of it.
    pub(crate) fn new(
        id: &InstanceId,
        seen: Option<&Seen>,
        told: &Told,
        step: Option<usize>,
    ) -> Self {
        Self {
            id: id.to_string(),
            name: seen.and_then(|seen| seen.tag("Name")).map(str::to_owned),
            account: seen.map(|seen| seen.account.to_string()),
            region: seen.map(|seen| seen.region.to_string()),
            state: seen.map(|seen| seen.state_name().to_owned()),
            outcome: told.outcome,
            code: told.code,
            message: told.message,
            step: step.filter(|_| seen.is_some()),
            before_stop: Vec::new(),
        }
    }

    /// The same, after these runbooks.
    pub(crate) fn after(mut self, runbooks: &[RunbookName]) -> Self {
        self.before_stop = runbooks.iter().map(ToString::to_string).collect();
        self
    }
}

/// The status, code and words of a whole report, from those of its instances.
pub(crate) fn summary(
    change: Change,
    dry_run: bool,
    told: &[&Told],
) -> (u16, &'static str, &'static str) {
    let any = |outcome: Outcome| told.iter().any(|told| told.outcome == outcome);
    let untouched = any(Outcome::Untouched);
    let is = |status: u16| told.iter().any(|told| told.status == status);
    let worst = [403, 404, 409, 503].into_iter().find(|status| is(*status));
    let succeeded = told.iter().any(|told| {
        told.status < 300 && !matches!(told.outcome, Outcome::NotYet | Outcome::Untouched)
    });
    match (worst, succeeded) {
        (Some(status), _) if untouched => (
            status,
            "nothing_changed",
            "nothing was changed, because not every instance of the request can be; leave those \
             out, or send `partial`",
        ),
        (Some(_), true) if dry_run => (
            207,
            "partly",
            "this is a dry run and nothing was changed: some of the request would be carried out \
             and some would not; each instance says which",
        ),
        (Some(_), true) => (
            207,
            "partly",
            "some of the request was carried out and some was not; each instance says which",
        ),
        (Some(403), false) => (403, "refused", "the policy does not let you do this"),
        (Some(404), false) => {
            (404, "not_found", "there is no such instance, or you may not know of it")
        }
        (Some(409), false) => (409, "not_possible", "this cannot be done as things are"),
        (Some(status), false) => (status, "failed", "this was not carried out"),
        (None, _) if dry_run => (
            200,
            "planned",
            "this is a dry run and nothing was changed: each instance says what would be done",
        ),
        (None, false)
            if any(Outcome::NotYet) && !any(Outcome::Requested) && !any(Outcome::StillGoing) =>
        {
            (
                202,
                "not_yet",
                "something has to be finished first, and nothing was changed yet; each instance says what: \
             ask again then",
            )
        }
        (None, _) if is(202) => match change {
            Change::Reboot => (202, "requested", "the reboot was asked for"),
            Change::Start => (202, "requested", "the start was asked for and is not seen done yet"),
            Change::Stop => (202, "requested", "the stop was asked for and is not seen done yet"),
        },
        (None, _) => (200, "done", "everything is as it was asked for"),
    }
}
