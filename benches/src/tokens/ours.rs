//! The bare signature, and our verifier.

use std::{
    hint::black_box,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::{
    BearerToken, ClientId, ClientIds, IssuerExpectation, IssuerUrl, KeySet, KeySettings, KeySource,
    KeySourceError, Pending, TokenRefusal, TokenUse, TrustedClaims, Verifier,
};
use sekisho_policy::UnixTime;

use super::{Contender, Issuer};
use crate::measure::taken;

/// What is expected of the issuer's id tokens.
fn expectation() -> IssuerExpectation {
    let issuer = IssuerUrl::parse(Issuer::URL).expect("it is one");
    let client = ClientId::parse(Issuer::CLIENT).expect("it is one");
    let clients = ClientIds::try_new([client]).expect("there is one");
    IssuerExpectation::new(issuer, clients, TokenUse::Id, TrustedClaims::none())
}

fn timed(times: u32, mut what: impl FnMut()) -> Duration {
    let began = Instant::now();
    for _ in 0..times {
        what();
    }
    began.elapsed()
}

/// aws-lc-rs's check of the signature, with a key that was parsed before: the floor.
#[derive(Debug)]
pub struct Bare {
    key: ParsedPublicKey,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl Bare {
    /// The signature of one of the issuer's tokens.
    pub fn new(issuer: &Issuer) -> Self {
        let (n, e) = issuer.components();
        let key = RsaPublicKeyComponents { n, e };
        let key = key.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).expect("a key");
        let token = issuer.token();
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        Self { key, signed: signed.as_bytes().to_vec(), signature }
    }
}

impl Contender for Bare {
    fn name(&self) -> &'static str {
        "bare signature (aws-lc-rs)"
    }

    fn judge(&mut self, times: u32) -> Duration {
        timed(times, || {
            let (signed, signature) = (black_box(&self.signed), black_box(&self.signature));
            self.key.verify_sig(signed, signature).expect("the signature holds");
        })
    }
}

/// [`sekisho_identity::verify`]: pure, from the text of a header field.
#[derive(Debug)]
pub struct Pure {
    field: String,
    keys: KeySet,
    expected: IssuerExpectation,
    now: UnixTime,
}

impl Pure {
    /// Of one of the issuer's tokens.
    pub fn new(issuer: &Issuer) -> Self {
        Self {
            field: format!("Bearer {}", issuer.token()),
            keys: KeySet::from_jwks(issuer.jwks().as_bytes()).expect("a key set"),
            expected: expectation(),
            now: UnixTime::from_seconds(issuer.now()),
        }
    }
}

impl Contender for Pure {
    fn name(&self) -> &'static str {
        "sekisho, `verify`"
    }

    fn judge(&mut self, times: u32) -> Duration {
        timed(times, || {
            let token = BearerToken::from_header(black_box(&self.field)).expect("a token");
            let verified = sekisho_identity::verify(&token, &self.keys, &self.expected, self.now);
            black_box(verified.expect("it is accepted"));
        })
    }
}

/// The [`Verifier`] with its key cache, as the Lambdas have it.
#[derive(Debug)]
pub struct Whole {
    field: String,
    verifier: Verifier,
    now: UnixTime,
}

impl Whole {
    /// Of one of the issuer's tokens.
    pub fn new(issuer: &Issuer) -> Self {
        let now = UnixTime::from_seconds(issuer.now());
        let field = format!("Bearer {}", issuer.token());
        Self { field, verifier: verifier(issuer), now }
    }
}

impl Contender for Whole {
    fn name(&self) -> &'static str {
        "sekisho, `Verifier`"
    }

    fn judge(&mut self, times: u32) -> Duration {
        timed(times, || {
            let token = BearerToken::from_header(black_box(&self.field)).expect("a token");
            black_box(at_once(self.verifier.verify(&token, self.now)).expect("it is accepted"));
        })
    }
}

/// The [`Verifier`] refusing one kind of token.
#[derive(Debug)]
pub struct Refusing {
    name: &'static str,
    field: String,
    verifier: Verifier,
    now: UnixTime,
    refusal: TokenRefusal,
}

