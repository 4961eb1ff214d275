//! Which articles cover the same event, and which paragraphs did outlets take from one another?
//!
//! retold reads a dump of news articles and answers both questions in one run, with the evidence. This library holds all
//! behaviour; the binary parses the command line, opens files and sets the exit code.
//!
//! # The way of the data
//!
//! ```text
//! files, stdin ─► input ─► Corpus ─► text ─► reuse ─────────► tfidf ─► events ─► Analysis ─► report ─► terminal, JSON
//!                 mapping           paragraphs, classes, join,  rows    candidates,              └───► run directory
//!                 dates             tokens,     runs, kinds,    on      blocks and linkage
//!                 rejects           furniture   passages        ndarray by linfa, stories
//! ```
//!
//! Reuse comes before events on purpose: what it learns (templates, furniture, whole copies) stays out of the vectors.
//! Once events are known, they tell copies from phrases that recur everywhere ([`reuse::Reuse::settle`]).
//!
//! # Reading order
//!
//! [`pipeline`] is the table of contents of a run. Then, in the order of the data: [`article`] and [`units`] (the types
//! that travel), [`space`] (what of them lies in memory, what on disk), [`input`], [`text`], [`reuse`], [`tfidf`], [`events`], [`origin`], [`report`], [`run`]; [`query`] looks
//! for one text in a dump, [`explain`] compares two articles, [`evaluate`] scores a run against labels, [`export`] writes
//! a run for other tools, [`page`] for a browser, [`settings`] is
//! everything a run can be told, [`progress`] how stages say how far they are, `cli` what a person types.
//!
//! # Rules that a test keeps
//!
//! A stage imports only itself, the stages upstream and the types; stages touch no file, clock, terminal or environment:
//! large arrays go through [`space`], checkpoints through [`pipeline::Checkpoints`].
//! The same bytes and settings give the same results for any number of threads and any order of files.
//!
//! # Example
//!
//! ```
//! use retold::{input, pipeline, progress::Silent, settings::Settings};
//!
//! let inputs = [concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample").into()];
//! let corpus = input::read(&inputs, &input::InputSettings::default(), &Silent)?;
//! let analysis = pipeline::analyze(&corpus, &Settings::default(), &Silent);
//! assert_eq!(analysis.events.of.len(), corpus.len());
//! # Ok::<(), retold::error::Error>(())
//! ```

pub mod article;
pub mod build;
pub mod cli;
pub mod error;
pub mod evaluate;
pub mod events;
pub mod explain;
pub mod export;
pub mod input;
pub mod nearest;
pub mod origin;
pub mod page;
pub mod pipeline;
pub mod progress;
pub mod query;
pub mod report;
pub mod reuse;
pub mod run;
pub mod settings;
pub mod space;
pub mod text;
pub mod tfidf;
pub mod units;
