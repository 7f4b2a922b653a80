//! Events and answers as others published or captured them. They are not part of this repository:
//! where they are not beside it, the test says so and ends.

use std::{fs, path::Path};

use sekisho_lambda::ApiPin;
use serde_json::Value;
use support::events::{api, api_of};

use crate::{
    house::{House, token},
    laws::{self, Effect},
};

/// What each event is answered with by an authorizer of its own API. Everything else in the folder
/// is no event of an authorizer of a REST API at all.
const EXPECTED: [(&str, &str); 3] = [
    // The method ARN of the documentation's example has a star for its stage.
    ("01-", "wrong_api"),
    ("02-", "unknown_route"),
    ("11-", "unknown_route"),
];

/// The one event that calls a method of ours, from a place of ours.
const OURS: &str = "12-";

#[tokio::test]
async fn no_published_event_opens_anything_that_is_not_ours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/events");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: there are no published events beside the repository");
        return;
    };
    let mut wrong = Vec::new();
    let mut read = 0;
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        read += 1;
        let event = with_token(&fs::read_to_string(&file).unwrap());
        let house = House::answering_for(own_api(&event), true).await;

        let answer = house.answer(&event).await;

        let effect = laws::effect(&event, &answer, &[token("sato")]);
        let expected = EXPECTED
            .iter()
            .find(|(prefix, _)| name.starts_with(prefix))
            .map_or("unsupported_event", |(_, code)| code);
        let right = if name.starts_with(OURS) {
            effect == Effect::Runs(event["methodArn"].as_str().unwrap().to_owned())
        } else {
            effect == Effect::Denied && answer.audit.code() == expected
        };
        if !right {
            wrong.push(format!("{name}: {effect:?}, {}", answer.audit.code()));
        }
    }
    assert!(read > 0);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The event with a real token wherever one was taken out.
fn with_token(text: &str) -> Value {
    let text = text
        .replace("Bearer REDACTED", &format!("Bearer {}", token("sato")))
        .replace("eyJ.REDACTED.sig", token("sato"));
    serde_json::from_str(&text).unwrap()
}

/// The API an event is of, so that it is not refused for being another's.
fn own_api(event: &Value) -> ApiPin {
    let arn = event["methodArn"].as_str().unwrap_or_default();
    let parts: Vec<&str> = arn.split([':', '/']).collect();
    match parts.as_slice() {
        ["arn", partition, "execute-api", region, account, api, stage, ..] if *stage != "*" => {
            api_of(partition, region, account, api, stage)
        }
        _ => api(),
    }
}
