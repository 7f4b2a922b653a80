//! Whom an https connection trusts.

use memchr::memmem;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// The certificate authorities that may vouch for a server.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whoever makes a connection must see a new one")]
pub enum TlsRoots {
    /// Those compiled into the program: [`bundled_for`](Self::bundled_for) each host. Nothing is
    /// read: reading a system's list takes some ten milliseconds, more than everything else a cold
    /// start does.
    #[default]
    Bundled,
    /// Those of the system, or of the variables `SSL_CERT_FILE` and `SSL_CERT_DIR`: for an issuer or
    /// a proxy with an authority of its own.
    System,
}

impl TlsRoots {
    /// The bundled authorities for one host, each a certificate in DER: Mozilla's list; for a host of
    /// AWS only the few of it that AWS has its certificates from, because nobody else has anything to
    /// say about a connection to AWS.
    pub fn bundled_for(host: &str) -> impl Iterator<Item = &'static [u8]> {
        let aws = AWS_DOMAINS.iter().any(|domain| host.ends_with(domain));
        let wanted =
            move |root: &&[u8]| !aws || AWS_AUTHORITIES.iter().any(|name| names(root, name));
        TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref).filter(wanted)
    }
}

/// Whether a certificate names an authority. A wrong hit would be one more root of Mozilla's list.
fn names(certificate: &[u8], authority: &str) -> bool {
    memmem::find(certificate, authority.as_bytes()).is_some()
}

/// Of the partition `aws`. Of who vouches for the endpoints of other partitions nothing is assumed.
// SOURCE: `dnsSuffix` and `dualStackDnsSuffix` of that partition in the SDKs
const AWS_DOMAINS: [&str; 2] = [".amazonaws.com", ".api.aws"];

/// Amazon's own authorities, and the one of Starfield's that vouches for them where they are not known.
// SOURCE: Amazon Trust Services, "Repository": Amazon Root CA 1 to 4 and Starfield Services Root G2
const AWS_AUTHORITIES: [&str; 2] = ["Amazon Root CA", "Starfield Services Root"];
