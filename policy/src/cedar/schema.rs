//! The entities and the context that the policies look at.

use alloc::{format, string::String};

use crate::Document;

/// The same for every document but for its first line.
pub(super) fn schema(document: &Document) -> String {
    format!("// What the policies of `{}` look at.\n{BODY}", document.name())
}

const BODY: &str = r#"// An attribute that is left out says that there is none. Cedar has no way to say that something is
// not known: whoever does not know one of these must refuse without asking.
namespace Sekisho {
  // A group, by its name.
  entity Group;

  // A caller, by the subject of the token; a member of each of their groups. Tags are the claims
  // that the issuer is trusted on.
  entity User in [Group] = {
    // The name the person signs in by.
    user?: String,
    // The same groups that the caller is a member of, as texts.
    groups?: Set<String>,
    // When the person last proved who they are (auth_time).
    signedInAt?: datetime,
    // When the token was issued (iat).
    issuedAt?: datetime,
  } tags String;

  // An EC2 instance, with all of its tags.
  entity Instance = {
    account?: String,
    region?: String,
    instanceId?: String,
  } tags String;

  action "describe", "reboot", "start", "stop" appliesTo {
    principal: [User],
    resource: [Instance],
    context: {
      // Always to be given. It may be left out here only so that policies can deny when it is.
      now?: datetime,
      // An IPv4-mapped IPv6 address as the IPv4 address it stands for.
      sourceIp?: ipaddr,
      vpcEndpoint?: String,
    },
  };
}
"#;
