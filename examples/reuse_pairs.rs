//! From records to verified pairs of near-duplicate paragraphs, and nothing else: what `benches/peers/` compares with
//! other tools, and how to use the reuse stage as a library.
//!
//! Usage: `reuse_pairs INPUT THRESHOLD [FOLDER]`. Prints counts and seconds as one JSON object. With a folder it also
//! writes `words.txt`, the word numbers of every class of equal paragraphs that is compared, and `pairs.txt`, the classes
//! of every pair and its Jaccard similarity, both by line number in `words.txt`.

use std::{
    env,
    error::Error,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use retold::{
    input::{self, InputSettings},
    progress::Silent,
    reuse::{
        ReuseSettings,
        classes::{self, Classes},
        join::{Hot, MIN_WORDS},
        links::{self, ClassPair},
        shingles,
    },
    text::{self, Texts},
};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let path = PathBuf::from(arguments.next().ok_or("the first argument is a file")?);
    let threshold = arguments.next().ok_or("the second argument is a threshold")?;
    let threshold = threshold.to_str().ok_or("the threshold is not a number")?.parse()?;
    let settings = ReuseSettings::new(threshold, true)?;

    let start = Instant::now();
    let corpus = input::read(&[path], &InputSettings::default(), &Silent)?;
    let read = start.elapsed();
    let texts = text::analyze(&corpus, &Silent);
    let tokenised = start.elapsed();
    let classes = classes::group(&texts);
    let grouped = start.elapsed();
    let rarity = shingles::rarity(&corpus, &texts, &classes);
    let measured = start.elapsed();
    let pairs = links::find(&corpus.space, &texts, &classes, &rarity, &settings, Hot::List);
    let found = start.elapsed();

    let seconds = |from: std::time::Duration, to: std::time::Duration| (to - from).as_secs_f64();
    let line = json!({
        "articles": corpus.len(),
        "paragraphs": texts.paragraphs.len(),
        "classes": classes.len(),
        "pairs_of_classes": pairs.len(),
        "seconds": {
            "read": read.as_secs_f64(),
            "text": seconds(read, tokenised),
            "classes": seconds(tokenised, grouped),
            "rarity": seconds(grouped, measured),
            "pairs": seconds(measured, found),
            "total": found.as_secs_f64(),
        },
    });
    writeln!(std::io::stdout(), "{line}")?;
    match arguments.next() {
        Some(folder) => write(Path::new(&folder), &texts, &classes, &pairs),
        None => Ok(()),
    }
}

fn write(folder: &Path, texts: &Texts, classes: &Classes, pairs: &[ClassPair]) -> Result<(), Box<dyn Error>> {
    let mut words = BufWriter::new(File::create(folder.join("words.txt"))?);
    let mut line_of = vec![usize::MAX; classes.len()];
    let compared = classes.classes.iter().enumerate().filter(|(_, class)| class.n_words >= MIN_WORDS);
    for (line, (number, class)) in compared.enumerate() {
        line_of[number] = line;
        for word in classes::words(texts, class.first) {
            write!(words, "{} ", word.0)?;
        }
        writeln!(words)?;
    }
    words.flush()?;
    let mut listed = BufWriter::new(File::create(folder.join("pairs.txt"))?);
    for pair in pairs {
        writeln!(listed, "{} {} {:.6}", line_of[pair.a as usize], line_of[pair.b as usize], pair.jaccard)?;
    }
    Ok(listed.flush()?)
}
