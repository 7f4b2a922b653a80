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
    /// A service of Amazon ECS.
    Service,
}

impl ResourceKind {
    /// What the id of a database begins with, as the last part of its ARN does.
    pub(crate) const DATABASE: &str = "db:";

    /// What the id of a service begins with: its cluster and its name follow, with `:` between them.
    pub(crate) const SERVICE: &str = "service:";

    /// Every kind, in the order of their names.
    pub const ALL: [Self; 3] = [Self::Database, Self::Instance, Self::Service];

    /// The name of the kind, in settings and in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Instance => "instance",
            Self::Service => "service",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind that the text of an id names.
    pub(crate) fn of(id: &str) -> Self {
        if id.starts_with(Self::DATABASE) {
            Self::Database
        } else if id.starts_with(Self::SERVICE) {
            Self::Service
        } else {
            Self::Instance
        }
    }

    /// The IAM actions that show resources of this kind. They are not narrowed: EC2's cannot be, a list
    /// of RDS is one call for all databases, and one of ECS begins with all clusters.
    pub(crate) const fn describing(self) -> &'static [&'static str] {
        match self {
            Self::Database => &["rds:DescribeDBInstances"],
            Self::Instance => &["ec2:DescribeInstances"],
            Self::Service => &["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"],
        }
    }

    /// The IAM action that is narrowed to some resources of this kind; `None` for one that is not, or
    /// that there is not: a service is started and stopped by its desired count, and not rebooted.
    ///
    /// SOURCE: service authorization reference, Amazon RDS: `StartDBInstance`, `StopDBInstance` and
    /// `RebootDBInstance` are of the resource type `db`, which has `aws:ResourceTag/KEY`; Amazon
    /// ECS: `UpdateService` is of the resource type `service`, which has it too.
    pub(crate) const fn changing(self, action: Action) -> Option<&'static str> {
        match (self, action) {
            (Self::Database | Self::Instance | Self::Service, Action::Describe)
            | (Self::Service, Action::Reboot) => None,
            (Self::Database, Action::Reboot) => Some("rds:RebootDBInstance"),
            (Self::Database, Action::Start) => Some("rds:StartDBInstance"),
            (Self::Database, Action::Stop) => Some("rds:StopDBInstance"),
            (Self::Instance, Action::Reboot) => Some("ec2:RebootInstances"),
            (Self::Instance, Action::Start) => Some("ec2:StartInstances"),
            (Self::Instance, Action::Stop) => Some("ec2:StopInstances"),
            (Self::Service, Action::Start | Action::Stop) => Some("ecs:UpdateService"),
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
            Self::Service => {
                let name = id.strip_prefix(Self::SERVICE).unwrap_or(id).replace(':', "/");
                format!("arn:{partition}:ecs:{region}:{account}:service/{name}")
            }
        }
    }
}

impl InstanceId {
    /// The kind of what it names.
    #[must_use]
    pub fn kind(&self) -> ResourceKind {
        ResourceKind::of(self.as_str())
    }

    /// The names that AWS knows it by: of a service its cluster and itself.
    ///
    /// Of an instance and of a database the first is empty.
    #[must_use]
    pub fn names(&self) -> (&str, &str) {
        let text = self.as_str();
        match self.kind() {
            ResourceKind::Database => {
                ("", text.strip_prefix(ResourceKind::DATABASE).unwrap_or(text))
            }
            ResourceKind::Instance => ("", text),
            ResourceKind::Service => {
                let names = text.strip_prefix(ResourceKind::SERVICE).unwrap_or(text);
                names.split_once(':').unwrap_or(("", names))
            }
        }
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
