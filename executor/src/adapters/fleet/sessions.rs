//! The sessions that are held: one for each account, person and session policy.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sekisho_policy::{AccountId, UnixTime};

use crate::{
    Clock, Places,
    adapters::cloud::{AssumeRole, Cloud, Failure, Session},
};

/// How long a session lasts. SOURCE: AWS STS API reference, `AssumeRole`, `DurationSeconds`: 900 at
/// the least.
const LASTS: Duration = Duration::from_mins(15);
/// How long before its end a session is not begun with any more: longer than one answer takes.
const MARGIN: Duration = Duration::from_mins(1);
/// Sessions held at once: more than a quarter of an hour sees. The oldest goes first.
const MOST: usize = 256;

/// What a session is held under. Its policy is in it as a text: a session is used again only for
/// exactly what it was made for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Ask {
    pub(super) source_identity: String,
    pub(super) policy: String,
}

#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<Vec<Held>>);

#[derive(Debug)]
struct Held {
    account: AccountId,
    ask: Ask,
    session: Arc<Session>,
    /// On the monotonic clock, which can stand still while a Lambda is frozen.
    until: Duration,
    /// By the time of day, which can be set back.
    until_at: UnixTime,
}

impl Sessions {
    /// A session in an account that does what the ask says and no more: one that is held, or a new
    /// one of this name. `None` where the process acts itself.
    pub(super) async fn enter(
        &self,
        cloud: &dyn Cloud,
        clock: &dyn Clock,
        places: &Places,
        account: &AccountId,
        ask: &Ask,
        name: &str,
    ) -> Result<Option<Arc<Session>>, Failure> {
        let Some(role) = places.role_in(account) else { return Ok(None) };
        let (now, at) = (clock.monotonic(), clock.now());
        if let Some(session) = self.held(now, at, account, ask) {
            return Ok(Some(session));
        }
        let request = AssumeRole {
            account: account.clone(),
            role,
            external_id: places.external_id(account).cloned(),
            source_identity: ask.source_identity.clone(),
            session_name: name.to_owned(),
            policy: ask.policy.clone(),
            lasts: LASTS,
        };
        let credentials = cloud.assume(&request).await?;
        let AssumeRole { session_name, source_identity, .. } = request;
        let session = Arc::new(Session { credentials, name: session_name, source_identity });
        let used_for = LASTS.saturating_sub(MARGIN);
        let seconds = i64::try_from(used_for.as_secs()).unwrap_or(i64::MAX);
        let held = Held {
            account: account.clone(),
            ask: ask.clone(),
            session: session.clone(),
            until: now.saturating_add(used_for),
            until_at: UnixTime::from_seconds(at.seconds().saturating_add(seconds)),
        };
        let mut sessions = self.sessions();
        if sessions.len() >= MOST {
            sessions.remove(0);
        }
        sessions.push(held);
        Ok(Some(session))
    }

    fn held(
        &self,
        now: Duration,
        at: UnixTime,
        account: &AccountId,
        ask: &Ask,
    ) -> Option<Arc<Session>> {
        let mut sessions = self.sessions();
        sessions.retain(|held| now < held.until && at < held.until_at);
        let mut held = sessions.iter();
        let found = held.find(|held| held.account == *account && held.ask == *ask)?;
        Some(found.session.clone())
    }

    fn sessions(&self) -> MutexGuard<'_, Vec<Held>> {
        // A list that lacks or keeps one session is as good as another: nothing in it is half.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
