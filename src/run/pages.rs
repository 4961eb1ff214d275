//! The report of a run, as far as a run must know it: a page of other events would contradict a new one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The page, and the folder of what did not fit into it.
pub(super) const PAGE: &str = "report.html";
pub(super) const FOLDER: &str = "report";

/// Files that a page left in its folder: `events-001.html`, `passages-001.html` and so on; sorted.
pub(crate) fn further_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut ours: Vec<PathBuf> = paths.filter(|path| is_ours(path)).collect();
    ours.sort();
    ours
}

/// Takes these files away, and the folder when nothing else is in it.
///
/// # Errors
/// The file that stays, and what the system said.
pub(crate) fn remove_further_files(folder: &Path) -> Result<(), (PathBuf, io::Error)> {
    for path in further_files(folder) {
        fs::remove_file(&path).map_err(|error| (path, error))?;
    }
    // Somebody else's files stay, and so does their folder.
    let _ = fs::remove_dir(folder);
    Ok(())
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let middle = ["events-", "passages-"].iter().find_map(|start| name.strip_prefix(start));
    let number = middle.and_then(|rest| rest.strip_suffix(".html"));
    number.is_some_and(|number| number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_a_page_are_ours() {
        for ours in ["events-001.html", "passages-1234.html"] {
            assert!(is_ours(Path::new(ours)), "{ours}");
        }
        for theirs in
            ["events-.html", "events-1.html", "events-001.htm", "my-events-001.html", "events-00a.html"]
        {
            assert!(!is_ours(Path::new(theirs)), "{theirs}");
        }
    }
}
