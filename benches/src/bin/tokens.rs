//! What verifying a token costs: our verifier beside the bare signature and other verifiers.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use clap::Parser;
use sekisho_benches::measure::Counting;
#[cfg(feature = "peers")]
use sekisho_benches::tokens::Jsonwebtoken;
use sekisho_benches::tokens::{
    AwsJwtVerify, Bare, Contender, Figure, Issuer, Pure, Refusing, Whole, contest, growth,
};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Measure our verifier beside the bare signature and other verifiers.
#[derive(Debug, Parser)]
struct Arguments {
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// The folder whose `node_modules` has aws-jwt-verify: see `benches/tokens`.
    #[arg(long, value_name = "FOLDER")]
    node: Option<PathBuf>,
    /// How many rounds of half a millisecond each.
    #[arg(long, default_value_t = 401)]
    rounds: usize,
    /// Only verify one token in this process, and print the nanoseconds that took.
    #[arg(long, hide = true)]
    first: bool,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let issuer = Issuer::new();
    let mut output = io::stdout();
    if arguments.first {
        return writeln!(output, "{}", Pure::new(&issuer).judge(1).as_nanos());
    }
    let figures = arguments.figures(&issuer)?;
    if !arguments.json {
        writeln!(output, "{:<30}{:>12}{:>18}", "", "a token", "x bare signature")?;
    }
    for Figure { name, ns, times_first } in &figures {
        if arguments.json {
            let line = json!({ "verifier": name, "ns": ns, "times_bare": times_first });
            writeln!(output, "{line}")?;
        } else {
            writeln!(output, "{name:<30}{:>9.2} µs{times_first:>18.3}", ns / 1e3)?;
        }
    }
    arguments.firsts(&issuer, &mut output)?;
    let bytes = growth(&issuer, JUNK);
    if arguments.json {
        writeln!(output, "{}", json!({ "junk": JUNK, "bytes_held": bytes }))
    } else {
        writeln!(output, "held after {JUNK} different junk tokens: {bytes} bytes more")
    }
}

const JUNK: u32 = 1_000_000;

impl Arguments {
    fn figures(&self, issuer: &Issuer) -> io::Result<Vec<Figure>> {
        let mut contenders: Vec<Box<dyn Contender>> = vec![
            Box::new(Bare::new(issuer)),
            Box::new(Pure::new(issuer)),
            Box::new(Whole::new(issuer)),
            Box::new(Refusing::bad_signature(issuer)),
            Box::new(Refusing::unknown_key(issuer)),
            Box::new(Refusing::too_large(issuer)),
            Box::new(Refusing::malformed(issuer)),
        ];
        #[cfg(feature = "peers")]
        contenders.push(Box::new(Jsonwebtoken::new(issuer)));
        match &self.node {
            Some(modules) => contenders.push(Box::new(AwsJwtVerify::start(issuer, modules)?)),
            None => eprintln!("SKIPPED: aws-jwt-verify: run `benches/tokens`, which fetches it"),
        }
        Ok(contest(&mut contenders, self.rounds))
    }

    /// The first token of a process, keys in memory: the median of 21 processes.
    fn firsts(&self, issuer: &Issuer, output: &mut impl Write) -> io::Result<()> {
        let ours = || -> io::Result<Duration> {
            let printed = Command::new(std::env::current_exe()?).arg("--first").output()?.stdout;
            let nanoseconds = String::from_utf8(printed).map_err(io::Error::other)?;
            nanoseconds.trim().parse().map(Duration::from_nanos).map_err(io::Error::other)
        };
        let mut rows = vec![("sekisho, first token", median(ours)?)];
        if let Some(modules) = &self.node {
            let theirs = || AwsJwtVerify::start(issuer, modules)?.order(1);
            rows.push(("aws-jwt-verify, first token", median(theirs)?));
        }
        for (name, took) in rows {
            let ns = took.as_nanos();
            if self.json {
                writeln!(output, "{}", json!({ "verifier": name, "ns": ns }))?;
            } else {
                writeln!(output, "{name:<30}{:>9.2} µs", took.as_secs_f64() * 1e6)?;
            }
        }
        Ok(())
    }
}

fn median(mut measure: impl FnMut() -> io::Result<Duration>) -> io::Result<Duration> {
    let mut took = (0..21).map(|_| measure()).collect::<io::Result<Vec<Duration>>>()?;
    took.sort_unstable();
    Ok(took[took.len() / 2])
}
