//! Times contenders in turns.

use std::time::Duration;

/// Something that judges a token again and again.
pub trait Contender {
    /// What the row is called.
    fn name(&self) -> &'static str;

    /// Judges the token so many times.
    ///
    /// # Panics
    ///
    /// If a judgement is not the one that is measured.
    fn judge(&mut self, times: u32) -> Duration;
}

/// What one judgement takes.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Whose it is.
    pub name: &'static str,
    /// Nanoseconds: the median over the rounds.
    pub ns: f64,
    /// As a multiple of the first contender's, the median over the rounds of each round's own.
    pub times_first: f64,
}

/// Lets every contender have a turn of about half a millisecond in every round. In a round all are
/// hit alike by what else the machine does, so a ratio is taken within its round.
pub fn contest(contenders: &mut [Box<dyn Contender + '_>], rounds: usize) -> Vec<Figure> {
    let turns: Vec<u32> = contenders.iter_mut().map(|it| turn(&mut **it)).collect();
    let mut ns = vec![Vec::new(); contenders.len()];
    let mut ratios = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        let mut first = f64::NAN;
        for (index, contender) in contenders.iter_mut().enumerate() {
            let turn = turns[index];
            let each = contender.judge(turn).as_secs_f64() * 1e9 / f64::from(turn);
            if index == 0 {
                first = each;
            }
            ns[index].push(each);
            ratios[index].push(each / first);
        }
    }
    let figures = contenders.iter().zip(ns).zip(ratios);
    figures
        .map(|((contender, ns), ratios)| Figure {
            name: contender.name(),
            ns: median(ns),
            times_first: median(ratios),
        })
        .collect()
}

fn turn(contender: &mut dyn Contender) -> u32 {
    let mut times = 1;
    // What compiles itself as it runs must have done so.
    contender.judge(5_000);
    while times < 1 << 20 && contender.judge(times) < Duration::from_micros(500) {
        times *= 2;
    }
    times
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
