//! `retold demo`: the bundled sample, start to finish.

use std::{fs, io, path::Path};

use clap::Args;

use super::{Outcome, args::ColorChoice, print, terminal};
use crate::{
    error::Error,
    input, pipeline,
    progress::Silent,
    report::{self, terminal::Hint},
    settings::Settings,
};

#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

macro_rules! sample {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/sample/", $name)))),*]
    };
}

/// The sample's files. Its articles were written for this project; nothing in them ever happened.
const SAMPLE: &[(&str, &str)] = sample![
    "articles.jsonl",
    "texts/t01-tannery-road-fire.txt",
    "texts/t02-island-ferry.txt",
    "texts/t03-mayor-veto.txt",
    "texts/t04-corvane-tessaly.txt",
    "texts/t05-harbor-levy-vote.txt",
    "texts/t06-rovers-caldmoor.txt",
    "texts/t07-cold-storage-fire.txt",
    "texts/t08-skarre-accord.txt",
    "texts/t09-warnstreik-grauental.txt",
    "texts/t10-fischereiabkommen.txt",
    "texts/t11-crue-de-la-lerne.txt",
    "texts/t12-usine-delmas-roy.txt",
];

pub(super) fn run(args: &DemoArgs) -> Outcome {
    let folder = tempfile::tempdir().map_err(|source| Error::Write { path: std::env::temp_dir(), source })?;
    unpack(folder.path()).map_err(|source| Error::Write { path: folder.path().to_owned(), source })?;
    let settings = Settings::default();
    let corpus = input::read(&[folder.path().to_owned()], &settings.input, &Silent)?;
    let analysis = pipeline::analyze(&corpus, &settings, &Silent);
    let report = report::build(&corpus, &analysis, settings.report);
    let hints = [
        Hint {
            command: "retold cluster YOUR-ARTICLES".to_owned(),
            purpose: "does the same with your own: .jsonl, .json, .csv, .tsv or .txt, plain or compressed, files or \
                      folders. This sample was invented; none of it ever happened"
                .to_owned(),
        },
        Hint { command: "retold cluster --help".to_owned(), purpose: "lists what can be set".to_owned() },
    ];
    print(|out| report::terminal::render(&report, &hints, terminal::view(args.color), out))
}

fn unpack(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder.join("texts"))?;
    SAMPLE.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
}
