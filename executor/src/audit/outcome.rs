//! What is recorded of what became of one instance.

use std::collections::BTreeMap;

use sekisho_policy::{Action, UnixTime};
use serde::Serialize;

use crate::{AwsError, CallTrace, Outcome, Place};

/// What is recorded of what became of one instance.
pub(crate) struct OutcomeRecord {
    pub(crate) id: String,
    /// Where it is: the name of a database alone is not enough.
    pub(crate) place: Option<Place>,
    pub(crate) action: Action,
    pub(crate) outcome: Outcome,
    pub(crate) code: &'static str,
    pub(crate) ended_at: UnixTime,
    pub(crate) state_before: Option<String>,
    pub(crate) state_after: Option<String>,
    /// The tags that were seen after the call; `None` if nobody looked.
    pub(crate) tags: Option<TagsAfter>,
    pub(crate) aws: Option<AwsError>,
    pub(crate) trace: CallTrace,
    pub(crate) runbooks: Vec<RunbookRecord>,
}

/// What is recorded of a runbook that had to succeed first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct RunbookRecord {
    pub(crate) document: String,
    /// SSM's id of the run, as CloudTrail has it; null if none is known to have been started.
    pub(crate) execution_id: Option<String>,
    pub(crate) status: RunbookStatus,
}

/// How far the run was seen to come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RunbookStatus {
    Failed,
    NotStarted,
    Running,
    Succeeded,
}

/// What a look after the call said of the tags.
pub(crate) enum TagsAfter {
    Changed(BTreeMap<String, String>),
    Same,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct OutcomeLine {
    dry_run: bool,
    instance_id: String,
    account: Option<String>,
    region: Option<String>,
    ended_at: i64,
    state_before: Option<String>,
    state_after: Option<String>,
    /// Whether the tags were others when the instance was looked at again after the call; null if it
    /// was not looked at again.
    tags_changed: Option<bool>,
    /// Those other tags.
    tags_after: Option<BTreeMap<String, String>>,
    aws_code: Option<String>,
    aws_text: Option<String>,
    aws_request_id: Option<String>,
    aws_session: Option<String>,
    source_identity: Option<String>,
    /// Only where there are some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    runbooks: Vec<RunbookRecord>,
}

impl OutcomeRecord {
    pub(super) fn into_line(self) -> OutcomeLine {
        let (aws_code, aws_text) = self.aws.map(|error| (error.code, error.text)).unzip();
        let (tags_changed, tags_after) = match self.tags {
            None => (None, None),
            Some(TagsAfter::Same) => (Some(false), None),
            Some(TagsAfter::Changed(tags)) => (Some(true), Some(tags)),
        };
        let (account, region) =
            self.place.map(|at| (at.account.to_string(), at.region.to_string())).unzip();
        OutcomeLine {
            // Nothing comes of a dry run.
            dry_run: false,
            instance_id: self.id,
            account,
            region,
            ended_at: self.ended_at.seconds(),
            state_before: self.state_before,
            state_after: self.state_after,
            tags_changed,
            tags_after,
            aws_code,
            aws_text,
            aws_request_id: self.trace.request_id,
            aws_session: self.trace.session,
            source_identity: self.trace.source_identity,
            runbooks: self.runbooks,
        }
    }
}
