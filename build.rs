//! Tells the program which commit it is built from, for `--version` and `run.json`.
//!
//! The commit is that of `RETOLD_COMMIT` (for packagers, who build without a repository), else the one that
//! `cargo package` noted, else the one that is checked out. Without any of them it is unknown. A debug build does not ask
//! git: whoever works on the program would compile it anew after every commit, or be told an old one.

use std::{env, fs, path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=RETOLD_COMMIT");
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let asked = env::var("RETOLD_COMMIT").ok().filter(|commit| is_commit(commit));
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let found =
        || packaged(Path::new(&folder)).or_else(|| if is_release { checked_out(&folder) } else { None });
    println!("cargo:rustc-env=BUILT_FROM_COMMIT={}", asked.or_else(found).unwrap_or_default());
    println!("cargo:rustc-env=BUILT_FOR_TARGET={}", env::var("TARGET").unwrap_or_default());
}

/// A word that may stand in a line of output, whatever a packager's commits look like.
fn is_commit(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._+".contains(c))
}

/// The commit that a package was made from: `"sha1": "…"` in the file that cargo puts there.
fn packaged(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join(".cargo_vcs_info.json")).ok()?;
    let commit = text.split("\"sha1\"").nth(1)?.split('"').nth(1)?;
    is_commit(commit).then(|| short(commit))
}

/// The commit that is checked out, if this folder is the root of a repository and not a package unpacked in another one.
fn checked_out(folder: &str) -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(folder).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let root = fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    if root != fs::canonicalize(folder).ok()? {
        return None;
    }
    // Both change with a commit or a switch of branches, and with nothing else.
    for name in ["HEAD", "logs/HEAD"] {
        let path = Path::new(folder).join(git(&["rev-parse", "--git-path", name])?);
        if path.is_file() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    git(&["rev-parse", "HEAD"]).filter(|commit| is_commit(commit)).map(|commit| short(&commit))
}

fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}
