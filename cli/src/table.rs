//! Where a policy table is: `file:DIR`, `embedded:PATH` or `dynamodb:NAME`.

#[cfg(feature = "embedded")]
mod embedded;

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

use sekisho_store::{DynamoDbTable, DynamoDbTimeouts, FileTable, PolicyTable};

use crate::error::CommandError;

/// Where a policy table is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum TableLocation {
    /// A DynamoDB table, found the way every AWS tool finds it.
    DynamoDb(String),
    /// An in-process DynamoDB kept in a file.
    Embedded(PathBuf),
    /// A directory.
    File(PathBuf),
}

/// Whether a table that is not there is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum IfMissing {
    Create,
    Fail,
}

impl TableLocation {
    /// Opens the table. A DynamoDB table in the cloud is never made here: that is the deployment's.
    pub(crate) async fn open(
        &self,
        if_missing: IfMissing,
    ) -> Result<Arc<dyn PolicyTable>, CommandError> {
        match (self, if_missing) {
            (Self::DynamoDb(name), _) => {
                let config = aws_config::load_from_env().await;
                Ok(Arc::new(DynamoDbTable::new(&config, name, DynamoDbTimeouts::patient())))
            }
            #[cfg(feature = "embedded")]
            (Self::Embedded(path), _) => embedded::open(path).await,
            #[cfg(not(feature = "embedded"))]
            (Self::Embedded(_), _) => Err(CommandError::NoEmbedded),
            (Self::File(path), IfMissing::Create) => Ok(Arc::new(FileTable::create(path)?)),
            (Self::File(path), IfMissing::Fail) => Ok(Arc::new(FileTable::open(path)?)),
        }
    }
}

/// Text that is no location of a table.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("required `file:DIR`, `embedded:PATH` or `dynamodb:NAME`")]
pub(crate) struct InvalidLocation;

impl FromStr for TableLocation {
    type Err = InvalidLocation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((_, "")) | None => Err(InvalidLocation),
            Some(("dynamodb", name)) => Ok(Self::DynamoDb(name.to_owned())),
            Some(("embedded", path)) => Ok(Self::Embedded(path.into())),
            Some(("file", path)) => Ok(Self::File(path.into())),
            Some(_) => Err(InvalidLocation),
        }
    }
}

impl fmt::Display for TableLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DynamoDb(name) => write!(formatter, "dynamodb:{name}"),
            Self::Embedded(path) => write!(formatter, "embedded:{}", path.display()),
            Self::File(path) => write!(formatter, "file:{}", path.display()),
        }
    }
}
