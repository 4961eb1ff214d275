//! `--print-config`: which settings hold, and who says so.

use std::env;

use super::{Outcome, args::ClusterArgs, environment, print};
use crate::settings::{
    layers::Typed,
    origins::{self, variable},
};

/// Prints all settings of `cluster` as a settings file. What suits the machine alone is told in comments, because a
/// settings file has no place for it.
pub(super) fn show(args: &ClusterArgs) -> Outcome {
    let mut layers = args.layers()?;
    origins::merged(&layers).settle()?;
    for layer in &mut layers {
        // The file may be put elsewhere, where a path relative to it would name something else.
        let Typed { agencies, outlets, meta, .. } = &mut layer.typed;
        for path in agencies.iter_mut().chain(outlets).chain(meta) {
            *path = std::path::absolute(&*path).unwrap_or_else(|_| path.clone());
        }
    }
    let mut text = origins::as_toml(layers);
    let machine = environment::machine()?;
    let shown = |path: &std::path::Path| super::one_line(&path.display().to_string());
    let memory = args.memory.or(machine.memory).map(|size| size.to_string());
    let folder = args.tmpdir.as_deref().or(machine.tmpdir.as_deref()).map(shown);
    let default = args.output.as_deref().map_or_else(|| shown(&env::temp_dir()), shown);
    for (key, value, default, is_typed) in [
        ("memory", memory, crate::run::Size::fair().to_string(), args.memory.is_some()),
        ("tmpdir", folder, default, args.tmpdir.is_some()),
    ] {
        let origin = match (&value, is_typed) {
            (_, true) => format!("flag --{key}"),
            (Some(_), false) => format!("environment {}", variable(key)),
            (None, false) => "default".to_owned(),
        };
        let value = value.unwrap_or(default);
        text += &origins::commented(&format!("# {key}: {value}"), &origin);
    }
    print(|out| out.write_all(text.as_bytes()))
}
