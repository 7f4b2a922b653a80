//! What must be done before what a rule allows.

use super::Check;
use crate::{
    Action, Obligations, RunbookName,
    document::{
        model::{Clause, Effect},
        node::{Entry, quote},
        report::Fault,
    },
};

impl Check {
    /// The obligations of a rule. `when` is what the rule asks, where that is readable.
    pub(super) fn obligations(
        &mut self,
        entry: &Entry,
        effect: Option<Effect>,
        when: Option<&Clause>,
    ) -> Option<Obligations> {
        if effect == Some(Effect::Deny) {
            let fault = Fault::new(
                "misplaced_key",
                "`obligations` in a deny rule",
                "obligations in an allow rule only",
            );
            let help = "write them in the rules that allow what is to be done after them";
            self.report.refuse(&entry.spot, fault.help(help));
            return None;
        }
        let fields = self.fields(&entry.value, &KEYS, REQUIRED)?;
        if fields.is_empty() {
            let fault = Fault::new("empty_condition", "an empty mapping", REQUIRED);
            let help = "leave `obligations` out if nothing must be done before";
            self.report.refuse(&entry.value.spot, fault.help(help));
            return None;
        }
        let before = fields.entry("before_stop")?;
        let required = "the name of an SSM document: 3 to 128 of A-Z, a-z, 0-9, _, . and -";
        let text = self.text(&before.value, required)?;
        // No spelling is suggested: another name is another document.
        let parsed = RunbookName::parse(text)
            .map_err(|invalid| Fault::new("invalid_id", quote(text), invalid.required()));
        let runbook = self.accept(&before.value.spot, parsed)?;
        let actions = when.map(|clause| clause.actions.as_ref());
        if actions.flatten().is_some_and(|actions| !actions.contains(&Action::Stop)) {
            // An error and not a warning: its author counts on it, and nothing would ever run it.
            let fault = Fault::new(
                "idle_obligation",
                "`before_stop` in a rule that allows no stop",
                "`before_stop` where `actions` has `stop` or is `any`",
            );
            let help = "remove it here, and write it in the rules that allow the stop";
            self.report.refuse(&before.spot, fault.help(help));
            return None;
        }
        Some(Obligations { before_stop: Some(runbook) })
    }
}

const KEYS: [&str; 1] = ["before_stop"];
const REQUIRED: &str = "obligations: a mapping with `before_stop`, the name of an SSM document";
