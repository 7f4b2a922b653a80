//! `moto_server`: AWS's wire protocols on loopback, with an implementation that is not ours.

pub use door_support::api::{ACCOUNT, REGION};

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// A server of its own process, which ends when this value is dropped or this process ends.
#[derive(Debug)]
pub struct Moto {
    child: Child,
    endpoint: String,
}

impl Moto {
    /// The server of this test process. The tests share it, and keep apart by the names they use.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Moto> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Starts a server on a free port and waits until the port is open.
    pub fn start() -> Self {
        let mut child = Command::new(python())
            .arg(script("server.py"))
            .env("MOTO_DOCKER_NETWORK_MODE", "none")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the python of SEKISHO_MOTO_PYTHON starts");
        let mut endpoint = String::new();
        BufReader::new(child.stdout.take().expect("standard output is piped"))
            .read_line(&mut endpoint)
            .expect("moto_server prints its address");
        let endpoint = endpoint.trim_end().to_owned();
        assert!(
            endpoint.starts_with("http://127.0.0.1:"),
            "moto_server did not start: found `{endpoint}` as its address; to see why, run \
             `$(tests/run --python) tests/moto/server.py`"
        );
        Self { child, endpoint }
    }

    /// The address of every service: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // A server that is gone already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The python that has what `tests/moto/requirements.txt` names.
pub fn python() -> PathBuf {
    let python = env::var_os("SEKISHO_MOTO_PYTHON").map(PathBuf::from).expect(
        "SEKISHO_MOTO_PYTHON is not set: run `tests/run`, or set it to what `tests/run --python` \
         prints",
    );
    assert!(
        python.is_file(),
        "found `{}` in SEKISHO_MOTO_PYTHON, which is no file: `tests/run --python` makes it",
        python.display()
    );
    python
}

/// A program of `tests/moto`.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("moto").join(name)
}
