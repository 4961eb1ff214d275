//! What a run cost: seconds per stage and memory. Kept apart from results, which never depend on it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::{
    progress::{Progress, Stage},
    report::provenance::Timings,
};

/// Measures stages and passes all calls on.
pub struct Clock<'a> {
    inner: &'a dyn Progress,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: Option<(Stage, Instant)>,
    timings: Timings,
}

impl<'a> Clock<'a> {
    /// A clock that runs from now.
    #[must_use]
    pub fn new(inner: &'a dyn Progress) -> Self {
        Self { inner, started: Instant::now(), state: Mutex::default() }
    }

    /// What was measured so far; the total up to now.
    #[must_use]
    pub fn timings(&self) -> Timings {
        let total = seconds(self.started);
        Timings { total, threads: rayon::current_num_threads() as u64, ..self.state().timings }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Numbers are whole after any panic: each is set in one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Clock<'_> {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.state().running = Some((stage, Instant::now()));
        self.inner.begin(stage, total);
    }

    fn advance(&self, amount: u64) {
        self.inner.advance(amount);
    }

    fn end(&self) {
        let mut state = self.state();
        if let Some((stage, since)) = state.running.take() {
            let timings = &mut state.timings;
            let mut search = None;
            let field = match stage {
                Stage::Read => &mut timings.read,
                Stage::Text => &mut timings.text,
                Stage::Reuse => &mut timings.reuse,
                Stage::Vectors => &mut timings.vectors,
                Stage::Events => &mut timings.events,
                // No stage of a run, so none of its timings.
                Stage::Search => &mut search,
                Stage::Write => &mut timings.write,
            };
            *field = Some(field.unwrap_or(0.0) + seconds(since));
        }
        drop(state);
        self.inner.end();
    }
}

/// Seconds since then, to the millisecond.
fn seconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn only_stages_that_ran_have_a_time() {
        let clock = Clock::new(&Silent);
        clock.begin(Stage::Text, None);
        clock.end();
        let timings = clock.timings();
        assert!(timings.text.is_some() && timings.read.is_none());
        assert!(timings.threads >= 1);
    }
}
