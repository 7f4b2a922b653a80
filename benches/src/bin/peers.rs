//! The table: every engine on the same rules and the same questions.

use std::io::{self, Write};

use clap::{Parser, ValueEnum};
#[cfg(feature = "peers")]
use sekisho_benches::engines::{Cedar, CedarSliced, Regorus, RegorusIndexed};
use sekisho_benches::{
    Engine, Shape, Workload,
    engines::{Linear, Sekisho},
    measure::{self, Contestant, Counting, Pace, Seat},
    report::{self, Row},
};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Compare the engines' answers, then measure what they take.
#[derive(Debug, Parser)]
struct Arguments {
    /// Leave out what takes long: 1,000,000 rules, and peers beyond 1,000.
    #[arg(long)]
    quick: bool,
    /// One JSON object a line instead of tables.
    #[arg(long)]
    json: bool,
    /// Only these shapes.
    #[arg(long, value_enum, value_delimiter = ',')]
    shape: Vec<Shape>,
    /// Only these numbers of rules.
    #[arg(long, value_delimiter = ',')]
    rules: Vec<usize>,
    /// Only these engines.
    #[arg(long, value_delimiter = ',')]
    engine: Vec<String>,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let mut output = io::stdout();
    let mut rows = Vec::new();
    for (shape, rules) in arguments.cases() {
        eprintln!("{}, {rules} rules", shape.name());
        for row in arguments.rows(shape, rules) {
            if arguments.json {
                writeln!(output, "{}", serde_json::to_string(&row)?)?;
            }
            rows.push(row);
        }
    }
    if !arguments.json {
        writeln!(output, "{}", report::table(&rows))?;
        writeln!(output, "{}", report::loads(&rows))?;
        write!(output, "{}", report::goals(&rows))?;
    }
    Ok(())
}

impl Arguments {
    fn cases(&self) -> Vec<(Shape, usize)> {
        let sizes = |shape| match (shape, self.quick) {
            (Shape::Town, true) => vec![10, 100, 1_000, 100_000],
            (Shape::Town, false) => vec![10, 100, 1_000, 10_000, 100_000, 1_000_000],
            (Shape::Skew, true) => vec![100_000],
            (Shape::Skew, false) => vec![1_000, 10_000, 100_000, 1_000_000],
            (Shape::ManyGroups, _) => vec![10_000],
            (Shape::Nested | Shape::NetworkOnly | Shape::AllMatch, _) | (_, true) => vec![1_000],
            (_, false) => vec![1_000, 100_000],
        };
        let wanted = |case: &(Shape, usize)| {
            (self.shape.is_empty() || self.shape.contains(&case.0))
                && (self.rules.is_empty() || self.rules.contains(&case.1))
        };
        let shapes = Shape::value_variants().iter();
        let cases = shapes.flat_map(|shape| sizes(*shape).into_iter().map(|size| (*shape, size)));
        cases.filter(wanted).collect()
    }

    fn rows(&self, shape: Shape, rules: usize) -> Vec<Row> {
        let workload = Workload::draw(shape, rules, 6_000);
        let pace = if self.quick { Pace::QUICK } else { Pace::FULL };
        let mut seats: Vec<Box<dyn Contestant + '_>> = Vec::new();
        self.seat::<Sekisho>(&mut seats, &workload, usize::MAX);
        self.seat::<Linear>(&mut seats, &workload, if self.quick { 1_000 } else { usize::MAX });
        #[cfg(feature = "peers")]
        self.peers(&mut seats, &workload);
        let mut rows = measure::race(&workload, &mut seats, pace);
        drop(seats);

        let ours = rows.iter_mut().find(|row| row.engine == Sekisho::NAME);
        if let (Shape::Town | Shape::Skew, Some(row)) = (shape, ours) {
            let runs = if rules < 100_000 { 11 } else { 3 };
            row.load = Some(measure::footprint(&workload, runs));
        }
        if (shape, rules) == (Shape::Town, 1_000) && self.wants(Sekisho::NAME) {
            rows.push(measure::entitlement(&workload, if self.quick { 50 } else { 500 }));
        }
        rows
    }

    /// The number of rules to which each peer is measured: beyond it, a row takes minutes.
    #[cfg(feature = "peers")]
    fn peers<'q>(&self, seats: &mut Vec<Box<dyn Contestant + 'q>>, workload: &'q Workload) {
        let ordinary = workload.shape == Shape::Town;
        let most = |quick, full| match (self.quick, ordinary) {
            (true, true) => quick,
            (true, false) => 0,
            (false, _) => full,
        };
        self.seat::<RegorusIndexed>(seats, workload, most(1_000, 100_000));
        self.seat::<Regorus>(seats, workload, most(100, 1_000));
        self.seat::<CedarSliced>(seats, workload, most(1_000, 10_000));
        self.seat::<Cedar>(seats, workload, most(1_000, 10_000));
    }

    fn seat<'q, E: Engine + 'q>(
        &self,
        seats: &mut Vec<Box<dyn Contestant + 'q>>,
        workload: &'q Workload,
        most: usize,
    ) {
        if workload.rules.rules.len() <= most && self.wants(E::NAME) {
            seats.push(Box::new(Seat::<E>::new(workload)));
        }
    }

    fn wants(&self, engine: &str) -> bool {
        self.engine.is_empty() || self.engine.iter().any(|wanted| wanted == engine)
    }
}
