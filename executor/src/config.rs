//! The environment of the Lambda, read as pairs of texts.

use sekisho_lambda::{ConfigError, Variables};
use sekisho_policy::{AccountId, Region, ResourceKind};

use crate::{
    Account, ActorRole, AuditListings, ExecutorSettings, ExternalId, InvalidPlace, Places,
    TargetTag, Tiers,
};

/// What the environment says, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// What both Lambdas are told.
    pub shared: sekisho_lambda::Config,
    /// `SEKISHO_ACCOUNTS`, `SEKISHO_REGIONS` and `SEKISHO_ACTOR_ROLE`: where the instances are, and
    /// how their accounts are entered; by default the account and the region of the API, with the
    /// function's own credentials.
    pub places: Places,
    /// `SEKISHO_KINDS`: what kinds of resources are shown and acted on; by default instances alone, so
    /// that no rule that was written for them opens anything else.
    pub kinds: Vec<ResourceKind>,
    /// `SEKISHO_DEFAULT_TARGET_TAG`: what `POST /` acts on, if anything.
    pub default_target: Option<TargetTag>,
    /// `SEKISHO_TIERS`: in which order instances of one request are started and stopped.
    pub tiers: Option<Tiers>,
    /// `SEKISHO_RUNBOOKS`: whether runbooks are run before a stop that is bound by one. Where they are
    /// not, it is refused.
    pub runbooks: bool,
    /// `SEKISHO_AUDIT_LISTINGS`: how much is recorded of a list.
    pub audit_listings: AuditListings,
}

impl Config {
    /// Reads the variables of an environment; others are passed over.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] found.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let variables = Variables::of(pairs);
        let shared = sekisho_lambda::Config::read(&variables)?;
        Ok(Self {
            places: places(&variables, &shared)?,
            kinds: variables.parsed_or("SEKISHO_KINDS", "instance", |text| {
                listed(text, |text| ResourceKind::named(text).ok_or("")).map_err(|_| KINDS)
            })?,
            default_target: variables.optional("SEKISHO_DEFAULT_TARGET_TAG", TargetTag::parse)?,
            tiers: variables.optional("SEKISHO_TIERS", Tiers::parse)?,
            runbooks: variables.parsed_or("SEKISHO_RUNBOOKS", "off", runbooks)?,
            audit_listings: variables.parsed_or("SEKISHO_AUDIT_LISTINGS", "instances", |text| {
                AuditListings::named(text).ok_or("instances or count")
            })?,
            shared,
        })
    }

    /// How the executor works in this environment.
    #[must_use]
    pub fn settings(&self) -> ExecutorSettings {
        let mut settings =
            ExecutorSettings::new(self.shared.api.clone()).with_audit_listings(self.audit_listings);
        settings.default_target.clone_from(&self.default_target);
        settings.tiers.clone_from(&self.tiers);
        settings
    }
}

const KINDS: &str = "a list in which nothing is twice, of: instance, database, service";
/// `on` or `off`. A build that knows no SSM refuses `on`: it would stop nothing that is bound.
fn runbooks(text: &str) -> Result<bool, &'static str> {
    match text {
        "off" => Ok(false),
        "on" if cfg!(feature = "ssm") => Ok(true),
        "on" => Err("off: this build is without the feature `ssm`"),
        _ => Err("on or off"),
    }
}

fn places(variables: &Variables, shared: &sekisho_lambda::Config) -> Result<Places, ConfigError> {
    let api = &shared.api;
    let role = variables.optional("SEKISHO_ACTOR_ROLE", |text| {
        ActorRole::parse(text).map_err(InvalidPlace::required)
    })?;
    let accounts = variables.optional("SEKISHO_ACCOUNTS", |text| listed(text, account))?;
    let regions = variables.optional("SEKISHO_REGIONS", |text| {
        listed(text, |text| Region::parse(text).map_err(|error| error.required()))
    })?;
    let regions = regions.unwrap_or_else(|| vec![api.region.clone()]);
    let own = Account { id: api.account.clone(), external_id: None };
    let accounts = accounts.unwrap_or_else(|| vec![own.clone()]);
    let partition = api.partition.clone();
    match role {
        Some(role) => Ok(Places::entered_by(role, partition, accounts, regions)),
        None if accounts == [own] => Ok(Places::own(partition, api.account.clone(), regions)),
        None => Err(ConfigError::Missing {
            variable: "SEKISHO_ACTOR_ROLE",
            required: "the name of the role by which the accounts of SEKISHO_ACCOUNTS are entered",
        }),
    }
}

/// `111122223333` or `111122223333=external-id`.
pub(crate) fn account(text: &str) -> Result<Account, &'static str> {
    let (id, external_id) = match text.split_once('=') {
        Some((id, external_id)) => (id, Some(external_id)),
        None => (text, None),
    };
    let external_id = external_id.map(ExternalId::parse).transpose();
    Ok(Account {
        id: AccountId::parse(id).map_err(|error| error.required())?,
        external_id: external_id.map_err(InvalidPlace::required)?,
    })
}

/// A list of texts between commas: at least one, and none twice.
pub(crate) fn listed<T: PartialEq>(
    text: &str,
    read: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<Vec<T>, &'static str> {
    let mut all = Vec::new();
    for part in text.split(',') {
        let one = read(part.trim())?;
        if all.contains(&one) {
            return Err("a list in which nothing is twice");
        }
        all.push(one);
    }
    Ok(all)
}
