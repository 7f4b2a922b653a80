//! Who may vouch for a server of keys: TLS on loopback, by an authority that the system is told of.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use sekisho_identity::{HttpsKeys, KeySource, KeyUrl, TlsRoots};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{TlsAcceptor, rustls};

type Authority = CertifiedIssuer<'static, KeyPair>;

#[tokio::test]
async fn the_systems_authorities_vouch_for_a_server_by_its_name_while_its_certificate_lasts() {
    // Who is trusted is read from the environment: the test below asks it in processes of its own.
    if let (Ok(address), Ok(answers)) = (env::var(ADDRESS), env::var(ANSWERS)) {
        return ask(&address, answers.as_ref()).await;
    }
    let (known, unknown) = (authority(), authority());
    let trusting = Trusting::these(&known);
    let refused = "no TLS connection; is the server's certificate for this name and in date, and of \
                   an authority that is trusted here?";
    let expired = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);

    for (server, system) in [
        (serve(&known, NAME, |_| ()).await, KEYS),
        (serve(&known, "elsewhere.example", |_| ()).await, refused),
        (serve(&known, NAME, expired).await, refused),
        (serve(&unknown, NAME, |_| ()).await, refused),
    ] {
        let answers = trusting.ask(&server).await;
        let could_not = format!("the key document at `{server}` could not be read: ");
        // Of the bundled ones none knows any of them.
        let expected = [system, refused].map(str::to_owned);
        assert_eq!(answers.map(|answer| answer.replace(&could_not, "")), expected, "{server}");
    }
}

/// Asks a server with the system's authorities, then with the bundled ones, and writes what came of it.
async fn ask(address: &str, answers: &Path) {
    let mut told = Vec::new();
    for roots in [TlsRoots::System, TlsRoots::Bundled] {
        let source = HttpsKeys::new(KeyUrl::parse(address).unwrap(), roots).unwrap();
        let answer = source.fetch().await.map(|document| String::from_utf8(document).unwrap());
        told.push(answer.unwrap_or_else(|error| error.to_string()));
    }
    fs::write(answers, told.join("\n")).unwrap();
}

/// A system that has authorities of its own, and none else.
struct Trusting {
    directory: tempfile::TempDir,
}

impl Trusting {
    fn these(authority: &Authority) -> Self {
        let trusting = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(trusting.path("authorities.pem"), authority.pem()).unwrap();
        trusting
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// What a process there is answered with the system's authorities, and with the bundled ones.
    async fn ask(&self, address: &str) -> [String; 2] {
        let itself = "trust::the_systems_authorities_vouch_for_a_server_by_its_name_while_its_\
                      certificate_lasts";
        let answers = self.path("answers");
        let status = tokio::process::Command::new(env::current_exe().unwrap())
            .args(["--exact", itself])
            .env(ADDRESS, address)
            .env(ANSWERS, &answers)
            .env("SSL_CERT_FILE", self.path("authorities.pem"))
            .env_remove("SSL_CERT_DIR")
            .stdout(Stdio::null())
            .status()
            .await
            .unwrap();
        assert!(status.success());
        let told = fs::read_to_string(&answers).unwrap();
        fs::remove_file(&answers).unwrap();
        let (system, bundled) = told.split_once('\n').unwrap();
        [system, bundled].map(str::to_owned)
    }
}

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server of keys on loopback, with a certificate for this name: its address.
async fn serve(
    authority: &Authority,
    name: &str,
    change: impl FnOnce(&mut CertificateParams),
) -> String {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever does not trust it goes away.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 1024];
            let _asked = stream.read(&mut request).await;
            let length = KEYS.len();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{KEYS}");
            let _answered = stream.write_all(answer.as_bytes()).await;
            let _ended = stream.shutdown().await;
        }
    });
    format!("https://{NAME}:{port}/jwks.json")
}

const NAME: &str = "localhost";
const KEYS: &str = r#"{"keys":[]}"#;
const ADDRESS: &str = "SEKISHO_TEST_KEYS_AT";
const ANSWERS: &str = "SEKISHO_TEST_ANSWERS_TO";
