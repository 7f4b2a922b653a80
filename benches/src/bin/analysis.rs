//! What questions about all requests of a policy cost, beside Cedar's validator.

use std::io::{self, Write};

use clap::Parser;
use sekisho_benches::analysis::{Figures, Kind, measure};

/// Ask everything of every kind of policy, and print what it took.
#[derive(Debug, Parser)]
struct Arguments {
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// Only these kinds.
    #[arg(long, value_enum, value_delimiter = ',')]
    kind: Vec<Kind>,
    /// Only these numbers of rules.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000])]
    rules: Vec<usize>,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let every = [
        Kind::Vendors,
        Kind::Mixed,
        Kind::Windows,
        Kind::Calendars,
        Kind::Nested,
        Kind::Groups,
        Kind::Clauses,
    ];
    let kinds = if arguments.kind.is_empty() { &every[..] } else { &arguments.kind };
    let mut output = io::stdout();
    if !arguments.json {
        writeln!(output, "| {} |", HEADS.join(" | "))?;
        writeln!(output, "| {} |", HEADS.map(|_| "---").join(" | "))?;
    }
    for rules in &arguments.rules {
        for kind in kinds {
            // Those that are there to hurt have as many rules as they have names for.
            let is_ordinary = matches!(kind, Kind::Vendors | Kind::Mixed);
            if *rules > 1_000 && !is_ordinary {
                continue;
            }
            let rules = if *kind == Kind::Clauses { 450 } else { *rules };
            let figures = measure(*kind, rules);
            if arguments.json {
                writeln!(output, "{}", serde_json::to_string(&figures)?)?;
            } else {
                writeln!(output, "{}", row(&figures))?;
            }
        }
    }
    #[cfg(feature = "peers")]
    for rules in &arguments.rules {
        let (read, validated) = sekisho_benches::analysis::validate(Kind::Vendors, *rules);
        if !arguments.json {
            writeln!(
                output,
                "cedar-policy, vendors, {rules} rules: read {read:.0} ms, validated {validated:.0} ms"
            )?;
        }
    }
    Ok(())
}

const HEADS: [&str; 10] = [
    "policy",
    "rules",
    "read ms",
    "compile ms",
    "diff of one rule ms (regions, steps)",
    "200 never ms (proved, undecided)",
    "lint ms (findings)",
    "what each rule is good for ms (useful, not, undecided)",
    "most steps of a rule",
    "why-not ms",
];

fn row(figures: &Figures) -> String {
    let Figures { kind, rules, parse_ms, compile_ms, diff_ms, diff_regions, diff_steps, .. } =
        figures;
    let Figures { never_ms, never_proved, never_undecided, lint_ms, useful, .. } = figures;
    let Figures { useless, undecided_rules, rule_steps, why_not_ms, .. } = figures;
    let Figures { lint_findings, standing_ms, .. } = figures;
    format!(
        "| {kind} | {rules} | {parse_ms:.0} | {compile_ms:.0} \
         | {diff_ms:.0} ({diff_regions}, {diff_steps}) \
         | {never_ms:.0} ({never_proved}, {never_undecided}) \
         | {lint_ms:.0} ({lint_findings}) \
         | {standing_ms:.0} ({useful}, {useless}, {undecided_rules}) \
         | {rule_steps} | {why_not_ms:.1} |"
    )
}
