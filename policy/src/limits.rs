//! Every limit of the engine: its number, its reason, its name in an error.

/// The limits a document is held to, and the work that is done on one attempt. Counted, never timed:
/// the verdict is the same on every machine.
///
/// A document over a limit is refused with the code `limit`, and the message names the number. Work
/// that reaches its limit is left as it is, which never changes what is allowed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one document's text. A rule of the usual size takes 250 bytes of JSON, so this holds
    /// the largest number of rules.
    pub document_bytes: usize,
    /// How deep lists and mappings may nest. The language itself needs 9 levels; `DynamoDB` stores
    /// 32 (SOURCE: Amazon `DynamoDB` Developer Guide, "Attributes", nested attributes).
    pub depth: usize,
    /// Rules of one document. A decision looks at those that share something with its request, be
    /// there a hundred or a million of them; reading so many takes seconds and two gigabytes.
    pub rules: usize,
    /// Invariants kept of one document. Each is a question to the whole policy, asked at every publish;
    /// more of them are read by nobody.
    pub invariants: usize,
    /// Zones, calendars or schedules of one document, each counted by itself. Each is held once in a
    /// compiled policy and evaluated once an attempt, however many rules refer to it, so there is no
    /// limit on the dates of all calendars together: a million of them take eight megabytes.
    pub names: usize,
    /// Values of one list: the groups, users, accounts or instances of one rule. A rule that needs
    /// more is a missing group or a missing tag.
    pub values: usize,
    /// `unless` clauses of one rule. More of them are read by nobody.
    pub unless: usize,
    /// Tags of one condition, and required tags. A resource has at most 50 tags of its own (SOURCE:
    /// Amazon EC2 User Guide, "Tag restrictions").
    pub tags: usize,
    /// Characters of a tag key (SOURCE: as above).
    pub tag_key: usize,
    /// Characters of a tag value (SOURCE: as above).
    pub tag_value: usize,
    /// Characters of a group name, a user name or a claim name (SOURCE: Amazon Cognito API
    /// Reference, `GroupName` and `Username`: at most 128).
    pub principal: usize,
    /// Characters of a description.
    pub description: usize,
    /// Characters of `approved_by`.
    pub approved_by: usize,
    /// Seconds of `signed_in_within`: 366 days. Cognito's refresh tokens live ten years, but a sign-in
    /// a year ago proves nothing that the groups do not.
    pub signed_in_within: u32,
    /// Problems (and warnings) reported at once: more than anybody corrects before checking again.
    pub problems: usize,
    /// Bytes of one request written as JSON: the facts a token and an instance can have take some ten
    /// thousand (SOURCE: Amazon EC2, 50 tags of 128 and 256 characters; Amazon Cognito, 100 groups of
    /// 128), and whoever reads a file of requests must not hold an endless line.
    pub request_bytes: usize,
    /// Comparisons of values made to find out what an entitlement reaches: what its deny rules cut
    /// off its allow rules, over and over as one cut makes room for the next. The usual policy takes
    /// some thousands; a policy within the other limits could take hours, at every call. Once they
    /// are spent, what is not cut off yet stays: `Entitlement::is_empty` may then be `false` and
    /// `Entitlement::filters` wider than they could be, and each instance is decided as always.
    pub reach_steps: usize,
    /// Selections of `Entitlement::filters` that apply to one account and region. Each is one call of
    /// `DescribeInstances` or more, and an account may make some tens of them at once (SOURCE: Amazon
    /// EC2 Developer Guide, "Request throttling"): where more would be needed, one that is wider
    /// takes their place.
    pub selectors: usize,
}

impl Limits {
    /// The limits of version 1 of the language.
    pub const VERSION_1: Self = Self {
        document_bytes: 268_435_456,
        depth: 32,
        rules: 1_000_000,
        invariants: 1_000,
        names: 1_000,
        values: 1_000,
        unless: 16,
        tags: 50,
        tag_key: 128,
        tag_value: 256,
        principal: 128,
        description: 1_024,
        approved_by: 256,
        signed_in_within: 31_622_400,
        problems: 100,
        request_bytes: 1_048_576,
        reach_steps: 1_000_000,
        selectors: 8,
    };
}
