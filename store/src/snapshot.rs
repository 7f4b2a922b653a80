//! A document as bytes that can be known again: canonical JSON, compressed, cut, digested. Pure.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sekisho_policy::{Document, PolicyName, Problems};

use crate::{Chunk, ChunkKey, Digest, SnapshotRef, TableError, layout};

/// The version of the policy language that this program writes and reads.
pub(crate) const LANGUAGE: u32 = 1;
/// The version of the engine that checks a draft.
pub(crate) const ENGINE: &str = env!("CARGO_PKG_VERSION");
/// The most chunks of a snapshot: 64 × 350 KiB, some hundred thousand rules.
pub(crate) const MOST_CHUNKS: u32 = 64;
/// The most bytes a snapshot may expand to: what a Lambda of 1,024 MB can parse and hold, and the
/// end of any decompression bomb.
pub(crate) const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// A snapshot is not what its pointer says; nothing of it is used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// A chunk is not what any publish writes: an attribute is gone or has another type.
    #[error(transparent)]
    BrokenChunk(TableError),
    /// A chunk belongs to something else.
    #[error(
        "chunk `{key}` says it is piece {number} of {count} of version {version}, SHA-256 \
         `{sha256}`, required piece {required_number} of {required_count} of what its key says"
    )]
    ForeignChunk {
        /// Its sort key.
        key: String,
        /// The version it carries.
        version: u64,
        /// Which piece it says it is, from 1.
        number: u32,
        /// The count it carries.
        count: u32,
        /// The digest it carries.
        sha256: Digest,
        /// Which piece its key says it is, from 1.
        required_number: u32,
        /// The count the pointer has.
        required_count: u32,
    },
    /// A chunk is not there.
    #[error("chunk `{key}` is missing ({number} of {count})")]
    MissingChunk {
        /// Its sort key.
        key: String,
        /// Which piece, from 1.
        number: u32,
        /// How many the pointer says there are.
        count: u32,
    },
    /// The bytes have the right digest and are no compressed text: they were published like that.
    #[error("the snapshot is not gzip of UTF-8 text: {message}")]
    NotText {
        /// What is wrong with it.
        message: String,
    },
    /// The snapshot is the policy of another town.
    #[error("the snapshot is of policy `{found}`, required `{required}`")]
    OtherPolicy {
        /// The policy it is.
        found: PolicyName,
        /// The policy that was asked for.
        required: PolicyName,
    },
    /// The engine refuses the document.
    #[error("the snapshot is not a valid document: {}", one_line(.0))]
    Problems(Problems),
    /// The snapshot is larger than this program reads.
    #[error("the snapshot has {found}, required at most {most}")]
    TooLarge {
        /// What it has too much of.
        found: String,
        /// The most it may have.
        most: String,
    },
    /// What reads back is another document: an error of this program.
    #[error("the document that reads back is not the one that was written")]
    Unfaithful,
    /// The snapshot is written in another version of the policy language.
    #[error(
        "the snapshot is written in policy language {found}, required {LANGUAGE}: update the program"
    )]
    UnknownLanguage {
        /// The version it is written in.
        found: u32,
    },
    /// The bytes are not the ones that were published.
    #[error("the snapshot has SHA-256 `{found}`, required `{required}`: a chunk was replaced")]
    WrongDigest {
        /// The digest of what was read.
        found: Digest,
        /// The digest in the pointer.
        required: Digest,
    },
    /// The bytes are fewer or more than were published.
    #[error("the snapshot has {found} bytes, required {required}: a chunk was cut or replaced")]
    WrongSize {
        /// How many were read.
        found: u64,
        /// How many the pointer says.
        required: u64,
    },
}

/// A document ready to be written.
pub(crate) struct Sealed {
    bytes: Vec<u8>,
    sha256: Digest,
    chunks: u32,
}

