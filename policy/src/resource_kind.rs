//! The kinds of resources that a policy is about.

use core::fmt;

use crate::{Action, InstanceId, Partition};

use alloc::{format, string::String};

/// A kind of resource. The rules make no difference between them; what AWS calls them and what is
/// asked of AWS does.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new kind must be looked at and acted on everywhere")]
pub enum ResourceKind {
    /// A DB instance of Amazon RDS.
    Database,
    /// An EC2 instance.
    Instance,
}

impl ResourceKind {
    /// What the id of a database begins with, as the last part of its ARN does.
    pub(crate) const DATABASE: &str = "db:";

    /// Every kind, in the order of their names.
    pub const ALL: [Self; 2] = [Self::Database, Self::Instance];

    /// The name of the kind, in settings and in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Instance => "instance",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind that the text of an id names.
    pub(crate) fn of(id: &str) -> Self {
        if id.starts_with(Self::DATABASE) { Self::Database } else { Self::Instance }
    }

    /// The IAM action that shows resources of this kind. It is not narrowed: EC2's cannot be, and a list
    /// of RDS is one call for all databases.
    pub(crate) const fn describing(self) -> &'static str {
        match self {
            Self::Database => "rds:DescribeDBInstances",
            Self::Instance => "ec2:DescribeInstances",
        }
    }

    /// The IAM action that is narrowed to some resources of this kind; `None` for one that is not.
    ///
    /// SOURCE: service authorization reference, Amazon RDS: `StartDBInstance`, `StopDBInstance` and
    /// `RebootDBInstance` are of the resource type `db`, which has `aws:ResourceTag/KEY`.
    pub(crate) const fn changing(self, action: Action) -> Option<&'static str> {
        match (self, action) {
            (Self::Database | Self::Instance, Action::Describe) => None,
            (Self::Database, Action::Reboot) => Some("rds:RebootDBInstance"),
            (Self::Database, Action::Start) => Some("rds:StartDBInstance"),
            (Self::Database, Action::Stop) => Some("rds:StopDBInstance"),
            (Self::Instance, Action::Reboot) => Some("ec2:RebootInstances"),
            (Self::Instance, Action::Start) => Some("ec2:StartInstances"),
            (Self::Instance, Action::Stop) => Some("ec2:StopInstances"),
        }
    }

    /// The ARN of the resource of this id, or of all of this kind if it is `*`.
    pub(crate) fn arn(
        self,
        partition: &Partition,
        region: &str,
        account: &str,
        id: &str,
    ) -> String {
        match self {
            Self::Database => {
                let name = id.strip_prefix(Self::DATABASE).unwrap_or(id);
                format!("arn:{partition}:rds:{region}:{account}:db:{name}")
            }
            Self::Instance => format!("arn:{partition}:ec2:{region}:{account}:instance/{id}"),
        }
    }
}

impl InstanceId {
    /// The kind of what it names.
    #[must_use]
    pub fn kind(&self) -> ResourceKind {
        ResourceKind::of(self.as_str())
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
