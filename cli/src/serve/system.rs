//! The whole checkpoint in one process: gateway, both Lambdas, issuer, table and machines.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use sekisho_authorizer::{Authorizer, AuthorizerSettings};
use sekisho_executor::{
    Clock, Executor, ExecutorSettings, FleetOfKinds, Places, ServiceCounts, SimulatedCloud,
    SimulatedDatabase, SimulatedError, SimulatedInstance, SimulatedRunbook, State, TargetTag,
};
use sekisho_identity::{ClientId, ConfigError, IssuerUrl, TlsRoots, Verifier, issuers_from_json};
use sekisho_lambda::{ApiId, ApiPin, InvalidPin, Stage};
use sekisho_policy::{InvalidId, Partition, Policy, PolicyName, ResourceKind};
use sekisho_store::{CacheSettings, MemoryNotes, PolicyCache, PolicyTable};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    combination::PolicyDocument,
    gateway::{Exchange, Gateway, ToldAfterwards},
    http::{self, ISSUER_PATH, Site},
    issuer::DevIssuerError,
    services,
    tokens::{CLIENT_ID, Tokens},
};
use crate::scenario::{MachineState, Place, Town};

/// What the system is made of.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "whoever starts a system says what it is made of")]
pub struct Setup {
    /// Where to listen: a loopback address; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The people and machines.
    pub town: Town,
    /// Where the policy is.
    pub table: Arc<dyn PolicyTable>,
    /// Which policy.
    pub policy: PolicyName,
    /// The time of the town.
    pub clock: Arc<dyn Clock>,
    /// Where a call comes from that does not say so itself, such as a browser's; loopback unless given.
    pub from: Option<Place>,
}

/// A running system. Dropping it stops it without ceremony; [`System::stop`] waits for the end.
#[derive(Debug)]
pub struct System {
    address: SocketAddr,
    clock: Arc<dyn Clock>,
    policies: PolicyCache,
    exchanges: mpsc::UnboundedReceiver<Exchange>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

/// The system could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not this machine's own.
    #[error(
        "found the address {0}, required a loopback address such as 127.0.0.1: the local issuer gives a token to whoever asks"
    )]
    NotLoopback(std::net::IpAddr),
    /// The address could not be listened on.
    #[error(
        "cannot listen on {address}: {error}; choose another port with --port (0 takes one that is free)"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// The local issuer has no key.
    #[error(transparent)]
    Issuer(#[from] DevIssuerError),
    /// A part refused its configuration.
    #[error("{part}: {message}")]
    Part {
        /// Which part.
        part: &'static str,
        /// What it said.
        message: String,
    },
}

impl System {
    /// Starts the system: binds, fetches the keys over HTTP and reads the policy before it returns.
    ///
    /// # Errors
    ///
    /// [`StartError`]; an address that is not loopback is refused before anything is bound.
    pub async fn start(setup: Setup) -> Result<Self, StartError> {
        let listen = setup.listen;
        if !listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(listen.ip()));
        }
        let failed = |error| StartError::Listen { address: listen, error };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let issuer = format!("http://{address}{ISSUER_PATH}");
        let (exchanges, told) = mpsc::unbounded_channel();
        let gateway = gateway(&setup, &issuer, exchanges).await?;
        let Setup { town, table, policy, clock, from, .. } = setup;
        let policies = policies(&table, &policy);
        let site = Arc::new(Site { gateway, tokens: tokens(&issuer)?, town, from, table, policy });
        let (stop, stopped) = oneshot::channel::<()>();
        let service =
            http::router(Arc::clone(&site)).into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service).with_graceful_shutdown(async {
            drop(stopped.await);
        });
        let server = tokio::spawn(async move { server.await });
        let now = clock.now();
        tokio::join!(site.gateway.authorizer.hydrate(now), site.gateway.executor.hydrate());
        Ok(Self { address, clock, policies, exchanges: told, stop, server })
    }

    /// Where the system listens, as a URL without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next call that was answered; `None` once the system has stopped.
    pub async fn next_exchange(&mut self) -> Option<Exchange> {
        self.exchanges.recv().await
    }

    /// The policy in force, for explaining what it decided; `None` if there is none.
    pub(crate) async fn policy(&self) -> Option<Policy> {
        let published = self.policies.current(self.clock.now()).await.ok()?;
        Some(published.policy.clone())
    }

    /// Stops listening and waits until every call is answered.
    pub async fn stop(self) {
        // Both only fail if the server has ended already, which is what is wanted.
        let _ended = self.stop.send(());
        drop(self.server.await);
    }
}

/// Which API the town's gateway is.
fn api(town: &Town) -> Result<ApiPin, StartError> {
    let part = |error: InvalidPin| StartError::Part { part: "the API", message: error.to_string() };
    let id = |error: &InvalidId| StartError::Part { part: "the API", message: error.to_string() };
    Ok(ApiPin {
        partition: Partition::parse("aws").map_err(|error| id(&error))?,
        region: town.region.clone(),
        account: town.account.clone(),
        api_id: ApiId::parse("hoshimi0local").map_err(part)?,
        stage: Stage::parse("prod").map_err(part)?,
    })
}

