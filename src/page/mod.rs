//! A run as a page for a browser: one file that asks nothing of the network, and what does not fit into it beside it.
//!
//! `book` holds what a run says, `texts` what only its inputs say, `ties` what its scores say. From these `events`,
//! `passages`, `outlets`, `quality` and `findings` make parts, `list` the rows of events with the data that the script
//! searches, `compare` two articles beside each other; `charts` is geometry. Markup is in `templates/`, checked when the
//! program is compiled; `style.css` and `script/` become part of it (`shell`). `assemble` puts it together under
//! a limit of bytes: the parts that most readers want come first (`choice`), the others are made by `maker` for
//! `further` files, `places` leads the links to them, and the page says so.
//!
//! **Trust.** Everything that comes from articles goes through `escape`. The page's own policy lets no script and no
//! style run but the two whose hashes it names, and no request leave.
//!
//! The same run and settings give the same bytes: nothing here knows the time.

mod assemble;
mod book;
mod charts;
mod choice;
mod compare;
mod diff;
mod escape;
mod events;
mod findings;
mod further;
mod list;
mod maker;
mod outlets;
mod passages;
mod places;
mod presence;
mod quality;
mod shell;
mod texts;
mod ties;
mod words;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use serde_json::Value;

use crate::{
    error::{Error, Result},
    progress::Progress,
    report::TextMode,
    run::{Done, Overwrite, Pending, Recorded, Written, pages},
};
use assemble::Assembled;
use further::Further;
use places::Target;

/// Bytes of a page by default: what every browser opens at once, and a mail takes.
pub const MAX_BYTES: u64 = 5_000_000;

/// The least that a page can be kept to: its list, outlets and quality take up to half of that.
pub const LEAST_BYTES: u64 = 1_000_000;

/// How a page is made.
#[derive(Clone, Copy, Debug)]
pub struct PageSettings {
    /// How much of articles' text is shown.
    pub text: TextMode,
    /// Bytes of the page; what does not fit goes into further files.
    pub max_bytes: u64,
}

impl PageSettings {
    /// The usual settings for a run: as much text as the run itself repeats.
    #[must_use]
    pub fn of(recorded: &Recorded) -> Self {
        let settings = recorded.facts().get("settings");
        let text = match settings.and_then(|settings| settings.get("text")).and_then(Value::as_str) {
            Some("none") => TextMode::None,
            Some("full") => TextMode::Full,
            _ => TextMode::Snippets,
        };
        Self { text, max_bytes: MAX_BYTES }
    }

    /// With another limit.
    ///
    /// # Errors
    /// [`Error::Setting`] below [`LEAST_BYTES`].
    pub fn with_max_bytes(self, max_bytes: u64) -> Result<Self> {
        if max_bytes < LEAST_BYTES {
            return Err(Error::Setting {
                setting: "--max-size",
                got: max_bytes.to_string(),
                expected: "1M or more: a page needs that for its list, its outlets and itself",
            });
        }
        Ok(Self { max_bytes, ..self })
    }
}

/// Where the page of a run goes unless somebody says otherwise.
#[must_use]
pub fn default_output(run: &Path) -> PathBuf {
    run.join("report.html")
}

/// Writes the page, and what does not fit into a folder beside it that has its name without the ending.
///
/// # Errors
/// [`Error::FileExists`] when a file is there that may not be replaced; what reading the run and writing say. Nothing is
/// left behind then.
pub fn to_files(
    recorded: &Recorded,
    settings: PageSettings,
    output: &Path,
    overwrite: Overwrite,
    progress: &dyn Progress,
) -> Result<Done> {
    let name = output.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // A page without an ending would be in the way of its own folder.
    let folder = if stem == name { format!("{stem}-more") } else { stem };
    let beside = output.with_file_name(&folder);
    let page = Pending::new(&[output.to_owned()], &[], overwrite)?;
    let target = Target { page: name, folder: Some(folder) };
    assemble::assemble(recorded, settings, &target, progress, |Assembled { page: text, further, notes }| {
        put(&page, 0, &text).map_err(|source| Error::Write { path: output.to_owned(), source })?;
        let mut more = write_further(&further, &beside, overwrite, progress)?;
        let mut files = page.persist()?;
        files.append(&mut more);
        Ok(Done { files, notes })
    })
}

/// Writes what did not fit into the page; takes away what an earlier page left there.
fn write_further(
    further: &Further,
    folder: &Path,
    overwrite: Overwrite,
    progress: &dyn Progress,
) -> Result<Vec<Written>> {
    let paths: Vec<PathBuf> = further.names().map(|name| folder.join(name)).collect();
    if paths.is_empty() {
        if overwrite == Overwrite::Replace {
            pages::remove_further_files(folder).map_err(|(path, source)| Error::Write { path, source })?;
        }
        return Ok(Vec::new());
    }
    let mut stale = pages::further_files(folder);
    stale.retain(|path| !paths.contains(path));
    let pending = Pending::new(&paths, &stale, overwrite)?;
    (0..paths.len()).into_par_iter().try_for_each(|number| {
        put(&pending, number, &further.text(number))
            .map_err(|source| Error::Write { path: paths[number].clone(), source })?;
        progress.advance(1);
        Ok(())
    })?;
    pending.persist()
}

/// Writes the page alone; what does not fit is left out, and the page says so.
///
/// # Errors
/// What the writer says; an [`Error`] inside when the run cannot be read.
pub fn to_stream(
    recorded: &Recorded,
    settings: PageSettings,
    out: &mut dyn Write,
    progress: &dyn Progress,
) -> io::Result<Vec<String>> {
    let target = Target { page: "report.html".to_owned(), folder: None };
    let hand_over = |made: Assembled| Ok((made.page, made.notes));
    let (page, notes) =
        assemble::assemble(recorded, settings, &target, progress, hand_over).map_err(io::Error::other)?;
    out.write_all(page.as_bytes())?;
    Ok(notes)
}

fn put(pending: &Pending, index: usize, text: &str) -> io::Result<()> {
    pending.file(index)?.write_all(text.as_bytes())
}
