//! A finished run for other tools: tables, networks, search engines, and lists for who cleans a corpus.
//!
//! Everything here reads the files of a run directory line by line and writes what another program opens as it is:
//! `csv`, `parquet` and `sqlite` hold the tables of `tables`, whose rows `rows` makes; `graphml` and `gexf` hold a
//! `network`; `passim` and `elastic` are lines for programs of these names; `vega` holds charts; `keep` says which articles a corpus without
//! copies consists of, and what of them stands elsewhere, too. Files are whole or not there, and the same run
//! gives the same bytes.

mod articles;
mod csv;
mod elastic;
mod gexf;
mod graphml;
mod keep;
mod network;
#[cfg(feature = "parquet")]
mod parquet;
mod passim;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tables;
mod vega;
mod xml;

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

pub use csv::CsvSettings;
pub use keep::Policy;
pub use network::Over;

use crate::{
    error::{Error, Result},
    progress::Progress,
    report::TextMode,
    run::{Done, Overwrite, Pending, Recorded},
};

/// What a run is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A folder of tables for spreadsheets, R and pandas.
    Csv,
    /// A folder of typed tables for DuckDB, pandas and Arrow.
    Parquet,
    /// One database with full-text search and views.
    Sqlite,
    /// A network for networkx, igraph and others.
    Graphml,
    /// A network for Gephi.
    Gexf,
    /// One line per occurrence of a passage, as passim writes them.
    Passim,
    /// Lines for the bulk interface of Elasticsearch and OpenSearch.
    Elastic,
    /// A folder of charts for Vega-Lite.
    Vega,
    /// Ids of the articles of a corpus without copies.
    Keep,
    /// The other articles, with the reason, and spans of those kept that stand elsewhere, too.
    Drop,
}

/// How a run is written.
#[derive(Clone, Debug)]
pub struct ExportSettings {
    /// As what.
    pub format: Format,
    /// How much of passages' text is written, as far as the run has it.
    pub text: TextMode,
    /// For CSV.
    pub csv: CsvSettings,
    /// What the nodes of a network are.
    pub over: Over,
    /// What names of indices begin with.
    pub index_prefix: String,
    /// Which of several copies is kept.
    pub policy: Policy,
}

impl Format {
    /// Its name as typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
            Self::Graphml => "graphml",
            Self::Gexf => "gexf",
            Self::Passim => "passim",
            Self::Elastic => "elastic",
            Self::Vega => "vega",
            Self::Keep => "keep",
            Self::Drop => "drop",
        }
    }

    /// Whether it is several files in a folder.
    #[must_use]
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet | Self::Vega | Self::Drop)
    }

    /// Whether it can be written front to back, and so to standard output.
    #[must_use]
    pub fn is_stream(self) -> bool {
        !matches!(self, Self::Csv | Self::Parquet | Self::Sqlite | Self::Vega)
    }

    /// Refuses a format that this program was built without.
    fn check_built(self) -> Result<()> {
        let is_built = (self != Self::Parquet || cfg!(feature = "parquet"))
            && (self != Self::Sqlite || cfg!(feature = "sqlite"));
        if is_built {
            return Ok(());
        }
        Err(Error::Setting {
            setting: "--to",
            got: format!("{}, which this program was built without", self.name()),
            expected: "another format, or a program built with it (`cargo build --release --features parquet,sqlite`)",
        })
    }
}

/// Where the export goes when nobody says so: a file, or a folder.
#[must_use]
pub fn default_output(run: &Path, format: Format, over: Over) -> PathBuf {
    match format {
        Format::Csv => run.join("export/csv"),
        Format::Parquet => run.join("export/parquet"),
        Format::Sqlite => run.join("retold.sqlite"),
        Format::Graphml => run.join(format!("export/{}.graphml", over.name())),
        Format::Gexf => run.join(format!("export/{}.gexf", over.name())),
        Format::Passim => run.join("export/passim.jsonl"),
        Format::Elastic => run.join("export/elastic.ndjson"),
        Format::Vega => run.join("export/vega"),
        Format::Keep => run.join("export/keep.txt"),
        Format::Drop => run.join("export"),
    }
}

