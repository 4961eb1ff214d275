//! Counts the background tables of `src/tfidf/background/`: in which share of the articles of a language a term, a
//! name or a pair stands. Usage: `background LANGUAGE EXCLUDED_IDS INPUT... > src/tfidf/background/LANGUAGE.txt`, where
//! the file of excluded ids (one a line, may be empty) keeps evaluation sets out of the counts.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use retold::{
    input::{self, InputSettings},
    progress::Silent,
    reuse, text,
    tfidf::{self, VectorSettings, content::Case},
    units::ArticleId,
};

/// Articles that have an entry at least, as a share of all: below it, an entry weighs no more than being unlisted.
const LEAST: [(char, f64); 4] = [('t', 5e-4), ('l', 5e-4), ('n', 1e-3), ('p', 2e-3)];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next().ok_or("the first argument is a language code")?;
    let excluded: BTreeSet<String> =
        fs::read_to_string(arguments.next().ok_or("the second argument is a file of ids")?)?
            .lines()
            .map(str::to_owned)
            .collect();
    let inputs: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let mut corpus = input::read(&inputs, &InputSettings::default(), &Silent)?;
    corpus
        .articles
        .retain(|article| article.lang.as_deref() == Some(&language) && !excluded.contains(&article.id));

    let texts = text::analyze(&corpus, &Silent);
    let reuse = reuse::find(&corpus, &texts, &reuse::ReuseSettings::default(), &Silent);
    let vectors = tfidf::vectorize(&corpus, &texts, &reuse, &VectorSettings::default(), &Silent);
    let mut counts: BTreeMap<(char, String), usize> = BTreeMap::new();
    let mut n_articles = 0;
    for article in
        (0..corpus.len() as u32).map(ArticleId).filter(|id| reuse.duplicate_of[id.index()].is_none())
    {
        n_articles += 1;
        for entry in entries(&texts, &reuse, &vectors, article) {
            *counts.entry(entry).or_default() += 1;
        }
    }
    let mut out = BufWriter::new(stdout().lock());
    writeln!(
        out,
        "# Shares of {n_articles} articles in `{language}`, in 1/10,000; view, word or words, share."
    )?;
    for ((view, words), count) in counts {
        let share = count as f64 / n_articles as f64;
        if LEAST.iter().any(|&(other, least)| other == view && share >= least) {
            writeln!(out, "{view} {words} {:.0}", share * 10_000.0)?;
        }
    }
    Ok(())
}

fn entries(
    texts: &text::Texts,
    reuse: &reuse::Reuse,
    vectors: &tfidf::Vectors,
    article: ArticleId,
) -> BTreeSet<(char, String)> {
    let term = |id: u32| vectors.terms.terms.get(text::WordId(id));
    let (title, body) = vectors.content(texts, reuse, article);
    let mut balance: BTreeMap<text::WordId, i32> = BTreeMap::new();
    for content in body.iter().flatten() {
        match content.case {
            Case::Capital => *balance.entry(content.word).or_default() += 1,
            Case::Lower => *balance.entry(content.word).or_default() -= 1,
            Case::Initial | Case::Number => {}
        }
    }
    let is_name = |word: text::WordId| balance.get(&word).is_some_and(|&balance| balance > 0);
    let mut found = BTreeSet::new();
    let mut n_body = 0;
    for (in_body, sequence) in [(false, &title), (true, &body)] {
        let mut before: Option<tfidf::content::Content> = None;
        for content in sequence {
            if let Some(content) = content {
                n_body += usize::from(in_body);
                found.insert(('t', term(content.term).to_owned()));
                if n_body <= VectorSettings::default().lead_words {
                    found.insert(('l', term(content.term).to_owned()));
                }
                let name = is_name(content.word);
                if name {
                    found.insert(('n', texts.words.get(content.word).to_owned()));
                }
                if let Some(before) = before {
                    found.insert(('p', format!("{} {}", term(before.term), term(content.term))));
                    if name && is_name(before.word) {
                        let pair =
                            format!("{} {}", texts.words.get(before.word), texts.words.get(content.word));
                        found.insert(('n', pair));
                    }
                }
            }
            before = *content;
        }
    }
    found
}
