//! One function by itself, with ways of its own to the policy table, to the issuer's keys and to EC2.

use std::time::Duration;

use serde_json::{Map, Value, json};
use support::{
    events::Call,
    function::{Binary, Function},
    moto::Moto,
    runtime_api::Answer,
    way::Way,
};
use tokio::sync::{OnceCell, Semaphore};

use crate::{checkpoint::at_the_door, town::Town};

/// What it takes to start functions of a town, and to call them as Sato, who may see instances.
#[derive(Clone)]
pub struct Site {
    pub variables: Vec<(&'static str, String)>,
    pub token: String,
}

impl Site {
    /// The town of all who change nothing in it.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Site> = OnceCell::const_new();
        SHARED.get_or_init(async || Self::of(&mut Town::found("outposts").await).await).await
    }

    pub async fn of(town: &mut Town) -> Self {
        Self { variables: town.variables(), token: town.sato().await.access }
    }

    /// Sato wants to see instances.
    pub fn call(&self) -> Call {
        Call::get("/instances").bearer(&self.token)
    }
}

/// What a caller gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said {
    Allowed,
    Refused(u16),
}

/// A function, and the ways that lead from it.
pub struct Outpost {
    pub function: Function,
    pub table: Way,
    pub keys: Way,
    pub fleet: Way,
    pub binary: Binary,
    token: String,
}

impl Outpost {
    /// Ways on which all is well, in a town where nothing changes.
    pub async fn well(site: &Site, binary: Binary, more: &[(&'static str, &str)]) -> Self {
        let ways = [0, 1].map(|_| Way::to_what_stays(Moto::shared().endpoint()));
        Self::behind(site, binary, ways, more).await
    }

    /// A function that finds the table and the keys along these ways, with more variables.
    pub async fn behind(
        site: &Site,
        binary: Binary,
        [table, keys]: [Way; 2],
        more: &[(&'static str, &str)],
    ) -> Self {
        let mut variables = site.variables.clone();
        for (name, value) in &mut variables {
            if *name == "SEKISHO_ISSUERS" {
                let mut issuers: Value = serde_json::from_str(value).expect("a list of issuers");
                let url = issuers[0]["keys"]["url"].as_str().expect("an address of keys");
                issuers[0]["keys"]["url"] =
                    json!(url.replace(Moto::shared().endpoint(), &keys.endpoint()));
                *value = issuers.to_string();
            }
        }
        let fleet = Way::to_what_stays(Moto::shared().endpoint());
        variables.push(("AWS_ENDPOINT_URL_DYNAMODB", table.endpoint()));
        variables.push(("AWS_ENDPOINT_URL_EC2", fleet.endpoint()));
        variables.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let function = Function::start(binary, variables).await;
        Self { function, table, keys, fleet, binary, token: site.token.clone() }
    }

    /// Sato asks to see instances: of the executor, as one whom the authorizer let pass.
    pub async fn ask(&mut self) -> Said {
        let call = Call::get("/instances").bearer(&self.token);
        match self.binary {
            Binary::Authorizer => match at_the_door(&mut self.function, &call).await {
                Ok(_) => Said::Allowed,
                Err(status) => Said::Refused(status),
            },
            Binary::Executor => match self.function.invoke(&event_of(self.binary, &call)).await {
                Answer::Response(response) if response["statusCode"] == 200 => Said::Allowed,
                Answer::Response(response) => {
                    let status = response["statusCode"].as_u64().expect("a status");
                    Said::Refused(u16::try_from(status).expect("an HTTP status"))
                }
                Answer::Error(..) | Answer::TimedOut => Said::Refused(500),
            },
            Binary::Guard => unreachable!("nobody calls the guard"),
        }
    }

    /// What is left of the last of so many answers: its audit line and its metric line, which agree.
    pub async fn left(&self, answers: usize) -> (Value, Value) {
        let audit = self.function.audit(answers).await.pop().expect("a line");
        let metrics = self.function.metrics(answers).await.pop().expect("a line");
        let told = |line: &Value, outcome: &str, code: &str| {
            (line[outcome].clone(), line[code].clone(), line["decision_id"].clone())
        };
        assert_eq!(told(&audit, "outcome", "code"), told(&metrics, "Outcome", "Code"));
        assert_eq!((&metrics["Decisions"], &metrics["AuditFailures"]), (&json!(1), &json!(0)));
        (audit, metrics)
    }

    /// Checks that the last answer came in time by the clock of the service, and that the function
    /// says of itself that it did.
    #[track_caller]
    pub fn assert_took(&self, metrics: &Value, within: Duration, what: &str) {
        let took = self.function.took();
        assert!(took <= within, "{what}: took {took:?}, required at most {within:?}");
        let latency = metrics["Latency"].as_f64().expect("milliseconds") / 1_000.0;
        assert!(latency <= took.as_secs_f64(), "{what}: measured {latency} s of {took:?}");
    }
}

/// The event each function receives of a call; the executor's passed an authorizer.
pub fn event_of(binary: Binary, call: &Call) -> Value {
    match binary {
        Binary::Authorizer => call.authorizer_event(),
        Binary::Executor => {
            let said = Map::from_iter([("principalId".to_owned(), json!("sato"))]);
            call.proxy_event(Some(said))
        }
        Binary::Guard => unreachable!("nobody calls the guard"),
    }
}

/// Both functions that answer calls.
pub const BOTH: [Binary; 2] = [Binary::Authorizer, Binary::Executor];

/// Who may start a process and wait for its first answer: on two cores, more at a time would measure
/// each other.
pub static TURNS: Semaphore = Semaphore::const_new(6);

/// What a busy machine and a debug build add to a time that the program keeps to: less than the rest
/// of the time of either Lambda.
pub const SLACK: Duration = Duration::from_millis(1_000);
