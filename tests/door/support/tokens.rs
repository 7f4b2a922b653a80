//! Whose tokens are expected, and key sources that answer from memory.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sekisho_identity::{
    ClientId, ClientIds, IssuerExpectation, IssuerUrl, KeySource, KeySourceError, NamePrefix,
    Pending, TokenUse, TrustedClaims,
};

/// The user pool of the suites.
pub const POOL: &str = "ap-northeast-1_TestPool1";
/// Its issuer.
pub const ISSUER: &str =
    "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1";
/// Its app client.
pub const CLIENT: &str = "57cbishk4j24pabc1234567890";

/// What is expected of the tokens of `issuer`, for [`CLIENT`].
pub fn expectation(issuer: &str, token_use: TokenUse) -> IssuerExpectation {
    let issuer = IssuerUrl::parse(issuer).unwrap();
    let clients = ClientIds::try_new([ClientId::parse(CLIENT).unwrap()]).unwrap();
    IssuerExpectation::new(issuer, clients, token_use, TrustedClaims::none())
}

/// What is expected of the access tokens of `issuer` where it is one of several.
pub fn prefixed(issuer: &str, prefix: &str) -> IssuerExpectation {
    expectation(issuer, TokenUse::Access).with_prefix(NamePrefix::parse(prefix).unwrap())
}

/// A key source that answers from memory and counts how often it was asked.
#[derive(Debug)]
pub struct MemoryKeys {
    answer: Mutex<Result<Vec<u8>, KeySourceError>>,
    delay: Mutex<Duration>,
    fetches: AtomicUsize,
}

impl MemoryKeys {
    pub fn new(document: impl Into<Vec<u8>>) -> Arc<Self> {
        let answer = Mutex::new(Ok(document.into()));
        Arc::new(Self { answer, delay: Mutex::default(), fetches: AtomicUsize::new(0) })
    }

    /// From now on it answers with this document.
    pub fn publish(&self, document: impl Into<Vec<u8>>) {
        *self.answer.lock().unwrap() = Ok(document.into());
    }

    /// From now on it answers with an error.
    pub fn fail(&self) {
        let error = KeySourceError::Status { place: "memory".to_owned(), status: 503 };
        *self.answer.lock().unwrap() = Err(error);
    }

    /// From now on it answers after this time.
    pub fn delay(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    /// How often it was asked.
    pub fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

impl KeySource for MemoryKeys {
    fn fetch(&self) -> Pending<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(async {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            let delay = *self.delay.lock().unwrap();
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            self.answer.lock().unwrap().clone()
        })
    }
}
