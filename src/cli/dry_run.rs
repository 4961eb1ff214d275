//! `retold cluster --dry-run`: what would be read and what it would take; nothing is written.
//!
//! Small inputs are read to their ends. Of large ones only the beginning of each file is read, and how much text there is
//! follows from the size: that is enough to see a wrong mapping, and to know whether a run takes a minute or an hour.

use std::path::{Path, PathBuf};

use super::{Outcome, args::ClusterArgs, estimate::Estimate, one_line, print, progress::Watched};
use crate::{
    article::InputFile,
    error::Error,
    input::{self, InputSettings},
    report::terminal::cells::{counted, number},
    run::Size,
    settings::Settings,
};

/// Bytes of all inputs up to which they are read to their ends.
const SMALL: u64 = 64 << 20;

/// Records that are read of each file of larger ones.
const BEGINNING: u64 = 1_000;

/// Files of which the beginning is read.
const FILES: usize = 100;

/// Files that are listed.
const LISTED: usize = 20;

/// Bytes of text for a byte of a file: the rest are field names and marks.
const TEXT: f64 = 0.9;

/// The same for a compressed file; news text is compressed to a third.
const COMPRESSED_TEXT: f64 = 2.7;

/// What was read.
#[derive(Default)]
struct Seen {
    files: Vec<InputFile>,
    articles: u64,
    text: u64,
    refused: Vec<String>,
    warnings: Vec<String>,
}

pub(super) fn run(args: &ClusterArgs, settings: &Settings) -> Outcome {
    let files = input::files(&args.inputs)?;
    let bytes: u64 = files.iter().map(|(_, bytes)| bytes.unwrap_or(0)).sum();
    let has_unknown = files.iter().any(|(_, bytes)| bytes.is_none());
    let is_small = bytes <= SMALL && !has_unknown;
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    let mut seen = Seen::default();
    if is_small {
        seen.read(&args.inputs, &settings.input, &watched)?;
    } else {
        let limit = Some(settings.input.limit.unwrap_or(u64::MAX).min(BEGINNING));
        let beginning = InputSettings { limit, ..settings.input.clone() };
        for (path, _) in files.iter().take(FILES) {
            seen.read(std::slice::from_ref(path), &beginning, &watched)?;
        }
    }
    if seen.articles == 0 {
        let inputs: Vec<String> = args.inputs.iter().map(|path| format!("`{}`", path.display())).collect();
        let hint = seen.refused.first().cloned().unwrap_or_else(|| "there is no record in them".to_owned());
        return Err(Error::Empty { inputs: inputs.join(", "), hint }.into());
    }
    let (text, articles) = if is_small { (seen.text, seen.articles) } else { seen.all_of(&files, settings) };
    let threads = rayon::current_num_threads();
    let page = Page { args, seen: &seen, n_files: files.len(), is_small, articles, text, threads };
    print(|out| out.write_all(page.text().as_bytes()))
}

