//! Choices, made by a list of numbers: lower numbers make simpler choices.

/// A list of numbers that choices are read from. Behind its end there are noughts.
#[derive(Debug)]
pub struct Tape<'t> {
    numbers: &'t [u8],
}

impl<'t> Tape<'t> {
    /// Choices by these numbers.
    #[must_use]
    pub const fn new(numbers: &'t [u8]) -> Self {
        Self { numbers }
    }

    fn next(&mut self) -> usize {
        let Some((first, rest)) = self.numbers.split_first() else { return 0 };
        self.numbers = rest;
        usize::from(*first)
    }

    /// A number below this one, which is at most 256.
    pub fn below(&mut self, count: usize) -> usize {
        self.next() * count / 256
    }

    /// Whether to do what is done so many times of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.next() * 100 / 256 >= 100 - percent.min(100)
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// Some of these, at least one, in their order.
    pub fn some<T: Copy>(&mut self, values: &[T]) -> Vec<T> {
        let first = self.below(values.len());
        let more = |tape: &mut Self, at| at == first || tape.chance(25);
        let kept = (0..values.len()).filter(|at| more(self, *at));
        kept.map(|at| values[at]).collect()
    }

    /// The same in another order.
    pub fn shuffled<T>(&mut self, mut values: Vec<T>) -> Vec<T> {
        for at in (1..values.len()).rev() {
            values.swap(at, self.below(at + 1));
        }
        values
    }
}
