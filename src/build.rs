//! What this program was built from and how.

/// Its version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The features that can be left out when it is built, and whether they are there.
const FEATURES: [(&str, bool); 2] =
    [("parquet", cfg!(feature = "parquet")), ("sqlite", cfg!(feature = "sqlite"))];

/// The commit it was built from, where that is known.
#[must_use]
pub fn commit() -> Option<&'static str> {
    Some(env!("BUILT_FROM_COMMIT")).filter(|commit| !commit.is_empty())
}

/// Version and commit, on one line.
#[must_use]
pub fn short() -> String {
    match commit() {
        Some(commit) => format!("{VERSION} ({commit})"),
        None => VERSION.to_owned(),
    }
}

/// Version, commit, features and target, each on a line.
#[must_use]
pub fn long() -> String {
    let with = |wanted| {
        let names: Vec<&str> =
            FEATURES.into_iter().filter(|(_, is_there)| *is_there == wanted).map(|(name, _)| name).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(" ") }
    };
    format!(
        "{VERSION}\ncommit: {}\nfeatures: {} (left out: {})\ntarget: {}\noutput contract: {}",
        commit().unwrap_or("unknown"),
        with(true),
        with(false),
        env!("BUILT_FOR_TARGET"),
        crate::report::SCHEMA_VERSION,
    )
}
