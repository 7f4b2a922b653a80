//! What is remembered of: a resource of AWS, at its place.

use sekisho_policy::InstanceId;

use crate::Place;

/// One resource, told from another that has its name later, or elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) place: Place,
    pub(super) id: InstanceId,
    /// What AWS calls it for good, where its id is a name that can be given again.
    pub(super) lasting_id: Option<String>,
}

impl Thing {
    /// What notes on it are filed under.
    pub(super) fn path(&self) -> String {
        let Self { place, id, lasting_id } = self;
        let lasting = lasting_id.as_deref().unwrap_or_default();
        format!("{}/{}/{id}/{lasting}", place.account, place.region)
    }
}