impl Sealed {
    /// The document as canonical JSON, compressed.
    pub(crate) fn new(document: &Document) -> Result<Self, SnapshotError> {
        let text = document.to_json();
        let size = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if size > MOST_BYTES {
            return Err(too_large(format!("{size} bytes of JSON"), format!("{MOST_BYTES}")));
        }
        let bytes = compress(text.as_bytes())
            .map_err(|error| SnapshotError::NotText { message: error.to_string() })?;
        let chunks = u32::try_from(bytes.chunks(Chunk::LIMIT).count()).unwrap_or(u32::MAX);
        if chunks > MOST_CHUNKS {
            return Err(too_large(format!("{chunks} chunks"), format!("{MOST_CHUNKS}")));
        }
        Ok(Self { sha256: Digest::of(&bytes), bytes, chunks })
    }

    /// What the pointer of this version says about it.
    pub(crate) fn reference(&self, version: u64) -> SnapshotRef {
        SnapshotRef {
            version,
            chunks: self.chunks,
            bytes: u64::try_from(self.bytes.len()).unwrap_or(u64::MAX),
            sha256: self.sha256,
        }
    }

    /// Its chunks, in order.
    pub(crate) fn chunks(&self, version: u64) -> impl Iterator<Item = Chunk> {
        (0_u32..).zip(self.bytes.chunks(Chunk::LIMIT)).map(move |(index, bytes)| Chunk {
            key: ChunkKey { version, sha256: self.sha256, index },
            count: self.chunks,
            bytes: bytes.to_vec(),
        })
    }
}

/// Refuses a reference that no publish of this program wrote, before a single chunk is read.
pub(crate) fn check(reference: &SnapshotRef, language: u32) -> Result<(), SnapshotError> {
    if language != LANGUAGE {
        return Err(SnapshotError::UnknownLanguage { found: language });
    }
    if reference.chunks > MOST_CHUNKS {
        return Err(too_large(format!("{} chunks", reference.chunks), format!("{MOST_CHUNKS}")));
    }
    Ok(())
}

/// The bytes of the chunk with this index, if it is the one that is meant.
pub(crate) fn accept(
    reference: &SnapshotRef,
    index: u32,
    chunk: Option<Chunk>,
) -> Result<Vec<u8>, SnapshotError> {
    let key = reference.chunk(index);
    let (sort, count) = (layout::chunk(&key), reference.chunks);
    match chunk {
        Some(chunk) if chunk.key == key && chunk.count == count => Ok(chunk.bytes),
        Some(chunk) => Err(SnapshotError::ForeignChunk {
            key: sort,
            version: chunk.key.version,
            number: chunk.key.index.saturating_add(1),
            count: chunk.count,
            sha256: chunk.key.sha256,
            required_number: index.saturating_add(1),
            required_count: count,
        }),
        None => {
            Err(SnapshotError::MissingChunk { key: sort, number: index.saturating_add(1), count })
        }
    }
}

/// The document in these bytes, if they are the ones that were published.
pub(crate) fn open(
    reference: &SnapshotRef,
    policy: &PolicyName,
    bytes: &[u8],
) -> Result<Document, SnapshotError> {
    let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if found != reference.bytes {
        return Err(SnapshotError::WrongSize { found, required: reference.bytes });
    }
    let found = Digest::of(bytes);
    if found != reference.sha256 {
        return Err(SnapshotError::WrongDigest { found, required: reference.sha256 });
    }
    let document = Document::from_json(&expand(bytes)?).map_err(SnapshotError::Problems)?;
    if document.name() != policy {
        let (found, required) = (document.name().clone(), policy.clone());
        return Err(SnapshotError::OtherPolicy { found, required });
    }
    Ok(document)
}

fn compress(text: &[u8]) -> std::io::Result<Vec<u8>> {
    // No time and no file name go into the header: the same text is the same bytes.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text)?;
    encoder.finish()
}

fn expand(bytes: &[u8]) -> Result<String, SnapshotError> {
    let mut text = String::new();
    let limit = MOST_BYTES.saturating_add(1);
    GzDecoder::new(bytes)
        .take(limit)
        .read_to_string(&mut text)
        .map_err(|error| SnapshotError::NotText { message: error.to_string() })?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) >= limit {
        return Err(too_large("more bytes of JSON than fit".to_owned(), format!("{MOST_BYTES}")));
    }
    Ok(text)
}

const fn too_large(found: String, most: String) -> SnapshotError {
    SnapshotError::TooLarge { found, most }
}

pub(crate) fn one_line(problems: &Problems) -> String {
    problems.to_string().replace('\n', "; ")
}
