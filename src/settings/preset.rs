//! Presets: a few settings chosen together for what somebody wants to know, by a name that says it.
//!
//! A preset only ever stands for settings that could be typed one by one, and whatever is typed beside it wins.

use super::layers::Typed;
use crate::{nearest, report::TextMode};

/// What somebody wants from a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Which articles cover the same event.
    Events,
    /// Who carried whose paragraphs, to be read closely.
    Reuse,
    /// Which articles are copies that a collection should hold once.
    Dedup,
    /// How much of a press release or an agency's text came through, reworked or not.
    Churnalism,
}

impl Preset {
    /// All presets.
    pub const ALL: [Self; 4] = [Self::Events, Self::Reuse, Self::Dedup, Self::Churnalism];

    /// Its name as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Reuse => "reuse",
            Self::Dedup => "dedup",
            Self::Churnalism => "churnalism",
        }
    }

    /// The settings that it stands for.
    #[must_use]
    pub fn settings(self) -> Typed {
        let nothing = Typed::default();
        match self {
            // The default cut is the best one known. Who counts events needs none of the publishers' words, and results
            // without them are smaller and may be handed on.
            Self::Events => Typed { text: Some(TextMode::None), ..nothing },
            // Close reading wants whole passages, and every pair that a passage was made from as evidence.
            Self::Reuse => Typed { pairs: Some(true), text: Some(TextMode::Full), ..nothing },
            // A copy that is to be thrown away must be one: .8 is what cleaners of training data ask for (Lee et al. 2022).
            // Who removes copies works from pairs.
            Self::Dedup => Typed { reuse_threshold: Some(0.8), pairs: Some(true), ..nothing },
            // A newsroom shortens and rewords what it was sent, and each word changed breaks three 3-grams: .4 still finds
            // a paragraph in which every seventh word is another. Judging it takes the whole text.
            Self::Churnalism => Typed { reuse_threshold: Some(0.4), text: Some(TextMode::Full), ..nothing },
        }
    }

    /// The preset of that name.
    ///
    /// # Errors
    /// The names that there are.
    pub fn from_name(name: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name);
        Self::ALL.into_iter().find(|preset| preset.name() == name).ok_or_else(|| {
            let advice = nearest::advice(name, names.into_iter());
            let advice = advice.unwrap_or_else(|| format!("there are {}", names.join(", ")));
            format!("no preset `{name}`; {advice}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn every_preset_changes_something_and_differs_from_the_others() {
        let settled = Preset::ALL.map(|preset| preset.settings().settle().unwrap());
        for (index, settings) in settled.iter().enumerate() {
            assert_ne!(*settings, Settings::default());
            assert!(!settled[..index].contains(settings));
        }
    }

    #[test]
    fn presets_have_names() {
        for preset in Preset::ALL {
            assert_eq!(Preset::from_name(preset.name()), Ok(preset));
        }
        assert_eq!(Preset::from_name("dedupe"), Err("no preset `dedupe`; did you mean `dedup`?".to_owned()));
        assert!(Preset::from_name("x").unwrap_err().contains("there are events, reuse"));
    }
}
