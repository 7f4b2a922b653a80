//! `EC2 Instance State-change Notification`: an instance came to a state.

use serde::Deserialize;

use super::{Event, What, envelope::Whole, instance};
use crate::State;

pub(super) fn read(whole: &Whole<'_>) -> Result<Event, &'static str> {
    let Wire { detail } = serde_json::from_str(whole.text)
        .map_err(|_| "its `detail` has no `instance-id` and `state`")?;
    let state = State::named(&detail.state);
    if state == State::Unknown {
        return Err("its `state` is one this program does not know");
    }
    Ok(Event {
        id: whole.id.clone(),
        at: whole.at,
        place: whole.place.clone(),
        what: What::State { instance: instance(&detail.instance_id)?, state },
    })
}

#[derive(Deserialize)]
struct Wire {
    detail: Detail,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Detail {
    instance_id: String,
    state: String,
}
