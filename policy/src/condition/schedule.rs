//! `during`: the time is within one of these schedules.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    DateRange, MissingFact, Window,
    scene::{Day, LocalTime},
    verdict::Verdict,
};

/// A schedule with its calendars resolved.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    pub(crate) windows: Vec<Window>,
    /// No window starts on these days.
    pub(crate) except: Vec<DateRange>,
}

pub(super) fn verdict(schedules: &[Arc<Hours>], local: Option<&LocalTime>) -> Verdict {
    local.map_or_else(
        || Verdict::undecided(MissingFact::Time),
        |local| Verdict::of(schedules.iter().any(|hours| hours.include(local))),
    )
}

impl Hours {
    fn include(&self, local: &LocalTime) -> bool {
        let starts = |window: &Window, day: &Day| {
            window.days.contains(&day.weekday)
                && !self.except.iter().any(|days| days.first <= day.date && day.date <= days.last)
        };
        self.windows.iter().any(|window| {
            if window.from < window.to {
                (window.from..window.to).contains(&local.minute) && starts(window, &local.today)
            } else {
                // Over midnight: the evening of the day it starts on, or the morning after that day.
                (local.minute >= window.from && starts(window, &local.today))
                    || (local.minute < window.to && starts(window, &local.yesterday))
            }
        })
    }
}
