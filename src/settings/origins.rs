//! Where each setting comes from: layers of what was typed, in a file or by a preset, the first one that says anything wins.
//!
//! A preset counts just below the place that names it: one typed as a flag beats what the environment and a file say, one
//! in a file fills in what the file leaves open. Only the first place that names a preset counts.

use std::collections::BTreeMap;

use super::{
    layers::{Typed, Values},
    preset::Preset,
};

/// What said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option on the command line.
    Flag,
    /// A variable `RETOLD_*`.
    Environment,
    /// A settings file, with the line of each key.
    File {
        /// Its name as it is shown.
        name: String,
        /// The line of each key.
        lines: BTreeMap<String, usize>,
        /// Whether it was found where such files are looked for, rather than named.
        is_found: bool,
    },
    /// What held when the run was begun that is gone on with.
    Begun,
    /// A preset.
    Preset(Preset),
    /// Nobody.
    Default,
}

impl Origin {
    /// What said this key, in words.
    #[must_use]
    pub fn of(&self, key: &str) -> String {
        match self {
            Self::Flag => format!("flag --{}", key.replace('_', "-")),
            Self::Environment => format!("environment {}", variable(key)),
            Self::File { name, lines, .. } => match lines.get(key) {
                Some(line) => format!("{name} line {line}"),
                None => name.clone(),
            },
            Self::Begun => "as the run was begun".to_owned(),
            Self::Preset(preset) => format!("preset {}", preset.name()),
            Self::Default => "default".to_owned(),
        }
    }

    /// Whether it acts without having been typed for this run.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        matches!(self, Self::Environment | Self::File { is_found: true, .. })
    }
}

/// Settings from one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it says.
    pub typed: Typed,
    /// The place.
    pub origin: Origin,
}

/// The name of a key's variable.
#[must_use]
pub fn variable(key: &str) -> String {
    format!("RETOLD_{}", key.to_uppercase())
}

/// The layers from the strongest to the weakest, with what the preset stands for below the place that names it.
#[must_use]
pub fn with_preset(mut layers: Vec<Layer>) -> Vec<Layer> {
    let named = layers.iter().enumerate().find_map(|(at, layer)| Some((at, layer.typed.preset?)));
    if let Some((at, preset)) = named {
        layers.insert(at + 1, Layer { typed: preset.settings(), origin: Origin::Preset(preset) });
    }
    layers
}

/// What all layers say together.
#[must_use]
pub fn merged(layers: &[Layer]) -> Typed {
    layers.iter().fold(Typed::default(), |above, layer| above.over(layer.typed.clone()))
}

/// Settings in force: key, value in TOML, and where it comes from, for those layers that `wanted` chooses.
#[must_use]
pub fn in_force(layers: &[Layer], wanted: impl Fn(&Origin) -> bool) -> Vec<(&'static str, String, String)> {
    let resolved = merged(layers).values();
    let given: Vec<(&Origin, Values)> =
        layers.iter().map(|layer| (&layer.origin, layer.typed.values())).collect();
    let mut found = Vec::new();
    for (index, (key, value)) in resolved.into_iter().enumerate() {
        let Some(value) = value else { continue };
        let mut speakers = given.iter().filter(|(_, values)| values[index].1.is_some());
        // Columns come from several places, field by field; of all else the first one counts.
        let origins: Vec<&Origin> = match key {
            "map" => speakers.map(|(origin, _)| *origin).collect(),
            _ => speakers.next().map(|(origin, _)| *origin).into_iter().collect(),
        };
        if origins.iter().any(|origin| wanted(origin)) {
            let origins: Vec<String> = origins.iter().map(|origin| origin.of(key)).collect();
            found.push((key, value, origins.join(", ")));
        }
    }
    found
}

/// All settings as a settings file, each with its origin.
#[must_use]
pub fn as_toml(mut layers: Vec<Layer>) -> String {
    layers.push(Layer { typed: Typed::defaults(), origin: Origin::Default });
    let said = in_force(&layers, |_| true);
    let keys = merged(&layers).values();
    let lines = keys.iter().map(|(key, _)| match said.iter().find(|(said, ..)| said == key) {
        Some((key, value, origin)) => commented(&format!("{key} = {value}"), origin),
        None => commented(&format!("# {key}"), "not set"),
    });
    lines.collect()
}

/// What must be kept to go on with a run later: all that the environment, a file that was found and a preset named there
/// say, as a settings file.
#[must_use]
pub fn unseen(layers: &[Layer]) -> String {
    let mut presets_are_theirs = false;
    let kept = layers.iter().filter(|layer| {
        presets_are_theirs |= layer.origin.is_silent() && layer.typed.preset.is_some();
        layer.origin.is_silent() || (presets_are_theirs && matches!(layer.origin, Origin::Preset(_)))
    });
    let kept: Vec<Layer> = kept.cloned().collect();
    let values = merged(&kept).values().into_iter();
    values.filter_map(|(key, value)| Some(format!("{key} = {}\n", value?))).collect()
}

/// A line with a comment behind it, where it can be found by the eye.
#[must_use]
pub fn commented(setting: &str, comment: &str) -> String {
    format!("{setting:<32}  # {comment}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::file;

    fn flags(preset: Option<Preset>, cut: Option<f32>) -> Layer {
        Layer { typed: Typed { preset, cut, ..Typed::default() }, origin: Origin::Flag }
    }

    fn in_file(text: &str) -> Layer {
        let (typed, lines) = file::parse(text).unwrap();
        Layer { typed, origin: Origin::File { name: "./retold.toml".to_owned(), lines, is_found: true } }
    }

    #[test]
    fn a_preset_counts_just_below_the_place_that_names_it() {
        let file = || in_file("preset = \"churnalism\"\nreuse_threshold = 0.6\ncut = 0.7\n");
        let by_file = merged(&with_preset(vec![flags(None, Some(0.5)), file()]));
        assert_eq!((by_file.reuse_threshold, by_file.cut), (Some(0.6), Some(0.5)));
        assert_eq!(by_file.text, Some(crate::report::TextMode::Full));
        let by_flag = merged(&with_preset(vec![flags(Some(Preset::Dedup), None), file()]));
        assert_eq!((by_flag.reuse_threshold, by_flag.pairs, by_flag.text), (Some(0.8), Some(true), None));
    }

    #[test]
    fn what_is_printed_says_the_same_when_it_is_read_again() {
        let file = in_file(
            "\nmap = { date = \"a \\\"b\\\"\" }\nsince = \"2025-03\"\nuntil = 2025\npreset = \"reuse\"\n",
        );
        let layers = with_preset(vec![flags(None, Some(0.46)), file]);
        let text = as_toml(layers.clone());
        let (again, _) = file::parse(&text).unwrap();
        assert_eq!(again, merged(&layers).over(Typed::defaults()));
        for line in [
            "cut = 0.46                        # flag --cut",
            "since = \"2025-03-01T00:00:00Z\"    # ./retold.toml line 3",
            "pairs = true                      # preset reuse",
            "reuse_threshold = 0.5             # default",
            "# limit                           # not set",
        ] {
            assert!(text.lines().any(|printed| printed == line), "{line}\n{text}");
        }
        let silent = in_force(&layers, Origin::is_silent);
        let keys: Vec<&str> = silent.iter().map(|(key, ..)| *key).collect();
        assert_eq!(keys, ["preset", "map", "since", "until"]);
    }
}
