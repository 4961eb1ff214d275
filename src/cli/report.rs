//! `retold report`: a finished run as a page.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, Outcome, args::Text, one_line, print, progress::Watched, tell};
use crate::{
    page::{self, PageSettings},
    report::terminal::{cells::number, link},
    run::{Overwrite, Recorded, Size},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold report my-run                            my-run/report.html, and my-run/report/ for what does not fit
  retold report my-run -o story.html --text full  with the articles whole, side by side
  retold report my-run --text none                without the publishers' words, to pass on
  retold report my-run --max-size 20M             more of it in one file
  retold report my-run -o - > page.html           one file and nothing else

Texts of articles are read again from the run's inputs; where these are gone, the page goes without them.";

#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Write to this file; `-` for standard output. By default RUN/report.html
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace an earlier report
    #[arg(long)]
    force: bool,
    /// How much of articles' text is shown; by default as much as the run itself repeats
    #[arg(long, value_enum, value_name = "MODE")]
    text: Option<Text>,
    /// How large the page may be, such as 20M; the rest goes into a folder beside it. 5 MB by default
    #[arg(long, value_name = "SIZE", value_parser = Size::parse)]
    max_size: Option<Size>,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &ReportArgs) -> Outcome {
    let recorded = Recorded::open(&args.run)?;
    let usual = PageSettings::of(&recorded);
    let usual = usual.with_max_bytes(args.max_size.map_or(usual.max_bytes, |size| size.0))?;
    let settings = PageSettings { text: args.text.map_or(usual.text, Into::into), ..usual };
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    if args.output.as_deref() == Some(Path::new("-")) {
        let mut notes = Vec::new();
        print(|out| {
            notes = page::to_stream(&recorded, settings, out, &watched)?;
            Ok(())
        })?;
        say(args, &notes);
        return Ok(());
    }
    let output = args.output.clone().unwrap_or_else(|| page::default_output(recorded.path()));
    if output.is_dir() {
        let shown = one_line(&output.display().to_string());
        return Err(Failure::Usage(format!("`{shown}` is a folder: name a file with `-o`")));
    }
    let overwrite = if args.force { Overwrite::Replace } else { Overwrite::Refuse };
    let done = page::to_files(&recorded, settings, &output, overwrite, &watched)?;
    say(args, &done.notes);
    if args.quiet {
        return Ok(());
    }
    if let [page, more @ ..] = done.files.as_slice() {
        let path = one_line(&page.path.display().to_string());
        tell(&format!("wrote {path} ({} bytes)", number(page.bytes)));
        if let Some(folder) = more.first().and_then(|file| file.path.parent()) {
            let bytes = more.iter().map(|file| file.bytes).sum();
            let files = more.len() as u64;
            let folder = one_line(&folder.display().to_string());
            tell(&format!("wrote {folder}/ ({} files, {} bytes)", number(files), number(bytes)));
        }
        if let Ok(whole) = page.path.canonicalize() {
            let address = format!("file://{}", whole.display());
            tell(&format!("next: open {}", link::address(&address).unwrap_or(path)));
        }
    }
    Ok(())
}

fn say(args: &ReportArgs, notes: &[String]) {
    if !args.quiet {
        notes.iter().for_each(|note| tell(&one_line(note)));
    }
}