impl Seen {
    fn read(&mut self, inputs: &[PathBuf], settings: &InputSettings, watched: &Watched) -> Outcome {
        match input::read(inputs, settings, watched) {
            Ok(corpus) => {
                self.articles += corpus.len() as u64;
                self.text += corpus.articles.iter().map(|article| article.text.len() as u64).sum::<u64>();
                let refused = corpus
                    .rejects
                    .iter()
                    .map(|reject| format!("{}:{}: {}", reject.file, reject.row, reject.reason));
                self.refused.extend(refused);
                self.files.extend(corpus.files);
                self.warnings.extend(corpus.warnings);
                Ok(())
            }
            // One file without an article is worth telling, not the end.
            Err(Error::Empty { inputs, hint }) => {
                self.refused.push(format!("{inputs}: {hint}"));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Bytes of text and number of articles of all files, from their sizes and from the articles seen.
    fn all_of(&self, files: &[(PathBuf, Option<u64>)], settings: &Settings) -> (u64, u64) {
        let is_compressed = |path: &Path| {
            let file = self.files.iter().find(|file| Path::new(&file.path) == path);
            file.or(self.files.first())
                .is_some_and(|file| file.format.contains('+') || file.format == "parquet")
        };
        let text: f64 = files
            .iter()
            .map(|(path, bytes)| {
                bytes.unwrap_or(0) as f64 * if is_compressed(path) { COMPRESSED_TEXT } else { TEXT }
            })
            .sum();
        let of_one = self.text as f64 / self.articles.max(1) as f64;
        let articles = ((text / of_one.max(1.0)) as u64).max(self.articles);
        let articles = articles.min(settings.input.limit.unwrap_or(u64::MAX));
        ((articles as f64 * of_one) as u64, articles)
    }
}

struct Page<'a> {
    args: &'a ClusterArgs,
    seen: &'a Seen,
    n_files: usize,
    is_small: bool,
    articles: u64,
    text: u64,
    threads: usize,
}

impl Page<'_> {
    fn text(&self) -> String {
        let Self { seen, n_files, .. } = *self;
        let mut lines = Vec::new();
        lines.push(if self.is_small {
            format!("{} read to the end", counted(n_files as u64, "file"))
        } else {
            let looked = n_files.min(FILES) as u64;
            let of = if looked < n_files as u64 { format!(" of {}", number(n_files as u64)) } else { String::new() };
            format!(
                "the beginning of {}{of} read, {} records each at most; what follows from their sizes is rough",
                counted(looked, "file"),
                number(BEGINNING)
            )
        });
        for file in seen.files.iter().take(LISTED) {
            lines.extend(self.file(file));
        }
        if seen.files.len() > LISTED {
            lines.push(format!("  … and {} more", counted((seen.files.len() - LISTED) as u64, "file")));
        }
        lines.extend(seen.refused.iter().take(5).map(|refused| format!("refused: {refused}")));
        lines.extend(seen.warnings.iter().take(5).map(|warning| format!("warning: {warning}")));
        let about = if self.is_small { "" } else { "about " };
        let estimate = Estimate::new(self.text, self.threads);
        lines.push(format!(
            "{about}{}, {} of text; it will take about {} on {}, {} of memory and {} of disk",
            counted(self.articles, "article"),
            size(self.text),
            estimate.time(),
            counted(estimate.threads as u64, "thread"),
            estimate.memory,
            size(estimate.disk.0),
        ));
        if estimate.memory.0 > self.args.memory().0 {
            let limit = self.args.memory();
            lines.push(format!(
                "that is more than the {limit} to keep to: what does not fit lies on disk, which is slower"
            ));
        }
        match &self.args.output {
            Some(run) if run.exists() && !self.args.force => {
                lines.push(format!("`{}` exists: `--force` will be needed to replace it", run.display()));
            }
            _ => {}
        }
        lines.push("nothing was written".to_owned());
        lines.iter().map(|line| format!("{}\n", one_line_keeping_indent(line))).collect()
    }

    fn file(&self, file: &InputFile) -> Vec<String> {
        let refused = match file.rejected {
            0 => String::new(),
            rejected => format!(", {} refused", number(rejected)),
        };
        let mut mapping: Vec<String> = Vec::new();
        for (field, column, records) in &file.mapping {
            let partly =
                if *records < file.records { format!(" ({})", number(*records)) } else { String::new() };
            mapping.push(format!("{field}={column}{partly}"));
        }
        let size = if file.bytes == 0 { String::new() } else { format!(", {}", size(file.bytes)) };
        let mut lines = vec![format!(
            "  {}  {}{size}, {}{refused}",
            file.path,
            file.format,
            counted(file.records, "record")
        )];
        if !mapping.is_empty() {
            lines.push(format!("      {}", mapping.join(" ")));
        }
        lines
    }
}

/// A size that may be small.
fn size(bytes: u64) -> String {
    if bytes < 10 << 20 {
        format!("{} KiB", number(bytes.div_ceil(1 << 10)))
    } else {
        Size(bytes).to_string()
    }
}

/// The line made harmless, with the space that it begins with.
fn one_line_keeping_indent(line: &str) -> String {
    let indent = line.len() - line.trim_start_matches(' ').len();
    format!("{}{}", &line[..indent], one_line(line))
}
