//! Everything a run can be told, checked once and immutable afterwards.

use crate::{events::EventSettings, reuse::ReuseSettings};

/// The resolved settings of a run, apart from where its input comes from and its output goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settings {
    /// What counts as reuse.
    pub reuse: ReuseSettings,
    /// How fine events are cut.
    pub events: EventSettings,
}