impl Refusing {
    /// A token that names a key nobody has, after the first such token has asked for it.
    pub fn unknown_key(issuer: &Issuer) -> Self {
        let token = issuer.token_by("/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        Self::new("refused: unknown key", issuer, &token, TokenRefusal::UnknownKey)
    }

    /// 200 KiB of token.
    pub fn too_large(issuer: &Issuer) -> Self {
        let token = issuer.token().repeat(180);
        Self::new("refused: 200 KiB", issuer, &token, TokenRefusal::TooLarge)
    }

    /// Two parts.
    pub fn malformed(issuer: &Issuer) -> Self {
        let mut token = issuer.token();
        token.truncate(token.rfind('.').expect("three parts"));
        Self::new("refused: two parts", issuer, &token, TokenRefusal::MalformedToken)
    }

    /// The same key's signature of another token.
    pub fn bad_signature(issuer: &Issuer) -> Self {
        let (token, other) = (issuer.token(), issuer.token_by("another"));
        let (signed, _) = token.rsplit_once('.').expect("three parts");
        let (_, signature) = other.rsplit_once('.').expect("three parts");
        let token = format!("{signed}.{signature}");
        Self::new("refused: bad signature", issuer, &token, TokenRefusal::BadSignature)
    }

    fn new(name: &'static str, issuer: &Issuer, token: &str, refusal: TokenRefusal) -> Self {
        let now = UnixTime::from_seconds(issuer.now());
        let field = format!("Bearer {token}");
        Self { name, field, verifier: verifier(issuer), now, refusal }
    }
}

impl Contender for Refusing {
    fn name(&self) -> &'static str {
        self.name
    }

    fn judge(&mut self, times: u32) -> Duration {
        timed(times, || {
            let refused = BearerToken::from_header(black_box(&self.field))
                .and_then(|token| at_once(self.verifier.verify(&token, self.now)));
            assert!(refused.is_err_and(|refusal| refusal == self.refusal), "{}", self.name);
        })
    }
}

/// How many bytes more are held after so many junk tokens, no two of which have anything in common
/// but their form, than after the first thousand of them.
pub fn growth(issuer: &Issuer, junk: u32) -> i64 {
    let now = UnixTime::from_seconds(issuer.now());
    let verifier = verifier(issuer);
    let (signed, signature) = issuer.token().rsplit_once('.').map_or_else(
        || panic!("a token has three parts"),
        |(signed, signature)| (signed.to_owned(), signature.to_owned()),
    );
    let refuse = |n: u32| {
        let part = |text: String| URL_SAFE_NO_PAD.encode(text);
        let header = part(format!(r#"{{"kid":"junk-{n}","alg":"RS256"}}"#));
        let claims = part(format!(r#"{{"iss":"https://junk.example/{n}","sub":"{n}"}}"#));
        let token = match n % 5 {
            // A key nobody has; a key we have, which did not sign; three ways to be no token.
            0 => format!("{header}.{claims}.{signature}"),
            1 if n % 100 == 1 => format!("{signed}{n}.{signature}"),
            1 | 2 => format!("{header}.{claims}"),
            3 => format!("{header}.{claims}.{signature}").repeat(20),
            _ => format!("{claims}.{claims}.{signature}"),
        };
        let refused = BearerToken::from_compact(&token)
            .and_then(|token| at_once(verifier.verify(&token, now)));
        refused.expect_err("it is junk");
    };
    (0..1_000).for_each(refuse);
    taken(|| (1_000..junk).for_each(refuse)).1.held
}

/// A verifier that fetches its keys with the first token, which no turn is timed by.
fn verifier(issuer: &Issuer) -> Verifier {
    let keys: Arc<dyn KeySource> = Arc::new(InMemory(issuer.jwks()));
    let verifier = Verifier::new(vec![(expectation(), keys)], KeySettings::default());
    verifier.expect("a configuration")
}

#[derive(Debug)]
struct InMemory(String);

impl KeySource for InMemory {
    fn fetch(&self) -> Pending<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(async { Ok(self.0.clone().into_bytes()) })
    }
}

/// What a future comes to that waits for nothing.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the keys are in memory: there is nothing to wait for"),
    }
}
