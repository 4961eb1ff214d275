//! Progress on standard error: a bar per stage on a terminal, a plain line now and then elsewhere.

use std::{
    io::{self, IsTerminal},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::tell;
use crate::{
    progress::{Progress, Stage},
    report::terminal::cells::number,
    run::{Memory, Size},
};

/// Seconds between lines where there is no terminal; shorter runs print none.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// Cells of a line from which there is room for a long bar and for the most memory that was held.
const ROOMY: u16 = 100;

/// How long a stage takes that leaves its bar on the screen when it is done; quick ones leave nothing.
const WORTH_KEEPING: Duration = Duration::from_secs(1);

/// Shows progress to whoever watches.
pub(super) enum Watched {
    Silent,
    Bar(RwLock<ProgressBar>),
    Lines(Lines),
}

impl Watched {
    /// Nobody watches.
    pub(super) fn silent() -> Self {
        Self::Silent
    }

    /// Bars when standard error is a terminal, lines otherwise.
    pub(super) fn on_stderr() -> Self {
        if io::stderr().is_terminal() {
            Self::Bar(RwLock::new(ProgressBar::hidden()))
        } else {
            Self::Lines(Lines::new())
        }
    }
}

impl Progress for Watched {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        match self {
            Self::Silent => {}
            Self::Bar(current) => {
                let target = ProgressDrawTarget::stderr();
                let bar =
                    ProgressBar::with_draw_target(total, target).with_style(style(stage, total.is_some()));
                bar.set_prefix(stage.name());
                bar.enable_steady_tick(Duration::from_millis(120));
                *current.write().unwrap_or_else(PoisonError::into_inner) = bar;
            }
            Self::Lines(lines) => lines.state.begin(stage, total),
        }
    }

    fn advance(&self, amount: u64) {
        match self {
            Self::Silent => {}
            Self::Bar(current) => current.read().unwrap_or_else(PoisonError::into_inner).inc(amount),
            Self::Lines(lines) => drop(lines.state.done.fetch_add(amount, Ordering::Relaxed)),
        }
    }

    fn end(&self) {
        match self {
            Self::Silent => {}
            Self::Bar(current) => {
                let bar = current.read().unwrap_or_else(PoisonError::into_inner);
                if bar.elapsed() < WORTH_KEEPING {
                    bar.finish_and_clear();
                } else {
                    bar.set_style(finished());
                    bar.finish();
                }
            }
            Self::Lines(lines) => lines.state.end(),
        }
    }
}

fn style(stage: Stage, has_total: bool) -> ProgressStyle {
    let is_narrow = terminal_size::terminal_size_of(io::stderr()).is_some_and(|(width, _)| width.0 < ROOMY);
    let template = match (stage, has_total) {
        (Stage::Read, true) => {
            "{prefix:>8} {bar:24.cyan/dim} {binary_bytes} of {binary_total_bytes} · {binary_bytes_per_sec} · {eta} left{memory}"
        }
        (Stage::Read, false) => {
            "{prefix:>8} {spinner} {binary_bytes} · {binary_bytes_per_sec} · {elapsed}{memory}"
        }
        (_, true) => "{prefix:>8} {bar:24.cyan/dim} {human_pos} of {human_len} · {rate} · {eta} left{memory}",
        (_, false) => "{prefix:>8} {spinner} {human_pos} · {rate} · {elapsed}{memory}",
    };
    let template = if is_narrow { template.replace("bar:24", "bar:8") } else { template.to_owned() };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    // A bar that cannot be written is not worth more words, so what `write!` returns is dropped.
    style
        .progress_chars("━━─")
        .with_key("rate", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(out, "{}/s", number(state.per_sec() as u64));
        })
        .with_key("memory", move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = match Memory::of_this_process() {
                Some(memory) if is_narrow => write!(out, " · {}", Size(memory.now)),
                Some(memory) => write!(out, " · {memory}"),
                None => Ok(()),
            };
        })
}

/// What is left of a stage's bar.
fn finished() -> ProgressStyle {
    ProgressStyle::with_template("{prefix:>8} {bar:24.cyan/dim} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━─")
}

/// A thread that prints a line every half minute until it is dropped.
pub(super) struct Lines {
    state: Arc<State>,
    stop: Option<mpsc::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    stage: Mutex<Option<(Stage, Option<u64>, Instant)>>,
    done: AtomicU64,
}

impl Lines {
    fn new() -> Self {
        let state = Arc::new(State::default());
        let (stop, stopped) = mpsc::channel::<()>();
        let shared = Arc::clone(&state);
        let thread = thread::Builder::new().name("progress".to_owned()).spawn(move || {
            while stopped.recv_timeout(LINE_EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
                if let Some(line) = shared.line() {
                    tell(&line);
                }
            }
        });
        // Without the thread there are no lines; the run itself does not need it.
        Self { state, stop: Some(stop), thread: thread.ok() }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has no way to panic; if it did, the run is still good.
            let _ = thread.join();
        }
    }
}

impl State {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.done.store(0, Ordering::Relaxed);
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = Some((stage, total, Instant::now()));
    }

    fn end(&self) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What is going on, such as `text: 12,000 of 80,000, 2,400 a second, 28 s left, 310 MiB`.
    fn line(&self) -> Option<String> {
        let (stage, total, since) = (*self.stage.lock().unwrap_or_else(PoisonError::into_inner))?;
        let done = self.done.load(Ordering::Relaxed);
        let rate = done as f64 / since.elapsed().as_secs_f64().max(1e-3);
        let mut line = format!("{}: {}", stage.name(), number(done));
        if let Some(total) = total {
            line.push_str(&format!(" of {}", number(total)));
        }
        line.push_str(&format!(", {} a second", number(rate as u64)));
        if let Some(left) = total.and_then(|total| total.checked_sub(done)).filter(|_| rate > 0.0) {
            line.push_str(&format!(", {} s left", number((left as f64 / rate) as u64)));
        }
        if let Some(memory) = Memory::of_this_process() {
            line.push_str(&format!(", memory {memory}"));
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_how_far_it_is() {
        let state = State::default();
        assert_eq!(state.line(), None);
        state.begin(Stage::Text, Some(1000));
        state.done.fetch_add(250, Ordering::Relaxed);
        let line = state.line().unwrap();
        assert!(line.starts_with("text: 250 of 1,000, ") && line.contains(" s left"), "{line}");
        state.end();
        assert_eq!(state.line(), None);
    }
}
