//! The texts of articles, read again from the inputs of a run: what a run does not keep.

use hashbrown::HashMap;

use super::book::Book;
use crate::{
    article::{Article, Corpus},
    error::Result,
    progress::Progress,
    run::{Recorded, records},
    units::Span,
};

/// The articles of which a page shows text.
#[derive(Default)]
pub(super) struct Texts {
    /// By their numbers in the book.
    articles: HashMap<usize, Article>,
    /// Names of outlets, as the articles number them.
    outlets: Vec<Box<str>>,
}

impl Texts {
    /// Reads the files that hold these articles.
    ///
    /// # Errors
    /// When one is gone or not what it was.
    pub(super) fn read(
        recorded: &Recorded,
        book: &Book,
        wanted: &[usize],
        progress: &dyn Progress,
    ) -> Result<Self> {
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let mut places: HashMap<(&str, u64), usize> = HashMap::new();
        for &number in wanted {
            let line = &book.articles[number];
            places.insert((&line.source_file, line.source_row), number);
        }
        let mut paths: Vec<&str> = places.keys().map(|(path, _)| *path).collect();
        paths.sort_unstable();
        paths.dedup();
        let corpus = recorded.read_files(&paths, progress)?;
        let files: Vec<String> = corpus.files.iter().map(|file| file.path.clone()).collect();
        let mut texts = Self { articles: HashMap::new(), outlets: corpus.outlets };
        for article in corpus.articles {
            let path = files.get(article.source_file as usize).map_or("", String::as_str);
            if let Some(&number) = places.get(&(path, article.source_row)) {
                texts.articles.insert(number, article);
            }
        }
        Ok(texts)
    }

    /// Two articles as a corpus of their own, in the order of the run; `None` when either was not read.
    pub(super) fn pair(&self, a: usize, b: usize) -> Option<Corpus> {
        let articles = vec![self.articles.get(&a)?.clone(), self.articles.get(&b)?.clone()];
        Some(Corpus { articles, outlets: self.outlets.clone(), ..Corpus::default() })
    }

    /// The words of an occurrence of a passage; `None` when the article was not read or has no such place.
    pub(super) fn of(&self, number: usize, member: &records::Member) -> Option<String> {
        let article = self.articles.get(&number)?;
        let span =
            Span { start: u32::try_from(member.start_byte).ok()?, end: u32::try_from(member.end_byte).ok()? };
        let text = article.text.read();
        text.get(span.start as usize..span.end as usize).map(str::to_owned)
    }
}
