//! The program as tests start it: without what the user who runs the tests has set.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::{
    env,
    process::{Command, Output, Stdio},
};

/// The program with these arguments, nothing on standard input, and no settings from the environment or the user's files.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retold"));
    command.args(arguments).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_HYPERLINK", "COLUMNS"] {
        command.env_remove(variable);
    }
    let names = env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.to_string_lossy().starts_with("RETOLD_")) {
        command.env_remove(name);
    }
    // A folder without settings.
    command.env("XDG_CONFIG_HOME", env!("CARGO_MANIFEST_DIR").to_owned() + "/tests/program");
    command
}

/// What it gave.
pub(crate) fn retold(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// What it printed, which must have ended well.
pub(crate) fn done(arguments: &[&str]) -> String {
    well(arguments, &retold(arguments))
}

/// What was printed by a command that must have ended well.
pub(crate) fn well(arguments: &[&str], output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(output));
    stdout(output)
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
