//! The parameters of a request, as EC2, RDS and STS name them.

use std::{collections::BTreeMap, time::Duration};

use sekisho_policy::{AccountId, InstanceId, Region};

use crate::{
    AwsError, ExternalId,
    adapters::cloud::{AssumeRole, Failure, FailureKind, Filter},
};

/// The members of a form, by name.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn of(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn required(&self, name: &str) -> Result<&str, Failure> {
        let text = format!("the request must contain the parameter {name}");
        self.text(name).ok_or_else(|| invalid("MissingParameter", &text))
    }

    /// The members of a list: `Name.1`, `Name.2` and so on.
    fn listed(&self, name: &str) -> Vec<&str> {
        (1_u32..).map_while(|number| self.text(&format!("{name}.{number}"))).collect()
    }

    pub(super) fn instance_ids(&self) -> Result<Vec<InstanceId>, Failure> {
        self.ids("InstanceId")
    }

    /// The ids of a question to Auto Scaling, which names its lists in another way.
    pub(super) fn group_members(&self) -> Result<Vec<InstanceId>, Failure> {
        self.ids("InstanceIds.member")
    }

    fn ids(&self, name: &str) -> Result<Vec<InstanceId>, Failure> {
        let ids = self.listed(name).into_iter().map(|text| {
            InstanceId::parse(text).map_err(|_| {
                let text = format!("Invalid id: \"{text}\"");
                invalid("InvalidInstanceID.Malformed", &text)
            })
        });
        ids.collect()
    }

    /// The one database that a call names.
    pub(super) fn database(&self) -> Result<InstanceId, Failure> {
        let name = self.required("DBInstanceIdentifier")?;
        InstanceId::parse(&format!("db:{name}")).map_err(|_| {
            let text = "The parameter DBInstanceIdentifier is not a valid identifier.";
            invalid("InvalidParameterValue", text)
        })
    }

    pub(super) fn filters(&self) -> Vec<Filter> {
        self.filters_of("Filter", "Value")
    }

    pub(super) fn database_filters(&self) -> Vec<Filter> {
        self.filters_of("Filters.Filter", "Values.Value")
    }

    fn filters_of(&self, filter: &str, value: &str) -> Vec<Filter> {
        let filter = |number: u32| {
            let name = self.text(&format!("{filter}.{number}.Name"))?.to_owned();
            let values = self.listed(&format!("{filter}.{number}.{value}"));
            Some(Filter { name, values: values.into_iter().map(str::to_owned).collect() })
        };
        (1_u32..).map_while(filter).collect()
    }

    pub(super) fn assume_role(&self) -> Result<AssumeRole, Failure> {
        let role = self.required("RoleArn")?;
        let account = role.split(':').nth(4).and_then(|text| AccountId::parse(text).ok());
        let account = account.ok_or_else(|| invalid("ValidationError", "the role has no ARN"))?;
        let external_id = self.text("ExternalId").map(ExternalId::parse).transpose();
        let seconds = self.text("DurationSeconds").unwrap_or("3600").parse();
        Ok(AssumeRole {
            account,
            role: role.to_owned(),
            external_id: external_id
                .map_err(|error| invalid("ValidationError", &error.to_string()))?,
            source_identity: self.required("SourceIdentity")?.to_owned(),
            session_name: self.required("RoleSessionName")?.to_owned(),
            policy: self.required("Policy")?.to_owned(),
            lasts: Duration::from_secs(
                seconds.map_err(|_| invalid("ValidationError", "DurationSeconds is no number"))?,
            ),
        })
    }
}

/// The access key and the region of a signature's scope:
/// `AWS4-HMAC-SHA256 Credential=KEY/20261124/ap-northeast-1/ec2/aws4_request, ...`.
pub(super) fn credential(authorization: &str) -> Option<(&str, Region)> {
    let (_, scope) = authorization.split_once("Credential=")?;
    let mut parts = scope.split('/');
    let (key, _date, region) = (parts.next()?, parts.next()?, parts.next()?);
    Some((key, Region::parse(region).ok()?))
}

pub(super) fn invalid(code: &str, text: &str) -> Failure {
    Failure::of(FailureKind::Refused, AwsError::new(code, text))
}