/// Writes a run to files: into this folder, or to this file, as the format is.
///
/// # Errors
/// [`Error::FileExists`] when a file is there that may not be replaced; what reading the run and writing say. Nothing is
/// left behind then.
pub fn to_files(
    recorded: &Recorded,
    settings: &ExportSettings,
    output: &Path,
    overwrite: Overwrite,
    progress: &dyn Progress,
) -> Result<Done> {
    settings.format.check_built()?;
    let (names, stale): (Vec<String>, Vec<String>) = match settings.format {
        Format::Csv | Format::Parquet => {
            let file = |name: tables::Name| format!("{}.{}", name.table().name, settings.format.name());
            (tables::of_run(recorded).map(file).collect(), tables::not_of_run(recorded).map(file).collect())
        }
        Format::Vega => (vega::FILES.map(str::to_owned).to_vec(), Vec::new()),
        Format::Drop => (keep::FILES.map(str::to_owned).to_vec(), Vec::new()),
        _ => (Vec::new(), Vec::new()),
    };
    let in_folder =
        |names: Vec<String>| -> Vec<PathBuf> { names.into_iter().map(|name| output.join(name)).collect() };
    let paths = if settings.format.is_folder() { in_folder(names) } else { vec![output.to_owned()] };
    let pending = Pending::new(&paths, &in_folder(stale), overwrite)?;
    let notes =
        write(recorded, settings, &pending, progress).map_err(|error| Error::within(error, output))?;
    Ok(Done { files: pending.persist()?, notes })
}

/// Writes a run to a stream, which [`Format::is_stream`] must allow.
///
/// # Errors
/// What the writer says; an [`Error`] inside when the run cannot be read, or the format is no stream.
pub fn to_stream(
    recorded: &Recorded,
    settings: &ExportSettings,
    out: &mut dyn Write,
    progress: &dyn Progress,
) -> io::Result<Vec<String>> {
    match settings.format {
        Format::Csv | Format::Parquet | Format::Sqlite | Format::Vega => {
            Err(io::Error::other(Error::Setting {
                setting: "--output",
                got: "standard output".to_owned(),
                expected: "a folder or file for this format",
            }))
        }
        Format::Graphml => graphml::write(out, recorded, settings.over),
        Format::Gexf => gexf::write(out, recorded, settings.over),
        Format::Passim => passim::write(out, recorded, settings.text, progress),
        Format::Elastic => elastic::write(out, recorded, settings.text, &settings.index_prefix),
        Format::Keep => keep::write_kept(out, recorded, &settings.policy),
        Format::Drop => keep::write_dropped(out, None, recorded, &settings.policy),
    }
}

fn write(
    recorded: &Recorded,
    settings: &ExportSettings,
    pending: &Pending,
    progress: &dyn Progress,
) -> io::Result<Vec<String>> {
    match settings.format {
        Format::Csv => {
            let mut sink = csv::Sink::new(recorded, settings.csv, pending)?;
            rows::all(recorded, settings.text, &mut sink)?;
            sink.finish()
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let mut sink = parquet::Sink::new(recorded, pending)?;
            rows::all(recorded, settings.text, &mut sink)?;
            sink.finish()
        }
        #[cfg(feature = "sqlite")]
        Format::Sqlite => sqlite::write(recorded, settings.text, pending),
        Format::Vega => vega::write(recorded, settings.text, pending),
        Format::Drop => {
            let mut spans = buffered(pending, 1)?;
            let mut out = buffered(pending, 0)?;
            let notes = keep::write_dropped(&mut out, Some(&mut spans), recorded, &settings.policy)?;
            spans.flush()?;
            out.flush()?;
            Ok(notes)
        }
        _ => {
            let mut out = buffered(pending, 0)?;
            let notes = to_stream(recorded, settings, &mut out, progress)?;
            out.flush()?;
            Ok(notes)
        }
    }
}

fn buffered(pending: &Pending, index: usize) -> io::Result<BufWriter<std::fs::File>> {
    Ok(BufWriter::with_capacity(1 << 16, pending.file(index)?))
}
