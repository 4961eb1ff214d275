//! What a run will take: time, memory and disk by the amount of text, from measurements (`benches/record/`).

use crate::run::Size;

/// Seconds that a thread needs for a MiB of text, from reading to writing; measured on news in 19 languages: .2 for 100,000
/// articles, .3 for a million.
const SECONDS_A_MIB: f64 = 0.25;

/// Bytes on disk for a byte of text: the text itself, its words, the vectors, the results.
const DISK: f64 = 3.0;

/// Bytes of memory for a byte of text while everything fits: 1.8 GiB for 345 MB.
const MEMORY: f64 = 5.6;

/// Memory of a large run: so much, and so much for each byte of text; 7.3 GiB for 4.1 GB.
const LARGE_MEMORY: (f64, f64) = (1.3 * 1_073_741_824.0, 1.6);

/// Memory of the program itself.
const LEAST_MEMORY: f64 = 32.0 * 1_048_576.0;

/// What a run will take, roughly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub(super) threads: usize,
    pub(super) seconds: f64,
    pub(super) memory: Size,
    pub(super) disk: Size,
}

impl Estimate {
    /// The estimate for so many bytes of text.
    pub(super) fn new(text: u64, threads: usize) -> Self {
        let text = text as f64;
        let (base, slope) = LARGE_MEMORY;
        let memory = LEAST_MEMORY + (text * MEMORY).min(base + text * slope);
        Self {
            threads,
            seconds: text / f64::from(1 << 20) * SECONDS_A_MIB / threads as f64,
            memory: Size(memory as u64),
            disk: Size((text * DISK) as u64),
        }
    }

    /// The time, as it is said.
    pub(super) fn time(&self) -> String {
        match self.seconds {
            seconds if seconds < 1.0 => "a second".to_owned(),
            seconds if seconds < 90.0 => format!("{seconds:.0} seconds"),
            seconds if seconds < 5400.0 => format!("{:.0} minutes", seconds / 60.0),
            seconds => format!("{:.0} hours", seconds / 3600.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 87,057 articles (345 MB) took 33 s and 1.8 GiB on two cores, a million (4.1 GB) 9 minutes and 7.3 GiB.
    #[test]
    fn estimates_are_near_what_was_measured() {
        for (text, seconds, gib) in [(345e6, 33.0, 1.8), (4.1e9, 540.0, 7.3)] {
            let estimate = Estimate::new(text as u64, 2);
            let memory = estimate.memory.0 as f64 / 1_073_741_824.0;
            assert!((0.7..1.4).contains(&(estimate.seconds / seconds)), "{estimate:?}");
            assert!((0.8..1.25).contains(&(memory / gib)), "{estimate:?}");
        }
        assert_eq!(Estimate::new(4_100_000_000, 2).time(), "8 minutes");
        assert_eq!(Estimate::new(1000, 2).time(), "a second");
    }
}
