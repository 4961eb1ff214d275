//! What is set without being typed: variables `RETOLD_*` and a settings file that lies where such files are looked for.
//!
//! The only place that reads them; the library knows what it is told. An empty variable counts as none.

use std::{
    env,
    ffi::OsString,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use clap::ValueEnum;

use super::{Failure, Outcome, args::ColorChoice, tell};
use crate::{
    nearest,
    run::Size,
    settings::{
        file::{self, KEYS},
        layers::Typed,
        origins::{self, Layer, Origin, variable},
    },
};

/// The name of a settings file where such files are looked for.
const FILE: &str = "retold.toml";

/// Keys that variables may set besides those of a settings file: what suits this machine and this terminal.
pub(super) const OF_THE_MACHINE: [&str; 3] = ["memory", "tmpdir", "color"];

/// Variables of ours that are for building and measuring the program.
const NOT_SETTINGS: [&str; 2] = ["RETOLD_COMMIT", "RETOLD_BENCH_LARGE"];

/// The colours that the environment asks for, where nothing was typed.
pub(super) static COLOR: OnceLock<ColorChoice> = OnceLock::new();

/// What suits the machine.
#[derive(Clone, Debug, Default)]
pub(super) struct Machine {
    pub(super) threads: Option<NonZeroUsize>,
    pub(super) memory: Option<Size>,
    pub(super) tmpdir: Option<PathBuf>,
}

/// What was typed, with what the environment and a settings file say besides, the strongest first.
///
/// # Errors
/// When one of them is not understood.
pub(super) fn layers(flags: Typed, named: Option<&Path>) -> Outcome<Vec<Layer>> {
    let mut layers = vec![Layer { typed: flags, origin: Origin::Flag }, settings()?];
    layers.extend(file(named)?);
    Ok(origins::with_preset(layers))
}

/// All settings in variables.
///
/// # Errors
/// [`Failure::Usage`] that names the variable, when it is not known or its value makes no sense.
pub(super) fn settings() -> Outcome<Layer> {
    let mut typed = Typed::default();
    for (name, value) in variables() {
        let key = name.trim_start_matches("RETOLD_").to_lowercase();
        if OF_THE_MACHINE.contains(&key.as_str()) {
            continue;
        }
        if !KEYS.contains(&key.as_str()) && !file::TYPED_ONLY.contains(&key.as_str()) {
            let known = KEYS.iter().chain(&OF_THE_MACHINE);
            // What all names have in common would make them all alike.
            let advice = nearest::advice(&key, known.clone().copied()).map(|advice| as_variables(&advice));
            let known: Vec<String> = known.map(|key| variable(key)).collect();
            let advice = advice.unwrap_or_else(|| format!("there are {}", known.join(", ")));
            return Err(Failure::Usage(format!(
                "no setting for the environment variable `{name}`; {advice}"
            )));
        }
        let word = value.to_str().ok_or_else(|| wrong(&name, &value, "valid UTF-8"))?;
        file::take_word(&mut typed, &key, &name, word).map_err(Failure::Usage)?;
    }
    machine()?;
    Ok(Layer { typed, origin: Origin::Environment })
}

/// Advice in which keys are quoted, with their variables in place of them.
fn as_variables(advice: &str) -> String {
    let parts = advice.split('`').enumerate();
    let parts = parts.map(|(index, part)| if index % 2 == 1 { variable(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

/// What variables say of the machine.
///
/// # Errors
/// As [`settings`].
pub(super) fn machine() -> Outcome<Machine> {
    let value =
        |key| variables().into_iter().find(|(name, _)| *name == variable(key)).map(|(_, value)| value);
    let threads = value("threads").map(|value| {
        let threads = value.to_str().and_then(|value| value.trim().parse().ok());
        threads.ok_or_else(|| wrong("RETOLD_THREADS", &value, "a whole number from 1"))
    });
    let memory = value("memory").map(|value| {
        let size = value.to_string_lossy().parse();
        size.map_err(|why: String| wrong("RETOLD_MEMORY", &value, why.trim_start_matches("expected ")))
    });
    Ok(Machine {
        threads: threads.transpose()?,
        memory: memory.transpose()?,
        tmpdir: value("tmpdir").map(PathBuf::from),
    })
}

/// Takes the wish for colours from the environment.
///
/// # Errors
/// As [`settings`].
pub(super) fn choose_color() -> Outcome {
    let Some(value) = env::var_os("RETOLD_COLOR").filter(|value| !value.is_empty()) else { return Ok(()) };
    let choice = value.to_str().and_then(|value| ColorChoice::from_str(value.trim(), true).ok());
    let choice = choice.ok_or_else(|| wrong("RETOLD_COLOR", &value, "auto, always or never"))?;
    COLOR.get_or_init(|| choice);
    Ok(())
}

fn wrong(name: &str, value: &OsString, expected: &str) -> Failure {
    Failure::Usage(format!(
        "`{name}` is `{}`, expected {expected}",
        super::one_line(&value.to_string_lossy())
    ))
}

/// Variables that are meant for us, in the order of their names.
fn variables() -> Vec<(String, OsString)> {
    let mut ours: Vec<(String, OsString)> = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, value)| name.starts_with("RETOLD_") && !value.is_empty())
        .filter(|(name, _)| !NOT_SETTINGS.contains(&name.as_str()))
        .collect();
    ours.sort();
    ours
}

/// The settings file that is named, or one that is found: in this folder, else among the user's own settings.
///
/// # Errors
/// When there is one that cannot be read or is not understood.
pub(super) fn file(named: Option<&Path>) -> Outcome<Option<Layer>> {
    let (path, is_found) = match named {
        Some(path) => (path.to_owned(), false),
        None => match found() {
            Some(path) => (path, true),
            None => return Ok(None),
        },
    };
    let (typed, lines) = file::read_with_lines(&path)?;
    let name = super::one_line(&path.display().to_string());
    Ok(Some(Layer { typed, origin: Origin::File { name, lines, is_found } }))
}

fn found() -> Option<PathBuf> {
    let here = Path::new(".").join(FILE);
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // The standard says that a relative folder there is none.
    let own = set("XDG_CONFIG_HOME")
        .filter(|folder| folder.is_absolute())
        .or_else(|| set("HOME").map(|home| home.join(".config")))
        .map(|folder| folder.join("retold").join(FILE));
    // What is there and cannot be read is an error to be told of, not a file to be passed over.
    [Some(here), own].into_iter().flatten().find(|path| path.is_file())
}

/// Says which settings act that nobody typed for this run, and what the preset stands for.
pub(super) fn announce(layers: &[Layer]) {
    let silent = origins::in_force(layers, Origin::is_silent);
    if !silent.is_empty() {
        let listed = silent.iter().map(|(key, value, origin)| format!("{key} = {value} ({origin})"));
        tell(&format!(
            "settings not typed here: {}",
            super::one_line(&listed.collect::<Vec<_>>().join(", "))
        ));
    }
    for layer in layers {
        let Origin::Preset(preset) = layer.origin else { continue };
        let acting = origins::in_force(layers, |origin| *origin == layer.origin);
        let listed: Vec<String> = acting.iter().map(|(key, value, _)| format!("{key} = {value}")).collect();
        let listed =
            if listed.is_empty() { "other settings beat all of it".to_owned() } else { listed.join(", ") };
        tell(&format!("preset {}: {listed}", preset.name()));
    }
}