async fn gateway(
    setup: &Setup,
    issuer: &str,
    exchanges: mpsc::UnboundedSender<Exchange>,
) -> Result<Gateway, StartError> {
    let api = api(&setup.town)?;
    // What a private API must have, at its most dangerous: everything that the authorizer does not
    // deny in so many words is allowed.
    let resource_policy = json!({
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
            "Resource": format!("{}*", api.stage_arn()) },
    });
    let resource_policy =
        PolicyDocument::from_json(resource_policy.to_string().as_bytes()).map_err(|error| {
            StartError::Part { part: "the resource policy", message: error.to_string() }
        })?;
    let policies = || policies(&setup.table, &setup.policy);
    let authorizer = Authorizer::new(
        verifier(issuer, &setup.table)?,
        policies(),
        AuthorizerSettings::new(api.clone()),
    );
    let (cloud, places) = cloud(setup, &api)?;
    let notes = Arc::new(MemoryNotes::new());
    let counts = ServiceCounts::new(notes.clone(), setup.policy.clone());
    services::put(&setup.town, &cloud, &counts, setup.clock.now()).await?;
    let fleet = FleetOfKinds::new([
        cloud.fleet(places.clone()),
        cloud.databases(places.clone()),
        cloud.services(places.clone(), counts),
    ]);
    let executor = Executor::new(
        verifier(issuer, &setup.table)?,
        policies(),
        Arc::new(fleet),
        Arc::new(ToldAfterwards),
        Arc::clone(&setup.clock),
        executor_settings(setup, api.clone()),
    );
    let executor = executor.with_runbooks(Arc::new(cloud.runbooks(places)), notes);
    let clock = Arc::clone(&setup.clock);
    Ok(Gateway { api, authorizer, clock, exchanges, executor, resource_policy })
}

/// Every part has a cache of its own, as the Lambdas do.
fn policies(table: &Arc<dyn PolicyTable>, policy: &PolicyName) -> PolicyCache {
    let settings = CacheSettings { refresh_every: REFRESH, ..CacheSettings::default() };
    PolicyCache::new(Arc::clone(table), policy.clone(), settings)
}

fn tokens(issuer: &str) -> Result<Tokens, StartError> {
    let part =
        |error: ConfigError| StartError::Part { part: "the issuer", message: error.to_string() };
    let issuer = IssuerUrl::parse(issuer).map_err(part)?;
    let client_id = ClientId::parse(CLIENT_ID).map_err(part)?;
    Ok(Tokens::new(&issuer, &client_id)?)
}

/// Each Lambda has a verifier of its own, configured by the same text as in production.
fn verifier(issuer: &str, table: &Arc<dyn PolicyTable>) -> Result<Verifier, StartError> {
    let part =
        |error: ConfigError| StartError::Part { part: "the issuer", message: error.to_string() };
    let text = json!([{
        "issuer": issuer, "client_ids": [CLIENT_ID], "token_use": "access", "trusted_claims": [],
        "keys": { "url": format!("{issuer}/.well-known/jwks.json") },
    }]);
    let issuers = issuers_from_json(&text.to_string()).map_err(part)?;
    sekisho_lambda::verifier(issuers, table, TlsRoots::Bundled).map_err(part)
}

/// The machines of the town as they are when the morning begins.
/// The machines of the town, where every name is that of a runbook that succeeds after a while.
fn cloud(setup: &Setup, api: &ApiPin) -> Result<(Arc<SimulatedCloud>, Places), StartError> {
    let part = |error: SimulatedError| StartError::Part {
        part: "the machines",
        message: error.to_string(),
    };
    let cloud = Arc::new(SimulatedCloud::new(Arc::clone(&setup.clock), TRANSITION));
    let Town { account, region, instances, .. } = &setup.town;
    for (name, machine) in instances {
        if machine.id.kind() == ResourceKind::Service {
            continue;
        }
        if machine.id.kind() == ResourceKind::Database {
            let status = match machine.state {
                MachineState::Running => "available",
                MachineState::Stopped => "stopped",
            };
            let (account, region, id) = (account.clone(), region.clone(), machine.id.clone());
            let mut database = SimulatedDatabase::new(account, region, id).in_status(status);
            database = database.tagged("Name", name).map_err(part)?;
            for (key, value) in &machine.tags {
                database = database.tagged(key, value).map_err(part)?;
            }
            cloud.put_database(database);
            continue;
        }
        let state = match machine.state {
            MachineState::Running => State::Running,
            MachineState::Stopped => State::Stopped,
        };
        let mut instance =
            SimulatedInstance::new(account.clone(), region.clone(), machine.id.clone())
                .in_state(state)
                .tagged("Name", name)
                .map_err(part)?;
        for (key, value) in &machine.tags {
            instance = instance.tagged(key, value).map_err(part)?;
        }
        cloud.put(instance);
    }
    let partition = api.partition.clone();
    cloud.put_any_runbook(SimulatedRunbook::new(RUNBOOK));
    Ok((cloud, Places::own(partition, account.clone(), vec![region.clone()])))
}

fn executor_settings(setup: &Setup, api: ApiPin) -> ExecutorSettings {
    let settings = ExecutorSettings::new(api);
    match setup.town.default_target.split_once('=') {
        Some((key, value)) => {
            settings.with_default_target(TargetTag { key: key.to_owned(), value: value.to_owned() })
        }
        None => settings,
    }
}

/// How soon a published change is noticed: shorter than in production, because somebody watches.
const REFRESH: Duration = Duration::from_secs(1);

/// How long a runbook takes before a stop.
const RUNBOOK: Duration = Duration::from_secs(1);

/// How long a machine takes to start or stop.
const TRANSITION: Duration = Duration::from_secs(10);
