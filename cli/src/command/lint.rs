//! `sekisho lint`: what is legal in a policy and looks wrong.

use clap::Args;
use sekisho_policy::{
    Document, UnixTime,
    analysis::{Budget, Hints},
};
use sekisho_store::draft_document;

use super::{inventory_options::InventoryOptions, policy_argument::PolicyArgument};
use crate::{
    Exit, Surroundings,
    error::CommandError,
    lints::{Denied, Finding, Findings, as_json, tell},
    table::IfMissing,
};

/// Find what is legal in a policy and looks wrong: rules that do nothing, that others undo, whose time is over
///
/// Every rule is held against all others together, and every finding is proved: `redundant` names the
/// rules that say the same, `overridden` the deny rules that leave nothing, none of them too many. What
/// `sekisho check` warns of is told too; and of the instances and people that there are, if they are given,
/// which values the rules ask for that none of them has. Ends with 0 whatever is found, with 2 if --deny
/// names some of it, with 3 if the document has problems, with 4 if a search took more steps than it may.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho lint examples/hoshimi.yaml\n  sekisho lint --table dynamodb:sekisho --policy hoshimi --draft\n  sekisho lint policy.yaml --inventory instances.json --people people.json --deny warnings"
)]
pub(crate) struct Lint {
    #[command(flatten)]
    policy: PolicyArgument,
    /// Take what is being edited in the table, instead of what is in force
    #[arg(long, requires = "table", conflicts_with_all = ["version", "as_of"])]
    draft: bool,
    /// End with 2 if this is found: the code of a finding, `warnings`, or `all`
    #[arg(
        long,
        value_name = "CODE|warnings|all",
        value_delimiter = ',',
        value_parser = Denied::parse
    )]
    deny: Vec<Denied>,
    /// How many steps of search each rule may take
    #[arg(long, value_name = "N", default_value_t = Budget::default().steps)]
    steps: u64,
    /// One JSON object a finding and line: severity, code, rule, message, help, and what its code has
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    inventory: InventoryOptions,
}

impl Lint {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let inputs = usize::from(self.policy.is_standard_input());
        if inputs.saturating_add(self.inventory.standard_inputs()) > 1 {
            return Err(CommandError::OneInput);
        }
        let document = self.document(surroundings).await?;
        let now = self.policy.time()?.unwrap_or_else(surroundings.now);
        let hints = self.hints(now, surroundings)?;
        let rules = document.rules().len();
        surroundings.step(
            rules,
            format_args!("holding {rules} rules against each other …"),
            format_args!("{rules} 件のルールを互いに照らし合わせています…"),
        )?;
        let findings = Findings::of(&document, &hints, Budget::of_steps(self.steps));
        if self.json {
            for finding in &findings.list {
                surroundings.say(as_json(&findings, finding))?;
            }
        } else {
            tell(&findings, surroundings)?;
        }
        Ok(self.exit(&findings))
    }

    /// What there is, if it is given, and now.
    fn hints(
        &self,
        now: UnixTime,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Hints, CommandError> {
        let people = self.inventory.people(surroundings)?;
        let instances = self.inventory.instances(surroundings)?;
        if self.inventory.has_people() && people.is_empty() {
            surroundings.notice(
                "nobody is in the files of people: nothing is said of groups and users",
                "人のファイルにだれもいないので、グループと利用者については何も示しません",
            )?;
        }
        if self.inventory.has_instances() && instances.is_empty() {
            surroundings.notice(
                "no instance is in the files of instances: nothing is said of what instances have",
                "インスタンスのファイルに一台もないので、インスタンスの値については何も示しません",
            )?;
        }
        let people = people.into_iter().map(|person| person.caller).collect();
        Ok(Hints::near(now).with_people(people).with_instances(instances))
    }

    async fn document(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Document, CommandError> {
        match self.policy.in_table().filter(|_| self.draft) {
            Some((location, policy)) => {
                let table = location.open(IfMissing::Fail).await?;
                Ok(draft_document(table.as_ref(), policy).await?)
            }
            None => self.policy.document(surroundings).await,
        }
    }

    /// What must not be found is worse than what is not known.
    fn exit(&self, findings: &Findings<'_>) -> Exit {
        let is_denied = |finding: &Finding| self.deny.iter().any(|denied| denied.has(finding));
        if findings.list.iter().any(is_denied) {
            Exit::Differs
        } else if findings.list.iter().any(Finding::is_undecided) {
            Exit::Undecided
        } else {
            Exit::Done
        }
    }
}
