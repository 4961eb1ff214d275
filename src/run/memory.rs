//! The memory of the machine, and how much of it a run may use.

use std::{fmt, str::FromStr};

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// The least that a run can be given.
const LEAST: u64 = 64 << 20;

/// The share of the machine that a run takes when nothing is asked for: one of so many. Others live there, too, and what is
/// left keeps the files of the run in the system's cache.
const SHARE: u64 = 3;

/// A number of bytes as it is typed: `2G`, `512M`, `1.5GiB`; powers of 1,024.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl Size {
    /// What a run may use on this machine when nobody says: a third of its memory, or of what the container allows.
    #[must_use]
    pub fn fair() -> Self {
        let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
        let system = System::new_with_specifics(memory);
        let allowed = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
        Self((system.total_memory().min(allowed) / SHARE).max(LEAST))
    }
}

impl Size {
    /// A number of bytes as it is typed, however few they are.
    ///
    /// # Errors
    /// What was expected, when it is no such number.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let typed = typed.trim();
        let end = typed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(typed.len());
        let (number, unit) = typed.split_at(end);
        let shift = match unit.trim().to_ascii_lowercase().as_str() {
            "k" | "kb" | "kib" => 10,
            "m" | "mb" | "mib" => 20,
            "g" | "gb" | "gib" => 30,
            "t" | "tb" | "tib" => 40,
            _ => return Err("expected a number with a unit, such as `2G` or `512M`".to_owned()),
        };
        let number: f64 = number.parse().map_err(|_| format!("`{number}` is not a number"))?;
        Ok(Self((number * (1_u64 << shift) as f64) as u64))
    }
}

/// Memory to work in.
impl FromStr for Size {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let size = Self::parse(typed)?;
        if size.0 < LEAST {
            return Err(format!("too little to work in: {} at least", Self(LEAST)));
        }
        Ok(size)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 10 << 30 {
            write!(f, "{} GiB", self.0 >> 30)
        } else if self.0 >= 1 << 30 {
            write!(f, "{:.1} GiB", self.0 as f64 / (1_u64 << 30) as f64)
        } else {
            write!(f, "{} MiB", self.0 >> 20)
        }
    }
}

/// The memory that this process holds, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Now.
    pub now: u64,
    /// The most that it held at once.
    pub peak: u64,
}

impl Memory {
    /// What the system says; `None` where it does not (other than Linux).
    #[must_use]
    pub fn of_this_process() -> Option<Self> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
            Some(kibibytes * 1024)
        };
        Some(Self { now: bytes("VmRSS:")?, peak: bytes("VmHWM:")? })
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} at most", Size(self.now), Size(self.peak))
    }
}

/// The most memory this process held at once, in bytes; `None` where the system does not tell.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    Memory::of_this_process().map(|memory| memory.peak)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_typed() {
        let read = |typed: &str| typed.parse::<Size>().map(|size| size.0);
        assert_eq!(read("2G"), Ok(2 << 30));
        assert_eq!(read("512m"), Ok(512 << 20));
        assert_eq!(read("1.5 GiB"), Ok(3 << 29));
        assert_eq!(Size::parse("200K"), Ok(Size(200 << 10)));
        assert!(read("2").is_err() && read("G").is_err() && read("1M").is_err() && read("2X").is_err());
    }

    #[test]
    fn the_fair_share_is_something() {
        assert!(Size::fair().0 >= LEAST);
        assert_eq!(Size(3 << 29).to_string(), "1.5 GiB");
        assert_eq!(Size(300 << 20).to_string(), "300 MiB");
    }
}
